import { coarseEscalator, coarseLift } from "./coarse-traffic.ts"
import type { CoarseTraffic, Work } from "./coarse-traffic.ts"
import {
  drawFault,
  drawPartMs,
  drawRepairMs,
  drawResponseMs,
  drawSelfClearingMs,
  drawVisitMs,
  warningsOf,
} from "./faults.ts"
import { never } from "./ledger.ts"
import type { LocalTime } from "./local-time.ts"
import type { State } from "./messages.ts"
import { drawVisitTime } from "./outages.ts"
import type { PortalUnit } from "./portal.ts"
import { chance, randomFor } from "./random.ts"
import type { RandomState } from "./random.ts"
import { drawFirstSignalMs, drawLossMs, drawSignalMs } from "./signal.ts"
import { withSilences } from "./truth.ts"
import { describe } from "./unit-model.ts"
import { signOf } from "./unit.ts"
import type { Settings, Unit } from "./unit.ts"

/** What of the settings shapes a life. */
export type Life = Pick<Settings, "faultRate" | "evenFaults" | "hurry">

/** A stretch of a past in one state, [from, to) in milliseconds since 1970; `to` is Infinity for the last one. */
export interface PastStretch {
  readonly state: State | "unknown"
  readonly fault: string | null
  readonly reason: string | null
  readonly from: number
  readonly to: number
}

/** What rose in one whole hour of local time, which began at `hour`. */
export interface PastHour {
  readonly hour: number
  readonly starts: number
  readonly runSeconds: number
  readonly doorCycles: number
  readonly doorReopens: number
  readonly distanceMetres: number
}

/** A unit's past. Hours in which nothing rose are left out. */
export interface Past {
  readonly unit: string
  readonly clock: LocalTime
  readonly stretches: ReadonlyArray<PastStretch>
  readonly hours: ReadonlyArray<PastHour>
}

/** A portal calls a unit unknown that was silent for longer. */
const silenceAfter = 15 * 60_000

/** One unit living hour by hour. */
class CoarseUnit {
  readonly stretches: Array<PastStretch> = []
  readonly hours: Array<PastHour> = []
  readonly #unit: Omit<Unit, "state">
  readonly #life: Life
  readonly #random: RandomState
  readonly #traffic: CoarseTraffic
  readonly #kind: "lift" | "escalator"
  #fault
  #visitAt: number
  /** When the present outage is over, or `never`, and whether the coming fault is then, too. */
  #backAt = never
  #cures = false
  #runMs = 0
  #millimetres = 0
  #hour: { -readonly [K in keyof PastHour]: PastHour[K] }

  constructor(unit: Omit<Unit, "state">, seed: string, begin: number, life: Life) {
    this.#unit = unit
    this.#life = life
    const random = randomFor(seed, unit.name, "past")
    this.#random = random
    this.#kind = unit.lift === null ? "escalator" : "lift"
    if (unit.lift !== null) this.#traffic = coarseLift(unit.lift, unit.quality, life.evenFaults, random)
    else if (unit.escalator !== null) {
      this.#traffic = coarseEscalator(unit.escalator, unit.use, unit.clock, unit.quality, random, begin)
    } else throw new Error(`${unit.name}: neither lift nor escalator`)
    this.#fault = drawFault(random, this.#kind)
    this.#visitAt = drawVisitTime(random, unit.clock, begin, 0, 33)
    this.#hour = { hour: begin, starts: 0, runSeconds: 0, doorCycles: 0, doorReopens: 0, distanceMetres: 0 }
    this.#enter(begin, "in-service")
  }

