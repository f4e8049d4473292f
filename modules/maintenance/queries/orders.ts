import { Effect } from "effect"
import { query } from "#kernel/database/database.ts"
import * as OrderEntries from "../persistence/order-entries.ts"
import { orderColumns, type ServiceOrder } from "../persistence/service-orders.ts"
import { requestColumns, type ServiceRequest } from "../persistence/service-requests.ts"

/** One order, or null when there is none that the viewer may see. */
export const orderDetail = (id: number) =>
  query<ServiceOrder>(
    (tx) => tx`select ${tx.unsafe(orderColumns)} from maintenance.service_orders o where o.id = ${id}`,
  ).pipe(Effect.map(([row]) => row ?? null))

/** What happened to an order that the viewer may see, in order. */
export const entriesOf = OrderEntries.of

/** The requests that an order settles or settled, the oldest first. */
export const requestsOfOrder = (orderId: number) =>
  query<ServiceRequest>(
    (tx) => tx`
    select ${tx.unsafe(requestColumns)} from maintenance.service_requests where order_id = ${orderId} order by id`,
  )

/** The orders that go on with this one, the first one first. */
export const followUpsOf = (orderId: number) =>
  query<ServiceOrder>(
    (tx) => tx`
    select ${tx.unsafe(orderColumns)} from maintenance.service_orders o where o.follows_id = ${orderId} order by o.id`,
  )
