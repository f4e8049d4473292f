import { Context, Effect } from "effect"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import * as Telemetry from "../persistence/telemetry.ts"

/** For how many days single messages are kept: a setting. Longer than a message may be late, so that one that comes again is known again. */
export const TelemetryDays = Context.Reference<number>("equipment/TelemetryDays", { defaultValue: () => 40 })

const DAY = 86_400_000
const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10)

/**
 * Drops the days of messages that are older than they are kept, and makes those of tomorrow and the day after. Dropping a day
 * takes no longer however many messages it has. Lets batches that could not be rolled up be tried again. Returns how many days
 * were dropped.
 */
export const dropOldMessages = Effect.fn("Equipment.dropOldMessages")(
  function* (now: Date) {
    const days = yield* TelemetryDays
    yield* Telemetry.tryAgain
    yield* Telemetry.makeDay(dayOf(now.getTime() + DAY))
    yield* Telemetry.makeDay(dayOf(now.getTime() + 2 * DAY))
    return (yield* Telemetry.dropDaysBefore(dayOf(now.getTime() - days * DAY))).length
  },
  transactional,
  as(everything),
)
