import { Effect } from "effect"
import { instants, query } from "#kernel/database/database.ts"
import type { StateInterval } from "../domain/state-history.ts"
import type { DayAddition, UnitPresent } from "../domain/unit-present.ts"

interface PresentRow extends Omit<UnitPresent, "counters"> {
  readonly starts: string | null
  readonly runSeconds: string | null
  readonly doorCycles: string | null
  readonly doorReopens: string | null
  readonly distanceMetres: string | null
}

const numberOrNull = (text: string | null) => (text === null ? null : Number(text))

const present = ({ starts, runSeconds, doorCycles, doorReopens, distanceMetres, ...row }: PresentRow): UnitPresent => ({
  ...row,
  counters:
    starts === null
      ? null
      : {
          starts: Number(starts),
          runSeconds: Number(runSeconds),
          doorCycles: numberOrNull(doorCycles),
          doorReopens: numberOrNull(doorReopens),
          distanceMetres: numberOrNull(distanceMetres),
        },
})

/** Locks the rows in the order of their ids, so that two requests about the same units take turns and never deadlock. */
export const lock = (unitIds: ReadonlyArray<number>) =>
  query<PresentRow>(
    (tx) => tx`
    select s.unit_id as "unitId", s.account_id as "accountId", s.building_id as "buildingId", b.time_zone as "timeZone",
      s.state, s.since, s.state_before_silence as "stateBeforeSilence", s.reason, s.fault, s.entrapment,
      s.expected_back as "expectedBack", s.last_signal_at as "lastSignalAt", s.floor, s.door, s.direction,
      s.position_at as "positionAt", s.mode, s.mode_at as "modeAt", s.starts, s.run_seconds as "runSeconds",
      s.door_cycles as "doorCycles", s.door_reopens as "doorReopens", s.distance_metres as "distanceMetres",
      s.counters_at as "countersAt"
    from equipment.unit_states s join equipment.buildings b on b.id = s.building_id
    where s.unit_id = any(${[...unitIds]}::int[]) order by s.unit_id for update of s`,
  ).pipe(Effect.map((rows) => rows.map(present)))

/** Connected units that have been silent for longer than their limit, and are not yet called unknown. Locked. */
export const silent = (now: Date) =>
  query<{ unitId: number }>(
    (tx) => tx`
    select unit_id as "unitId" from equipment.unit_states
    where state <> 'unknown' and last_signal_at < ${now}::timestamptz - make_interval(secs => heartbeat_seconds)
    order by unit_id for update`,
  ).pipe(Effect.map((rows) => rows.map((row) => row.unitId)))

export const save = (presents: ReadonlyArray<UnitPresent>) =>
  query(
    (tx) => tx`
    update equipment.unit_states s set
      state = n.state, since = n.since, state_before_silence = n."stateBeforeSilence", reason = n.reason, fault = n.fault,
      entrapment = n.entrapment, expected_back = n."expectedBack", last_signal_at = n."lastSignalAt", floor = n.floor,
      door = n.door, direction = n.direction, position_at = n."positionAt", mode = n.mode, mode_at = n."modeAt",
      starts = n.starts, run_seconds = n."runSeconds", door_cycles = n."doorCycles", door_reopens = n."doorReopens",
      distance_metres = n."distanceMetres", counters_at = n."countersAt"
    from jsonb_to_recordset(${presents.map(({ counters, ...row }) => ({ ...row, ...counters })) as never}::jsonb) as n (
      "unitId" int, state text, since timestamptz, "stateBeforeSilence" text, reason text, fault text, entrapment boolean,
      "expectedBack" timestamptz, "lastSignalAt" timestamptz, floor text, door text, direction text,
      "positionAt" timestamptz, mode text, "modeAt" timestamptz, starts bigint, "runSeconds" bigint, "doorCycles" bigint,
      "doorReopens" bigint, "distanceMetres" bigint, "countersAt" timestamptz)
    where s.unit_id = n."unitId"`,
  )

/** The intervals of each unit that hold at its instant or begin later, in order. */
export const historySince = (units: ReadonlyArray<{ readonly unitId: number; readonly from: Date }>) =>
  query<StateInterval & { unitId: number }>(
    (tx) => tx`
    select i.unit_id as "unitId", i.state, i.reason, i.fault, i.class, i.source,
      i.started_at as "startedAt", i.ended_at as "endedAt"
    from unnest(${units.map((u) => u.unitId)}::int[], ${instants(units.map((u) => u.from))}::timestamptz[]) as n (unit_id, since)
    join equipment.state_intervals i on i.unit_id = n.unit_id and (i.ended_at is null or i.ended_at >= n.since)
    order by i.unit_id, i.started_at`,
  )

