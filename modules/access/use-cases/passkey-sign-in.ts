import { Effect, Schema } from "effect"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import {
  newAuthentication,
  PASSKEY_MINUTES,
  passkeyNamed,
  type RelyingParty,
  verifyAuthentication,
} from "../domain/passkey.ts"
import { hashToken, newToken } from "../domain/token.ts"
import * as Passkeys from "../persistence/passkeys.ts"
import * as PendingSteps from "../persistence/pending-steps.ts"
import * as Users from "../persistence/users.ts"
import { type Door, openSession } from "./sign-in-session.ts"
import { countNameless, forgivePlace } from "./sign-in-tries.ts"

/** The answer does not hold, came too late or a second time, or the passkey is not known here. */
export class PasskeySignInRefused extends Schema.TaggedError<PasskeySignInRefused>()("PasskeySignInRefused", {}) {}

/**
 * What to ask a browser that wants to come in by passkey, and the token of the step that its answer belongs to: for ten
 * minutes and one answer. Counted against the place until the answer has let somebody in.
 */
export const beginPasskeySignIn = Effect.fn("Access.beginPasskeySignIn")(function* (
  party: RelyingParty,
  place: string,
) {
  const now = new Date()
  yield* countNameless(place, now)
  const { options, challenge } = yield* Effect.promise(() => newAuthentication(party))
  const step = newToken()
  yield* PendingSteps.insert({
    tokenHash: hashToken(step),
    kind: "passkey-sign-in",
    userId: null,
    detail: { challenge, begun: now.toISOString() },
    expiresAt: new Date(now.getTime() + PASSKEY_MINUTES * 60_000),
  }).pipe(transactional)
  return { options, step }
}, as(everything))

export interface PasskeySignIn extends Door {
  readonly party: RelyingParty
  readonly step: string
  /** As the browser sent it: JSON. */
  readonly answer: string
}

/**
 * Signs in whom the passkey belongs to and returns the session's token. The passkey is something one has and was unlocked by
 * something one is or knows, so no code is asked for.
 */
export const signInByPasskey = Effect.fn("Access.signInByPasskey")(function* (given: PasskeySignIn) {
  const now = new Date()
  // Used up by the first answer, right or wrong.
  const step = yield* PendingSteps.take(hashToken(given.step), "passkey-sign-in", now).pipe(transactional)
  const named = passkeyNamed(given.answer)
  const { challenge, begun } = step?.detail ?? {}
  if (challenge === undefined || begun === undefined || named === null) return yield* new PasskeySignInRefused()
  return yield* Effect.gen(function* () {
    const owner = yield* Passkeys.ownerOf(named)
    // The person first, as those do who change a person's passkeys.
    const person = owner === null ? null : yield* Users.entrantLocked(owner)
    const passkey = yield* Passkeys.byCredential(named)
    if (person === null || passkey?.userId !== person.id) return yield* new PasskeySignInRefused()
    const counter = yield* Effect.promise(() => verifyAuthentication(given.party, challenge, given.answer, passkey))
    if (counter === null) return yield* new PasskeySignInRefused()
    yield* Passkeys.used(passkey.id, counter, now)
    yield* forgivePlace(given.place, new Date(begun))
    return yield* openSession(person, "passkey", given)
  }).pipe(transactional)
}, as(everything))
