import { Effect, Schema } from "effect"
import { transactional } from "#kernel/database/database.ts"
import * as SignInFailures from "../persistence/sign-in-failures.ts"

export class TooManyTries extends Schema.TaggedError<TooManyTries>()("TooManyTries", {
  retryAfterSeconds: Schema.Number,
  /** What there were too many tries by. */
  subject: Schema.String,
}) {}

/** How often something may be tried: `subject` is what it is counted by. */
export interface Limit {
  readonly subject: string
  readonly most: number
  readonly minutes: number
}

/**
 * Counts a try at `now`, before anything is done, or refuses it. Counts are kept in the database: a restart or a second
 * process gives no new tries, and of many at once no more than the limit pass. A refused try does not prolong the wait.
 */
export const countTry = Effect.fn("Access.countTryWithin")(function* (limits: ReadonlyArray<Limit>, now: Date) {
  const subjects = limits.map(({ subject }) => subject)
  yield* SignInFailures.add(subjects, now).pipe(transactional)
  for (const { subject, most, minutes } of limits) {
    const from = new Date(now.getTime() - minutes * 60_000)
    const [count] = yield* SignInFailures.since([subject], from).pipe(transactional)
    if (count === undefined || count.tries <= most) continue
    yield* SignInFailures.takeBack(subjects, now).pipe(transactional)
    const seconds = Math.ceil((count.oldest.getTime() - from.getTime()) / 1000)
    return yield* new TooManyTries({ retryAfterSeconds: Math.max(1, seconds), subject })
  }
})
