import { Effect } from "effect"
import { query, queryOutside } from "#kernel/database/database.ts"

/** The visits of a portfolio, of a building, or (neither) all that its maker sees. */
export interface FeedScope {
  readonly portfolioId: number | null
  readonly buildingId: number | null
}

/** A calendar as its maker sees it; its address is known to nobody. */
export interface CalendarFeed extends FeedScope {
  readonly id: number
  readonly name: string
  /** Of the portfolio that it shows. */
  readonly portfolio: string | null
  readonly createdAt: Date
  /** To five minutes; null: never. */
  readonly lastAskedAt: Date | null
}

interface NewFeed extends FeedScope {
  readonly accountId: number
  readonly membershipId: number
  readonly name: string
  readonly tokenHash: Buffer
  readonly createdAt: Date
  /** A UUID. */
  readonly formKey: string
}

/** The new calendar's id; null when its form has made one before. */
export const insert = (feed: NewFeed) =>
  query<{ id: number }>(
    (tx) => tx`
    insert into access.calendar_feeds
      (account_id, membership_id, name, portfolio_id, building_id, token_hash, created_at, form_key)
    values (${feed.accountId}, ${feed.membershipId}, ${feed.name}, ${feed.portfolioId}, ${feed.buildingId}, ${feed.tokenHash},
      ${feed.createdAt}, ${feed.formKey}::uuid)
    on conflict on constraint calendar_feeds_form_once do nothing returning id`,
  ).pipe(Effect.map(([row]) => row?.id ?? null))

const columns = `f.id, f.name, f.portfolio_id as "portfolioId", p.name as portfolio, f.building_id as "buildingId",
  f.created_at as "createdAt", f.last_asked_at as "lastAskedAt"`

/** The calendars of a membership, the newest first. */
export const ofMembership = (membershipId: number) =>
  query<CalendarFeed>(
    (tx) => tx`
    select ${tx.unsafe(columns)} from access.calendar_feeds f left join access.portfolios p on p.id = f.portfolio_id
    where f.membership_id = ${membershipId} order by f.id desc`,
  )

/** Deletes a calendar of a membership. Its name and account, or null when there is none. */
export const remove = (id: number, membershipId: number) =>
  query<{ name: string; accountId: number }>(
    (tx) => tx`
    delete from access.calendar_feeds where id = ${id} and membership_id = ${membershipId}
    returning name, account_id as "accountId"`,
  ).pipe(Effect.map(([row]) => row ?? null))

/** The portfolios that a membership may name: all of the account, or its own, by name. */
export const portfoliosFor = (membershipId: number) =>
  query<{ id: number; name: string }>(
    (tx) => tx`
    select p.id, p.name from access.memberships m join access.portfolios p on p.account_id = m.account_id
    where m.id = ${membershipId} and (m.whole_account
      or exists (select from access.membership_portfolios mp where mp.membership_id = m.id and mp.portfolio_id = p.id))
    order by p.name collate kernel.natural, p.id`,
  )

export interface FeedHolderRow {
  readonly feed_id: number
  readonly name: string
  readonly portfolio_id: number | null
  readonly building_id: number | null
  readonly last_asked_at: Date | null
  readonly content_hash: Buffer | null
  readonly content_since: Date | null
  readonly account_id: number
  readonly account: string
  readonly membership_id: number
  readonly whole_account: boolean
  readonly locale: string
}

/** Outside any transaction: this is asked before it is known whose eyes to look through. */
export const holderOf = (tokenHash: Buffer, now: Date) =>
  Effect.map(
    queryOutside<FeedHolderRow>((sql) => sql`select * from access.holder_of_feed(${tokenHash}, ${now})`),
    ([row]) => row ?? null,
  )

/** Notes when a calendar was asked for, and since when what it answers is so. */
export const note = (id: number, asked: Date, content: { readonly hash: Buffer; readonly since: Date }) =>
  query(
    (tx) => tx`
    update access.calendar_feeds set last_asked_at = ${asked}, content_hash = ${content.hash}, content_since = ${content.since}
    where id = ${id}`,
  )
