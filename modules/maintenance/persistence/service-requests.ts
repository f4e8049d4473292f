import { Effect } from "effect"
import { query } from "#kernel/database/database.ts"
import type { Problem } from "../domain/problem.ts"
import type { Standing } from "../domain/service-request.ts"
import { type NamedUnit, namedUnitColumns } from "./named-unit.ts"

/** A request whole, as it is stored. */
export interface ServiceRequest extends NamedUnit, Standing {
  readonly id: number
  readonly problem: Problem
  readonly description: string
  readonly contactName: string
  readonly contactPhone: string
  readonly reason: string | null
  readonly reportedBy: string
  /** Null: a passer-by, who has no account. */
  readonly reportedById: number | null
  readonly submittedAt: Date
  readonly changedAt: Date
  /** The order that it belongs to; null: none, or none any more. */
  readonly orderId: number | null
}

/** The columns of a ServiceRequest. */
export const requestColumns = `id, ${namedUnitColumns("")}, problem, description,
  trapped_since as "trappedSince", trapped_until as "trappedUntil", contact_name as "contactName", contact_phone as "contactPhone", state, reason,
  reported_by as "reportedBy", reported_by_id as "reportedById", submitted_at as "submittedAt", waiting_since as "waitingSince",
  changed_at as "changedAt", changed_by as "changedBy", changed_by_id as "changedById", completed_at as "completedAt", rating, order_id as "orderId"`

export interface NewRequest extends NamedUnit {
  readonly problem: Problem
  readonly fault: string | null
  readonly description: string
  readonly trapped: boolean
  readonly contactName: string
  readonly contactPhone: string
  readonly by: { readonly userId: number | null; readonly name: string }
  /** A UUID. */
  readonly formKey: string
  readonly searchText: string
}

/** Adds a request. Returns its id, or null when its form has made one before. */
export const insert = (request: NewRequest, now: Date) =>
  query<{ id: number }>(
    (tx) => tx`
    insert into maintenance.service_requests (account_id, building_id, unit_id, unit_name, unit_number, unit_kind, building_name, time_zone, problem, fault,
      description, trapped_since, contact_name, contact_phone, reported_by_id, reported_by, submitted_at, waiting_since, changed_at,
      changed_by_id, changed_by, form_key, search_text)
    values (${request.accountId}, ${request.buildingId}, ${request.unitId}, ${request.unit}, ${request.number}, ${request.kind}, ${request.building}, ${request.timeZone},
      ${request.problem}, ${request.fault}, ${request.description}, ${request.trapped ? now : null}, ${request.contactName},
      ${request.contactPhone}, ${request.by.userId}, ${request.by.name}, ${now}, ${now}, ${now}, ${request.by.userId},
      ${request.by.name}, ${request.formKey}, ${request.searchText})
    on conflict on constraint service_requests_form_once do nothing
    returning id`,
  ).pipe(Effect.map(([row]) => row?.id ?? null))

/** Those of some requests that are open. */
export const openOf = (ids: ReadonlyArray<number>) =>
  query<ServiceRequest>(
    (tx) => tx`
    select ${tx.unsafe(requestColumns)} from maintenance.service_requests
    where id = any(${[...ids]}::int[]) and state in ('submitted', 'accepted')`,
  )

/** The request that a form has made, or null. */
export const ofForm = (userId: number | null, formKey: string) =>
  query<{ id: number }>(
    (tx) =>
      tx`select id from maintenance.service_requests where reported_by_id is not distinct from ${userId}::int and form_key = ${formKey}`,
  ).pipe(Effect.map(([row]) => row?.id ?? null))

/** A request that the viewer sees, held until the transaction ends: whoever else wants to change it waits. */
export const hold = (id: number) =>
  query<ServiceRequest>(
    (tx) => tx`select ${tx.unsafe(requestColumns)} from maintenance.service_requests where id = ${id} for update`,
  ).pipe(Effect.map(([row]) => row ?? null))

/** Saves where a request stands now; `reason` belongs to a rejection. */
export const save = (id: number, standing: Standing, reason: string | null, now: Date) =>
  query(
    (tx) => tx`
    update maintenance.service_requests set state = ${standing.state}, reason = ${reason}, changed_at = ${now},
      changed_by = ${standing.changedBy}, changed_by_id = ${standing.changedById}, completed_at = ${standing.completedAt},
      trapped_until = ${standing.trappedUntil}, waiting_since = ${standing.waitingSince}, rating = ${standing.rating}
    where id = ${id}`,
  )

/** The requests that an order is to settle, held until the transaction ends. Whoever holds the order asks for them. */
export const holdAcceptedOf = (orderId: number) =>
  query<ServiceRequest>(
    (tx) => tx`
    select ${tx.unsafe(requestColumns)} from maintenance.service_requests
    where order_id = ${orderId} and state = 'accepted' order by id for update`,
  )

/** Makes a request part of an order, or (null) of none. */
export const giveTo = (id: number, orderId: number | null) =>
  query((tx) => tx`update maintenance.service_requests set order_id = ${orderId} where id = ${id}`)

/** The unit of a request that the viewer sees, or null. */
export const unitOf = (id: number) =>
  query<{ unitId: number }>(
    (tx) => tx`select unit_id as "unitId" from maintenance.service_requests where id = ${id}`,
  ).pipe(Effect.map(([row]) => row?.unitId ?? null))

/** The order of a request that the viewer sees, or null. */
export const orderOf = (id: number) =>
  query<{ orderId: number | null }>(
    (tx) => tx`select order_id as "orderId" from maintenance.service_requests where id = ${id}`,
  ).pipe(Effect.map(([row]) => row?.orderId ?? null))

/** Requests that were completed with an order at one time were so at another. */
export const completedAnew = (orderId: number, before: Date, after: Date) =>
  query(
    (tx) => tx`
    update maintenance.service_requests set completed_at = greatest(${after}::timestamptz, submitted_at),
      trapped_until = case when trapped_until = completed_at then greatest(${after}::timestamptz, trapped_since) else trapped_until end
    where order_id = ${orderId} and completed_at = ${before}`,
  )
