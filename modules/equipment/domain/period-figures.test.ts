import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { type AgreedHours, defaultPeakHours, parseAgreedHours } from "./agreed-hours.ts"
import { explain } from "./explain-availability.ts"
import {
  addPeriodTimes,
  type ClassedInterval,
  contractualAvailability,
  dataCoverage,
  noPeriodTime,
  peakAvailability,
  type Period,
  periodTime,
  technicalAvailability,
  unknownTime,
} from "./period-figures.ts"
import { type IntervalClass, intervalClasses, type UnitState } from "./unit.ts"
import { intersections, windowsOf } from "./windows.ts"

const HOUR = 3_600_000
const ms = (text: string) => Date.parse(`${text}:00Z`)
const hoursOf = (text: string): AgreedHours => {
  const parsed = parseAgreedHours(text)
  if ("problems" in parsed) throw new Error(parsed.problems.join(" "))
  return parsed
}
const period = (from: number, to: number, agreed: AgreedHours | null = null): Period => ({
  from,
  to,
  agreed: windowsOf(agreed, "Europe/Berlin", from, to),
  peak: windowsOf(defaultPeakHours, "Europe/Berlin", from, to),
})
const stateOf = (its: IntervalClass | null): UnitState =>
  its === null ? "in-service" : its === "unknown" ? "unknown" : its === "planned" ? "planned-outage" : "out-of-order"
const interval = (its: IntervalClass | null, from: number, to: number | null): ClassedInterval => ({
  state: stateOf(its),
  class: its,
  startedAt: new Date(from),
  endedAt: to === null ? null : new Date(to),
})

/** A Monday in Berlin, from 00:00 to 24:00 of local time. */
const monday = period(ms("2026-11-22T23:00"), ms("2026-11-23T23:00"), hoursOf("Mon–Fri 08:00–18:00"))
const history = [
  interval(null, ms("2026-11-20T00:00"), ms("2026-11-23T03:00")),
  interval("unknown", ms("2026-11-23T03:00"), ms("2026-11-23T05:00")),
  interval(null, ms("2026-11-23T05:00"), ms("2026-11-23T06:00")),
  interval("unplanned", ms("2026-11-23T06:00"), ms("2026-11-23T09:00")),
  interval("planned", ms("2026-11-23T09:00"), ms("2026-11-23T10:00")),
  interval(null, ms("2026-11-23T10:00"), ms("2026-11-23T14:00")),
  interval("external", ms("2026-11-23T14:00"), ms("2026-11-23T16:00")),
  interval(null, ms("2026-11-23T16:00"), null),
]

describe("the figures of a period", () => {
  test("are the time of each class, in all, inside agreed hours and inside peak hours", () => {
    const time = periodTime(history, monday)
    const inHours = ({ all, agreed, peak }: typeof time) =>
      [all, agreed, peak].map((one) =>
        [one.period, one.up, one.planned, one.external, one.unplanned, unknownTime(one)].map((part) => part / HOUR),
      )
    expect(inHours(time)).toEqual([
      [24, 16, 1, 2, 3, 2],
      [10, 5, 1, 2, 2, 0],
      [6, 2, 0, 1, 3, 0],
    ])
  })
  test("are the availabilities and the coverage of its time", () => {
    const time = periodTime(history, monday)
    expect(technicalAvailability(time)).toBe(1 - 6 / 22)
    expect(contractualAvailability(time)).toBe(1 - 2 / 10)
    expect(dataCoverage(time)).toBe(1 - 2 / 24)
  })
  test("say nothing where nothing is known", () => {
    const figures = [technicalAvailability, contractualAvailability, peakAvailability]
    const silent = periodTime([interval("unknown", monday.from, monday.to)], monday)
    for (const figure of figures) {
      expect([figure(noPeriodTime), figure(silent), figure(periodTime([], monday))]).toEqual([null, null, null])
    }
    expect([dataCoverage(noPeriodTime), dataCoverage(silent), dataCoverage(periodTime([], monday))]).toEqual([
      null,
      0,
      0,
    ])
    const never = periodTime(history, { ...monday, agreed: windowsOf(hoursOf("Mon–Sun closed"), "UTC", 0, 0) })
    expect(contractualAvailability(never)).toBeNull()
  })
  test("take what is not recorded as unknown, not as up", () => {
    const time = periodTime([interval(null, ms("2026-11-23T11:00"), null)], monday)
    expect(unknownTime(time.all)).toBe(12 * HOUR)
    expect([technicalAvailability(time), dataCoverage(time)]).toEqual([1, 0.5])
  })
  test("of a group are those of its unit-time", () => {
    const down = periodTime([interval("unplanned", monday.from, null)], monday)
    const half = periodTime([interval(null, ms("2026-11-23T11:00"), null)], monday)
    expect(technicalAvailability([down, half].reduce(addPeriodTimes, noPeriodTime))).toBe(1 - 24 / 36)
  })
})

