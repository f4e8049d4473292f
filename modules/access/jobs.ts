import type { Schedule } from "#kernel/bus/message-bus.ts"
import type { Database } from "#kernel/database/database.ts"
import { forgetExpired } from "./use-cases/sign-in.ts"

export const schedules: ReadonlyArray<Schedule<Database>> = [
  { queue: "access.forget-expired", cron: "17 * * * *", run: forgetExpired() },
]
