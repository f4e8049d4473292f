import type { ClassedInterval, Period } from "./period-figures.ts"
import type { IntervalClass } from "./unit.ts"
import { overlap } from "./windows.ts"

/** Why time does not count against a figure. */
export type Reason = "up" | "unknown" | "planned" | "external" | "outside-agreed-hours" | "outside-peak-hours"

/** Milliseconds of a stretch that count against a figure and that do not, which together are its length. */
export interface Counted {
  readonly counted: number
  readonly excluded: number
  /** Why what is excluded is; null when nothing is. */
  readonly reason: Reason | null
}

/** A stretch of the period and what it does to each figure; from and to in epoch milliseconds. */
export interface ExplainedStretch<Interval> {
  readonly from: number
  readonly to: number
  /** The interval of which this is the part inside the period; null: nothing is recorded of this time. */
  readonly interval: Interval | null
  /** Null: up. */
  readonly class: IntervalClass | null
  /** How much of it lies inside the agreed hours and inside the peak hours, in milliseconds. */
  readonly inAgreed: number
  readonly inPeak: number
  readonly technical: Counted
  readonly contractual: Counted
  readonly peak: Counted
}

const reasonOf = (its: IntervalClass | null): Reason | null => (its === null ? "up" : its === "unplanned" ? null : its)

const againstTechnical = (its: IntervalClass | null, length: number): Counted =>
  its === null || its === "unknown"
    ? { counted: 0, excluded: length, reason: its ?? "up" }
    : { counted: length, excluded: 0, reason: null }

const againstWindows = (its: IntervalClass | null, length: number, inside: number, outside: Reason): Counted => {
  const reason = reasonOf(its)
  if (reason !== null) return { counted: 0, excluded: length, reason }
  return { counted: inside, excluded: length - inside, reason: inside < length ? outside : null }
}

/**
 * All that made the figures of a period: its whole time in stretches, in order, whose sums by class are exactly what `periodTime`
 * makes of the same intervals. Where none is, a stretch without an interval stands for it, which is unknown.
 */
export const explain = <Interval extends ClassedInterval>(
  intervals: Iterable<Interval>,
  { from, to, agreed, peak }: Period,
): ReadonlyArray<ExplainedStretch<Interval>> => {
  const stretches: Array<ExplainedStretch<Interval>> = []
  const add = (interval: Interval | null, begin: number, end: number) => {
    if (end <= begin) return
    const its = interval === null ? "unknown" : interval.class
    const inAgreed = overlap(agreed, begin, end)
    const inPeak = overlap(peak, begin, end)
    stretches.push({
      from: begin,
      to: end,
      interval,
      class: its,
      inAgreed,
      inPeak,
      technical: againstTechnical(its, end - begin),
      contractual: againstWindows(its, end - begin, inAgreed, "outside-agreed-hours"),
      peak: againstWindows(its, end - begin, inPeak, "outside-peak-hours"),
    })
  }
  let reached = from
  for (const interval of [...intervals].toSorted((a, b) => a.startedAt.getTime() - b.startedAt.getTime())) {
    const begin = Math.max(interval.startedAt.getTime(), from)
    const end = Math.min(interval.endedAt?.getTime() ?? to, to)
    if (end <= begin) continue
    add(null, reached, begin)
    add(interval, begin, end)
    reached = end
  }
  add(null, reached, to)
  return stretches
}
