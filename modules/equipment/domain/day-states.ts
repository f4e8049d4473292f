import { addDays, type Day, dayAt, startOfDay } from "#kernel/time.ts"
import type { Fault } from "./telemetry-message.ts"
import type { UnitState } from "./unit.ts"

/** A day of a unit: its worst state, the seconds it was in that state, and the cause that is known of it. */
export interface DayState {
  readonly day: Day
  /** Null for a day of which nothing is recorded. */
  readonly state: UnitState | null
  readonly seconds: number
  readonly fault: Fault | null
  readonly reason: string | null
}

interface Interval {
  readonly state: UnitState
  readonly fault: Fault | null
  readonly reason: string | null
  readonly startedAt: Date
  readonly endedAt: Date | null
}

const gravity: Readonly<Record<UnitState, number>> = {
  "in-service": 0,
  "planned-outage": 1,
  degraded: 2,
  unknown: 3,
  "out-of-order": 4,
}

interface CalendarDays {
  readonly days: ReadonlyArray<Day>
  readonly begins: ReadonlyArray<number>
}

/** A list asks for the same days of a few zones with every request, and calendars are slow to reckon: today's are kept. */
const reckoned = new Map<string, CalendarDays>()

const calendarDays = (count: number, timeZone: string, today: Day): CalendarDays => {
  const key = `${count} ${timeZone} ${today}`
  const known = reckoned.get(key)
  if (known !== undefined) return known
  if (reckoned.size > 100) reckoned.clear()
  const days = Array.from({ length: count }, (_, i) => addDays(today, i - count + 1))
  const fresh = { days, begins: days.map((day) => startOfDay(day, timeZone).getTime()) }
  reckoned.set(key, fresh)
  return fresh
}

/** The last `count` calendar days of a zone up to `now`, with the instants at which each begins and the last one ends. */
export const lastDays = (count: number, timeZone: string, now: Date) => ({
  ...calendarDays(count, timeZone, dayAt(now, timeZone)),
  timeZone,
  now: now.getTime(),
})
export type LastDays = ReturnType<typeof lastDays>

/**
 * The worst state of each day (out of order, unknown, degraded, planned outage, in service) from the intervals of one unit,
 * in order. A day has 23, 24 or 25 hours, as its zone has it; the present day ends now.
 */
export const dayStates = (
  intervals: ReadonlyArray<Interval>,
  { days, begins, now }: LastDays,
): ReadonlyArray<DayState> => {
  const result = days.map((day): DayState => ({ day, state: null, seconds: 0, fault: null, reason: null }))
  for (const interval of intervals) {
    const from = interval.startedAt.getTime()
    const to = Math.min(interval.endedAt?.getTime() ?? now, now)
    for (let i = 0; i < days.length; i++) {
      const begin = begins[i] ?? 0
      const end = begins[i + 1] ?? now
      if (end <= from) continue
      if (begin >= to) break
      const seconds = (Math.min(to, end) - Math.max(from, begin)) / 1000
      if (seconds <= 0) continue
      const known = result[i]
      if (known === undefined) continue
      const { state, fault, reason } = interval
      if (known.state === state) {
        result[i] = {
          ...known,
          seconds: known.seconds + seconds,
          fault: known.fault ?? fault,
          reason: known.reason ?? reason,
        }
      } else if (known.state === null || gravity[state] > gravity[known.state]) {
        result[i] = { day: known.day, state, seconds, fault, reason }
      }
    }
  }
  return result
}
