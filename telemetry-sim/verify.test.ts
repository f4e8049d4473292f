import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, describe, expect, test } from "vitest"
import type { PortalUnit } from "./portal.ts"
import { simulate } from "./simulator.ts"
import type { Plan } from "./simulator.ts"
import { readLedger } from "./state-file.ts"
import type { Snapshot } from "./state-file.ts"
import { day, hour, listedLift, minute } from "./testing/fleet.ts"
import { LocalPortal } from "./testing/local-portal.ts"
import type { Fate } from "./testing/local-portal.ts"
import type { Figures } from "./testing/reference.ts"
import { plan, worldUntil } from "./testing/run.ts"
import { truthOf } from "./truth.ts"
import { verify } from "./verify.ts"

const undo: Array<() => void> = []
afterEach(() => {
  for (const step of undo.splice(0)) step()
})

/** The night in which clocks in Europe go back: a day of 25 hours lies in the middle. */
const start = Date.parse("2026-10-24T16:20:00.123Z")
const end = start + 30 * hour

const mixedFleet: ReadonlyArray<PortalUnit> = [
  listedLift("LIFT-01", "office", 9),
  listedLift("LIFT-02", "hospital", 6, { timeZone: "Asia/Kolkata" }),
  listedLift("LIFT-03", "home", 4, { timeZone: "Australia/Lord_Howe" }),
  listedLift("LIFT-11", "transit", 2, { timeZone: "Asia/Kathmandu" }),
  listedLift("LIFT-12", "hotel", 8, { state: "degraded" }),
  listedLift("LIFT-13", "home", 3, { state: "out-of-order" }),
  listedLift("ESC-21", "shop", 0, { kind: "escalator", timeZone: "America/New_York" }),
  listedLift("ESC-22", "transit", 0, { kind: "escalator" }),
]

const settings = {
  faultRate: 300,
  evenFaults: true,
  hurry: 5,
  countersEvery: minute,
  restartEvery: 7 * hour,
  counterSize: null,
}

/** Drives the fleet to the end against a local portal, and gives what is needed to compare the two. */
const driven = async (more: Partial<Plan> = {}, fate: (post: number) => Fate = () => "stored") => {
  const portal = new LocalPortal(mixedFleet)
  portal.fate = fate
  portal.now = () => end + hour
  const target = await portal.start()
  const folder = mkdtempSync(join(tmpdir(), "telemetry-sim-"))
  undo.push(
    () => portal.stop(),
    () => rmSync(folder, { recursive: true }),
  )
  const stateFile = join(folder, "state.json")
  const { world, stop } = worldUntil(end + 30 * day, end)
  const fleet = await simulate(plan(target, { from: start, to: end, stateFile, settings, ...more }), world, stop)
  const compare = async () => {
    const { world: quiet, printed } = worldUntil(Infinity, 0)
    const asked = { target, token: portal.token, stateFile, silenceAfter: 15 * minute, patience: 2000 }
    const isEqual = await verify(asked, quiet, new AbortController().signal)
    return { isEqual, printed }
  }
  return { portal, target, stateFile, fleet, compare }
}

