import { Effect, Schema } from "effect"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { postMail } from "#kernel/messages/outbox.ts"
import type { Actor } from "../domain/audit.ts"
import { securityChangedLetter, type Sender } from "../letters.ts"
import * as Profiles from "../persistence/profiles.ts"
import * as SecondFactors from "../persistence/second-factors.ts"
import { auditPerson } from "./audit-person.ts"
import { type Myself, type Proof, proveMyself } from "./prove-myself.ts"
import { putRecoveryCodes } from "./second-factor-enrolment.ts"

export class NoSecondFactor extends Schema.TaggedError<NoSecondFactor>()("NoSecondFactor", {}) {}

/** Returns ten new recovery codes, which nobody can read again; the earlier ones are worthless. */
export const renewRecoveryCodes = Effect.fn("Access.renewRecoveryCodes")(function* (
  actor: Actor,
  sender: Sender,
  myself: Myself,
  proof: Proof,
) {
  yield* proveMyself(sender, myself, proof)
  return yield* Effect.gen(function* () {
    const { email } = yield* lockWithFactor(myself.userId)
    const codes = yield* putRecoveryCodes(myself.userId)
    yield* auditPerson(actor, myself.userId, { action: "recovery-codes-made", subject: email })
    yield* postMail(email, securityChangedLetter(sender, "New recovery codes were made"))
    return codes
  }).pipe(transactional)
}, as(everything))

/** Switches the second factor off; its recovery codes go with it. */
export const switchSecondFactorOff = Effect.fn("Access.switchSecondFactorOff")(function* (
  actor: Actor,
  sender: Sender,
  myself: Myself,
  proof: Proof,
) {
  yield* proveMyself(sender, myself, proof)
  yield* Effect.gen(function* () {
    const { email } = yield* lockWithFactor(myself.userId)
    yield* SecondFactors.setSecret(myself.userId, null, null)
    yield* SecondFactors.replaceRecoveryCodes(myself.userId, [])
    yield* auditPerson(actor, myself.userId, { action: "second-factor-off", subject: email })
    yield* postMail(email, securityChangedLetter(sender, "Sign-in in two steps was switched off"))
  }).pipe(transactional)
}, as(everything))

const lockWithFactor = Effect.fn("Access.lockWithFactor")(function* (userId: number) {
  const profile = yield* Profiles.lock(userId)
  return profile === null || !profile.secondFactor ? yield* new NoSecondFactor() : profile
})
