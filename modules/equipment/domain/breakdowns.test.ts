import { describe, expect, test } from "vitest"
import {
  addFailures,
  breakdowns,
  failureCounts,
  meanTimeBetweenFailures,
  meanTimeToRestore,
  noFailures,
} from "./breakdowns.ts"
import { type ClassedInterval, noPeriodTime } from "./period-figures.ts"
import type { IntervalClass, UnitState } from "./unit.ts"

const interval = (state: UnitState, its: IntervalClass | null, from: number, to: number | null): ClassedInterval => ({
  state,
  class: its,
  startedAt: new Date(from),
  endedAt: to === null ? null : new Date(to),
})
const up = (from: number, to: number | null) => interval("in-service", null, from, to)
const out = (its: IntervalClass, from: number, to: number | null) => interval("out-of-order", its, from, to)

describe("the breakdowns of a period", () => {
  test("are its stretches out of order, each as one whatever was said of it meanwhile", () => {
    const history = [
      up(0, 10),
      out("external", 10, 20),
      out("unplanned", 20, 30),
      up(30, 40),
      out("external", 40, null),
    ]
    expect(breakdowns(history.toReversed(), 0, 100)).toEqual([
      { from: 10, to: 30, class: "unplanned" },
      { from: 40, to: null, class: "external" },
    ])
  })
  test("are those that begin in it, wherever they end", () => {
    const history = [out("unplanned", 0, 10), out("unplanned", 10, 20), up(20, 30), out("unplanned", 30, 90)]
    expect(breakdowns(history, 10, 31).map(({ from }) => from)).toEqual([30])
    expect(breakdowns(history, 10, 30)).toEqual([])
    expect(breakdowns(history, 0, 10).map(({ from, to }) => [from, to])).toEqual([[0, 20]])
  })
  test("are one when there was only silence between, however often, and end with the last of them", () => {
    const silent = (from: number, to: number | null) => interval("unknown", "unknown", from, to)
    const history = [
      ...[up(0, 10), out("external", 10, 20), silent(20, 25), silent(25, 30), out("unplanned", 30, 40)],
      ...[silent(40, 45), up(45, 50), silent(50, 55), out("external", 55, 60), silent(60, null)],
    ]
    expect(breakdowns(history, 0, 100)).toEqual([
      { from: 10, to: 40, class: "unplanned" },
      { from: 55, to: 60, class: "external" },
    ])
    expect(breakdowns(history, 30, 55)).toEqual([])
  })
  test("are two when nothing at all is recorded of the time between", () => {
    const silent = interval("unknown", "unknown", 20, 25)
    const history = [out("unplanned", 0, 10), out("unplanned", 11, 20), silent, out("unplanned", 26, 30)]
    expect(breakdowns(history, 0, 100).map(({ from }) => from)).toEqual([0, 11, 26])
  })
  test("are not what staff decided was planned, nor planned outages", () => {
    expect(breakdowns([out("planned", 0, 10), interval("planned-outage", "planned", 20, 30)], 0, 100)).toEqual([])
  })
})

describe("the mean times of failures", () => {
  const some = breakdowns(
    [out("unplanned", 0, 10), up(10, 20), out("external", 20, 25), up(25, 30), out("unplanned", 30, 60), up(60, 70)],
    0,
    100,
  )
  const time = { ...noPeriodTime, all: { period: 100, up: 60, planned: 0, external: 5, unplanned: 35 } }

  test("take unplanned breakdowns, and for the time to restore those that are over", () => {
    expect(failureCounts(some, 100)).toEqual({ failures: 2, restored: 2, downTime: 40 })
    expect(failureCounts(some, 50)).toEqual({ failures: 2, restored: 1, downTime: 10 })
    expect(failureCounts([{ from: 5, to: null, class: "unplanned" }], 50)).toEqual({
      failures: 1,
      restored: 0,
      downTime: 0,
    })
    expect(meanTimeBetweenFailures(time, failureCounts(some, 100))).toBe(30)
    expect(meanTimeToRestore(failureCounts(some, 100))).toBe(20)
  })
  test("of a group are those of its sums", () => {
    const both = addFailures(failureCounts(some, 100), { failures: 1, restored: 1, downTime: 5 })
    expect(meanTimeToRestore(both)).toBe(15)
  })
  test("say nothing when nothing failed", () => {
    expect([meanTimeBetweenFailures(time, noFailures), meanTimeToRestore(noFailures)]).toEqual([null, null])
  })
})
