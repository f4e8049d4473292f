import type { Fault, Mode } from "./telemetry-message.ts"
import type { IntervalClass, UnitState } from "./unit.ts"

export const classRules = [
  "up",
  "no-signal",
  "not-told",
  "planned-outage",
  "external-fault",
  "external-reason",
  "external-mode",
  "otherwise",
  "by-hand",
  "import",
] as const
/** Why an interval has its class; in the order in which they are tried, but for the last two, which go before all. */
export type ClassRule = (typeof classRules)[number]

/** Who says how a unit was: a gateway, a file, work on it, or nobody. */
export type IntervalSource = "telemetry" | "import" | "work" | "silence"

/** Faults whose cause lies outside the unit. */
const externalFaults: ReadonlySet<Fault> = new Set(["power-supply"])
const externalModes: ReadonlySet<Mode> = new Set([
  "fire-operation",
  "firefighter-control",
  "earthquake-operation",
  "emergency-power",
  "cabinet-recall",
  "occupant-evacuation",
])
const externalReason = /\b(power (cut|failure|outage|loss)|no power|vandal|misuse|fire|flood)/i

/** The class of a stretch of time and the rule it follows from (domain.md, section 3). `mode` is the car's at its beginning. */
export const classByRule = (
  known: {
    readonly state: UnitState
    readonly fault: Fault | null
    readonly reason: string | null
    readonly source: IntervalSource
  },
  mode: Mode | null,
): { readonly class: IntervalClass | null; readonly rule: ClassRule } => {
  const { state, fault, reason, source } = known
  if (state === "unknown") return { class: "unknown", rule: source === "silence" ? "no-signal" : "not-told" }
  if (state === "planned-outage") return { class: "planned", rule: "planned-outage" }
  if (state !== "out-of-order") return { class: null, rule: "up" }
  if (fault !== null && externalFaults.has(fault)) return { class: "external", rule: "external-fault" }
  if (reason !== null && externalReason.test(reason)) return { class: "external", rule: "external-reason" }
  if (mode !== null && externalModes.has(mode)) return { class: "external", rule: "external-mode" }
  return { class: "unplanned", rule: "otherwise" }
}

/** What staff may call down time; what nobody knows cannot be known better. */
export type DecidedClass = Exclude<IntervalClass, "unknown">

/**
 * What staff decided on the interval [from, to), as it was then; one that went on ends, for this, when it was decided on.
 * Times are milliseconds since 1970; null is "by rule again".
 */
export interface Decision {
  readonly from: number
  readonly to: number
  readonly class: DecidedClass | null
}

/** Staff decide on down time alone: what is up is up. */
export const isDown = (state: UnitState): boolean => state === "out-of-order" || state === "planned-outage"

/**
 * Whether a decision is about a stretch of time: it holds for what begins in the interval it was about, or spans its
 * beginning, should later messages have moved its ends.
 */
export const isAbout = (decision: Pick<Decision, "from" | "to">, from: number, to: number): boolean =>
  (from <= decision.from && decision.from < to) || (decision.from <= from && from < decision.to)

/** The class that was decided for a stretch of time, or null. Decisions in the order in which they were made: the last one holds. */
export const decisionAbout = (
  decisions: ReadonlyArray<Decision>,
  state: UnitState,
  from: number,
  to: number,
): IntervalClass | null =>
  isDown(state) ? (decisions.findLast((decision) => isAbout(decision, from, to))?.class ?? null) : null
