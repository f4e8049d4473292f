import { Effect } from "effect"
import { query } from "#kernel/database/database.ts"
import type { Day } from "#kernel/time.ts"

/** Working time on a weekday (1 is Monday), in minutes after midnight. */
export interface HoursRow {
  readonly weekday: number
  readonly from: number
  readonly to: number
}

/** Days away, both included. */
export interface AbsenceRow {
  readonly id: number
  readonly from: Day
  readonly to: Day
  readonly reason: string
}

/** What is kept of a technician, without when they work. */
export interface TechnicianDetails {
  /** Their account with the portal, or null. */
  readonly userId: number | null
  readonly name: string
  /** Where the day begins and ends, in words. */
  readonly base: string
  readonly latitude: number | null
  readonly longitude: number | null
  readonly timeZone: string
  /** Whose public holidays they keep: "GB-SCT". */
  readonly region: string
  readonly skills: ReadonlyArray<string>
  /** Lines of addresses: visits are planned for them there alone. None: anywhere. */
  readonly territory: ReadonlyArray<string>
  /** The first day on which they no longer work, or null. */
  readonly leftOn: Day | null
}

/** A technician whole. */
export interface TechnicianRow extends TechnicianDetails {
  readonly id: number
  readonly hours: ReadonlyArray<HoursRow>
  /** Those that are not over long since, in order. */
  readonly absences: ReadonlyArray<AbsenceRow>
}

/** Every technician, by name; `id` gives one alone, `since` leaves out absences that were over before it. */
const select = (id: number | null, since: Day) =>
  query<TechnicianRow>(
    (tx) => tx`
    select t.id, t.user_id as "userId", t.name, t.base, t.latitude, t.longitude, t.time_zone as "timeZone", t.region, t.skills,
      t.territory,
      t.left_on::text as "leftOn",
      coalesce((select json_agg(json_build_object('weekday', h.weekday, 'from', h.from_minute, 'to', h.to_minute)
          order by h.weekday, h.from_minute)
        from maintenance.working_hours h where h.technician_id = t.id), '[]') as hours,
      coalesce((select json_agg(json_build_object('id', a.id, 'from', a.from_day::text, 'to', a.to_day::text, 'reason', a.reason)
          order by a.from_day, a.id)
        from maintenance.absences a where a.technician_id = t.id and a.to_day >= ${since}::date), '[]') as absences
    from maintenance.technicians t
    where ${id === null ? tx`true` : tx`t.id = ${id}`}
    order by t.name, t.id`,
  )

/** Every technician, also those who left, with absences that are not over before a day. */
export const all = (since: Day) => select(null, since)

/** One technician, or null. */
export const byId = (id: number, since: Day) => select(id, since).pipe(Effect.map(([row]) => row ?? null))

/** Adds a technician and returns the id. */
export const insert = (one: TechnicianDetails) =>
  query<{ id: number }>(
    (tx) => tx`
    insert into maintenance.technicians (user_id, name, base, latitude, longitude, time_zone, region, skills, territory, left_on)
    values (${one.userId}, ${one.name}, ${one.base}, ${one.latitude}, ${one.longitude}, ${one.timeZone}, ${one.region},
      ${[...one.skills]}::text[], ${[...one.territory]}::text[], ${one.leftOn}::date)
    returning id`,
  ).pipe(Effect.map(([row]) => row?.id ?? 0))

/** Whether another technician has that account. */
export const hasUser = (userId: number, except: number | null) =>
  query(
    (tx) => tx`select from maintenance.technicians where user_id = ${userId} and id is distinct from ${except}::int`,
  ).pipe(Effect.map((rows) => rows.length > 0))

/** Saves what is kept of a technician. False: there is none. */
export const save = (id: number, one: TechnicianDetails) =>
  query(
    (tx) => tx`
    update maintenance.technicians set user_id = ${one.userId}, name = ${one.name}, base = ${one.base},
      latitude = ${one.latitude}, longitude = ${one.longitude}, time_zone = ${one.timeZone}, region = ${one.region},
      skills = ${[...one.skills]}::text[], territory = ${[...one.territory]}::text[], left_on = ${one.leftOn}::date
    where id = ${id} returning id`,
  ).pipe(Effect.map((rows) => rows.length > 0))

/** Gives a technician these hours in place of those before. */
export const setHours = Effect.fnUntraced(function* (id: number, hours: ReadonlyArray<HoursRow>) {
  yield* query((tx) => tx`delete from maintenance.working_hours where technician_id = ${id}`)
  yield* query(
    (tx) => tx`
    insert into maintenance.working_hours (technician_id, weekday, from_minute, to_minute)
    select ${id}, * from unnest(${hours.map(({ weekday }) => weekday)}::smallint[],
      ${hours.map(({ from }) => from)}::smallint[], ${hours.map(({ to }) => to)}::smallint[])`,
  )
})

/** Adds days away; the same once more adds nothing. */
export const addAbsence = (technicianId: number, { from, to, reason }: Omit<AbsenceRow, "id">) =>
  query(
    (tx) => tx`
    insert into maintenance.absences (technician_id, from_day, to_day, reason)
    select ${technicianId}, ${from}::date, ${to}::date, ${reason}
    where not exists (select from maintenance.absences
      where technician_id = ${technicianId} and from_day = ${from}::date and to_day = ${to}::date)`,
  )

/** Takes days away back. */
export const removeAbsence = (technicianId: number, id: number) =>
  query((tx) => tx`delete from maintenance.absences where technician_id = ${technicianId} and id = ${id}`)
