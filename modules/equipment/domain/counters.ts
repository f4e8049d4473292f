import { localHourStart, nextLocalHour } from "#kernel/time.ts"

/** Of each counter a whole number: starts, seconds of running, door cycles and reopenings, metres; null: not known. */
export interface Counts {
  readonly starts: number
  readonly runSeconds: number
  readonly doorCycles: number | null
  readonly doorReopens: number | null
  readonly distanceMetres: number | null
}

/** What a unit's cumulative counters showed at an instant (epoch milliseconds). */
export interface Reading extends Counts {
  readonly at: number
  /** The message's number; null when it had none. */
  readonly seq: number | null
}

/** What rose in an hour of local time, which began at `hour` (epoch milliseconds). */
export interface HourRise extends Counts {
  readonly hour: number
}

/** The order of a unit's readings: by time, then by number. */
export const byTime = (a: Reading, b: Reading): number => a.at - b.at || (a.seq ?? -1) - (b.seq ?? -1)

/** The most that a counter can rise in a second, and what its rounding may add. */
const fastest: Readonly<Record<keyof Counts, { readonly aSecond: number; readonly rounding: number }>> = {
  starts: { aSecond: 1, rounding: 0 },
  runSeconds: { aSecond: 1, rounding: 1 },
  doorCycles: { aSecond: 1, rounding: 0 },
  doorReopens: { aSecond: 1, rounding: 0 },
  distanceMetres: { aSecond: 20, rounding: 0 },
}
const counters = Object.keys(fastest) as ReadonlyArray<keyof Counts>
const sizes: ReadonlyArray<number> = [2 ** 16, 2 ** 32]

const most = (counter: keyof Counts, before: Reading, after: Reading): number =>
  ((after.at - before.at) / 1000) * fastest[counter].aSecond + fastest[counter].rounding

/** What a counter that fell rose by if it rolled over, or null when it cannot have: not in that time. */
const rolledOver = (counter: keyof Counts, was: number, is: number, before: Reading, after: Reading): number | null => {
  const rises = sizes.filter((size) => was < size).map((size) => size - was + is)
  return rises.find((rise) => rise <= most(counter, before, after)) ?? null
}

/** All counters that both readings give, and that could fall, fell. */
const allFell = (before: Reading, after: Reading): boolean =>
  counters.every((counter) => {
    const [was, is] = [before[counter], after[counter]]
    return was === null || is === null || was === 0 || is < was
  })

/** A counter fell that did not roll over: the controller began to count anew, all its counters. */
const wasReset = (before: Reading, after: Reading): boolean => {
  if (allFell(before, after)) return counters.some((counter) => (after[counter] ?? 0) < (before[counter] ?? 0))
  return counters.some((counter) => {
    const [was, is] = [before[counter], after[counter]]
    return was !== null && is !== null && is < was && rolledOver(counter, was, is, before, after) === null
  })
}

/**
 * The rise of each counter from one reading to the next of the same unit. A smaller value is a roll-over at 2^16 or 2^32 when
 * not all counters fell and the rise is then physically possible in the time between; otherwise the controller was reset, and
 * each counter has risen from nought. What cannot have been done in that time was not: another controller showed it before.
 */
export const rise = (before: Reading, after: Reading): Counts => {
  const reset = wasReset(before, after)
  const of = (counter: keyof Counts): number | null => {
    const [was, is] = [before[counter], after[counter]]
    if (was === null || is === null) return null
    if (reset) return is <= most(counter, before, after) ? is : 0
    return is >= was ? is - was : (rolledOver(counter, was, is, before, after) ?? 0)
  }
  return {
    starts: of("starts") ?? 0,
    runSeconds: of("runSeconds") ?? 0,
    doorCycles: of("doorCycles"),
    doorReopens: of("doorReopens"),
    distanceMetres: of("distanceMetres"),
  }
}

/** floor(total × part ÷ whole), exactly: whole numbers with 0 ≤ part ≤ whole. */
const share = (total: number, part: number, whole: number): number => {
  const product = total * part
  if (product <= Number.MAX_SAFE_INTEGER) return (product - (product % whole)) / whole
  return Number((BigInt(total) * BigInt(part)) / BigInt(whole))
}

const partOf = (total: Counts, part: number, whole: number): Counts => {
  const of = (value: number | null) => (value === null ? null : share(value, part, whole))
  return {
    starts: share(total.starts, part, whole),
    runSeconds: share(total.runSeconds, part, whole),
    doorCycles: of(total.doorCycles),
    doorReopens: of(total.doorReopens),
    distanceMetres: of(total.distanceMetres),
  }
}

const less = (a: number | null, b: number | null) => (a === null || b === null ? null : a - b)
const difference = (a: Counts, b: Counts): Counts => ({
  starts: a.starts - b.starts,
  runSeconds: a.runSeconds - b.runSeconds,
  doorCycles: less(a.doorCycles, b.doorCycles),
  doorReopens: less(a.doorReopens, b.doorReopens),
  distanceMetres: less(a.distanceMetres, b.distanceMetres),
})

const more = (a: number | null, b: number | null) => (a === null ? b : b === null ? a : a + b)
/** The sum of two rises; a counter that only one of them knows is that one's. */
export const addRises = (a: Counts, b: Counts): Counts => ({
  starts: a.starts + b.starts,
  runSeconds: a.runSeconds + b.runSeconds,
  doorCycles: more(a.doorCycles, b.doorCycles),
  doorReopens: more(a.doorReopens, b.doorReopens),
  distanceMetres: more(a.distanceMetres, b.distanceMetres),
})

const isNothing = (one: Counts): boolean =>
  one.starts === 0 && one.runSeconds === 0 && !one.doorCycles && !one.doorReopens && !one.distanceMetres

/**
 * The rise from one reading to the next spread evenly over the time between them, by hours of local time and in order; hours
 * in which nothing rose are left out. The shares add up to exactly the rise: each is cut down to whole numbers at the end of its
 * hour, and the last hour gets the rest. A reading on the full hour closes the hour before it.
 */
export const spread = (before: Reading, after: Reading, timeZone: string): ReadonlyArray<HourRise> => {
  const total = rise(before, after)
  if (isNothing(total)) return []
  const last = localHourStart(after.at - 1, timeZone)
  if (before.at >= last) return [{ hour: last, ...total }]
  const whole = after.at - before.at
  const hours: Array<HourRise> = []
  let given = partOf(total, 0, whole)
  for (let hour = localHourStart(before.at, timeZone); hour <= last;) {
    const end = nextLocalHour(hour, timeZone)
    const soFar = hour === last ? total : partOf(total, end - before.at, whole)
    const its = difference(soFar, given)
    if (!isNothing(its)) hours.push({ hour, ...its })
    given = soFar
    hour = end
  }
  return hours
}

/** What a unit's readings, a set in any order, make of each hour of local time, in order: the first of them is only a base. */
export const hourlyRises = (readings: Iterable<Reading>, timeZone: string): ReadonlyArray<HourRise> => {
  const hours = new Map<number, HourRise>()
  let before: Reading | undefined
  for (const reading of [...readings].toSorted(byTime)) {
    for (const part of before === undefined ? [] : spread(before, reading, timeZone)) {
      const known = hours.get(part.hour)
      hours.set(part.hour, known === undefined ? part : { hour: part.hour, ...addRises(known, part) })
    }
    before = reading
  }
  return [...hours.values()].toSorted((a, b) => a.hour - b.hour)
}
