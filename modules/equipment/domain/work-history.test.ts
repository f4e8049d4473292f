import { describe, expect, test } from "vitest"
import type { StateInterval } from "./state-history.ts"
import { type UnitWork, withWork } from "./work-history.ts"

const never = Number.POSITIVE_INFINITY
const known = (
  from: number,
  to: number,
  state: StateInterval["state"] = "in-service",
  entrapment = false,
): StateInterval => ({
  ...{ state, reason: null, fault: null, entrapment, class: null, rule: "up", source: "telemetry" },
  ...{ startedAt: new Date(from), endedAt: to === never ? null : new Date(to) },
})
const visit = (more: Partial<UnitWork> = {}): UnitWork => ({
  ...{ down: { from: 10, to: 20 }, state: "planned-outage", external: false, reason: "Service order 1" },
  left: { at: 20, state: "in-service" },
  ...more,
})
const lines = (intervals: ReadonlyArray<StateInterval>) =>
  intervals.map(({ state, class: its, source, startedAt, endedAt }) =>
    [state, its ?? "-", source, startedAt.getTime(), endedAt?.getTime() ?? "on"].join(" "),
  )
const shownOf = (history: ReadonlyArray<StateInterval>, connectedSince: number, ...works: ReadonlyArray<UnitWork>) =>
  lines(withWork(history, { works, connectedSince }, 0, []).shown)

describe("work on a connected unit", () => {
  const told = [known(0, 15), known(15, never, "degraded")]

  test("is shown over what was told, which is kept", () => {
    const { shown, covered } = withWork(told, { works: [visit()], connectedSince: 0 }, 0, [])
    expect(lines(shown)).toEqual([
      ...["in-service - telemetry 0 10", "planned-outage planned work 10 20", "degraded - telemetry 20 on"],
    ])
    expect(lines(covered)).toEqual(["in-service - telemetry 10 15", "degraded - telemetry 15 20"])
  })

  test("that goes on does not hide that somebody is inside", () => {
    const trapped = [known(0, 15), known(15, 18, "out-of-order", true), known(18, never)]
    const ongoing = visit({ down: { from: 10, to: never }, left: null })
    expect(shownOf(trapped, 0, ongoing).slice(1)).toEqual([
      ...["planned-outage planned work 10 15", "out-of-order - telemetry 15 18", "planned-outage planned work 18 on"],
    ])
  })

  test("leaves it to the unit whether it was out of order", () => {
    expect(shownOf(told, 0, visit({ state: "out-of-order" }))).toEqual(lines(told))
  })
})

describe("work on any other unit", () => {
  test("says how it was left, until something else is known", () => {
    const left = visit({ left: { at: 20, state: "out-of-order" } })
    expect(shownOf([known(50, never)], never, left)).toEqual([
      ...["planned-outage planned work 10 20", "out-of-order unplanned work 20 50", "in-service - telemetry 50 on"],
    ])
  })

  test("that had an outside cause counts as external", () => {
    const flood = visit({ state: "out-of-order", external: true })
    expect(shownOf([known(0, never)], never, flood)[1]).toBe("out-of-order external work 10 20")
  })

  test("holds for the time before the unit was connected as it did then", () => {
    const left = visit({ down: null, left: { at: 20, state: "out-of-order" } })
    expect(shownOf([known(30, never, "unknown")], 30, left)).toEqual([
      ...["out-of-order unplanned work 20 30", "unknown - telemetry 30 on"],
    ])
  })
})
