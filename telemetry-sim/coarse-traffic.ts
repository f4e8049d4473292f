import { drawClosing, drawOpening, hazardOfRunningMs, isOpen, ridersPerHour } from "./escalator.ts"
import { never } from "./ledger.ts"
import { drawDwellMs, hazardOfStart, leastBetweenStarts, mostReopenings, patience, reopeningWorse } from "./lift.ts"
import type { LocalTime } from "./local-time.ts"
import { between, count, wholeBetween } from "./random.ts"
import type { RandomState } from "./random.ts"
import { callsPerHour, drawRound, partOfDay, quietness } from "./traffic.ts"
import type { Use } from "./traffic.ts"
import type { EscalatorFacts, LiftFacts } from "./unit.ts"

const hour = 3_600_000

/** What a unit does in a stretch of time inside one local hour. */
export interface Work {
  starts: number
  runMs: number
  doorCycles: number
  doorReopens: number
  millimetres: number
  /** How much of the way to its coming fault it goes, at fault rate 1. */
  hazard: number
}

/** Traffic drawn by the hour instead of by the trip: the same means and the same scatter, and quick enough for years of a fleet. */
export interface CoarseTraffic {
  /**
   * What happens from `from` to `to`, which lie in one local hour; `worse` is how far the doors are on their way to a fault, 0 to 1. The
   * answer holds until the next call.
   */
  readonly work: (from: number, to: number, here: { hour: number; weekday: number }, worse: number) => Work
  /** The unit is out of use, or goes back to traffic, at a time. */
  readonly halt: () => void
  readonly resume: (at: number) => void
  /** Hazard of an ordinary millisecond at fault rate 1. */
  readonly hazardPerMs: number
  /** Share of the starts with somebody in the car at this local hour. */
  readonly loaded: (hour: number) => number
}

const nothing = (): Work => ({ starts: 0, runMs: 0, doorCycles: 0, doorReopens: 0, millimetres: 0, hazard: 0 })

/** Some hundred rounds of a lift, driven to see what a round comes to: one place each in every list. */
interface Rounds {
  readonly starts: Float64Array
  readonly runMs: Float64Array
  readonly millimetres: Float64Array
  readonly doorCycles: Float64Array
  readonly means: {
    starts: number
    runMs: number
    millimetres: number
    doorCycles: number
    busyMs: number
    loaded: number
  }
}

const sample = 384

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length

const driveRounds = (facts: LiftFacts, localHour: number, random: RandomState): Rounds => {
  const starts = new Float64Array(sample)
  const runMs = new Float64Array(sample)
  const millimetres = new Float64Array(sample)
  const doorCycles = new Float64Array(sample)
  const busyMs = new Float64Array(sample)
  let loaded = 0
  let level = facts.demand.mainLevel
  for (let place = 0; place < sample; place += 1) {
    for (const [number, stop] of drawRound(random, facts.demand, localHour).entries()) {
      const leg = facts.legs[Math.abs(stop - level)]
      const running = stop === level || leg === undefined ? 0 : leg.runMs
      if (running > 0) {
        starts[place] = (starts[place] ?? 0) + 1
        runMs[place] = (runMs[place] ?? 0) + running
        millimetres[place] = (millimetres[place] ?? 0) + (leg?.millimetres ?? 0)
        if (number > 0) loaded += 1
      }
      const doors = facts.openMs + drawDwellMs(random, number === 0) + facts.closeMs
      doorCycles[place] = (doorCycles[place] ?? 0) + 1
      busyMs[place] = (busyMs[place] ?? 0) + Math.max(running + doors, running > 0 ? leastBetweenStarts : 0)
      level = stop
    }
  }
  const means = {
    starts: meanOf(starts),
    runMs: meanOf(runMs),
    millimetres: meanOf(millimetres),
    doorCycles: meanOf(doorCycles),
    busyMs: meanOf(busyMs),
    loaded: loaded / sample / meanOf(starts),
  }
  return { starts, runMs, millimetres, doorCycles, means }
}

/** Up to so many rounds are put together one by one. */
const oneByOne = 8

