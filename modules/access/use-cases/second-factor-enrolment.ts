import { Effect, Schema } from "effect"
import { as, reading, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { postMail } from "#kernel/messages/outbox.ts"
import type { Actor } from "../domain/audit.ts"
import {
  enrolmentAddress,
  newRecoveryCodes,
  newSecret,
  recoveryCodeTyped,
  stepOfCode,
} from "../domain/second-factor.ts"
import { hashToken } from "../domain/token.ts"
import { securityChangedLetter, type Sender } from "../letters.ts"
import * as PendingSteps from "../persistence/pending-steps.ts"
import * as Profiles from "../persistence/profiles.ts"
import * as SecondFactors from "../persistence/second-factors.ts"
import { auditPerson } from "./audit-person.ts"
import { type Myself, proveMyself } from "./prove-myself.ts"

/** Nothing waits to be confirmed: it was not begun in this sign-in, is done, or is too old. */
export class EnrolmentGone extends Schema.TaggedError<EnrolmentGone>()("EnrolmentGone", {}) {}

export class SecondFactorCodeWrong extends Schema.TaggedError<SecondFactorCodeWrong>()("SecondFactorCodeWrong", {}) {}

const MINUTES = 15

/** Only the sign-in that began it sees the secret. */
const stepOf = (sessionId: number) => hashToken(`app to be confirmed in sign-in ${sessionId}`)

/**
 * Makes a secret for an authenticator app, which counts once a code from the app has confirmed it. It asks for the password:
 * somebody at an open browser could shut the person out with an app of their own.
 */
export const beginEnrolment = Effect.fn("Access.beginEnrolment")(function* (
  sender: Sender,
  myself: Myself,
  password: string,
) {
  yield* proveMyself(sender, myself, { password, code: "" })
  const { userId, sessionId } = myself
  yield* Effect.gen(function* () {
    const profile = yield* Profiles.lock(userId)
    if (profile === null || profile.secondFactor) return
    yield* PendingSteps.removeOf(userId, "totp-enrolment")
    yield* PendingSteps.insert({
      tokenHash: stepOf(sessionId),
      kind: "totp-enrolment",
      userId,
      detail: { secret: newSecret() },
      expiresAt: new Date(Date.now() + MINUTES * 60_000),
    })
  }).pipe(transactional)
}, as(everything))

/** The secret that waits to be confirmed, to be typed into an app, and as an address for it to read; or null. */
export const enrolmentOf = Effect.fn("Access.enrolmentOf")(
  function* ({ userId, sessionId }: Myself, company: string) {
    const step = yield* PendingSteps.find(stepOf(sessionId), "totp-enrolment", new Date())
    const profile = yield* Profiles.find(userId)
    const secret = step?.detail["secret"]
    if (secret === undefined || profile === null || step?.userId !== userId) return null
    return { secret, address: enrolmentAddress(secret, company, profile.email) }
  },
  reading,
  as(everything),
)

/** Switches the second factor on when the code is right, and returns ten recovery codes, which nobody can read again. */
export const confirmEnrolment = Effect.fn("Access.confirmEnrolment")(
  function* (actor: Actor, sender: Sender, { userId, sessionId }: Myself, code: string) {
    const now = new Date()
    const profile = yield* Profiles.lock(userId)
    const step = yield* PendingSteps.find(stepOf(sessionId), "totp-enrolment", now)
    const secret = step?.detail["secret"]
    if (profile === null || profile.secondFactor || secret === undefined || step?.userId !== userId) {
      return yield* new EnrolmentGone()
    }
    const timeStep = yield* Effect.promise(() => stepOfCode(secret, code, null, now))
    if (timeStep === null) return yield* new SecondFactorCodeWrong()
    yield* PendingSteps.removeOf(userId, "totp-enrolment")
    yield* SecondFactors.setSecret(userId, secret, timeStep)
    const codes = yield* putRecoveryCodes(userId)
    yield* auditPerson(actor, userId, { action: "second-factor-on", subject: profile.email })
    yield* postMail(profile.email, securityChangedLetter(sender, "Sign-in in two steps was switched on"))
    return codes
  },
  transactional,
  as(everything),
)

/** Ten new recovery codes in the place of all earlier ones, in the caller's transaction. */
export const putRecoveryCodes = Effect.fn("Access.putRecoveryCodes")(function* (userId: number) {
  const codes = newRecoveryCodes()
  yield* SecondFactors.replaceRecoveryCodes(
    userId,
    codes.map((code) => hashToken(recoveryCodeTyped(code))),
  )
  return codes
})
