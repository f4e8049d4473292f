import { afterEach, describe, expect, test } from "vitest"
import { backFill, pastLines } from "./back-fill.ts"
import type { BackFill } from "./back-fill.ts"
import { pastOf } from "./past.ts"
import type { Past } from "./past.ts"
import { day, hour, listedFleet, listedLift, monday } from "./testing/fleet.ts"
import { LocalPortal } from "./testing/local-portal.ts"
import type { Fate, PastLine } from "./testing/local-portal.ts"
import { worldUntil } from "./testing/run.ts"

const life = { faultRate: 20, evenFaults: false, hurry: 1 }
const begin = monday - 100 * day

const undo: Array<() => void> = []
afterEach(() => {
  for (const step of undo.splice(0)) step()
})

const portalWith = async (units: number) => {
  const portal = new LocalPortal(listedFleet(units))
  const target = await portal.start()
  undo.push(() => portal.stop())
  return { portal, target }
}

const asked = (target: string, more: Partial<BackFill> = {}): BackFill => ({
  target,
  token: "gateway-token",
  units: null,
  only: null,
  seed: "1",
  months: 3,
  life,
  quiet: false,
  ...more,
})

describe("a past", () => {
  test.each(["Europe/London", "Asia/Kathmandu", "America/New_York"])(
    "in %s goes from the first hour to now without gap or overlap, by full hours of local time",
    (timeZone) => {
      for (const unit of [
        listedLift("LIFT-1", "office", 9, { timeZone }),
        listedLift("LIFT-2", "transit", 2, { timeZone }),
        listedLift("ESC-1", "shop", 0, { kind: "escalator", timeZone }),
        listedLift("ESC-9", "mixed", 0, { kind: "escalator", timeZone }),
      ]) {
        const { stretches, hours, clock } = pastOf(unit, "1", begin, monday, life)
        let at = begin
        for (const { from, to } of stretches) {
          expect(from).toBe(at)
          expect(to).toBeGreaterThan(from)
          at = to
        }
        expect(at).toBe(Infinity)
        expect(new Set(stretches.map(({ state }) => state)).size).toBeGreaterThanOrEqual(4)
        let last = 0
        for (const { hour: from, starts, runSeconds, doorReopens, distanceMetres } of hours) {
          expect(from).toBeGreaterThan(last)
          expect(from === begin || from === clock.hourStart(from)).toBe(true)
          expect(clock.nextHour(from)).toBeLessThanOrEqual(monday)
          expect(starts).toBeLessThanOrEqual(241)
          expect(runSeconds).toBeLessThanOrEqual(3600)
          expect(Math.min(starts, runSeconds, doorReopens, distanceMetres)).toBeGreaterThanOrEqual(0)
          last = from
        }
        expect(hours.length).toBeGreaterThan(500)
      }
    },
  )

  test("nothing moves while a unit is out of use for a whole hour", () => {
    const { stretches, hours } = pastOf(listedLift("LIFT-1", "hospital", 9), "1", begin, monday, life)
    const out = stretches.filter(({ state }) => state === "out-of-order" || state === "planned-outage")
    const inside = hours.filter(({ hour: at }) => out.some(({ from, to }) => from <= at && to >= at + hour))
    expect(out.length).toBeGreaterThan(5)
    expect(inside).toEqual([])
  })

  test("is the same for the same seed, whoever asks", () => {
    const of = (seed: string) => pastOf(listedLift("LIFT-1", "hotel", 9), seed, begin, monday, life)
    expect(of("1")).toEqual(of("1"))
    expect(of("1").hours).not.toEqual(of("2").hours)
  })

  test("as lines: one a month, in order, with what began in it; a month of mere traffic goes with the one before", () => {
    const months = (past: Past) =>
      pastLines(past, begin, monday)
        .map((line) => JSON.parse(line) as PastLine)
        .map(({ hours, intervals }) => ({
          hours: hours.length,
          states: intervals.map(({ state }) => state),
          names: [
            ...new Set([...hours.map(([at]) => at), ...intervals.map(({ from }) => from)].map((at) => at.slice(0, 7))),
          ],
          open: intervals.filter(({ to }) => to === null).length,
        }))
    const past = pastOf(listedLift("LIFT-1", "hotel", 9, { timeZone: "UTC" }), "1", begin, monday - 3 * day, life)
    const told = months(past)
    expect(told.map(({ names }) => names)).toEqual([["2026-07"], ["2026-08"], ["2026-09"], ["2026-10"]])
    expect(told.reduce((sum, { hours }) => sum + hours, 0)).toBe(past.hours.length)
    expect(told.flatMap(({ states }) => states)).toEqual(past.stretches.map(({ state }) => state))
    expect(told.map(({ open }) => open)).toEqual([0, 0, 0, 1])
    const calm = { ...past, stretches: past.stretches.slice(0, 1).map((one) => ({ ...one, to: Infinity })) }
    expect(months(calm)).toMatchObject([{ hours: past.hours.length, states: ["in-service"], open: 1 }])
  })
})

describe("back-filling", () => {
  test("gives every unit its months, also where answers get lost", async () => {
    const { portal, target } = await portalWith(25)
    const fates: ReadonlyArray<Fate> = ["stored", "cut-before", "unavailable", "cut-after"]
    portal.fate = (post) => fates[post] ?? "stored"
    const { world, printed, stop } = worldUntil(Infinity, monday)
    expect(await backFill(asked(target), world, stop)).toBe(true)
    expect(portal.past.size).toBe(25)
    for (const months of portal.past.values()) {
      expect(months.length).toBeGreaterThanOrEqual(3)
      expect(months.at(0)?.intervals.at(0)?.from.slice(0, 8)).toBe("2026-08-")
    }
    expect(printed.at(-1)).toMatch(/^25 units, 3 months, [\d,]+ hours: \d+ lines accepted, 0 rejected, in [\d.]+ s\.$/)
  })

  test("leaves units alone that have reported already", async () => {
    const { portal, target } = await portalWith(6)
    portal.listed = portal.listed.map((unit, place) => (place < 2 ? { ...unit, lastSeq: 7 } : unit))
    const { world, printed, stop } = worldUntil(Infinity, monday)
    expect(await backFill(asked(target, { months: 1 }), world, stop)).toBe(true)
    expect(printed[0]).toContain("2 units have reported already")
    expect(portal.past.size).toBe(4)
  })

  test("tells what was not taken, and fails", async () => {
    const { target } = await portalWith(6)
    const { world, stop } = worldUntil(Infinity, monday)
    await backFill(asked(target, { months: 1 }), world, stop)
    const again = worldUntil(Infinity, monday)
    expect(await backFill(asked(target, { months: 1 }), again.world, again.stop)).toBe(false)
    expect(again.printed.join("\n")).toContain("not in order")
  })
})
