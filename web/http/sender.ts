import type { Context } from "hono"
import type { Sender } from "#access"
import type { Env } from "./env.ts"

/** Who writes the letters that this request causes, and where their links lead. */
export const senderOf = async (c: Context<Env>): Promise<Sender> => {
  const web = c.get("web")
  return { company: (await web.company())?.name ?? "Hoistway", address: web.address() }
}
