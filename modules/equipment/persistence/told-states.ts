import { Effect } from "effect"
import { instants, query } from "#kernel/database/database.ts"

/** A unit that a file may tell of. */
export interface KnownUnit {
  readonly id: number
  readonly number: string
  readonly accountId: number
  readonly buildingId: number
}

/** The units of an account with these equipment numbers. */
export const unitsNumbered = (accountId: number, numbers: ReadonlyArray<string>) =>
  query<KnownUnit>(
    (tx) => tx`
    select u.id, u.equipment_number as number, u.account_id as "accountId", u.building_id as "buildingId"
    from unnest(${[...numbers]}::text[]) as n (number)
    join equipment.units u on u.account_id = (select ${accountId}::int) and u.equipment_number = n.number`,
  )

/** A unit and a stretch of its time, in milliseconds since 1970; `to` is infinite while it goes on. */
export interface UnitStretch {
  readonly unitId: number
  readonly from: number
  readonly to: number
}

/**
 * Stretches without a signal that are longer than the unit's heartbeat limit, inside the stretches asked about, in order. Where the
 * messages are not kept any more, nothing is known to have been heard. A silence goes on if nothing was heard for so long by `now`
 * in a stretch that goes on.
 */
export const silencesIn = (stretches: ReadonlyArray<UnitStretch>, now: Date) =>
  query<Omit<UnitStretch, "to"> & { readonly to: number | null }>(
    (tx) => tx`
    with asked as (
      select row_number() over () as place, n.unit_id, n.since, coalesce(n.until, ${now}::timestamptz) as until,
        n.until is null as ongoing, make_interval(secs => s.heartbeat_seconds) as most, s.last_signal_at as latest
      from unnest(${stretches.map((s) => s.unitId)}::int[], ${instants(stretches.map((s) => new Date(s.from)))}::timestamptz[],
        ${instants(stretches.map((s) => (s.to < Infinity ? new Date(s.to) : null)))}::timestamptz[]) as n (unit_id, since, until)
      join equipment.unit_states s on s.unit_id = n.unit_id
    ), heard as (
      select a.*, h.at, lead(h.at) over (partition by a.place order by h.at) as next
      from asked a cross join lateral (
        select a.since - a.most - interval '1 ms' as at
        union all select case when a.ongoing then a.until else a.until + a.most + interval '1 ms' end
        union all select a.latest where a.latest is not null
        union all select t.at from equipment.telemetry t
          where t.unit_id = a.unit_id and t.at between a.since - a.most and a.until + a.most) h
    )
    select unit_id as "unitId", round(date_part('epoch', greatest(at, since)) * 1000) as "from",
      case when next < until or not ongoing then round(date_part('epoch', least(next, until)) * 1000) end as "to"
    from heard where next - at > most and greatest(at, since) < least(next, until) order by place, at`,
  ).pipe(Effect.map((rows) => rows.map((row): UnitStretch => ({ ...row, to: row.to ?? Infinity }))))

/** Connected units have been in their present state since these times. */
export const savePresentSince = (units: ReadonlyArray<{ readonly unitId: number; readonly since: Date }>) =>
  query(
    (tx) => tx`
    update equipment.unit_states s set since = n.since
    from unnest(${units.map((u) => u.unitId)}::int[], ${instants(units.map((u) => u.since))}::timestamptz[]) as n (unit_id, since)
    where s.unit_id = n.unit_id and s.since <> n.since`,
  )
