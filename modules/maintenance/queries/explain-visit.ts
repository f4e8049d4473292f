import { Effect } from "effect"
import { as, lengthyReading, query } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { explainVisit } from "../domain/planning/explain-visit.ts"
import { planVisits } from "../domain/planning/plan-visits.ts"
import { readPlanningTask } from "../use-cases/read-planning-task.ts"

/** Which plans a visit is explained among: those of its technician's visits near its day, and of its building. */
const plansAround = (orderId: number) =>
  query<{ planId: number }>(
    (tx) => tx`
    select distinct other.plan_id as "planId"
    from maintenance.service_orders o
    join maintenance.service_orders other on other.plan_id is not null and other.state <> 'cancelled'
      and (other.technician_id = o.technician_id and other.planned_on between o.planned_on - 28 and o.planned_on + 28
        or other.building_id = o.building_id)
    where o.id = ${orderId} and o.plan_id is not null
    order by 1 limit 2000`,
  ).pipe(Effect.map((rows) => rows.map(({ planId }) => planId)))

/**
 * Why a visit is on its day and with its technician, from what is known now: null for one that has no place, that is of today or before,
 * or that would not stay where it is if the planner ran now. For staff.
 */
export const visitExplanation = Effect.fn("Maintenance.visitExplanation")(function* (orderId: number, now: Date) {
  const planIds = yield* plansAround(orderId).pipe(lengthyReading, as(everything))
  if (planIds.length === 0) return null
  const { task, orderIds } = yield* readPlanningTask(now, planIds)
  const visit = orderIds.indexOf(orderId)
  if (visit < 0) return null
  const [plan, due, day] = [task.visits.plan[visit]!, task.visits.due[visit]!, task.visits.day[visit]!]
  // Far enough to hold it, and no farther: what comes later explains nothing.
  const proposal = planVisits({ ...task, horizon: Math.min(task.horizon, Math.max(due, day) + 29) })
  const { visits } = proposal
  for (let index = 0; index < visits.plan.length; index++) {
    if (visits.plan[index] !== plan || visits.due[index] !== due) continue
    const isThere = visits.day[index] === day && visits.technician[index] === task.visits.technician[visit]
    return isThere ? explainVisit(proposal, index) : null
  }
  return null
})
