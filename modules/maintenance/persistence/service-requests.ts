import { Effect } from "effect"
import { query } from "#kernel/database/database.ts"
import type { UnitKind } from "#equipment"
import type { Problem } from "../domain/problem.ts"
import type { Standing } from "../domain/service-request.ts"

/** A request whole, as it is stored. */
export interface ServiceRequest extends Standing {
  readonly id: number
  readonly accountId: number
  readonly buildingId: number
  readonly unitId: number
  readonly unit: string
  readonly number: string
  readonly kind: UnitKind
  readonly building: string
  readonly timeZone: string
  readonly problem: Problem
  readonly description: string
  readonly contactName: string
  readonly contactPhone: string
  readonly reason: string | null
  readonly reportedBy: string
  readonly reportedById: number
  readonly submittedAt: Date
  readonly changedAt: Date
}

/** The columns of a ServiceRequest. */
export const requestColumns = `id, account_id as "accountId", building_id as "buildingId", unit_id as "unitId", unit_name as unit,
  unit_number as number, unit_kind as kind, building_name as building, time_zone as "timeZone", problem, description, trapped_since as "trappedSince",
  trapped_until as "trappedUntil", contact_name as "contactName", contact_phone as "contactPhone", state, reason,
  reported_by as "reportedBy", reported_by_id as "reportedById", submitted_at as "submittedAt", waiting_since as "waitingSince",
  changed_at as "changedAt", changed_by as "changedBy", changed_by_id as "changedById", completed_at as "completedAt", rating`

export interface NewRequest {
  readonly accountId: number
  readonly buildingId: number
  readonly unitId: number
  readonly unit: string
  readonly number: string
  readonly kind: UnitKind
  readonly building: string
  readonly timeZone: string
  readonly problem: Problem
  readonly fault: string | null
  readonly description: string
  readonly trapped: boolean
  readonly contactName: string
  readonly contactPhone: string
  readonly by: { readonly userId: number; readonly name: string }
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

/** The request that a form has made, or null. */
export const ofForm = (userId: number, formKey: string) =>
  query<{ id: number }>(
    (tx) => tx`select id from maintenance.service_requests where reported_by_id = ${userId} and form_key = ${formKey}`,
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
