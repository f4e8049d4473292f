import type { IntervalClass } from "./unit.ts"

/** Seconds of unit-time of a period, by what they were. `known` is the period less unknown. */
export interface PeriodSeconds {
  readonly total: number
  readonly unknown: number
  readonly unplanned: number
  readonly external: number
  readonly planned: number
}

/** Technical availability (domain.md, section 3): 1 − down time ÷ (calendar time − unknown); null without any known time. */
export const technicalAvailability = (seconds: PeriodSeconds): number | null => {
  const known = seconds.total - seconds.unknown
  if (known <= 0) return null
  return 1 - (seconds.unplanned + seconds.external + seconds.planned) / known
}

/** Share of the period with a live signal; null when the period is empty. */
export const dataCoverage = (seconds: PeriodSeconds): number | null =>
  seconds.total <= 0 ? null : 1 - seconds.unknown / seconds.total

export const noSeconds: PeriodSeconds = { total: 0, unknown: 0, unplanned: 0, external: 0, planned: 0 }

export const addSeconds = (a: PeriodSeconds, b: PeriodSeconds): PeriodSeconds => ({
  total: a.total + b.total,
  unknown: a.unknown + b.unknown,
  unplanned: a.unplanned + b.unplanned,
  external: a.external + b.external,
  planned: a.planned + b.planned,
})

/** What the intervals of one unit make of a period that ends no later than now. */
export const unitPeriod = (
  intervals: ReadonlyArray<{
    readonly class: IntervalClass | null
    readonly startedAt: Date
    readonly endedAt: Date | null
  }>,
  from: Date,
  to: Date,
): PeriodSeconds => {
  const sum = { total: 0, unknown: 0, unplanned: 0, external: 0, planned: 0 }
  for (const interval of intervals) {
    const end = Math.min(interval.endedAt?.getTime() ?? to.getTime(), to.getTime())
    const seconds = (end - Math.max(interval.startedAt.getTime(), from.getTime())) / 1000
    if (seconds <= 0) continue
    sum.total += seconds
    if (interval.class !== null) sum[interval.class] += seconds
  }
  return sum
}
