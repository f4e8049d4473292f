import { Effect } from "effect"
import type postgres from "postgres"
import { normaliseSearch } from "../domain/search-text.ts"
import type { Direction, Door, Fault, Mode } from "../domain/telemetry-message.ts"
import type { Drive, UnitKind, UnitState } from "../domain/unit.ts"
import { type Scope, scoped, scopedQuery } from "./scope.ts"
import { inStates, presentColumns, presents, stateOf } from "./unit-presents.ts"

export const unitSorts = ["name", "number", "building", "state", "today", "starts", "availability"] as const
export type UnitSort = (typeof unitSorts)[number]

/** What a list of units is narrowed to. Everything given must hold. */
export interface UnitFilter {
  /** Words that must all occur in what is printed about the unit. */
  readonly text: string
  readonly building: number | null
  /** Part of a building's name, where there are too many to choose from. */
  readonly buildingName: string
  readonly address: number | null
  /** The number of the contract that covers it, capitals aside. */
  readonly contract?: string
  /** For those who look at all accounts: one of them. */
  readonly account?: number | null
  readonly kind: UnitKind | null
  /** Any of these; `not-connected` is a unit without live data of which nothing is said. Empty: all. */
  readonly states: ReadonlyArray<UnitState | "not-connected">
  /** Only those with live data, or only those without. */
  readonly connected?: boolean
}

export interface UnitOrder {
  readonly by: UnitSort
  readonly descending: boolean
}

export interface UnitListRow {
  readonly id: number
  readonly name: string
  readonly number: string
  readonly kind: UnitKind
  readonly drive: Drive | null
  readonly manufacturer: string | null
  readonly year: number | null
  readonly floors: ReadonlyArray<string>
  readonly buildingId: number
  readonly building: string
  readonly timeZone: string
  readonly accountId: number
  readonly contractNumber: string | null
  /** Whether it has live data. */
  readonly connected: boolean
  /** What its live data says; without them what requests and orders say, or null: they say nothing. */
  readonly state: UnitState | null
  readonly since: Date | null
  readonly fault: Fault | null
  readonly expectedBack: Date | null
  readonly floor: string | null
  readonly door: Door | null
  readonly direction: Direction | null
  readonly mode: Mode | null
}

/** The pattern of texts that hold this one. */
export const likePattern = (word: string) => `%${word.replace(/[\\%_]/g, "\\$&")}%`

/** The units in whose printed text every word occurs. The longest word comes first: it is what the index is asked for. */
export const matching = (tx: postgres.ISql, accountId: number | null, text: string) => {
  const words = normaliseSearch(text)
    .split(" ")
    .filter((word) => word !== "")
    .toSorted((a, b) => b.length - a.length)
  if (words.length === 0) return tx`true`
  return tx`u.id in (select equipment.units_matching(${accountId}::int, ${words.map(likePattern)}::text[]))`
}

const conditions = (tx: postgres.ISql, scope: Scope, filter: UnitFilter) => tx`
    ${scope("u.account_id")} and ${scope.units("u.id")}
    and ${filter.building === null ? tx`true` : tx`u.building_id = ${filter.building}`}
    and ${filter.address === null ? tx`true` : tx`u.address_id = ${filter.address}`}
    and ${filter.account == null ? tx`true` : tx`u.account_id = ${filter.account}`}
    and ${filter.contract == null ? tx`true` : tx`lower(u.contract_number) = lower(${filter.contract})`}
    and ${filter.kind === null ? tx`true` : tx`u.kind = ${filter.kind}`}
    and ${filter.connected === undefined ? tx`true` : filter.connected ? tx`s.unit_id is not null` : tx`s.unit_id is null`}
    and ${filter.states.length === 0 ? tx`true` : inStates(tx, scope, filter.states)}
    and ${matching(tx, scope.accountId, filter.text)}
    and ${
      filter.buildingName.trim() === ""
        ? tx`true`
        : tx`u.building_id in (
      select id from equipment.buildings n where ${scope("n.account_id")}
      and lower(n.name) like ${likePattern(filter.buildingName.trim().toLowerCase())})`
    }`

