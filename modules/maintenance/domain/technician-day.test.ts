import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { Position } from "./planning/travel.ts"
import type { OrderState } from "./service-order.ts"
import { layOutDay, routeOrder, type Stop } from "./technician-day.ts"

const TODAY = "2026-11-23"
const home: Position = { latitude: 51.5, longitude: -0.1 }
/** Buildings along a line to the east, so that a round trip takes them one after the other. */
const east = ({ buildingId }: Stop): Position => ({ latitude: 51.5, longitude: -0.1 + buildingId / 100 })

const stop = (id: number, buildingId: number, more: Partial<Stop> = {}): Stop => ({
  id,
  buildingId,
  activity: "maintenance",
  state: "scheduled",
  entrapment: false,
  plannedOn: TODAY,
  plannedStart: null,
  createdAt: new Date(Date.UTC(2026, 10, 1, 0, id)),
  ...more,
})
const at = (hour: number) => new Date(Date.UTC(2026, 10, 23, hour))
const ids = (stops: ReadonlyArray<Stop>) => stops.map(({ id }) => id)

const states: ReadonlyArray<OrderState> = ["scheduled", "dispatched", "en-route", "on-site", "finished", "cancelled"]
const anyStop = fc.record({
  buildingId: fc.integer({ min: 1, max: 6 }),
  state: fc.constantFrom(...states),
  activity: fc.constantFrom("maintenance" as const, "call-out" as const),
  entrapment: fc.boolean(),
  plannedOn: fc.constantFrom(null, "2026-11-20", TODAY, "2026-11-24"),
  plannedStart: fc.option(
    fc.integer({ min: 6, max: 18 }).map((hour) => at(hour)),
    { nil: null },
  ),
})
const anyStops = fc
  .array(anyStop, { maxLength: 12 })
  .map((all) => all.map((one, index) => stop(index + 1, one.buildingId, one)))

describe("a technician’s day", () => {
  test("holds each order once", () => {
    fc.assert(
      fc.property(anyStops, (stops) => {
        const { today, overdue, done, tomorrow } = layOutDay(home, stops, east, TODAY)
        expect(ids([...today, ...overdue, ...done, ...tomorrow]).toSorted((a, b) => a - b)).toEqual(ids(stops))
      }),
    )
  })

  test("drives to what has a time in the order of time, and to all else of a building at once", () => {
    fc.assert(
      fc.property(anyStops, (stops) => {
        const route = routeOrder(home, stops, east)
        const times = route.flatMap(({ plannedStart }) => (plannedStart === null ? [] : [plannedStart.getTime()]))
        expect(times).toEqual(times.toSorted((a, b) => a - b))
        const others = route.filter(({ plannedStart }) => plannedStart === null).map(({ buildingId }) => buildingId)
        const visits = others.filter((building, index) => building !== others[index - 1])
        expect(new Set(visits).size).toBe(visits.length)
      }),
    )
  })

  test("goes the short way round, and fits what has no time between what has one", () => {
    expect(ids(routeOrder(home, [stop(1, 3), stop(2, 1), stop(3, 2)], east))).toEqual([2, 3, 1])
    const route = routeOrder(home, [stop(1, 4), stop(2, 1), stop(3, 2, { plannedStart: at(9) }), stop(4, 2)], east)
    expect(ids(route)).toEqual([2, 3, 4, 1])
  })

  test("begins with what is under way, then somebody inside, then other call-outs", () => {
    const { today, overdue } = layOutDay(
      null,
      [
        stop(1, 1, { plannedStart: at(8) }),
        stop(2, 2, { activity: "call-out", plannedOn: null }),
        stop(3, 3, { activity: "call-out", plannedOn: null, entrapment: true }),
        stop(4, 4, { state: "en-route" }),
        stop(5, 5, { state: "on-site", plannedOn: "2026-11-20" }),
        stop(6, 6, { plannedOn: "2026-11-19" }),
      ],
      () => null,
      TODAY,
    )
    expect(ids(today)).toEqual([5, 4, 3, 2, 1])
    expect(ids(overdue)).toEqual([6])
  })
})
