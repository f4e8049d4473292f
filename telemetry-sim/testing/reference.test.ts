import { describe, expect, test } from "vitest"
import { figuresOf } from "./reference.ts"
import type { Message } from "./reference.ts"

const at = (time: string): number => Date.parse(`2026-11-02T${time}Z`)
const reading = (time: string, starts: number, more: object = {}): Message => ({
  unit: "LIFT-1",
  at: `2026-11-02T${time}Z`,
  kind: "counters",
  starts,
  runSeconds: 10 * starts,
  ...more,
})
const state = (time: string, name: string, more: object = {}): Message => ({
  unit: "LIFT-1",
  at: `2026-11-02T${time}Z`,
  kind: "state",
  state: name,
  ...more,
})
const heartbeats = (from: string, to: string): ReadonlyArray<Message> =>
  Array.from({ length: Math.floor((at(to) - at(from)) / 300_000) + 1 }, (_, place) => ({
    unit: "LIFT-1",
    at: new Date(at(from) + place * 300_000).toISOString(),
    kind: "heartbeat",
  }))

const period = { from: at("00:00:00"), to: at("23:59:59"), now: at("23:59:59") }
const startsOf = (messages: ReadonlyArray<Message>, timeZone = "UTC") =>
  figuresOf(messages, timeZone, period).hours.map(({ hour, starts }) => [hour.slice(11, 16), starts])
const intervalsOf = (messages: ReadonlyArray<Message>, now: string) =>
  figuresOf(messages, "UTC", { ...period, now: at(now) }).intervals.map(({ state: name, from, to }) =>
    [name, from.slice(11, 19), to === null ? "now" : to.slice(11, 19)].join(" "),
  )

describe("the definitions, by example", () => {
  test("the first reading is only a base; what rose is spread evenly and cut at the full hours", () => {
    expect(startsOf([reading("08:45:00", 100), reading("10:15:00", 110)])).toEqual([
      ["08:00", 1],
      ["09:00", 7],
      ["10:00", 2],
    ])
  })

  test("a reading on the full hour closes the hour before it", () => {
    expect(startsOf([reading("08:50:00", 1), reading("09:00:00", 5), reading("09:30:00", 6)])).toEqual([
      ["08:00", 4],
      ["09:00", 1],
    ])
  })

  test("hours are those of local time", () => {
    const messages = [reading("08:15:00", 0), reading("09:45:00", 9)]
    expect(startsOf(messages, "Asia/Kolkata")).toEqual([
      ["07:30", 1],
      ["08:30", 6],
      ["09:30", 2],
    ])
  })

  test("all counters fall: they count anew", () => {
    expect(startsOf([reading("08:00:00", 65_530), reading("08:10:00", 3)])).toEqual([["08:00", 3]])
  })

  test("one counter falls from just below its limit: it rolled over", () => {
    const before = reading("08:00:00", 65_530, { runSeconds: 900 })
    expect(startsOf([before, reading("08:10:00", 3, { runSeconds: 950 })])).toEqual([["08:00", 9]])
    // Faster than a lift can start: it was reset after all.
    expect(startsOf([before, reading("08:10:00", 700, { runSeconds: 950 })])).toEqual([["08:00", 700]])
  })

  test("order, duplicates and lateness change nothing", () => {
    const messages = [
      reading("08:00:00", 1),
      reading("08:20:00", 4),
      reading("08:40:00", 9),
      state("08:10:00", "degraded"),
    ]
    const figures = figuresOf(messages, "UTC", period)
    expect(figuresOf([...messages.toReversed(), ...messages], "UTC", period)).toEqual(figures)
  })

  test("a silence is unknown from the last sign of life on; the first one after it brings back the state", () => {
    const messages = [
      state("08:00:00", "in-service"),
      ...heartbeats("08:00:00", "09:00:00"),
      ...heartbeats("10:00:00", "11:00:00"),
      state("10:30:00", "out-of-order", { fault: "door-closing" }),
    ]
    expect(intervalsOf(messages, "11:05:00")).toEqual([
      "in-service 08:00:00 09:00:00",
      "unknown 09:00:00 10:00:00",
      "in-service 10:00:00 10:30:00",
      "out-of-order 10:30:00 now",
    ])
    expect(intervalsOf(messages, "12:00:00").slice(-2)).toEqual([
      "out-of-order 10:30:00 11:00:00",
      "unknown 11:00:00 now",
    ])
  })

  test("told twice is one interval; another fault is another one", () => {
    const messages = [
      ...heartbeats("08:00:00", "09:00:00"),
      state("08:00:00", "out-of-order", { fault: "door-closing" }),
      state("08:10:00", "out-of-order", { fault: "door-closing" }),
      state("08:20:00", "out-of-order", { fault: "controller" }),
    ]
    expect(intervalsOf(messages, "09:00:00")).toEqual(["out-of-order 08:00:00 08:20:00", "out-of-order 08:20:00 now"])
  })

  test("of a state told and taken back at the same moment the higher number holds", () => {
    const messages = [
      state("08:00:00", "out-of-order", { seq: 1 }),
      state("08:00:00", "in-service", { seq: 2 }),
      ...heartbeats("08:00:00", "08:30:00"),
    ]
    expect(intervalsOf(messages.toReversed(), "08:30:00")).toEqual(["in-service 08:00:00 now"])
  })
})
