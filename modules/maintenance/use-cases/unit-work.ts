import { Effect } from "effect"
import { recordWork } from "#equipment"
import { workOf } from "../domain/unit-work.ts"
import * as ServiceOrders from "../persistence/service-orders.ts"
import { heldOrder } from "./change-order.ts"

/**
 * Has the history of a unit follow a held order that was changed: `before` is the order as it was. Joins the transaction, after
 * the order is saved.
 */
export const unitFollows = Effect.fn("Maintenance.unitFollows")(function* (before: ServiceOrders.ServiceOrder) {
  const order = yield* heldOrder(before.id)
  const reportedAt = yield* ServiceOrders.reportedAt(order.id)
  const { unitId: id, number, accountId, buildingId } = order
  const work = workOf(before.arrivedAt === null ? null : before, order, reportedAt ?? order.createdAt)
  yield* recordWork({ id, number, accountId, buildingId }, work)
})
