import { Effect } from "effect"
import { query } from "#kernel/database/database.ts"
import type { Day } from "#kernel/time.ts"

/** Where a visit was put by hand. */
interface HandPlace {
  readonly day: Day
  readonly technicianId: number | null
  readonly technician: string | null
  /** The day that its customer was told before; null: leave what is there. */
  readonly movedFrom: Day | null
  readonly state: "planned" | "scheduled"
}

interface By {
  readonly userId: number | null
  readonly name: string
}

/** Puts a held visit where somebody wants it; it counts as held by hand from then on, and as not missed on a later day. */
export const moveByHand = (
  id: number,
  { day, technicianId, technician, movedFrom, state }: HandPlace,
  by: By,
  now: Date,
) =>
  query(
    (tx) => tx`
    update maintenance.service_orders set planned_on = ${day}::date, technician_id = ${technicianId}, technician = ${technician},
      planned_start = case when planned_on = ${day}::date then planned_start end, hold = 2, state = ${state},
      moved_from = coalesce(${movedFrom}::date, moved_from), changed_at = ${now}, changed_by_id = ${by.userId}, changed_by = ${by.name}
    where id = ${id}`,
  )

/** Saves who opens the door. */
export const saveContact = (id: number, name: string, phone: string, now: Date) =>
  query(
    (tx) => tx`
    update maintenance.service_orders set contact_name = ${name}, contact_phone = ${phone}, changed_at = ${now} where id = ${id}`,
  )

/** The unit's plan and zone of an order, or null. */
export const planOf = (orderId: number) =>
  query<{ planId: number | null; timeZone: string }>(
    (tx) =>
      tx`select plan_id as "planId", time_zone as "timeZone" from maintenance.service_orders where id = ${orderId}`,
  ).pipe(Effect.map(([row]) => row ?? null))
