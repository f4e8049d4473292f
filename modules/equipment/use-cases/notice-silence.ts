import { Effect } from "effect"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import * as Telemetry from "../persistence/telemetry.ts"
import * as UnitStates from "../persistence/unit-states.ts"
import { announceUnits, changeHistories } from "./change-histories.ts"

/** Calls units unknown that have been silent for longer than their limit, from their last sign of life on. Idempotent. */
export const noticeSilence = Effect.fn("Equipment.noticeSilence")(
  function* (now: Date) {
    yield* Telemetry.oneAtATime
    const silent = yield* UnitStates.silentUnits(now)
    if (silent.length === 0) return
    const presents = yield* UnitStates.presentsOf(silent)
    yield* changeHistories(
      presents.map((present) => {
        const from = present.lastSignalAt ?? present.since
        return { present, from, signals: [from], toTheEnd: true }
      }),
      now,
    )
    yield* announceUnits(presents)
  },
  transactional,
  as(everything),
)
