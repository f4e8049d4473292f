import {
  continueEscalator,
  escalatorFacts,
  haltEscalator,
  newEscalator,
  resumeEscalator,
  stepEscalator,
  takeOverEscalator,
} from "./escalator.ts"
import { drawFault, drawQuality } from "./faults.ts"
import { beginRun, beginSilence, endRun, endSilence, never, noCounters, openLedger } from "./ledger.ts"
import { haltLift, liftFacts, newLift, resumeLift, stepLift, trapsSomebody } from "./lift.ts"
import { LocalTime } from "./local-time.ts"
import type { State } from "./messages.ts"
import { beginVisit, breakDown, continueOutage, continueVisit, planVisit, stepOutage } from "./outages.ts"
import type { PortalUnit } from "./portal.ts"
import { randomFor, wholeBetween } from "./random.ts"
import { passHours, report, reportHour, restart, tellCounters } from "./readings.ts"
import { restartsOf } from "./restarts.ts"
import { drawFirstSignalMs, stepSignal } from "./signal.ts"
import type { Use } from "./traffic.ts"
import { enter, isSilent } from "./unit.ts"
import type { Scene, Unit, UnitState } from "./unit.ts"

const day = 86_400_000
const uses: ReadonlyArray<Use> = ["office", "home", "hotel", "hospital", "shop", "transit"]

const zones = new Map<string, LocalTime>()

/** Units of one zone share its clock; a zone that this machine does not know is taken as UTC. */
const clockOf = (zone: string): LocalTime => {
  let clock = zones.get(zone)
  if (clock === undefined) {
    try {
      clock = new LocalTime(zone)
    } catch {
      clock = new LocalTime("UTC")
    }
    zones.set(zone, clock)
  }
  return clock
}

const traffic = (unit: Unit) => {
  const { lift, escalator, state } = unit
  if (lift !== null && state.lift !== null) return { kind: "lift", facts: lift, lift: state.lift } as const
  if (escalator !== null && state.escalator !== null) {
    return { kind: "escalator", facts: escalator, escalator: state.escalator } as const
  }
  throw new Error(`${unit.name}: neither lift nor escalator`)
}

const isMovingStair = (from: PortalUnit): boolean => from.kind === "escalator" || from.kind === "moving-walk"

/** What a unit is, drawn from a stream of its own: the same for a seed and a description, whenever it is asked. */
export const describe = (from: PortalUnit, seed: string): Omit<Unit, "state"> => {
  const random = randomFor(seed, from.unit, "facts")
  const use = uses.find((known) => known === from.use) ?? "mixed"
  const clock = clockOf(from.timeZone)
  const quality = drawQuality(random)
  return {
    name: from.unit,
    use,
    clock,
    quality,
    nextRestart: restartsOf(from.unit, seed),
    lift: isMovingStair(from) ? null : liftFacts(from, use, clock, random),
    escalator: isMovingStair(from) ? escalatorFacts(use, random) : null,
  }
}

const knownState = (state: string): State | null =>
  state === "in-service" || state === "degraded" || state === "out-of-order" || state === "planned-outage"
    ? state
    : null

/**
 * Takes a unit over from what the portal last knew of it, at a time in milliseconds since 1970. It tells its counters at once,
 * so that what rises from now on is known exactly, and its state, but for one whose cause only the portal knows.
 */
export const takeOver = (from: PortalUnit, seed: string, at: number, scene: Scene): Unit => {
  const facts = describe(from, seed)
  const { clock } = facts
  const random = randomFor(seed, from.unit, "events", String(from.lastSeq ?? 0))
  const known = knownState(from.state) ?? "in-service"
  const counters = from.counters ?? noCounters
  const { countersEvery, restartEvery } = scene.settings
  // Spread over the interval, so that the fleet does not report all at once.
  const firstReport = Math.ceil(at / 1000) * 1000 + wholeBetween(random, 1, Math.max(1, countersEvery / 1000)) * 1000
  const state: UnitState = {
    unit: from.unit,
    random,
    seq: from.lastSeq ?? 0,
    due: {
      traffic: never,
      outage: never,
      visit: never,
      signal: at + drawFirstSignalMs(random),
      report: Math.min(firstReport, at + 5 * 60_000),
      restart: facts.nextRestart(at, restartEvery),
      hour: clock.nextHour(at),
    },
    ledger: openLedger(at, counters, known, facts.escalator?.speed ?? 0, clock.hourStart(at)),
    fault: drawFault(random, facts.lift === null ? "escalator" : "lift"),
    outage: null,
    held: [],
    countersAt: firstReport,
    told: null,
    lift: facts.lift === null ? null : newLift(facts.lift),
    escalator: facts.escalator === null ? null : newEscalator(),
  }
  const unit = { ...facts, state }
  planVisit(unit, at, 0, 33)
  tellCounters(unit, at, scene)
  if (known === "in-service") enter(unit, at, { state: "in-service" }, scene)
  if (known === "out-of-order") continueOutage(unit, at, scene)
  else if (known === "planned-outage") continueVisit(unit, at, scene)
  else {
    // Somebody will look at what was degraded already.
    if (known === "degraded") planVisit(unit, at, 0, 1)
    const part = traffic(unit)
    if (part.kind === "lift") resumeLift(unit, part, at, scene)
    else takeOverEscalator(unit, part, at, scene)
  }
  return unit
}

