import { Effect, Schema } from "effect"
import type { StaffRole } from "#access"
import { UNITS_CHANGED } from "#equipment"
import { Live } from "#kernel/bus/live.ts"
import { notSo, openOrderStates } from "../domain/service-order.ts"
import * as OrderEntries from "../persistence/order-entries.ts"
import * as ServiceOrders from "../persistence/service-orders.ts"
import { orderSays } from "./unit-said.ts"

/** There is no such order that whoever asks may see. */
class OrderNotFound extends Schema.TaggedError<OrderNotFound>()("OrderNotFound", {}) {}

/** Under this topic open pages hear of orders and of service needs; `ids` are those of orders. */
export const ORDERS_CHANGED = "orders"

/** Who does something to an order: a person, or (userId null) the portal itself. */
export interface Doer {
  readonly userId: number | null
  readonly name: string
  readonly staffRole: StaffRole | null
}

/** How a step is told that may come late, or twice. */
export interface Told {
  /** When it was done, for a phone that had no signal; now, if it does not say. */
  readonly at?: Date | undefined
  /** A UUID of the form or the action: told again, it changes nothing and is answered as before. */
  readonly formKey?: string | undefined
}

type Named = Pick<
  ServiceOrders.ServiceOrder,
  "id" | "accountId" | "buildingId" | "unitId" | "activity" | "planId" | "dueOn"
>

/** What every event of an order carries. */
export const orderNamed = ({ id, accountId, buildingId, unitId, activity, planId, dueOn }: Named) => ({
  orderId: id,
  ...{ accountId, buildingId, unitId, activity, planId, dueOn },
})

/** Holds an order that the viewer sees until the caller's transaction ends. */
export const heldOrder = Effect.fn("Maintenance.heldOrder")(function* (id: number) {
  const order = yield* ServiceOrders.hold(id)
  return order ?? (yield* new OrderNotFound())
})

/**
 * Holds an order for a step, or gives null when the same form or action has taken it before. A technician may take steps of
 * their own orders alone: of an order that is somebody else's, by now perhaps, it is as if somebody had been quicker.
 */
export const heldForStep = Effect.fn("Maintenance.heldForStep")(function* (by: Doer, id: number, { formKey }: Told) {
  const order = yield* heldOrder(id)
  if (formKey !== undefined && (yield* OrderEntries.hasForm(id, formKey))) return null
  if (by.staffRole === "technician") {
    const technicianId = by.userId === null ? null : yield* ServiceOrders.technicianOfUser(by.userId)
    if (technicianId === null || technicianId !== order.technicianId) return yield* notSo(order)
  }
  return order
})

/** Has open pages follow, when the caller's transaction commits: those of the order and those of its unit. */
export const announceOrder = Effect.fn("Maintenance.announceOrder")(function* ({
  id,
  accountId,
  unitId,
}: Pick<Named, "id" | "accountId" | "unitId">) {
  const live = yield* Live
  yield* live.announce(
    { topic: ORDERS_CHANGED, accountId, ids: [id] },
    { topic: UNITS_CHANGED, accountId, ids: [unitId] },
  )
})

/** Saves a step of a held order and adds the line that says so. */
export const moveOrder = Effect.fn("Maintenance.moveOrder")(function* (
  order: ServiceOrders.ServiceOrder,
  change: ServiceOrders.OrderChange,
  entry: Parameters<typeof OrderEntries.add>[1],
  now: Date,
) {
  yield* ServiceOrders.save(order.id, change, entry.by, now)
  yield* OrderEntries.add(order, entry)
  yield* orderSays(order, { arrivedAt: order.arrivedAt, ...change })
  yield* announceOrder(order)
})

/** Fails unless somebody still has to come for an order, or is there. */
export const stillOpen = (order: ServiceOrders.ServiceOrder) =>
  openOrderStates.includes(order.state) ? Effect.succeed(order) : Effect.fail(notSo(order))
