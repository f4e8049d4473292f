import { type Actor, portalItself } from "#access"
import type { Context } from "hono"
import type { Env } from "./env.ts"
import { placeOf } from "./requests.ts"

/** Who does what this request asks for, for the audit log. */
export const actorOf = (c: Context<Env>): Actor => {
  const person = c.get("person")
  if (person === null) return { ...portalItself, place: placeOf(c) }
  return { userId: person.userId, name: person.name, viewedBy: person.viewedBy?.name ?? null, place: placeOf(c) }
}
