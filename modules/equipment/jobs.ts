import { Effect } from "effect"
import type { Live } from "#kernel/bus/live.ts"
import { type MessageBus, type Schedule, subscribeLong, type Subscription } from "#kernel/bus/message-bus.ts"
import type { Database } from "#kernel/database/database.ts"
import { ImportRequested } from "./events.ts"
import { noticeSilence } from "./use-cases/notice-silence.ts"
import { runImport } from "./use-cases/run-import.ts"

export const subscriptions: ReadonlyArray<Subscription<Database | Live>> = [
  subscribeLong("equipment.run-import", ImportRequested, ({ importId }) => runImport(importId)),
]

export const schedules: ReadonlyArray<Schedule<Database | MessageBus | Live>> = [
  { queue: "equipment.notice-silence", cron: "* * * * *", run: Effect.suspend(() => noticeSilence(new Date())) },
]
