import { Effect } from "effect"
import type { Decision } from "../domain/interval-class.ts"
import { joined, notAmong, spanOf } from "../domain/interval-spans.ts"
import type { StateInterval } from "../domain/state-history.ts"
import { lookedAtFrom, type WorkedHistory, type WorkedUnit, withWork } from "../domain/work-history.ts"
import * as UnitHistory from "../persistence/unit-history.ts"
import * as UnitWork from "../persistence/unit-work.ts"
import { reckonMonths } from "./reckon-months.ts"

/** A unit's history from an instant on as it is kept: what is known without the work on it, and how both are shown. */
export interface KeptHistory {
  readonly from: number
  readonly shown: ReadonlyArray<StateInterval>
  readonly covered: ReadonlyArray<StateInterval>
  /** Without work. */
  readonly known: ReadonlyArray<StateInterval>
  readonly work: WorkedUnit
  readonly decisions: ReadonlyArray<Decision>
}

const nobodyWorked: WorkedUnit = { works: [], connectedSince: Number.POSITIVE_INFINITY }

/** The histories of units, by their ids, as far back as what changes from their instants on asks for. */
export const keptHistories = Effect.fn("Equipment.keptHistories")(function* (
  units: ReadonlyArray<UnitHistory.UnitSince>,
) {
  const works = Map.groupBy(yield* UnitWork.worksOf(units.map(({ unitId }) => unitId)), (work) => work.unitId)
  const since = units.map(({ unitId, from }) => {
    const own = works.get(unitId)
    const work = own === undefined ? nobodyWorked : { works: own, connectedSince: own[0]?.connectedSince ?? Infinity }
    return { unitId, from: lookedAtFrom(work, from), work }
  })
  const worked = since.filter(({ work }) => work.works.length > 0)
  const intervals = Map.groupBy(yield* UnitHistory.intervalsSince(since), (interval) => interval.unitId)
  const decisions = Map.groupBy(yield* UnitHistory.decisionsSince(since), (decision) => decision.unitId)
  const covered = Map.groupBy(worked.length === 0 ? [] : yield* UnitWork.coveredSince(worked), (one) => one.unitId)
  return new Map(
    since.map(({ unitId, from, work }): [number, KeptHistory] => {
      const stored: ReadonlyArray<StateInterval> = intervals.get(unitId) ?? []
      const own = covered.get(unitId) ?? []
      const shown = stored.filter((interval) => interval.source !== "work" || spanOf(interval).to > from)
      const others = shown.filter(({ source }) => source !== "work")
      const known = own.length === 0 && others.length === shown.length ? others : joined([...others, ...own])
      return [unitId, { from, shown, covered: own, known, work, decisions: decisions.get(unitId) ?? [] }]
    }),
  )
})

/** A history as it is shown when this is known without the work on the unit. */
export const withItsWork = ({ work, from, decisions }: KeptHistory, known: ReadonlyArray<StateInterval>) =>
  withWork(known, work, from, decisions)

/** A unit's history as it was kept, and as it is from now on. */
export interface Rewritten {
  readonly unit: { readonly unitId: number; readonly accountId: number; readonly buildingId: number }
  readonly kept: KeptHistory
  readonly now: WorkedHistory
}

/** Whether anybody sees a difference. */
export const isShownAnew = ({ kept, now }: Rewritten): boolean =>
  notAmong(now.shown, kept.shown).length + notAmong(kept.shown, now.shown).length > 0

/** Writes what differs of histories, and brings the months up to date. Joins the transaction. */
export const rewriteHistories = Effect.fn("Equipment.rewriteHistories")(function* (
  rewritten: ReadonlyArray<Rewritten>,
) {
  const shown = rewritten.map(({ unit, kept, now }) => differenceOf(unit, kept.shown, now.shown))
  yield* UnitHistory.replaceIntervals(
    shown.flatMap(({ gone }) => gone),
    shown.flatMap(({ added }) => added),
  )
  const covered = rewritten.map(({ unit, kept, now }) => differenceOf(unit, kept.covered, now.covered))
  yield* UnitWork.replaceCovered(
    covered.flatMap(({ gone }) => gone),
    covered.flatMap(({ added }) => added),
  )
  yield* reckonMonths(
    shown.flatMap(({ unitId, gone, added }) => {
      const earliest = Math.min(...[...gone, ...added].map(({ startedAt }) => startedAt.getTime()))
      return earliest < Infinity ? [{ unitId, from: earliest }] : []
    }),
  )
})

const differenceOf = (
  { unitId, accountId, buildingId }: Rewritten["unit"],
  before: ReadonlyArray<StateInterval>,
  now: ReadonlyArray<StateInterval>,
) => ({
  unitId,
  gone: notAmong(before, now).map(({ startedAt }) => ({ unitId, startedAt })),
  added: notAmong(now, before).map((interval) => ({ ...interval, unitId, accountId, buildingId })),
})
