import { Result, Schema } from "effect"
import { faults } from "./telemetry-message.ts"

const Instant = Schema.String.check(
  Schema.isPattern(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/, {
    message: "give a time such as 2026-11-22T09:15:00Z",
  }),
)
const PastLine = Schema.Struct({
  unit: Schema.String,
  intervals: Schema.Array(
    Schema.Struct({
      state: Schema.Literals(["in-service", "degraded", "out-of-order", "planned-outage", "unknown"]),
      fault: Schema.optionalKey(Schema.NullOr(Schema.Literals(faults))),
      reason: Schema.optionalKey(Schema.NullOr(Schema.String.check(Schema.isMaxLength(300)))),
      from: Instant,
      to: Schema.NullOr(Instant),
    }),
  ).check(Schema.isMinLength(1)),
  hours: Schema.Array(Schema.Unknown),
})

/** A stretch of a unit's past. Each hour by its beginning (milliseconds since 1970), with starts, seconds of running, door cycles, door reopenings, metres. */
export interface PastLine extends Omit<typeof PastLine.Type, "hours"> {
  readonly hours: ReadonlyArray<{ readonly hour: number; readonly counts: ReadonlyArray<number> }>
}

const MOST_IN_AN_HOUR = 100_000
const isCount = (value: unknown) =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MOST_IN_AN_HOUR

/** An hour such as ["2025-10-01T06:00:00Z", 12, 180, 13, 0, 110], read by hand: there are ten thousand of them a unit. */
const readHour = (value: unknown): PastLine["hours"][number] | null => {
  if (!Array.isArray(value) || value.length !== 6) return null
  const [text, ...counts] = value as [unknown, ...Array<number>]
  const hour = typeof text === "string" ? Date.parse(text) : Number.NaN
  return Number.isNaN(hour) || !counts.every(isCount) ? null : { hour, counts }
}

const decode = Schema.decodeUnknownResult(PastLine)

/** Reads a line about a stretch of a unit's past, or says what is wrong with it. `now` in milliseconds since 1970. */
export const readPastLine = (text: string, now: number): PastLine | { readonly problem: string } => {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return { problem: "not JSON" }
  }
  const decoded = decode(json)
  if (Result.isFailure(decoded)) return { problem: decoded.failure.message.replaceAll(/\s*\n\s*/g, " ") }
  const hours: Array<PastLine["hours"][number]> = []
  for (const [index, value] of decoded.success.hours.entries()) {
    const hour = readHour(value)
    if (hour === null) {
      return { problem: `hour ${index + 1} is not [time, starts, run seconds, door cycles, door reopenings, metres]` }
    }
    hours.push(hour)
  }
  const line = { ...decoded.success, hours }
  let before = -Infinity
  for (const [index, { from, to }] of line.intervals.entries()) {
    const [begin, end] = [Date.parse(from), to === null ? Infinity : Date.parse(to)]
    if (Number.isNaN(begin) || Number.isNaN(end)) return { problem: `there is no such time: ${from} – ${to ?? ""}` }
    if (begin < before) return { problem: `interval ${index + 1} begins before the one before it ends` }
    if (end <= begin) return { problem: `interval ${index + 1} ends before it begins` }
    if (begin > now || (end !== Infinity && end > now)) return { problem: `interval ${index + 1} lies in the future` }
    if (end === Infinity && index < line.intervals.length - 1) return { problem: "only the last interval may be open" }
    before = end
  }
  return line
}
