import { describe, expect, test } from "vitest"
import { readMessage, type TelemetryMessage } from "./telemetry-message.ts"
import { hear, type UnitPresent } from "./unit-present.ts"

const now = new Date("2026-03-30T12:00:00Z")

const present: UnitPresent = {
  unitId: 1,
  accountId: 1,
  buildingId: 1,
  timeZone: "Europe/London",
  state: "in-service",
  since: new Date("2026-03-01T00:00:00Z"),
  stateBeforeSilence: null,
  reason: null,
  fault: null,
  entrapment: false,
  expectedBack: null,
  lastSignalAt: null,
  floor: null,
  door: null,
  direction: null,
  positionAt: null,
  mode: null,
  modeAt: null,
  counters: null,
  countersAt: null,
}

const message = (fields: object): TelemetryMessage => {
  const read = readMessage(JSON.stringify({ unit: "L-1", ...fields }), now)
  if ("problem" in read) throw new Error(read.problem)
  return read
}
const counters = (at: string, starts: number, runSeconds = starts * 16) =>
  message({ kind: "counters", at, starts, runSeconds })

/** Hears messages in the order they came and returns what was done on each day. */
const days = (...messages: ReadonlyArray<TelemetryMessage>) => {
  const done: Record<string, number> = {}
  messages.reduce((known, one) => {
    const { present: next, did } = hear(known, one)
    if (did !== null) done[did.day] = (done[did.day] ?? 0) + did.starts
    return next
  }, present)
  return done
}

describe("a unit's counters", () => {
  test("count from the first message on, which is only a beginning", () => {
    expect(days(counters("2026-03-27T10:00:00Z", 1000))).toEqual({})
    expect(days(counters("2026-03-27T10:00:00Z", 1000), counters("2026-03-27T10:01:00Z", 1003))).toEqual({
      "2026-03-27": 3,
    })
  })

  test("begin from nought after a reset, and are never negative", () => {
    const run = [
      counters("2026-03-27T10:00:00Z", 1000),
      counters("2026-03-27T10:01:00Z", 4),
      counters("2026-03-27T10:02:00Z", 9),
    ]
    expect(days(...run)).toEqual({ "2026-03-27": 9 })
  })

  test("are not counted back by a message that comes late", () => {
    const run = [
      counters("2026-03-27T10:00:00Z", 10),
      counters("2026-03-27T10:05:00Z", 20),
      counters("2026-03-27T10:03:00Z", 15),
    ]
    expect(days(...run)).toEqual({ "2026-03-27": 10 })
  })

  test("belong to the day of the building's calendar, over the change to summer time", () => {
    const run = [
      counters("2026-03-28T23:58:00Z", 0),
      counters("2026-03-28T23:59:30Z", 1),
      counters("2026-03-29T00:30:00Z", 3),
      counters("2026-03-29T22:59:59Z", 7),
      counters("2026-03-29T23:00:00Z", 15),
    ]
    expect(days(...run)).toEqual({ "2026-03-28": 1, "2026-03-29": 6, "2026-03-30": 8 })
  })
})

describe("a unit's position", () => {
  test("is the newest one told, whatever came last", () => {
    const at = (minute: string, floor: string) =>
      message({ kind: "position", at: `2026-03-27T10:${minute}:00Z`, floor, door: "closed" })
    const { present: later } = hear(hear(present, at("05", "5")).present, at("03", "3"))
    expect(later).toMatchObject({ floor: "5", door: "closed", lastSignalAt: new Date("2026-03-27T10:05:00Z") })
  })

  test("keeps the floor that is known when only the door is told", () => {
    const known = hear(
      present,
      message({ kind: "position", at: "2026-03-27T10:00:00Z", floor: "G", direction: "up" }),
    ).present
    const { present: next } = hear(known, message({ kind: "position", at: "2026-03-27T10:00:01Z", door: "opening" }))
    expect(next).toMatchObject({ floor: "G", door: "opening", direction: "up" })
  })
})

describe("a line of telemetry", () => {
  const problem = (line: string) => {
    const read = readMessage(line, now)
    return "problem" in read ? read.problem : null
  }
  const line = (fields: object) =>
    JSON.stringify({ unit: "L-1", at: "2026-03-30T11:00:00Z", kind: "heartbeat", ...fields })

  test.each([
    ["not JSON at all", "{", "not JSON"],
    ["a list", "[1]", "not a JSON object"],
    ["an unknown kind", line({ kind: "smell" }), "kind must be one of state, counters, position, mode, heartbeat"],
    ["a kind from the prototype", line({ kind: "constructor" }), "kind must be one of"],
    ["no unit", line({ unit: "" }), "unit"],
    ["an impossible time", line({ at: "2026-02-31T25:00:00Z" }), "there is no such time"],
    ["a time without zone", line({ at: "2026-03-30 11:00" }), "give a time such as"],
    ["more than five minutes ahead", line({ at: "2026-03-30T12:05:01Z" }), "more than 5 minutes in the future"],
    ["more than 35 days ago", line({ at: "2026-02-23T11:59:00Z" }), "more than 35 days ago"],
    ["a negative sequence", line({ seq: -1 }), "seq"],
    ["a negative counter", line({ kind: "counters", starts: -1, runSeconds: 0 }), "starts"],
    ["half a start", line({ kind: "counters", starts: 1.5, runSeconds: 0 }), "starts"],
    ["a state that only silence gives", line({ kind: "state", state: "unknown" }), "state"],
    ["an unknown fault", line({ kind: "state", state: "out-of-order", fault: "gremlins" }), "fault"],
  ])("with %s is refused with a sentence", (_, text, expected) => {
    expect(problem(text)).toContain(expected)
    expect(problem(text)).not.toContain("\n")
  })

  test("is taken up to five minutes ahead, with any zone and without a sequence", () => {
    expect(problem(line({ at: "2026-03-30T12:04:59.999Z" }))).toBeNull()
    expect(problem(line({ at: "2026-03-30T13:00:00+02:00" }))).toBeNull()
  })
})