/** A lift: rounds are Poisson; what they come to is put together from rounds that were driven. */
export const coarseLift = (
  facts: LiftFacts,
  quality: number,
  evenFaults: boolean,
  random: RandomState,
): CoarseTraffic => {
  const { demand } = facts
  const rounds = {
    morning: driveRounds(facts, 8, random),
    midday: driveRounds(facts, 13, random),
    evening: driveRounds(facts, 18, random),
  }
  const roundsAt = (localHour: number) => rounds[partOfDay(localHour)]
  const perStart = hazardOfStart(quality)
  const done = nothing()
  /** Groups that wait because the lift is busy. */
  let waiting = 0

  const add = (served: number, { starts, runMs, millimetres, doorCycles, means }: Rounds): void => {
    const few = Math.min(served, oneByOne)
    const sum = { starts: 0, runMs: 0, millimetres: 0, doorCycles: 0 }
    for (let number = 0; number < few; number += 1) {
      const place = wholeBetween(random, 0, sample - 1)
      sum.starts += starts[place] ?? 0
      sum.runMs += runMs[place] ?? 0
      sum.millimetres += millimetres[place] ?? 0
      sum.doorCycles += doorCycles[place] ?? 0
    }
    // The scatter of many rounds is that of a few, widened as the root of their number.
    const widened = Math.sqrt(served / few)
    const all = (ofFew: number, mean: number) => Math.max(0, served * mean + widened * (ofFew - few * mean))
    done.starts = Math.max(1, Math.round(all(sum.starts, means.starts)))
    done.runMs = all(sum.runMs, means.runMs)
    done.millimetres = all(sum.millimetres, means.millimetres)
    done.doorCycles = Math.max(done.starts, Math.round(all(sum.doorCycles, means.doorCycles)))
  }

  return {
    hazardPerMs: (perStart * demand.tripsPerDay) / (24 * hour),
    loaded: (localHour) => (facts.carriesPeople ? roundsAt(localHour).means.loaded : 0),
    halt: () => {
      waiting = 0
    },
    resume: () => {},
    work: (from, to, here, worse) => {
      const present = roundsAt(here.hour)
      const lasting = to - from
      const expected = (callsPerHour(demand, here.hour, here.weekday) * lasting) / hour
      const calls = waiting + count(random, expected)
      const served = Math.min(calls, Math.floor(lasting / present.means.busyMs))
      waiting = Math.min(calls - served, Math.round((expected * patience) / lasting))
      if (served === 0) return Object.assign(done, nothing())
      add(served, present)
      const again = facts.reopening * (1 + reopeningWorse * worse)
      let reopens = 0
      for (let number = 1; number <= mostReopenings; number += 1) reopens += again ** number
      done.doorReopens = count(random, done.doorCycles * reopens)
      done.runMs = Math.min(done.runMs, lasting)
      done.hazard = done.starts * perStart * (evenFaults ? quietness(demand, from) : 1)
      return done
    },
  }
}

/** An escalator or moving walk that runs from opening to closing. */
const coarseByHours = (
  facts: EscalatorFacts,
  use: Use,
  clock: LocalTime,
  perMs: number,
  random: RandomState,
  begin: number,
) => {
  const done = nothing()
  let startAt = never
  let stopAt = never
  const resume = (at: number, counts: boolean): void => {
    if (!isOpen(use, clock, at)) {
      startAt = drawOpening(random, use, clock, at)
      stopAt = never
      return
    }
    startAt = counts ? at : never
    stopAt = drawClosing(random, use, clock, at)
  }
  resume(begin, false)
  return {
    halt: () => {
      startAt = never
      stopAt = never
    },
    resume: (at: number) => resume(at, true),
    work: (from: number, to: number): Work => {
      Object.assign(done, nothing())
      for (let at = from; at < to;) {
        if (startAt !== never) {
          if (startAt >= to) break
          at = Math.max(at, startAt)
          startAt = never
          done.starts += 1
          if (stopAt === never) stopAt = drawClosing(random, use, clock, at)
        }
        const end = Math.min(to, stopAt)
        done.runMs += end - at
        at = end
        if (at === stopAt) {
          stopAt = never
          startAt = drawOpening(random, use, clock, at)
        }
      }
      done.millimetres = done.runMs * facts.speed
      done.hazard = done.runMs * perMs
      return done
    },
  }
}

/** One that starts for riders: a queue with as many servers as it needs, which is empty for e^(−rate × hold) of the time (M/D/∞). */
const coarseByRiders = (facts: EscalatorFacts, use: Use, perMs: number, random: RandomState) => {
  const done = nothing()
  return {
    halt: () => {},
    resume: () => {},
    work: (from: number, to: number, here: { hour: number; weekday: number }): Work => {
      Object.assign(done, nothing())
      const rate = ridersPerHour(use, facts, here.hour, here.weekday) / hour
      if (rate === 0) return done
      const lasting = to - from
      const riders = rate * facts.holdMs
      const idle = Math.exp(-riders)
      done.starts = count(random, lasting * rate * idle)
      // Few riders: as long as their runs take; many: it hardly ever stands.
      const running =
        riders < 0.5 ? (done.starts * (1 / idle - 1)) / rate : lasting * (1 - idle * between(random, 0.8, 1.2))
      done.runMs = Math.min(lasting, Math.max(0, running))
      done.millimetres = done.runMs * facts.speed
      done.hazard = done.runMs * perMs
      return done
    },
  }
}

/** An escalator or moving walk; it runs at `begin` already where it is open then. */
export const coarseEscalator = (
  facts: EscalatorFacts,
  use: Use,
  clock: LocalTime,
  quality: number,
  random: RandomState,
  begin: number,
): CoarseTraffic => {
  const perMs = hazardOfRunningMs(use, quality)
  const traffic = facts.automatic
    ? coarseByRiders(facts, use, perMs, random)
    : coarseByHours(facts, use, clock, perMs, random, begin)
  return { ...traffic, hazardPerMs: perMs / 2, loaded: () => 0 }
}
