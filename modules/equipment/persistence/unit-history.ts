import { Effect } from "effect"
import { instants, query } from "#kernel/database/database.ts"
import type { AgreedHours } from "../domain/agreed-hours.ts"
import type { Decision } from "../domain/interval-class.ts"
import type { ModeReport, StateInterval, StateReport } from "../domain/state-history.ts"

/** A unit and an instant of it, in milliseconds since 1970. */
export interface UnitSince {
  readonly unitId: number
  readonly from: number
}

const unitIds = (units: ReadonlyArray<UnitSince>) => units.map((unit) => unit.unitId)
const froms = (units: ReadonlyArray<UnitSince>) => instants(units.map((unit) => new Date(unit.from)))

export interface UnitReportRow extends Omit<StateReport, "at"> {
  readonly unitId: number
  readonly kind: number
  readonly at: Date
  readonly seq: string | number
  readonly mode: ModeReport["mode"] | null
}

/** Keeps what units told of their states and modes. What is known already stays. */
export const keepReports = (reports: ReadonlyArray<Omit<UnitReportRow, "state"> & { state: string | null }>) =>
  query(
    (tx) => tx`
    insert into equipment.unit_reports (unit_id, at, seq, kind, state, fault, reason, entrapment, expected_back, mode)
    select * from unnest(${reports.map((r) => r.unitId)}::int[], ${instants(reports.map((r) => r.at))}::timestamptz[],
      ${reports.map((r) => String(r.seq))}::text[]::bigint[], ${reports.map((r) => r.kind)}::smallint[],
      ${reports.map((r) => r.state)}::text[], ${reports.map((r) => r.fault)}::text[], ${reports.map((r) => r.reason)}::text[],
      ${reports.map((r) => String(r.entrapment))}::text[]::boolean[], ${instants(reports.map((r) => r.expectedBack))}::timestamptz[],
      ${reports.map((r) => r.mode)}::text[])
    on conflict do nothing`,
  )

/** What each unit told from its instant on, and the last of each kind that it told before it; in order. */
export const reportsSince = (units: ReadonlyArray<UnitSince>) =>
  query<UnitReportRow>(
    (tx) => tx`
    with n as (select * from unnest(${unitIds(units)}::int[], ${froms(units)}::timestamptz[]) as n (unit_id, since))
    select r.unit_id as "unitId", r.kind, r.at, r.seq, r.state, r.fault, r.reason, r.entrapment,
      r.expected_back as "expectedBack", r.mode
    from (
      select r.* from n join equipment.unit_reports r on r.unit_id = n.unit_id and r.at > n.since
      union all
      select r.* from n cross join lateral (
        select * from equipment.unit_reports r where r.unit_id = n.unit_id and r.at <= n.since and r.kind = 1
        order by r.at desc, r.seq desc limit 1) r
      union all
      select r.* from n cross join lateral (
        select * from equipment.unit_reports r where r.unit_id = n.unit_id and r.at <= n.since and r.kind = 4
        order by r.at desc, r.seq desc limit 1) r
    ) r order by r.unit_id, r.at, r.seq`,
  )

/** The intervals of each unit that end at its instant or later, in order. */
export const intervalsSince = (units: ReadonlyArray<UnitSince>) =>
  query<StateInterval & { readonly unitId: number }>(
    (tx) => tx`
    select i.unit_id as "unitId", i.state, i.reason, i.fault, i.entrapment, i.class, i.rule, i.source,
      i.started_at as "startedAt", i.ended_at as "endedAt"
    from unnest(${unitIds(units)}::int[], ${froms(units)}::timestamptz[]) as n (unit_id, since)
    join equipment.state_intervals i on i.unit_id = n.unit_id and (i.ended_at is null or i.ended_at >= n.since)
    order by i.unit_id, i.started_at`,
  )

/** Since when units have been in the state they are in, whatever causes were told meanwhile. */
export const presentsBegan = (unitIds: ReadonlyArray<number>) =>
  query<{ unitId: number; since: Date }>(
    (tx) => tx`
    with recursive alike (unit_id, state, since) as (
      select i.unit_id, i.state, i.started_at from unnest(${`{${unitIds.join(",")}}`}::text::int[]) as n (unit_id)
      join equipment.state_intervals i on i.unit_id = n.unit_id and i.ended_at is null
      union all
      select a.unit_id, a.state, before.started_at
      from alike a
      cross join lateral (
        select i.started_at, i.ended_at, i.state from equipment.state_intervals i
        where i.unit_id = a.unit_id and i.started_at < a.since order by i.started_at desc limit 1) before
      where before.ended_at = a.since and before.state = a.state)
    select unit_id as "unitId", min(since) as since from alike group by unit_id`,
  )

/**
 * The decisions of staff about the units' intervals that end after their instants, in the order in which they were made. An
 * interval that was open ends, for this, when it was decided on: it does not speak for what comes after.
 */
export const decisionsSince = (units: ReadonlyArray<UnitSince>) =>
  query<{ unitId: number; startedAt: Date; endedAt: Date; class: Decision["class"] }>(
    (tx) => tx`
    select d.unit_id as "unitId", d.started_at as "startedAt", e.ended_at as "endedAt", d.class
    from unnest(${unitIds(units)}::int[], ${froms(units)}::timestamptz[]) as n (unit_id, since)
    join equipment.class_decisions d on d.unit_id = n.unit_id
    cross join lateral (
      select coalesce(d.ended_at, greatest(d.decided_at, d.started_at + interval '1 millisecond')) as ended_at) e
    where e.ended_at > n.since order by d.unit_id, d.id`,
  ).pipe(
    Effect.map((rows) =>
      rows.map((row): Decision & { readonly unitId: number } => ({
        unitId: row.unitId,
        from: row.startedAt.getTime(),
        to: row.endedAt.getTime(),
        class: row.class,
      })),
    ),
  )

