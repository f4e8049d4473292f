import { Effect } from "effect"
import type { Fault } from "#equipment"
import { query } from "#kernel/database/database.ts"
import { type NamedUnit, namedUnitColumns } from "./named-unit.ts"

export const needStates = ["open", "order", "dismissed", "back"] as const
/** `order`: somebody is sent; `dismissed`: nobody is, and why; `back`: the unit was in service again before anybody looked. */
export type NeedState = (typeof needStates)[number]

/** What a connected unit told of that nobody has reported: the dispatcher decides whether somebody is sent. */
export interface ServiceNeed extends NamedUnit {
  readonly id: number
  readonly state: NeedState
  readonly fault: Fault | null
  readonly entrapment: boolean
  /** Where the telemetry interval began that caused it. */
  readonly since: Date
  readonly settledAt: Date | null
  readonly settledBy: string
  readonly reason: string
  readonly orderId: number | null
}

/** The columns of a ServiceNeed. */
export const needColumns = `id, ${namedUnitColumns("")}, state, fault, entrapment, since,
  settled_at as "settledAt", settled_by as "settledBy", reason, order_id as "orderId"`

/** Adds a need. False: it is known. */
export const insert = (
  need: NamedUnit & Pick<ServiceNeed, "entrapment" | "since"> & { readonly fault: string | null },
  now: Date,
) =>
  query<{ id: number }>(
    (tx) => tx`
    insert into maintenance.service_needs (account_id, building_id, unit_id, unit_name, unit_number, unit_kind, building_name,
      time_zone, fault, entrapment, since, noticed_at)
    values (${need.accountId}, ${need.buildingId}, ${need.unitId}, ${need.unit}, ${need.number}, ${need.kind},
      ${need.building}, ${need.timeZone}, ${need.fault}, ${need.entrapment}, ${need.since}, ${now})
    on conflict on constraint service_needs_once do nothing
    returning id`,
  ).pipe(Effect.map((rows) => rows.length > 0))

/** The unit of a need, or null when there is none. */
export const unitOf = (id: number) =>
  query<{ unitId: number }>(
    (tx) => tx`select unit_id as "unitId" from maintenance.service_needs where id = ${id}`,
  ).pipe(Effect.map(([row]) => row?.unitId ?? null))

/** The units that a need is open for. */
export const openUnitIds = query<{ unitId: number }>(
  (tx) => tx`select distinct unit_id as "unitId" from maintenance.service_needs where state = 'open'`,
).pipe(Effect.map((rows) => rows.map(({ unitId }) => unitId)))

/** A need, held until the transaction ends, or null. */
export const hold = (id: number) =>
  query<ServiceNeed>(
    (tx) => tx`select ${tx.unsafe(needColumns)} from maintenance.service_needs where id = ${id} for update`,
  ).pipe(Effect.map(([row]) => row ?? null))

/** The open needs of a unit become part of an order. */
export const giveOpenOf = (unitId: number, orderId: number, by: string, now: Date) =>
  query(
    (tx) => tx`
    update maintenance.service_needs set state = 'order', order_id = ${orderId}, settled_at = ${now}, settled_by = ${by}
    where unit_id = ${unitId} and state = 'open'`,
  )

/**
 * The unit is back before anybody looked. Returns whether that settled anything. Needs whose order is still open are waited for:
 * it may be on its way to be cancelled, which opens them again.
 */
export const settleBack = (unitId: number, at: Date) =>
  query<{ state: NeedState }>(
    (tx) => tx`
    update maintenance.service_needs n set state = case state when 'open' then 'back' else state end,
      settled_at = case state when 'open' then ${at}::timestamptz else settled_at end
    where unit_id = ${unitId} and (state = 'open' or state = 'order' and exists (
      select from maintenance.service_orders o where o.id = n.order_id
        and o.state in ('planned', 'scheduled', 'dispatched', 'en-route', 'on-site')))
    returning state`,
  ).pipe(Effect.map((rows) => rows.some(({ state }) => state === "back")))

/** Nobody is sent, for a reason. */
export const dismiss = (id: number, by: string, reason: string, now: Date) =>
  query(
    (tx) => tx`
    update maintenance.service_needs set state = 'dismissed', settled_at = ${now}, settled_by = ${by}, reason = ${reason}
    where id = ${id}`,
  )

/** What the needs of an order told of is for the dispatcher again; or the unit is back meanwhile. */
export const takeFrom = (orderId: number, isBack: boolean, now: Date) =>
  query(
    (tx) => tx`
    update maintenance.service_needs set order_id = null, settled_by = '',
      state = ${isBack ? "back" : "open"}, settled_at = ${isBack ? now : null}
    where order_id = ${orderId} and state = 'order'`,
  )
