import { Effect } from "effect"
import { instants, query } from "#kernel/database/database.ts"
import type { Fault } from "../domain/telemetry-message.ts"
import type { UnitNews, UnitPresent } from "../domain/unit-present.ts"
import type { UnitState } from "../domain/unit.ts"

/**
 * The presents of some units. Whoever changes them has taken `Telemetry.oneAtATime`. Joined rather than compared with an array,
 * which a table read from end to end would search, row by row, for each of thousands.
 */
export const presentsOf = (unitIds: ReadonlyArray<number>) =>
  query<UnitPresent>(
    (tx) => tx`
    select s.unit_id as "unitId", s.account_id as "accountId", s.building_id as "buildingId", b.time_zone as "timeZone",
      s.state, round(date_part('epoch', s.since) * 1000) as since, s.heartbeat_seconds as "heartbeatSeconds",
      round(date_part('epoch', s.last_signal_at) * 1000) as "lastSignalAt",
      round(date_part('epoch', s.position_at) * 1000) as "positionAt",
      round(date_part('epoch', s.mode_at) * 1000) as "modeAt",
      round(date_part('epoch', s.counters_at) * 1000) as "countersAt",
      s.starts::float8, s.run_seconds::float8 as "runSeconds", s.door_cycles::float8 as "doorCycles",
      s.door_reopens::float8 as "doorReopens", s.distance_metres::float8 as "distanceMetres",
      s.first_seq::float8 as "firstSeq", s.last_seq::float8 as "lastSeq", s.numbered::float8
    from unnest(${`{${unitIds.join(",")}}`}::text::int[]) as n (unit_id)
    join equipment.unit_states s on s.unit_id = n.unit_id join equipment.buildings b on b.id = s.building_id`,
  )

/** Units that have been silent for longer than their limit, and are not yet called unknown, be it beneath the work on them. */
export const silentUnits = (now: Date) =>
  query<{ unitId: number }>(
    (tx) => tx`
    select unit_id as "unitId" from equipment.unit_states
    where state <> 'unknown' and last_signal_at < ${now}::timestamptz - make_interval(secs => heartbeat_seconds)
      and not exists (
        select from equipment.covered_intervals i
        where i.unit_id = equipment.unit_states.unit_id and i.ended_at is null and i.state = 'unknown')
    order by unit_id`,
  ).pipe(Effect.map((rows) => rows.map((row) => row.unitId)))

const numbers = (values: ReadonlyArray<number | null>) => `{${values.map((value) => value ?? "NULL").join(",")}}`
const words = (values: ReadonlyArray<string | null>) =>
  `{${values.map((value) => (value === null ? "NULL" : `"${value.replaceAll(/["\\]/g, "\\$&")}"`)).join(",")}}`

