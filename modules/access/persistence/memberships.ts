import { Effect } from "effect"
import { query } from "#kernel/database/database.ts"
import type { CustomerRole, StaffRole } from "../domain/person.ts"
import type { Terms } from "../domain/terms.ts"

/** Whoever changes a team waits here for who changes it now, until that transaction ends. */
export const lockTeam = (accountId: number) =>
  query((tx) => tx`select pg_advisory_xact_lock(hashtextextended('team', ${accountId}))`)

/** What a user is now, for the service company and in an account. Neither changes before the transaction ends. */
export const rightsOf = (userId: number, accountId: number | null, now: Date) =>
  query<{ staffRole: StaffRole | null; role: CustomerRole | null }>(
    (tx) => tx`
    with person as (select id, staff_role from access.users where id = ${userId} for share),
    member as (select role from access.memberships
      where user_id = ${userId} and account_id = ${accountId} and (expires_at is null or expires_at > ${now}) for share)
    select staff_role as "staffRole", (select role from member) as role from person`,
  ).pipe(Effect.map(([row]) => row ?? { staffRole: null, role: null }))

export interface Member {
  readonly id: number
  readonly userId: number
  readonly name: string
  readonly email: string
  readonly role: CustomerRole
  readonly wholeAccount: boolean
  readonly portfolios: ReadonlyArray<{ readonly id: number; readonly name: string }>
  readonly until: Date | null
  readonly lastSeenAt: Date | null
}

const columns = `m.id, m.user_id as "userId", u.name, u.email, m.role, m.whole_account as "wholeAccount", m.expires_at as until,
  m.last_seen_at as "lastSeenAt",
  coalesce((select jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name) order by p.name collate kernel.natural)
    from access.membership_portfolios mp join access.portfolios p on p.id = mp.portfolio_id where mp.membership_id = m.id), '[]')
    as portfolios`

/** The terms on which somebody is a member. */
export const termsOf = ({ role, wholeAccount, portfolios, until }: Member): Terms => ({
  role,
  portfolioIds: wholeAccount ? "whole account" : portfolios.map(({ id }) => id),
  until,
})

export const find = (accountId: number, id: number) =>
  query<Member>(
    (tx) => tx`
    select ${tx.unsafe(columns)} from access.memberships m join access.users u on u.id = m.user_id
    where m.id = ${id} and m.account_id = ${accountId}`,
  ).pipe(Effect.map(([row]) => row ?? null))

export const ofUser = (accountId: number, userId: number) =>
  query<Member>(
    (tx) => tx`
    select ${tx.unsafe(columns)} from access.memberships m join access.users u on u.id = m.user_id
    where m.user_id = ${userId} and m.account_id = ${accountId}`,
  ).pipe(Effect.map(([row]) => row ?? null))

/** Which account a membership is of, and whose it is, while it lasts. */
export const present = (id: number, now: Date) =>
  query<{ accountId: number; account: string; userId: number; email: string }>(
    (tx) => tx`
    select m.account_id as "accountId", a.name as account, m.user_id as "userId", u.email
    from access.memberships m join access.users u on u.id = m.user_id join access.accounts a on a.id = m.account_id
    where m.id = ${id} and (m.expires_at is null or m.expires_at > ${now})`,
  ).pipe(Effect.map(([row]) => row ?? null))

/** Those whose name or address has the pattern in it, by name, some of them; `total` is how many there are. */
export const page = (accountId: number, pattern: string, from: number, most: number) =>
  query<Member & { readonly total: number }>(
    (tx) => tx`
    select ${tx.unsafe(columns)}, f.total from (
      select m.id, u.name, count(*) over ()::int as total from access.memberships m join access.users u on u.id = m.user_id
      where m.account_id = ${accountId} and (u.name ilike ${pattern} or u.email ilike ${pattern})
      order by u.name collate kernel.natural, m.id limit ${most} offset ${from}
    ) f join access.memberships m on m.id = f.id join access.users u on u.id = m.user_id
    order by u.name collate kernel.natural, m.id`,
  )

export const count = (accountId: number) =>
  query<{ members: number }>(
    (tx) => tx`select count(*)::int as members from access.memberships where account_id = ${accountId}`,
  ).pipe(Effect.map(([row]) => row?.members ?? 0))

/** Whether somebody else owns the account too, and for good. */
export const hasOtherOwner = (accountId: number, id: number) =>
  query<{ some: boolean }>(
    (tx) => tx`
    select exists (select from access.memberships
      where account_id = ${accountId} and id <> ${id} and role = 'owner' and expires_at is null) as some`,
  ).pipe(Effect.map(([row]) => row?.some === true))

/** Those of the portfolios that are the account's. */
export const portfoliosAmong = (accountId: number, ids: ReadonlyArray<number>) =>
  query<{ id: number }>(
    (tx) => tx`
    select id from access.portfolios where account_id = ${accountId} and id = any(${[...ids]}::int[]) order by id for share`,
  ).pipe(Effect.map((rows) => rows.map(({ id }) => id)))

export const change = (accountId: number, id: number, { role, portfolioIds, until }: Terms) =>
  query(
    (tx) => tx`
    with changed as (
      update access.memberships set role = ${role}, whole_account = ${portfolioIds === "whole account"}, expires_at = ${until}
      where id = ${id})
    delete from access.membership_portfolios where membership_id = ${id}`,
  ).pipe(
    Effect.andThen(
      query(
        (tx) => tx`
        insert into access.membership_portfolios (membership_id, portfolio_id, account_id)
        select ${id}, portfolio, ${accountId}
        from unnest(${portfolioIds === "whole account" ? [] : [...portfolioIds]}::int[]) as portfolio`,
      ),
    ),
  )

/** Portfolios and tokens go with it. */
export const remove = (id: number) => query((tx) => tx`delete from access.memberships where id = ${id}`)

/** Makes the tokens of a membership worthless at once. Returns how many there were. */
export const revokeTokens = (id: number, now: Date) =>
  query(
    (tx) => tx`
    update access.api_tokens set revoked_at = ${now} where membership_id = ${id} and revoked_at is null returning id`,
  ).pipe(Effect.map((rows) => rows.length))

/** Portfolios to choose from, by name: those that are chosen already, and then some whose name has the pattern in it. */
export const portfoliosToOffer = (accountId: number, pattern: string, chosen: ReadonlyArray<number>, most: number) =>
  query<{ id: number; name: string; total: number }>(
    (tx) => tx`
    with all_of_them as (select id, name, id = any(${[...chosen]}::int[]) as chosen from access.portfolios where account_id = ${accountId})
    select id, name, (select count(*)::int from all_of_them) as total from all_of_them
    where chosen or name ilike ${pattern} order by chosen desc, name collate kernel.natural limit ${most + chosen.length}`,
  )
