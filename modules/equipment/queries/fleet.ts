import { Effect } from "effect"
import { as, query, reading } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import type { Direction, Door, Fault, Mode } from "../domain/telemetry-message.ts"
import type { UnitKind, UnitState } from "../domain/unit.ts"
import { scoped, scopedQuery } from "./scope.ts"
import { presents, stateOf } from "./unit-presents.ts"

export interface FleetSize {
  readonly units: number
  readonly buildings: number
}

/** How many units and buildings the viewer sees: kept by the database for accounts, counted for portfolios. */
export const fleetSize = Effect.gen(function* () {
  const { tx, scope } = yield* scoped
  const [row] = yield* Effect.promise(() =>
    scope.inPortfolios
      ? tx<Array<FleetSize>>`select units, buildings from equipment.seen_size()`
      : tx<Array<FleetSize>>`
        select coalesce(sum(units), 0)::int as units, coalesce(sum(buildings), 0)::int as buildings
        from equipment.fleet_sizes where ${scope("account_id")}`,
  )
  return row ?? { units: 0, buildings: 0 }
})

/** How many units and buildings each account has, by the account's id; one that never had any is not there. For staff. */
export const fleetSizes = query<FleetSize & { readonly accountId: number }>(
  (tx) => tx`select account_id as "accountId", units, buildings from equipment.fleet_sizes`,
).pipe(
  Effect.map((sizes): ReadonlyMap<number, FleetSize> => new Map(sizes.map((size) => [size.accountId, size]))),
  reading,
  as(everything),
)

/**
 * How many units are in each state, and how many of them have live data. Of what is missing to the fleet's size nothing is known.
 */
export const stateCounts = scopedQuery<{ state: UnitState; units: number; connected: number }>(
  (tx, scope) => tx`
  select state, sum(units)::int as units, sum(connected)::int as connected from (
    select state, count(*) as units, count(*) as connected from equipment.unit_states
    where ${scope("account_id")} and ${scope.units("unit_id")} group by state
    union all
    select state, count(*), 0 from equipment.said_presents
    where ${scope("account_id")} and ${scope.units("unit_id")} group by state) as counted
  group by state order by state`,
)

export interface TroubledUnit {
  readonly id: number
  readonly accountId: number
  readonly name: string
  readonly buildingId: number
  readonly building: string
  readonly timeZone: string
  readonly state: UnitState
  readonly since: Date
  readonly reason: string | null
  readonly fault: Fault | null
  readonly entrapment: boolean
  readonly expectedBack: Date | null
  readonly lastSignalAt: Date | null
}

/** Units in another state than in service: the worst first, then the latest. */
export const troubledUnits = (limit: number) =>
  scopedQuery<TroubledUnit>(
    (tx, scope) => tx`
    select u.id, u.account_id as "accountId", u.name, b.id as "buildingId", b.name as building, b.time_zone as "timeZone",
      s.state, s.since, s.reason, s.fault, s.entrapment, s.expected_back as "expectedBack", s.last_signal_at as "lastSignalAt"
    from (
      select * from (
        select unit_id, state, since, reason, fault, entrapment, expected_back, last_signal_at from equipment.unit_states
        where ${scope("account_id")} and ${scope.units("unit_id")} and state = any('{out-of-order,unknown,degraded,planned-outage}')
        union all
        select unit_id, state, since, reason, fault, entrapment, null, null from equipment.said_presents
        where ${scope("account_id")} and ${scope.units("unit_id")}) as told
      order by array_position('{out-of-order,unknown,degraded,planned-outage}', state), since desc
      limit ${limit}) s
    join equipment.units u on u.id = s.unit_id
    join equipment.buildings b on b.id = u.building_id
    where ${scope("u.account_id")}
    order by array_position('{out-of-order,unknown,degraded,planned-outage}', s.state), s.since desc`,
  )

export interface StreetUnitRow {
  readonly buildingId: number
  readonly building: string
  readonly id: number
  readonly name: string
  readonly kind: UnitKind
  readonly floors: ReadonlyArray<string>
  readonly state: UnitState | null
  readonly floor: string | null
  readonly door: Door | null
  readonly direction: Direction | null
  readonly mode: Mode | null
}

/** The units of so many buildings: those with trouble first, the worst of them first, then those with live data, then by name. */
export const streetUnits = (buildings: number) =>
  scopedQuery<StreetUnitRow>(
    (tx, scope) => tx`
    with troubled as materialized (
      select s.building_id, min(array_position('{out-of-order,unknown,degraded,planned-outage,in-service}', s.state)) as gravity
      from (
        select building_id, state from equipment.unit_states where ${scope("account_id")} and ${scope.units("unit_id")}
        union all
        select u.building_id, w.state from equipment.said_presents w join equipment.units u on u.id = w.unit_id
        where ${scope("w.account_id")} and ${scope.units("w.unit_id")}) s
      group by s.building_id order by gravity, s.building_id limit ${buildings}
    ), calm as (
      select b.id from equipment.buildings b where ${scope("b.account_id")}
        and ${scope.inPortfolios ? tx`b.id in (select equipment.seen_buildings_by_name(${buildings}))` : tx`true`}
      order by b.account_id, b.name collate kernel.natural, b.id limit ${buildings}
    ), chosen as (
      select building_id, min(gravity) as gravity
      from (select building_id, gravity from troubled union all select id, 6 from calm) as any_of
      group by building_id order by gravity, building_id limit ${buildings}
    )
    select b.id as "buildingId", b.name as building, u.id, u.name, u.kind, u.floors, ${stateOf(tx)} as state, s.floor, s.door, s.direction, s.mode
    from chosen c
    join equipment.buildings b on b.id = c.building_id
    join equipment.units u on u.building_id = b.id
    ${presents(tx)}
    order by c.gravity, b.name collate kernel.natural, b.id, u.name collate kernel.natural, u.id
    limit 600`,
  )
