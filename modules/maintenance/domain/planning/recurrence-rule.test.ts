import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { dayNumber } from "#kernel/time.ts"
import { addMonths, civil, daysInMonth, numberOf } from "./dates.ts"
import { parseRule, type RecurrenceRule, ruleDays, ruleText } from "./recurrence-rule.ts"

const EPOCH = Temporal.PlainDate.from("1970-01-01")
const dateOf = (number: number) => EPOCH.add({ days: number })
const anyDay = fc.integer({ min: -40_000, max: 60_000 })

const rule = (text: string): RecurrenceRule => {
  const parsed = parseRule(text)
  if ("problem" in parsed) throw new Error(`${parsed.part}: ${parsed.problem}`)
  return parsed
}
const days = (text: string, anchor: string, from: string, to: string) =>
  ruleDays(rule(text), dayNumber(anchor), dayNumber(from), dayNumber(to)).map((day) => dateOf(day).toString())

describe("calendar dates by number", () => {
  test("are those of the calendar", () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -600, max: 600 }), (number, months) => {
        const { year, month, day, daysInMonth: length } = dateOf(number)
        expect(civil(number)).toEqual({ year, month, day })
        expect(numberOf(year, month, day)).toBe(number)
        expect(daysInMonth(year, month)).toBe(length)
        expect(dateOf(addMonths(number, months)).toString()).toBe(dateOf(number).add({ months }).toString())
      }),
    )
  })
})

describe("a recurrence rule", () => {
  test("is read as RFC 5545 means it", () => {
    expect(days("FREQ=MONTHLY;BYDAY=1FR", "2026-01-01", "2026-01-01", "2026-04-01")).toEqual([
      "2026-01-02",
      "2026-02-06",
      "2026-03-06",
    ])
    expect(days("RRULE:FREQ=MONTHLY;BYMONTHDAY=-1", "2026-01-31", "2026-01-01", "2026-04-01")).toEqual([
      "2026-01-31",
      "2026-02-28",
      "2026-03-31",
    ])
    expect(days("FREQ=MONTHLY", "2026-01-31", "2026-01-01", "2026-06-01")).toEqual([
      "2026-01-31",
      "2026-03-31",
      "2026-05-31",
    ])
    expect(days("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "2026-01-01", "2026-01-01", "2027-01-01")).toEqual([
      "2026-02-13",
      "2026-03-13",
      "2026-11-13",
    ])
    expect(days("FREQ=YEARLY;INTERVAL=2;BYMONTH=3;BYDAY=-1SU", "2026-01-01", "2026-01-01", "2031-01-01")).toEqual([
      "2026-03-29",
      "2028-03-26",
      "2030-03-31",
    ])
    expect(days("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU", "1997-08-05", "1997-08-01", "1997-08-25")).toEqual([
      "1997-08-05",
      "1997-08-10",
      "1997-08-19",
      "1997-08-24",
    ])
    expect(days("FREQ=YEARLY", "2024-02-29", "2024-01-01", "2033-01-01")).toEqual([
      "2024-02-29",
      "2028-02-29",
      "2032-02-29",
    ])
    expect(days("FREQ=DAILY;INTERVAL=3", "2026-02-27", "2026-03-01", "2026-03-09")).toEqual([
      "2026-03-02",
      "2026-03-05",
      "2026-03-08",
    ])
  })

  test("that a plan may not have is refused, with the part that is wrong", () => {
    const refused = [
      ["", "", "unknown"],
      ["INTERVAL=2", "FREQ", "missing"],
      ["FREQ=HOURLY", "FREQ", "not-a-value"],
      ["FREQ=DAILY;INTERVAL=0", "INTERVAL", "not-a-value"],
      ["FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY", "not-a-value"],
      ["FREQ=MONTHLY;BYMONTHDAY=32", "BYMONTHDAY", "not-a-value"],
      ["FREQ=MONTHLY;BYDAY=6MO", "BYDAY", "not-a-value"],
      ["FREQ=WEEKLY;BYDAY=1MO", "BYDAY", "not-with-this-frequency"],
      ["FREQ=WEEKLY;BYMONTHDAY=1", "BYMONTHDAY", "not-with-this-frequency"],
      ["FREQ=DAILY;COUNT=3", "COUNT", "unknown"],
      ["FREQ=DAILY;FREQ=DAILY", "FREQ", "twice"],
    ] as const
    for (const [text, part, problem] of refused) expect(parseRule(text), text).toEqual({ part, problem })
  })

  const anyRule: fc.Arbitrary<RecurrenceRule> = fc
    .record({
      frequency: fc.constantFrom("DAILY", "WEEKLY", "MONTHLY", "YEARLY" as const),
      interval: fc.integer({ min: 1, max: 9 }),
      byDay: fc.array(fc.record({ weekday: fc.integer({ min: 1, max: 7 }), nth: fc.constantFrom(0, 0, 1, 2, 5, -1) }), {
        maxLength: 2,
      }),
      byMonthDay: fc.array(fc.constantFrom(1, 13, 29, 31, -1, -3), { maxLength: 2 }),
      byMonth: fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 2 }),
    })
    .filter((one) => !("problem" in parseRule(ruleText(one))))

  test("is written so that it is read back", () => {
    fc.assert(
      fc.property(anyRule, (one) => {
        expect(parseRule(ruleText(one))).toEqual(one)
      }),
    )
  })

  test("has the same days however much of it is asked for", () => {
    fc.assert(
      fc.property(anyRule, fc.nat(900), fc.nat(900), (one, skip, length) => {
        const anchor = 20_000
        const all = ruleDays(one, anchor, anchor - 50, anchor + 1800)
        const from = anchor + skip - 50
        expect(ruleDays(one, anchor, from, from + length)).toEqual(
          all.filter((day) => from <= day && day < from + length),
        )
        expect(all).toEqual([...new Set(all)].sort((a, b) => a - b))
        expect(all.every((day) => day >= anchor)).toBe(true)
      }),
    )
  })
})
