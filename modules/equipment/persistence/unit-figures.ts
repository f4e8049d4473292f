import { Effect } from "effect"
import { query } from "#kernel/database/database.ts"
import { unlessThere } from "./unless-there.ts"

/** What is added to an hour or a day of a unit. */
export interface Added {
  readonly unitId: number
  readonly accountId: number
  readonly buildingId: number
  /** Starts, seconds of running, door cycles, door reopenings, metres; negative to take back. */
  readonly counts: ReadonlyArray<number>
}

const numbers = (values: ReadonlyArray<number>) => `{${values.join(",")}}`

/** The columns that hours and days share, in the order of their tables. */
const columns = (rows: ReadonlyArray<Added>) => ({
  units: numbers(rows.map((row) => row.unitId)),
  accounts: numbers(rows.map((row) => row.accountId)),
  buildings: numbers(rows.map((row) => row.buildingId)),
  counts: [0, 1, 2, 3, 4].map((index) => numbers(rows.map((row) => row.counts[index] ?? 0))),
})

type AddedHours = ReadonlyArray<Added & { readonly hour: number }>

const insertHours = (rows: AddedHours, known: "fail" | "add") => {
  const { units, accounts, buildings, counts } = columns(rows)
  const [starts = "", runs = "", cycles = "", reopens = "", metres = ""] = counts
  return query(
    (tx) => tx`
    insert into equipment.unit_hours as h
      (unit_id, account_id, building_id, hour, starts, run_seconds, door_cycles, door_reopens, distance_metres)
    select unit_id, account_id, building_id, to_timestamp(hour / 1000.0::float8), starts, run_seconds, door_cycles,
      door_reopens, distance_metres
    from unnest(${units}::text::int[], ${accounts}::text::int[], ${buildings}::text::int[],
      ${numbers(rows.map((r) => r.hour))}::text::float8[], ${starts}::text::int[], ${runs}::text::int[],
      ${cycles}::text::int[], ${reopens}::text::int[], ${metres}::text::int[])
      as n (unit_id, account_id, building_id, hour, starts, run_seconds, door_cycles, door_reopens, distance_metres)
    ${
      known === "fail"
        ? tx``
        : tx`on conflict (unit_id, hour) do update set starts = h.starts + excluded.starts,
      run_seconds = h.run_seconds + excluded.run_seconds, door_cycles = h.door_cycles + excluded.door_cycles,
      door_reopens = h.door_reopens + excluded.door_reopens, distance_metres = h.distance_metres + excluded.distance_metres`
    }`,
  )
}

/** Adds to hours, each named by its beginning (milliseconds since 1970). One row a unit and hour. */
export const addToHours = (rows: AddedHours) => insertHours(rows, "add")

/** The same, quicker where nothing is known yet of any of them. */
export const addToNewHours = (rows: AddedHours) => unlessThere(insertHours(rows, "fail"), insertHours(rows, "add"))

/** Adds to days of the building's calendar, each by its number counted from 1970-01-01. One row a unit and day. */
export const addToDays = (rows: ReadonlyArray<Added & { readonly day: number }>) => {
  const { units, accounts, buildings, counts } = columns(rows)
  const [starts = "", runs = "", cycles = "", reopens = "", metres = ""] = counts
  return query(
    (tx) => tx`
    insert into equipment.unit_days as d
      (unit_id, account_id, building_id, day, starts, run_seconds, door_cycles, door_reopens, distance_metres)
    select unit_id, account_id, building_id, date '1970-01-01' + day, starts, run_seconds, door_cycles, door_reopens, distance_metres
    from unnest(${units}::text::int[], ${accounts}::text::int[], ${buildings}::text::int[],
      ${numbers(rows.map((r) => r.day))}::text::int[], ${starts}::text::int[], ${runs}::text::int[],
      ${cycles}::text::int[], ${reopens}::text::int[], ${metres}::text::int[])
      as n (unit_id, account_id, building_id, day, starts, run_seconds, door_cycles, door_reopens, distance_metres)
    on conflict (unit_id, day) do update set starts = d.starts + excluded.starts,
      run_seconds = d.run_seconds + excluded.run_seconds, door_cycles = d.door_cycles + excluded.door_cycles,
      door_reopens = d.door_reopens + excluded.door_reopens, distance_metres = d.distance_metres + excluded.distance_metres`,
  )
}

/** A reading as it lies among the messages. */
export interface StoredReading {
  readonly unitId: number
  readonly at: number
  readonly seq: number
  readonly starts: number
  readonly runSeconds: number
  readonly doorCycles: number | null
  readonly doorReopens: number | null
  readonly distanceMetres: number | null
}

/** A unit and the stretch of time of which messages came late, in milliseconds since 1970. */
export interface LateStretch {
  readonly unitId: number
  readonly first: number
  readonly last: number
}

const stretches = (late: ReadonlyArray<LateStretch>) =>
  [late.map((l) => l.unitId), late.map((l) => l.first), late.map((l) => l.last)].map(numbers) as [
    string,
    string,
    string,
  ]

