import { Effect, Schema } from "effect"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { emailKey } from "../domain/fields.ts"
import { decoyHash, passwordMatches } from "../domain/password.ts"
import { hashToken } from "../domain/token.ts"
import * as MailedLinks from "../persistence/mailed-links.ts"
import * as PendingSteps from "../persistence/pending-steps.ts"
import * as Sessions from "../persistence/sessions.ts"
import * as SignInFailures from "../persistence/sign-in-failures.ts"
import * as Users from "../persistence/users.ts"
import { viewingsEnded } from "./membership-changed.ts"
import { type Door, enterOrAsk } from "./sign-in-session.ts"
import { countSignIn, forgivePlace } from "./sign-in-tries.ts"

/** The same for an unknown address, a wrong password, and a person who has none. */
export class SignInRefused extends Schema.TaggedError<SignInRefused>()("SignInRefused", {}) {}

export interface SignIn extends Door {
  readonly email: string
  readonly password: string
}

/**
 * Signs a person in by their password, or asks for their second factor. The try is counted first, per address and per place;
 * one that succeeds counts against nobody, for a whole office may sign in from one place.
 */
export const signIn = Effect.fn("Access.signIn")(function* (attempt: SignIn) {
  const now = new Date()
  const email = emailKey(attempt.email)
  yield* countSignIn(email, attempt.place, attempt.sender, now)
  const user = yield* Users.credentialsOf(email).pipe(transactional)
  const hash = user?.passwordHash ?? decoyHash
  const right = yield* Effect.promise(() => passwordMatches(attempt.password, hash))
  if (user === null || user.passwordHash === null || !right) return yield* new SignInRefused()
  return yield* Effect.gen(function* () {
    const present = yield* Users.entrantLocked(user.id)
    // Changed while it was looked at: all sign-ins by the old one have just been ended.
    if (present?.passwordHash !== user.passwordHash) return yield* new SignInRefused()
    yield* forgivePlace(attempt.place, now)
    return yield* enterOrAsk(present, "password", attempt)
  }).pipe(transactional)
}, as(everything))

/** Ends the session at once, from a network address. An unknown token is no error: the person is signed out either way. */
export const signOut = Effect.fn("Access.signOut")(
  function* (token: string, place: string) {
    yield* viewingsEnded(yield* Sessions.remove(hashToken(token)), place)
  },
  transactional,
  as(everything),
)

/** Forgets ended sessions, what was begun and not finished, links that are out of date and old tries. Idempotent. */
export const forgetExpired = Effect.fn("Access.forgetExpired")(
  function* () {
    const now = new Date()
    yield* viewingsEnded(yield* Sessions.removeExpired(now))
    yield* viewingsEnded(yield* Sessions.endViewingsOver(now))
    yield* PendingSteps.removeExpired(now)
    yield* MailedLinks.removeExpired(now)
    yield* SignInFailures.removeBefore(new Date(now.getTime() - 86_400_000))
  },
  transactional,
  as(everything),
)
