import { Effect } from "effect"
import { Live } from "#kernel/bus/live.ts"
import * as PendingSteps from "../persistence/pending-steps.ts"
import * as Sessions from "../persistence/sessions.ts"
import { audit } from "./audit.ts"

/** The topic of changes to who may see what: `ids` are users'. Open pages look anew whether they still may. */
export const ACCESS_CHANGED = "access"

/**
 * Writes down in each customer's log that an administrator looks through the eyes of one of theirs no longer, in the caller's
 * transaction. Every session that ends or stops looking passes here; `place` is where an administrator did it themself, "" for
 * what ended otherwise. What was over before is written with the time that it was.
 */
export const viewingsEnded = Effect.fn("Access.viewingsEnded")(function* (
  ended: ReadonlyArray<Sessions.Ended>,
  place = "",
) {
  const now = new Date()
  for (const { userId, name, viewed, over } of ended) {
    if (viewed === null) continue
    yield* audit(
      { userId, name, viewedBy: null, place },
      { accountId: viewed.accountId, action: "viewing-ended", subject: viewed.email },
      over < now ? over : now,
    )
  }
})

/**
 * Ends the sign-ins of a person in one account at once, in the caller's transaction, and has every web process close their
 * open pages when it commits. Feeds and tokens hang on the membership itself and are looked up at each use.
 */
export const endSessionsIn = Effect.fn("Access.endSessionsIn")(function* (userId: number, accountId: number) {
  yield* viewingsEnded(yield* Sessions.removeIn(userId, accountId))
  const live = yield* Live
  yield* live.announce({ topic: ACCESS_CHANGED, accountId, ids: [userId] })
})

/** Ends all sign-ins of a person but one (or none: null), in the caller's transaction. Returns how many ended. */
export const endSessionsOf = Effect.fn("Access.endSessionsOf")(function* (userId: number, but: number | null) {
  const ended = yield* Sessions.removeOthers(userId, but)
  yield* viewingsEnded(ended)
  // A password that was right a moment ago opens nothing any more.
  yield* PendingSteps.removeOf(userId, "second-factor")
  const live = yield* Live
  yield* live.announce({ topic: ACCESS_CHANGED, accountId: 0, ids: [userId] })
  return ended.length
})
