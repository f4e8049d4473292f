import { Effect } from "effect"
import { Live } from "#kernel/bus/live.ts"
import { MessageBus } from "#kernel/bus/message-bus.ts"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { PlanningRequested } from "../events.ts"
import * as PlanningRuns from "../persistence/planning-runs.ts"
import { PLANNING_CHANGED } from "./planner.ts"

/** Has a worker run the planner. Asked again before it has begun, it is the same run. Returns the run's id. */
export const requestPlan = Effect.fn("Maintenance.requestPlan")(
  function* (by: string, now: Date) {
    const bus = yield* MessageBus
    const live = yield* Live
    const id = yield* PlanningRuns.request(by, now)
    yield* bus.publish(PlanningRequested.of({ runId: id }))
    yield* live.announce({ topic: PLANNING_CHANGED, accountId: 0, ids: [id] })
    return id
  },
  transactional,
  as(everything),
)
