import { describe, expect, test } from "vitest"
import type { Line } from "./messages.ts"
import type { PortalUnit } from "./portal.ts"
import { day, fleetOf, hour, listedLift, monday } from "./testing/fleet.ts"

/** Typical buildings of a usage category, as uses and floor counts; ranges per domain figures: ISO 25745-2 and VDI 4707. */
const categories = [
  {
    category: 1,
    buildings: [
      ["home", 3],
      ["home", 4],
      ["home", 4],
      ["office", 2],
    ],
    trips: [0, 75],
    travel: [0, 0.3],
  },
  {
    category: 2,
    buildings: [
      ["home", 6],
      ["office", 4],
      ["office", 5],
      ["hotel", 4],
    ],
    trips: [75, 200],
    travel: [0.3, 1],
  },
  {
    category: 3,
    buildings: [
      ["home", 10],
      ["office", 8],
      ["hotel", 9],
    ],
    trips: [200, 500],
    travel: [1, 2],
  },
  {
    category: 4,
    buildings: [
      ["home", 18],
      ["office", 16],
      ["hospital", 7],
    ],
    trips: [500, 1000],
    travel: [2, 4.5],
  },
  {
    category: 5,
    buildings: [
      ["office", 30],
      ["hospital", 12],
    ],
    trips: [1000, 2000],
    travel: [4.5, 9],
  },
] as const

const repeated = (listed: (number: number) => PortalUnit, count: number) =>
  Array.from({ length: count }, (_, n) => listed(n))

const work = (listed: ReadonlyArray<PortalUnit>, days: number) => {
  const { fleet } = fleetOf(listed, { faultRate: 0, countersEvery: day })
  fleet.advance(monday + days * day)
  const ledgers = fleet.units.map((unit) => unit.state.ledger)
  const starts = ledgers.reduce((sum, ledger) => sum + ledger.starts, 0)
  const runMs = ledgers.reduce((sum, ledger) => sum + ledger.runMs, 0)
  const unitDays = listed.length * days
  return { fleet, trips: starts / unitDays, travel: runMs / hour / unitDays, perStart: runMs / 1000 / starts }
}

