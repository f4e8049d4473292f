import { Effect } from "effect"
import { MessageBus } from "#kernel/bus/message-bus.ts"
import { transactional } from "#kernel/database/database.ts"
import { stateAfter } from "../domain/service-order.ts"
import { OrderUnassigned } from "../events.ts"
import { type Doer, heldForStep, moveOrder, orderNamed, type Told } from "./change-order.ts"
import { tellRequests } from "./requests-of-order.ts"

/** Takes an order from its technician, who has not arrived: it waits for another one. */
export const unassignOrder = Effect.fn("Maintenance.unassignOrder")(function* (
  by: Doer,
  id: number,
  told: Pick<Told, "formKey">,
  now: Date,
) {
  const bus = yield* MessageBus
  const order = yield* heldForStep(by, id, told)
  if (order === null) return
  const state = yield* stateAfter(order, "unassign")
  const { technicianId, technician } = order
  yield* moveOrder(
    order,
    { state, technicianId: null, technician: null, dispatchedAt: null, travelStartedAt: null },
    { kind: "unassigned", at: now, by, text: technician ?? "", formKey: told.formKey },
    now,
  )
  yield* tellRequests(id, { kind: "unassigned", by, at: now })
  yield* bus.publish(OrderUnassigned.of({ ...orderNamed(order), technicianId }))
}, transactional)
