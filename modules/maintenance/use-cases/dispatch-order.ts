import { Effect, Schema } from "effect"
import { MessageBus } from "#kernel/bus/message-bus.ts"
import { transactional } from "#kernel/database/database.ts"
import { dayAt } from "#kernel/time.ts"
import { notSo, stateAfter, stepTime } from "../domain/service-order.ts"
import { OrderDispatched } from "../events.ts"
import * as ServiceOrders from "../persistence/service-orders.ts"
import { type Doer, heldForStep, moveOrder, orderNamed, type Told } from "./change-order.ts"
import { tellRequests } from "./requests-of-order.ts"

/** There is no such technician, or they no longer work. */
export class TechnicianNotFound extends Schema.TaggedError<TechnicianNotFound>()("TechnicianNotFound", {}) {}

/**
 * Hands an order to a technician; one that another has, who has not arrived, is theirs from then on. An order that is planned
 * for no day is for today. Its requests' threads say who comes. Handed to whoever has it already, nothing changes.
 */
export const dispatchOrder = Effect.fn("Maintenance.dispatchOrder")(function* (
  by: Doer,
  id: number,
  wanted: Told & {
    readonly technicianId: number
    /** Whose it was, as whoever hands it over saw it (null: nobody's); somebody who was quicker is not overruled. */
    readonly seen?: number | null
  },
  now: Date,
) {
  const bus = yield* MessageBus
  const { technicianId, seen, formKey } = wanted
  const order = yield* heldForStep(by, id, wanted)
  if (order === null) return
  const state = yield* stateAfter(order, "dispatch")
  if (order.state === "dispatched" && order.technicianId === technicianId) return
  if (seen !== undefined && order.technicianId !== seen) return yield* notSo(order)
  const technician = yield* ServiceOrders.technicianNamed(technicianId, now)
  if (technician === null) return yield* new TechnicianNotFound()
  const at = stepTime(order, wanted.at, now)
  const plannedOn = order.plannedOn ?? dayAt(at, order.timeZone)
  yield* moveOrder(
    order,
    { state, plannedOn, technicianId, technician, dispatchedAt: at, travelStartedAt: null },
    { kind: "dispatched", at, by, text: technician, formKey },
    now,
  )
  yield* tellRequests(id, { kind: "assigned", by, at, text: technician })
  yield* bus.publish(OrderDispatched.of({ ...orderNamed(order), technicianId, before: order.technicianId }))
}, transactional)
