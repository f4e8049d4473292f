import { Effect } from "effect"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import * as UnitStates from "../persistence/unit-states.ts"
import { changeStates, saveAndAnnounce } from "./change-states.ts"

/** Calls units unknown that have been silent for longer than their limit, from their last sign of life on. Idempotent. */
export const noticeSilence = Effect.fn("Equipment.noticeSilence")(
  function* (now: Date) {
    const silent = yield* UnitStates.silent(now)
    if (silent.length === 0) return
    const before = yield* UnitStates.lock(silent)
    const after = yield* changeStates(
      before.map((present) => ({
        present: { ...present, stateBeforeSilence: present.state },
        changes: [
          {
            state: "unknown",
            reason: present.reason,
            fault: present.fault,
            source: "silence",
            // Never before the interval it ends: a state that was told in the last message holds for an instant at least.
            startedAt: new Date(
              Math.max(present.since.getTime() + 1, (present.lastSignalAt ?? present.since).getTime()),
            ),
            entrapment: present.entrapment,
            expectedBack: present.expectedBack,
          },
        ],
      })),
    )
    yield* saveAndAnnounce(before, after)
  },
  transactional,
  as(everything),
)
