import { Effect } from "effect"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { classOf, type StateInterval } from "../domain/state-history.ts"
import type { Counters, DayAddition } from "../domain/unit-present.ts"
import * as UnitStates from "../persistence/unit-states.ts"

/** What is known of a unit's past, before its gateway speaks for it here. */
export interface UnitPast {
  readonly unitId: number
  /** In order, without gaps; the last one open. */
  readonly intervals: ReadonlyArray<Pick<StateInterval, "state" | "reason" | "fault" | "startedAt" | "endedAt">>
  readonly days: ReadonlyArray<Omit<DayAddition, "unitId" | "accountId" | "buildingId">>
  readonly counters: Counters
  readonly lastSignalAt: Date
  /** When a unit that stands is expected back. */
  readonly expectedBack: Date | null
}

/** Replaces what is known of connected units by the given past, and lets their present go on from its end. */
export const recordPast = Effect.fn("Equipment.recordPast")(
  function* (pasts: ReadonlyArray<UnitPast>) {
    const presents = new Map(
      (yield* UnitStates.lock(pasts.map((past) => past.unitId))).map((present) => [present.unitId, present]),
    )
    const known = pasts.flatMap((past) => {
      const present = presents.get(past.unitId)
      const open = past.intervals.at(-1)
      return present === undefined || open === undefined ? [] : [{ past, present, open }]
    })
    yield* UnitStates.connectedSince(
      known.flatMap(({ past }) =>
        past.intervals.slice(0, 1).map(({ startedAt }) => ({ unitId: past.unitId, since: startedAt })),
      ),
    )
    yield* UnitStates.forgetHistory(known.map(({ past }) => past.unitId))
    yield* UnitStates.insertIntervals(
      known.flatMap(({ past, present: { unitId, accountId, buildingId } }) =>
        past.intervals.map((interval) => ({
          ...interval,
          class: classOf(interval.state, interval.fault),
          source: interval.state === "unknown" ? ("silence" as const) : ("telemetry" as const),
          unitId,
          accountId,
          buildingId,
        })),
      ),
    )
    yield* UnitStates.addToDays(
      known.flatMap(({ past, present: { unitId, accountId, buildingId } }) =>
        past.days.map((day) => ({ ...day, unitId, accountId, buildingId })),
      ),
    )
    yield* UnitStates.save(
      known.map(({ past, present, open }) => ({
        ...present,
        state: open.state,
        since: open.startedAt,
        stateBeforeSilence: open.state === "unknown" ? ("in-service" as const) : null,
        reason: open.reason,
        fault: open.fault,
        expectedBack: past.expectedBack,
        lastSignalAt: past.lastSignalAt,
        counters: past.counters,
        countersAt: past.lastSignalAt,
      })),
    )
  },
  transactional,
  as(everything),
)