/** Adds what is new to the presents: the last signal and numbers of all, readings, positions and modes where there are newer ones. */
export const saveNews = (news: ReadonlyArray<UnitNews>) =>
  Effect.gen(function* () {
    yield* query(
      (tx) => tx`
      update equipment.unit_states s set last_signal_at = to_timestamp(n.last_signal_at / 1000.0::float8),
        first_seq = n.first_seq, last_seq = n.last_seq, numbered = n.numbered,
        counters_at = coalesce(to_timestamp(n.counters_at / 1000.0::float8), s.counters_at),
        starts = case when n.counters_at is null then s.starts else n.starts end,
        run_seconds = case when n.counters_at is null then s.run_seconds else n.run_seconds end,
        door_cycles = case when n.counters_at is null then s.door_cycles else n.door_cycles end,
        door_reopens = case when n.counters_at is null then s.door_reopens else n.door_reopens end,
        distance_metres = case when n.counters_at is null then s.distance_metres else n.distance_metres end
      from unnest(${numbers(news.map((n) => n.unitId))}::text::int[], ${numbers(news.map((n) => n.lastSignalAt))}::text::float8[],
        ${numbers(news.map((n) => n.firstSeq))}::text::bigint[], ${numbers(news.map((n) => n.lastSeq))}::text::bigint[],
        ${numbers(news.map((n) => n.numbered))}::text::bigint[],
        ${numbers(news.map((n) => n.counters?.at ?? null))}::text::float8[],
        ${numbers(news.map((n) => n.counters?.starts ?? null))}::text::bigint[],
        ${numbers(news.map((n) => n.counters?.runSeconds ?? null))}::text::bigint[],
        ${numbers(news.map((n) => n.counters?.doorCycles ?? null))}::text::bigint[],
        ${numbers(news.map((n) => n.counters?.doorReopens ?? null))}::text::bigint[],
        ${numbers(news.map((n) => n.counters?.distanceMetres ?? null))}::text::bigint[])
        as n (unit_id, last_signal_at, first_seq, last_seq, numbered, counters_at, starts, run_seconds, door_cycles,
          door_reopens, distance_metres)
      where s.unit_id = n.unit_id`,
    )
    const placed = news.flatMap(({ unitId, position }) => (position === null ? [] : [{ unitId, ...position }]))
    if (placed.length > 0) {
      yield* query(
        (tx) => tx`
        update equipment.unit_states s set position_at = to_timestamp(n.at / 1000.0::float8),
          floor = coalesce(n.floor, s.floor), door = coalesce(n.door, s.door), direction = coalesce(n.direction, s.direction)
        from unnest(${numbers(placed.map((n) => n.unitId))}::text::int[], ${numbers(placed.map((n) => n.at))}::text::float8[],
          ${words(placed.map((n) => n.floor))}::text::text[], ${words(placed.map((n) => n.door))}::text::text[],
          ${words(placed.map((n) => n.direction))}::text::text[]) as n (unit_id, at, floor, door, direction)
        where s.unit_id = n.unit_id`,
      )
    }
    const moded = news.flatMap(({ unitId, mode }) => (mode === null ? [] : [{ unitId, ...mode }]))
    if (moded.length > 0) {
      yield* query(
        (tx) => tx`
        update equipment.unit_states s set mode_at = to_timestamp(n.at / 1000.0::float8), mode = n.mode
        from unnest(${numbers(moded.map((n) => n.unitId))}::text::int[], ${numbers(moded.map((n) => n.at))}::text::float8[],
          ${words(moded.map((n) => n.mode))}::text::text[]) as n (unit_id, at, mode)
        where s.unit_id = n.unit_id`,
      )
    }
  })

/** The state that a unit is in, and what it said of it. */
export interface PresentState {
  readonly unitId: number
  readonly state: UnitState
  readonly since: Date
  readonly reason: string | null
  readonly fault: Fault | null
  readonly entrapment: boolean
  readonly expectedBack: Date | null
}

export const savePresentStates = (presents: ReadonlyArray<PresentState>) =>
  query(
    (tx) => tx`
    update equipment.unit_states s set state = n.state, since = n.since, reason = n.reason, fault = n.fault,
      entrapment = n.entrapment, expected_back = n.expected_back
    from unnest(${presents.map((p) => p.unitId)}::int[], ${presents.map((p) => p.state)}::text[],
      ${instants(presents.map((p) => p.since))}::timestamptz[], ${presents.map((p) => p.reason)}::text[],
      ${presents.map((p) => p.fault)}::text[], ${presents.map((p) => String(p.entrapment))}::text[]::boolean[],
      ${instants(presents.map((p) => p.expectedBack))}::timestamptz[])
      as n (unit_id, state, since, reason, fault, entrapment, expected_back)
    where s.unit_id = n.unit_id`,
  )

/** Units have had live data since these times, unless they are known to have had it for longer. */
export const connectedBefore = (units: ReadonlyArray<{ readonly unitId: number; readonly since: Date }>) =>
  query(
    (tx) => tx`
    update equipment.units u set connected_since = n.since
    from unnest(${units.map((u) => u.unitId)}::int[], ${instants(units.map((u) => u.since))}::timestamptz[]) as n (unit_id, since)
    where u.id = n.unit_id and (u.connected_since is null or u.connected_since > n.since)`,
  )
