import { Effect } from "effect"
import type postgres from "postgres"
import type { UnitKind } from "../domain/unit.ts"
import { type Scope, scopedQuery } from "./scope.ts"
import type { AddressLines } from "./unit.ts"
import { likePattern, matching } from "./unit-list.ts"

/** By what units are found that are to be added to a portfolio. */
export const portfolioWays = ["unit", "building", "address", "contract"] as const
export type PortfolioWay = (typeof portfolioWays)[number]

/** How many buildings and units a portfolio comes to now, those of its whole buildings included. */
export interface PortfolioSize {
  readonly buildings: number
  readonly units: number
}

/** The sizes of portfolios of the account, by id; an empty one is not there. */
export const portfolioSizes = (portfolioIds: ReadonlyArray<number>) =>
  scopedQuery<PortfolioSize & { readonly id: number }>(
    (tx, scope) => tx`
    with items as materialized (
      select portfolio_id, building_id, unit_id from access.portfolio_contents where portfolio_id = any(${[...portfolioIds]}::int[])
    ), units as (
      select i.portfolio_id, u.building_id, u.id from items i join equipment.units u on u.building_id = i.building_id
      where i.unit_id is null and ${scope("u.account_id")}
      union all
      select i.portfolio_id, u.building_id, u.id from items i join equipment.units u on u.id = i.unit_id
      where ${scope("u.account_id")}
    )
    select portfolio_id as id, count(distinct building_id)::int as buildings, count(distinct unit_id)::int as units
    from (
      select portfolio_id, building_id, id as unit_id from units
      union all select portfolio_id, building_id, null from items where unit_id is null) s
    group by portfolio_id`,
  ).pipe(Effect.map((rows): ReadonlyMap<number, PortfolioSize> => new Map(rows.map((row) => [row.id, row]))))

/** A line of a portfolio: a whole building, or a single unit of one. */
export interface PortfolioLine {
  readonly buildingId: number
  readonly building: string
  readonly street: string
  readonly locality: string
  /** How many units a whole building has now. */
  readonly units: number
  /** Null: the whole building. */
  readonly unit: { readonly id: number; readonly name: string; readonly number: string; readonly kind: UnitKind } | null
}

/** Every word occurs in the text: for texts that no index searches. */
const holds = (tx: postgres.ISql, text: postgres.PendingQuery<Array<postgres.Row>>, typed: string) => {
  const patterns = typed.toLowerCase().split(/\s+/).filter(Boolean).map(likePattern)
  return patterns.length === 0 ? tx`true` : tx`lower(${text}) like all (${patterns}::text[])`
}

const lines = (tx: postgres.ISql, scope: Scope, portfolioId: number, text: string) => tx`
  from access.portfolio_contents i
  join equipment.buildings b on b.id = i.building_id
  join equipment.addresses a on a.id = b.address_id
  left join equipment.units u on u.id = i.unit_id
  where i.portfolio_id = ${portfolioId} and ${scope("b.account_id")} and (i.unit_id is null or u.id is not null)
    and ${holds(tx, tx`concat_ws(' ', b.name, a.street, a.locality, u.name, u.equipment_number)`, text)}`

/** What a portfolio holds, by building, a page of it: the lines in which all the words occur. `total` counts all of those. */
export const portfolioLines = (
  portfolioId: number,
  text: string,
  page: { readonly size: number; readonly number: number },
) =>
  scopedQuery<PortfolioLine & { readonly total: number }>(
    (tx, scope) => tx`
    select f.building_id as "buildingId", b.name as building, a.street, a.locality, f.total,
      case when f.unit_id is null then (select count(*)::int from equipment.units o where o.building_id = f.building_id) else 1 end as units,
      case when f.unit_id is not null then jsonb_build_object('id', u.id, 'name', u.name, 'number', u.equipment_number, 'kind', u.kind) end as unit
    from (
      select i.building_id, i.unit_id, count(*) over ()::int as total, row_number() over (order by b.name collate kernel.natural, b.id,
        i.unit_id is not null, u.name collate kernel.natural, u.id) as place
      ${lines(tx, scope, portfolioId, text)}
      order by place limit ${page.size} offset ${(page.number - 1) * page.size}
    ) f
    join equipment.buildings b on b.id = f.building_id
    join equipment.addresses a on a.id = b.address_id
    left join equipment.units u on u.id = f.unit_id
    order by f.place`,
  )

interface Named {
  readonly buildingId: number
  /** Null: the whole building. */
  readonly unitId: number | null
}

const contentsOf = (named: ReadonlyArray<Named>) => ({
  buildingIds: named.flatMap(({ buildingId, unitId }) => (unitId === null ? [buildingId] : [])),
  units: named.flatMap(({ buildingId, unitId }) => (unitId === null ? [] : [{ id: unitId, buildingId }])),
})

/** All that a portfolio holds in which all the words occur. */
export const portfolioHolding = (portfolioId: number, text: string) =>
  scopedQuery<Named>(
    (tx, scope) =>
      tx`select i.building_id as "buildingId", i.unit_id as "unitId" ${lines(tx, scope, portfolioId, text)}`,
  ).pipe(Effect.map(contentsOf))

