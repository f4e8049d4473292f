import { overlap, type UnitAgreedHours, windowsOf } from "#equipment"

/** How far a promise is that runs in agreed hours. Times in milliseconds since 1970. */
export interface ResponseClock {
  /** How much of the promised time is gone, in milliseconds. */
  readonly elapsed: number
  /** When it is all gone; infinite: not within a year, as far as the agreed hours go. */
  readonly dueAt: number
  /** Outside the agreed hours, when it goes on; infinite: not within a year. Null: it runs. */
  readonly standsUntil: number | null
}

const DAY = 86_400_000
/** Hours that repeat each week tell nearly always within the first of these; only holidays in a row ask for the other. */
const HORIZONS = [9 * DAY, 370 * DAY]

/**
 * The clock of what waits since an instant, against so many promised milliseconds: it runs in the unit's agreed hours, by the
 * building's clock, and without any (null) by the calendar.
 */
export const responseClock = (
  hours: UnitAgreedHours | null,
  waiting: { readonly since: number; readonly promised: number },
  now: number,
): ResponseClock => {
  const { since, promised } = waiting
  if (hours === null || hours.agreedHours === null) {
    return { elapsed: Math.max(0, now - since), dueAt: since + promised, standsUntil: null }
  }
  let clock: ResponseClock = { elapsed: 0, dueAt: Infinity, standsUntil: Infinity }
  for (const horizon of HORIZONS) {
    const windows = windowsOf(hours.agreedHours, hours.timeZone, since, Math.max(since, now) + horizon)
    const [due, next] = [
      windows.from.findIndex((from, i) => (windows.before[i] ?? 0) + (windows.to[i] ?? 0) - from >= promised),
      windows.to.findIndex((to) => to > now),
    ]
    const opens = next === -1 ? Infinity : (windows.from[next] ?? Infinity)
    clock = {
      elapsed: overlap(windows, since, now),
      dueAt: due === -1 ? Infinity : (windows.from[due] ?? 0) + promised - (windows.before[due] ?? 0),
      standsUntil: opens <= now ? null : opens,
    }
    if (clock.dueAt < Infinity && clock.standsUntil !== Infinity) break
  }
  return clock
}
