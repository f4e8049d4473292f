import { Effect } from "effect"
import { UnitStateChanged } from "#equipment"
import type { Live } from "#kernel/bus/live.ts"
import { type MessageBus, type Schedule, subscribe, subscribeLong, type Subscription } from "#kernel/bus/message-bus.ts"
import type { Database } from "#kernel/database/database.ts"
import { OrderFinished, PlanningRequested, RequestCompleted } from "./events.ts"
import { completePlan } from "./use-cases/complete-plan.ts"
import { dropOrphanedPictures } from "./use-cases/drop-orphaned-pictures.ts"
import { noticeEarlySigns } from "./use-cases/early-signs.ts"
import { markMissed } from "./use-cases/mark-missed.ts"
import { planVisits } from "./use-cases/plan-visits.ts"
import { requestPlan } from "./use-cases/request-plan.ts"
import { concernsNeeds, noticeUnitState, settleNeeds } from "./use-cases/service-needs.ts"
import { forgetPassersBy, tellPassersBy } from "./use-cases/tell-passers-by.ts"

export const subscriptions: ReadonlyArray<Subscription<Database | MessageBus | Live>> = [
  subscribe(
    "maintenance.notice-unit-state",
    UnitStateChanged,
    (change, { occurredAt }) => noticeUnitState(change, occurredAt),
    { wants: concernsNeeds },
  ),
  subscribeLong("maintenance.plan-visits", PlanningRequested, ({ runId }) => planVisits(runId, new Date())),
  subscribe("maintenance.complete-plan", OrderFinished, ({ orderId, at }) => completePlan(orderId, new Date(at))),
  subscribe("maintenance.tell-passers-by", RequestCompleted, ({ requestId }) => tellPassersBy(requestId)),
]

export const schedules: ReadonlyArray<Schedule<Database | MessageBus | Live>> = [
  { queue: "maintenance.plan-nightly", cron: "23 1 * * *", run: Effect.suspend(() => requestPlan("", new Date())) },
  {
    queue: "maintenance.notice-early-signs",
    cron: "34 * * * *",
    run: Effect.suspend(() => noticeEarlySigns(new Date())),
  },
  { queue: "maintenance.settle-needs", cron: "* * * * *", run: Effect.suspend(() => settleNeeds(new Date())) },
  { queue: "maintenance.mark-missed", cron: "11 * * * *", run: Effect.suspend(() => markMissed(new Date())) },
  {
    queue: "maintenance.forget-passers-by",
    cron: "41 2 * * *",
    run: Effect.suspend(() => forgetPassersBy(new Date())),
  },
  {
    queue: "maintenance.drop-orphaned-pictures",
    cron: "52 2 * * *",
    run: Effect.suspend(() => dropOrphanedPictures(new Date())),
  },
]
