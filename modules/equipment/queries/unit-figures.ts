import { Effect } from "effect"
import type { Tx } from "#kernel/database/database.ts"
import { addDays, type Day, dayAt, dayNumber, dayNumberAt, hourAt, startOfMonth, weekday } from "#kernel/time.ts"
import { type ClassedInterval, periodTime, type PeriodTime } from "../domain/period-figures.ts"
import { periodsOf } from "./availability.ts"
import { scopedQuery } from "./scope.ts"
import type { UnitDetail } from "./unit.ts"

/** A unit's time in this month so far and in the one before, from its intervals of these months at least. */
export const monthTimes = (
  unit: Pick<UnitDetail, "timeZone" | "agreedHours" | "peakHours">,
  intervals: Iterable<ClassedInterval>,
  now: Date,
): { readonly soFar: PeriodTime; readonly before: PeriodTime } => {
  const today = dayAt(now, unit.timeZone)
  const month = (by: number) => {
    const days = { first: startOfMonth(today, by), until: startOfMonth(today, by + 1) }
    return periodTime(intervals, periodsOf(days, now)(unit))
  }
  return { soFar: month(0), before: month(-1) }
}

/** Starts and seconds in operation. */
export interface Usage {
  readonly starts: number
  readonly runSeconds: number
}

/** What a unit did, in days and months of its building's calendar up to now. */
export interface UnitUsage {
  readonly today: Usage
  readonly days7: Usage
  readonly days30: Usage
  /** The months of which anything is recorded, by their first days, from the one twelve months ago to the present one. */
  readonly months: ReadonlyArray<Usage & { readonly month: Day }>
}

/** Many whole numbers as one text: a row for each would cost more than what is in it. */
const numbers = (text: string): ReadonlyArray<number> => text.slice(1, -1).split(",").map(Number)

interface DaysRow {
  readonly timeZone: string
  /** By the day's number, counted from 1970-01-01. */
  readonly days: string
  readonly starts: string
  readonly runSeconds: string
}

/** Starts and hours of a unit today, in 7 and 30 days with today, and by month; null when nothing is recorded of these. */
export const unitUsage = (unitId: number, now: Date): Effect.Effect<UnitUsage | null, never, Tx> =>
  scopedQuery<DaysRow>(
    (tx, scope) => tx`
    select b.time_zone as "timeZone", array_agg(d.day - date '1970-01-01')::text as days, array_agg(d.starts)::text as starts,
      array_agg(d.run_seconds)::text as "runSeconds"
    from equipment.units u
    join equipment.buildings b on b.id = u.building_id
    join equipment.unit_days d on d.unit_id = u.id and d.day >= ${earliestMonth(now)}::text::date
    where u.id = ${unitId} and ${scope("u.account_id")} group by b.time_zone`,
  ).pipe(Effect.map(([row]) => (row === undefined ? null : usageOf(row, now))))

const MONTHS_BEFORE = 12

/** The first day that in any zone belongs to what is asked for. */
const earliestMonth = (now: Date) => startOfMonth(addDays(dayAt(now, "UTC"), -1), -MONTHS_BEFORE)

const usageOf = (row: DaysRow, now: Date): UnitUsage | null => {
  const present = dayAt(now, row.timeZone)
  const today = dayNumber(present)
  const months = Array.from({ length: MONTHS_BEFORE + 1 }, (_, index) => {
    const month = startOfMonth(present, index - MONTHS_BEFORE)
    return { month, from: dayNumber(month), known: false, starts: 0, runSeconds: 0 }
  })
  const last = (days: number) => ({ from: today - days + 1, starts: 0, runSeconds: 0 })
  const [one, seven, thirty] = [last(1), last(7), last(30)]
  const [starts, runSeconds] = [numbers(row.starts), numbers(row.runSeconds)]
  numbers(row.days).forEach((day, index) => {
    const month = months.findLast(({ from }) => from <= day)
    if (month === undefined || day > today) return
    month.known = true
    for (const sum of [month, one, seven, thirty]) {
      if (day < sum.from) continue
      sum.starts += starts[index] ?? 0
      sum.runSeconds += runSeconds[index] ?? 0
    }
  })
  const usage = (sum: Usage): Usage => ({ starts: sum.starts, runSeconds: sum.runSeconds })
  const known = months.filter((month) => month.known)
  return known.length === 0
    ? null
    : {
        today: usage(one),
        days7: usage(seven),
        days30: usage(thirty),
        months: known.map(({ month, ...sum }) => ({ month, ...usage(sum) })),
      }
}

/** How a unit is used through the week. */
export interface UnitWeek {
  /** Whole days that it is a mean of: at most the 35 before today. */
  readonly days: number
  /** Mean starts by weekday, Monday first, and hour of local time. An hour that comes twice is both together. */
  readonly starts: ReadonlyArray<ReadonlyArray<number>>
}

const WEEK_DAYS = 35

interface HoursRow {
  readonly timeZone: string
  /** By the hour's beginning, in seconds since 1970. */
  readonly hours: string
  readonly starts: string
}

/** The starts of a unit by weekday and hour over the last five weeks, up to yesterday; null when no hours are recorded. */
export const unitWeek = (unitId: number, now: Date): Effect.Effect<UnitWeek | null, never, Tx> =>
  scopedQuery<HoursRow>(
    (tx, scope) => tx`
    select b.time_zone as "timeZone", array_agg(extract(epoch from h.hour)::int8)::text as hours, array_agg(h.starts)::text as starts
    from equipment.units u
    join equipment.buildings b on b.id = u.building_id
    join equipment.unit_hours h on h.unit_id = u.id and h.hour >= ${new Date(now.getTime() - (WEEK_DAYS + 2) * 86_400_000)}
    where u.id = ${unitId} and ${scope("u.account_id")} group by b.time_zone`,
  ).pipe(Effect.map(([row]) => (row === undefined ? null : weekOf(row, now))))

const weekOf = (row: HoursRow, now: Date): UnitWeek | null => {
  const { timeZone } = row
  const today = dayNumberAt(now.getTime(), timeZone)
  const rows = numbers(row.starts)
  const hours = numbers(row.hours)
    .map((seconds, index) => ({
      day: dayNumberAt(seconds * 1000, timeZone),
      hour: hourAt(seconds * 1000, timeZone),
      starts: rows[index] ?? 0,
    }))
    .filter(({ day }) => today - WEEK_DAYS <= day && day < today)
  if (hours.length === 0) return null
  const first = hours.reduce((least, { day }) => Math.min(least, day), today)
  const times = Array.from({ length: 7 }, () => 0)
  for (let day = first; day < today; day++) times[weekday(day) - 1] = (times[weekday(day) - 1] ?? 0) + 1
  const sums = times.map(() => Array.from({ length: 24 }, () => 0))
  for (const { day, hour, starts } of hours) {
    const ofDay = sums[weekday(day) - 1]
    if (ofDay !== undefined) ofDay[hour] = (ofDay[hour] ?? 0) + starts
  }
  return {
    days: today - first,
    starts: sums.map((ofDay, index) => ofDay.map((sum) => sum / Math.max(1, times[index] ?? 0))),
  }
}
