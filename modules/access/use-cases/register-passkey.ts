import { Effect, Schema } from "effect"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { postMail } from "#kernel/messages/outbox.ts"
import type { Actor } from "../domain/audit.ts"
import { newRegistration, PASSKEY_MINUTES, type RelyingParty, verifyRegistration } from "../domain/passkey.ts"
import { hashToken } from "../domain/token.ts"
import { securityChangedLetter, type Sender } from "../letters.ts"
import * as Passkeys from "../persistence/passkeys.ts"
import * as PendingSteps from "../persistence/pending-steps.ts"
import * as Profiles from "../persistence/profiles.ts"
import { auditPerson } from "./audit-person.ts"
import { type Myself, proveMyself } from "./prove-myself.ts"

export class TooManyPasskeys extends Schema.TaggedError<TooManyPasskeys>()("TooManyPasskeys", {}) {}

/** The browser's answer does not hold, came too late, or is to a question that was asked in another sign-in. */
export class PasskeyRefused extends Schema.TaggedError<PasskeyRefused>()("PasskeyRefused", {}) {}

export const MOST_PASSKEYS = 20

const stepOf = (sessionId: number) => hashToken(`passkey made in sign-in ${sessionId}`)

/**
 * What to ask a browser so that it makes a passkey; good for ten minutes and one answer, in this sign-in. It asks for the
 * password: somebody at an open browser could give themselves a way in that stays.
 */
export const beginPasskey = Effect.fn("Access.beginPasskey")(function* (
  sender: Sender,
  myself: Myself,
  party: RelyingParty,
  password: string,
) {
  yield* proveMyself(sender, myself, { password, code: "" })
  const { userId, sessionId } = myself
  return yield* Effect.gen(function* () {
    const profile = yield* Profiles.lock(userId)
    const handle = yield* Passkeys.handleOf(userId)
    if (profile === null || handle === null) return yield* new PasskeyRefused()
    const known = yield* Passkeys.ofUser(userId)
    if (known.length >= MOST_PASSKEYS) return yield* new TooManyPasskeys()
    const { options, challenge } = yield* Effect.promise(() =>
      newRegistration(party, sender.company, { handle, email: profile.email, name: profile.name }, known),
    )
    yield* PendingSteps.removeOf(userId, "passkey-registration")
    yield* PendingSteps.insert({
      tokenHash: stepOf(sessionId),
      kind: "passkey-registration",
      userId,
      detail: { challenge },
      expiresAt: new Date(Date.now() + PASSKEY_MINUTES * 60_000),
    })
    return options
  }).pipe(transactional)
}, as(everything))

/** Keeps the passkey that a browser has made (`answer` is its JSON), under a name, and tells the person by mail. */
export const registerPasskey = Effect.fn("Access.registerPasskey")(function* (
  actor: Actor,
  sender: Sender,
  { userId, sessionId }: Myself,
  party: RelyingParty,
  made: { readonly name: string; readonly answer: string },
) {
  const now = new Date()
  // Used up by the first answer, right or wrong.
  const step = yield* PendingSteps.take(stepOf(sessionId), "passkey-registration", now).pipe(transactional)
  const challenge = step?.detail["challenge"]
  if (challenge === undefined || step?.userId !== userId) return yield* new PasskeyRefused()
  const passkey = yield* Effect.promise(() => verifyRegistration(party, challenge, made.answer))
  if (passkey === null) return yield* new PasskeyRefused()
  yield* Effect.gen(function* () {
    const profile = yield* Profiles.lock(userId)
    if (profile === null) return yield* new PasskeyRefused()
    if (profile.passkeys >= MOST_PASSKEYS) return yield* new TooManyPasskeys()
    const isNew = yield* Passkeys.insert({ ...passkey, userId, name: made.name, createdAt: now })
    if (!isNew) return yield* new PasskeyRefused()
    const entry = { action: "passkey-added", subject: profile.email, detail: { name: made.name } } as const
    yield* auditPerson(actor, userId, entry)
    yield* postMail(profile.email, securityChangedLetter(sender, `The passkey “${made.name}” was added`))
  }).pipe(transactional)
}, as(everything))
