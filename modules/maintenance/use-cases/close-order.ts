import { Effect } from "effect"
import { MessageBus } from "#kernel/bus/message-bus.ts"
import { transactional } from "#kernel/database/database.ts"
import { stateAfter } from "../domain/service-order.ts"
import { OrderClosed } from "../events.ts"
import { type Doer, heldForStep, moveOrder, orderNamed, type Told } from "./change-order.ts"

/** Nothing more comes of a finished order: its findings have been looked at. */
export const closeOrder = Effect.fn("Maintenance.closeOrder")(function* (
  by: Doer,
  id: number,
  told: Pick<Told, "formKey">,
  now: Date,
) {
  const bus = yield* MessageBus
  const order = yield* heldForStep(by, id, told)
  if (order === null) return
  const state = yield* stateAfter(order, "close")
  yield* moveOrder(order, { state, closedAt: now }, { kind: "closed", at: now, by, formKey: told.formKey }, now)
  yield* bus.publish(OrderClosed.of(orderNamed(order)))
}, transactional)
