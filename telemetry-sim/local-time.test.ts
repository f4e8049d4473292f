import { describe, expect, test } from "vitest"
import { LocalTime } from "./local-time.ts"

const at = (iso: string): number => Date.parse(iso)

describe("local time", () => {
  const london = new LocalTime("Europe/London")

  test("shows hour and weekday of the zone", () => {
    expect(new LocalTime("America/New_York").at(at("2026-11-23T03:30:00Z"))).toEqual({
      hour: 22,
      weekday: 6,
      left: 30 * 60_000,
    })
    expect(new LocalTime("Asia/Kolkata").at(at("2026-11-23T03:30:00Z"))).toMatchObject({ hour: 9, weekday: 0 })
  })

  test("follows the clock change, forwards and back", () => {
    expect(london.at(at("2026-03-29T00:59:59Z")).hour).toBe(0)
    expect(london.at(at("2026-03-29T01:00:00Z")).hour).toBe(2)
    expect(london.at(at("2026-10-25T00:30:00Z")).hour).toBe(1)
    expect(london.at(at("2026-10-25T01:30:00Z")).hour).toBe(1)
    expect(london.at(at("2026-03-29T00:59:59Z")).hour).toBe(0)
  })

  test("finds the next time that a clock shows", () => {
    expect(london.next(at("2026-11-23T10:00:00Z"), 9, 30)).toBe(at("2026-11-24T09:30:00Z"))
    expect(london.next(at("2026-03-28T12:00:00Z"), 9)).toBe(at("2026-03-29T08:00:00Z"))
    expect(london.next(at("2026-10-24T12:00:00Z"), 9)).toBe(at("2026-10-25T09:00:00Z"))
  })

  test("cuts time into hours where the clock shows a full one, or is put forward or back", () => {
    const hours = (zone: string, from: string, count: number) => {
      const clock = new LocalTime(zone)
      const found = [clock.hourStart(at(from))]
      while (found.length < count) found.push(clock.nextHour(found.at(-1) ?? 0))
      for (const [place, start] of found.entries()) {
        expect(clock.hourStart(start)).toBe(start)
        if (place > 0) expect(clock.hourStart(start - 1)).toBe(found[place - 1])
      }
      return found.map((time) => new Date(time).toISOString().slice(11, 16))
    }
    expect(hours("Asia/Kathmandu", "2026-11-23T03:30:00Z", 2)).toEqual(["03:15", "04:15"])
    expect(hours("Europe/London", "2026-10-25T00:30:00Z", 3)).toEqual(["00:00", "01:00", "02:00"])
    // Clocks on this island change by half an hour.
    expect(hours("Australia/Lord_Howe", "2026-04-04T14:10:00Z", 4)).toEqual(["14:00", "15:00", "15:30", "16:30"])
    expect(hours("Australia/Lord_Howe", "2026-10-03T15:10:00Z", 4)).toEqual(["14:30", "15:30", "16:00", "17:00"])
  })

  test("finds days that lie months back, and where months begin", () => {
    expect(london.monthsBefore(at("2026-11-22T09:30:00Z"), 13)).toBe(at("2025-10-21T23:00:00Z"))
    expect(london.nextMonth(at("2026-07-31T22:59:59Z"))).toBe(at("2026-07-31T23:00:00Z"))
    expect(london.nextMonth(at("2026-07-31T23:00:00Z"))).toBe(at("2026-08-31T23:00:00Z"))
  })

  test("an unknown zone is an error", () => {
    expect(() => new LocalTime("Mars/Olympus")).toThrow(RangeError)
  })
})
