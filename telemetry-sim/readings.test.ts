import { describe, expect, test } from "vitest"
import { noCounters } from "./ledger.ts"
import { restartsOf } from "./restarts.ts"
import { day, fleetOf, hour, listedLift, minute, monday } from "./testing/fleet.ts"
import { countersIn, figuresOf } from "./testing/reference.ts"
import type { Message } from "./testing/reference.ts"
import { unitedWithin } from "./truth.ts"

const messages = (lines: ReadonlyArray<{ readonly text: string }>): ReadonlyArray<Message> =>
  lines.map((line) => JSON.parse(line.text) as Message)
const timeOf = (message: Message): number => Date.parse(message.at)

const zones = ["Europe/London", "Asia/Kolkata", "Asia/Kathmandu", "America/New_York"]
/** Units of several gateways and zones, of which the first one loses its signal for good half-way. */
const fleet = (settings: Parameters<typeof fleetOf>[1] = {}) =>
  fleetOf(
    zones.flatMap((timeZone, number) => [
      listedLift(`LIFT-${number}1`, "office", 9, { timeZone }),
      listedLift(`ESC-${number}2`, "shop", 0, { kind: "escalator", timeZone }),
    ]),
    settings,
  )

describe("readings", () => {
  test("come at each full hour of local time, whatever is the matter, and one by one make up the ledger's hours", () => {
    const { fleet: driven, lines, entries } = fleet({ faultRate: 300, hurry: 5, countersEvery: 10 * minute })
    for (const unit of driven.units.slice(0, 2)) unit.state.due.signal = monday + 20 * minute
    driven.advance(monday + 40 * minute)
    // Silent until the morning: the gateway keeps what it reads.
    for (const unit of driven.units.slice(0, 2)) unit.state.due.signal = monday + 7 * hour
    driven.advance(monday + day)
    for (const { name, clock } of driven.units) {
      const readings = new Map(
        messages(lines)
          .filter(({ unit, kind }) => unit === name && kind === "counters")
          .map((message) => [timeOf(message), countersIn(message)]),
      )
      const hours = entries.filter((entry) => entry.kind === "hour" && entry.unit === name)
      expect(hours.length).toBeGreaterThanOrEqual(23)
      for (const entry of hours) {
        expect(entry.from).toBe(clock.hourStart(entry.from))
        expect(entry.to).toBe(entry.from + hour)
        const before = readings.get(entry.from)
        const after = readings.get(entry.to)
        expect(after).toBeDefined()
        expect(entry).toMatchObject({
          starts: (after?.starts ?? 0) - (before?.starts ?? 0),
          runSeconds: (after?.runSeconds ?? 0) - (before?.runSeconds ?? 0),
          distanceMetres: (after?.distanceMetres ?? 0) - (before?.distanceMetres ?? 0),
        })
      }
    }
  })

  test("a gateway that restarts tells a last reading and at once one of counters that count anew; numbers go on", () => {
    const restartEvery = 5 * hour
    const { fleet: driven, lines, entries } = fleet({ restartEvery })
    driven.advance(monday + day)
    for (const { name, nextRestart } of driven.units) {
      const own = messages(lines).filter(({ unit, kind }) => unit === name && kind !== "position")
      expect(own.map(({ seq }) => seq)).toEqual(own.map((_, index) => index + 1))
      for (let at = nextRestart(monday, restartEvery); at <= monday + day; at = nextRestart(at, restartEvery)) {
        const told = own.filter((message) => message.kind === "counters" && timeOf(message) === at)
        expect(told.length).toBeGreaterThanOrEqual(2)
        expect(countersIn(told.at(-1)!)).toEqual(noCounters)
      }
    }
    const starts = entries.reduce((sum, entry) => sum + (entry.kind === "hour" ? entry.starts : 0), 0)
    const exact = driven.units.reduce((sum, { state }) => sum + state.ledger.starts, 0)
    expect(exact).toBeGreaterThan(1000)
    expect(exact - starts).toBeLessThan(50)
    expect(starts).toBeLessThanOrEqual(exact)
  })

  test("units of one gateway see the same restarts, once in each stretch; those of another one others", () => {
    const times = (unit: string) => {
      const next = restartsOf(unit, "1")
      const found: Array<number> = []
      for (let at = next(monday, day); found.length < 50; at = next(at, day)) found.push(at)
      return found
    }
    expect(times("LIFT-0041")).toEqual(times("LIFT-0047"))
    expect(times("LIFT-0041")).not.toEqual(times("LIFT-0051"))
    const days = times("LIFT-0041").map((at) => Math.floor(at / day))
    expect(new Set(days).size).toBe(days.length)
    expect(Math.max(...days) - Math.min(...days)).toBeLessThanOrEqual(50)
  })

  test("counters of 16 bits go on from nought when they are full, and the hours are none the worse", () => {
    const full = { starts: 65_500, runSeconds: 65_000, doorCycles: 65_400, doorReopens: 65_535, distanceMetres: 64_900 }
    const {
      fleet: driven,
      lines,
      entries,
    } = fleetOf([listedLift("LIFT-1", "hospital", 8, { counters: full })], {
      counterSize: 65_536,
    })
    driven.advance(monday + day)
    const readings = messages(lines).filter(({ kind }) => kind === "counters")
    for (const reading of readings) {
      for (const value of Object.values(countersIn(reading))) expect(value).toBeLessThan(65_536)
    }
    expect(countersIn(readings.at(-1)!).starts).toBeLessThan(2000)
    const { hours } = figuresOf(messages(lines), "Europe/London", { from: monday, to: monday + day, now: monday + day })
    const ledger = entries.flatMap((entry) => (entry.kind === "hour" && entry.starts > 0 ? [entry] : []))
    expect(hours).toEqual(
      ledger.map(({ from, starts, runSeconds, doorCycles, doorReopens, distanceMetres }) => ({
        ...{ hour: new Date(from).toISOString(), starts, runSeconds, doorCycles, doorReopens, distanceMetres },
      })),
    )
  })

  test("a unit that says nothing for a quarter of an hour has lost its signal; positions make no difference to that", () => {
    const homes = Array.from({ length: 30 }, (_, number) => listedLift(`LIFT-${number}`, "home", 3))
    const { fleet: driven, lines, entries } = fleetOf(homes, { countersEvery: hour })
    driven.advance(monday + 4 * day)
    const all = messages(lines)
    const period = { from: monday, to: monday + 4 * day, now: monday + 4 * day }
    let silences = 0
    for (const [name, own] of Map.groupBy(all, ({ unit }) => unit)) {
      const unknown = (told: ReadonlyArray<Message>) =>
        figuresOf(told, "UTC", period)
          .intervals.filter(({ state, to }) => state === "unknown" && to !== null)
          .map(({ from, to }) => ({ from: Date.parse(from), to: Date.parse(to ?? "") }))
      const lost = unknown(own)
      silences += lost.length
      expect(unknown(own.filter(({ kind }) => kind !== "position"))).toEqual(lost)
      const gaps = entries.flatMap(({ kind, unit, from, to }) =>
        kind === "gap" && unit === name && to - from > 15 * minute ? [{ state: "unknown", fault: null, from, to }] : [],
      )
      // Two silences with one kept reading between them are one.
      expect(unitedWithin(gaps, monday, Infinity)).toMatchObject(lost)
      for (const { from, to } of lost) {
        const around = entries.filter((entry) => entry.kind === "silence" && entry.unit === name)
        expect(around.some((silence) => silence.from <= from && silence.to >= to)).toBe(true)
      }
    }
    expect(silences).toBeGreaterThan(5)
  })
})