describe("a realistic fleet", () => {
  test.each(categories)("usage category $category: trips and travel a day, seconds a start", (row) => {
    const listed = row.buildings.flatMap(([use, floors]) =>
      repeated((n) => listedLift(`LIFT-${use}-${floors}-${n}`, use, floors), row.category < 3 ? 24 : 8),
    )
    const { fleet, trips, travel, perStart } = work(listed, 3)
    for (const unit of fleet.units) expect(unit.lift?.category).toBe(row.category)
    expect(trips).toBeGreaterThan(row.trips[0])
    expect(trips).toBeLessThan(row.trips[1])
    expect(travel).toBeGreaterThan(row.travel[0])
    expect(travel).toBeLessThan(row.travel[1])
    expect(perStart).toBeGreaterThan(14)
    expect(perStart).toBeLessThan(18)
  })

  test("usage category 6 makes more than 2,000 starts a day and at most 240 an hour", () => {
    const { fleet, lines } = fleetOf(
      repeated((n) => listedLift(`LIFT-${n}`, "transit", 2), 6),
      { faultRate: 0 },
    )
    fleet.advance(monday + day)
    const starts = fleet.units.reduce((sum, unit) => sum + unit.state.ledger.starts, 0)
    expect(starts / 6).toBeGreaterThan(2000)
    const departures = lines
      .filter((line) => line.unit === "LIFT-0" && line.kind === "position")
      .map((line) => JSON.parse(line.text))
      .filter((position) => position.direction === "up" || position.direction === "down")
      .map((position) => Date.parse(position.at))
    for (const [index, at] of departures.entries()) {
      if (index > 0) expect(at - (departures[index - 1] ?? 0)).toBeGreaterThanOrEqual(15_000)
    }
  })

  test("escalators of a shop run while it is open, with few starts unless they wait for riders", () => {
    const listed = repeated((n) => listedLift(`ESC-${n}`, "shop", 0, { kind: "escalator" }), 30)
    const { fleet } = work(listed, 3)
    for (const { escalator, state } of fleet.units) {
      const hours = state.ledger.runMs / hour / 3
      const starts = state.ledger.starts / 3
      expect(hours).toBeGreaterThan(escalator?.automatic === true ? 3 : 11)
      expect(hours).toBeLessThan(13)
      if (escalator?.automatic === false) expect(starts).toBeLessThanOrEqual(2)
      else expect(starts).toBeGreaterThan(2)
    }
  })

  test("faults: how often, which, who is trapped, how many clear themselves", () => {
    const faultRate = 800
    const listed = repeated((n) => listedLift(`LIFT-${n}`, "office", 9), 160)
    const { fleet, lines } = fleetOf(listed, { faultRate, hurry: 1000, countersEvery: day })
    fleet.advance(monday + 3 * day)
    const starts = fleet.units.reduce((sum, unit) => sum + unit.state.ledger.starts, 0)
    const states = lines.filter((line: Line) => line.kind === "state").map((line) => JSON.parse(line.text))
    const stops = states.filter((state) => state.state === "out-of-order" && state.reason !== "Waiting for a part")
    const inspections = lines.filter((line) => line.text.includes(`"mode":"inspection"`))
    const visits = states.filter((state) => state.state === "planned-outage").length
    const partsWaits = states.filter((state) => state.reason === "Waiting for a part").length
    const callOuts = inspections.length - visits - partsWaits

    const perHundredThousand = (callOuts / starts / faultRate) * 100_000
    expect(perHundredThousand).toBeGreaterThan(1)
    expect(perHundredThousand).toBeLessThan(2)
    const perCallOut = (stops.length - callOuts) / callOuts
    expect(perCallOut).toBeGreaterThan(1)
    expect(perCallOut).toBeLessThan(2)
    const trapped = stops.filter((stop) => stop.entrapment).length / callOuts
    expect(trapped).toBeGreaterThan(0.15)
    expect(trapped).toBeLessThan(0.2)
    const doors = stops.filter((stop) => stop.fault.startsWith("door-")).length / stops.length
    expect(doors).toBeGreaterThan(0.5)
    expect(doors).toBeLessThan(0.6)
    const outside = stops.filter((stop) => stop.reason !== undefined).length / stops.length
    expect(outside).toBeGreaterThan(0.16)
    expect(outside).toBeLessThan(0.24)
    expect(states.some((state) => state.state === "degraded")).toBe(true)
  })

  test("doors reopen more often before a door fault", () => {
    const { fleet } = fleetOf(
      repeated((n) => listedLift(`LIFT-${n}`, "hospital", 6), 30),
      { countersEvery: day },
    )
    const counted = () => fleet.units.map(({ state }) => [state.ledger.doorReopens, state.ledger.doorCycles] as const)
    for (const { state } of fleet.units) {
      Object.assign(state.fault, {
        code: "door-closing",
        clearsItself: false,
        outside: "",
        signsMs: 0,
        degradedMs: 0,
        drawn: 1,
        left: 1,
      })
    }
    const share = (until: number) => {
      const before = counted()
      fleet.advance(until)
      const after = counted()
      const grown = (of: 0 | 1) => after.reduce((sum, pair, n) => sum + pair[of] - (before[n]?.[of] ?? 0), 0)
      return grown(0) / grown(1)
    }
    const ordinary = share(monday + 2 * day)
    for (const { state } of fleet.units) Object.assign(state.fault, { signsMs: 100 * day, left: 0.05 })
    expect(share(monday + 4 * day)).toBeGreaterThan(2 * ordinary)
  })

  test("the signal is lost half a per cent to one per cent of the time", () => {
    const { fleet } = fleetOf(
      repeated((n) => listedLift(`LIFT-${n}`, "home", 3), 100),
      { countersEvery: day },
    )
    fleet.advance(monday + 20 * day)
    const silent = fleet.units.reduce((sum, unit) => sum + unit.state.ledger.silentMs, 0) / (100 * 20 * day)
    expect(silent).toBeGreaterThan(0.005)
    expect(silent).toBeLessThan(0.01)
  })
})
