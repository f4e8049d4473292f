import { addMonths, civil, type DayNumber } from "./dates.ts"
import { type RecurrenceRule, ruleDays } from "./recurrence-rule.ts"

/** Each so many days, weeks, months or years. A month that is too short is due on its last day. */
export interface Interval {
  readonly kind: "interval"
  readonly every: number
  readonly unit: "day" | "week" | "month" | "year"
  /** From the due date before, whenever the work was done, or from the day on which it was done. */
  readonly countedFrom: "due" | "completion"
}

/** When a service plan is due. */
export type Recurrence = Interval | { readonly kind: "rule"; readonly rule: RecurrenceRule }

/** A day of each year. */
export interface DayOfYear {
  readonly month: number
  readonly day: number
}

/**
 * A part of each year, both ends included (it may run over New Year), in which no visit may take place; and what becomes of a
 * due date inside it: it is left out, or moved to the last day before or the first day after.
 */
export interface Season {
  readonly from: DayOfYear
  readonly to: DayOfYear
  readonly inside: "leave-out" | "before" | "after"
}

/** How many days before and after its due date a visit may take place. */
export interface Tolerance {
  readonly before: number
  readonly after: number
}

/** What holds where a service plan says nothing (domain.md section 3). */
export const defaultTolerance: Tolerance = { before: 7, after: 7 }

/** When something is due, as a service plan says it. */
export interface Timetable {
  readonly recurrence: Recurrence
  /** The first due date. */
  readonly start: DayNumber
  /** The last day on which something can be due; null without end. */
  readonly end: DayNumber | null
  /** When it was last done; counts only for an interval counted from completion. */
  readonly completed: DayNumber | null
  readonly tolerance: Tolerance
  readonly seasons: ReadonlyArray<Season>
}

/** One due date with the days, both included, on which its visit keeps the tolerance. No two of a plan share a day. */
export interface Due {
  readonly due: DayNumber
  readonly from: DayNumber
  readonly to: DayNumber
}

const plus = ({ every, unit }: Interval, start: DayNumber, count: number): DayNumber =>
  unit === "day"
    ? start + count * every
    : unit === "week"
      ? start + count * every * 7
      : addMonths(start, count * every * (unit === "year" ? 12 : 1))

const shortest = { day: 1, week: 7, month: 28, year: 365 } as const
const longest = { day: 1, week: 7, month: 31, year: 366 } as const

const intervalDays = (interval: Interval, timetable: Timetable, from: DayNumber, to: DayNumber) => {
  const fromCompletion = interval.countedFrom === "completion" && timetable.completed !== null
  const origin = fromCompletion ? (timetable.completed ?? 0) : timetable.start
  const days: Array<DayNumber> = []
  const skipped = Math.floor((from - origin) / (longest[interval.unit] * interval.every)) - 1
  for (let count = Math.max(fromCompletion ? 1 : 0, skipped); ; count++) {
    const day = plus(interval, origin, count)
    if (day >= to) return days
    if (day >= from) days.push(day)
  }
}

const ofYear = ({ month, day }: DayOfYear) => month * 100 + day

/** Whether a day lies in a season. */
export const inSeason = ({ from, to }: Season, number: DayNumber): boolean => {
  const at = ofYear(civil(number))
  return ofYear(from) <= ofYear(to) ? ofYear(from) <= at && at <= ofYear(to) : ofYear(from) <= at || at <= ofYear(to)
}

/** Where the seasons move a due date; null when it is left out, or when the year has no day outside. */
const outside = (seasons: ReadonlyArray<Season>, number: DayNumber): DayNumber | null => {
  const season = seasons.find((one) => inSeason(one, number))
  if (season === undefined) return number
  if (season.inside === "leave-out") return null
  const step = season.inside === "before" ? -1 : 1
  for (let day = number + step; Math.abs(day - number) <= 366; day += step) {
    if (!seasons.some((one) => inSeason(one, day))) return day
  }
  return null
}

/** So far a season can move a due date. */
const FARTHEST = 366

/**
 * The due dates in [from, to), in order and each once, with seasons taken out. Those counted from completion say what follows
 * from the last completion known, as if each later one were done when due.
 */
export const dueDays = (timetable: Timetable, from: DayNumber, to: DayNumber): ReadonlyArray<DayNumber> => {
  const reach = timetable.seasons.length === 0 ? 0 : FARTHEST
  const end = Math.min(to + reach, timetable.end === null ? Number.POSITIVE_INFINITY : timetable.end + 1)
  const { recurrence } = timetable
  const days =
    recurrence.kind === "rule"
      ? ruleDays(recurrence.rule, timetable.start, from - reach, end)
      : intervalDays(recurrence, timetable, from - reach, end)
  if (timetable.seasons.length === 0) return days
  const moved = new Set(days.map((day) => outside(timetable.seasons, day)))
  return [...moved]
    .filter((day) => day !== null && from <= day && day < to)
    .toSorted((a, b) => (a ?? 0) - (b ?? 0)) as Array<DayNumber>
}

/** How many of so many days before (-1) or after (1) a due date are free before a season comes. */
const outOfSeason = ({ seasons }: Timetable, due: DayNumber, step: -1 | 1, most: number): number => {
  if (seasons.length === 0) return most
  let days = 0
  while (days < most && !seasons.some((season) => inSeason(season, due + step * (days + 1)))) days++
  return days
}

/** As long as this before and after a due date its neighbours may lie and still narrow its window. */
const neighbourhood = ({ before, after }: Tolerance) => 2 * Math.max(before, after) + 2

/**
 * What is due in [from, to), each with its window. Where due dates lie so close that their tolerances meet, the days between them are
 * shared out, so that one visit can never stand for two.
 */
export const dues = (timetable: Timetable, from: DayNumber, to: DayNumber): ReadonlyArray<Due> => {
  const { tolerance, recurrence } = timetable
  const wide = neighbourhood(tolerance)
  const apart =
    recurrence.kind === "interval" &&
    recurrence.every * shortest[recurrence.unit] > wide &&
    timetable.seasons.length === 0
  const days = apart ? dueDays(timetable, from, to) : dueDays(timetable, from - wide, to + wide)
  const found: Array<Due> = []
  for (const [index, due] of days.entries()) {
    if (due < from || due >= to) continue
    const sinceLast = due - (days[index - 1] ?? Number.NEGATIVE_INFINITY)
    const untilNext = (days[index + 1] ?? Number.POSITIVE_INFINITY) - due
    const before = Math.min(tolerance.before, Math.floor((sinceLast - 1) / 2))
    const after = Math.min(tolerance.after, Math.ceil((untilNext - 1) / 2))
    found.push({
      due,
      from: due - outOfSeason(timetable, due, -1, before),
      to: due + outOfSeason(timetable, due, 1, after),
    })
  }
  return found
}
