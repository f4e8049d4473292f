import { Effect } from "effect"
import { query } from "#kernel/database/database.ts"
import type { StaffRole } from "#access"
import type { ServiceOrder } from "./service-orders.ts"

/**
 * What a line of an order says. `text` is with `scheduled` and `moved` the day or the instant (ISO), with `dispatched` and
 * `unassigned` the technician's name, with `finished` the comment, with `cancelled` the reason, with `follow-up` the number of
 * the order that goes on, with `corrected` the times that were before (ISO, arrival/finish).
 */
export type OrderEntryKind =
  | "opened"
  | "request-joined"
  | "scheduled"
  | "moved"
  | "dispatched"
  | "unassigned"
  | "on-the-way"
  | "arrived"
  | "finished"
  | "corrected"
  | "follow-up"
  | "closed"
  | "cancelled"
  | "missed"
  | "move-asked"
  | "move-declined"
  | "contact-named"
  | "message"

/** One line of what happened to an order. */
export interface OrderEntry {
  readonly id: string
  readonly kind: OrderEntryKind
  readonly at: Date
  readonly by: string
  /** Null: the portal itself. */
  readonly byId: number | null
  readonly byStaff: boolean
  readonly text: string
}

interface NewEntry {
  readonly kind: OrderEntryKind
  readonly at: Date
  readonly by: { readonly userId: number | null; readonly name: string; readonly staffRole: StaffRole | null }
  readonly text?: string
  /** Whether customers read it; they do unless told otherwise. */
  readonly shown?: boolean
  readonly formKey?: string | undefined
}

/** Adds a line to an order. False: its form or action has added it before. */
export const add = (
  order: Pick<ServiceOrder, "id" | "accountId" | "buildingId" | "unitId">,
  { kind, at, by, text, shown, formKey }: NewEntry,
) =>
  query<{ id: string }>(
    (tx) => tx`
    insert into maintenance.order_entries (order_id, account_id, building_id, unit_id, kind, at, by_id, by_name, by_staff,
      text, shown, form_key)
    values (${order.id}, ${order.accountId}, ${order.buildingId}, ${order.unitId}, ${kind}, ${at}, ${by.userId},
      ${by.name}, ${by.staffRole !== null || by.userId === null}, ${text ?? ""}, ${shown ?? true}, ${formKey ?? null})
    on conflict on constraint order_entries_form_once do nothing
    returning id::text`,
  ).pipe(Effect.map((rows) => rows.length > 0))

/** Whether a form or an action of a phone has done its part on an order already. */
export const hasForm = (orderId: number, formKey: string) =>
  query<{ found: boolean }>(
    (tx) => tx`
    select exists (select from maintenance.order_entries where order_id = ${orderId} and form_key = ${formKey}) as found`,
  ).pipe(Effect.map(([row]) => row?.found === true))

/** The lines of an order that the viewer may see, in order; staff see also those not meant for customers. */
export const of = (orderId: number) =>
  query<OrderEntry>(
    (tx) => tx`
    select e.id::text, kind, at, by_name as by, by_id as "byId", by_staff as "byStaff", text
    from maintenance.order_entries e
    where order_id = ${orderId} and (shown or (select current_setting('app.reach', true)) = 'all') order by e.id`,
  )
