import { Effect } from "effect"
import * as Readers from "../persistence/readers.ts"

/**
 * The addresses of those of some people who may still see a unit, for a letter about it, in the caller's transaction. It needs
 * the eyes of the service company: nobody else reads addresses.
 */
export const readersOf = Effect.fn("Access.readersOf")(function* (
  userIds: ReadonlyArray<number>,
  unit: Readers.UnitPlace,
  now: Date,
) {
  if (userIds.length === 0) return []
  return (yield* Readers.whoSee(userIds, unit, now)).map(({ email }) => email)
})
