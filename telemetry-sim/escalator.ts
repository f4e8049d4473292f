import { callOutsPerRunningHour, faultsPerCallOut, warningsOf } from "./faults.ts"
import { beginRun, endRun, never } from "./ledger.ts"
import type { LocalTime } from "./local-time.ts"
import { between, chance, geometric } from "./random.ts"
import type { RandomState } from "./random.ts"
import { drawRidersPerDay, hourlyShare, nextArrival, openingHours } from "./traffic.ts"
import type { Use } from "./traffic.ts"
import { becomeDegraded, say } from "./unit.ts"
import type { EscalatorFacts, EscalatorState, Scene, Unit } from "./unit.ts"

const hour = 3_600_000

/** Draws what the portal does not tell about an escalator. */
export const escalatorFacts = (use: Use, random: RandomState): EscalatorFacts => ({
  direction: chance(random, 0.5) ? "up" : "down",
  speed: use === "transit" ? 0.65 : 0.5,
  automatic: chance(random, use === "transit" || use === "shop" ? 0.2 : 0.6),
  holdMs: Math.round(between(random, 30, 70) * 1000),
  ridersPerDay: drawRidersPerDay(random, use),
})

export const newEscalator = (): EscalatorState => ({ running: false, stopAt: never, reviewAt: never, hazardAt: 0 })

type Part = { readonly facts: EscalatorFacts; readonly escalator: EscalatorState }

/** Whether an escalator of this use runs at `at`, or waits for riders. */
export const isOpen = (use: Use, clock: LocalTime, at: number): boolean => {
  const { from, to, weekend } = openingHours[use]
  const here = clock.at(at)
  if (here.hour >= from) return here.hour < to && (weekend || here.weekday < 5)
  // Small hours belong to the day before.
  return here.hour < to - 24 && (weekend || (here.weekday + 6) % 7 < 5)
}

/** The next time after `at` that somebody starts it for the day. */
export const drawOpening = (random: RandomState, use: Use, clock: LocalTime, at: number): number => {
  const { from, weekend } = openingHours[use]
  let opening = clock.next(at, from)
  while (!weekend && clock.at(opening).weekday >= 5) opening = clock.next(opening + hour, from)
  return opening + Math.round(between(random, 0, 15 * 60_000))
}

/** When somebody stops it for the night that runs at `at`. */
export const drawClosing = (random: RandomState, use: Use, clock: LocalTime, at: number): number =>
  clock.next(at, openingHours[use].to % 24) + Math.round(between(random, 0, 20 * 60_000))

/** Riders in an hour of this local time, on average. */
export const ridersPerHour = (use: Use, facts: EscalatorFacts, localHour: number, weekday: number): number => {
  const { from, to, weekend } = openingHours[use]
  const open = (localHour >= from && localHour < to) || localHour < to - 24
  return open && (weekend || weekday < 5) ? facts.ridersPerDay * hourlyShare(use, localHour, weekday) : 0
}

const awaitStart = (unit: Unit, { facts }: Part, at: number): void => {
  const { state } = unit
  state.due.traffic = facts.automatic
    ? nextArrival(state.random, unit.clock, at, (h, weekday) => ridersPerHour(unit.use, facts, h, weekday))
    : drawOpening(state.random, unit.use, unit.clock, at)
}

/** Hazard of a running millisecond of an escalator of this use and quality, at fault rate 1. */
export const hazardOfRunningMs = (use: Use, quality: number): number =>
  (callOutsPerRunningHour(use === "transit") * faultsPerCallOut * quality) / hour

const hazardPerMs = (unit: Unit, scene: Scene): number =>
  hazardOfRunningMs(unit.use, unit.quality) * scene.settings.faultRate

const degradedBelow = (unit: Unit, scene: Scene): number =>
  warningsOf(unit.state.fault, hazardPerMs(unit, scene) / 2, scene.settings.hurry).degraded

/** Sets when the running escalator needs attention next: end of the run, review, first sign, or fault. */
const planAttention = (unit: Unit, { escalator }: Part, at: number, scene: Scene): void => {
  const { state } = unit
  const perMs = hazardPerMs(unit, scene)
  const until = (left: number) => at + Math.max(1, Math.ceil(left / perMs))
  const margin = degradedBelow(unit, scene)
  const degradedAt = margin > 0 && state.ledger.state === "in-service" ? until(state.fault.left - margin) : never
  state.due.traffic = Math.min(escalator.stopAt, escalator.reviewAt, degradedAt, until(state.fault.left))
}

