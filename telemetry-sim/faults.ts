import { between, chance, exponential, gammaOfShapeTwo, lognormal, weighted } from "./random.ts"
import type { RandomState } from "./random.ts"

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

interface FaultKind {
  readonly code: string
  /** Per cent of all faults. */
  readonly weight: number
  /** Whether somebody is trapped, given that people were aboard. */
  readonly traps: number
  /** Wears out slowly, so that there are early signs. */
  readonly wears: boolean
  /** Where the car stands when it happens. */
  readonly at: "landing" | "on-the-way"
  /** What an outside cause is called. */
  readonly outside: string
}

const fault = (
  code: string,
  weight: number,
  traps: number,
  outside: string,
  more: { readonly wears?: boolean; readonly at?: "landing" } = {},
): FaultKind => ({ code, weight, traps, outside, wears: more.wears ?? false, at: more.at ?? "on-the-way" })

const door = { wears: true, at: "landing" } as const

/**
 * Doors 55 %, controller and supply 12 %, shaft and position 8 %, drive 7 %, interlock 6 %, buttons 5 %, power 3 %, other 4 %.
 * With people aboard on a little more than half of the trips, 15 to 20 % of these stops trap somebody.
 */
const liftFaults = [
  fault("door-closing", 38, 0.14, "Object in the door track", door),
  fault("door-opening", 17, 0.45, "Door forced", door),
  fault("controller", 7, 0.45, "Water in the shaft"),
  fault("controller-supply", 3, 0.45, "Mains voltage out of limits"),
  fault("runtime-limit-exceeded", 2, 0.45, "Misuse"),
  fault("position-lost", 4, 0.55, "Mains interrupted"),
  fault("lift-shaft-device", 3, 0.55, "Water in the shaft"),
  fault("car-stopped-outside-landing-zone", 1, 0.9, "Misuse"),
  fault("drive-and-motor", 4, 0.55, "Mains voltage out of limits", { wears: true }),
  fault("drive-temperature-exceeded", 2, 0.55, "Machine room too warm", { wears: true }),
  fault("start-failure", 1, 0.2, "Mains voltage out of limits", { wears: true }),
  fault("safety-interlock", 6, 0.5, "Object in the door track"),
  fault("call-button-stuck", 5, 0, "Button vandalised", { at: "landing" }),
  fault("power-supply", 3, 0.55, "Mains interrupted"),
  fault("load-measurement", 2, 0, "Misuse", { at: "landing" }),
  fault("governor-and-safety-gear", 1, 0.7, "Misuse"),
  fault("self-test-failure", 1, 0, "Mains interrupted", { at: "landing" }),
] as const

/** Shares are ours (assumption). Nobody is trapped on a moving stair. */
const escalatorFaults = [
  fault("safety-device", 32, 0, "Object in the handrail inlet"),
  fault("comb-plate", 18, 0, "Object in the comb"),
  fault("mechanical-component", 16, 0, "Misuse", { wears: true }),
  fault("controller", 9, 0, "Water in the pit"),
  fault("drive-and-motor", 9, 0, "Misuse", { wears: true }),
  fault("controller-supply", 6, 0, "Mains voltage out of limits"),
  fault("power-supply", 4, 0, "Mains interrupted"),
  fault("drive-temperature-exceeded", 4, 0, "Pit too warm", { wears: true }),
  fault("overspeed", 2, 0, "Misuse"),
] as const

/** Call-outs for each start of a lift of ordinary quality: 1.5 in 100,000. */
export const callOutsPerStart = 1.5e-5

/** Call-outs for each running hour of an escalator of ordinary quality. */
export const callOutsPerRunningHour = (inTransit: boolean): number => (inTransit ? 7 : 1) / 1000

/** Faults that clear themselves come on top of the call-outs: one and a half for each. */
export const faultsPerCallOut = 2.5

/** How much worse (above 1) or better than ordinary a unit is: gamma with shape 2, so that a few bad units dominate. */
export const drawQuality = (random: RandomState): number => gammaOfShapeTwo(random, 1)

/** The fault that a unit is heading for. Plain data. */
export interface ComingFault {
  readonly code: string
  readonly atLanding: boolean
  readonly traps: number
  readonly clearsItself: boolean
  /** Empty unless the user or something outside caused it (20 %). */
  readonly outside: string
  /** How long before it doors and drive get worse, in milliseconds of ordinary use; 0 without early signs. */
  readonly signsMs: number
  /** How long before it the unit calls itself degraded, in milliseconds of ordinary use; 0 if it does not. */
  readonly degradedMs: number
  /** Hazard (expected number of faults) drawn for the way to it, and what is left of that. */
  readonly drawn: number
  left: number
}

/** Draws the next fault; the way to it is measured in hazard, so that it comes sooner on a unit that is used more. */
export const drawFault = (random: RandomState, kind: "lift" | "escalator"): ComingFault => {
  const drawn = exponential(random, 1)
  const { code, at, traps, wears, outside } = weighted(random, kind === "lift" ? liftFaults : escalatorFaults)
  const clearsItself = !chance(random, 1 / faultsPerCallOut)
  const fromOutside = chance(random, 0.2)
  const showsSigns = wears && !clearsItself && !fromOutside
  const signsMs = showsSigns ? between(random, 3, 9) * day : 0
  const degradedMs = showsSigns && chance(random, 0.5) ? lognormal(random, 8 * hour, 0.6) : 0
  return {
    code,
    atLanding: at === "landing",
    traps,
    clearsItself,
    outside: fromOutside ? outside : "",
    signsMs,
    degradedMs,
    drawn,
    left: drawn,
  }
}

/** How the times of people at work are shortened: 1 is real, 30 makes an hour two minutes. */
type Hurry = number

const inTime = (ms: number, hurry: Hurry): number => Math.max(1000, Math.round(ms / hurry))

/** Until the technician is there: median 35 min when somebody is trapped, else 2 h. */
export const drawResponseMs = (random: RandomState, trapped: boolean, hurry: Hurry): number =>
  inTime(lognormal(random, trapped ? 35 * minute : 2 * hour, 0.5), hurry)

/** On site until it runs again: median 45 min. */
export const drawRepairMs = (random: RandomState, hurry: Hurry): number =>
  inTime(lognormal(random, 45 * minute, 0.6), hurry)

/** One repair in ten waits 1 to 5 days for a part; 0 for the others. */
export const drawPartMs = (random: RandomState, hurry: Hurry): number =>
  chance(random, 0.1) ? inTime(between(random, 1, 5) * day, hurry) : 0

/** A fault that clears itself: a minute or two (assumption). Nobody is at work, so nobody can hurry. */
export const drawSelfClearingMs = (random: RandomState): number =>
  Math.round(Math.min(10 * minute, lognormal(random, 90_000, 0.6)))

/** A planned visit: 60 to 90 min with the unit out of use. */
export const drawVisitMs = (random: RandomState, hurry: Hurry): number =>
  inTime(between(random, 60, 90) * minute, hurry)

/**
 * How much hazard is left when the early signs begin and when the unit becomes degraded.
 * `hazardPerMs` is what ordinary use takes in a millisecond. Where faults follow each other closely, signs fill at most 40 % of the way.
 */
export const warningsOf = (
  coming: ComingFault,
  hazardPerMs: number,
  hurry: Hurry,
): { readonly signs: number; readonly degraded: number } => {
  const signs = Math.min(coming.signsMs * hazardPerMs, 0.4 * coming.drawn)
  return { signs, degraded: Math.min(signs, (coming.degradedMs / hurry) * hazardPerMs) }
}
