import { Effect } from "effect"
import { MessageBus } from "#kernel/bus/message-bus.ts"
import { transactional } from "#kernel/database/database.ts"
import { stateAfter, stepTime } from "../domain/service-order.ts"
import { OrderArrived } from "../events.ts"
import { type Doer, heldForStep, moveOrder, orderNamed, type Told } from "./change-order.ts"
import { tellRequests } from "./requests-of-order.ts"
import { unitFollows } from "./unit-work.ts"

/**
 * The technician of an order is at the unit; one who is in the building already need not have travelled. Told again with the same
 * form key it changes nothing.
 */
export const arrive = Effect.fn("Maintenance.arrive")(function* (by: Doer, id: number, told: Told, now: Date) {
  const bus = yield* MessageBus
  const order = yield* heldForStep(by, id, told)
  if (order === null) return
  const state = yield* stateAfter(order, "arrive")
  const at = stepTime(order, told.at, now)
  yield* moveOrder(
    order,
    { state, arrivedAt: at },
    { kind: "arrived", at, by, text: order.technician ?? "", formKey: told.formKey },
    now,
  )
  yield* tellRequests(id, { kind: "arrived", by, at })
  yield* unitFollows(id, now)
  yield* bus.publish(OrderArrived.of({ ...orderNamed(order), at: at.toISOString() }))
}, transactional)
