import type { Context } from "hono"
import type { Env } from "./env.ts"

/** The id that a text is, or null when it is none that the database could hold. */
export const idTyped = (text: string): number | null =>
  /^[1-9]\d{0,9}$/.test(text) && Number(text) <= 2_147_483_647 ? Number(text) : null

/** The id in the path, or null. */
export const pathId = (c: Context<Env>, name = "id"): number | null => idTyped(c.req.param(name) ?? "")
