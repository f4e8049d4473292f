import { Effect } from "effect"
import { type Letter, letterHtml, letterText } from "#kernel/messages/letter.ts"
import { hashToken, newToken } from "../domain/token.ts"
import * as PendingSteps from "../persistence/pending-steps.ts"

/**
 * Writes as much to the database as a letter with a link would, and nothing to anybody: how long an answer takes must not
 * tell whether an address belongs to somebody. What it writes is worthless from the start and goes with the next night.
 */
export const pretendToWrite = Effect.fn("Access.pretendToWrite")(function* (letter: Letter) {
  const step = { kind: "second-factor", userId: null, expiresAt: new Date() } as const
  yield* PendingSteps.insert({ ...step, tokenHash: hashToken(newToken()), detail: {} })
  const detail = { text: letterText(letter), html: letterHtml(letter) }
  yield* PendingSteps.insert({ ...step, tokenHash: hashToken(newToken()), detail })
})
