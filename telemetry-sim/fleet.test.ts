import { describe, expect, test } from "vitest"
import { Fleet } from "./fleet.ts"
import { countersAt } from "./ledger.ts"
import { day, fleetOf, hour, listedFleet, listedLift, minute, monday } from "./testing/fleet.ts"
import { revive } from "./unit-model.ts"
import type { UnitState } from "./unit.ts"

const eventful = { faultRate: 300, hurry: 20 }

describe("a fleet", () => {
  test("lives the same life for the same seed, another one for another seed", () => {
    const lived = (seed: string) => {
      const { fleet, lines, entries } = fleetOf(listedFleet(12), { ...eventful, seed })
      fleet.advance(monday + day)
      return { lines, entries, states: fleet.units.map((unit) => unit.state) }
    }
    const once = lived("1")
    expect(once).toEqual(lived("1"))
    expect(once.lines).not.toEqual(lived("2").lines)
    expect(once.lines.length).toBeGreaterThan(10_000)
  })

  test("lives the same life in small steps, and beside other units", () => {
    const whole = fleetOf(listedFleet(12), eventful)
    whole.fleet.advance(monday + day)
    const stepwise = fleetOf(listedFleet(6), eventful)
    for (let at = monday; at <= monday + day; at += 7 * minute + 13) stepwise.fleet.advance(at)
    stepwise.fleet.advance(monday + day)
    const names = new Set(stepwise.fleet.units.map((unit) => unit.name))
    expect(stepwise.lines).toEqual(whole.lines.filter((line) => names.has(line.unit)))
  })

  test("goes on after a restart as if there had been none", () => {
    const listed = listedFleet(12)
    const whole = fleetOf(listed, eventful)
    whole.fleet.advance(monday + 2 * day)

    const first = fleetOf(listed, eventful)
    first.fleet.advance(monday + 10 * hour + 4321)
    const saved = JSON.parse(JSON.stringify(first.fleet.units.map((unit) => unit.state))) as ReadonlyArray<UnitState>
    const revived = listed.map((from, number) => revive(from, "1", saved[number] as UnitState))
    const second = new Fleet(revived, first.fleet.time, first.scene)
    second.advance(monday + 2 * day)

    expect(first.lines).toEqual(whole.lines)
    expect(first.entries).toEqual(whole.entries)
    expect(second.units.map((unit) => unit.state)).toEqual(whole.fleet.units.map((unit) => unit.state))
  })

  test("numbers each unit's lasting messages one by one, in the order of their times", () => {
    const { fleet, lines } = fleetOf(listedFleet(12), eventful)
    fleet.advance(monday + 3 * day)
    const last = new Map<string, { readonly seq: number; readonly at: number }>()
    for (const line of lines) {
      if (line.seq === undefined) continue
      const before = last.get(line.unit) ?? { seq: 0, at: monday }
      const at = Date.parse(JSON.parse(line.text).at)
      expect(line.seq).toBe(before.seq + 1)
      expect(at).toBeGreaterThanOrEqual(before.at)
      last.set(line.unit, { seq: line.seq, at })
    }
    expect(last.size).toBe(12)
  })

  test("takes over where the portal's knowledge ends", () => {
    const counters = { starts: 500, runSeconds: 8000, doorCycles: 600, doorReopens: 9, distanceMetres: 7000 }
    const { fleet, lines } = fleetOf([
      listedLift("LIFT-1", "hospital", 6, { counters, lastSeq: 41, state: "out-of-order" }),
      listedLift("LIFT-2", "hospital", 6, { state: "unknown" }),
    ])
    expect(lines.map((line) => JSON.parse(line.text))).toEqual([
      // Its counters at once; but not its state, whose cause only the portal knows.
      expect.objectContaining({ unit: "LIFT-1", seq: 42, kind: "counters", ...counters }),
      expect.objectContaining({ unit: "LIFT-2", seq: 1, kind: "counters", starts: 0 }),
      expect.objectContaining({ unit: "LIFT-2", seq: 2, kind: "state", state: "in-service" }),
      expect.objectContaining({ unit: "LIFT-2", kind: "position", floor: "G", door: "closed", direction: "none" }),
    ])
    fleet.advance(monday + 2 * day)
    const own = lines.filter((line) => line.unit === "LIFT-1")
    const back = own.map((line) => JSON.parse(line.text)).find((message) => message.kind === "state")
    expect(back).toMatchObject({ state: "in-service" })
    expect(countersAt(fleet.units[0]!.state.ledger, fleet.time).starts).toBeGreaterThan(500)
  })

  test("does not report floors that the portal does not know", () => {
    const { fleet, lines } = fleetOf([listedLift("LIFT-1", "office", 0)])
    fleet.advance(monday + 12 * hour)
    const positions = lines.filter((line) => line.kind === "position").map((line) => JSON.parse(line.text))
    expect(positions.length).toBeGreaterThan(100)
    expect(positions.every((position) => position.floor === undefined)).toBe(true)
  })

  test("jumps over a stop: silent meanwhile, nothing counted, nothing said from that time", () => {
    const { fleet, lines, entries } = fleetOf(listedFleet(12), eventful)
    fleet.advance(monday + 9 * hour)
    const runMs = () => fleet.units.map((unit) => countersAt(unit.state.ledger, fleet.time).runSeconds)
    const before = runMs()
    const said = lines.length
    fleet.skip(monday + 30 * hour)
    expect(runMs()).toEqual(before)
    fleet.advance(monday + 40 * hour)
    const told = lines.slice(said).map((line) => ({ kind: line.kind, at: Date.parse(JSON.parse(line.text).at) }))
    const readings = told.filter(({ at }) => at < monday + 30 * hour)
    // The last readings before the stop, so that nobody spreads what rose before over the time in between.
    expect(readings).toEqual(Array.from({ length: 12 }, () => ({ kind: "counters", at: monday + 9 * hour })))
    const gaps = entries.filter((entry) => entry.kind === "silence" && entry.why === "simulator-stopped")
    expect(gaps).toHaveLength(12)
    for (const gap of gaps) expect(gap).toMatchObject({ from: monday + 9 * hour, to: monday + 30 * hour })
  })
})

describe("the ledger", () => {
  test("covers each unit's time without gap or overlap", () => {
    const { fleet, entries } = fleetOf(listedFleet(12), eventful)
    fleet.advance(monday + 3 * day)
    for (const unit of fleet.units) {
      const { ledger } = unit.state
      let at = ledger.since
      for (const entry of entries) {
        if (entry.unit !== unit.name || entry.kind !== "state") continue
        expect(entry.from).toBe(at)
        at = entry.to
      }
      expect(ledger.stateSince).toBe(at)
      const told = Object.values(ledger.stateMs).reduce((sum, ms) => sum + ms, 0)
      expect(told).toBe(ledger.stateSince - ledger.since)
    }
  })
})
