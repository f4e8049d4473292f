import { Effect } from "effect"
import type { Sender } from "#access"
import { transactional } from "#kernel/database/database.ts"
import { isOrderStepPossible } from "../domain/service-order.ts"
import * as ServiceOrders from "../persistence/service-orders.ts"
import * as ServiceRequests from "../persistence/service-requests.ts"
import { cancelOrder } from "./cancel-order.ts"
import { type By, held } from "./change-request.ts"
import { completeHeld } from "./requests-of-order.ts"

/**
 * An accepted request is settled without a visit, or by another one; the clock of whoever was inside stops, and its reporters
 * are told by mail. Its order, when nobody is at work on it and no other request needs it, is cancelled for this reason.
 */
export const completeRequest = Effect.fn("Maintenance.completeRequest")(function* (
  by: By,
  sender: Sender,
  id: number,
  now: Date,
) {
  const orderId = yield* ServiceRequests.orderOf(id)
  const order = orderId === null ? null : yield* ServiceOrders.hold(orderId)
  const request = yield* held(id)
  yield* completeHeld(request, by, sender, "", now)
  if (order === null || order.state === "on-site" || !isOrderStepPossible(order.state, "cancel")) return
  const others = yield* ServiceRequests.holdAcceptedOf(order.id)
  const reason = "What was reported is settled without it."
  if (others.length === 0 && order.source === "request") {
    yield* cancelOrder(by, order.id, { reason }, now).pipe(Effect.orDie)
  }
}, transactional)