/** Brings a saved unit back to life. */
export const revive = (from: PortalUnit, seed: string, state: UnitState): Unit => ({ ...describe(from, seed), state })

/** Whether a saved state still fits what the portal says the unit is. */
export const fits = (from: PortalUnit, seed: string, state: UnitState): boolean => {
  const facts = describe(from, seed)
  if (facts.lift === null || state.lift === null) return (facts.lift === null) === (state.lift === null)
  const { levels } = facts.lift.demand
  return [state.lift.level, ...state.lift.stops].every((level) => level < levels)
}

/** When the unit acts next, in milliseconds since 1970. */
export const dueAt = (unit: Unit): number => {
  const { due } = unit.state
  return Math.min(due.traffic, due.outage, due.visit, due.signal, due.report, due.restart, due.hour)
}

const halt = (unit: Unit, at: number, scene: Scene): void => {
  const part = traffic(unit)
  if (part.kind === "lift") haltLift(unit, part)
  else haltEscalator(unit, part, at, scene)
}

const resume = (unit: Unit, at: number, scene: Scene): void => {
  const part = traffic(unit)
  if (part.kind === "lift") resumeLift(unit, part, at, scene)
  else resumeEscalator(unit, part, at, scene)
}

const stepTraffic = (unit: Unit, at: number, scene: Scene): void => {
  const part = traffic(unit)
  const end = part.kind === "lift" ? stepLift(unit, part, at, scene) : stepEscalator(unit, part, at, scene)
  if (end === "well") return
  const trapped = part.kind === "lift" && trapsSomebody(unit, part)
  halt(unit, at, scene)
  breakDown(unit, at, trapped, scene)
}

const stepVisit = (unit: Unit, at: number, scene: Scene): void => {
  const { state } = unit
  if (state.outage !== null) {
    // The technician has something else to do here today.
    planVisit(unit, at, 1, 3)
    return
  }
  const part = traffic(unit)
  if (part.kind === "lift" && part.lift.phase === "running") {
    // Let the people out first.
    state.due.visit = state.due.traffic + 1
    return
  }
  planVisit(unit, at, 25, 40)
  halt(unit, at, scene)
  beginVisit(unit, at, scene)
}

/** Lets the process of the unit that is due first act once. The reading of the full hour comes after everything else of its moment. */
export const step = (unit: Unit, scene: Scene): void => {
  const at = dueAt(unit)
  const { due } = unit.state
  if (due.traffic === at) stepTraffic(unit, at, scene)
  else if (due.outage === at) {
    if (stepOutage(unit, at, scene) === "back") resume(unit, at, scene)
  } else if (due.visit === at) stepVisit(unit, at, scene)
  else if (due.signal === at) stepSignal(unit, at, scene)
  else if (due.report === at) report(unit, at, scene)
  else if (due.restart === at) restart(unit, at, scene)
  else reportHour(unit, at, scene)
}

/**
 * The simulator did not run from `from` to `to`: the unit stood still and silent, and goes on at `to` with what it was doing.
 * It tells its counters before and after, so that nobody spreads what rose before over the time in between.
 */
export const standStill = (unit: Unit, from: number, to: number, scene: Scene): void => {
  const { state, name } = unit
  const { ledger, due } = state
  // Taken over while the others caught up.
  if (ledger.since > from) return
  tellCounters(unit, from, scene)
  const gap = to - from
  const wasSilent = isSilent(unit)
  if (wasSilent) endSilence(ledger, name, from, "signal-lost", scene.record)
  beginSilence(ledger, from)
  endSilence(ledger, name, to, "simulator-stopped", scene.record)
  if (wasSilent) beginSilence(ledger, to)
  const wasRunning = ledger.runningSince !== never
  if (wasRunning) {
    endRun(ledger, from)
    beginRun(ledger, to)
  }
  const shifted = (at: number) => (at < to ? at + gap : at)
  due.outage = shifted(due.outage)
  due.signal = shifted(due.signal)
  due.report = shifted(due.report)
  state.countersAt = shifted(state.countersAt)
  due.restart = unit.nextRestart(to, scene.settings.restartEvery)
  tellCounters(unit, to, scene)
  passHours(unit, to, scene)
  if (due.visit < to) planVisit(unit, to, 0, Math.max(1, gap / day))
  const part = traffic(unit)
  if (part.kind === "lift") {
    due.traffic = shifted(due.traffic)
    part.lift.calledAt = shifted(part.lift.calledAt)
    part.lift.departedAt = shifted(part.lift.departedAt)
  } else if (state.outage === null) {
    continueEscalator(unit, part, to, scene)
  }
}
