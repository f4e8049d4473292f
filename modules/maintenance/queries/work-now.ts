import { Effect } from "effect"
import { query } from "#kernel/database/database.ts"
import { orderColumns, type ServiceOrder } from "../persistence/service-orders.ts"

const MOST = 500

/**
 * What is to be done now: open orders that are for no day, for today (where the building is) or left from before, the oldest first;
 * proposals of the planner are not among them.
 */
export const workNow = Effect.fn("Maintenance.workNow")(function* (now: Date) {
  return yield* query<ServiceOrder>(
    (tx) => tx`
    select ${tx.unsafe(orderColumns)} from maintenance.service_orders o
    where (state in ('scheduled', 'dispatched', 'en-route', 'on-site') or state = 'planned' and plan_id is null)
      and missed_at is null
      and (planned_on is null or planned_on <= (${now}::timestamptz at time zone o.time_zone)::date)
    order by o.id limit ${MOST}`,
  )
})