/** The times of each unit's state messages after its instant, in order. */
export const stateMessageTimes = (units: ReadonlyArray<{ readonly unitId: number; readonly from: Date }>) =>
  query<{ unitId: number; at: Date }>(
    (tx) => tx`
    select t.unit_id as "unitId", t.at
    from unnest(${units.map((u) => u.unitId)}::int[], ${instants(units.map((u) => u.from))}::timestamptz[]) as n (unit_id, since)
    join equipment.telemetry t on t.unit_id = n.unit_id and t.kind = 1 and t.at > n.since
    order by t.unit_id, t.at`,
  )

/** Replaces the named stretch of each unit's history: what began at one of `removed` goes, `added` comes. */
export const rewriteHistory = (
  removed: ReadonlyArray<{ readonly unitId: number; readonly startedAt: Date }>,
  added: ReadonlyArray<StateInterval & Pick<UnitPresent, "unitId" | "accountId" | "buildingId">>,
) =>
  Effect.gen(function* () {
    yield* query(
      (tx) => tx`
      delete from equipment.state_intervals i
      using unnest(${removed.map((r) => r.unitId)}::int[], ${instants(removed.map((r) => r.startedAt))}::timestamptz[]) as n (unit_id, started_at)
      where i.unit_id = n.unit_id and i.started_at = n.started_at`,
    )
    yield* insertIntervals(added)
  })

export const insertIntervals = (
  added: ReadonlyArray<StateInterval & Pick<UnitPresent, "unitId" | "accountId" | "buildingId">>,
) =>
  query(
    (tx) => tx`
    insert into equipment.state_intervals
      (unit_id, account_id, building_id, state, reason, fault, class, source, started_at, ended_at)
    select * from unnest(
      ${added.map((i) => i.unitId)}::int[], ${added.map((i) => i.accountId)}::int[], ${added.map((i) => i.buildingId)}::int[],
      ${added.map((i) => i.state)}::text[], ${added.map((i) => i.reason)}::text[], ${added.map((i) => i.fault)}::text[],
      ${added.map((i) => i.class)}::text[], ${added.map((i) => i.source)}::text[],
      ${instants(added.map((i) => i.startedAt))}::timestamptz[], ${instants(added.map((i) => i.endedAt))}::timestamptz[])`,
  )

export const addToDays = (days: ReadonlyArray<DayAddition>) =>
  query(
    (tx) => tx`
    insert into equipment.unit_days as d
      (unit_id, account_id, building_id, day, starts, run_seconds, door_cycles, door_reopens, distance_metres)
    select * from unnest(
      ${days.map((d) => d.unitId)}::int[], ${days.map((d) => d.accountId)}::int[], ${days.map((d) => d.buildingId)}::int[],
      ${days.map((d) => d.day)}::text[]::date[], ${days.map((d) => d.starts)}::int[], ${days.map((d) => d.runSeconds)}::int[],
      ${days.map((d) => d.doorCycles)}::int[], ${days.map((d) => d.doorReopens)}::int[], ${days.map((d) => d.distanceMetres)}::int[])
    on conflict (unit_id, day) do update set starts = d.starts + excluded.starts,
      run_seconds = d.run_seconds + excluded.run_seconds, door_cycles = d.door_cycles + excluded.door_cycles,
      door_reopens = d.door_reopens + excluded.door_reopens, distance_metres = d.distance_metres + excluded.distance_metres`,
  )

/** Forgets the intervals and days of some units, to be written anew. */
export const forgetHistory = (unitIds: ReadonlyArray<number>) =>
  Effect.gen(function* () {
    yield* query((tx) => tx`delete from equipment.state_intervals where unit_id = any(${[...unitIds]}::int[])`)
    yield* query((tx) => tx`delete from equipment.unit_days where unit_id = any(${[...unitIds]}::int[])`)
  })

/** Since when units have had live data. */
export const connectedSince = (units: ReadonlyArray<{ readonly unitId: number; readonly since: Date }>) =>
  query(
    (tx) => tx`
    update equipment.units u set connected_since = n.since
    from unnest(${units.map((u) => u.unitId)}::int[], ${instants(units.map((u) => u.since))}::timestamptz[]) as n (unit_id, since)
    where u.id = n.unit_id`,
  )
