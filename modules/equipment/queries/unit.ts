import { Effect } from "effect"
import type { AgreedHours } from "../domain/agreed-hours.ts"
import type { Direction, Door, Fault, Mode } from "../domain/telemetry-message.ts"
import type { BuildingUse, Drive, IntervalClass, UnitKind, UnitState } from "../domain/unit.ts"
import { scopedQuery } from "./scope.ts"
import { presentColumns, presents, stateOf } from "./unit-presents.ts"

export interface AddressLines {
  readonly street: string
  readonly postalCode: string | null
  readonly locality: string
  readonly region: string | null
  readonly country: string
}

export interface UnitDetail extends AddressLines {
  readonly id: number
  readonly accountId: number
  readonly number: string
  readonly name: string
  readonly kind: UnitKind
  readonly drive: Drive | null
  readonly purpose: string | null
  readonly manufacturer: string | null
  readonly year: number | null
  readonly ratedLoad: number | null
  readonly ratedSpeed: number | null
  readonly travel: number | null
  readonly floors: ReadonlyArray<string>
  readonly registerStatus: string | null
  readonly connectedSince: Date | null
  readonly buildingId: number
  readonly building: string
  readonly addressId: number
  readonly timeZone: string
  readonly contractNumber: string | null
  /** Its contract's, else its building's; null: all the time. */
  readonly agreedHours: AgreedHours | null
  /** Null: the usual ones. */
  readonly peakHours: AgreedHours | null
  /** Whether it has live data. */
  readonly connected: boolean
  /** What its live data says; without them what requests and orders say, or null: they say nothing. */
  readonly state: UnitState | null
  readonly since: Date | null
  readonly reason: string | null
  readonly fault: Fault | null
  readonly entrapment: boolean | null
  readonly expectedBack: Date | null
  readonly lastSignalAt: Date | null
  readonly floor: string | null
  readonly door: Door | null
  readonly direction: Direction | null
  readonly mode: Mode | null
}

/** One unit with its present, or null when there is none that the viewer may see. */
export const unitDetail = (id: number) =>
  scopedQuery<UnitDetail>(
    (tx, scope) => tx`
    select u.id, u.account_id as "accountId", u.equipment_number as number, u.name, u.kind, u.drive, u.purpose, u.manufacturer, u.year,
      u.rated_load_kg as "ratedLoad", u.rated_speed_mps as "ratedSpeed", u.travel_metres as travel, u.floors,
      u.register_status as "registerStatus", u.connected_since as "connectedSince",
      b.id as "buildingId", b.name as building, a.id as "addressId", b.time_zone as "timeZone",
      u.contract_number as "contractNumber", coalesce(c.hours, h.hours) as "agreedHours", b.peak_hours as "peakHours",
      a.street, a.postal_code as "postalCode", a.locality, a.region, a.country,
      ${presentColumns(tx)}, coalesce(s.reason, w.reason) as reason, coalesce(s.entrapment, w.entrapment) as entrapment,
      s.expected_back as "expectedBack", s.last_signal_at as "lastSignalAt",
      s.floor, s.door, s.direction, s.mode
    from equipment.units u
    join equipment.buildings b on b.id = u.building_id
    join equipment.addresses a on a.id = u.address_id
    ${presents(tx)}
    left join equipment.agreed_hours h on h.building_id = u.building_id
    left join equipment.agreed_hours c on c.account_id = u.account_id and c.contract_number = u.contract_number
    where u.id = ${id} and ${scope("u.account_id")}`,
  ).pipe(Effect.map(([row]) => row ?? null))

export interface UnitNeighbour {
  readonly id: number
  readonly name: string
  readonly state: UnitState | null
}

/** The first other units of a unit's building, by name. */
export const unitNeighbours = (id: number, most: number) =>
  scopedQuery<UnitNeighbour>(
    (tx, scope) => tx`
    select u.id, u.name, ${stateOf(tx)} as state from equipment.units i
    join equipment.units u on u.building_id = i.building_id and u.id <> i.id
    ${presents(tx)}
    where i.id = ${id} and ${scope("i.account_id")} and ${scope("u.account_id")} and ${scope.units("u.id")}
    order by u.name collate kernel.natural, u.id limit ${most}`,
  )

