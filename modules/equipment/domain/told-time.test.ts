import { describe, expect, test } from "vitest"
import { formatProblem, timeReader, type TimeNotation } from "./told-time.ts"

const read = (text: string, notation: TimeNotation = {}, occurrence: "earlier" | "later" = "earlier") => {
  const at = timeReader(notation)(text, occurrence)
  return at === null ? null : new Date(at).toISOString()
}

describe("times of a file", () => {
  test("are ISO 8601 with an offset, whatever lies between day and hour, to the millisecond", () => {
    expect(read("2018-02-21 14:03:38.398316+00:00")).toBe("2018-02-21T14:03:38.398Z")
    expect(read("2018-02-21T14:03:38+0530")).toBe("2018-02-21T08:33:38.000Z")
    expect(read("2018-02-21T14:03Z")).toBe("2018-02-21T14:03:00.000Z")
    expect(read("2018-02-21T14:03:38,5-05")).toBe("2018-02-21T19:03:38.500Z")
  })

  test("are local times of the zone when they have no offset; without a zone they cannot be read", () => {
    const zone = { zone: "America/New_York" }
    expect(read("2018-02-21 14:00:05", zone)).toBe("2018-02-21T19:00:05.000Z")
    expect(read("2018-02-21", zone)).toBe("2018-02-21T05:00:00.000Z")
    expect(read("2018-02-21 24:00", zone)).toBe("2018-02-22T05:00:00.000Z")
    expect(read("2018-02-21 14:00:05")).toBeNull()
    expect(read("2018-02-21 14:00:05Z", zone)).toBe("2018-02-21T14:00:05.000Z")
  })

  test("that clocks pass over or show twice are told apart", () => {
    const zone = { zone: "Europe/London" }
    expect(read("2026-03-29 01:30", zone)).toBe("2026-03-29T01:00:00.000Z")
    expect(read("2026-10-25 01:30", zone)).toBe("2026-10-25T00:30:00.000Z")
    expect(read("2026-10-25 01:30", zone, "later")).toBe("2026-10-25T01:30:00.000Z")
  })

  test("may be written in a format of their own, or counted since 1970", () => {
    const zone = "Europe/Berlin"
    expect(read("5.3.2026 7:05", { format: "DD.MM.YYYY HH:mm", zone })).toBe("2026-03-05T06:05:00.000Z")
    expect(read("03/05/2026 12:05:09 AM", { format: "MM/DD/YYYY hh:mm:ss A", zone })).toBe("2026-03-04T23:05:09.000Z")
    expect(read("20260305T070500.25Z", { format: "YYYYMMDDTHHmmss.SSSZ" })).toBe("2026-03-05T07:05:00.250Z")
    expect(read("1772693100", { format: "unix" })).toBe("2026-03-05T06:45:00.000Z")
    expect(read("1772693100250", { format: "unix-ms" })).toBe("2026-03-05T06:45:00.250Z")
  })

  test("that are not in the calendar or on the clock are none", () => {
    for (const text of [
      "2026-02-29T00:00Z",
      "2026-13-01T00:00Z",
      "2026-01-01T25:00Z",
      "2026-01-01T24:01Z",
      "yesterday",
      "",
    ])
      expect(read(text), text).toBeNull()
    expect(read("29.02.2026", { format: "DD.MM.YYYY", zone: "UTC" })).toBeNull()
    expect(read("01/02/2026 13:00 PM", { format: "MM/DD/YYYY hh:mm A", zone: "UTC" })).toBeNull()
    expect(read("-5", { format: "unix" })).toBeNull()
  })

  test("need a format that says the day, and no part of it twice", () => {
    expect(["DD.MM.YYYY HH:mm", "unix", "unix-ms", "YYYYMMDD"].map(formatProblem)).toEqual([null, null, null, null])
    expect(formatProblem("HH:mm")).toContain("YYYY, MM, DD is missing")
    expect(formatProblem("DD.MM.YYYY MM")).toContain("MM stands in it twice")
    expect(formatProblem("YYYY-MM-DD hh:mm")).toContain("hh and A")
  })
})
