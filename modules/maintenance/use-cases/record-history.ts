import { Effect } from "effect"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import type { Day } from "#kernel/time.ts"
import type { PlanTerms } from "../domain/service-plan.ts"
import * as History from "../persistence/history.ts"
import type { OrderEntryKind } from "../persistence/order-entries.ts"
import type { EntryKind } from "../persistence/request-entries.ts"
import * as ServicePlans from "../persistence/service-plans.ts"
import * as ServiceRequests from "../persistence/service-requests.ts"
import * as Technicians from "../persistence/technicians.ts"
import { requestsSay } from "./unit-said.ts"

/** A line of an order or of a request's thread; `at` is ISO 8601. */
export type HistoryLine<Kind> = Omit<History.HistoryEntry<Kind>, "of">

/** A plan with how far it is. */
export interface HistoryPlan extends ServicePlans.PlannedUnit {
  readonly terms: PlanTerms
  /** The first due date that is not settled, and the last day on which it was done. */
  readonly openFrom: Day
  readonly completedOn: Day | null
}

/** An order with what happened to it; technician and the order that it goes on with are places in the history's lists. */
export interface HistoryOrder extends Omit<History.HistoryOrder, "technician_id" | "technician"> {
  readonly technician: number | null
  readonly follows: number | null
  readonly lines: ReadonlyArray<HistoryLine<OrderEntryKind>>
}

/** A request with its thread; its order is a place in the history's list. */
export interface HistoryRequest extends Omit<History.HistoryRequest, "order_id"> {
  readonly order: number | null
  readonly lines: ReadonlyArray<HistoryLine<EntryKind>>
}

/** What a service company has behind it. */
export interface MaintenanceHistory {
  readonly technicians: ReadonlyArray<
    Technicians.TechnicianDetails & { readonly hours: ReadonlyArray<Technicians.HoursRow> }
  >
  readonly plans: ReadonlyArray<HistoryPlan>
  readonly orders: ReadonlyArray<HistoryOrder>
  readonly requests: ReadonlyArray<HistoryRequest>
}

const idAt = (ids: ReadonlyArray<number>, place: number | null): number | null =>
  place === null ? null : (ids[place] ?? null)

const addPlans = Effect.fnUntraced(function* (plans: MaintenanceHistory["plans"]) {
  for (const some of Map.groupBy(plans, ({ terms }) => JSON.stringify(terms)).values()) {
    const [first] = some
    if (first !== undefined) yield* ServicePlans.set(some, first.terms, first.startsOn)
  }
  yield* History.settlePlans(
    plans.map(({ unitId, terms, openFrom, completedOn }) => ({ unitId, name: terms.name, openFrom, completedOn })),
  )
})

/**
 * Adds technicians, plans, orders and requests as they are after some time, a few statements for all of them: for a portal that
 * begins with a past. Nobody is told of anything. The same history twice is there twice. Returns the ids of technicians
 * and orders, in order.
 */
export const recordHistory = Effect.fn("Maintenance.recordHistory")(
  function* (history: MaintenanceHistory) {
    const technicianIds = yield* Effect.forEach(history.technicians, ({ hours, ...details }) =>
      Effect.gen(function* () {
        const id = yield* Technicians.insert(details)
        yield* Technicians.setHours(id, hours)
        return id
      }),
    )
    yield* addPlans(history.plans)
    const nameAt = (place: number | null) => (place === null ? null : (history.technicians[place]?.name ?? null))
    const orderIds = yield* History.addOrders(
      history.orders.map((told) => {
        const { technician, follows: _, lines: __, ...order } = told
        return { ...order, technician_id: idAt(technicianIds, technician), technician: nameAt(technician) }
      }),
    )
    yield* History.linkOrders(
      history.orders.flatMap(({ follows }, place) => {
        const [id, first] = [orderIds[place], idAt(orderIds, follows)]
        return id === undefined || first === null ? [] : [{ id, first }]
      }),
    )
    yield* History.addOrderEntries(
      history.orders.flatMap(({ lines }, place) => lines.map((line) => ({ ...line, of: orderIds[place] ?? 0 }))),
    )
    const requestIds = yield* History.addRequests(
      history.requests.map((told) => {
        const { order, lines: _, ...request } = told
        return { ...request, order_id: idAt(orderIds, order) }
      }),
    )
    yield* requestsSay(yield* ServiceRequests.openOf(requestIds))
    yield* History.addRequestEntries(
      history.requests.flatMap(({ lines }, place) => lines.map((line) => ({ ...line, of: requestIds[place] ?? 0 }))),
    )
    return { technicianIds, orderIds }
  },
  transactional,
  as(everything),
)
