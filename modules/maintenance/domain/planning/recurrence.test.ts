import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { dayNumber } from "#kernel/time.ts"
import { defaultTolerance, dueDays, dues, inSeason, type Interval, type Season, type Timetable } from "./recurrence.ts"
import { parseRule } from "./recurrence-rule.ts"

const dateOf = (number: number) => Temporal.PlainDate.from("1970-01-01").add({ days: number }).toString()
const every = (count: number, unit: Interval["unit"], countedFrom: Interval["countedFrom"] = "due"): Interval => ({
  kind: "interval",
  every: count,
  unit,
  countedFrom,
})
const timetable = (start: string, recurrence: Timetable["recurrence"], more: Partial<Timetable> = {}): Timetable => ({
  recurrence,
  start: dayNumber(start),
  end: null,
  completed: null,
  tolerance: defaultTolerance,
  seasons: [],
  ...more,
})
const dates = (one: Timetable, from: string, to: string) => dueDays(one, dayNumber(from), dayNumber(to)).map(dateOf)

describe("the plans that domain.md asks for", () => {
  test("every 6 months in the UK, every 3 or 6 months in Belgium", () => {
    expect(dates(timetable("2026-08-31", every(6, "month")), "2026-01-01", "2028-01-01")).toEqual([
      "2026-08-31",
      "2027-02-28",
      "2027-08-31",
    ])
    expect(dates(timetable("2026-01-31", every(3, "month")), "2026-02-01", "2027-01-01")).toEqual([
      "2026-04-30",
      "2026-07-31",
      "2026-10-31",
    ])
  })

  test("monthly, yearly and every 5 years in Hong Kong and the US", () => {
    expect(dates(timetable("2026-01-31", every(1, "month")), "2026-01-01", "2027-01-01")).toHaveLength(12)
    expect(dates(timetable("2024-02-29", every(1, "year")), "2025-01-01", "2029-01-01")).toEqual([
      "2025-02-28",
      "2026-02-28",
      "2027-02-28",
      "2028-02-29",
    ])
    expect(dates(timetable("2021-05-04", every(5, "year")), "2026-01-01", "2032-01-01")).toEqual([
      "2026-05-04",
      "2031-05-04",
    ])
  })

  test("at most every 6 weeks in France: counted from the last visit, and none after the due date", () => {
    const plan = timetable("2026-01-05", every(6, "week", "completion"), {
      completed: dayNumber("2026-02-10"),
      tolerance: { before: 14, after: 0 },
    })
    expect(
      dues(plan, dayNumber("2026-02-10"), dayNumber("2026-05-10")).map(({ from, to }) => [from, to].map(dateOf)),
    ).toEqual([
      ["2026-03-10", "2026-03-24"],
      ["2026-04-21", "2026-05-05"],
    ])
  })

  test("at least every 3 days for the alarm test, and by a rule of the calendar", () => {
    const alarm = timetable("2026-01-01", every(3, "day"), { tolerance: { before: 2, after: 0 } })
    expect(dates(alarm, "2026-01-01", "2026-01-08")).toEqual(["2026-01-01", "2026-01-04", "2026-01-07"])
    const rule = parseRule("FREQ=MONTHLY;INTERVAL=2;BYDAY=1MO")
    if ("problem" in rule) throw new Error(rule.part)
    expect(dates(timetable("2026-01-05", { kind: "rule", rule }), "2026-01-01", "2026-06-01")).toEqual([
      "2026-01-05",
      "2026-03-02",
      "2026-05-04",
    ])
  })
})

describe("counting from completion", () => {
  test("begins anew with each completion, and with the first due date when nothing was ever done", () => {
    const plan = timetable("2026-01-10", every(1, "month", "completion"))
    expect(dates(plan, "2026-01-01", "2026-03-01")).toEqual(["2026-01-10", "2026-02-10"])
    const done = { ...plan, completed: dayNumber("2026-01-31") }
    expect(dates(done, "2026-01-01", "2026-04-01")).toEqual(["2026-02-28", "2026-03-31"])
  })
})

