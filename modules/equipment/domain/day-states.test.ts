import { describe, expect, test } from "vitest"
import { dayStates, lastDays } from "./day-states.ts"
import type { UnitState } from "./unit.ts"

const interval = (state: UnitState, from: string, to: string | null) => ({
  state,
  fault: null,
  reason: null,
  startedAt: new Date(from),
  endedAt: to === null ? null : new Date(to),
})
const london = (count: number, now: string) => lastDays(count, "Europe/London", new Date(now))
const outline = (days: ReturnType<typeof dayStates>) => days.map(({ day, state, seconds }) => [day, state, seconds])

describe("the days of a unit", () => {
  test("show the worst state of each, with all the time that it lasted", () => {
    const history = [
      interval("in-service", "2026-11-01T00:00:00Z", "2026-11-20T10:00:00Z"),
      interval("out-of-order", "2026-11-20T10:00:00Z", "2026-11-20T11:00:00Z"),
      interval("degraded", "2026-11-20T11:00:00Z", "2026-11-21T01:00:00Z"),
      interval("out-of-order", "2026-11-21T01:00:00Z", "2026-11-21T01:30:00Z"),
      interval("in-service", "2026-11-21T01:30:00Z", null),
    ]
    expect(outline(dayStates(history, london(3, "2026-11-22T06:00:00Z")))).toEqual([
      ["2026-11-20", "out-of-order", 3600],
      ["2026-11-21", "out-of-order", 1800],
      ["2026-11-22", "in-service", 6 * 3600],
    ])
  })

  test("have 23 and 25 hours when the clocks change", () => {
    const always = [interval("unknown", "2026-01-01T00:00:00Z", null)]
    expect(outline(dayStates(always, london(2, "2026-03-29T23:00:00Z")))[0]).toEqual([
      "2026-03-29",
      "unknown",
      23 * 3600,
    ])
    expect(outline(dayStates(always, london(2, "2026-10-26T00:00:00Z")))[0]).toEqual([
      "2026-10-25",
      "unknown",
      25 * 3600,
    ])
  })

  test("say nothing of a time of which nothing is recorded", () => {
    const history = [interval("in-service", "2026-11-22T01:00:00Z", null)]
    expect(outline(dayStates(history, london(2, "2026-11-22T02:00:00Z")))).toEqual([
      ["2026-11-21", null, 0],
      ["2026-11-22", "in-service", 3600],
    ])
  })
})
