import { Cause, Effect, Exit } from "effect"
import { query } from "#kernel/database/database.ts"

const UNIQUE_VIOLATION = "23505"

/**
 * Runs an insert that fails where something is there already, and then, in its place, one that looks first: to fail rarely
 * costs two thirds of always looking. In the caller's transaction, which goes on either way.
 */
export const unlessThere = Effect.fnUntraced(function* <A, R>(
  fresh: Effect.Effect<A, never, R>,
  careful: Effect.Effect<A, never, R>,
) {
  yield* query((tx) => tx`savepoint before_insert`)
  const first = yield* Effect.exit(fresh)
  if (Exit.isSuccess(first)) return first.value
  if ((Cause.squash(first.cause) as { code?: string }).code !== UNIQUE_VIOLATION) return yield* first
  yield* query((tx) => tx`rollback to savepoint before_insert`)
  return yield* careful
})
