import fc from "fast-check"
import { describe, expect, test } from "vitest"
import {
  addDays,
  dayAt,
  dayNumber,
  dayNumberAt,
  hourAt,
  isDay,
  localHourStart,
  localInstant,
  nextLocalHour,
  startOfDay,
  weekday,
} from "#kernel/time.ts"

const HOUR = 3_600_000
const ms = (text: string) => Date.parse(text)
const iso = (instant: number) => new Date(instant).toISOString()
const at = (day: string, minutes: number, zone: string, occurrence: "earlier" | "later" = "earlier") =>
  iso(localInstant(dayNumber(day), minutes, zone, occurrence))

const zones = fc.constantFrom(
  "Europe/Berlin",
  "Europe/London",
  "America/New_York",
  "America/Havana",
  "America/St_Johns",
  "Africa/Casablanca",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Asia/Pyongyang",
  "Australia/Lord_Howe",
  "Pacific/Apia",
  "Pacific/Chatham",
  "UTC",
)
const instants = fc.integer({ min: ms("2005-01-01T00:00:00Z"), max: ms("2035-01-01T00:00:00Z") })
const transitions = fc
  .record({ zone: zones, from: instants, shift: fc.integer({ min: -26 * HOUR, max: 26 * HOUR }) })
  .map(({ zone, from, shift }) => {
    const next = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone).getTimeZoneTransition("next")
    return { zone, instant: (next?.epochMilliseconds ?? from) + shift }
  })
const places = fc.oneof(fc.record({ zone: zones, instant: instants }), transitions)
const zoned = (instant: number, zone: string) =>
  Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone)

describe("a local time", () => {
  test("that clocks pass over is the instant of the jump", () => {
    expect(at("2026-03-29", 2 * 60 + 30, "Europe/Berlin")).toBe("2026-03-29T01:00:00.000Z")
    expect(at("2026-03-29", 2 * 60 + 30, "Europe/Berlin", "later")).toBe("2026-03-29T01:00:00.000Z")
    expect(at("2026-03-08", 2 * 60, "America/New_York")).toBe("2026-03-08T07:00:00.000Z")
    expect(at("2026-10-04", 2 * 60 + 15, "Australia/Lord_Howe")).toBe("2026-10-03T15:30:00.000Z")
  })
  test("that comes twice is the occurrence asked for", () => {
    expect(at("2026-10-25", 2 * 60 + 30, "Europe/Berlin")).toBe("2026-10-25T00:30:00.000Z")
    expect(at("2026-10-25", 2 * 60 + 30, "Europe/Berlin", "later")).toBe("2026-10-25T01:30:00.000Z")
    expect(at("2026-11-01", 60, "America/New_York", "later")).toBe("2026-11-01T06:00:00.000Z")
    expect(at("2026-04-05", 90, "Australia/Lord_Howe")).toBe("2026-04-04T14:30:00.000Z")
    expect(at("2026-04-05", 90, "Australia/Lord_Howe", "later")).toBe("2026-04-04T15:00:00.000Z")
  })
  test("of the day that Apia skipped is the instant at which the next day began", () => {
    for (const minutes of [0, 12 * 60, 24 * 60]) {
      expect(at("2011-12-30", minutes, "Pacific/Apia")).toBe("2011-12-30T10:00:00.000Z")
    }
    expect(at("2011-12-29", 26 * 60, "Pacific/Apia")).toBe("2011-12-30T10:00:00.000Z")
    expect(at("2011-12-30", 25 * 60, "Pacific/Apia")).toBe("2011-12-30T11:00:00.000Z")
    expect(at("2011-12-29", 24 * 60 - 1, "Pacific/Apia")).toBe("2011-12-30T09:59:00.000Z")
  })
  test("past midnight belongs to the day before", () => {
    expect(at("2026-11-20", 27 * 60, "Asia/Kolkata")).toBe("2026-11-20T21:30:00.000Z")
    expect(at("2026-03-28", 27 * 60, "Europe/Berlin")).toBe("2026-03-29T01:00:00.000Z")
  })
  test("is what the calendar of Temporal says, in any zone, near changes of the clock and far from them", () => {
    fc.assert(
      fc.property(places, fc.constantFrom("earlier", "later"), ({ zone, instant }, occurrence) => {
        const minute = Math.floor(instant / 60_000) * 60_000
        const wall = new Date(minute).toISOString().slice(0, 16)
        const plain = Temporal.PlainDateTime.from(wall)
        const ours = localInstant(Math.floor(minute / 86_400_000), (minute / 60_000) % 1440, zone, occurrence)
        const theirs = plain.toZonedDateTime(zone, { disambiguation: occurrence })
        if (theirs.toPlainDateTime().equals(plain)) expect(ours).toBe(theirs.epochMilliseconds)
        else {
          const jump = plain.toZonedDateTime(zone, { disambiguation: "earlier" }).getTimeZoneTransition("next")
          expect(ours).toBe(jump?.epochMilliseconds)
        }
      }),
      { numRuns: 1000 },
    )
  })
})

