import { Effect } from "effect"
import { query } from "#kernel/database/database.ts"
import type { CustomerRole, StaffRole } from "../domain/person.ts"
import type { PortfolioContents } from "../domain/portfolio.ts"

/** What a user is now, and whether they see all of the account. None of it changes before the transaction ends. */
export const rightsOf = (userId: number, accountId: number, now: Date) =>
  query<{ staffRole: StaffRole | null; role: CustomerRole | null; wholeAccount: boolean | null }>(
    (tx) => tx`
    with person as (select staff_role from access.users where id = ${userId} for share),
    member as (select role, whole_account from access.memberships
      where user_id = ${userId} and account_id = ${accountId} and (expires_at is null or expires_at > ${now}) for share)
    select staff_role as "staffRole", role, whole_account as "wholeAccount" from person left join member on true`,
  ).pipe(Effect.map(([row]) => row ?? { staffRole: null, role: null, wholeAccount: null }))

/** Null when the account has one of this name, capitals aside. */
export const insert = (accountId: number, name: string) =>
  query<{ id: number }>(
    (tx) => tx`
    insert into access.portfolios (account_id, name) values (${accountId}, ${name})
    on conflict (account_id, lower(name)) do nothing returning id`,
  ).pipe(Effect.map(([row]) => row?.id ?? null))

/** A portfolio of the account, which nobody else changes before the transaction ends. */
export const lock = (accountId: number, id: number) =>
  query<{ id: number; name: string }>(
    (tx) => tx`select id, name from access.portfolios where id = ${id} and account_id = ${accountId} for update`,
  ).pipe(Effect.map(([row]) => row ?? null))

/** Whether another portfolio of the account has this name, capitals aside. */
export const isTaken = (accountId: number, name: string, but: number) =>
  query<{ some: boolean }>(
    (tx) => tx`
    select exists (select from access.portfolios
      where account_id = ${accountId} and lower(name) = lower(${name}) and id <> ${but}) as some`,
  ).pipe(Effect.map(([row]) => row?.some === true))

export const rename = (id: number, name: string) =>
  query((tx) => tx`update access.portfolios set name = ${name} where id = ${id}`)

export const remove = (id: number) => query((tx) => tx`delete from access.portfolios where id = ${id}`)

/** How many buildings and single units a portfolio names. */
export interface Changed {
  readonly buildings: number
  readonly units: number
}

const changed = (rows: ReadonlyArray<{ readonly whole: boolean }>): Changed => {
  const buildings = rows.filter(({ whole }) => whole).length
  return { buildings, units: rows.length - buildings }
}

/** Adds what is not in it yet. A whole building takes the place of its single units. Returns what was added. */
export const addItems = Effect.fnUntraced(function* (
  portfolioId: number,
  accountId: number,
  { buildingIds, units }: PortfolioContents,
) {
  const buildings = yield* query<{ whole: boolean }>(
    (tx) => tx`
    with given as materialized (select distinct unnest(${[...buildingIds]}::int[]) as building_id),
    absorbed as (
      delete from access.portfolio_items i using given g
      where i.portfolio_id = ${portfolioId} and i.building_id = g.building_id and i.unit_id is not null)
    insert into access.portfolio_items (portfolio_id, account_id, building_id)
    select ${portfolioId}, ${accountId}, building_id from given
    on conflict do nothing returning true as whole`,
  )
  const single = yield* query<{ whole: boolean }>(
    (tx) => tx`
    insert into access.portfolio_items (portfolio_id, account_id, building_id, unit_id)
    select ${portfolioId}, ${accountId}, g.building_id, g.unit_id
    from unnest(${units.map(({ buildingId }) => buildingId)}::int[], ${units.map(({ id }) => id)}::int[]) as g (building_id, unit_id)
    where not exists (select from access.portfolio_items i
      where i.portfolio_id = ${portfolioId} and i.building_id = g.building_id and i.unit_id is null)
    on conflict do nothing returning false as whole`,
  )
  return changed([...buildings, ...single])
})

/** Takes out whole buildings and single units. Returns what was taken out. */
export const removeItems = (portfolioId: number, { buildingIds, units }: PortfolioContents) =>
  query<{ whole: boolean }>(
    (tx) => tx`
    delete from access.portfolio_items where portfolio_id = ${portfolioId}
      and (unit_id is null and building_id = any(${[...buildingIds]}::int[])
        or unit_id in (select unnest(${units.map(({ id }) => id)}::int[])))
    returning unit_id is null as whole`,
  ).pipe(Effect.map(changed))