/** The figures that a list is sorted by; only the one asked for is computed. */
const figure = (tx: postgres.ISql, scope: Scope, sort: UnitSort, now: Date) => {
  if (sort === "today") {
    return tx`left join equipment.unit_days f on f.unit_id = u.id and f.day = (${now}::timestamptz at time zone b.time_zone)::date`
  }
  if (sort === "starts") {
    return tx`left join (
      select d.unit_id, sum(d.starts) as starts from equipment.unit_days d
      where ${scope("d.account_id")} and d.day > ${now}::timestamptz::date - 30 group by d.unit_id) f on f.unit_id = u.id`
  }
  if (sort === "availability") {
    // The month's rows count what is open to the month's end; what is still to come of it is taken off.
    return tx`left join (
      with zones as materialized (
        select z.time_zone, z.month::date as month, z.month at time zone z.time_zone as begins,
          (z.month + interval '1 month') at time zone z.time_zone as ends
        from (select distinct x.time_zone, date_trunc('month', ${now}::timestamptz at time zone x.time_zone) as month
          from equipment.buildings x where ${scope("x.account_id")}) z)
      select p.unit_id, sum(p.down) / nullif(sum(p.down + p.up), 0) as down from (
        select m.unit_id, (m.planned + m.external + m.unplanned)::float8 as down, m.up::float8 as up
        from equipment.unit_months m
        join equipment.buildings x on x.id = m.building_id
        join zones z on z.time_zone = x.time_zone and z.month = m.month
        where ${scope("m.account_id")} and m.month > ${now}::timestamptz::date - 33
        union all
        select i.unit_id, case when i.class is null then 0 else t.ms end, case when i.class is null then t.ms else 0 end
        from equipment.state_intervals i
        join equipment.buildings x on x.id = i.building_id
        join zones z on z.time_zone = x.time_zone
        cross join lateral (select 1000 * date_part('epoch', case when i.started_at < z.begins
          then ${now} - z.begins else greatest(i.started_at, ${now}) - z.ends end) as ms) t
        where ${scope("i.account_id")} and i.ended_at is null and i.started_at < z.ends and i.class is distinct from 'unknown') p
      group by p.unit_id) f on f.unit_id = u.id`
  }
  return tx``
}

const ordering = (tx: postgres.ISql, { by, descending }: UnitOrder) => {
  const way = descending ? tx`desc` : tx`asc`
  const last = tx`nulls last`
  switch (by) {
    case "name":
      return tx`u.name collate kernel.natural ${way}, u.id ${way}`
    case "number":
      return tx`u.equipment_number collate kernel.natural ${way}, u.id ${way}`
    case "building":
      return tx`b.name collate kernel.natural ${way}, b.id ${way}, u.name collate kernel.natural ${way}, u.id ${way}`
    case "state":
      return tx`array_position('{out-of-order,unknown,degraded,planned-outage,in-service}', ${stateOf(tx)}) ${way} ${last}, u.name collate kernel.natural, u.id`
    case "today":
    case "starts":
      return tx`f.starts ${way} ${last}, u.name collate kernel.natural, u.id`
    case "availability":
      return tx`f.down ${descending ? tx`asc` : tx`desc`} ${last}, u.name collate kernel.natural, u.id`
  }
}

const isEverything = (filter: UnitFilter) =>
  filter.text.trim() === "" &&
  filter.building === null &&
  filter.buildingName.trim() === "" &&
  filter.address === null &&
  filter.contract == null &&
  filter.kind === null &&
  filter.connected === undefined &&
  filter.states.length === 0

/**
 * Every unit, by building: walks along the buildings' names and stops when the page is full. Left to itself the planner,
 * which takes row security to hide most rows, sorts all units first; "offset 0" keeps it from that.
 */
const everyUnit = (tx: postgres.ISql, scope: Scope) => tx`
  from equipment.buildings b
  cross join lateral (
    select * from equipment.units u where u.building_id = b.id and ${scope("u.account_id")} offset 0) u
  ${presents(tx)}
  where ${scope("b.account_id")}`

const someUnits = (tx: postgres.ISql, scope: Scope, filter: UnitFilter, order: UnitOrder, now: Date) => tx`
  from equipment.units u
  join equipment.buildings b on b.id = u.building_id
  ${presents(tx)}
  ${figure(tx, scope, order.by, now)}
  where ${scope("b.account_id")} and ${conditions(tx, scope, filter)}`

const rows = (tx: postgres.ISql, scope: Scope, filter: UnitFilter, order: UnitOrder, now: Date) => tx`
  ${order.by === "building" && isEverything(filter) && !scope.inPortfolios ? everyUnit(tx, scope) : someUnits(tx, scope, filter, order, now)}
  order by ${ordering(tx, order)}`

/** The orders in which every unit of some portfolios is found out page by page, before any of them is read. */
const seenInOrder = (tx: postgres.ISql, { by, descending }: UnitOrder, { size, number }: Page) => {
  const passed = (number - 1) * size
  if (descending) return null
  if (by === "building") return tx`equipment.seen_units_by_building(${size}, ${passed})`
  if (by === "number") return tx`equipment.seen_units_by_number(${size}, ${passed})`
  return by === "name" ? tx`equipment.seen_units_by_name(${size}, ${passed})` : null
}

const someOfPortfolios = (tx: postgres.ISql, seen: postgres.PendingQuery<Array<postgres.Row>>) => tx`
  from ${seen} with ordinality as p (unit_id, place)
  join equipment.units u on u.id = p.unit_id
  join equipment.buildings b on b.id = u.building_id
  ${presents(tx)}
  order by p.place`

interface Page {
  readonly size: number
  readonly number: number
}

