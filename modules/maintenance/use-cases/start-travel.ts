import { Effect } from "effect"
import { MessageBus } from "#kernel/bus/message-bus.ts"
import { transactional } from "#kernel/database/database.ts"
import { stateAfter, stepTime } from "../domain/service-order.ts"
import { OrderTravelStarted } from "../events.ts"
import { type Doer, heldForStep, moveOrder, orderNamed, type Told } from "./change-order.ts"
import { tellRequests } from "./requests-of-order.ts"

/** The technician of an order sets out. Told again with the same form key it changes nothing. */
export const startTravel = Effect.fn("Maintenance.startTravel")(function* (
  by: Doer,
  id: number,
  told: Told,
  now: Date,
) {
  const bus = yield* MessageBus
  const order = yield* heldForStep(by, id, told)
  if (order === null) return
  const state = yield* stateAfter(order, "travel")
  const at = stepTime(order, told.at, now)
  yield* moveOrder(
    order,
    { state, travelStartedAt: at },
    { kind: "on-the-way", at, by, text: order.technician ?? "", formKey: told.formKey },
    now,
  )
  yield* tellRequests(id, { kind: "on-the-way", by, at })
  yield* bus.publish(OrderTravelStarted.of({ ...orderNamed(order), at: at.toISOString() }))
}, transactional)
