import type { Saying } from "#equipment"
import type { Problem } from "./problem.ts"
import type { ActivityType, Condition, OrderState } from "./service-order.ts"
import { openStates, type RequestState } from "./service-request.ts"

/** What is said of a unit, without whose saying it is. */
export type Said = Omit<Saying, "unitId" | "accountId" | "saidBy">

/** These problems say that a unit does not run at all. */
const standing: ReadonlySet<Problem> = new Set<Problem>(["does-not-come", "stands-still"])

/** What a request says of its unit: out of order while it is open, if somebody is inside or the unit stands; else null. */
export const saidByRequest = (request: {
  readonly state: RequestState
  readonly problem: Problem
  readonly fault: Said["fault"]
  readonly trapped: boolean
  readonly waitingSince: Date
}): Said | null => {
  const { state, problem, fault, trapped, waitingSince } = request
  if (!openStates.includes(state) || !(trapped || standing.has(problem))) return null
  return { state: "out-of-order", since: waitingSince, fault, reason: null, entrapment: trapped }
}

/** What an order says of its unit while somebody is there for planned work; else null. */
export const saidByOrder = (order: {
  readonly id: number
  readonly state: OrderState
  readonly activity: ActivityType
  readonly arrivedAt: Date | null
}): Said | null => {
  const { id, state, activity, arrivedAt } = order
  if (state !== "on-site" || arrivedAt === null || activity === "call-out" || activity === "repair") return null
  return { state: "planned-outage", since: arrivedAt, fault: null, reason: reasonOf(id), entrapment: false }
}

/** What an order that goes on with a finished one says of their unit: out of order, if that one left it so; else null. */
export const saidByFollowUp = (finished: {
  readonly id: number
  readonly conditionOnDeparture: Condition | null
  readonly finishedAt: Date | null
}): Said | null => {
  const { id, conditionOnDeparture, finishedAt } = finished
  if (conditionOnDeparture !== "out-of-order" || finishedAt === null) return null
  return { state: "out-of-order", since: finishedAt, fault: null, reason: reasonOf(id), entrapment: false }
}

const reasonOf = (orderId: number) => `Service order ${orderId}`
