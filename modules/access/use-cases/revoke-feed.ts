import { Effect, Schema } from "effect"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import type { Actor } from "../domain/audit.ts"
import type { Person } from "../domain/person.ts"
import * as CalendarFeeds from "../persistence/calendar-feeds.ts"
import { audit } from "./audit.ts"

/** There is no such calendar of this person's in the account they look at. */
export class FeedNotFound extends Schema.TaggedError<FeedNotFound>()("FeedNotFound", {}) {}

/** Deletes a calendar of one's own: its address is worthless at once. */
export const revokeFeed = Effect.fn("Access.revokeFeed")(
  function* (actor: Actor, { membershipId }: Pick<Person, "membershipId">, id: number) {
    const feed = membershipId === null ? null : yield* CalendarFeeds.remove(id, membershipId)
    if (feed === null) return yield* new FeedNotFound()
    yield* audit(actor, { accountId: feed.accountId, action: "calendar-revoked", subject: feed.name })
  },
  transactional,
  as(everything),
)
