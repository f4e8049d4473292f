import { describe, expect, test } from "vitest"
import { countersAt } from "./ledger.ts"
import type { Counters, Line } from "./messages.ts"
import { pastOf } from "./past.ts"
import type { PortalUnit } from "./portal.ts"
import { day, fleetOf, hour, listedLift, monday } from "./testing/fleet.ts"
import { unitedWithin } from "./truth.ts"

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

/** What a fleet does in some days without faults, trip by trip and drawn by the hour. */
const work = (listed: ReadonlyArray<PortalUnit>, days: number) => {
  const { fleet } = fleetOf(listed, { faultRate: 0, countersEvery: day, restartEvery: 1_000_000 * day })
  const end = monday + days * day
  fleet.advance(end)
  const detailed = fleet.units.map(({ state }) => countersAt(state.ledger, end))
  const drawn = listed.flatMap((from) => pastOf(from, "1", monday, end, { ...ordinary, faultRate: 0 }).hours)
  const per = (some: ReadonlyArray<Counters>) => {
    const sum = (counter: keyof Counters) => some.reduce((all, one) => all + one[counter], 0)
    const unitDays = listed.length * days
    return {
      trips: sum("starts") / unitDays,
      travel: sum("runSeconds") / 3600 / unitDays,
      perStart: sum("runSeconds") / sum("starts"),
      cyclesPerStart: sum("doorCycles") / sum("starts"),
      metresPerStart: sum("distanceMetres") / sum("starts"),
    }
  }
  return { fleet, detailed: per(detailed), drawn: per(drawn) }
}

const ordinary = { faultRate: 1, evenFaults: false, hurry: 1 }

/** A year of several units, drawn by the hour. */
const years = (listed: ReadonlyArray<PortalUnit>) => {
  const end = monday + 364 * day
  const ms = { whole: listed.length * 364 * day, out: 0, visited: 0, unknown: 0 }
  const account = { units: listed.length, starts: 0, runHours: 0, callOuts: 0, stops: 0, doors: 0, visits: 0 }
  for (const from of listed) {
    const { hours, stretches } = pastOf(from, "1", monday, end, ordinary)
    for (const { starts, runSeconds } of hours) {
      account.starts += starts
      account.runHours += runSeconds / 3600
    }
    for (const { state, fault, reason, from: began, to } of stretches) {
      const lasted = Math.min(to, end) - began
      if (state === "unknown") ms.unknown += lasted
      if (state === "planned-outage") {
        ms.visited += lasted
        account.visits += 1
      }
      if (state !== "out-of-order") continue
      ms.out += lasted
      if (reason === "Waiting for a part") continue
      account.stops += 1
      if (fault?.startsWith("door-") === true) account.doors += 1
      // What clears itself does so within ten minutes; nobody repairs as fast as that.
      if (lasted > 10 * 60_000) account.callOuts += 1
    }
  }
  const technical = 1 - (ms.out + ms.visited) / (ms.whole - ms.unknown)
  return { ...account, technical, coverage: 1 - ms.unknown / ms.whole }
}

/** How many units live for a year: fewer where they have more to do, and the more certain for it. */
const sample = [0, 36, 32, 24, 14, 10, 8]

const yearsOf = (category: number, buildings: ReadonlyArray<readonly [string, number]>) =>
  years(
    buildings.flatMap(([use, floors], building) =>
      repeated(
        (n) => listedLift(`LIFT-${category}-${building}-${n}`, use, floors),
        Math.round((sample[category] ?? 0) / buildings.length),
      ),
    ),
  )