interface Offered {
  /** How many match in all. */
  readonly total: number
  /** How many of its units are in the portfolio. */
  readonly unitsIn: number
  readonly units: number
}

export interface OfferedUnit extends Offered {
  readonly id: number
  readonly name: string
  readonly number: string
  readonly building: string
  readonly street: string
}

export interface OfferedBuilding extends Offered, AddressLines {
  readonly id: number
  readonly name: string
  /** Whether the portfolio has it whole. */
  readonly isIn: boolean
}

export interface OfferedAddress extends Offered, AddressLines {
  readonly id: number
  /** How many buildings stand wholly here: those become whole buildings of a portfolio. */
  readonly buildings: number
  /** How many of its units are in buildings that also stand elsewhere: those become single units. */
  readonly single: number
}

export interface OfferedContract extends Offered {
  readonly number: string
  readonly buildings: number
}

interface Asked {
  readonly portfolioId: number
  readonly text: string
  readonly size: number
  readonly page: number
}

const within = (tx: postgres.ISql, { size, page }: Asked) => tx`limit ${size} offset ${(page - 1) * size}`

/** How many of the units beneath an alias `u` there are, and how many of them the portfolio has, whole or singly. */
const counted = (tx: postgres.ISql, portfolioId: number) => tx`
  count(*)::int as units, (count(*) filter (where
    exists (select from access.portfolio_contents i where i.portfolio_id = ${portfolioId} and i.building_id = u.building_id and i.unit_id is null)
    or exists (select from access.portfolio_contents i
      where i.portfolio_id = ${portfolioId} and i.building_id = u.building_id and i.unit_id = u.id)))::int as "unitsIn"`

const matchingUnits = (tx: postgres.ISql, scope: Scope, text: string) => tx`
  from equipment.units u where ${scope("u.account_id")} and ${matching(tx, scope.accountId, text)}`

/** Units that match, by building and name. Without words it walks along the buildings' names until the page is full. */
export const unitsToAdd = (asked: Asked) =>
  scopedQuery<OfferedUnit>((tx, scope) => {
    const all = asked.text.trim() === ""
    const found = all
      ? tx`select 1`
      : tx`select u.id, u.building_id, u.name, u.equipment_number, u.address_id ${matchingUnits(tx, scope, asked.text)}`
    const units = all
      ? tx`cross join lateral (select * from equipment.units u where u.building_id = b.id and ${scope("u.account_id")} offset 0) u`
      : tx`join found u on u.building_id = b.id`
    const total = all
      ? tx`(select count(*)::int from equipment.units u where ${scope("u.account_id")})`
      : tx`(select count(*)::int from found)`
    return tx`
    with found as materialized (${found})
    select f.id, f.name, f.equipment_number as number, f.building, a.street, c.units, c."unitsIn", ${total} as total
    from (
      select u.id, u.name, u.equipment_number, u.address_id, b.name as building, b.id as building_id
      from equipment.buildings b
      ${units}
      where ${scope("b.account_id")}
      order by b.name collate kernel.natural, b.id, u.name collate kernel.natural, u.id ${within(tx, asked)}
    ) f
    join equipment.addresses a on a.id = f.address_id
    cross join lateral (select ${counted(tx, asked.portfolioId)} from equipment.units u where u.id = f.id) c
    order by f.building collate kernel.natural, f.building_id, f.name collate kernel.natural, f.id`
  })

const matchingBuildings = (tx: postgres.ISql, scope: Scope, text: string) => tx`
  from equipment.buildings b join equipment.addresses a on a.id = b.address_id
  where ${scope("b.account_id")} and ${holds(tx, tx`concat_ws(' ', b.name, a.street, a.postal_code, a.locality)`, text)}`

/** Buildings that match, by name. */
export const buildingsToAdd = (asked: Asked) =>
  scopedQuery<OfferedBuilding>(
    (tx, scope) => tx`
    select f.*, c.units, c."unitsIn", exists (select from access.portfolio_contents i
      where i.portfolio_id = ${asked.portfolioId} and i.building_id = f.id and i.unit_id is null) as "isIn",
      (select count(*)::int ${matchingBuildings(tx, scope, asked.text)}) as total
    from (
      select b.id, b.name, a.street, a.postal_code as "postalCode", a.locality, a.region, a.country
      ${matchingBuildings(tx, scope, asked.text)}
      order by b.name collate kernel.natural, b.id ${within(tx, asked)}
    ) f
    cross join lateral (select ${counted(tx, asked.portfolioId)} from equipment.units u where u.building_id = f.id) c
    order by f.name collate kernel.natural, f.id`,
  )

const matchingAddresses = (tx: postgres.ISql, scope: Scope, text: string) => tx`
  from equipment.addresses a
  where ${scope("a.account_id")} and ${holds(tx, tx`concat_ws(' ', a.street, a.postal_code, a.locality, a.region)`, text)}
    and exists (select from equipment.units u where u.address_id = a.id)`

