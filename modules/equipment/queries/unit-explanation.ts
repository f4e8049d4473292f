import { Effect } from "effect"
import { breakdowns, failureCounts, type FailureCounts } from "../domain/breakdowns.ts"
import { type ExplainedStretch, explain } from "../domain/explain-availability.ts"
import { type ClassRule, type DecidedClass, isAbout } from "../domain/interval-class.ts"
import { type Period, periodTime, type PeriodTime } from "../domain/period-figures.ts"
import type { StateInterval } from "../domain/state-history.ts"
import type { IntervalClass } from "../domain/unit.ts"
import { type Days, periodsOf } from "./availability.ts"
import { scopedQuery } from "./scope.ts"
import type { UnitDetail } from "./unit.ts"

/** What staff decided on an interval, when and why, and what it replaced. Class null: by rule again. */
export interface ClassDecision {
  readonly class: DecidedClass | null
  readonly classBefore: IntervalClass | null
  readonly ruleBefore: ClassRule
  readonly reason: string
  readonly decidedBy: string
  readonly decidedAt: Date
}

interface DecisionRow extends ClassDecision {
  readonly startedAt: Date
  readonly until: Date
}

/** Intervals of one unit that reach into [from, to), in order. */
const intervalsIn = (unitId: number, from: Date, to: Date) =>
  scopedQuery<StateInterval>(
    (tx, scope) => tx`
    select i.state, i.reason, i.fault, i.entrapment, i.class, i.rule, i.source, i.started_at as "startedAt", i.ended_at as "endedAt"
    from equipment.state_intervals i
    where i.unit_id = ${unitId} and ${scope("i.account_id")} and i.started_at < ${to} and (i.ended_at is null or i.ended_at > ${from})
    order by i.started_at`,
  )

/** What leads up to `from`: the last interval before it of which something is known, and those between. */
const intervalsBefore = (unitId: number, from: Date) =>
  scopedQuery<StateInterval>(
    (tx, scope) => tx`
    select i.state, i.reason, i.fault, i.entrapment, i.class, i.rule, i.source, i.started_at as "startedAt", i.ended_at as "endedAt"
    from equipment.state_intervals i
    where i.unit_id = ${unitId} and ${scope("i.account_id")} and i.ended_at <= ${from} and i.started_at >= (
      select max(k.started_at) from equipment.state_intervals k
      where k.unit_id = ${unitId} and k.started_at < ${from} and k.state <> 'unknown')
    order by i.started_at`,
  )

/** Decisions about intervals of one unit that reach into [from, to), to null for ever, in the order in which they were made. */
const decisionsIn = (unitId: number, from: Date, to: Date | null) =>
  scopedQuery<DecisionRow>(
    (tx, scope) => tx`
    select d.class, d.class_before as "classBefore", d.rule_before as "ruleBefore", d.reason, d.decided_by as "decidedBy",
      d.decided_at as "decidedAt", d.started_at as "startedAt", coalesce(d.ended_at, d.decided_at) as until
    from equipment.class_decisions d
    where d.unit_id = ${unitId} and ${scope("d.account_id")}
      and (${to}::timestamptz is null or d.started_at < ${to}::timestamptz)
      and (coalesce(d.ended_at, d.decided_at) > ${from} or d.started_at >= ${from})
    order by d.id`,
  )

const decisionsAbout = (decisions: ReadonlyArray<DecisionRow>, { startedAt, endedAt }: StateInterval) =>
  decisions.filter((decision) =>
    isAbout(
      { from: decision.startedAt.getTime(), to: decision.until.getTime() },
      startedAt.getTime(),
      endedAt?.getTime() ?? Number.POSITIVE_INFINITY,
    ),
  )

/** An interval with what staff decided on it, in the order in which it was decided. */
export interface DecidedInterval extends StateInterval {
  readonly decisions: ReadonlyArray<ClassDecision>
}

/** How the figures of a unit's period come about. */
export interface UnitExplanation {
  readonly period: Period
  readonly time: PeriodTime
  /** Unplanned breakdowns that began in the period. */
  readonly failures: FailureCounts
  /** All the period, in order; sums by class are those of `time`. */
  readonly stretches: ReadonlyArray<ExplainedStretch<DecidedInterval>>
}

/** Everything that makes the availabilities of a unit on some days of its building's calendar, up to now. */
export const unitExplanation = Effect.fnUntraced(function* (
  unit: Pick<UnitDetail, "id" | "timeZone" | "agreedHours" | "peakHours">,
  days: Days,
  now: Date,
) {
  const period = periodsOf(days, now)(unit)
  const [from, to] = [new Date(period.from), new Date(period.to)]
  const { intervals, before, decisions } = yield* Effect.all(
    {
      intervals: intervalsIn(unit.id, from, to),
      before: intervalsBefore(unit.id, from),
      decisions: decisionsIn(unit.id, from, to),
    },
    { concurrency: "unbounded" },
  )
  const decided = intervals.map((interval): DecidedInterval => ({
    ...interval,
    decisions: decisions.length === 0 ? [] : decisionsAbout(decisions, interval),
  }))
  const explanation: UnitExplanation = {
    period,
    time: periodTime(intervals, period),
    failures: failureCounts(breakdowns([...before, ...intervals], period.from, period.to), now.getTime()),
    stretches: explain(decided, period),
  }
  return explanation
})

/** The interval of a unit at an instant, with what was decided on it, or null. */
export const unitInterval = Effect.fnUntraced(function* (unitId: number, at: Date) {
  const [interval] = yield* intervalsIn(unitId, at, new Date(at.getTime() + 1))
  if (interval === undefined) return null
  const decisions = yield* decisionsIn(unitId, interval.startedAt, interval.endedAt)
  const decided: DecidedInterval = { ...interval, decisions: decisionsAbout(decisions, interval) }
  return decided
})
