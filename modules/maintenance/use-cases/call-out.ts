import { Effect } from "effect"
import * as OrderEntries from "../persistence/order-entries.ts"
import * as RequestEntries from "../persistence/request-entries.ts"
import * as ServiceNeeds from "../persistence/service-needs.ts"
import * as ServiceOrders from "../persistence/service-orders.ts"
import * as ServiceRequests from "../persistence/service-requests.ts"
import { announceOrder } from "./change-order.ts"
import { announce, type By } from "./change-request.ts"
import { makeOrder, oneAtATimeOf } from "./open-order.ts"

/**
 * The open call-out or repair of a unit, held, or null. Nobody else makes one for it until the caller's transaction ends. An order
 * is held before its requests, here as everywhere.
 */
export const callOutOf = Effect.fn("Maintenance.callOutOf")(function* (unitId: number) {
  yield* oneAtATimeOf(unitId)
  return yield* ServiceOrders.holdOpenCallOutOf(unitId)
})

/**
 * Makes a held request part of the open call-out of its unit, or (null) of a new one, and with it what the unit itself told of.
 * Returns the order's id. Joins the transaction.
 */
export const giveToCallOut = Effect.fn("Maintenance.giveToCallOut")(function* (
  by: By,
  request: ServiceRequests.ServiceRequest,
  order: ServiceOrders.ServiceOrder | null,
  now: Date,
) {
  const { unitId, contactName, contactPhone, problem: title } = request
  const entrapment = request.trappedSince !== null
  const orderId =
    order?.id ??
    (yield* makeOrder(
      by,
      { unitId, activity: "call-out", title, contactName, contactPhone, entrapment },
      { source: "request", followsId: null },
      now,
    ).pipe(Effect.orDie))
  yield* ServiceRequests.giveTo(request.id, orderId)
  yield* ServiceNeeds.giveOpenOf(unitId, orderId, by.name, now)
  if (order === null) return orderId
  if (entrapment) yield* ServiceOrders.saveEntrapment(orderId)
  yield* OrderEntries.add(order, { kind: "request-joined", at: now, by, text: String(request.id) })
  yield* RequestEntries.add(request, { kind: "merged", at: now, by, text: "" })
  if (order.technician !== null && order.state !== "planned" && order.state !== "scheduled") {
    yield* RequestEntries.add(request, { kind: "assigned", at: now, by, text: order.technician })
  }
  yield* announceOrder(order)
  yield* announce(request)
  return orderId
})
