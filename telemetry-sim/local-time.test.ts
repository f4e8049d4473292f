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

  test("an unknown zone is an error", () => {
    expect(() => new LocalTime("Mars/Olympus")).toThrow(RangeError)
  })
})
