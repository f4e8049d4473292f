import { weekday } from "#kernel/time.ts"
import type { DayNumber } from "./dates.ts"

/** A public holiday of a region: a country (`US`) or a part of it (`US-NY`), which also keeps those of the country. */
export interface Holiday {
  readonly region: string
  readonly day: DayNumber
}

/** The working week of a region, weekdays from 1 (Monday); a region without one has its country's, else Monday to Friday. */
export interface WorkingWeek {
  readonly region: string
  readonly weekdays: ReadonlyArray<number>
}

/** What the operator's tables say about working days. */
export interface WorkingCalendar {
  readonly holidays: ReadonlyArray<Holiday>
  readonly weeks: ReadonlyArray<WorkingWeek>
}

/** Working time on a weekday (1 is Monday) in minutes after midnight; a break is the gap between two. */
export interface WorkingHours {
  readonly weekday: number
  readonly from: number
  readonly to: number
}

/** Days away, both included. */
export interface Absence {
  readonly from: DayNumber
  readonly to: DayNumber
}

/** When somebody works: the hours of a week, away on absences and on the holidays of their region. */
export interface Rota {
  readonly region: string
  readonly hours: ReadonlyArray<WorkingHours>
  readonly absences: ReadonlyArray<Absence>
}

const mondayToFriday = [1, 2, 3, 4, 5]
const countryOf = (region: string) => region.split("-", 1)[0] ?? region

/** The holidays of a region among the days of the calendar. */
const holidaysOf = (calendar: WorkingCalendar, region: string): ReadonlySet<DayNumber> => {
  const country = countryOf(region)
  return new Set(
    calendar.holidays.filter((one) => one.region === region || one.region === country).map(({ day }) => day),
  )
}

/** For each of `count` days from `first` on: 1 when it is a working day of the region, 0 when not. */
export const workingDays = (calendar: WorkingCalendar, region: string, first: DayNumber, count: number): Uint8Array => {
  const week =
    calendar.weeks.find((one) => one.region === region) ??
    calendar.weeks.find((one) => one.region === countryOf(region))
  const weekdays = week?.weekdays ?? mondayToFriday
  const holidays = holidaysOf(calendar, region)
  return Uint8Array.from({ length: count }, (_, index) =>
    weekdays.includes(weekday(first + index)) && !holidays.has(first + index) ? 1 : 0,
  )
}

/** Whether somebody is away on a day by an absence. */
export const isAway = (rota: Rota, day: DayNumber): boolean =>
  rota.absences.some(({ from, to }) => from <= day && day <= to)

/** For each of `count` days from `first` on: how many minutes somebody works. */
export const workingMinutes = (calendar: WorkingCalendar, rota: Rota, first: DayNumber, count: number): Int32Array => {
  const ofWeekday = new Int32Array(8)
  for (const { weekday: day, from, to } of rota.hours) ofWeekday[day] = (ofWeekday[day] ?? 0) + Math.max(0, to - from)
  const holidays = holidaysOf(calendar, rota.region)
  return Int32Array.from({ length: count }, (_, index) =>
    holidays.has(first + index) || isAway(rota, first + index) ? 0 : (ofWeekday[weekday(first + index)] ?? 0),
  )
}