  /** Lives from `begin` to `end`; hours that are not over then are left out. */
  live(begin: number, end: number): void {
    const { clock } = this.#unit
    for (let from = begin; from < end;) {
      const here = clock.at(from)
      const to = from + here.left
      this.#hour = { hour: from, starts: 0, runSeconds: 0, doorCycles: 0, doorReopens: 0, distanceMetres: 0 }
      for (let at = from; at < Math.min(to, end);) at = this.#step(at, Math.min(to, end), here)
      const { starts, runSeconds, doorCycles } = this.#hour
      if (to <= end && starts + runSeconds + doorCycles > 0) this.hours.push(this.#hour)
      from = to
    }
  }

  /** Lives from `at` to `until` at most, inside one hour, and returns how far it came. */
  #step(at: number, until: number, here: { hour: number; weekday: number }): number {
    if (this.#backAt !== never) {
      if (this.#backAt > until) return until
      const back = Math.max(at, this.#backAt)
      this.#comeBack(back)
      return back
    }
    if (this.#visitAt <= at) {
      this.#beginVisit(at)
      return at
    }
    const end = Math.min(until, this.#visitAt)
    const { signs, degraded } = this.#warnings()
    const { left, code } = this.#fault
    const worse = code.startsWith("door-") && left < signs ? 1 - left / signs : 0
    const work = this.#traffic.work(at, end, here, worse)
    const hazard = work.hazard * this.#life.faultRate
    const isUp = this.stretches.at(-1)?.state === "in-service"
    if (hazard < left) {
      this.#add(work, 1)
      this.#fault.left -= hazard
      if (isUp && this.#fault.left < degraded) {
        this.#feelWorse(at + Math.round(((end - at) * Math.max(0, left - degraded)) / hazard))
      }
      return end
    }
    const share = left / hazard
    const failsAt = Math.min(end, at + Math.max(1, Math.round((end - at) * share)))
    this.#add(work, share)
    if (isUp && degraded > 0) {
      this.#feelWorse(at + Math.floor((failsAt - at) * Math.max(0, 1 - degraded / left)))
    }
    this.#breakDown(failsAt, here.hour)
    return failsAt
  }

  #warnings() {
    const { hazardPerMs } = this.#traffic
    return warningsOf(this.#fault, hazardPerMs * this.#life.faultRate, this.#life.hurry)
  }

  #add(work: Work, share: number): void {
    const { starts, runMs, doorCycles, doorReopens, millimetres } = work
    const whole = (value: number) => (share === 1 ? value : Math.round(value * share))
    this.#hour.starts += whole(starts)
    this.#hour.doorCycles += whole(doorCycles)
    this.#hour.doorReopens += whole(doorReopens)
    const [ranBefore, wentBefore] = [this.#runMs, this.#millimetres]
    this.#runMs += runMs * share
    this.#millimetres += millimetres * share
    this.#hour.runSeconds += Math.floor(this.#runMs / 1000) - Math.floor(ranBefore / 1000)
    this.#hour.distanceMetres += Math.floor(this.#millimetres / 1000) - Math.floor(wentBefore / 1000)
  }

  #enter(at: number, state: State, fault: string | null = null, reason: string | null = null): void {
    const last = this.stretches.at(-1)
    if (last !== undefined) this.stretches[this.stretches.length - 1] = { ...last, to: at }
    this.stretches.push({ state, fault, reason, from: at, to: Infinity })
  }

  #feelWorse(at: number): void {
    const since = this.stretches.at(-1)?.from ?? at
    if (at > since) this.#enter(at, "degraded", this.#fault.code, signOf(this.#fault.code))
  }

  #breakDown(at: number, localHour: number): void {
    const random = this.#random
    const { hurry } = this.#life
    const { code, traps, clearsItself, outside } = this.#fault
    this.#traffic.halt()
    this.#enter(at, "out-of-order", code, outside === "" ? null : outside)
    this.#cures = true
    if (clearsItself) {
      this.#backAt = at + drawSelfClearingMs(random)
      return
    }
    const trapped = chance(random, traps * this.#traffic.loaded(localHour))
    const there = at + drawResponseMs(random, trapped, hurry)
    const partMs = drawPartMs(random, hurry)
    if (partMs > 0) this.#enter(there, "out-of-order", code, "Waiting for a part")
    this.#backAt = there + partMs + drawRepairMs(random, hurry)
  }

  #beginVisit(at: number): void {
    this.#cures = this.stretches.at(-1)?.state === "degraded"
    this.#traffic.halt()
    this.#enter(at, "planned-outage", null, "Maintenance visit")
    this.#backAt = at + drawVisitMs(this.#random, this.#life.hurry)
    this.#visitAt = drawVisitTime(this.#random, this.#unit.clock, at, 25, 40)
  }

  #comeBack(at: number): void {
    const random = this.#random
    if (this.#cures) this.#fault = drawFault(random, this.#kind)
    this.#backAt = never
    // The technician who came in vain had something else to do.
    while (this.#visitAt <= at) this.#visitAt = drawVisitTime(random, this.#unit.clock, this.#visitAt, 1, 3)
    this.#enter(at, "in-service")
    this.#traffic.resume(at)
  }
}

/** When the unit told nothing for so long that it counts as unknown: between the signs of life that a gateway keeps while its signal is lost. */
const drawSilences = (
  random: RandomState,
  clock: LocalTime,
  told: ReadonlyArray<PastStretch>,
  begin: number,
  end: number,
) => {
  const silences: Array<{ from: number; to: number }> = []
  let next = 0
  for (let lost = begin + drawFirstSignalMs(random); lost < end;) {
    const found = lost + drawLossMs(random)
    for (let from = lost; from < found;) {
      while ((told[next]?.from ?? Infinity) <= from) next += 1
      const to = Math.min(found, clock.nextHour(from), told[next]?.from ?? Infinity)
      if (Math.min(to, end) - from > silenceAfter) silences.push({ from, to })
      from = to
    }
    lost = found + drawSignalMs(random)
  }
  const last = silences.at(-1)
  if (last !== undefined && last.to > end) silences[silences.length - 1] = { from: last.from, to: Infinity }
  return silences
}

/**
 * What a unit did from `begin`, a full hour of its local time, to `end`: traffic, faults, repairs, visits and lost signals as the detailed
 * model has them, drawn by the hour. The hour that is under way at `end` is left out. The same for a seed, whoever asks.
 */
export const pastOf = (from: PortalUnit, seed: string, begin: number, end: number, life: Life): Past => {
  const facts = describe(from, seed)
  const unit = new CoarseUnit(facts, seed, begin, life)
  unit.live(begin, end)
  // An outage is drawn as a whole, beyond the end, too.
  const told = unit.stretches.filter((stretch) => stretch.from < end)
  const last = told.at(-1)
  if (last !== undefined) told[told.length - 1] = { ...last, to: Infinity }
  const random = randomFor(seed, from.unit, "past signal")
  const silences = drawSilences(random, facts.clock, told, begin, end)
  const stretches = withSilences<PastStretch>(told, silences, (silence) => ({
    state: "unknown",
    fault: null,
    reason: null,
    ...silence,
  }))
  return {
    unit: from.unit,
    clock: facts.clock,
    stretches: stretches.filter((stretch) => stretch.from < stretch.to).toSorted((a, b) => a.from - b.from),
    hours: unit.hours,
  }
}
