import { Effect, Schema } from "effect"
import { MessageBus } from "#kernel/bus/message-bus.ts"
import { transactional } from "#kernel/database/database.ts"
import { type Day, dayAt } from "#kernel/time.ts"
import { DayNotAhead, isDayAhead } from "../domain/days-ahead.ts"
import { notSo } from "../domain/service-order.ts"
import { VisitMoved } from "../events.ts"
import * as OrderEntries from "../persistence/order-entries.ts"
import * as ServiceOrders from "../persistence/service-orders.ts"
import * as Visits from "../persistence/visits.ts"
import { announceOrder, type Doer, heldOrder } from "./change-order.ts"
import { TechnicianNotFound } from "./dispatch-order.ts"
import { visitNamed } from "./planner.ts"

/** The visit is no longer where whoever moves it has seen it. */
class MovedMeanwhile extends Schema.TaggedError<MovedMeanwhile>()("MovedMeanwhile", {}) {}

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
  if (!isDayAhead(day, dayAt(now, order.timeZone))) return yield* new DayNotAhead()
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

/** Where somebody who moves a visit has seen it. */
export interface SeenPlace {
  readonly day: Day | null
  readonly technicianId: number | null
}

/**
 * Moves a visit to another day, in the building's calendar, or to somebody else. It stays there whatever the planner would do. Of
 * two who move it at once one wins: `seen` is where it has to be still, or already is where it is moved to.
 */
export const moveVisit = Effect.fn("Maintenance.moveVisit")(function* (
  by: Doer,
  orderId: number,
  place: VisitPlace,
  seen: SeenPlace,
  now: Date,
) {
  const order = yield* heldOrder(orderId)
  const isAt = ({ day, technicianId }: SeenPlace) => order.plannedOn === day && order.technicianId === technicianId
  if (!isAt(seen) && !isAt(place)) return yield* new MovedMeanwhile()
  yield* moveHeldVisit(by, order, place, now)
}, transactional)
