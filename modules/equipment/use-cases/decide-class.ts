import { Effect, Schema } from "effect"
import { type Actor, audit } from "#access"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { classByRule, type ClassRule, type DecidedClass, isDown } from "../domain/interval-class.ts"
import type { IntervalClass } from "../domain/unit.ts"
import * as ClassDecisions from "../persistence/class-decisions.ts"
import * as Telemetry from "../persistence/telemetry.ts"
import type { OwnedInterval } from "../persistence/unit-history.ts"
import { announceUnits } from "./change-histories.ts"
import { reckonMonths } from "./reckon-months.ts"

/** The interval is no longer there, or no longer as whoever decides saw it. */
export class IntervalChanged extends Schema.TaggedError<IntervalChanged>()("IntervalChanged", {}) {}

/** What whoever decides saw of the interval. */
export interface SeenInterval {
  readonly endedAt: Date | null
  readonly class: IntervalClass | null
  readonly rule: ClassRule
}

/**
 * Decides how the down interval of a unit that began at `startedAt` counts, or (class null) that it counts by rule again, and
 * brings all figures that use it up to date. The decision is kept with its reason and with what it replaced, and holds when
 * messages come later, and in the account's audit log. The same decision sent again changes nothing. Fails with `IntervalChanged` when the interval is not as
 * it was `seen`. The caller has made sure that the unit is one that the actor may decide on.
 */
export const decideClass = Effect.fn("Equipment.decideClass")(
  function* (
    actor: Actor,
    wanted: {
      readonly unitId: number
      readonly startedAt: Date
      readonly seen: SeenInterval
      readonly class: DecidedClass | null
      readonly reason: string
    },
    now: Date,
  ) {
    yield* Telemetry.oneAtATime
    const interval = yield* ClassDecisions.intervalAt(wanted.unitId, wanted.startedAt)
    if (interval === null || !isDown(interval.state)) return yield* new IntervalChanged()
    const latest = yield* ClassDecisions.latestOn(wanted.unitId, wanted.startedAt)
    if (
      latest !== null &&
      isSameDecision(latest, { ...wanted, decidedBy: actor.name }) &&
      isInForce(wanted.class, interval)
    )
      return
    if (!isAsSeen(interval, wanted.seen)) return yield* new IntervalChanged()
    // By rule it is already: somebody else has said so.
    if (wanted.class === null && interval.rule !== "by-hand") return yield* new IntervalChanged()
    const { reason } = wanted
    yield* ClassDecisions.insert(
      interval,
      { class: wanted.class, classBefore: interval.class, ruleBefore: interval.rule, reason, decidedBy: actor.name },
      now,
    )
    const decided = { class: wanted.class, rule: "by-hand" as const }
    yield* ClassDecisions.saveClass(interval, wanted.class === null ? yield* byRule(interval) : decided)
    yield* reckonMonths([{ unitId: wanted.unitId, from: interval.startedAt.getTime() }])
    yield* announceUnits([interval])
    yield* audit(actor, {
      accountId: interval.accountId,
      action: "down-time-classed",
      subject: yield* ClassDecisions.unitNamed(wanted.unitId),
      detail: {
        from: interval.startedAt.toISOString(),
        before: interval.class,
        after: wanted.class ?? "by-rule",
        reason,
      },
    })
  },
  transactional,
  as(everything),
)

const isSameDecision = (
  latest: ClassDecisions.DecisionRow,
  wanted: Pick<ClassDecisions.DecisionRow, "class" | "reason" | "decidedBy">,
) => latest.class === wanted.class && latest.reason === wanted.reason && latest.decidedBy === wanted.decidedBy

const isInForce = (decided: DecidedClass | null, { class: its, rule }: OwnedInterval) =>
  decided === null ? rule !== "by-hand" : rule === "by-hand" && its === decided

const isAsSeen = (interval: OwnedInterval, seen: SeenInterval) =>
  interval.endedAt?.getTime() === seen.endedAt?.getTime() &&
  interval.class === seen.class &&
  interval.rule === seen.rule

/** What no decision would make of it: of an interval of a file or of work that is known only from what the decisions replaced. */
const byRule = Effect.fnUntraced(function* (interval: OwnedInterval) {
  const { unitId, startedAt } = interval
  const isTold = interval.source === "import" || interval.source === "work"
  const replaced = isTold ? yield* ClassDecisions.replacedOn(unitId, startedAt) : null
  return replaced ?? classByRule(interval, yield* ClassDecisions.modeAt(unitId, startedAt))
})
