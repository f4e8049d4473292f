import type { IntervalClass, UnitState } from "./unit.ts"
import { overlap, type Windows, windowsOf } from "./windows.ts"

/** A stretch of a unit's history: no class means that the unit was up, no end that it still goes on. */
export interface ClassedInterval {
  readonly state: UnitState
  readonly class: IntervalClass | null
  readonly startedAt: Date
  readonly endedAt: Date | null
}

/** What is reckoned: from and to in epoch milliseconds, to no later than now, and the windows of the same time. */
export interface Period {
  readonly from: number
  readonly to: number
  readonly agreed: Windows
  readonly peak: Windows
}

/** A period of which all the time counts. */
export const wholePeriod = (from: Date, to: Date): Period => {
  const all = windowsOf(null, "UTC", from.getTime(), to.getTime())
  return { from: from.getTime(), to: to.getTime(), agreed: all, peak: all }
}

/** Whole milliseconds of unit-time by class. What `period` has beyond the other four is unknown. */
export interface ClassTime {
  readonly period: number
  readonly up: number
  readonly planned: number
  readonly external: number
  readonly unplanned: number
}

/** A period's unit-time in all, inside the agreed hours, and inside the peak hours. */
export interface PeriodTime {
  readonly all: ClassTime
  readonly agreed: ClassTime
  readonly peak: ClassTime
}

const noClassTime: ClassTime = { period: 0, up: 0, planned: 0, external: 0, unplanned: 0 }
export const noPeriodTime: PeriodTime = { all: noClassTime, agreed: noClassTime, peak: noClassTime }

const addClassTimes = (a: ClassTime, b: ClassTime): ClassTime => ({
  period: a.period + b.period,
  up: a.up + b.up,
  planned: a.planned + b.planned,
  external: a.external + b.external,
  unplanned: a.unplanned + b.unplanned,
})

/** The unit-time of two units, or of two periods of one: a group's figures are those of its sum. */
export const addPeriodTimes = (a: PeriodTime, b: PeriodTime): PeriodTime => ({
  all: addClassTimes(a.all, b.all),
  agreed: addClassTimes(a.agreed, b.agreed),
  peak: addClassTimes(a.peak, b.peak),
})

/** Milliseconds of which it is known what the unit did. */
const knownTime = ({ up, planned, external, unplanned }: ClassTime): number => up + planned + external + unplanned

/** Milliseconds without a signal or a record. */
export const unknownTime = (time: ClassTime): number => time.period - knownTime(time)

/** What the intervals of one unit, none overlapping another, make of a period. Time that none of them covers is unknown. */
export const periodTime = (intervals: Iterable<ClassedInterval>, { from, to, agreed, peak }: Period): PeriodTime => {
  const empty = () => ({ up: 0, planned: 0, external: 0, unplanned: 0 })
  const all = empty()
  const inAgreed = empty()
  const inPeak = empty()
  for (const interval of intervals) {
    const begin = Math.max(interval.startedAt.getTime(), from)
    const end = Math.min(interval.endedAt?.getTime() ?? to, to)
    if (end <= begin || interval.class === "unknown") continue
    const counted = interval.class ?? "up"
    all[counted] += end - begin
    inAgreed[counted] += overlap(agreed, begin, end)
    inPeak[counted] += overlap(peak, begin, end)
  }
  return {
    all: { period: Math.max(0, to - from), ...all },
    agreed: { period: overlap(agreed, from, to), ...inAgreed },
    peak: { period: overlap(peak, from, to), ...inPeak },
  }
}

const availability = (down: number, known: number): number | null => (known === 0 ? null : 1 - down / known)

/** 1 − all down time ÷ (calendar time − unknown); null without any known time (domain.md, section 3). */
export const technicalAvailability = ({ all }: PeriodTime): number | null =>
  availability(all.planned + all.external + all.unplanned, knownTime(all))

/** 1 − unplanned down time inside agreed hours ÷ (agreed hours − unknown); null without any known time inside them. */
export const contractualAvailability = ({ agreed }: PeriodTime): number | null =>
  availability(agreed.unplanned, knownTime(agreed))

/** Contractual availability over the peak hours of the building. */
export const peakAvailability = ({ peak }: PeriodTime): number | null => availability(peak.unplanned, knownTime(peak))

/** The share of the period with a live signal; null when the period is empty. */
export const dataCoverage = ({ all }: PeriodTime): number | null =>
  all.period === 0 ? null : 1 - unknownTime(all) / all.period
