import { Effect, Result } from "effect"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import {
  isOrderStepPossible,
  openOrderStates,
  type OrderState,
  orderStates,
  type OrderStep,
  orderSteps,
  stateAfter,
  earliestArrival,
  stepTime,
  type TimedOrder,
  timesProblemOf,
} from "./service-order.ts"

const steps = Object.keys(orderSteps) as ReadonlyArray<OrderStep>
const take = (state: OrderState, step: OrderStep) =>
  Effect.runSync(Effect.result(stateAfter({ state, changedBy: "Hana", changedById: 7 }, step)))

describe("the states of an order", () => {
  test("no sequence of steps leads outside the table, and what is over stays over", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...steps), { maxLength: 30 }), (taken) => {
        let state: OrderState = "planned"
        for (const step of taken) {
          const outcome = take(state, step)
          expect(Result.isSuccess(outcome)).toBe(isOrderStepPossible(state, step))
          if (Result.isFailure(outcome)) {
            expect(outcome.failure).toMatchObject({ _tag: "OrderNotSo", state, changedBy: "Hana", changedById: 7 })
            continue
          }
          expect(orderStates).toContain(outcome.success)
          // Nothing that somebody finished or called off is open again.
          if (!openOrderStates.includes(state)) expect(openOrderStates).not.toContain(outcome.success)
          state = outcome.success
        }
      }),
      { numRuns: 300 },
    )
  })

  test("lead from the proposal to the end, by the way that the words say", () => {
    const way: ReadonlyArray<OrderStep> = ["schedule", "dispatch", "travel", "arrive", "finish", "close"]
    let state: OrderState = "planned"
    const states = way.map((step) => (state = Result.getOrThrow(take(state, step))))
    expect(states).toEqual(["scheduled", "dispatched", "en-route", "on-site", "finished", "closed"])
  })

  test("everything before its end can be cancelled, and nothing after it", () => {
    expect(orderStates.filter((state) => isOrderStepPossible(state, "cancel"))).toEqual([...openOrderStates])
  })
})

test("people arrive at most seven days before all that is known of an order, stay at most seven, and never in the future", () => {
  const day = 24 * 60 * 60_000
  const now = new Date("2026-11-23T12:00:00Z")
  const order: TimedOrder = { createdAt: now, arrivedAt: now, plannedOn: "2026-11-22", timeZone: "Europe/Berlin" }
  const problem = (arrived: string, finishedAt: Date | null, made = order) =>
    timesProblemOf(made, { arrivedAt: new Date(arrived), finishedAt }, now)
  expect(earliestArrival(order)).toEqual(new Date("2026-11-14T23:00:00Z"))
  expect(problem("2026-11-14T23:00:00Z", new Date("2026-11-21T23:00:00Z"))).toBeNull()
  expect(problem("2026-11-14T22:59:00Z", null)).toBe("too-early")
  expect(problem("2025-11-23T11:00:00Z", now)).toBe("too-early")
  expect(problem("2026-11-15T00:00:00Z", now)).toBe("too-long")
  expect(problem("2026-11-23T12:01:00Z", null)).toBe("not-in-order")
  expect(problem("2026-11-23T11:00:00Z", new Date("2026-11-23T10:00:00Z"))).toBe("not-in-order")
  const ofThePast = { ...order, arrivedAt: new Date(now.getTime() - 400 * day), plannedOn: null }
  expect(problem("2025-10-15T12:00:00Z", new Date("2025-10-15T13:00:00Z"), ofThePast)).toBeNull()
})

test("a phone whose clock is years behind did it now", () => {
  const now = new Date("2026-11-23T12:00:00Z")
  const order = { dispatchedAt: null, travelStartedAt: null, arrivedAt: null, finishedAt: null }
  const createdAt = new Date("2026-10-01T12:00:00Z")
  expect(stepTime({ ...order, createdAt }, new Date("1970-01-01T00:00:00Z"), now)).toEqual(now)
})

test("a step told late was done between the step before it and now, whatever the phone's clock says", () => {
  const time = fc.integer({ min: 0, max: 1_000_000 }).map((at) => new Date(at))
  fc.assert(
    fc.property(time, time, fc.option(time, { nil: undefined }), (a, b, told) => {
      const [before, now] = a < b ? [a, b] : [b, a]
      const order = { dispatchedAt: before, travelStartedAt: null, arrivedAt: null, finishedAt: null }
      const at = stepTime({ ...order, createdAt: new Date(0) }, told, now)
      expect(at >= before && at <= now).toBe(true)
      if (told === undefined) expect(at).toEqual(now)
      else if (told >= before && told <= now) expect(at).toEqual(told)
    }),
  )
})