export interface PresentUnitState {
  readonly unitId: number
  readonly state: UnitState
}

/** The present state of those of some units that are connected. */
export const statesOf = (unitIds: ReadonlyArray<number>) =>
  scopedQuery<PresentUnitState>(
    (tx, scope) => tx`
    select unit_id as "unitId", state from equipment.unit_states
    where unit_id = any(${[...unitIds]}::int[]) and ${scope("account_id")} and ${scope.units("unit_id")}`,
  )

export interface HistoryInterval {
  readonly unitId: number
  readonly state: UnitState
  readonly reason: string | null
  readonly fault: Fault | null
  readonly class: IntervalClass | null
  readonly startedAt: Date
  readonly endedAt: Date | null
}

/** The state intervals of some units that end after an instant, in order of time. */
export const intervalsOf = (unitIds: ReadonlyArray<number>, after: Date) =>
  scopedQuery<HistoryInterval>(
    (tx) => tx`
    select unit_id as "unitId", state, reason, fault, class, started_at as "startedAt", ended_at as "endedAt"
    from equipment.state_intervals
    where unit_id = any(${[...unitIds]}::int[]) and (ended_at is null or ended_at > ${after})
    order by unit_id, started_at`,
  )

export interface UnitDay {
  readonly unitId: number
  /** YYYY-MM-DD of the building's calendar. */
  readonly day: string
  readonly starts: number
  readonly runSeconds: number
}

/** What some units did on each day from one on. */
export const daysOf = (unitIds: ReadonlyArray<number>, from: string) =>
  scopedQuery<UnitDay>(
    (tx) => tx`
    select unit_id as "unitId", day::text, starts, run_seconds as "runSeconds" from equipment.unit_days
    where unit_id = any(${[...unitIds]}::int[]) and day >= ${from}::text::date order by unit_id, day`,
  )

export interface UnitStarts {
  readonly unitId: number
  readonly today: number
  readonly since: number
}

/** Starts of some units, each on a day of its building's calendar and in all since another one. Units without any are absent. */
export const startsOf = (
  units: ReadonlyArray<{ readonly id: number; readonly first: string; readonly today: string }>,
) =>
  scopedQuery<UnitStarts>(
    (tx) => tx`
    select d.unit_id as "unitId", sum(d.starts)::int as since,
      coalesce(sum(d.starts) filter (where d.day = n.today), 0)::int as today
    from unnest(${units.map(({ id }) => id)}::int[], ${units.map(({ first }) => first)}::text[]::date[],
      ${units.map(({ today }) => today)}::text[]::date[]) as n (unit_id, first, today)
    join equipment.unit_days d on d.unit_id = n.unit_id and d.day between n.first and n.today
    group by d.unit_id`,
  )

export interface PlaceDetail extends AddressLines {
  readonly id: number
  readonly accountId: number
  readonly name: string
  readonly addressId: number
  readonly timeZone: string
  readonly latitude: number | null
  readonly longitude: number | null
  readonly use: BuildingUse | null
  readonly key: string
}

const placeColumns = `b.id, b.account_id as "accountId", b.name, a.id as "addressId", b.time_zone as "timeZone", b.latitude, b.longitude, b.use, b.key,
  a.street, a.postal_code as "postalCode", a.locality, a.region, a.country`

/** One building, or null when there is none that the viewer may see. */
export const buildingDetail = (id: number) =>
  scopedQuery<PlaceDetail>(
    (tx, scope) => tx`
    select ${tx.unsafe(placeColumns)} from equipment.buildings b join equipment.addresses a on a.id = b.address_id
    where b.id = ${id} and ${scope("b.account_id")}`,
  ).pipe(Effect.map(([row]) => row ?? null))

/** An address with the buildings whose units stand there; empty when there is none that the viewer may see. */
export const buildingsAtAddress = (addressId: number) =>
  scopedQuery<PlaceDetail>(
    (tx, scope) => tx`
    select distinct ${tx.unsafe(placeColumns)} from equipment.addresses a
    join equipment.units u on u.address_id = a.id
    join equipment.buildings b on b.id = u.building_id
    where a.id = ${addressId} and ${scope("a.account_id")} order by b.name`,
  )
