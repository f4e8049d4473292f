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
  stepTime,
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
