import { Effect } from "effect"
import { as, reading, transactional } from "#kernel/database/database.ts"
import { everything, type Viewer } from "#kernel/database/viewer.ts"
import { viewerOf } from "../domain/person.ts"
import type { Person } from "../domain/person.ts"
import { hashToken } from "../domain/token.ts"
import * as CalendarFeeds from "../persistence/calendar-feeds.ts"

/** A person's calendars in the account they look at, the newest first, and the portfolios of which they may make one. */
export const feedsOf = Effect.fn("Access.feedsOf")(
  function* ({ membershipId }: Pick<Person, "membershipId">) {
    if (membershipId === null) return { feeds: [], portfolios: [] }
    return yield* Effect.all(
      { feeds: CalendarFeeds.ofMembership(membershipId), portfolios: CalendarFeeds.portfoliosFor(membershipId) },
      { concurrency: "unbounded" },
    )
  },
  reading,
  as(everything),
)

/** A calendar whose address was asked for. */
export interface FeedHolder extends CalendarFeeds.FeedScope {
  readonly feedId: number
  readonly name: string
  readonly account: string
  /** What its maker sees now. */
  readonly viewer: Viewer
  readonly locale: string
  readonly lastAskedAt: Date | null
  /** What was answered last, and since when it is so. */
  readonly content: { readonly hash: Buffer; readonly since: Date } | null
}

/** Whose calendar has this token, through whose eyes it looks now; null: nobody's, or not any more. */
export const feedHolder = Effect.fnUntraced(function* (token: string) {
  const row = yield* CalendarFeeds.holderOf(hashToken(token), new Date())
  if (row === null) return null
  const holder: FeedHolder = {
    feedId: row.feed_id,
    name: row.name,
    account: row.account,
    portfolioId: row.portfolio_id,
    buildingId: row.building_id,
    viewer: viewerOf({
      staffRole: null,
      accountId: row.account_id,
      membershipId: row.membership_id,
      wholeAccount: row.whole_account,
    }),
    locale: row.locale,
    lastAskedAt: row.last_asked_at,
    content:
      row.content_hash === null || row.content_since === null
        ? null
        : { hash: row.content_hash, since: row.content_since },
  }
  return holder
})

const MINUTES_BETWEEN_NOTES = 5

/** Notes that a calendar was answered with a content of this hash. Returns since when that is so, to the second. */
export const noteFeedContent = Effect.fn("Access.noteFeedContent")(function* (holder: FeedHolder, hash: Buffer) {
  const now = new Date()
  const { feedId, content, lastAskedAt } = holder
  const isSame = content !== null && content.hash.equals(hash)
  const since = isSame ? content.since : new Date(Math.floor(now.getTime() / 1000) * 1000)
  if (!isSame || now.getTime() - (lastAskedAt?.getTime() ?? 0) > MINUTES_BETWEEN_NOTES * 60_000) {
    yield* CalendarFeeds.note(feedId, now, { hash, since }).pipe(transactional, as(everything))
  }
  return since
})
