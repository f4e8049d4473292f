import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { type AgreedHours, parseAgreedHours } from "./agreed-hours.ts"
import { intersections, overlap, windowsOf } from "./windows.ts"

const HOUR = 3_600_000
const ms = (text: string) => Date.parse(text)
const hoursOf = (text: string): AgreedHours => {
  const parsed = parseAgreedHours(text)
  if ("problems" in parsed) throw new Error(parsed.problems.join(" "))
  return parsed
}
/** The windows of these hours from one instant to another, each as its two times in UTC. */
const pieces = (text: string, zone: string, from: string, to: string) =>
  intersections(windowsOf(hoursOf(text), zone, ms(from), ms(to)), ms(from), ms(to)).map((piece) => [
    new Date(piece.from).toISOString().slice(0, 16),
    new Date(piece.to).toISOString().slice(0, 16),
  ])
/** How many hours of these windows begin on a day of a zone: all other days are closed. */
const hoursOn = (day: string, window: string, zone: string) => {
  const from = ms(`${day}T00:00:00Z`) - 50 * HOUR
  const to = from + 150 * HOUR
  const windows = windowsOf(hoursOf(`Mon–Sun closed; ${day} ${window}`), zone, from, to)
  return overlap(windows, from, to) / HOUR
}

describe("a day whose clocks change", () => {
  test("has as many hours as it has", () => {
    const lengths = [
      ["Europe/Berlin", "2026-03-29", 23],
      ["Europe/Berlin", "2026-10-25", 25],
      ["America/New_York", "2026-03-08", 23],
      ["America/New_York", "2026-11-01", 25],
      ["Australia/Lord_Howe", "2026-10-04", 23.5],
      ["Australia/Lord_Howe", "2026-04-05", 24.5],
      ["Asia/Kolkata", "2026-10-25", 24],
      ["Pacific/Apia", "2011-12-29", 24],
      ["Pacific/Apia", "2011-12-30", 0],
      ["Pacific/Apia", "2011-12-31", 24],
    ] as const
    for (const [zone, day, hours] of lengths) expect(hoursOn(day, "00:00–24:00", zone), `${zone} ${day}`).toBe(hours)
  })
  test("passes over the hour that there is not", () => {
    expect(hoursOn("2026-03-29", "02:00–03:00", "Europe/Berlin")).toBe(0)
    expect(hoursOn("2026-03-29", "01:30–02:30", "Europe/Berlin")).toBe(0.5)
    expect(hoursOn("2026-03-29", "02:30–04:00", "Europe/Berlin")).toBe(1)
    expect(hoursOn("2026-03-28", "05:00–27:00", "Europe/Berlin")).toBe(21)
    expect(hoursOn("2026-10-04", "02:00–02:30", "Australia/Lord_Howe")).toBe(0)
  })
  test("counts the hour that comes twice both times", () => {
    expect(hoursOn("2026-10-25", "02:00–03:00", "Europe/Berlin")).toBe(2)
    expect(hoursOn("2026-10-25", "01:00–02:30", "Europe/Berlin")).toBe(2.5)
    expect(hoursOn("2026-10-25", "02:30–04:00", "Europe/Berlin")).toBe(2.5)
    expect(hoursOn("2026-10-24", "05:00–27:00", "Europe/Berlin")).toBe(23)
    expect(hoursOn("2026-11-01", "00:00–01:01", "America/New_York")).toBeCloseTo(2 + 1 / 60, 10)
    expect(hoursOn("2026-04-05", "01:30–02:00", "Australia/Lord_Howe")).toBe(1)
  })
  test("is right to the second, at both sides of the change", () => {
    const from = ms("2026-10-24T00:00:00Z")
    const windows = windowsOf(hoursOf("Sun 01:00–03:00"), "Europe/Berlin", from, from + 72 * HOUR)
    const seconds = (begin: string, end: string) => overlap(windows, ms(begin), ms(end)) / 1000
    expect(seconds("2026-10-24T22:59:59Z", "2026-10-24T23:00:01Z")).toBe(1)
    expect(seconds("2026-10-25T00:59:59Z", "2026-10-25T01:00:01Z")).toBe(2)
    expect(seconds("2026-10-25T01:59:59Z", "2026-10-25T02:00:01Z")).toBe(1)
  })
  test("that never was has no windows of its own, and shortens none of the day before", () => {
    expect(
      pieces("Thu 20:00–28:00; Sat 08:00–09:00", "Pacific/Apia", "2011-12-29T00:00Z", "2012-01-01T00:00Z"),
    ).toEqual([
      ["2011-12-30T06:00", "2011-12-30T10:00"],
      ["2011-12-30T18:00", "2011-12-30T19:00"],
    ])
  })
})

