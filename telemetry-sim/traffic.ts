import type { LocalTime } from "./local-time.ts"
import { between, exponential, lognormal, poisson, uniform, wholeBetween } from "./random.ts"
import type { RandomState } from "./random.ts"

export type Use = "office" | "home" | "hotel" | "hospital" | "shop" | "transit" | "mixed"

/** Usage categories of ISO 25745-2. */
export type Category = 1 | 2 | 3 | 4 | 5 | 6

/** Starts on a working day: what is typical for the category (ISO 25745-2) and how far one unit may be from it. */
const tripsOfCategory: Record<Category, { readonly typical: number; readonly least: number; readonly most: number }> = {
  1: { typical: 50, least: 25, most: 73 },
  2: { typical: 125, least: 78, most: 195 },
  3: { typical: 300, least: 205, most: 490 },
  4: { typical: 750, least: 510, most: 980 },
  5: { typical: 1500, least: 1020, most: 1900 },
  6: { typical: 2200, least: 2020, most: 2500 },
}

/** Floor counts up to which a building of this use is in a category; a missing category does not occur. */
const floorsOfCategory: Record<Use, ReadonlyArray<{ readonly floors: number; readonly category: Category }>> = {
  home: [
    { floors: 4, category: 1 },
    { floors: 7, category: 2 },
    { floors: 13, category: 3 },
    { floors: Infinity, category: 4 },
  ],
  office: [
    { floors: 2, category: 1 },
    { floors: 5, category: 2 },
    { floors: 10, category: 3 },
    { floors: 25, category: 4 },
    { floors: Infinity, category: 5 },
  ],
  hotel: [
    { floors: 4, category: 2 },
    { floors: 12, category: 3 },
    { floors: Infinity, category: 4 },
  ],
  hospital: [
    { floors: 8, category: 4 },
    { floors: Infinity, category: 5 },
  ],
  shop: [
    { floors: 2, category: 2 },
    { floors: 4, category: 3 },
    { floors: Infinity, category: 4 },
  ],
  transit: [{ floors: Infinity, category: 6 }],
  mixed: [
    { floors: 3, category: 1 },
    { floors: 6, category: 2 },
    { floors: 12, category: 3 },
    { floors: Infinity, category: 4 },
  ],
}

/** The usage category that ISO 25745-2 expects of a building with this many floors (dwellings estimated at three or four a floor). */
export const categoryOf = (use: Use, floors: number): Category =>
  floorsOfCategory[use].find((row) => floors <= row.floors)?.category ?? 4

/** Starts that one unit makes on a working day: log-normal around the category's typical number, inside the category's range. */
export const drawTripsPerDay = (random: RandomState, category: Category): number => {
  const { typical, least, most } = tripsOfCategory[category]
  return Math.min(most, Math.max(least, lognormal(random, typical, 0.2)))
}

/** Share of a day's starts in each local hour, for the hours named; the rest of `total` is spread over the other hours. */
const day = (first: number, shares: ReadonlyArray<number>): ReadonlyArray<number> => {
  const named = shares.reduce((sum, share) => sum + share, 0)
  const other = (100 - named) / (24 - shares.length)
  return Array.from({ length: 24 }, (_, hour) => (shares[hour - first] ?? other) / 100)
}

const office = day(7, [4, 12, 12, 7, 7, 12, 12, 7, 7, 7, 8, 3])
const home = day(6, [4, 8, 9, 6, 5, 5, 5, 5, 5, 5, 6, 9, 9, 7, 5, 4, 2])

/** Hourly weights: domain figures for offices and homes, ours for the others (assumption). */
const hours: Record<Use, ReadonlyArray<number>> = {
  office,
  home,
  hotel: day(6, [4, 8, 10, 8, 6, 5, 4, 4, 5, 6, 6, 6, 7, 6, 4, 4, 3, 2]),
  hospital: day(6, [4, 8, 7, 7, 7, 7, 7, 7, 8, 7, 6, 5, 4, 4, 3, 3, 2]),
  shop: day(9, [5, 8, 10, 12, 11, 10, 10, 11, 11, 7, 3, 1]),
  transit: day(5, [2, 5, 9, 9, 6, 4, 4, 5, 5, 5, 6, 8, 9, 8, 5, 3, 2, 2, 2]),
  mixed: office.map((share, hour) => (share + (home[hour] ?? 0)) / 2),
}

