import type { Context } from "hono"
import type { Env } from "./env.ts"

/** The id in the path, or null when it is none that the database could hold. */
export const pathId = (c: Context<Env>, name = "id"): number | null => {
  const text = c.req.param(name) ?? ""
  return /^[1-9]\d{0,9}$/.test(text) && Number(text) <= 2_147_483_647 ? Number(text) : null
}
