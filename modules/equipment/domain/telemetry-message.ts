import { Result, Schema } from "effect"

const text = (most: number) => Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(most))
const count = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }))
const Instant = Schema.String.check(
  Schema.isPattern(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/, {
    message: "give a time such as 2026-11-22T09:15:03.120Z",
  }),
)

/** Faults of BACnet (ASHRAE 135), for lifts and escalators. */
export const faults = [
  "controller", "drive-and-motor", "governor-and-safety-gear", "lift-shaft-device", "power-supply", "safety-interlock",
  "door-closing", "door-opening", "car-stopped-outside-landing-zone", "call-button-stuck", "start-failure",
  "controller-supply", "self-test-failure", "runtime-limit-exceeded", "position-lost", "drive-temperature-exceeded",
  "load-measurement", "mechanical-component", "overspeed", "safety-device", "comb-plate",
] as const // prettier-ignore
export type Fault = (typeof faults)[number]

export const modes = [
  "unknown", "normal", "vip", "homing", "parking", "attendant-control", "firefighter-control", "emergency-power",
  "inspection", "cabinet-recall", "earthquake-operation", "fire-operation", "out-of-service", "occupant-evacuation",
  "stop", "up", "down",
] as const // prettier-ignore
export type Mode = (typeof modes)[number]

export const doors = [
  "closed", "opened", "closing", "opening", "door-fault", "safety-locked", "limited-opened", "none", "unknown",
] as const // prettier-ignore
export type Door = (typeof doors)[number]

export const directions = ["none", "stopped", "up", "down", "up-and-down", "unknown"] as const
export type Direction = (typeof directions)[number]

const common = { unit: text(100), at: Instant, seq: Schema.optionalKey(count) }

const StateMessage = Schema.Struct({
  ...common,
  kind: Schema.Literal("state"),
  state: Schema.Literals(["in-service", "degraded", "out-of-order", "planned-outage"]),
  fault: Schema.optionalKey(Schema.Literals(faults)),
  entrapment: Schema.optionalKey(Schema.Boolean),
  reason: Schema.optionalKey(text(300)),
  expectedBack: Schema.optionalKey(Instant),
})
const CountersMessage = Schema.Struct({
  ...common,
  kind: Schema.Literal("counters"),
  starts: count,
  runSeconds: count,
  doorCycles: Schema.optionalKey(count),
  doorReopens: Schema.optionalKey(count),
  distanceMetres: Schema.optionalKey(count),
})
const PositionMessage = Schema.Struct({
  ...common,
  kind: Schema.Literal("position"),
  floor: Schema.optionalKey(text(12)),
  door: Schema.optionalKey(Schema.Literals(doors)),
  direction: Schema.optionalKey(Schema.Literals(directions)),
})
const ModeMessage = Schema.Struct({ ...common, kind: Schema.Literal("mode"), mode: Schema.Literals(modes) })
const HeartbeatMessage = Schema.Struct({ ...common, kind: Schema.Literal("heartbeat") })

const kinds = { state: 1, counters: 2, position: 3, mode: 4, heartbeat: 5 } as const
const schemas = {
  state: StateMessage,
  counters: CountersMessage,
  position: PositionMessage,
  mode: ModeMessage,
  heartbeat: HeartbeatMessage,
} as const
type Kind = keyof typeof kinds

export const STATE = kinds.state
export const COUNTERS = kinds.counters
export const POSITION = kinds.position
export const MODE = kinds.mode

/** The body of one line, as the gateway sent it. */
export type TelemetryBody = (typeof schemas)[Kind]["Type"]

/** One message about one unit. `at` in milliseconds since 1970; `seq` -1 when it bears no number. */
export interface TelemetryMessage {
  readonly unit: string
  readonly at: number
  readonly seq: number
  /** How the kind is stored: 1 state, 2 counters, 3 position, 4 mode, 5 heartbeat. */
  readonly kind: (typeof kinds)[Kind]
  readonly body: TelemetryBody
}

/** A message may be that far ahead of the portal's clock. */
export const FUTURE_MINUTES = 5
/** A message may be that late. Messages are kept for longer than this, so that one that comes again is known again. */
const PAST_DAYS = 35

const decoders = Object.fromEntries(
  Object.entries(schemas).map(([kind, schema]) => [
    kind,
    Schema.decodeUnknownResult(schema as Schema.Codec<TelemetryBody, unknown>),
  ]),
) as { readonly [K in Kind]: (line: unknown) => Result.Result<TelemetryBody, Schema.SchemaError> }

const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0
const isCountIfGiven = (value: unknown) => value === undefined || isCount(value)
const instantOfMilliseconds = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/

/**
 * Whether the line is plainly a message of counters or a heartbeat, as nearly all are: what it lets through, the schema lets
 * through unchanged (a property test), at a tenth of its cost. All else is left to the schema.
 */
const isPlain = (line: Record<string, unknown>): boolean => {
  const { unit, at, seq, kind } = line
  if (typeof unit !== "string" || unit.length === 0 || unit.length > 100) return false
  if (typeof at !== "string" || !instantOfMilliseconds.test(at) || !isCountIfGiven(seq)) return false
  if (kind === "heartbeat") return true
  return (
    kind === "counters" &&
    isCount(line["starts"]) &&
    isCount(line["runSeconds"]) &&
    isCountIfGiven(line["doorCycles"]) &&
    isCountIfGiven(line["doorReopens"]) &&
    isCountIfGiven(line["distanceMetres"])
  )
}

/** `Date.parse` takes the 30th of February for the 2nd of March. */
const isDayOfItsMonth = (at: string): boolean => {
  const day = Number(at.slice(8, 10))
  return day <= 28 || day <= new Date(Date.UTC(Number(at.slice(0, 4)), Number(at.slice(5, 7)), 0)).getUTCDate()
}

/**
 * Reads one NDJSON line, or says in a sentence what is wrong with it. `now`, in milliseconds since 1970, bounds its time: 35
 * days back, 5 minutes ahead.
 */
export const readMessage = (line: string, now: number): TelemetryMessage | { readonly problem: string } => {
  let json: unknown
  try {
    json = JSON.parse(line)
  } catch {
    return { problem: "not JSON" }
  }
  if (typeof json !== "object" || json === null || Array.isArray(json)) return { problem: "not a JSON object" }
  const { kind } = json as { kind?: unknown }
  if (typeof kind !== "string" || !Object.hasOwn(decoders, kind)) {
    return { problem: `kind must be one of ${Object.keys(kinds).join(", ")}` }
  }
  let body = json as TelemetryBody
  if (!isPlain(json as Record<string, unknown>)) {
    const decoded = decoders[kind as Kind](json)
    if (Result.isFailure(decoded)) return { problem: decoded.failure.message.replaceAll(/\s*\n\s*/g, " ") }
    body = decoded.success
  }
  const at = Date.parse(body.at)
  if (Number.isNaN(at) || !isDayOfItsMonth(body.at)) return { problem: `there is no such time: ${body.at}` }
  if (at > now + FUTURE_MINUTES * 60_000) return { problem: `at is more than ${FUTURE_MINUTES} minutes in the future` }
  if (at < now - PAST_DAYS * 86_400_000) return { problem: `at is more than ${PAST_DAYS} days ago` }
  return { unit: body.unit, at, seq: body.seq ?? -1, kind: kinds[kind as Kind], body }
}
