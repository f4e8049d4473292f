import type { Context } from "hono"
import type { SignOutcome } from "#maintenance"
import type { Env } from "../http/env.ts"
import { formatsFor } from "../http/layout.ts"
import { visitHref } from "../services/visit-words.ts"
import { signWords } from "./sign-words.ts"
import type { UnitSigns } from "./unit-view.ts"

const outcomeWords = (c: Context<Env>, sign: SignOutcome): string => {
  const { signs, work } = c.get("web").words
  const text = signs.onUnit
  const { state, orderState, action, comment, reason } = sign
  if (state === "open") return text.open
  if (state === "passed") return text.passed
  if (state === "dismissed") return text.dismissed(reason)
  if (orderState === "cancelled") return text.cancelled
  if (sign.finishedAt === null) return text.planned
  return text.finished(action === null ? "" : work.actions[action], comment ?? "")
}

/** What a unit showed before it failed, and what came of it, in words. */
export const unitSigns = (c: Context<Env>, signs: ReadonlyArray<SignOutcome>, now: Date): UnitSigns => ({
  signs: signs.map((sign) => {
    const settled = sign.state !== "open" && (sign.state !== "order" || sign.finishedAt !== null)
    return {
      ...signWords(c, sign),
      noticed: formatsFor(c, sign.timeZone).moment(sign.noticedAt, now),
      outcome: outcomeWords(c, sign),
      settled,
      visit: sign.orderId === null ? null : { href: visitHref(sign.orderId) },
    }
  }),
})
