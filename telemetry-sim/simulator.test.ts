import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, describe, expect, test } from "vitest"
import { countersAt, never } from "./ledger.ts"
import type { LedgerEntry } from "./ledger.ts"
import type { PortalUnit } from "./portal.ts"
import { simulate } from "./simulator.ts"
import { hour, listedFleet, minute, monday } from "./testing/fleet.ts"
import { LocalPortal } from "./testing/local-portal.ts"
import type { Fate } from "./testing/local-portal.ts"
import { plan, worldUntil } from "./testing/run.ts"

const undo: Array<() => void> = []
afterEach(() => {
  for (const step of undo.splice(0)) step()
})

const portalWith = async (listed: ReadonlyArray<PortalUnit>) => {
  const portal = new LocalPortal(listed)
  const target = await portal.start()
  undo.push(() => portal.stop())
  return { portal, target }
}

const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), "telemetry-sim-"))
  undo.push(() => rmSync(path, { recursive: true }))
  return path
}

const ledgerOf = (file: string): ReadonlyArray<LedgerEntry> =>
  readFileSync(`${file}.ledger.ndjson`, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as LedgerEntry)

/** Asks that everything that the ledger knows is with the portal, once. */
const compare = (portal: LocalPortal, fleet: NonNullable<Awaited<ReturnType<typeof simulate>>>, file: string): void => {
  const entries = ledgerOf(file)
  expect(portal.conflicts).toEqual([])
  for (const { name, state } of fleet.units) {
    const stored = portal.of(name)
    expect(stored.map((message) => message.seq)).toEqual(stored.map((_, index) => index + 1))
    // What is inside a silent gateway cannot be with the portal yet.
    if (state.ledger.silentSince !== never) continue
    expect(stored.length).toBe(state.seq)
    expect(stored.findLast(({ kind }) => kind === "counters")).toMatchObject(countersAt(state.ledger, fleet.time))

    const told = stored
      .filter((message) => message.kind === "state" && message["reason"] !== "Waiting for a part")
      .map((message) => ({ from: Date.parse(message.at), state: message["state"], fault: message["fault"] ?? null }))
    const lived = entries.flatMap((entry) =>
      entry.kind === "state" && entry.unit === name
        ? [{ from: entry.from, state: entry.state, fault: entry.fault }]
        : [],
    )
    lived.push({ from: state.ledger.stateSince, state: state.ledger.state, fault: state.ledger.fault })
    expect(told).toEqual(lived)
  }
}

