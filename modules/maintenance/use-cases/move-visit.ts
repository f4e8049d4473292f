import { Effect, Schema } from "effect"
import { MessageBus } from "#kernel/bus/message-bus.ts"
import { transactional } from "#kernel/database/database.ts"
import { type Day, dayAt } from "#kernel/time.ts"
import { notSo } from "../domain/service-order.ts"
import { VisitMoved } from "../events.ts"
import * as OrderEntries from "../persistence/order-entries.ts"
import * as ServiceOrders from "../persistence/service-orders.ts"
import * as Visits from "../persistence/visits.ts"
import { announceOrder, type Doer, heldOrder } from "./change-order.ts"
import { TechnicianNotFound } from "./dispatch-order.ts"
import { visitNamed } from "./planner.ts"

/** The day is over in the building's calendar. */
export class DayPassed extends Schema.TaggedError<DayPassed>()("DayPassed", {}) {}

/** Where a visit is to be. */
export interface VisitPlace {
  readonly day: Day
  /** Null: nobody yet. */
  readonly technicianId: number | null
}

/** Moves a visit that the caller's transaction holds, by hand: from then on the planner leaves it there. The same place changes nothing. */
export const moveHeldVisit = Effect.fn("Maintenance.moveHeldVisit")(function* (
  by: Doer,
  order: ServiceOrders.ServiceOrder,
  { day, technicianId }: VisitPlace,
  now: Date,
) {
  const bus = yield* MessageBus
  const { state, plannedOn } = order
  if (state !== "planned" && state !== "scheduled" && state !== "dispatched") return yield* notSo(order)
  if (day < dayAt(now, order.timeZone)) return yield* new DayPassed()
  const technician = technicianId === null ? null : yield* ServiceOrders.technicianNamed(technicianId, now)
  if (technicianId !== null && technician === null) return yield* new TechnicianNotFound()
  if (day === plannedOn && technicianId === order.technicianId) return
  // Whom it was handed to may not have it any more: somebody hands it over anew.
  const told = state !== "planned"
  const movedFrom = told && plannedOn !== null && day !== plannedOn ? plannedOn : null
  yield* Visits.moveByHand(
    order.id,
    { day, technicianId, technician, movedFrom, state: told ? "scheduled" : "planned" },
    by,
    now,
  )
  // Of a proposal that nobody was told there is nothing to tell a customer.
  yield* OrderEntries.add(order, { kind: "moved", at: now, by, text: day, shown: told })
  const place = { from: plannedOn, to: day, technicianId, byHand: true } as const
  yield* bus.publish(VisitMoved.of({ ...visitNamed(order), ...place }))
  yield* announceOrder(order)
})

/** Moves a visit to another day, in the building's calendar, or to somebody else. It stays there whatever the planner would do. */
export const moveVisit = Effect.fn("Maintenance.moveVisit")(function* (
  by: Doer,
  orderId: number,
  place: VisitPlace,
  now: Date,
) {
  yield* moveHeldVisit(by, yield* heldOrder(orderId), place, now)
}, transactional)
