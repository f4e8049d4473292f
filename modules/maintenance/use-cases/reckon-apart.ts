import { Effect } from "effect"
import { Worker } from "node:worker_threads"
import type { PlanningTask } from "../domain/planning/planning-task.ts"
import { type ReckonedPlan, reckonPlan } from "../domain/planning/reckon-plan.ts"

/** So many plans are reckoned before anybody notices; for more there is a thread, so that the process goes on answering. */
const MOST_IN_PLACE = 200

const inThread = (task: PlanningTask) =>
  Effect.callback<ReckonedPlan>((resume) => {
    const thread = new Worker(new URL("../domain/planning/planning-thread.ts", import.meta.url), { workerData: task })
    thread.once("message", (plan: ReckonedPlan) => resume(Effect.succeed(plan)))
    thread.once("error", (bug) => resume(Effect.die(bug)))
    thread.once("exit", (code) => resume(Effect.die(new Error(`The planner's thread ended with ${code}.`))))
    return Effect.promise(() => thread.terminate())
  })

/** Plans a task without holding up whatever else the process does. */
export const reckonApart = (task: PlanningTask): Effect.Effect<ReckonedPlan> =>
  task.plans.length <= MOST_IN_PLACE ? Effect.sync(() => reckonPlan(task)) : inThread(task)