describe("a season", () => {
  const winter = (inside: Season["inside"]): Season => ({
    from: { month: 12, day: 1 },
    to: { month: 2, day: 28 },
    inside,
  })

  test("leaves due dates out, or moves them to one side", () => {
    const monthly = (inside: Season["inside"]) =>
      timetable("2026-10-15", every(1, "month"), { seasons: [winter(inside)] })
    const from = ["2026-11-01", "2027-05-01"] as const
    expect(dates(monthly("leave-out"), ...from)).toEqual(["2026-11-15", "2027-03-15", "2027-04-15"])
    expect(dates(monthly("before"), ...from)).toEqual(["2026-11-15", "2026-11-30", "2027-03-15", "2027-04-15"])
    expect(dates(monthly("after"), ...from)).toEqual(["2026-11-15", "2027-03-01", "2027-03-15", "2027-04-15"])
  })

  test("has no visit, not even inside tolerance", () => {
    const plan = timetable("2026-11-28", every(1, "year"), { seasons: [winter("leave-out")] })
    const [one] = dues(plan, dayNumber("2026-01-01"), dayNumber("2027-01-01"))
    expect([one?.from, one?.to].map((day) => dateOf(day ?? 0))).toEqual(["2026-11-21", "2026-11-30"])
  })

  test("that is the whole year leaves nothing due", () => {
    const always: Season = { from: { month: 1, day: 1 }, to: { month: 12, day: 31 }, inside: "after" }
    expect(
      dates(timetable("2026-01-01", every(1, "month"), { seasons: [always] }), "2026-01-01", "2027-01-01"),
    ).toEqual([])
  })
})

test("windows keep the tolerance, hold their due date, stay out of seasons and never share a day", () => {
  const dayOfYear = fc.record({ month: fc.integer({ min: 1, max: 12 }), day: fc.integer({ min: 1, max: 28 }) })
  const anyTimetable = fc.record({
    recurrence: fc.record({
      kind: fc.constant("interval" as const),
      every: fc.integer({ min: 1, max: 6 }),
      unit: fc.constantFrom("day" as const, "week" as const, "month" as const, "year" as const),
      countedFrom: fc.constantFrom("due" as const, "completion" as const),
    }),
    start: fc.integer({ min: 20_000, max: 20_400 }),
    end: fc.option(fc.integer({ min: 20_400, max: 21_000 })),
    completed: fc.option(fc.integer({ min: 20_000, max: 20_500 })),
    tolerance: fc.record({ before: fc.nat(20), after: fc.nat(20) }),
    seasons: fc.array(
      fc.record({
        from: dayOfYear,
        to: dayOfYear,
        inside: fc.constantFrom("leave-out" as const, "before" as const, "after" as const),
      }),
      { maxLength: 2 },
    ),
  })
  fc.assert(
    fc.property(anyTimetable, fc.nat(300), fc.nat(400), (one, skip, length) => {
      const from = 20_300 + skip
      const found = dues(one, from, from + length)
      // However much is asked for, a due date has the same window.
      expect(
        dues(one, from - 100, from + length + 100).filter(({ due }) => from <= due && due < from + length),
      ).toEqual(found)
      for (const [index, { due, from: first, to: last }] of found.entries()) {
        expect(due - first).toBeLessThanOrEqual(one.tolerance.before)
        expect(last - due).toBeLessThanOrEqual(one.tolerance.after)
        expect(first <= due && due <= last).toBe(true)
        for (let day = first; day <= last; day++)
          expect(one.seasons.some((season) => inSeason(season, day))).toBe(false)
        expect(first).toBeGreaterThan(found[index - 1]?.to ?? Number.NEGATIVE_INFINITY)
      }
    }),
  )
})
