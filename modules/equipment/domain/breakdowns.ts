import type { ClassedInterval, PeriodTime } from "./period-figures.ts"

/** A unit's stretch out of order for an unplanned or an external cause, in epoch milliseconds. */
export interface Breakdown {
  readonly from: number
  /** Null: it goes on. */
  readonly to: number | null
  /** Unplanned when any part of it is. */
  readonly class: "unplanned" | "external"
}

const endOf = ({ endedAt }: ClassedInterval) => endedAt?.getTime() ?? null

/**
 * The breakdowns of a unit that begin in [from, to), epoch milliseconds, in order. Out-of-order intervals that follow each
 * other without a gap are one, and silence bridges them: with nothing but unknown intervals between they are one as well, which
 * ends where the last of them does. So among the intervals must also be those that lead up to the period: from the last one on
 * that is known and begins before it.
 */
export const breakdowns = (
  intervals: Iterable<ClassedInterval>,
  from: number,
  to: number,
): ReadonlyArray<Breakdown> => {
  const stretches: Array<{ from: number; to: number | null; classes: Set<ClassedInterval["class"]> }> = []
  /** Where the last stretch, with the silence after it, ends; null when another state or a gap came after it. */
  let reached: number | null = null
  for (const interval of [...intervals].toSorted((a, b) => a.startedAt.getTime() - b.startedAt.getTime())) {
    const begin = interval.startedAt.getTime()
    const follows: boolean = reached === begin
    const last = stretches.at(-1)
    reached = follows || interval.state === "out-of-order" ? endOf(interval) : null
    if (interval.state === "out-of-order") {
      if (follows && last !== undefined) {
        last.to = endOf(interval)
        last.classes.add(interval.class)
      } else stretches.push({ from: begin, to: endOf(interval), classes: new Set([interval.class]) })
    } else if (interval.state !== "unknown") reached = null
  }
  return stretches
    .filter((stretch) => from <= stretch.from && stretch.from < to)
    .flatMap((stretch): ReadonlyArray<Breakdown> => {
      const cause = (["unplanned", "external"] as const).find((one) => stretch.classes.has(one))
      return cause === undefined ? [] : [{ from: stretch.from, to: stretch.to, class: cause }]
    })
}

/** A unit's failures, its unplanned breakdowns: how many, how many of them are over, and how many milliseconds those took. */
export interface FailureCounts {
  readonly failures: number
  readonly restored: number
  readonly downTime: number
}

export const noFailures: FailureCounts = { failures: 0, restored: 0, downTime: 0 }

/** The failures of two units, or of two periods of one. */
export const addFailures = (a: FailureCounts, b: FailureCounts): FailureCounts => ({
  failures: a.failures + b.failures,
  restored: a.restored + b.restored,
  downTime: a.downTime + b.downTime,
})

/** What some breakdowns say of failures; one that outlasts `now` (epoch milliseconds) is not restored. */
export const failureCounts = (some: Iterable<Breakdown>, now: number): FailureCounts => {
  const counts = { failures: 0, restored: 0, downTime: 0 }
  for (const { from, to, class: cause } of some) {
    if (cause !== "unplanned") continue
    counts.failures++
    if (to === null || to > now) continue
    counts.restored++
    counts.downTime += to - from
  }
  return counts
}

/** MTBF: milliseconds of the time in which the unit was up for each failure; null without any failure. */
export const meanTimeBetweenFailures = ({ all }: PeriodTime, { failures }: FailureCounts): number | null =>
  failures === 0 ? null : all.up / failures

/** MTTR: the mean of (restored − reported) of the failures that are over, in milliseconds; null when none is. */
export const meanTimeToRestore = ({ restored, downTime }: FailureCounts): number | null =>
  restored === 0 ? null : downTime / restored
