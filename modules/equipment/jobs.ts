import { Effect } from "effect"
import type { Live } from "#kernel/bus/live.ts"
import type { Steady } from "#kernel/bus/steady.ts"
import { type MessageBus, type Schedule, subscribeLong, type Subscription } from "#kernel/bus/message-bus.ts"
import type { Database } from "#kernel/database/database.ts"
import { ImportRequested } from "./events.ts"
import { TELEMETRY_CHANNEL } from "./persistence/telemetry.ts"
import { MONTHS_CHANNEL } from "./persistence/unit-history.ts"
import { dropOldMessages } from "./use-cases/drop-old-messages.ts"
import { noticeSilence } from "./use-cases/notice-silence.ts"
import { MOST_RECKONED, reckonChangedMonths } from "./use-cases/reckon-months.ts"
import { MOST_ROLLED_UP, rollUpTelemetry } from "./use-cases/roll-up-telemetry.ts"
import { runImport } from "./use-cases/run-import.ts"

export const subscriptions: ReadonlyArray<Subscription<Database | Live>> = [
  subscribeLong("equipment.run-import", ImportRequested, ({ importId }) => runImport(importId)),
]

export const schedules: ReadonlyArray<Schedule<Database | MessageBus | Live>> = [
  { queue: "equipment.notice-silence", cron: "* * * * *", run: Effect.suspend(() => noticeSilence(new Date())) },
  { queue: "equipment.drop-old-messages", cron: "17 2 * * *", run: Effect.suspend(() => dropOldMessages(new Date())) },
]

export const steadyWork: ReadonlyArray<Steady<Database | MessageBus | Live>> = [
  {
    name: "equipment.roll-up-telemetry",
    channel: TELEMETRY_CHANNEL,
    run: Effect.suspend(() => rollUpTelemetry(new Date())),
    most: MOST_ROLLED_UP,
  },
  {
    name: "equipment.reckon-months",
    channel: MONTHS_CHANNEL,
    run: reckonChangedMonths(),
    most: MOST_RECKONED,
  },
]