describe("the simulator and a portal", () => {
  test("the ledger is what the portal got, although every second request goes wrong", async () => {
    const { portal, target } = await portalWith(listedFleet(15))
    const fates: ReadonlyArray<Fate> = [
      "unavailable",
      "stored",
      "too-many",
      "cut-after",
      "stored",
      "cut-before",
      "stored",
    ]
    portal.fate = (post) => fates[post % fates.length] ?? "stored"
    const stateFile = join(folder(), "state.json")
    const start = monday + 9 * hour
    const { world, printed, stop } = worldUntil(start + 2 * minute, start)
    const fleet = await simulate(plan(target, { from: start - 90 * minute, stateFile }), world, stop)
    expect(fleet).not.toBeNull()
    if (fleet === null) return
    compare(portal, fleet, stateFile)
    expect(portal.duplicates).toBeGreaterThan(0)
    expect(ledgerOf(stateFile).length).toBeGreaterThan(5)
    expect(printed.filter((line) => line.includes("429")).length).toBeGreaterThan(0)
  })

  test("goes on from its state file: nothing lost, nothing doubled, the time in between made up for", async () => {
    const { portal, target } = await portalWith(listedFleet(15))
    const stateFile = join(folder(), "state.json")
    const start = monday + 9 * hour
    for (const begin of [start, start + 30 * minute, start + 31 * minute]) {
      const { world, stop } = worldUntil(begin + 10_000, begin)
      const fleet = await simulate(plan(target, { from: start - 10 * minute, stateFile }), world, stop)
      expect(fleet?.time).toBe(begin + 10_000)
      if (fleet !== null) compare(portal, fleet, stateFile)
    }
    expect(portal.duplicates).toBe(0)
  })

  test("a restart from an older snapshot tells the same again, and the portal keeps one", async () => {
    const { portal, target } = await portalWith(listedFleet(15))
    const stateFile = join(folder(), "state.json")
    const start = monday + 9 * hour
    const first = worldUntil(start + 10_000, start)
    await simulate(plan(target, { from: start - 10 * minute, stateFile }), first.world, first.stop)
    const older = readFileSync(stateFile)
    const second = worldUntil(start + 5 * minute, start + 20_000)
    await simulate(plan(target, { stateFile }), second.world, second.stop)
    writeFileSync(stateFile, older)
    const third = worldUntil(start + 8 * minute, start + 7 * minute)
    const fleet = await simulate(plan(target, { stateFile }), third.world, third.stop)
    expect(portal.duplicates).toBeGreaterThan(50)
    if (fleet !== null) compare(portal, fleet, stateFile)
  })

  test("after a long stop it makes up for an hour and jumps to the present", async () => {
    const { portal, target } = await portalWith(listedFleet(15))
    const stateFile = join(folder(), "state.json")
    const start = monday + 9 * hour
    const first = worldUntil(start + 10_000, start)
    await simulate(plan(target, { stateFile }), first.world, first.stop)
    const later = start + 12 * hour
    const second = worldUntil(later + 10_000, later)
    const fleet = await simulate(plan(target, { stateFile }), second.world, second.stop)
    if (fleet !== null) compare(portal, fleet, stateFile)
    const inTheGap = portal.stored.filter(({ at }) => Date.parse(at) > start + 61 * minute && Date.parse(at) < later)
    expect(inTheGap).toEqual([])
    expect(fleet?.time).toBe(later + 10_000)
  })

  test("with another portal behind the same address it begins from that one's account", async () => {
    const stateFile = join(folder(), "state.json")
    const start = monday + 9 * hour
    const one = await portalWith(listedFleet(15))
    const first = worldUntil(start + 10 * minute, start)
    await simulate(plan(one.target, { stateFile }), first.world, first.stop)
    const other = await portalWith(listedFleet(15))
    const second = worldUntil(start + 22 * minute, start + 21 * minute)
    await simulate(plan(other.target, { stateFile }), second.world, second.stop)
    expect(second.printed.join()).toContain("taken over from the portal")
    for (const { unit } of listedFleet(15)) {
      const numbers = other.portal.of(unit).map((message) => message.seq)
      expect(numbers).toEqual(numbers.map((_, index) => index + 1))
    }
  })

  test("a state file that cannot be read is set aside", async () => {
    const { target } = await portalWith(listedFleet(15))
    const stateFile = join(folder(), "state.json")
    writeFileSync(stateFile, "{")
    const { world, printed, stop } = worldUntil(monday + 10_000, monday)
    expect(await simulate(plan(target, { stateFile }), world, stop)).not.toBeNull()
    expect(printed[0]).toContain("set aside")
    expect(readFileSync(`${stateFile}.unreadable`, "utf8")).toBe("{")
  })

  test("a line that is rejected is told once per reason and not sent again", async () => {
    const { portal, target } = await portalWith(listedFleet(15))
    portal.reject = (message) => (message.unit === "UNIT-0001" ? `unknown unit ${message.at}` : null)
    const { world, printed, stop } = worldUntil(monday + 9 * hour, monday + 9 * hour - 10_000)
    await simulate(plan(target, { from: monday + 8 * hour }), world, stop)
    expect(printed.filter((line) => line.includes("unknown unit"))).toHaveLength(1)
    expect(portal.of("UNIT-0001")).toEqual([])
    expect(portal.duplicates).toBe(0)
  })

  test("waits for a portal that is not there yet, and drives only the units that it was asked for", async () => {
    const listed = listedFleet(15)
    const { portal, target } = await portalWith(listed)
    const { world, printed, stop } = worldUntil(monday + 9 * hour + minute, monday + 9 * hour)
    const from = monday + 8 * hour
    const absent = await simulate(
      plan("http://127.0.0.1:9", { from }),
      worldUntil(monday + minute, monday).world,
      AbortSignal.abort(),
    )
    expect(absent).toBeNull()
    let asked = 0
    const late = {
      ...world,
      wait: async (ms: number) => {
        asked += 1
        // The token becomes known at the third try.
        if (asked === 2) Object.assign(portal, { token: "gateway-token" })
        await world.wait(ms, stop)
      },
    }
    Object.assign(portal, { token: "another-token" })
    const fleet = await simulate(plan(target, { from, only: "UNIT-000" }), late, stop)
    expect(printed[0]).toContain("401")
    expect(fleet?.units).toHaveLength(10)
    expect(new Set(portal.stored.map(({ unit }) => unit)).size).toBe(10)
  })

  test("ends by itself where it is told to, once everything is delivered", async () => {
    const { portal, target } = await portalWith(listedFleet(15))
    const { world, stop } = worldUntil(monday + 20 * hour, monday + 12 * hour)
    const to = monday + 9 * hour
    const fleet = await simulate(plan(target, { from: to - 10 * minute, to, chaos: true }), world, stop)
    expect(fleet?.time).toBe(to)
    expect(stop.aborted).toBe(false)
    for (const { name, state } of fleet?.units ?? []) {
      expect(portal.of(name)).toHaveLength(state.seq - state.held.length)
    }
  })

  test("sends a request again in halves that the portal finds too large", async () => {
    const { portal, target } = await portalWith(listedFleet(15))
    portal.fate = (_, lines) => (lines > 100 ? "too-large" : "stored")
    const stateFile = join(folder(), "state.json")
    const start = monday + 9 * hour
    const { world, stop } = worldUntil(start + 2000, start)
    const fleet = await simulate(plan(target, { from: start - 10 * minute, stateFile }), world, stop)
    if (fleet !== null) compare(portal, fleet, stateFile)
    expect(portal.stored.length).toBeGreaterThan(500)
    expect(portal.duplicates).toBe(0)
  })

  test("takes over units that the portal lists later", async () => {
    const listed = listedFleet(15)
    const { portal, target } = await portalWith(listed.slice(0, 12))
    const stateFile = join(folder(), "state.json")
    const start = monday + 9 * hour
    const { world, printed, stop } = worldUntil(start + 5 * minute, start)
    portal.onPost = () => {
      if (world.now() > start + minute) portal.listed = listed
    }
    const fleet = await simulate(plan(target, { stateFile }), world, stop)
    expect(fleet?.units).toHaveLength(15)
    expect(printed).toContain("3 new units join.")
    if (fleet !== null) compare(portal, fleet, stateFile)
    for (const { unit } of listed) expect(portal.of(unit).length).toBeGreaterThan(1)
  })

  test("no message is from the future, whatever the speed", async () => {
    const { portal, target } = await portalWith(listedFleet(15))
    const start = monday + 9 * hour
    const { world, stop } = worldUntil(start + 2 * minute, start)
    portal.onPost = (messages) => {
      for (const { at } of messages) expect(Date.parse(at)).toBeLessThanOrEqual(world.now())
    }
    const fleet = await simulate(plan(target, { from: start - 30 * minute, speed: 60 }), world, stop)
    expect(fleet?.time).toBe(start + 2 * minute)
    expect(portal.posts).toBeGreaterThan(60)
  })
})
