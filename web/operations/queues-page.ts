import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { queues, schedules } from "#kernel/bus/operations.ts"
import { allow } from "../http/access.ts"
import { respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formatsFor } from "../http/layout.ts"
import { operationsFrame } from "./operations-frame.ts"
import type { QueuesView } from "./operations-view.ts"

export const queuesPage = new Hono<Env>().get("/operations/queues", allow("see-operations"), (c) =>
  respond(
    c,
    Effect.map(queuesView(c), (view) => c.html(c.get("web").render("operations/queues", view, c.get("web").words))),
  ),
)

const queuesView = Effect.fn("operations.queues")(function* (c: Context<Env>) {
  const text = c.get("web").words.operations.queues
  const now = new Date()
  const { number, moment } = formatsFor(c)
  const { work, runs } = yield* Effect.all({ work: queues(), runs: schedules() }, { concurrency: "unbounded" })
  const waiting = work.reduce((sum, { ready }) => sum + ready, 0)
  const view: QueuesView = {
    page: yield* operationsFrame(c, text.title, [{ href: "/operations/queues", text: text.title }]),
    answer: text.answer(waiting, number(waiting)),
    queues: work.map(({ name, ready, active, failed, oldestReady }) => ({
      name,
      waiting: number(ready),
      active: number(active),
      failed: number(failed),
      oldest: oldestReady === null ? null : moment(oldestReady, now),
    })),
    schedules: runs.map(({ queue, cron, lastRun, nextRun }) => ({
      name: queue,
      runs: text.runsAs(cron),
      last: lastRun === null ? null : moment(lastRun, now),
      next: nextRun === null ? null : moment(nextRun, now),
    })),
  }
  return view
})
