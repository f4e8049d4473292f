import type { World } from "./delivery.ts"
import { isoTime } from "./messages.ts"
import type { Counters } from "./messages.ts"
import { Portal } from "./portal.ts"
import type { PortalFigures } from "./portal.ts"
import { readLedger } from "./state-file.ts"
import { truthOf, unitedWithin } from "./truth.ts"
import type { Stretch, UnitTruth } from "./truth.ts"

/** What to compare, and with what. */
export interface Verification {
  readonly target: string
  readonly token: string
  readonly stateFile: string
  /** How long a unit may be silent before the portal calls it unknown, in milliseconds. */
  readonly silenceAfter: number
  /** How long the portal may take until its figures hold what it accepted, in milliseconds. */
  readonly patience: number
}

/** What came of comparing one kind of figure. */
interface Count {
  compared: number
  equal: number
}

/** What came of the whole comparison. */
interface Outcome {
  readonly units: Count
  readonly hours: Count
  readonly states: Count
  readonly silences: Count
  /** Milliseconds of the periods compared, and how many of them the units were silent: by the ledger, and by the portal. */
  time: number
  silentTruth: number
  silentTold: number
  readonly differences: Array<string>
}

const hour = 3_600_000
const day = 24 * hour
/** So many days are asked for in one request. */
const daysAtOnce = 2
const mostPrinted = 20
const counters = ["starts", "runSeconds", "doorCycles", "doorReopens", "distanceMetres"] as const
const nothing: Counters = { starts: 0, runSeconds: 0, doorCycles: 0, doorReopens: 0, distanceMetres: 0 }

/** What the portal said of one unit so far. */
interface Told {
  readonly hours: Map<number, Counters>
  readonly stretches: Array<Stretch>
}

/** Adds what was said of [from, to): an interval that goes on beyond is told again with the next period. */
const hear = (told: Told, { intervals, hours }: PortalFigures, from: number, to: number): void => {
  told.stretches.push(...unitedWithin(intervals, from, to))
  for (const { hour: begin, ...rise } of hours) told.hours.set(begin, rise)
}

const compareHours = (truth: UnitTruth, told: Told, count: Count): ReadonlyArray<string> => {
  const differences: Array<string> = []
  // After a stop of the simulator the last reading lies inside an hour, which is not over then.
  const toldHours = [...told.hours.keys()].filter((begin) => begin >= truth.from && begin + hour <= truth.to)
  for (const begin of [...new Set([...truth.hours.keys(), ...toldHours])].toSorted((a, b) => a - b)) {
    const right = truth.hours.get(begin) ?? nothing
    const given = told.hours.get(begin) ?? nothing
    count.compared += 1
    const wrong = counters.filter((counter) => right[counter] !== given[counter])
    if (wrong.length === 0) count.equal += 1
    else {
      const list = wrong.map((counter) => `${counter} ${given[counter]} instead of ${right[counter]}`).join(", ")
      differences.push(`${truth.unit}  ${isoTime(begin)}  ${list}`)
    }
  }
  return differences
}

const nameOf = ({ state, fault, from, to }: Stretch): string =>
  `${isoTime(from)} – ${isoTime(to)} ${state}${fault === null ? "" : ` (${fault})`}`
const keyOf = ({ state, fault, from, to }: Stretch): string => `${from} ${to} ${state} ${fault ?? ""}`

const compareStretches = (
  unit: string,
  right: ReadonlyArray<Stretch>,
  given: ReadonlyArray<Stretch>,
  count: Count,
): ReadonlyArray<string> => {
  const rightKeys = new Set(right.map(keyOf))
  const givenKeys = new Set(given.map(keyOf))
  const missing = right.filter((stretch) => !givenKeys.has(keyOf(stretch)))
  const excess = given.filter((stretch) => !rightKeys.has(keyOf(stretch)))
  count.compared += right.length + excess.length
  count.equal += right.length - missing.length
  return [
    ...missing.map((stretch) => ({ at: stretch.from, text: `${nameOf(stretch)} is missing` })),
    ...excess.map((stretch) => ({ at: stretch.from, text: `${nameOf(stretch)} is not in the ledger` })),
  ]
    .toSorted((a, b) => a.at - b.at)
    .map(({ text }) => `${unit}  ${text}`)
}

const isSilence = ({ state }: Stretch): boolean => state === "unknown"
const lengthOf = (stretches: ReadonlyArray<Stretch>): number =>
  stretches.reduce((sum, { from, to }) => sum + to - from, 0)

