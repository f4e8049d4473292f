import { Effect, Schema } from "effect"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import type { Actor } from "../domain/audit.ts"
import { may } from "../domain/permissions.ts"
import type { Person } from "../domain/person.ts"
import { hashToken, newToken } from "../domain/token.ts"
import * as ApiTokens from "../persistence/api-tokens.ts"
import * as CalendarFeeds from "../persistence/calendar-feeds.ts"
import { audit } from "./audit.ts"

/** Whoever asks may make no calendar in this account (any more), or not of this portfolio. */
export class FeedNotAllowed extends Schema.TaggedError<FeedNotAllowed>()("FeedNotAllowed", {}) {}

/** The same form was sent before: the calendar is there, and its address was told then. */
export class FeedMadeBefore extends Schema.TaggedError<FeedMadeBefore>()("FeedMadeBefore", {}) {}

/**
 * Makes a calendar of one's own. It belongs to the maker's membership: it shows what they see at each time, and ends with it.
 * That the building is one of those is the caller's to know. Returns its token, told this once.
 */
export const makeFeed = Effect.fn("Access.makeFeed")(
  function* (
    actor: Actor,
    maker: Pick<Person, "membershipId">,
    wanted: CalendarFeeds.FeedScope & { readonly name: string; readonly formKey: string },
  ) {
    const now = new Date()
    const { membershipId } = maker
    const membership = membershipId === null ? null : yield* ApiTokens.membershipNow(membershipId, now)
    if (
      membershipId === null ||
      membership === null ||
      !may({ staffRole: null, role: membership.role }, "subscribe-calendar")
    ) {
      return yield* new FeedNotAllowed()
    }
    const own = wanted.portfolioId === null ? [] : yield* CalendarFeeds.portfoliosFor(membershipId)
    if (wanted.portfolioId !== null && !own.some(({ id }) => id === wanted.portfolioId))
      return yield* new FeedNotAllowed()
    const { accountId } = membership
    const token = newToken()
    const id = yield* CalendarFeeds.insert({
      ...wanted,
      ...{ accountId, membershipId, tokenHash: hashToken(token), createdAt: now },
    })
    if (id === null) return yield* new FeedMadeBefore()
    yield* audit(actor, { accountId, action: "calendar-made", subject: wanted.name })
    return token
  },
  transactional,
  as(everything),
)
