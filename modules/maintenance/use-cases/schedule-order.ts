import { Effect } from "effect"
import { MessageBus } from "#kernel/bus/message-bus.ts"
import { transactional } from "#kernel/database/database.ts"
import { type Day, dayAt } from "#kernel/time.ts"
import { DayNotAhead, isDayAhead } from "../domain/days-ahead.ts"
import { notSo, stateAfter } from "../domain/service-order.ts"
import { OrderScheduled } from "../events.ts"
import type { ServiceOrder } from "../persistence/service-orders.ts"
import { type Doer, heldForStep, moveOrder, orderNamed } from "./change-order.ts"

/** When somebody comes: a day in the building's zone, and the time if it is known. */
export interface PlannedTime {
  readonly plannedOn: Day
  readonly plannedStart: Date | null
}

const isAt = (order: Pick<ServiceOrder, "plannedOn" | "plannedStart">, time: PlannedTime | null) =>
  order.plannedOn === (time?.plannedOn ?? null) && order.plannedStart?.getTime() === time?.plannedStart?.getTime()

/**
 * Sets the day ("2026-11-23", in the building's zone) on which somebody comes, and its time if it is known. The planner leaves it
 * there; a day that was told before is kept with it. Of two who set it at once one wins: it has to be still as it was `seen`, or
 * already is as it is wanted, which changes nothing.
 */
export const scheduleOrder = Effect.fn("Maintenance.scheduleOrder")(function* (
  by: Doer,
  id: number,
  wanted: PlannedTime & { readonly seen?: PlannedTime | null; readonly formKey?: string },
  now: Date,
) {
  const bus = yield* MessageBus
  const { plannedOn, plannedStart, seen, formKey } = wanted
  const order = yield* heldForStep(by, id, wanted)
  if (order === null) return
  const state = yield* stateAfter(order, "schedule")
  if (!isDayAhead(plannedOn, dayAt(now, order.timeZone))) return yield* new DayNotAhead()
  if (seen !== undefined && !isAt(order, seen)) {
    if (!isAt(order, wanted)) return yield* notSo(order)
    return
  }
  const start = plannedStart?.toISOString() ?? null
  const wasTold = order.state !== "planned" && order.plannedOn !== null && order.plannedOn !== plannedOn
  yield* moveOrder(
    order,
    { state, plannedOn, plannedStart, hold: 2, ...(wasTold ? { movedFrom: order.plannedOn } : {}) },
    { kind: "scheduled", at: now, by, text: start ?? plannedOn, formKey },
    now,
  )
  yield* bus.publish(OrderScheduled.of({ ...orderNamed(order), plannedOn, plannedStart: start }))
}, transactional)
