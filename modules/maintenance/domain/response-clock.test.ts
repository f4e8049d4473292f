import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { parseAgreedHours, type UnitAgreedHours } from "#equipment"
import { responseClock } from "./response-clock.ts"

const HOUR = 3_600_000
const ms = (text: string) => Date.parse(text)
const agreed = (text: string, timeZone = "Europe/London"): UnitAgreedHours => {
  const agreedHours = parseAgreedHours(text)
  if ("problems" in agreedHours) throw new Error(agreedHours.problems.join(" "))
  return { timeZone, agreedHours }
}
const clock = (hours: UnitAgreedHours | null, since: string, now: string, promised = 4) => {
  const { elapsed, dueAt, standsUntil } = responseClock(hours, { since: ms(since), promised: promised * HOUR }, ms(now))
  const iso = (at: number) => (at === Infinity ? "never" : new Date(at).toISOString().slice(0, 16))
  return [elapsed / HOUR, iso(dueAt), standsUntil === null ? "runs" : iso(standsUntil)]
}
const office = agreed("Mon–Fri 08:00–17:00; 2026-12-25 closed")

describe("the clock of a request", () => {
  test("runs by the calendar where no hours are agreed", () => {
    const always = [9, "2026-11-21T02:00", "runs"]
    expect(clock(null, "2026-11-20T22:00Z", "2026-11-21T07:00Z")).toEqual(always)
    const unsaid = { timeZone: "Europe/London", agreedHours: null }
    expect(clock(unsaid, "2026-11-20T22:00Z", "2026-11-21T07:00Z")).toEqual(always)
  })

  test("stands still outside the agreed hours, over a weekend and a day that is closed", () => {
    // Friday 15:00 with four hours promised: two of them on Friday, two on Monday.
    const friday = "2026-11-20T15:00Z"
    expect(clock(office, friday, "2026-11-20T16:00Z")).toEqual([1, "2026-11-23T10:00", "runs"])
    expect(clock(office, friday, "2026-11-21T12:00Z")).toEqual([2, "2026-11-23T10:00", "2026-11-23T08:00"])
    expect(clock(office, friday, "2026-11-23T11:00Z")).toEqual([5, "2026-11-23T10:00", "runs"])
    expect(clock(office, "2026-12-24T16:00Z", "2026-12-25T10:00Z")).toEqual([1, "2026-12-28T11:00", "2026-12-28T08:00"])
  })

  test("goes by the building's clock, past midnight and when clocks change", () => {
    const night = agreed("Sat 22:00–30:00", "Europe/Berlin")
    // The night has nine hours in October and seven in March.
    expect(clock(night, "2026-10-24T12:00Z", "2026-10-25T12:00Z", 9)).toEqual([
      9,
      "2026-10-25T05:00",
      "2026-10-31T21:00",
    ])
    expect(clock(night, "2026-03-28T12:00Z", "2026-03-29T12:00Z", 7)).toEqual([
      7,
      "2026-03-29T04:00",
      "2026-04-04T20:00",
    ])
  })

  test("says when hours that are far off come, and that others never do", () => {
    const oneDay = agreed("Mon–Sun closed; 2026-12-25 10:00–12:00")
    expect(clock(oneDay, "2026-11-20T15:00Z", "2026-11-21T15:00Z", 1)).toEqual([
      0,
      "2026-12-25T11:00",
      "2026-12-25T10:00",
    ])
    expect(clock(agreed("Mon–Sun closed"), "2026-11-20T15:00Z", "2026-11-21T15:00Z")).toEqual([0, "never", "never"])
  })

  test("agrees with a count of the hours, whatever is agreed and whenever it is looked at", () => {
    // Whole hours, so that a count of them is exact; over both changes of the clocks.
    const zones = fc.constantFrom("Europe/London", "America/New_York", "Asia/Kolkata")
    const spans = fc.array(
      fc.record({
        day: fc.constantFrom(...([1, 2, 3, 4, 5, 6, 7] as const)),
        from: fc.integer({ min: 0, max: 23 }),
        hours: fc.integer({ min: 1, max: 24 }),
      }),
      { maxLength: 5 },
    )
    const starts = fc.constantFrom("2026-03-05", "2026-03-27", "2026-07-01", "2026-10-23", "2026-10-30")
    fc.assert(
      fc.property(
        zones,
        spans,
        starts,
        fc.integer({ min: 0, max: 48 }),
        fc.integer({ min: 0, max: 96 }),
        fc.integer({ min: 1, max: 30 }),
        (timeZone, hours, start, begins, waits, promised) => {
          const windows = hours.map(
            ({ day, from, hours: long }) => ({ day, from: from * 60, to: (from + long) * 60 }) as const,
          )
          const its: UnitAgreedHours = { timeZone, agreedHours: { windows, exceptions: [] } }
          const midnight = Temporal.PlainDate.from(start).toZonedDateTime(timeZone)
          const isAgreed = (at: Temporal.ZonedDateTime) =>
            windows.some(({ day, from, to }) =>
              [0, 1].some((later) => {
                const minute = at.hour * 60 + later * 1440
                return at.subtract({ days: later }).dayOfWeek === day && from <= minute && minute < to
              }),
            )
          const since = midnight.add({ hours: begins })
          let counted = 0
          for (let hour = 0; hour < waits; hour++) if (isAgreed(since.add({ hours: hour }))) counted++
          const at = { since: since.epochMilliseconds, promised: promised * HOUR }
          const now = since.epochMilliseconds + waits * HOUR
          const told = responseClock(its, at, now)
          expect(told.elapsed).toBe(counted * HOUR)
          expect(told.standsUntil === null).toBe(isAgreed(since.add({ hours: waits })))
          if (told.standsUntil !== null && told.standsUntil < Infinity) {
            expect(responseClock(its, at, told.standsUntil)).toMatchObject({ elapsed: told.elapsed, standsUntil: null })
          }
          if (told.dueAt === Infinity) expect(windows).toEqual([])
          else expect(responseClock(its, at, told.dueAt).elapsed).toBe(promised * HOUR)
          expect(told.dueAt <= now).toBe(told.elapsed >= promised * HOUR)
        },
      ),
      { numRuns: 60 },
    )
  })
})
