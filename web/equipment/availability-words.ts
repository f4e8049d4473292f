import {
  type ClassDecision,
  type ClassTime,
  type DecidedInterval,
  type ExplainedStretch,
  type IntervalClass,
  type PeriodTime,
  unknownTime,
} from "#equipment"
import type { Words } from "../words/words.ts"
import type { AvailabilityKind } from "./availability-query.ts"

export type Stretch = ExplainedStretch<DecidedInterval>

export const classWords = (its: IntervalClass | null, words: Words): string => words.availability.classes[its ?? "up"]

/** Why an interval has its class; null: nothing is recorded. */
export const ruleWords = (interval: Pick<DecidedInterval, "rule"> | null, words: Words): string =>
  words.availability.rules[interval?.rule ?? "none"]

export const sourceWords = (interval: Pick<DecidedInterval, "source"> | null, words: Words): string =>
  words.availability.sources[interval?.source ?? "none"]

/** The milliseconds of a stretch that lie in the hours of a figure. */
export const insideOf = (kind: AvailabilityKind, stretch: Stretch): number =>
  kind === "technical" ? stretch.to - stretch.from : kind === "peak" ? stretch.inPeak : stretch.inAgreed

/** The period's unit-time that a figure is made of. */
const timeOfKind = (kind: AvailabilityKind, time: PeriodTime): ClassTime =>
  kind === "technical" ? time.all : kind === "peak" ? time.peak : time.agreed

/** What a figure divides, in milliseconds: 1 − counted ÷ (period − unknown). */
export const divisionOf = (kind: AvailabilityKind, time: PeriodTime) => {
  const its = timeOfKind(kind, time)
  const unknown = unknownTime(its)
  const counted = kind === "technical" ? its.planned + its.external + its.unplanned : its.unplanned
  return { period: its.period, unknown, known: its.period - unknown, counted }
}

/** What was decided, by whom, when (already in words) and why. */
export const decisionWords = (decision: ClassDecision, when: string, words: Words): string =>
  decision.class === null
    ? words.availability.decidedByRule(decision.decidedBy, when, decision.reason)
    : words.availability.decided(decision.decidedBy, when, decision.reason)
