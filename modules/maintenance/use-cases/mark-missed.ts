import { Effect } from "effect"
import { Live } from "#kernel/bus/live.ts"
import { MessageBus } from "#kernel/bus/message-bus.ts"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { VisitMissed } from "../events.ts"
import * as PlannedVisits from "../persistence/planned-visits.ts"
import { ORDERS_CHANGED } from "./change-order.ts"
import { PLANNER } from "./planner.ts"

/**
 * Marks the visits to which nobody came until their tolerance closed, by each building's own calendar; customers see it. Done
 * twice, it marks nothing twice. Returns how many.
 */
export const markMissed = Effect.fn("Maintenance.markMissed")(
  function* (now: Date) {
    const bus = yield* MessageBus
    const live = yield* Live
    const missed = yield* PlannedVisits.markMissed(PLANNER, now)
    yield* bus.publish(...missed.map((visit) => VisitMissed.of(visit)))
    const accounts = [...new Set(missed.map(({ accountId }) => accountId))]
    yield* live.announce(...accounts.map((accountId) => ({ topic: ORDERS_CHANGED, accountId, ids: null })))
    return missed.length
  },
  transactional,
  as(everything),
)
