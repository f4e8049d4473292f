import { Effect } from "effect"
import { query } from "#kernel/database/database.ts"
import type { Day } from "#kernel/time.ts"

/** A public holiday of a country ("US") or of a part of it ("US-NY"). */
export interface HolidayRow {
  readonly region: string
  readonly day: Day
  readonly name: string
}

/** The working days of a region's week where they are not Monday to Friday; 1 is Monday. */
export interface WorkingWeekRow {
  readonly region: string
  readonly weekdays: ReadonlyArray<number>
}

/** All holidays from a day on, by region and day. */
export const since = (day: Day) =>
  query<HolidayRow>(
    (tx) => tx`
    select region, day::text, name from maintenance.holidays where day >= ${day}::date order by region, day`,
  )

/** Which regions have any, and how many. */
export const regions = query<{ region: string; days: number }>(
  (tx) => tx`select region, count(*)::int as days from maintenance.holidays group by region order by region`,
)

/** A region's holidays of a year. */
export const ofYear = (region: string, year: number) =>
  query<HolidayRow>(
    (tx) => tx`
    select region, day::text, name from maintenance.holidays
    where region = ${region} and day between make_date(${year}, 1, 1) and make_date(${year}, 12, 31) order by day`,
  )

/** Adds holidays that are not there yet, and says how many those were. What the operator wrote stays. */
export const add = (holidays: ReadonlyArray<HolidayRow>) =>
  query(
    (tx) => tx`
    insert into maintenance.holidays (region, day, name)
    select * from unnest(${holidays.map(({ region }) => region)}::text[], ${holidays.map(({ day }) => day)}::date[],
      ${holidays.map(({ name }) => name)}::text[])
    on conflict do nothing returning region`,
  ).pipe(Effect.map((rows) => rows.length))

/** Takes a holiday out. */
export const remove = (region: string, day: Day) =>
  query((tx) => tx`delete from maintenance.holidays where region = ${region} and day = ${day}::date`)

/** The working weeks that differ from Monday to Friday, by region. */
export const weeks = query<WorkingWeekRow>(
  (tx) => tx`select region, weekdays from maintenance.working_weeks order by region`,
)

/** Says a region's working week; null: Monday to Friday again. */
export const setWeek = (region: string, weekdays: ReadonlyArray<number> | null) =>
  weekdays === null
    ? query((tx) => tx`delete from maintenance.working_weeks where region = ${region}`)
    : query(
        (tx) => tx`
        insert into maintenance.working_weeks (region, weekdays) values (${region}, ${[...weekdays]}::smallint[])
        on conflict (region) do update set weekdays = excluded.weekdays`,
      )
