import { Effect, Schema } from "effect"
import { addDays, type Day, dayAt, startOfDay } from "#kernel/time.ts"

export const orderStates = [
  "planned",
  "scheduled",
  "dispatched",
  "en-route",
  "on-site",
  "finished",
  "closed",
  "cancelled",
  "follow-up-needed",
] as const
/**
 * planned: proposed; scheduled: its day is told; dispatched: handed to a technician; follow-up-needed: finished, and another
 * order goes on with it; closed: nothing more comes of it.
 */
export type OrderState = (typeof orderStates)[number]

export const activityTypes = ["maintenance", "call-out", "repair", "inspection", "modernisation"] as const
export type ActivityType = (typeof activityTypes)[number]

export const orderSources = ["plan", "request", "need", "staff", "follow-up", "import"] as const
export type OrderSource = (typeof orderSources)[number]

export const conditions = ["in-service", "degraded", "out-of-order"] as const
/** How a technician finds or leaves a unit. */
export type Condition = (typeof conditions)[number]

/** Somebody still has to come, or is there. */
export const openOrderStates: ReadonlyArray<OrderState> = ["planned", "scheduled", "dispatched", "en-route", "on-site"]

/** Each step and where it leads, from each state from which it does. */
export const orderSteps = {
  schedule: { planned: "scheduled", scheduled: "scheduled", dispatched: "dispatched" },
  dispatch: { planned: "dispatched", scheduled: "dispatched", dispatched: "dispatched", "en-route": "dispatched" },
  unassign: { planned: "planned", scheduled: "scheduled", dispatched: "scheduled", "en-route": "scheduled" },
  travel: { scheduled: "en-route", dispatched: "en-route" },
  arrive: { scheduled: "on-site", dispatched: "on-site", "en-route": "on-site" },
  finish: { "on-site": "finished" },
  close: { finished: "closed", "follow-up-needed": "closed" },
  cancel: {
    planned: "cancelled",
    scheduled: "cancelled",
    dispatched: "cancelled",
    "en-route": "cancelled",
    "on-site": "cancelled",
  },
  "follow-up": { finished: "follow-up-needed" },
} as const satisfies Readonly<Record<string, { readonly [From in OrderState]?: OrderState }>>
export type OrderStep = keyof typeof orderSteps

/** The order is not, or no longer, in a state from which that leads on: `changedBy` brought it where it is. */
export class OrderNotSo extends Schema.TaggedError<OrderNotSo>()("OrderNotSo", {
  state: Schema.Literals(orderStates),
  changedBy: Schema.String,
  changedById: Schema.NullOr(Schema.Int),
}) {}

/** How far an order is, and who brought it there. */
export interface OrderStanding {
  readonly state: OrderState
  readonly changedBy: string
  /** Null: the portal itself. */
  readonly changedById: number | null
}

const after = (state: OrderState, step: OrderStep): OrderState | null => {
  const leads: { readonly [From in OrderState]?: OrderState } = orderSteps[step]
  return leads[state] ?? null
}

/** Whether a step is possible from a state. */
export const isOrderStepPossible = (state: OrderState, step: OrderStep): boolean => after(state, step) !== null

/** The state to which a step leads. */
export const stateAfter = (order: OrderStanding, step: OrderStep): Effect.Effect<OrderState, OrderNotSo> => {
  const state = after(order.state, step)
  return state === null ? Effect.fail(notSo(order)) : Effect.succeed(state)
}

/** That an order is not so, with who brought it where it is. */
export const notSo = ({ state, changedBy, changedById }: OrderStanding): OrderNotSo =>
  new OrderNotSo({ state, changedBy, changedById })

/** The times at which an order came as far as it is. */
export interface OrderTimes {
  readonly createdAt: Date
  readonly dispatchedAt: Date | null
  readonly travelStartedAt: Date | null
  readonly arrivedAt: Date | null
  readonly finishedAt: Date | null
}

const HOUR = 60 * 60 * 1000
const DAY = 24 * HOUR
/** No work goes on for longer than this at a stretch. */
const LONGEST_SHIFT_HOURS = 12

/** Whoever arrived before this and is on site still has probably forgotten to say that they are done. */
export const forgottenBefore = (now: Date): Date => new Date(now.getTime() - LONGEST_SHIFT_HOURS * HOUR)

/** Whoever tells of something longer ago, or of a longer stay, has mistyped it, or has a phone whose clock is wrong. */
const MOST_DAYS = 7

/** What may be wrong with the times of an order: one is not after another or lies ahead, or one is too far from the others. */
export const timesProblems = ["not-in-order", "too-early", "too-long"] as const
export type TimesProblem = (typeof timesProblems)[number]

/** An order by whose times it is known which others are possible. */
export interface TimedOrder extends Pick<OrderTimes, "createdAt" | "arrivedAt"> {
  readonly plannedOn: Day | null
  readonly timeZone: string
}

/** From when on somebody can have arrived, the beginning of a day: some days before the order was made, planned, or somebody is known to have. */
export const earliestArrival = ({ createdAt, arrivedAt, plannedOn, timeZone }: TimedOrder): Date => {
  const planned = plannedOn === null ? null : startOfDay(plannedOn, timeZone)
  const known = [createdAt, arrivedAt, planned].flatMap((at) => (at === null ? [] : [at.getTime()]))
  return startOfDay(addDays(dayAt(new Date(Math.min(...known)), timeZone), -MOST_DAYS), timeZone)
}

/** What is wrong with times of arriving and finishing (null: still on site) of an order, or null. */
export const timesProblemOf = (
  order: TimedOrder,
  { arrivedAt, finishedAt }: { readonly arrivedAt: Date; readonly finishedAt: Date | null },
  now: Date,
): TimesProblem | null => {
  if (arrivedAt > (finishedAt ?? now) || (finishedAt ?? arrivedAt) > now) return "not-in-order"
  if (arrivedAt < earliestArrival(order)) return "too-early"
  return finishedAt !== null && finishedAt.getTime() - arrivedAt.getTime() > MOST_DAYS * DAY ? "too-long" : null
}

/**
 * When a step was done that is told (perhaps later, by a phone that had no signal) as done at `told`: not after `now`, and not
 * before the step that went before it. A phone whose clock is wrong loses nothing: its time is taken as near as can be, and one
 * that lies too far back to be true counts as now.
 */
export const stepTime = (order: OrderTimes, told: Date | undefined, now: Date): Date => {
  const past = [order.createdAt, order.dispatchedAt, order.travelStartedAt, order.arrivedAt, order.finishedAt]
  const earliest = Math.max(...past.flatMap((at) => (at === null ? [] : [at.getTime()])))
  const isTrue = told !== undefined && told.getTime() >= now.getTime() - MOST_DAYS * DAY
  const at = isTrue ? told.getTime() : now.getTime()
  return new Date(Math.min(Math.max(at, earliest), Math.max(now.getTime(), earliest)))
}
