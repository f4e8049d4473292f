import type { BuildingUse } from "#equipment"
import { addDays, type Day, dayNumber, localInstant, weekday } from "#kernel/time.ts"
import type { Random } from "./random.ts"

type Shape = ReadonlyArray<number>

const office: Shape = [0, 0, 0, 0, 0, 0.3, 1, 4, 12, 12, 7, 7, 12, 12, 7, 7, 7, 8, 3, 0.9, 0.4, 0.2, 0.1, 0.1]
const quietOffice: Shape = [0, 0, 0, 0, 0, 0, 0, 1, 2, 5, 8, 9, 8, 7, 7, 6, 5, 3, 1, 0, 0, 0, 0, 0]
const home: Shape = [0.3, 0.1, 0.1, 0.1, 0.2, 1, 4, 8, 9, 6, 5, 5, 5, 5, 5, 5, 6, 9, 9, 7, 5, 4, 2, 0.8]
const lazyHome: Shape = [0.8, 0.4, 0.2, 0.1, 0.1, 0.3, 1, 3, 5, 7, 8, 8, 7, 6, 6, 6, 6, 7, 7, 6, 5, 4, 3, 1.6]
const hotel: Shape = [1, 0.5, 0.3, 0.2, 0.3, 1, 3, 8, 9, 8, 7, 5, 4, 4, 4, 6, 6, 7, 8, 7, 6, 5, 4, 2]
const hospital: Shape = [1, 0.8, 0.8, 0.8, 0.8, 1.5, 6, 8, 6, 6, 6, 6, 6, 6, 8, 6, 6, 5, 5, 7, 4, 2, 1.5, 1]
const shop: Shape = [0, 0, 0, 0, 0, 0, 0, 0.5, 2, 5, 8, 10, 11, 11, 10, 10, 10, 9, 7, 4, 1.5, 0.5, 0, 0]
const transit: Shape = [2, 0.7, 0, 0, 0.2, 2, 5, 10, 10, 6, 4, 4, 4, 4, 4, 6, 9, 11, 8, 4, 3, 2.5, 2, 1.5]

const shapes: Readonly<Record<BuildingUse, readonly [onWeekdays: Shape, atWeekends: Shape]>> = {
  office: [office, quietOffice],
  home: [home, lazyHome],
  hotel: [hotel, hotel],
  hospital: [hospital, hospital],
  shop: [shop, shop],
  transit: [transit, lazyHome],
}

const shapeOf = (use: BuildingUse, day: Day): Shape => shapes[use][weekday(dayNumber(day)) > 5 ? 1 : 0]

export interface DayOfHours {
  readonly day: Day
  /** When each of its hours begins, 00 to 23, in milliseconds since 1970; one that clocks pass over begins as the next one. */
  readonly begins: ReadonlyArray<number>
}

/** So many days up to and with one, with their hours of local time. */
export const daysOfHours = (last: Day, count: number, timeZone: string): ReadonlyArray<DayOfHours> =>
  Array.from({ length: count }, (_, index) => {
    const day = addDays(last, index + 1 - count)
    const number = dayNumber(day)
    return {
      day,
      begins: Array.from({ length: 24 }, (_, hour) => localInstant(number, hour * 60, timeZone, "earlier")),
    }
  })

/** How much of the use that a day usually has lies before an instant. */
export const passedShare = (use: BuildingUse, { day, begins }: DayOfHours, until: number): number => {
  const shape = shapeOf(use, day)
  const passed = begins.reduce(
    (sum, begin, hour) => sum + (shape[hour] ?? 0) * Math.min(1, Math.max(0, (until - begin) / 3_600_000)),
    0,
  )
  return passed / shape.reduce((sum, weight) => sum + weight, 0)
}

/** How much of a day's use falls into each hour that has any: what people do there, and chance. An hour out of use has none. */
export const sharesOfHours = (
  random: Random,
  use: BuildingUse,
  { day, begins }: DayOfHours,
  isUsed: (from: number, to: number) => boolean,
): ReadonlyArray<{ readonly hour: number; readonly share: number }> => {
  const shape = shapeOf(use, day)
  const weights = begins.flatMap((hour, index) => {
    const next = begins[index + 1] ?? hour + 3_600_000
    const weight = (shape[index] ?? 0) * (0.75 + 0.5 * random())
    return weight > 0 && next > hour && isUsed(hour, next) ? [{ hour, weight }] : []
  })
  const all = weights.reduce((sum, { weight }) => sum + weight, 0)
  return weights.map(({ hour, weight }) => ({ hour, share: weight / all }))
}

/** Whole numbers in proportion to shares, which together are the whole. */
export const apportioned = (whole: number, shares: ReadonlyArray<number>): ReadonlyArray<number> => {
  let [passed, given] = [0, 0]
  return shares.map((share) => {
    passed += share
    const part = Math.round(whole * passed) - given
    given += part
    return part
  })
}