describe("agreed hours between two instants", () => {
  test("begin on the weekday of the place, and reach into the next day", () => {
    expect(pieces("Fri 05:00–27:00", "America/New_York", "2026-11-16T00:00Z", "2026-11-30T00:00Z")).toEqual([
      ["2026-11-20T10:00", "2026-11-21T08:00"],
      ["2026-11-27T10:00", "2026-11-28T08:00"],
    ])
  })
  test("are united where a day reaches into the next", () => {
    expect(
      pieces("Mon 20:00–30:00; Tue 05:00–07:00, 08:00–09:00", "UTC", "2026-11-23T00:00Z", "2026-11-25T00:00Z"),
    ).toEqual([
      ["2026-11-23T20:00", "2026-11-24T07:00"],
      ["2026-11-24T08:00", "2026-11-24T09:00"],
    ])
    expect(pieces("always", "Europe/Berlin", "2026-03-28T00:00Z", "2026-10-28T00:00Z")).toHaveLength(1)
  })
  test("are cut to them, also those that began up to two days before", () => {
    expect(pieces("Mon 00:00–48:00", "UTC", "2026-11-24T23:00Z", "2026-11-30T01:00Z")).toEqual([
      ["2026-11-24T23:00", "2026-11-25T00:00"],
      ["2026-11-30T00:00", "2026-11-30T01:00"],
    ])
  })
  test("leave what began the day before an exception as it is", () => {
    const week = "Mon–Sun 20:00–26:00; 2026-11-24 closed; 2026-11-25 23:00–24:00"
    expect(pieces(week, "UTC", "2026-11-23T12:00Z", "2026-11-26T12:00Z")).toEqual([
      ["2026-11-23T20:00", "2026-11-24T02:00"],
      ["2026-11-25T23:00", "2026-11-26T00:00"],
    ])
  })
  test("are all the time when none were agreed, and none between an instant and an earlier one", () => {
    const all = windowsOf(null, "UTC", 1000, 5000)
    expect([overlap(all, 0, 9000), overlap(all, 2000, 3000), overlap(all, 3000, 2000)]).toEqual([4000, 1000, 0])
    expect(overlap(windowsOf(null, "UTC", 5, 4), 0, 9)).toBe(0)
  })
})

const someHours = fc
  .array(
    fc.record({
      day: fc.integer({ min: 1, max: 7 }).map((day) => day as 1),
      from: fc.integer({ min: 0, max: 1439 }),
      length: fc.integer({ min: 1, max: 1440 }),
    }),
    { maxLength: 10 },
  )
  .map((windows): AgreedHours => ({
    windows: windows.map(({ day, from, length }) => ({ day, from, to: from + length })),
    exceptions: [{ date: "2026-10-24", windows: [{ from: 60, to: 1700 }] }],
  }))
const zones = fc.constantFrom(
  "Europe/Berlin",
  "America/New_York",
  "America/Havana",
  "Australia/Lord_Howe",
  "Asia/Kolkata",
)
const begin = ms("2026-10-18T00:00:00Z")
const end = ms("2026-11-09T00:00:00Z")
const moments = fc.integer({ min: begin - HOUR, max: end + HOUR })

/** The same by the calendar of Temporal, window by window: in these weeks no clock of the zones is set forward. */
const isInside = (hours: AgreedHours, zone: string, instant: number) => {
  for (let day = Temporal.PlainDate.from("2026-10-14"); day.toString() < "2026-11-12"; day = day.add({ days: 1 })) {
    const exception = hours.exceptions.find(({ date }) => date === day.toString())
    for (const { from, to } of exception?.windows ?? hours.windows.filter((window) => window.day === day.dayOfWeek)) {
      const at = (minutes: number, disambiguation: "earlier" | "later") =>
        day.toPlainDateTime().add({ minutes }).toZonedDateTime(zone, { disambiguation }).epochMilliseconds
      if (at(from, "earlier") <= instant && instant < at(to, "later")) return true
    }
  }
  return false
}

describe("the overlap with windows", () => {
  test("is that of its parts", () => {
    fc.assert(
      fc.property(someHours, zones, moments, moments, moments, (hours, zone, ...times) => {
        const windows = windowsOf(hours, zone, begin, end)
        const [a, b, c] = times.toSorted((x, y) => x - y) as [number, number, number]
        expect(overlap(windows, a, b) + overlap(windows, b, c)).toBe(overlap(windows, a, c))
        const listed = intersections(windows, a, c)
        expect(listed.reduce((sum, piece) => sum + piece.to - piece.from, 0)).toBe(overlap(windows, a, c))
        expect(listed.every((piece, i) => piece.from < piece.to && piece.from > (listed[i - 1]?.to ?? -1))).toBe(true)
      }),
    )
  })
  test("is there exactly when the clock of the place is inside a window", () => {
    fc.assert(
      fc.property(
        someHours,
        zones,
        fc.array(fc.integer({ min: begin, max: end - 1 }), { maxLength: 5 }),
        (hours, zone, times) => {
          const windows = windowsOf(hours, zone, begin, end)
          for (const instant of times) {
            expect(overlap(windows, instant, instant + 1)).toBe(isInside(hours, zone, instant) ? 1 : 0)
          }
        },
      ),
    )
  })
  test("does not depend on how far the windows reach", () => {
    fc.assert(
      fc.property(someHours, zones, moments, moments, (hours, zone, a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)]
        const wide = windowsOf(hours, zone, begin - 9 * 24 * HOUR, end + 9 * 24 * HOUR)
        expect(overlap(windowsOf(hours, zone, from, to), from, to)).toBe(overlap(wide, from, to))
      }),
    )
  })
})
