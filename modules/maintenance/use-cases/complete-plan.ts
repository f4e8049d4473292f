import { Effect } from "effect"
import { dayAt } from "#kernel/time.ts"
import * as ServicePlans from "../persistence/service-plans.ts"
import * as Visits from "../persistence/visits.ts"

/** When a planned visit is finished, its plan counts from that day on, if it counts from completions. Inside the caller's transaction. */
export const completePlan = Effect.fn("Maintenance.completePlan")(function* (orderId: number, finishedAt: Date) {
  const order = yield* Visits.planOf(orderId)
  if (order?.planId == null) return
  yield* ServicePlans.complete(order.planId, dayAt(finishedAt, order.timeZone))
})
