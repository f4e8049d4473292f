import { Effect } from "effect"
import { transactional } from "#kernel/database/database.ts"
import { pieceOfInterval } from "../domain/told-history.ts"
import { piecesOfWork, type UnitWork } from "../domain/work-history.ts"
import * as Telemetry from "../persistence/telemetry.ts"
import type { KnownUnit } from "../persistence/told-states.ts"
import * as UnitHistory from "../persistence/unit-history.ts"
import * as UnitStates from "../persistence/unit-states.ts"
import { tellHistories } from "./tell-histories.ts"

/**
 * Writes what work on a unit says of its state into its history, over what was told otherwise, and brings its figures up to date.
 * The present of a connected unit stays its gateway's. Whoever calls has made sure that the work is real, and sees every unit.
 * Joins the transaction.
 */
export const recordWork = Effect.fn("Equipment.recordWork")(function* (unit: KnownUnit, work: UnitWork) {
  const times = [work.was?.from, work.down?.from, work.left?.at].flatMap((at) => (at === undefined ? [] : [at]))
  if (times.length === 0) return
  const connected = (yield* UnitStates.presentsOf([unit.id])).length > 0
  // Who has nothing to say waits for nobody.
  if (connected && piecesOfWork(work, [], connected).decided.spans.length === 0) return
  yield* Telemetry.oneAtATime
  const known = (yield* UnitHistory.intervalsSince([{ unitId: unit.id, from: Math.min(...times) }])).map(
    pieceOfInterval,
  )
  yield* tellHistories([{ unit, ...piecesOfWork(work, known, connected) }])
}, transactional)
