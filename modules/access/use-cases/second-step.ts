import { Effect, Schema } from "effect"
import { as, reading, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { postMail } from "#kernel/messages/outbox.ts"
import { hashToken } from "../domain/token.ts"
import { securityChangedLetter } from "../letters.ts"
import * as PendingSteps from "../persistence/pending-steps.ts"
import * as SecondFactors from "../persistence/second-factors.ts"
import * as Users from "../persistence/users.ts"
import { auditPerson } from "./audit-person.ts"
import { type Door, openSession } from "./sign-in-session.ts"
import { countSignIn, forgivePlace } from "./sign-in-tries.ts"
import { useCode } from "./use-code.ts"

/** The code is wrong, or was used before. */
export class CodeRefused extends Schema.TaggedError<CodeRefused>()("CodeRefused", { triesLeft: Schema.Number }) {}

/** It was never begun, took longer than ten minutes, had five wrong codes or is done: whoever it is begins anew. */
export class SecondStepOver extends Schema.TaggedError<SecondStepOver>()("SecondStepOver", {}) {}

const TRIES = 5

export interface SecondStep extends Door {
  /** The token of the step, as `signIn` gave it. */
  readonly step: string
  /** Six figures from the app, or one of the recovery codes. */
  readonly code: string
}

/** Whether a code is still waited for. */
export const secondStepWaits = Effect.fn("Access.secondStepWaits")(
  function* (step: string) {
    const found = yield* PendingSteps.find(hashToken(step), "second-factor", new Date())
    return found !== null && found.userId !== null && found.tries < TRIES
  },
  reading,
  as(everything),
)

/**
 * Signs a person in whose password was right, by a code of their app or by a recovery code; returns the session's token. Each
 * code opens once, whoever comes at the same time. Tries are counted for the step and, as passwords are, for address and place.
 */
export const takeSecondStep = Effect.fn("Access.takeSecondStep")(function* (given: SecondStep) {
  const now = new Date()
  const tokenHash = hashToken(given.step)
  const step = yield* PendingSteps.attempt(tokenHash, "second-factor", now).pipe(transactional)
  const userId = step?.userId ?? null
  if (step === null || userId === null || step.tries >= TRIES) return yield* new SecondStepOver()
  const person = yield* Users.entrant(userId).pipe(transactional)
  if (person === null) return yield* new SecondStepOver()
  yield* countSignIn(person.email, given.place, given.sender, now)
  return yield* Effect.gen(function* () {
    const way = yield* useCode(userId, given.code, now)
    if (way === null) return yield* new CodeRefused({ triesLeft: TRIES - step.tries - 1 })
    // Of two right codes at once one comes in; the other one stays unused.
    if ((yield* PendingSteps.take(tokenHash, "second-factor", now)) === null) return yield* new SecondStepOver()
    yield* forgivePlace(given.place, now)
    const session = yield* openSession(person, way, given)
    if (way === "recovery code") yield* tellRecoveryCodeUsed(person, given)
    return session
  }).pipe(transactional)
}, as(everything))

const tellRecoveryCodeUsed = Effect.fn("Access.tellRecoveryCodeUsed")(function* (
  { id, email, name }: Users.Entrant,
  { place, sender }: Door,
) {
  const { recoveryCodesLeft: left } = yield* SecondFactors.ofUser(id)
  const actor = { userId: id, name, viewedBy: null, place }
  yield* auditPerson(actor, id, { action: "recovery-code-used", subject: email, detail: { left } })
  const what = `A recovery code was used, ${left === 1 ? "1 is" : `${left} are`} left`
  yield* postMail(email, securityChangedLetter(sender, what))
})
