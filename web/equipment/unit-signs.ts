import type { Context } from "hono"
import type { SignOutcome } from "#maintenance"
import type { Env } from "../http/env.ts"
import { formatsFor } from "../http/layout.ts"
import { dayInWords, visitHref } from "../services/visit-words.ts"
import { signWords } from "./sign-words.ts"
import type { UnitSigns } from "./unit-view.ts"

const outcomeWords = (c: Context<Env>, sign: SignOutcome, now: Date): string => {
  const { signs, work } = c.get("web").words
  const text = signs.onUnit
  const { state, orderState, plannedOn, technician, finishedAt, settledAt, action, comment, reason } = sign
  const moment = (at: Date) => formatsFor(c, sign.timeZone).moment(at, now).text
  if (state === "open") return text.open
  if (state === "passed") return text.passed(moment(settledAt ?? now))
  if (state === "dismissed") return text.dismissed(reason)
  if (orderState === "cancelled") return text.cancelled
  if (finishedAt !== null)
    return text.finished(moment(finishedAt), action === null ? "" : work.actions[action], comment ?? "")
  if (orderState === "en-route" || orderState === "on-site") return text.underWay(technician)
  return plannedOn === null ? text.planned : text.plannedOn(technician, dayInWords(c, plannedOn, now))
}

/** What a unit showed before it failed, and what came of it, in words; `watched`: it is connected, so that nothing is good news. */
export const unitSigns = (
  c: Context<Env>,
  signs: ReadonlyArray<SignOutcome>,
  watched: boolean,
  now: Date,
): UnitSigns => ({
  watched,
  signs: signs.map((sign) => {
    const settled = sign.state !== "open" && (sign.state !== "order" || sign.finishedAt !== null)
    return {
      ...signWords(c, sign),
      noticed: formatsFor(c, sign.timeZone).moment(sign.noticedAt, now),
      outcome: outcomeWords(c, sign, now),
      settled,
      visit: sign.orderId === null ? null : { href: visitHref(sign.orderId) },
    }
  }),
})