/** An interval with whose it is. */
export interface OwnedInterval extends StateInterval {
  readonly unitId: number
  readonly accountId: number
  readonly buildingId: number
}

/** Replaces stretches of histories: what began at one of `removed` goes, `added` comes. */
export const replaceIntervals = (
  removed: ReadonlyArray<{ readonly unitId: number; readonly startedAt: Date }>,
  added: ReadonlyArray<OwnedInterval>,
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

export const insertIntervals = (added: ReadonlyArray<OwnedInterval>) =>
  query(
    (tx) => tx`
    insert into equipment.state_intervals
      (unit_id, account_id, building_id, state, reason, fault, entrapment, class, rule, source, started_at, ended_at)
    select * from unnest(
      ${added.map((i) => i.unitId)}::int[], ${added.map((i) => i.accountId)}::int[], ${added.map((i) => i.buildingId)}::int[],
      ${added.map((i) => i.state)}::text[], ${added.map((i) => i.reason)}::text[], ${added.map((i) => i.fault)}::text[],
      ${added.map((i) => String(i.entrapment))}::text[]::boolean[], ${added.map((i) => i.class)}::text[], ${added.map((i) => i.rule)}::text[],
      ${added.map((i) => i.source)}::text[], ${instants(added.map((i) => i.startedAt))}::timestamptz[],
      ${instants(added.map((i) => i.endedAt))}::timestamptz[])`,
  )

/** What a unit's month is reckoned with. */
export interface UnitHours {
  readonly unitId: number
  readonly accountId: number
  readonly buildingId: number
  readonly timeZone: string
  readonly agreedHours: AgreedHours | null
  readonly peakHours: AgreedHours | null
}

/** The time zone, agreed hours (its contract's, else its building's) and peak hours of some units; null: all the time, the usual ones. */
export const hoursOf = (units: ReadonlyArray<number>) =>
  query<UnitHours>(
    (tx) => tx`
    select u.id as "unitId", u.account_id as "accountId", u.building_id as "buildingId", b.time_zone as "timeZone",
      coalesce(c.hours, h.hours) as "agreedHours", b.peak_hours as "peakHours"
    from (select distinct unnest(${[...units]}::int[]) as id) n
    join equipment.units u on u.id = n.id
    join equipment.buildings b on b.id = u.building_id
    left join equipment.agreed_hours h on h.building_id = u.building_id
    left join equipment.agreed_hours c on c.account_id = u.account_id and c.contract_number = u.contract_number
    order by u.id`,
  )

/** Class time of a unit's month in milliseconds; of the month in which an open interval began, to the month's end. */
export interface UnitMonthRow {
  readonly unitId: number
  readonly accountId: number
  readonly buildingId: number
  /** Its first day, YYYY-MM-DD. */
  readonly month: string
  readonly times: ReadonlyArray<number>
}

/** Replaces each unit's months from a month (its first day) on. `times` in the order of the table's columns. */
export const replaceMonths = (
  units: ReadonlyArray<{ readonly unitId: number; readonly month: string }>,
  rows: ReadonlyArray<UnitMonthRow>,
) =>
  Effect.gen(function* () {
    yield* query(
      (tx) => tx`
      delete from equipment.unit_months m
      using unnest(${units.map((u) => u.unitId)}::int[], ${units.map((u) => u.month)}::text[]::date[]) as n (unit_id, month)
      where m.unit_id = n.unit_id and m.month >= n.month`,
    )
    const column = (index: number) => rows.map((row) => String(row.times[index] ?? 0))
    yield* query(
      (tx) => tx`
      insert into equipment.unit_months (unit_id, account_id, building_id, month, up, planned, external, unplanned,
        agreed_up, agreed_planned, agreed_external, agreed_unplanned, peak_up, peak_planned, peak_external, peak_unplanned)
      select * from unnest(${rows.map((r) => r.unitId)}::int[], ${rows.map((r) => r.accountId)}::int[],
        ${rows.map((r) => r.buildingId)}::int[], ${rows.map((r) => r.month)}::text[]::date[],
        ${column(0)}::text[]::bigint[], ${column(1)}::text[]::bigint[], ${column(2)}::text[]::bigint[], ${column(3)}::text[]::bigint[],
        ${column(4)}::text[]::bigint[], ${column(5)}::text[]::bigint[], ${column(6)}::text[]::bigint[], ${column(7)}::text[]::bigint[],
        ${column(8)}::text[]::bigint[], ${column(9)}::text[]::bigint[], ${column(10)}::text[]::bigint[], ${column(11)}::text[]::bigint[])`,
    )
  })

/** Wakes whoever reckons months anew. */
export const MONTHS_CHANNEL = "hoistway_months"

/** Takes units whose months are to be reckoned anew off the list, each with the beginning of its first interval. */
export const takeUnitsToReckon = (most: number) =>
  query<UnitSince>(
    (tx) => tx`
    with taken as (
      delete from equipment.months_to_reckon
      where unit_id in (select unit_id from equipment.months_to_reckon order by unit_id limit ${most}) returning unit_id)
    select t.unit_id as "unitId", round(date_part('epoch', i.started_at) * 1000) as "from" from taken t
    cross join lateral (
      select started_at from equipment.state_intervals i where i.unit_id = t.unit_id order by started_at limit 1) i`,
  )