const begin = ms("2026-10-19T00:00")
const anyClass = fc.constantFrom<IntervalClass | null>(null, ...intervalClasses)
/** A history whose intervals follow each other, some of them forgotten, the last one perhaps open. */
const histories = fc
  .tuple(
    fc.array(fc.record({ class: anyClass, length: fc.integer({ min: 1, max: 40 * HOUR }), kept: fc.boolean() }), {
      maxLength: 25,
    }),
    fc.boolean(),
  )
  .map(([stretches, open]) => {
    let at = begin
    const all = stretches.map((stretch) => ({ ...stretch, from: at, to: (at += stretch.length) }))
    return all
      .filter(({ kept }, i) => kept || i === all.length - 1)
      .map((one) => interval(one.class, one.from, open && one.to === at ? null : one.to))
  })
const periods = fc
  .tuple(
    fc.integer({ min: begin - 48 * HOUR, max: begin + 600 * HOUR }),
    fc.integer({ min: 0, max: 400 * HOUR }),
    fc.constantFrom(null, hoursOf("Mon–Fri 05:00–24:00; Fri 05:00–27:00; Sun 01:30–02:30"), hoursOf("Mon–Sun closed")),
  )
  .map(([from, length, agreed]) => period(from, from + length, agreed))

const sum = <A>(list: ReadonlyArray<A>, part: (one: A) => number) => list.reduce((total, one) => total + part(one), 0)

describe("the explanation of a period's figures", () => {
  test("says of every stretch what counts, and why the rest does not", () => {
    const rows = explain(history, monday).map((row) => [
      (row.to - row.from) / HOUR,
      row.class,
      row.technical.counted / HOUR,
      row.technical.reason,
      row.contractual.counted / HOUR,
      row.contractual.reason,
    ])
    expect(rows).toEqual([
      [4, null, 0, "up", 0, "up"],
      [2, "unknown", 0, "unknown", 0, "unknown"],
      [1, null, 0, "up", 0, "up"],
      [3, "unplanned", 3, null, 2, "outside-agreed-hours"],
      [1, "planned", 1, null, 0, "planned"],
      [4, null, 0, "up", 0, "up"],
      [2, "external", 2, null, 0, "external"],
      [7, null, 0, "up", 0, "up"],
    ])
  })
  test("has a stretch for what is not recorded", () => {
    const rows = explain([interval("unplanned", ms("2026-11-23T11:00"), ms("2026-11-23T12:00"))], monday)
    expect(rows.map(({ from, to, interval: its, class: named }) => [(to - from) / HOUR, its === null, named])).toEqual([
      [12, true, "unknown"],
      [1, false, "unplanned"],
      [11, true, "unknown"],
    ])
  })
  test("adds up to exactly the figures, for any history and period", () => {
    fc.assert(
      fc.property(histories, periods, (some, whole) => {
        const time = periodTime(some, whole)
        const rows = explain(some, whole)
        for (const one of intervalClasses) {
          const its = rows.filter((row) => row.class === one)
          const of = (classTime: typeof time.all) => (one === "unknown" ? unknownTime(classTime) : classTime[one])
          expect(sum(its, (row) => row.to - row.from)).toBe(of(time.all))
          expect(sum(its, (row) => row.inAgreed)).toBe(of(time.agreed))
          expect(sum(its, (row) => row.inPeak)).toBe(of(time.peak))
        }
        const { planned, external, unplanned } = time.all
        expect(sum(rows, (row) => row.technical.counted)).toBe(planned + external + unplanned)
        expect(sum(rows, (row) => row.contractual.counted)).toBe(time.agreed.unplanned)
        expect(sum(rows, (row) => row.peak.counted)).toBe(time.peak.unplanned)
        rows.forEach((row, i) => {
          expect(row.from).toBe(rows[i - 1]?.to ?? whole.from)
          for (const { counted, excluded, reason } of [row.technical, row.contractual, row.peak]) {
            expect(counted + excluded).toBe(row.to - row.from)
            expect(reason === null).toBe(excluded === 0)
          }
        })
        expect(rows.at(-1)?.to ?? whole.from).toBe(whole.to)
      }),
    )
  })
  test("is the same time in whatever order the intervals come, and in however many periods it is cut", () => {
    fc.assert(
      fc.property(histories, periods, fc.double({ min: 0, max: 1, noNaN: true }), (some, whole, share) => {
        const middle = whole.from + Math.floor((whole.to - whole.from) * share)
        const [first, second] = [
          { ...whole, to: middle },
          { ...whole, from: middle },
        ]
        const time = periodTime(some, whole)
        expect(addPeriodTimes(periodTime(some, first), periodTime(some, second))).toEqual(time)
        expect(periodTime(some.toReversed(), whole)).toEqual(time)
        expect(explain(some.toReversed(), whole)).toEqual(explain(some, whole))
      }),
    )
  })
  test("finds inside the agreed hours what the pieces inside them make", () => {
    fc.assert(
      fc.property(histories, periods, (some, whole) => {
        const parts = intersections(whole.agreed, whole.from, whole.to).map((part) =>
          periodTime(some, { ...whole, ...part }),
        )
        expect(parts.reduce(addPeriodTimes, noPeriodTime).all).toEqual(periodTime(some, whole).agreed)
      }),
    )
  })
})