/** Traffic from Monday to Sunday, against a working day (assumption, but for the office's weekend). */
const weekdays: Record<Use, ReadonlyArray<number>> = {
  office: [1, 1, 1, 1, 1, 0.05, 0.05],
  home: [1, 1, 1, 1, 1, 1, 1],
  hotel: [1, 1, 1, 1, 1, 1, 1],
  hospital: [1, 1, 1, 1, 1, 0.7, 0.65],
  shop: [0.95, 0.95, 0.95, 1, 1.1, 1.3, 0.7],
  transit: [1, 1, 1, 1, 1, 0.75, 0.6],
  mixed: [1, 1, 1, 1, 1, 0.6, 0.5],
}

/** Share of a working day's traffic that falls into this local hour of this weekday (0 is Monday). */
export const hourlyShare = (use: Use, hour: number, weekday: number): number =>
  (hours[use][hour] ?? 0) * (weekdays[use][weekday] ?? 1)

/** How much less traffic than the mean of a working day there is now: at most 25, so that the few starts of a night still mostly go well. */
export const quietness = (demand: Demand, at: number): number => {
  const { hour, weekday } = demand.clock.at(at)
  return Math.min(25, 1 / 24 / hourlyShare(demand.use, hour, weekday))
}

/** Directions of passengers: from the main floor, to the main floor, between other floors. They add up to one. */
interface Mix {
  readonly incoming: number
  readonly outgoing: number
  readonly between: number
}

const mix = (incoming: number, outgoing: number, betweenFloors: number): Mix => ({
  incoming: incoming / 100,
  outgoing: outgoing / 100,
  between: betweenFloors / 100,
})

const balanced = mix(45, 45, 10)
const mixes: Record<Use, { readonly morning: Mix; readonly midday: Mix; readonly evening: Mix }> = {
  office: { morning: mix(85, 10, 5), midday: balanced, evening: mix(10, 85, 5) },
  home: { morning: mix(15, 75, 10), midday: balanced, evening: mix(75, 15, 10) },
  hotel: { morning: mix(40, 40, 20), midday: mix(40, 40, 20), evening: mix(40, 40, 20) },
  hospital: { morning: mix(35, 35, 30), midday: mix(35, 35, 30), evening: mix(35, 35, 30) },
  shop: { morning: balanced, midday: balanced, evening: balanced },
  transit: { morning: balanced, midday: balanced, evening: balanced },
  mixed: { morning: balanced, midday: balanced, evening: balanced },
}

/** The part of the day, by the local hour, in which people go the same ways. */
export const partOfDay = (hour: number): "morning" | "midday" | "evening" =>
  hour < 11 ? "morning" : hour < 16 ? "midday" : "evening"

const mixAt = (use: Use, hour: number): Mix => mixes[use][partOfDay(hour)]

/** What the traffic of one lift depends on. */
export interface Demand {
  readonly use: Use
  readonly clock: LocalTime
  /** Starts on a working day. */
  readonly tripsPerDay: number
  /** Stops that a group makes beyond the one that every passenger makes. */
  readonly extraStops: number
  readonly levels: number
  /** Index of the floor where people enter the building. */
  readonly mainLevel: number
}

/** Extra stops of one round: busy lifts carry groups that part on the way (assumption). */
export const extraStopsOf: Record<Category, number> = { 1: 0, 2: 0.1, 3: 0.3, 4: 0.6, 5: 1.2, 6: 0.1 }

