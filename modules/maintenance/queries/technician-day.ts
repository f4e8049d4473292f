import { Effect } from "effect"
import { query } from "#kernel/database/database.ts"
import { dayAt, startOfDay } from "#kernel/time.ts"
import type { Position } from "../domain/planning/travel.ts"
import { orderColumns, type ServiceOrder } from "../persistence/service-orders.ts"
import { requestColumns, type ServiceRequest } from "../persistence/service-requests.ts"

/** Whose day it is. */
export interface WorkingTechnician {
  readonly id: number
  readonly name: string
  /** Of the portal's user who is this technician; null: they have no sign-in. */
  readonly userId: number | null
  readonly timeZone: string
  /** Where the day begins and ends; null: nobody knows. */
  readonly home: Position | null
}

interface TechnicianRow {
  readonly id: number
  readonly name: string
  readonly userId: number | null
  readonly timeZone: string
  readonly latitude: number | null
  readonly longitude: number | null
}

const columns = `id, name, user_id as "userId", time_zone as "timeZone", latitude, longitude`

const asTechnician = ({ latitude, longitude, ...technician }: TechnicianRow): WorkingTechnician => ({
  ...technician,
  home: latitude === null || longitude === null ? null : { latitude, longitude },
})

/** The technician who a user of the portal is, or null: nobody has set them up. */
export const technicianOfUser = (userId: number) =>
  query<TechnicianRow>(
    (tx) => tx`select ${tx.unsafe(columns)} from maintenance.technicians where user_id = ${userId}`,
  ).pipe(Effect.map(([row]) => (row === undefined ? null : asTechnician(row))))

/** Those who work, by name; whoever has left with an order that is not done; and who is asked for. */
export const techniciansToLookAt = Effect.fn("Maintenance.techniciansToLookAt")(function* (
  now: Date,
  asked: number | null = null,
) {
  const rows = yield* query<TechnicianRow>(
    (tx) => tx`
    select ${tx.unsafe(columns)} from maintenance.technicians t
    where id = ${asked}::int or left_on is null or left_on > (${now}::timestamptz at time zone time_zone)::date or exists (
      select from maintenance.service_orders o
      where o.technician_id = t.id and o.state in ('scheduled', 'dispatched', 'en-route', 'on-site'))
    order by name, id`,
  )
  return rows.map(asTechnician)
})

/** Orders that are older than this are no longer of anybody's day. */
const DAYS_BACK = 31
const MOST = 200

/**
 * The orders of a technician's day as it is at `now` where they work, in no order: those to do today or left from the last
 * weeks, those of tomorrow, and those that were finished or cancelled today. Proposals are not among them.
 */
export const ordersOfDay = Effect.fn("Maintenance.ordersOfDay")(function* (
  { id, timeZone }: Pick<WorkingTechnician, "id" | "timeZone">,
  now: Date,
) {
  const today = dayAt(now, timeZone)
  const began = startOfDay(today, timeZone)
  return yield* query<ServiceOrder>(
    (tx) => tx`
    select ${tx.unsafe(orderColumns)} from maintenance.service_orders o
    where technician_id = ${id}
      and (planned_on is null
        or planned_on between ${today}::text::date - ${DAYS_BACK}::int and ${today}::text::date + 1)
      and (state in ('scheduled', 'dispatched', 'en-route', 'on-site')
        or state in ('finished', 'follow-up-needed', 'closed') and finished_at >= ${began}
        or state = 'cancelled' and changed_at >= ${began} and (planned_on is null or planned_on <= ${today}::text::date))
    order by o.id limit ${MOST}`,
  )
})

/** The requests that orders are about, the oldest first. */
export const requestsOfOrders = (orderIds: ReadonlyArray<number>) =>
  query<ServiceRequest>(
    (tx) => tx`
    select ${tx.unsafe(requestColumns)} from maintenance.service_requests
    where order_id = any(${[...orderIds]}::int[]) order by id`,
  )
