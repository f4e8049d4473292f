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

/** The body of one line, as the gateway sent it. */
export type TelemetryBody = (typeof schemas)[Kind]["Type"]

/** One message about one unit: when it was so, and what. */
export interface TelemetryMessage {
  readonly unit: string
  readonly at: Date
  readonly seq: number | null
  /** How the kind is stored: 1 state, 2 counters, 3 position, 4 mode, 5 heartbeat. */
  readonly kind: (typeof kinds)[Kind]
  readonly body: TelemetryBody
}

const FUTURE_MINUTES = 5
const PAST_DAYS = 35

const decoders = Object.fromEntries(
  Object.entries(schemas).map(([kind, schema]) => [
    kind,
    Schema.decodeUnknownResult(schema as Schema.Codec<TelemetryBody, unknown>),
  ]),
) as { readonly [K in Kind]: (line: unknown) => Result.Result<TelemetryBody, Schema.SchemaError> }

/** Reads one NDJSON line, or says in a sentence what is wrong with it. `now` bounds its time: 35 days back, 5 minutes ahead. */
export const readMessage = (line: string, now: Date): TelemetryMessage | { readonly problem: string } => {
  let json: unknown
  try {
    json = JSON.parse(line)
  } catch {
    return { problem: "not JSON" }
  }
  if (typeof json !== "object" || json === null || Array.isArray(json)) return { problem: "not a JSON object" }
  const kind = (json as { kind?: unknown }).kind
  if (typeof kind !== "string" || !Object.hasOwn(decoders, kind)) {
    return { problem: `kind must be one of ${Object.keys(kinds).join(", ")}` }
  }
  const decoded = decoders[kind as Kind](json)
  if (Result.isFailure(decoded)) return { problem: decoded.failure.message.replaceAll(/\s*\n\s*/g, " ") }
  const body = decoded.success
  const at = new Date(body.at)
  if (Number.isNaN(at.getTime())) return { problem: `there is no such time: ${body.at}` }
  if (at.getTime() > now.getTime() + FUTURE_MINUTES * 60_000) {
    return { problem: `at is more than ${FUTURE_MINUTES} minutes in the future` }
  }
  if (at.getTime() < now.getTime() - PAST_DAYS * 86_400_000) return { problem: `at is more than ${PAST_DAYS} days ago` }
  return { unit: body.unit, at, seq: body.seq ?? null, kind: kinds[kind as Kind], body }
}