describe("an hour of local time", () => {
  test("begins on the full hour, whatever the offset from UTC", () => {
    expect(iso(localHourStart(ms("2026-11-22T09:59:59.999Z"), "Europe/Berlin"))).toBe("2026-11-22T09:00:00.000Z")
    expect(iso(localHourStart(ms("2026-11-22T09:29:59.999Z"), "Asia/Kolkata"))).toBe("2026-11-22T08:30:00.000Z")
    expect(iso(localHourStart(ms("2026-11-22T09:30:00Z"), "Asia/Kolkata"))).toBe("2026-11-22T09:30:00.000Z")
    expect(iso(nextLocalHour(ms("2026-11-22T09:30:00Z"), "Asia/Kolkata"))).toBe("2026-11-22T10:30:00.000Z")
    expect(iso(localHourStart(ms("2026-11-22T09:00:00Z"), "Asia/Kathmandu"))).toBe("2026-11-22T08:15:00.000Z")
  })
  test("begins where clocks jump by half an hour, too", () => {
    expect(iso(localHourStart(ms("2026-10-03T15:45:00Z"), "Australia/Lord_Howe"))).toBe("2026-10-03T15:30:00.000Z")
    expect(iso(nextLocalHour(ms("2026-10-03T15:45:00Z"), "Australia/Lord_Howe"))).toBe("2026-10-03T16:00:00.000Z")
    expect(iso(nextLocalHour(ms("2026-04-04T14:00:00Z"), "Australia/Lord_Howe"))).toBe("2026-04-04T15:00:00.000Z")
    expect(iso(nextLocalHour(ms("2026-04-04T15:00:00Z"), "Australia/Lord_Howe"))).toBe("2026-04-04T15:30:00.000Z")
  })
  test("holds what shows the same hour of the same day, at one offset, for an hour at most", () => {
    fc.assert(
      fc.property(places, ({ zone, instant }) => {
        const start = localHourStart(instant, zone)
        const end = nextLocalHour(instant, zone)
        expect(start <= instant && instant < end && end - start <= HOUR).toBe(true)
        expect([localHourStart(start, zone), localHourStart(end, zone)]).toEqual([start, end])
        const label = (at: number) => zoned(at, zone).toString().slice(0, 13) + zoned(at, zone).offset
        expect([label(start), label(end - 1)]).toEqual([label(instant), label(instant)])
      }),
      { numRuns: 500 },
    )
  })
})

describe("a day", () => {
  test("is that of Temporal's calendar, begins with its first instant and has its neighbours", () => {
    fc.assert(
      fc.property(places, fc.integer({ min: -2000, max: 2000 }), ({ zone, instant }, days) => {
        const day = zoned(instant, zone).toPlainDate()
        const first = day.toZonedDateTime(zone)
        expect(dayAt(new Date(instant), zone)).toBe(day.toString())
        expect(startOfDay(day.toString(), zone).getTime()).toBe(first.epochMilliseconds)
        expect(addDays(day.toString(), days)).toBe(day.add({ days }).toString())
      }),
      { numRuns: 1000 },
    )
  })
  test("before 1970, of the year 1 and after the year 9999 is a day like any other", () => {
    expect([addDays("1970-01-01", -1), addDays("0001-01-01", -1), addDays("9999-12-31", 1)]).toEqual([
      ...["1969-12-31", "0000-12-31", "+010000-01-01"],
    ])
    expect(dayAt(new Date("1883-11-18T12:00:00Z"), "America/New_York")).toBe("1883-11-18")
  })
})

describe("the number of a day", () => {
  test("counts from 1970 and knows its weekday", () => {
    expect(dayNumber("1970-01-02")).toBe(1)
    fc.assert(
      fc.property(places, ({ zone, instant }) => {
        const day = zoned(instant, zone).toPlainDate()
        expect(dayNumberAt(instant, zone)).toBe(dayNumber(day.toString()))
        expect(hourAt(instant, zone)).toBe(zoned(instant, zone).hour)
        expect(weekday(dayNumber(day.toString()))).toBe(day.dayOfWeek)
      }),
    )
    expect(weekday(dayNumber("1969-12-28"))).toBe(7)
  })
  test("is only for days that there are", () => {
    expect(["2026-02-28", "2024-02-29", "2026-02-29", "2026-13-01", "26-01-01", "tomorrow", ""].map(isDay)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
      false,
    ])
  })
})
