import { Effect } from "effect"
import { query } from "#kernel/database/database.ts"
import type { ServiceRequest } from "./service-requests.ts"

export type EntryKind =
  | "submitted"
  | "joined"
  | "message"
  | "accepted"
  | "rejected"
  | "completed"
  | "closed"
  | "reopened"
  | "rated"
  // What happens to the order that it belongs to.
  | "merged"
  | "assigned"
  | "unassigned"
  | "on-the-way"
  | "arrived"
  | "goes-on"
  | "given-back"

/** One line of a request's thread. */
export interface RequestEntry {
  readonly id: string
  readonly kind: EntryKind
  readonly at: Date
  readonly by: string
  /** Null: a passer-by, who has no account. */
  readonly byId: number | null
  /** Whether it comes from the service company. */
  readonly byStaff: boolean
  /** "": nothing was said. */
  readonly text: string
  readonly rating: number | null
}

interface NewEntry {
  readonly kind: EntryKind
  readonly at: Date
  readonly by: { readonly userId: number | null; readonly name: string; readonly staffRole: string | null }
  readonly text: string
  readonly rating?: number
  readonly formKey?: string
}

/** Adds a line to a thread, and returns its id. Null: its form has added it before. */
export const add = (
  request: Pick<ServiceRequest, "id" | "accountId" | "unitId">,
  { kind, at, by, text, rating, formKey }: NewEntry,
) =>
  query<{ id: string }>(
    (tx) => tx`
    insert into maintenance.request_entries (request_id, account_id, unit_id, kind, at, by_id, by_name, by_staff, text,
      rating, form_key)
    values (${request.id}, ${request.accountId}, ${request.unitId}, ${kind}, ${at}, ${by.userId}, ${by.name},
      ${by.staffRole !== null}, ${text}, ${rating ?? null}, ${formKey ?? null})
    on conflict do nothing
    returning id::text`,
  ).pipe(Effect.map(([row]) => row?.id ?? null))

/** A request's thread, in order. */
export const of = (requestId: number) =>
  query<RequestEntry>(
    (tx) => tx`
    select e.id::text, kind, at, by_name as by, by_id as "byId", by_staff as "byStaff", text, rating
    from maintenance.request_entries e where request_id = ${requestId} order by e.id`,
  )

/** Who reported a request or joined it, of those with an account. */
export const reporters = (requestId: number) =>
  query<{ userId: number }>(
    (tx) => tx`
    select distinct by_id as "userId" from maintenance.request_entries
    where request_id = ${requestId} and kind in ('submitted', 'joined') and by_id is not null`,
  ).pipe(Effect.map((rows) => rows.map(({ userId }) => userId)))