const compareUnit = (truth: UnitTruth, told: Told | undefined, outcome: Outcome): void => {
  outcome.units.compared += 1
  if (told === undefined) {
    outcome.differences.push(`${truth.unit}  The portal's answer does not hold this unit.`)
    return
  }
  // An unknown interval has no fault, whatever was told before.
  const heard = told.stretches.map((stretch) => (isSilence(stretch) ? { ...stretch, fault: null } : stretch))
  const given = unitedWithin(heard, truth.statesFrom, truth.to)
  const right = truth.stretches
  const silentRight = right.filter(isSilence)
  const silentGiven = given.filter(isSilence)
  const isHeard = (stretch: Stretch) => !isSilence(stretch)
  const differences = [
    ...compareHours(truth, told, outcome.hours),
    ...compareStretches(truth.unit, right.filter(isHeard), given.filter(isHeard), outcome.states),
    ...compareStretches(truth.unit, silentRight, silentGiven, outcome.silences),
  ]
  outcome.time += Math.max(0, truth.to - truth.statesFrom)
  outcome.silentTruth += lengthOf(silentRight)
  outcome.silentTold += lengthOf(silentGiven)
  if (differences.length === 0) outcome.units.equal += 1
  outcome.differences.push(...differences)
}

const compareAll = (truths: ReadonlyMap<string, UnitTruth>, told: ReadonlyMap<string, Told>): Outcome => {
  const none = (): Count => ({ compared: 0, equal: 0 })
  const outcome: Outcome = {
    units: none(),
    hours: none(),
    states: none(),
    silences: none(),
    time: 0,
    silentTruth: 0,
    silentTold: 0,
    differences: [],
  }
  for (const truth of truths.values()) compareUnit(truth, told.get(truth.unit), outcome)
  return outcome
}

/** Asks the portal for all figures from the first to the last hour that is known of any unit. */
const askAll = async (portal: Portal, truths: ReadonlyMap<string, UnitTruth>, stop: AbortSignal) => {
  const all = [...truths.values()]
  const begin = all.reduce((least, { from }) => Math.min(least, from), Infinity)
  const end = all.reduce((most, { to }) => Math.max(most, to), -Infinity)
  const told = new Map<string, Told>()
  for (let from = begin; from < end; from += daysAtOnce * day) {
    const to = Math.min(end, from + daysAtOnce * day)
    for await (const line of portal.figures(from, to, stop)) {
      if (!truths.has(line.unit)) continue
      const own = told.get(line.unit) ?? { hours: new Map(), stretches: [] }
      told.set(line.unit, own)
      hear(own, line, from, to)
    }
  }
  return told
}

const percent = (part: number, whole: number): string => (whole === 0 ? "–" : `${((100 * part) / whole).toFixed(6)} %`)

const table = (outcome: Outcome): ReadonlyArray<string> => {
  const { units, hours, states, silences, time, silentTruth, silentTold, differences } = outcome
  const row = (name: string, compared: string, equal: string, different: string) =>
    `${name.padEnd(16)}${compared.padStart(12)}${equal.padStart(12)}${different.padStart(12)}`
  const numbers = (name: string, { compared, equal }: Count) =>
    row(name, compared.toLocaleString("en"), equal.toLocaleString("en"), (compared - equal).toLocaleString("en"))
  return [
    row("", "compared", "equal", "different"),
    numbers("hours", hours),
    numbers("state intervals", states),
    numbers("silences", silences),
    numbers("units", units),
    `Coverage ${percent(time - silentTold, time)} by the portal, ${percent(time - silentTruth, time)} in truth.`,
    ...(differences.length === 0 ? [] : ["", "First differences:"]),
    ...differences.slice(0, mostPrinted).map((line) => `  ${line}`),
    ...(differences.length > mostPrinted ? [`  and ${differences.length - mostPrinted} more`] : []),
  ]
}

/**
 * Compares what the portal says with the ledger and tells the outcome as a table. Where they differ, it asks again until its patience
 * is over, because a portal may need a moment to work in what it accepted. True where all is equal and there was something to compare.
 */
export const verify = async (asked: Verification, world: World, stop: AbortSignal): Promise<boolean> => {
  const { snapshot, entries } = readLedger(asked.stateFile)
  const truths = truthOf(snapshot, entries, asked.silenceAfter)
  if (snapshot.rejected > 0) world.trouble(`The portal rejected ${snapshot.rejected} lines.`)
  if (truths.size === 0) {
    world.trouble("There is nothing to compare yet: no unit has a whole hour of which all messages were delivered.")
    return false
  }
  const portal = new Portal(asked.target, asked.token)
  const begun = world.now()
  for (;;) {
    const outcome = compareAll(truths, await askAll(portal, truths, stop))
    const isEqual = outcome.differences.length === 0
    if (isEqual || stop.aborted || world.now() - begun >= asked.patience) {
      for (const line of table(outcome)) world.news(line)
      return isEqual
    }
    await world.wait(1000, stop)
  }
}
