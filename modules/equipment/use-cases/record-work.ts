import { Effect } from "effect"
import { MessageBus } from "#kernel/bus/message-bus.ts"
import { transactional } from "#kernel/database/database.ts"
import type { StateInterval } from "../domain/state-history.ts"
import { FUTURE_MINUTES, STATE } from "../domain/telemetry-message.ts"
import type { UnitPresent } from "../domain/unit-present.ts"
import { overAndDone, saysAnything, timesOfWork, type UnitWork, withWork } from "../domain/work-history.ts"
import * as Telemetry from "../persistence/telemetry.ts"
import type { KnownUnit } from "../persistence/told-states.ts"
import * as UnitHistory from "../persistence/unit-history.ts"
import * as UnitStates from "../persistence/unit-states.ts"
import * as ToldWork from "../persistence/unit-work.ts"
import { stateChanged } from "./change-histories.ts"
import { keptHistories, rewriteHistories } from "./kept-histories.ts"

/**
 * Keeps what work on a unit (`toldBy`: "order 12") says of its state, in place of what it said before, and brings the unit's history
 * and figures up to date. It lies over whatever else is known, which is there again when the work says something else. While planned
 * work goes on, a connected unit is in a planned outage whatever its gateway tells, unless somebody is inside; how it is afterwards,
 * its gateway has told. Whoever calls has made sure that the work is real, and sees every unit. Joins the transaction.
 */
export const recordWork = Effect.fn("Equipment.recordWork")(function* (
  unit: KnownUnit,
  toldBy: string,
  told: UnitWork,
  now: Date,
) {
  const unitId = unit.id
  const [heard] = yield* UnitStates.presentsOf([unitId])
  const connected = heard !== undefined
  // Told long afterwards, as of a time when it went on: how the unit went on its gateway has told already.
  const isOver = connected && (heard.lastSignalAt ?? 0) > now.getTime() + FUTURE_MINUTES * 60_000
  const work = isOver ? overAndDone(told) : told
  const says = saysAnything(work, connected)
  const said = (yield* ToldWork.worksOf([unitId])).filter((one) => one.toldBy === toldBy)
  // Who has nothing to say waits for nobody.
  if (!says && said.length === 0) return
  yield* Telemetry.oneAtATime
  const from = Math.min(...[work, ...said].flatMap(timesOfWork))
  const kept = (yield* keptHistories([{ unitId, from }])).get(unitId)
  if (kept === undefined) return
  yield* says ? ToldWork.keepWork({ ...work, unitId, toldBy }) : ToldWork.dropWork({ unitId, toldBy })
  const works = yield* ToldWork.worksOf([unitId])
  const connectedSince = works[0]?.connectedSince ?? kept.work.connectedSince
  const history = withWork(kept.known, { works, connectedSince }, kept.from, kept.decisions)
  const owner = { unitId, accountId: unit.accountId, buildingId: unit.buildingId }
  yield* rewriteHistories([{ unit: owner, kept, now: history }])
  const [present] = yield* UnitStates.presentsOf([unitId])
  const open = history.shown.at(-1)
  if (present !== undefined && open?.endedAt === null) yield* savePresent(present, open)
}, transactional)

const savePresent = Effect.fnUntraced(function* (was: UnitPresent, open: StateInterval) {
  const { unitId } = was
  const [began] = yield* UnitHistory.presentsBegan([unitId])
  const { state, reason, fault, entrapment, source, startedAt } = open
  const reports = source === "telemetry" ? yield* UnitHistory.reportsSince([{ unitId, from: startedAt.getTime() }]) : []
  const expectedBack = reports.findLast(({ kind }) => kind === STATE)?.expectedBack ?? null
  const next = { unitId, state, since: began?.since ?? startedAt, reason, fault, entrapment, expectedBack }
  yield* UnitStates.savePresentStates([next])
  if (state === was.state) return
  const bus = yield* MessageBus
  yield* bus.publish(stateChanged(was, next))
})
