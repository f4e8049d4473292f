import { Effect } from "effect"
import { query } from "#kernel/database/database.ts"

export const insert = (accountId: number, name: string) =>
  query<{ id: number }>(
    (tx) => tx`
    insert into access.portfolios (account_id, name) values (${accountId}, ${name})
    on conflict on constraint portfolios_name_unique do update set name = excluded.name returning id`,
  ).pipe(Effect.map(([row]) => row?.id ?? 0))

export const addItems = (
  portfolioId: number,
  accountId: number,
  items: ReadonlyArray<{ readonly buildingId: number; readonly unitId: number | null }>,
) =>
  query(
    (tx) => tx`
    insert into access.portfolio_items (portfolio_id, account_id, building_id, unit_id)
    select ${portfolioId}, ${accountId}, building_id, unit_id
    from unnest(${items.map((i) => i.buildingId)}::int[], ${items.map((i) => i.unitId)}::int[]) as i (building_id, unit_id)
    on conflict do nothing`,
  )

export const openTo = (membershipId: number, accountId: number, portfolioIds: ReadonlyArray<number>) =>
  query(
    (tx) => tx`
    insert into access.membership_portfolios (membership_id, portfolio_id, account_id)
    select ${membershipId}, p.id, p.account_id from access.portfolios p
    where p.account_id = ${accountId} and p.id = any(${[...portfolioIds]}::int[])
    on conflict do nothing`,
  )