/**
 * How many rows are wanted is part of the statement, and of the first page that it is the first: were they parameters, the
 * planner would plan anew at every request, which takes longer than the page.
 */
const within = (tx: postgres.ISql, { size, number }: Page) =>
  number === 1 ? tx`limit ${wholeNumber(tx, size)}` : tx`limit ${wholeNumber(tx, size)} offset ${(number - 1) * size}`

const wholeNumber = (tx: postgres.ISql, value: number) => tx`${tx.unsafe(String(Math.trunc(value)))}`

/** One page of units. */
export const unitPage = (filter: UnitFilter, order: UnitOrder, page: Page, now: Date) =>
  scopedQuery<UnitListRow>((tx, scope) => {
    const seen = scope.inPortfolios && isEverything(filter) ? seenInOrder(tx, order, page) : null
    return tx`
    select u.id, u.name, u.equipment_number as number, u.kind, u.drive, u.manufacturer, u.year, u.floors,
      b.id as "buildingId", b.name as building, b.time_zone as "timeZone", u.account_id as "accountId",
      u.contract_number as "contractNumber", ${presentColumns(tx)}, s.expected_back as "expectedBack", s.floor, s.door, s.direction, s.mode
    ${seen === null ? tx`${rows(tx, scope, filter, order, now)} ${within(tx, page)}` : someOfPortfolios(tx, seen)}`
  })

/** The ids of all matching units, by building and number. */
export const unitIdsInOrder = (filter: UnitFilter) =>
  scopedQuery<{ ids: ReadonlyArray<number> }>(
    (tx, scope) => tx`
    select array_agg(u.id order by b.name collate kernel.natural, b.id, u.equipment_number collate kernel.natural, u.id) as ids
    from equipment.units u
    join equipment.buildings b on b.id = u.building_id
    ${presents(tx)}
    where ${scope("b.account_id")} and ${conditions(tx, scope, filter)}`,
  ).pipe(Effect.map(([row]) => row?.ids ?? []))

/** How many units match, and in how many buildings. */
export const countUnits = (filter: UnitFilter) =>
  scopedQuery<{ units: number; buildings: number }>(
    (tx, scope) => tx`
    select count(*)::int as units, count(distinct u.building_id)::int as buildings
    from equipment.units u ${presents(tx)}
    where ${conditions(tx, scope, filter)}`,
  ).pipe(Effect.map(([row]) => row ?? { units: 0, buildings: 0 }))

export interface UnitExportRow extends UnitListRow {
  readonly ratedLoad: number | null
  readonly ratedSpeed: number | null
  readonly street: string
  readonly postalCode: string | null
  readonly locality: string
  readonly region: string | null
  readonly country: string
  readonly registerStatus: string | null
}

/** Hands all matching units to `write`, a thousand at a time, so that an export of any size needs little memory. */
export const exportUnits = Effect.fn("Equipment.exportUnits")(function* (
  filter: UnitFilter,
  order: UnitOrder,
  now: Date,
  write: (rows: ReadonlyArray<UnitExportRow>) => Promise<void>,
) {
  const { tx, scope } = yield* scoped
  // The driver does not wait for what becomes of the last rows: their failure must not be nobody's.
  let written: Promise<void> = Promise.resolve()
  const hand = (some: ReadonlyArray<UnitExportRow>) => {
    written = write(some)
    written.catch(() => {})
    return written
  }
  yield* Effect.promise(async () => {
    await tx<Array<UnitExportRow>>`
      select u.id, u.name, u.equipment_number as number, u.kind, u.floors, b.id as "buildingId", b.name as building,
        b.time_zone as "timeZone", u.account_id as "accountId", u.contract_number as "contractNumber", ${presentColumns(tx)}, s.expected_back as "expectedBack", s.floor, s.door, s.direction,
        u.drive, u.manufacturer, u.year, u.rated_load_kg as "ratedLoad", u.rated_speed_mps as "ratedSpeed",
        a.street, a.postal_code as "postalCode", a.locality, a.region, a.country, u.register_status as "registerStatus"
      from (select u.id as unit_id, row_number() over (order by ${ordering(tx, order)}) as place
        ${rows(tx, scope, filter, order, now)}) p
      join equipment.units u on u.id = p.unit_id
      join equipment.buildings b on b.id = u.building_id
      join equipment.addresses a on a.id = u.address_id
      ${presents(tx)}
      order by p.place`.cursor(1000, hand)
    await written
  })
})

/** The buildings to choose from in a filter, by name; one more than the limit tells that there are too many. */
export const buildingChoices = (limit: number) =>
  scopedQuery<{ id: number; name: string }>(
    (tx, scope) => tx`
    select b.id, b.name from equipment.buildings b where ${scope("b.account_id")}
      and ${scope.inPortfolios ? tx`b.id in (select equipment.seen_buildings_by_name(${limit + 1}))` : tx`true`}
    order by b.account_id, b.name collate kernel.natural, b.id limit ${wholeNumber(tx, limit + 1)}`,
  )