/** Starts that one round takes on average, by which calls are spaced: the empty way to the first stop, where the car is not there yet, and one for each further stop. */
const startsPerRound = (demand: Demand, hour: number): number => {
  const others = demand.levels - 1
  if (others === 1) return 1.5
  const { incoming, outgoing, between: amongOthers } = mixAt(demand.use, hour)
  const distinctStops = others * (1 - (1 - 1 / others) * Math.exp(-demand.extraStops / others))
  const alreadyThere = incoming * outgoing + ((incoming + amongOthers) * (outgoing + amongOthers)) / others
  return (incoming + outgoing) * distinctStops + amongOthers + (1 - alreadyThere)
}

/**
 * When the next event of a Poisson process happens whose mean rate changes with the local hour.
 * `perHour` gives events an hour for a local hour and weekday. Times are milliseconds since 1970.
 */
export const nextArrival = (
  random: RandomState,
  clock: LocalTime,
  after: number,
  perHour: (hour: number, weekday: number) => number,
): number => {
  let needed = exponential(random, 1)
  let at = after
  // Two weeks bound the search where there is no traffic at all.
  for (const end = after + 14 * 86_400_000; at < end;) {
    const { hour, weekday, left } = clock.at(at)
    const perMs = perHour(hour, weekday) / 3_600_000
    if (perMs * left >= needed) return Math.round(at + needed / perMs)
    needed -= perMs * left
    at += left
  }
  return Math.round(at)
}

/** How many groups of passengers call this lift in an hour of this local time, on average. */
export const callsPerHour = (demand: Demand, hour: number, weekday: number): number =>
  (demand.tripsPerDay * hourlyShare(demand.use, hour, weekday)) / startsPerRound(demand, hour)

/** When the next group of passengers calls this lift, in milliseconds since 1970. */
export const nextCall = (random: RandomState, demand: Demand, after: number): number =>
  nextArrival(random, demand.clock, after, (hour, weekday) => callsPerHour(demand, hour, weekday))

const otherThan = (random: RandomState, level: number, levels: number): number => {
  const drawn = wholeBetween(random, 0, levels - 2)
  return drawn >= level ? drawn + 1 : drawn
}

/** The levels that one group needs at this local hour, in the order in which the car serves them: at least two, no two neighbours alike. */
export const drawRound = (random: RandomState, demand: Demand, hour: number): ReadonlyArray<number> => {
  const { levels, mainLevel } = demand
  if (levels === 2) {
    const from = uniform(random) < 0.5 ? 0 : 1
    return [from, 1 - from]
  }
  const { incoming, outgoing } = mixAt(demand.use, hour)
  const drawn = uniform(random)
  if (drawn >= incoming + outgoing) {
    const from = otherThan(random, mainLevel, levels)
    // Never the main level: that would be outgoing.
    let to = otherThan(random, from, levels)
    while (to === mainLevel && levels > 2) to = otherThan(random, from, levels)
    return [from, to]
  }
  const stops = new Set<number>()
  for (let count = 1 + poisson(random, demand.extraStops); count > 0; count -= 1) {
    stops.add(otherThan(random, mainLevel, levels))
  }
  const nearestFirst = [...stops].toSorted((a, b) => Math.abs(a - mainLevel) - Math.abs(b - mainLevel))
  return drawn < incoming ? [mainLevel, ...nearestFirst] : [...nearestFirst.toReversed(), mainLevel]
}

/** When an escalator of this use runs, on a day with people: local hours, the end may be past midnight (assumption). */
export const openingHours: Record<Use, { readonly from: number; readonly to: number; readonly weekend: boolean }> = {
  office: { from: 7, to: 20, weekend: false },
  home: { from: 6, to: 23, weekend: true },
  hotel: { from: 6, to: 24, weekend: true },
  hospital: { from: 6, to: 22, weekend: true },
  shop: { from: 9, to: 21, weekend: true },
  transit: { from: 5, to: 25, weekend: true },
  mixed: { from: 7, to: 21, weekend: true },
}

/** People on one escalator on a working day (assumption). */
export const drawRidersPerDay = (random: RandomState, use: Use): number => {
  const typical = { office: 500, home: 150, hotel: 400, hospital: 700, shop: 2500, transit: 7000, mixed: 800 }[use]
  return typical * between(random, 0.6, 1.6)
}
