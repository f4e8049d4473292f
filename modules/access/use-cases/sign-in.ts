import { Effect, Schema } from "effect"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { emailKey } from "../domain/fields.ts"
import { decoyHash, passwordMatches } from "../domain/password.ts"
import { hashToken, newToken } from "../domain/token.ts"
import * as Sessions from "../persistence/sessions.ts"
import * as SignInFailures from "../persistence/sign-in-failures.ts"
import * as Users from "../persistence/users.ts"

/** The same for an unknown address and a wrong password. */
export class SignInRefused extends Schema.TaggedError<SignInRefused>()("SignInRefused", {}) {}

export class TooManySignIns extends Schema.TaggedError<TooManySignIns>()("TooManySignIns", {
  retryAfterSeconds: Schema.Number,
}) {}

const WINDOW_MINUTES = 15
const TRIES_PER_ADDRESS = 10
const TRIES_PER_PLACE = 50

export interface SignIn {
  readonly email: string
  readonly password: string
  /** Where the request came from, for the rate limit. */
  readonly place: string
  readonly userAgent: string
  readonly sessionHours: number
}

/**
 * Signs a person in and returns the session's token, which is stored as a hash only. Each try is counted before the password
 * is looked at, per address and per place, in the database: a restart or a second process gives no new tries. One that
 * succeeds counts against nobody, for a whole office may sign in from one place; one beyond the limit does not prolong it.
 */
export const signIn = Effect.fn("Access.signIn")(function* (attempt: SignIn) {
  const now = new Date()
  const email = emailKey(attempt.email)
  const byAddress = `address ${email}`
  const byPlace = `place ${attempt.place}`
  yield* countTry([byAddress, byPlace], now)
  const user = yield* Users.credentialsOf(email).pipe(transactional)
  const hash = user?.passwordHash ?? (yield* Effect.promise(() => decoyHash))
  const right = yield* Effect.promise(() => passwordMatches(attempt.password, hash))
  if (user === null || !right) return yield* new SignInRefused()
  const token = newToken()
  yield* Effect.gen(function* () {
    const [first] = yield* Users.enterable(user.id, now)
    yield* SignInFailures.clear(byAddress)
    yield* SignInFailures.takeBack([byPlace], now)
    yield* Sessions.insert({
      tokenHash: hashToken(token),
      userId: user.id,
      accountId: user.staffRole === null ? (first?.accountId ?? null) : user.lastAccountId,
      userAgent: attempt.userAgent.slice(0, 300),
      now,
      expiresAt: new Date(now.getTime() + attempt.sessionHours * 3_600_000),
    })
  }).pipe(transactional)
  return token
}, as(everything))

const countTry = Effect.fn("Access.countTry")(function* (subjects: ReadonlyArray<string>, now: Date) {
  const from = new Date(now.getTime() - WINDOW_MINUTES * 60_000)
  yield* SignInFailures.add(subjects, now).pipe(transactional)
  const counts = yield* SignInFailures.since(subjects, from).pipe(transactional)
  for (const { subject, tries, oldest } of counts) {
    const limit = subject.startsWith("address ") ? TRIES_PER_ADDRESS : TRIES_PER_PLACE
    if (tries > limit) {
      yield* SignInFailures.takeBack(subjects, now).pipe(transactional)
      const retryAfterSeconds = Math.ceil((oldest.getTime() + WINDOW_MINUTES * 60_000 - now.getTime()) / 1000)
      return yield* new TooManySignIns({ retryAfterSeconds: Math.max(1, retryAfterSeconds) })
    }
  }
})

/** Ends the session at once. An unknown token is no error: the person is signed out either way. */
export const signOut = Effect.fn("Access.signOut")(
  function* (token: string) {
    yield* Sessions.remove(hashToken(token))
  },
  transactional,
  as(everything),
)

/** Forgets ended sessions and old tries. Idempotent. */
export const forgetExpired = Effect.fn("Access.forgetExpired")(
  function* () {
    const now = new Date()
    yield* Sessions.removeExpired(now)
    yield* SignInFailures.removeBefore(new Date(now.getTime() - 86_400_000))
  },
  transactional,
  as(everything),
)
