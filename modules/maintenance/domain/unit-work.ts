import type { UnitWork } from "#equipment"
import type { Cause } from "./findings.ts"
import type { ActivityType, Condition, OrderState } from "./service-order.ts"

/** As much of an order as says when its unit was down. */
export interface WorkDone {
  readonly id: number
  readonly activity: ActivityType
  readonly state: OrderState
  readonly arrivedAt: Date | null
  readonly finishedAt: Date | null
  readonly conditionOnArrival: Condition | null
  readonly conditionOnDeparture: Condition | null
  readonly cause: Cause | null
}

const external: ReadonlySet<Cause> = new Set<Cause>(["power-supply", "misuse", "vandalism", "building-power", "water"])

const isPlanned = ({ activity }: WorkDone) => activity !== "call-out" && activity !== "repair"

/**
 * When a unit was down for an order: for planned work while somebody was on site; for a call-out or a repair that found it out
 * of order since it was reported. Null: it was not, as far as is known yet.
 */
const downFor = (order: WorkDone, reportedAt: Date): UnitWork["down"] => {
  const { arrivedAt, finishedAt, conditionOnArrival } = order
  if (arrivedAt === null) return null
  const to = finishedAt?.getTime() ?? Infinity
  if (isPlanned(order)) return span(arrivedAt.getTime(), to)
  if (finishedAt === null || conditionOnArrival !== "out-of-order") return null
  return span(Math.min(reportedAt.getTime(), arrivedAt.getTime()), to)
}

const span = (from: number, to: number) => (from < to ? { from, to } : null)

/** What an order says of its unit's state. */
export const workOf = (order: WorkDone, reportedAt: Date): UnitWork => ({
  down: downFor(order, reportedAt),
  state: isPlanned(order) ? "planned-outage" : "out-of-order",
  external: order.cause !== null && external.has(order.cause),
  reason: `Service order ${order.id}`,
  left: leftAs(order),
})

/** Planned work that was broken off leaves the unit running; of any other, nobody said how it is. */
const leftAs = (order: WorkDone): UnitWork["left"] => {
  const state = order.conditionOnDeparture ?? (isPlanned(order) ? "in-service" : null)
  return order.finishedAt === null || state === null ? null : { at: order.finishedAt.getTime(), state }
}
