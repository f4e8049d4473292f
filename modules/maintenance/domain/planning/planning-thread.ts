import { parentPort, workerData } from "node:worker_threads"
import type { PlanningTask } from "./planning-task.ts"
import { reckonPlan } from "./reckon-plan.ts"

/** A thread of its own: plans the task that it was started with, says what came of it, and ends. */
parentPort?.postMessage(reckonPlan(workerData as PlanningTask))
