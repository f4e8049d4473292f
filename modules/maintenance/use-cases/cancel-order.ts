import { Effect } from "effect"
import { unitDetail } from "#equipment"
import { MessageBus } from "#kernel/bus/message-bus.ts"
import { transactional } from "#kernel/database/database.ts"
import { stateAfter } from "../domain/service-order.ts"
import { OrderCancelled } from "../events.ts"
import * as ServiceNeeds from "../persistence/service-needs.ts"
import { type Doer, heldForStep, moveOrder, orderNamed } from "./change-order.ts"
import { giveBackRequests } from "./requests-of-order.ts"
import { unitFollows } from "./unit-work.ts"

/**
 * An order that is not finished will not be done, and why. What it was to settle, requests
 * and needs, waits for the dispatcher again.
 */
export const cancelOrder = Effect.fn("Maintenance.cancelOrder")(function* (
  by: Doer,
  id: number,
  wanted: { readonly reason: string; readonly formKey?: string },
  now: Date,
) {
  const bus = yield* MessageBus
  const { reason, formKey } = wanted
  const order = yield* heldForStep(by, id, wanted)
  if (order === null) return
  const state = yield* stateAfter(order, "cancel")
  // Whoever was there has left: the unit is no longer out of service for it.
  const left = order.state === "on-site" ? { finishedAt: now } : {}
  yield* moveOrder(order, { state, reason, ...left }, { kind: "cancelled", at: now, by, text: reason, formKey }, now)
  if (order.state === "on-site") yield* unitFollows(id, now)
  yield* giveBackRequests(id, by, reason, now)
  const unit = yield* unitDetail(order.unitId)
  yield* ServiceNeeds.takeFrom(id, unit?.state !== "out-of-order", now)
  yield* bus.publish(OrderCancelled.of({ ...orderNamed(order), reason }))
}, transactional)
