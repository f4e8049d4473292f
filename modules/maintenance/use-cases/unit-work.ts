import { Effect } from "effect"
import { recordWork } from "#equipment"
import { workOf } from "../domain/unit-work.ts"
import * as ServiceOrders from "../persistence/service-orders.ts"
import { heldOrder } from "./change-order.ts"

/** Has the history of a unit follow a held order that was changed. Joins the transaction, after the order is saved. */
export const unitFollows = Effect.fn("Maintenance.unitFollows")(function* (id: number, now: Date) {
  const order = yield* heldOrder(id)
  const reportedAt = yield* ServiceOrders.reportedAt(id)
  const { unitId, number, accountId, buildingId } = order
  const unit = { id: unitId, number, accountId, buildingId }
  yield* recordWork(unit, `order ${id}`, workOf(order, reportedAt ?? order.createdAt), now)
})