/** No unit of the building `b` stands at another address than `a`. */
const wholly = (tx: postgres.ISql) =>
  tx`not exists (select from equipment.units o where o.building_id = b.id and o.address_id <> a.id)`

/** Addresses with units that match, by street. */
export const addressesToAdd = (asked: Asked) =>
  scopedQuery<OfferedAddress>(
    (tx, scope) => tx`
    select a.*, c.units, c."unitsIn", d.buildings, d.single,
      (select count(*)::int ${matchingAddresses(tx, scope, asked.text)}) as total
    from (
      select a.id, a.street, a.postal_code as "postalCode", a.locality, a.region, a.country
      ${matchingAddresses(tx, scope, asked.text)}
      order by a.street collate kernel.natural, a.id ${within(tx, asked)}
    ) a
    cross join lateral (select ${counted(tx, asked.portfolioId)} from equipment.units u where u.address_id = a.id) c
    cross join lateral (
      select count(distinct b.id) filter (where ${wholly(tx)})::int as buildings,
        count(*) filter (where not ${wholly(tx)})::int as single
      from equipment.units u join equipment.buildings b on b.id = u.building_id where u.address_id = a.id) d
    order by a.street collate kernel.natural, a.id`,
  )

const underContracts = (tx: postgres.ISql, scope: Scope, text: string) => tx`
  from equipment.units u where ${scope("u.account_id")} and u.contract_number is not null
    and ${holds(tx, tx`u.contract_number`, text)}`

/** Contracts whose number matches, by number. */
export const contractsToAdd = (asked: Asked) =>
  scopedQuery<OfferedContract>(
    (tx, scope) => tx`
    select f.number, f.total, f.buildings, c.units, c."unitsIn"
    from (
      select u.contract_number as number, count(*) over ()::int as total, count(distinct u.building_id)::int as buildings
      ${underContracts(tx, scope, asked.text)}
      group by u.contract_number order by u.contract_number collate kernel.natural ${within(tx, asked)}
    ) f
    cross join lateral (select ${counted(tx, asked.portfolioId)} from equipment.units u
      where ${scope("u.account_id")} and u.contract_number = f.number) c
    order by f.number collate kernel.natural`,
  )

/** What is to be added: some by name, or all that match the words. Of a contract the name is its number. */
export type Chosen =
  | { readonly ids: ReadonlyArray<number> }
  | { readonly numbers: ReadonlyArray<string> }
  | { readonly text: string }

const whereIn = (
  tx: postgres.ISql,
  chosen: Chosen,
  column: string,
  matched: (text: string) => postgres.PendingQuery<Array<postgres.Row>>,
) => {
  if ("text" in chosen) return matched(chosen.text)
  return "ids" in chosen
    ? tx`${tx(column)} = any(${[...chosen.ids]}::int[])`
    : tx`${tx(column)} = any(${[...chosen.numbers]}::text[])`
}

const named = (build: (tx: postgres.ISql, scope: Scope) => PromiseLike<ReadonlyArray<unknown>>) =>
  scopedQuery<Named>(build).pipe(Effect.map(contentsOf))

/**
 * What is added to a portfolio for what was chosen, of what the viewer sees in the account; anything else is passed over. Units
 * and contracts give single units: what matches now, and not what will. Buildings are whole. An address gives the buildings
 * that stand wholly there, whole, and of other buildings the units there.
 */
export const contentsToAdd = (way: PortfolioWay, chosen: Chosen) => {
  switch (way) {
    case "unit":
      return named(
        (tx, scope) => tx`
        select u.building_id as "buildingId", u.id as "unitId" from equipment.units u
        where ${scope("u.account_id")} and ${whereIn(tx, chosen, "u.id", (text) => matching(tx, scope.accountId, text))}`,
      )
    case "contract":
      return named(
        (tx, scope) => tx`
        select u.building_id as "buildingId", u.id as "unitId" from equipment.units u
        where ${scope("u.account_id")} and u.contract_number is not null
          and ${whereIn(tx, chosen, "u.contract_number", (text) => holds(tx, tx`u.contract_number`, text))}`,
      )
    case "building":
      return named(
        (tx, scope) => tx`
        select b.id as "buildingId", null::int as "unitId"
        from equipment.buildings b join equipment.addresses a on a.id = b.address_id
        where ${scope("b.account_id")} and ${whereIn(tx, chosen, "b.id", (text) =>
          holds(tx, tx`concat_ws(' ', b.name, a.street, a.postal_code, a.locality)`, text),
        )}`,
      )
    case "address":
      return named(
        (tx, scope) => tx`
        select distinct u.building_id as "buildingId", case when p.here then null else u.id end as "unitId"
        from equipment.addresses a
        join equipment.units u on u.address_id = a.id
        join equipment.buildings b on b.id = u.building_id
        cross join lateral (select ${wholly(tx)} as here) p
        where ${scope("a.account_id")} and ${whereIn(tx, chosen, "a.id", (text) =>
          holds(tx, tx`concat_ws(' ', a.street, a.postal_code, a.locality, a.region)`, text),
        )}`,
      )
  }
}
