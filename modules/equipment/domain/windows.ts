import { dayNumber, dayNumberAt, localInstant, weekday } from "#kernel/time.ts"
import type { AgreedHours, DayWindow } from "./agreed-hours.ts"

/**
 * Stretches of time, [from, to) in epoch milliseconds, in order and apart from one another; `before` is how many milliseconds
 * the ones before it have in all.
 */
export interface Windows {
  readonly from: Float64Array
  readonly to: Float64Array
  readonly before: Float64Array
}

const inTypedArrays = (from: ReadonlyArray<number>, to: ReadonlyArray<number>): Windows => {
  const windows = { from: Float64Array.from(from), to: Float64Array.from(to), before: new Float64Array(from.length) }
  for (let i = 1; i < from.length; i++) {
    windows.before[i] = (windows.before[i - 1] ?? 0) + (to[i - 1] ?? 0) - (from[i - 1] ?? 0)
  }
  return windows
}

const inOrder = (windows: ReadonlyArray<DayWindow>) => windows.toSorted((a, b) => a.from - b.from)

/** When a window ends: a minute after its last minute ended for the last time. */
const endOf = (day: number, minutes: number, timeZone: string): number =>
  Math.min(localInstant(day, minutes, timeZone, "later"), localInstant(day, minutes - 1, timeZone, "later") + 60_000)

/**
 * The agreed hours of a zone between two instants (epoch milliseconds), cut to them; null: all the time. Local hours that clocks
 * pass over are not there, and those that come twice inside a window count twice: a window begins at the earlier and ends at
 * the later occurrence of an ambiguous time, but at the earlier where the hour that comes twice only begins there. Windows that overlap are united, also those of a day and the next.
 */
export const windowsOf = (hours: AgreedHours | null, timeZone: string, fromMs: number, toMs: number): Windows => {
  if (toMs <= fromMs) return inTypedArrays([], [])
  if (hours === null) return inTypedArrays([fromMs], [toMs])
  const week = [1, 2, 3, 4, 5, 6, 7].map((day) => inOrder(hours.windows.filter((window) => window.day === day)))
  const dates = new Map(hours.exceptions.map(({ date, windows }) => [dayNumber(date), inOrder(windows)]))
  const from: Array<number> = []
  const to: Array<number> = []
  // A window may end up to 48 hours after the midnight before it.
  const last = dayNumberAt(toMs, timeZone)
  for (let day = dayNumberAt(fromMs, timeZone) - 2; day <= last; day++) {
    for (const window of dates.get(day) ?? week[weekday(day) - 1] ?? []) {
      const begin = Math.max(fromMs, localInstant(day, window.from, timeZone, "earlier"))
      const end = Math.min(toMs, endOf(day, window.to, timeZone))
      if (end <= begin) continue
      const latest = to.at(-1)
      if (latest !== undefined && begin <= latest) to[to.length - 1] = Math.max(latest, end)
      else {
        from.push(begin)
        to.push(end)
      }
    }
  }
  return inTypedArrays(from, to)
}

/** The index of the last window that begins at an instant or before; -1 when all begin later. */
const lastBeginning = ({ from }: Windows, ms: number): number => {
  let low = 0
  let high = from.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((from[middle] ?? 0) <= ms) low = middle + 1
    else high = middle
  }
  return low - 1
}

const until = (windows: Windows, ms: number): number => {
  const index = lastBeginning(windows, ms)
  if (index < 0) return 0
  return (windows.before[index] ?? 0) + Math.min(ms, windows.to[index] ?? 0) - (windows.from[index] ?? 0)
}

/** How many milliseconds of [from, to) lie inside the windows; 0 when it is empty. */
export const overlap = (windows: Windows, fromMs: number, toMs: number): number =>
  toMs <= fromMs ? 0 : until(windows, toMs) - until(windows, fromMs)

/** The parts of [from, to) that lie inside the windows, in order, as epoch milliseconds. */
export const intersections = (
  windows: Windows,
  fromMs: number,
  toMs: number,
): ReadonlyArray<{ readonly from: number; readonly to: number }> => {
  const pieces: Array<{ readonly from: number; readonly to: number }> = []
  for (let i = Math.max(0, lastBeginning(windows, fromMs)); i < windows.from.length; i++) {
    const from = Math.max(fromMs, windows.from[i] ?? 0)
    if (from >= toMs) break
    const to = Math.min(toMs, windows.to[i] ?? 0)
    if (to > from) pieces.push({ from, to })
  }
  return pieces
}