/** How long the present run lasts, as far as this local hour tells. */
const planRun = (unit: Unit, { facts, escalator }: Part, at: number): void => {
  const { random } = unit.state
  escalator.stopAt = never
  escalator.reviewAt = never
  if (!facts.automatic) {
    escalator.stopAt = drawClosing(random, unit.use, unit.clock, at)
    return
  }
  const here = unit.clock.at(at)
  const perMs = ridersPerHour(unit.use, facts, here.hour, here.weekday) / hour
  // Riders keep it moving until one gap is longer than the hold: their number is geometric.
  const gapIsLong = Math.exp(-perMs * facts.holdMs)
  const riders = geometric(random, gapIsLong)
  const shortGap = riders === 0 ? 0 : 1 / perMs - (facts.holdMs * gapIsLong) / (1 - gapIsLong)
  const end = at + facts.holdMs + Math.round(riders * shortGap)
  if (end > at + here.left) escalator.reviewAt = at + Math.max(1, Math.round(here.left))
  else escalator.stopAt = end
}

const start = (unit: Unit, part: Part, at: number, scene: Scene): void => {
  beginRun(unit.state.ledger, at)
  part.escalator.running = true
  part.escalator.hazardAt = at
  say(unit, at, { kind: "mode", mode: part.facts.direction }, scene)
  planRun(unit, part, at)
  planAttention(unit, part, at, scene)
}

const countHazard = (unit: Unit, escalator: EscalatorState, at: number, scene: Scene): void => {
  unit.state.fault.left -= hazardPerMs(unit, scene) * (at - escalator.hazardAt)
  escalator.hazardAt = at
}

/** Stops the steps and keeps them stopped until told otherwise. */
export const haltEscalator = (unit: Unit, { escalator }: Part, at: number, scene: Scene): void => {
  if (escalator.running) {
    countHazard(unit, escalator, at, scene)
    endRun(unit.state.ledger, at)
  }
  escalator.running = false
  escalator.stopAt = never
  escalator.reviewAt = never
  unit.state.due.traffic = never
}

/** Lets the escalator do what is due; "broken" when its coming fault is here. */
export const stepEscalator = (unit: Unit, part: Part, at: number, scene: Scene): "broken" | "well" => {
  const { state } = unit
  const { escalator } = part
  if (!escalator.running) {
    state.ledger.starts += 1
    start(unit, part, at, scene)
    return "well"
  }
  countHazard(unit, escalator, at, scene)
  if (state.fault.left <= 1e-12) {
    haltEscalator(unit, part, at, scene)
    return "broken"
  }
  if (at >= escalator.stopAt) {
    haltEscalator(unit, part, at, scene)
    say(unit, at, { kind: "mode", mode: "stop" }, scene)
    awaitStart(unit, part, at)
    return "well"
  }
  if (state.ledger.state === "in-service" && state.fault.left <= degradedBelow(unit, scene) + 1e-12) {
    becomeDegraded(unit, at, scene)
  }
  if (at >= escalator.reviewAt) planRun(unit, part, at)
  planAttention(unit, part, at, scene)
  return "well"
}

/** Gives the steps back to traffic: started by hand where it should run now, else at the next opening or for the next rider. */
export const resumeEscalator = (unit: Unit, part: Part, at: number, scene: Scene): void => {
  if (part.facts.automatic || !isOpen(unit.use, unit.clock, at)) {
    awaitStart(unit, part, at)
    return
  }
  unit.state.ledger.starts += 1
  start(unit, part, at, scene)
}

/** Takes over an escalator that is already running or not, without counting a start that nobody saw. */
export const takeOverEscalator = (unit: Unit, part: Part, at: number, scene: Scene): void => {
  if (part.facts.automatic || !isOpen(unit.use, unit.clock, at)) awaitStart(unit, part, at)
  else start(unit, part, at, scene)
}

/** Goes on at `at` after a time in which nothing ran: opening hours went by meanwhile. The present run must begin at `at`. */
export const continueEscalator = (unit: Unit, part: Part, at: number, scene: Scene): void => {
  const { escalator } = part
  if (!escalator.running) {
    resumeEscalator(unit, part, at, scene)
    return
  }
  escalator.hazardAt = at
  if (isOpen(unit.use, unit.clock, at)) {
    planRun(unit, part, at)
    planAttention(unit, part, at, scene)
    return
  }
  haltEscalator(unit, part, at, scene)
  say(unit, at, { kind: "mode", mode: "stop" }, scene)
  awaitStart(unit, part, at)
}