/** Has single units named with the buildings that they are in now. As whoever deletes a portfolio, it holds that one first. */
export const moveUnits = (units: PortfolioContents["units"]) =>
  query(
    (tx) => tx`
    with given as (
      select * from unnest(${units.map(({ id }) => id)}::int[], ${units.map(({ buildingId }) => buildingId)}::int[]) as g (unit_id, building_id)),
    held as materialized (
      select p.id from access.portfolios p where p.id in (
        select i.portfolio_id from access.portfolio_items i join given g on i.unit_id = g.unit_id and i.building_id <> g.building_id)
      order by p.id for no key update)
    update access.portfolio_items i set building_id = g.building_id from given g
    where i.unit_id = g.unit_id and i.building_id <> g.building_id and i.portfolio_id in (select id from held)`,
  )

export const openTo = (membershipId: number, accountId: number, portfolioIds: ReadonlyArray<number>) =>
  query(
    (tx) => tx`
    insert into access.membership_portfolios (membership_id, portfolio_id, account_id)
    select ${membershipId}, p.id, p.account_id from access.portfolios p
    where p.account_id = ${accountId} and p.id = any(${[...portfolioIds]}::int[])
    on conflict do nothing`,
  )

export interface Portfolio {
  readonly id: number
  readonly name: string
  /** How many members have it, not counting those who see the whole account. */
  readonly members: number
  /** How many open invitations are into it. */
  readonly invitations: number
}

/** The portfolios of an account, by name. */
export const ofAccount = (accountId: number, now: Date) =>
  query<Portfolio>(
    (tx) => tx`
    select p.id, p.name,
      (select count(*)::int from access.membership_portfolios mp join access.memberships m on m.id = mp.membership_id
        where mp.portfolio_id = p.id and (m.expires_at is null or m.expires_at > ${now})) as members,
      (select count(*)::int from access.invitation_portfolios ip join access.invitations i on i.id = ip.invitation_id
        where ip.portfolio_id = p.id and i.accepted_at is null and i.revoked_at is null and i.expires_at > ${now}) as invitations
    from access.portfolios p where p.account_id = ${accountId} order by p.name collate kernel.natural, p.id`,
  )

export const find = (accountId: number, id: number) =>
  query<{ id: number; name: string }>(
    (tx) => tx`select id, name from access.portfolios where id = ${id} and account_id = ${accountId}`,
  ).pipe(Effect.map(([row]) => row ?? null))

/** Somebody who sees a portfolio, or will. */
export interface PortfolioReader {
  /** Null: not a member yet, but invited. */
  readonly userId: number | null
  readonly name: string
  readonly email: string
  /** Without this portfolio they would see nothing. */
  readonly hasNoOther: boolean
}

/** The members who have a portfolio, by name, and then those who are invited into it. */
export const readers = (id: number, now: Date) =>
  query<PortfolioReader>(
    (tx) => tx`
    select m.user_id as "userId", u.name, u.email, not exists (select from access.membership_portfolios o
      where o.membership_id = m.id and o.portfolio_id <> ${id}) as "hasNoOther"
    from access.membership_portfolios mp
    join access.memberships m on m.id = mp.membership_id and (m.expires_at is null or m.expires_at > ${now})
    join access.users u on u.id = m.user_id
    where mp.portfolio_id = ${id}
    union all
    select null, i.email, i.email, not exists (select from access.invitation_portfolios o
      where o.invitation_id = i.id and o.portfolio_id <> ${id})
    from access.invitation_portfolios ip
    join access.invitations i on i.id = ip.invitation_id
      and i.accepted_at is null and i.revoked_at is null and i.expires_at > ${now}
    where ip.portfolio_id = ${id}`,
  ).pipe(
    Effect.map((rows) =>
      rows.toSorted(
        (a, b) => Number(a.userId === null) - Number(b.userId === null) || a.name.localeCompare(b.name, "en"),
      ),
    ),
  )

/** How many people see all of the account, portfolios aside. */
export const countWholeAccount = (accountId: number, now: Date) =>
  query<{ members: number }>(
    (tx) => tx`
    select count(*)::int as members from access.memberships
    where account_id = ${accountId} and whole_account and (expires_at is null or expires_at > ${now})`,
  ).pipe(Effect.map(([row]) => row?.members ?? 0))