describe("verifying", () => {
  test("finds every hour, state and silence equal", async () => {
    const { compare, stateFile } = await driven()
    const { isEqual, printed } = await compare()
    expect(printed).toEqual([
      expect.stringMatching(/^ +compared +equal +different$/),
      expect.stringMatching(/^hours +(\d+) +\1 +0$/),
      expect.stringMatching(/^state intervals +([\d,]+) +\1 +0$/),
      expect.stringMatching(/^silences +\d+ +\d+ +0$/),
      expect.stringMatching(/^units +8 +8 +0$/),
      expect.stringMatching(/^Coverage (\S+) % by the portal, \1 % in truth\.$/),
    ])
    expect(isEqual).toBe(true)
    const { snapshot, entries } = readLedger(stateFile)
    // Full hours of local time from 16:20 on for 30 hours, whatever the clocks do; nothing at either end.
    for (const truth of truthOf(snapshot, entries, 15 * minute).values()) {
      expect(truth.hours.size).toBeGreaterThanOrEqual(29)
      expect(truth.from - start).toBeLessThan(hour)
      expect(end - truth.to).toBeLessThan(hour)
    }
  })

  test.each(["1", "2", "3"])(
    "with everything that can go wrong on the way, and counters that begin anew and roll over: seed %s",
    async (seed) => {
      const fates: ReadonlyArray<Fate> = [
        "stored",
        "unavailable",
        "cut-after",
        "stored",
        "too-many",
        "cut-before",
        "stored",
      ]
      const { portal, compare, stateFile } = await driven(
        { seed, chaos: true, settings: { ...settings, counterSize: 65_536 } },
        (post) => fates[post % fates.length] ?? "stored",
      )
      const { isEqual, printed } = await compare()
      expect(printed.join("\n")).toContain(" in truth")
      expect(isEqual).toBe(true)
      expect(portal.conflicts).toEqual([])
      expect(portal.duplicates).toBeGreaterThan(100)
      expect(portal.stored.some((message, index) => message.at < (portal.stored[index - 1]?.at ?? ""))).toBe(true)
      const { snapshot, entries } = readLedger(stateFile)
      const kinds = new Set([...entries].map((entry) => entry.kind))
      expect(kinds.isSupersetOf(new Set(["hour", "silence", "state"]))).toBe(true)
      expect(snapshot.pending).toEqual([])
    },
  )

  test("names unit and hour where a figure differs, and fails", async () => {
    const { portal, compare, stateFile } = await driven()
    const { snapshot, entries } = readLedger(stateFile)
    const truth = truthOf(snapshot, entries, 15 * minute).get("LIFT-02")
    const busy = [...(truth?.hours ?? [])].find(([, rise]) => rise.starts > 0)
    const wrong = new Date(busy?.[0] ?? 0).toISOString()
    portal.distort = (line) => {
      const { unit, hours } = line as Figures & { readonly unit: string }
      if (unit !== "LIFT-02") return line
      return { ...line, hours: hours.map((hour_) => (hour_.hour === wrong ? { ...hour_, starts: 9999 } : hour_)) }
    }
    const { isEqual, printed } = await compare()
    expect(isEqual).toBe(false)
    expect(printed).toContainEqual(expect.stringMatching(/^hours .* 1$/))
    expect(printed.at(-1)).toBe(`  LIFT-02  ${wrong}  starts 9999 instead of ${busy?.[1].starts}`)
  })

  test("finds a state that ended a millisecond too early, a silence that is not told, and a unit that is not there", async () => {
    const { portal, compare, stateFile } = await driven()
    const { snapshot, entries } = readLedger(stateFile)
    const truths = [...truthOf(snapshot, entries, 15 * minute).values()]
    const unitWith = (state: string, ...others: ReadonlyArray<string | undefined>) =>
      truths.find(({ unit, stretches }) => !others.includes(unit) && stretches.some((one) => one.state === state))?.unit
    const silent = unitWith("unknown")
    const broken = unitWith("out-of-order", silent)
    const missing = unitWith("in-service", silent, broken)
    portal.distort = (line) => {
      const { unit, intervals } = line as Figures & { readonly unit: string }
      if (unit === missing) return { ...line, unit: "ANOTHER" }
      if (unit === silent) return { ...line, intervals: intervals.filter((one) => one.state !== "unknown") }
      if (unit !== broken) return line
      const outage = intervals.find(({ state }) => state === "out-of-order")
      const early = (to: string | null) => new Date(Date.parse(to ?? "") - 1).toISOString()
      return {
        ...line,
        intervals: intervals.map((one) => (one === outage ? { ...one, to: early(one.to) } : one)),
      }
    }
    const { isEqual, printed } = await compare()
    const differences = printed.join("\n")
    expect(isEqual).toBe(false)
    expect(differences).toMatch(new RegExp(`${broken} .* out-of-order .* is missing`))
    expect(differences).toMatch(new RegExp(`${broken} .* out-of-order .* is not in the ledger`))
    expect(differences).toMatch(new RegExp(`${silent} .* unknown is missing`))
    expect(differences).toContain(`${missing}  The portal's answer does not hold this unit.`)
    expect(printed).toContainEqual(expect.stringMatching(/^units +8 +5 +3$/))
  })

  test("compares only hours of which the portal has all messages", async () => {
    const { stateFile } = await driven()
    const snapshot = JSON.parse(readFileSync(stateFile, "utf8")) as Snapshot
    const at = new Date(start + 10 * hour).toISOString()
    const late = { unit: "LIFT-01", kind: "mode", seq: 1, text: JSON.stringify({ unit: "LIFT-01", at }) }
    writeFileSync(stateFile, JSON.stringify({ ...snapshot, pending: [late] }))
    const truths = truthOf(readLedger(stateFile).snapshot, readLedger(stateFile).entries, 15 * minute)
    expect(truths.get("LIFT-01")?.to).toBeLessThan(start + 10 * hour)
    expect(truths.get("LIFT-02")?.to).toBeGreaterThan(end - hour)
  })

  test("fails where there is nothing to compare yet", async () => {
    const { compare } = await driven({ to: start + 10 * minute })
    const { isEqual, printed } = await compare()
    expect(isEqual).toBe(false)
    expect(printed).toEqual([expect.stringContaining("nothing to compare yet")])
  })
})