/**
 * All readings of the units from the last one before the stretch to the first one after it, in order; without those whose
 * batches wait for a later roll-up.
 */
export const readingsAround = (late: ReadonlyArray<LateStretch>) => {
  const [units, firsts, lasts] = stretches(late)
  return query<StoredReading>(
    (tx) => tx`
    with n as (
      select unit_id, to_timestamp(first / 1000.0::float8) as first, to_timestamp(last / 1000.0::float8) as last
      from unnest(${units}::text::int[], ${firsts}::text::float8[], ${lasts}::text::float8[]) as n (unit_id, first, last))
    select t.unit_id as "unitId", round(date_part('epoch', t.at) * 1000) as at, t.seq::float8, t.starts::float8,
      t.run_seconds::float8 as "runSeconds", t.door_cycles::float8 as "doorCycles", t.door_reopens::float8 as "doorReopens",
      t.distance_metres::float8 as "distanceMetres"
    from n
    left join lateral (
      select t.at from equipment.telemetry t
      where t.unit_id = n.unit_id and t.at < n.first and t.at > n.first - interval '40 days' and t.kind = 2
        and not exists (select from equipment.telemetry_batches b where b.id = t.batch_id)
      order by t.at desc limit 1) before on true
    left join lateral (
      select t.at from equipment.telemetry t
      where t.unit_id = n.unit_id and t.at > n.last and t.at < n.last + interval '40 days' and t.kind = 2
        and not exists (select from equipment.telemetry_batches b where b.id = t.batch_id)
      order by t.at limit 1) after on true
    join equipment.telemetry t on t.unit_id = n.unit_id and t.kind = 2
      and t.at >= coalesce(before.at, n.first) and t.at <= coalesce(after.at, n.last)
    where not exists (select from equipment.telemetry_batches b where b.id = t.batch_id)
    order by t.unit_id, t.at, t.seq`,
  )
}

/** The times of all signals of the units from the last one before the stretch to the first one after it, likewise. */
export const signalsAround = (late: ReadonlyArray<LateStretch>) => {
  const [units, firsts, lasts] = stretches(late)
  return query<{ unitId: number; at: number }>(
    (tx) => tx`
    with n as (
      select unit_id, to_timestamp(first / 1000.0::float8) as first, to_timestamp(last / 1000.0::float8) as last
      from unnest(${units}::text::int[], ${firsts}::text::float8[], ${lasts}::text::float8[]) as n (unit_id, first, last))
    select t.unit_id as "unitId", round(date_part('epoch', t.at) * 1000) as at
    from n
    left join lateral (
      select max(t.at) as at from unnest('{1,2,3,4,5}'::smallint[]) as k (kind) cross join lateral (
        select t.at from equipment.telemetry t
        where t.unit_id = n.unit_id and t.kind = k.kind and t.at < n.first and t.at > n.first - interval '40 days'
          and not exists (select from equipment.telemetry_batches b where b.id = t.batch_id)
        order by t.at desc limit 1) t) before on true
    left join lateral (
      select min(t.at) as at from unnest('{1,2,3,4,5}'::smallint[]) as k (kind) cross join lateral (
        select t.at from equipment.telemetry t
        where t.unit_id = n.unit_id and t.kind = k.kind and t.at > n.last and t.at < n.last + interval '40 days'
          and not exists (select from equipment.telemetry_batches b where b.id = t.batch_id)
        order by t.at limit 1) t) after on true
    join equipment.telemetry t on t.unit_id = n.unit_id and t.kind = any('{1,2,3,4,5}'::smallint[])
      and t.at >= coalesce(before.at, n.first) and t.at <= coalesce(after.at, n.last)
    where not exists (select from equipment.telemetry_batches b where b.id = t.batch_id)
    order by t.unit_id, t.at`,
  )
}

/** Puts a reading that is known from elsewhere among the messages, for later ones to count from. */
export const insertReadings = (readings: ReadonlyArray<StoredReading>) =>
  Effect.gen(function* () {
    for (const day of new Set(readings.map((r) => new Date(r.at).toISOString().slice(0, 10)))) {
      yield* query((tx) => tx`select equipment.make_telemetry_day(${day}::text::date)`)
    }
    yield* query(
      (tx) => tx`
      insert into equipment.telemetry (unit_id, kind, at, seq, batch_id, starts, run_seconds, door_cycles, door_reopens, distance_metres)
      select n."unitId", 2, to_timestamp(n.at / 1000.0::float8), n.seq, 0, n.starts, n."runSeconds", n."doorCycles", n."doorReopens", n."distanceMetres"
      from jsonb_to_recordset(${readings as never}::jsonb) as n ("unitId" int, at float8, seq bigint, starts bigint,
        "runSeconds" bigint, "doorCycles" bigint, "doorReopens" bigint, "distanceMetres" bigint)
      on conflict do nothing`,
    )
  })
