import { describe, expect, it } from "vitest"
import { formats } from "./format.ts"

const london = formats("en-GB", "Europe/London")
const at = (text: string) => new Date(text)
const now = at("2026-11-10T09:12:00Z")

describe("numbers", () => {
  it("are written as the reader writes them", () => {
    expect(london.number(76_061)).toBe("76,061")
    expect(formats("de-DE", "Europe/Berlin").number(76_061)).toBe("76.061")
    expect(london.decimal(1.625, 2)).toBe("1.63")
    expect(london.bytes(4_200_000)).toBe("4.2 MB")
    expect(london.list(["Lift 1", "Lift 2", "Lift 3"])).toBe("Lift 1, Lift 2 and Lift 3")
  })
  it("never round a share up to all or down to nothing", () => {
    expect(london.percent(1)).toBe("100.0 %")
    expect(london.percent(0.9996)).toBe("99.9 %")
    expect(london.percent(0.99999)).toBe("99.9 %")
    expect(london.percent(0.00001)).toBe("0.1 %")
    expect(london.percent(0)).toBe("0.0 %")
    expect(london.percent(0.9735)).toBe("97.4 %")
  })
})

describe("durations", () => {
  it("use the units a person would", () => {
    expect([6, 2000, 28_800, 5400, 400_000].map(london.duration)).toEqual([
      "6 s",
      "33 min",
      "8 h 00 min",
      "1 h 30 min",
      "4 d 15 h",
    ])
    expect(london.duration(-5)).toBe("0 s")
  })
})

describe("times", () => {
  it("are as short as they stay unmistakable", () => {
    expect(london.since(at("2026-11-10T01:12:00Z"), now)).toBe("01:12")
    expect(london.since(at("2026-11-05T15:35:00Z"), now)).toBe("5 Nov, 15:35")
    expect(london.since(at("2024-03-12T10:00:00Z"), now)).toBe("12 Mar 2024")
  })
  it("are the building's, not the server's", () => {
    const tokyo = formats("en-GB", "Asia/Tokyo")
    expect(tokyo.time(at("2026-11-09T15:30:00Z"))).toBe("00:30")
    expect(tokyo.day(at("2026-11-09T15:30:00Z"))).toBe("2026-11-10")
    expect(tokyo.since(at("2026-11-09T15:30:00Z"), now)).toBe("00:30")
  })
  it("name the zone where the reader's clock differs", () => {
    const read = formats("en-GB", "America/New_York", "Europe/London")
    expect(read.moment(now, now)).toEqual({ iso: "2026-11-10T09:12:00.000Z", text: "04:12 GMT-5" })
    expect(formats("en-GB", "Europe/Lisbon", "Europe/London").moment(now, now).text).toBe("09:12")
  })
  it("follow the clock when it changes", () => {
    expect(london.time(at("2026-10-25T00:30:00Z"))).toBe("01:30")
    expect(london.time(at("2026-10-25T01:30:00Z"))).toBe("01:30")
    expect(london.time(at("2026-03-29T00:59:00Z"))).toBe("00:59")
    expect(london.time(at("2026-03-29T01:00:00Z"))).toBe("02:00")
    // The day of the change has 25 hours and is one day.
    expect(london.day(at("2026-10-24T23:00:00Z"))).toBe("2026-10-25")
    expect(london.day(at("2026-10-25T23:59:00Z"))).toBe("2026-10-25")
    // In the weeks between the two changes New York is four hours behind, else five.
    const read = formats("en-GB", "America/New_York", "Europe/London")
    expect(read.zone(at("2026-10-28T12:00:00Z"))).toBe(" GMT-4")
    expect(read.zone(at("2026-11-10T12:00:00Z"))).toBe(" GMT-5")
  })
  it("write calendar days without a zone", () => {
    expect(formats("en-GB", "Pacific/Auckland").dayMonth("2026-11-10")).toBe("10 Nov")
    expect(london.today(now)).toBe("Tuesday 10 November, 09:12")
  })
})
