import { Effect } from "effect"
import { MessageBus } from "#kernel/bus/message-bus.ts"
import { transactional } from "#kernel/database/database.ts"
import { stateAfter } from "../domain/service-order.ts"
import { OrderScheduled } from "../events.ts"
import { type Doer, heldForStep, moveOrder, orderNamed } from "./change-order.ts"

/** Sets the day ("2026-11-23", in the building's zone) on which somebody comes, and its time if it is known. */
export const scheduleOrder = Effect.fn("Maintenance.scheduleOrder")(function* (
  by: Doer,
  id: number,
  wanted: { readonly plannedOn: string; readonly plannedStart: Date | null; readonly formKey?: string },
  now: Date,
) {
  const bus = yield* MessageBus
  const { plannedOn, plannedStart, formKey } = wanted
  const order = yield* heldForStep(by, id, wanted)
  if (order === null) return
  const state = yield* stateAfter(order, "schedule")
  const start = plannedStart?.toISOString() ?? null
  yield* moveOrder(
    order,
    { state, plannedOn, plannedStart },
    { kind: "scheduled", at: now, by, text: start ?? plannedOn, formKey },
    now,
  )
  yield* bus.publish(OrderScheduled.of({ ...orderNamed(order), plannedOn, plannedStart: start }))
}, transactional)