describe("a realistic fleet", () => {
  test.each(categories)("usage category $category: trips and travel a day, seconds a start", (row) => {
    const listed = row.buildings.flatMap(([use, floors]) =>
      repeated((n) => listedLift(`LIFT-${use}-${floors}-${n}`, use, floors), row.category < 3 ? 14 : 6),
    )
    const { fleet, detailed, drawn } = work(listed, 3)
    for (const unit of fleet.units) expect(unit.lift?.category).toBe(row.category)
    for (const { trips, travel, perStart } of [detailed, drawn]) {
      expect(trips).toBeGreaterThan(row.trips[0])
      expect(trips).toBeLessThan(row.trips[1])
      expect(travel).toBeGreaterThan(row.travel[0])
      expect(travel).toBeLessThan(row.travel[1])
      expect(perStart).toBeGreaterThan(14)
      expect(perStart).toBeLessThan(18)
    }
    // Years are drawn by the hour because trip by trip they take too long: both are the same model.
    expect(Math.abs(drawn.trips / detailed.trips - 1)).toBeLessThan(0.05)
    expect(Math.abs(drawn.perStart / detailed.perStart - 1)).toBeLessThan(0.02)
    expect(Math.abs(drawn.cyclesPerStart / detailed.cyclesPerStart - 1)).toBeLessThan(0.02)
    expect(Math.abs(drawn.metresPerStart / detailed.metresPerStart - 1)).toBeLessThan(0.03)
  })

  describe("in a year", () => {
    const rows = [...categories, { category: 6, buildings: [["transit", 2]], trips: [2000, 2500] }] as const
    const lived = new Map(rows.map(({ category, buildings }) => [category, yearsOf(category, buildings)]))

    test.each(rows)("usage category $category: call-outs, availability, door faults, visits", ({ category, trips }) => {
      const year = lived.get(category)
      if (year === undefined) throw new Error("not lived")
      // A few bad units dominate, and a few call-outs scatter: the more there are, the less.
      const scatter = 2 * (Math.sqrt(0.5 / year.units) + 1 / Math.sqrt(year.callOuts))
      const perHundredThousand = (year.callOuts / year.starts) * 100_000
      expect(perHundredThousand).toBeGreaterThan(1.5 - Math.max(0.5, scatter))
      expect(perHundredThousand).toBeLessThan(1.5 + Math.max(0.5, scatter))
      // One to two in 100,000 starts; offices rest at weekends.
      const callOuts = year.callOuts / year.units
      expect(callOuts).toBeGreaterThan((0.7 * trips[0] * 365) / 100_000)
      expect(callOuts).toBeLessThan((2 * trips[1] * 365) / 100_000)
      expect(year.technical).toBeGreaterThan(category === 6 ? 0.97 : 0.985)
      expect(year.technical).toBeLessThan(0.999)
      expect(year.coverage).toBeGreaterThan(0.99)
      expect(year.coverage).toBeLessThan(0.9975)
      expect(year.visits / year.units).toBeGreaterThan(10)
      expect(year.visits / year.units).toBeLessThan(13)
      expect(Math.abs(year.doors / year.stops - 0.55)).toBeLessThan(1.5 / Math.sqrt(year.stops))
    })

    test("a fleet of all categories: half a call-out to four a unit, doors 55 % of all faults, 98 to 99.7 % available", () => {
      const shares = [0, 0.2, 0.25, 0.3, 0.15, 0.07, 0.03]
      const mean = (of: (year: ReturnType<typeof years>) => number) =>
        [...lived].reduce((sum, [category, year]) => sum + (shares[category] ?? 0) * of(year), 0)
      expect(mean((year) => year.callOuts / year.units)).toBeGreaterThan(0.5)
      expect(mean((year) => year.callOuts / year.units)).toBeLessThan(4)
      const doors = mean((year) => year.doors / year.units) / mean((year) => year.stops / year.units)
      expect(doors).toBeGreaterThan(0.5)
      expect(doors).toBeLessThan(0.6)
      expect(mean((year) => year.technical)).toBeGreaterThan(0.98)
      expect(mean((year) => year.technical)).toBeLessThan(0.997)
    })
  })

  test.each([
    ["shop", 1],
    ["transit", 7],
  ] as const)("escalators of use %s: about %i call-outs in 1,000 running hours", (use, expected) => {
    const { callOuts, runHours } = years(repeated((n) => listedLift(`ESC-${n}`, use, 0, { kind: "escalator" }), 24))
    const rate = (callOuts / runHours) * 1000
    expect(rate).toBeGreaterThan(0.75 * expected)
    expect(rate).toBeLessThan(1.25 * expected)
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
    const { fleet, detailed, drawn } = work(listed, 3)
    expect(Math.abs(drawn.trips / detailed.trips - 1)).toBeLessThan(0.1)
    expect(Math.abs(drawn.travel / detailed.travel - 1)).toBeLessThan(0.02)
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
    const listed = repeated((n) => listedLift(`LIFT-${n}`, "office", 9), 110)
    const { fleet, lines } = fleetOf(listed, { faultRate, hurry: 1000, countersEvery: day })
    fleet.advance(monday + 3 * day)
    const starts = fleet.units.reduce((sum, unit) => sum + unit.state.ledger.starts, 0)
    const states = lines.filter((line: Line) => line.kind === "state").map((line) => JSON.parse(line.text))
    const stops = states.filter((state) => state.state === "out-of-order" && state.reason !== "Waiting for a part")
    const inspections = lines.filter((line) => line.kind === "mode" && line.text.includes("inspection"))
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

  test("faults drawn by the hour are the same ones", () => {
    const life = { faultRate: 400, evenFaults: false, hurry: 20 }
    const listed = repeated((n) => listedLift(`LIFT-${n}`, "office", 9), 60)
    const { fleet, entries } = fleetOf(listed, { ...life, countersEvery: day })
    const end = monday + 4 * day
    fleet.advance(end)
    const account = (some: ReadonlyArray<{ state: string; fault: string | null; from: number; to: number }>) => {
      const stops = some.filter(({ state }) => state === "out-of-order")
      return {
        stops: stops.length,
        doors: stops.filter(({ fault }) => fault?.startsWith("door-") === true).length / stops.length,
        // Without those that wait for a part: they are few and long.
        usualMs: stops.reduce((sum, { from, to }) => sum + Math.min(to - from, hour), 0) / stops.length,
      }
    }
    const detailed = account(entries.filter((entry) => entry.kind === "state"))
    const drawn = account(
      listed.flatMap((from) => unitedWithin(pastOf(from, "1", monday, end, life).stretches, monday, end)),
    )
    expect(detailed.stops).toBeGreaterThan(500)
    expect(Math.abs(drawn.stops / detailed.stops - 1)).toBeLessThan(0.12)
    expect(Math.abs(drawn.doors - detailed.doors)).toBeLessThan(0.05)
    expect(Math.abs(drawn.usualMs / detailed.usualMs - 1)).toBeLessThan(0.12)
  })

  test("doors reopen more often before a door fault", () => {
    const { fleet } = fleetOf(
      repeated((n) => listedLift(`LIFT-${n}`, "hospital", 6), 16),
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
      repeated((n) => listedLift(`LIFT-${n}`, "home", 2), 40),
      { countersEvery: day },
    )
    fleet.advance(monday + 20 * day)
    const silent = fleet.units.reduce((sum, unit) => sum + unit.state.ledger.silentMs, 0) / (40 * 20 * day)
    expect(silent).toBeGreaterThan(0.005)
    expect(silent).toBeLessThan(0.01)
  })
})
