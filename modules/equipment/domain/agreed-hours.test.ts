import { Schema } from "effect"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { AgreedHours, agreedHoursText, defaultPeakHours, parseAgreedHours } from "./agreed-hours.ts"

const parsed = (text: string): AgreedHours => {
  const result = parseAgreedHours(text)
  if ("problems" in result) throw new Error(result.problems.join(" "))
  return result
}
const normal = (text: string) => agreedHoursText(parsed(text))
const problemsOf = (text: string) => {
  const result = parseAgreedHours(text)
  return "problems" in result ? result.problems : []
}

describe("agreed hours as people write them", () => {
  test("are windows of weekdays and exceptions by date", () => {
    expect(
      parsed("Fri 05:00–27:00; Sat,Sun 08:00–12:00, 13:00–17:00; 2026-12-25 closed; 2026-12-24 8:00-12:00"),
    ).toEqual({
      windows: [
        { day: 5, from: 300, to: 1620 },
        { day: 6, from: 480, to: 720 },
        { day: 6, from: 780, to: 1020 },
        { day: 7, from: 480, to: 720 },
        { day: 7, from: 780, to: 1020 },
      ],
      exceptions: [
        { date: "2026-12-24", windows: [{ from: 480, to: 720 }] },
        { date: "2026-12-25", windows: [] },
      ],
    })
  })
  test("say the last that was said of a day", () => {
    expect(normal("Mon–Fri 05:00–24:00; Fri 05:00–27:00")).toBe("Mon–Thu 05:00–24:00; Fri 05:00–27:00")
    expect(normal("always; Sun closed")).toBe("Mon–Sat 00:00–24:00")
    expect(normal("always; 2026-12-25 08:00-09:00; 2026-12-25 closed")).toBe("always; 2026-12-25 closed")
  })
  test("may be written with any dash, any capitals, long names, lines, and ranges round the week's end", () => {
    expect(normal("monday - FRI 5:00 — 24:00\nSat-sun 08:00-12:00,13:00-17:00\n")).toBe(
      "Mon–Fri 05:00–24:00; Sat,Sun 08:00–12:00, 13:00–17:00",
    )
    expect(normal("Sat–Mon, Wed 10:00–12:00; ALWAYS")).toBe("always")
    expect(normal("Sat–Mon, Wed 10:00–12:00")).toBe("Mon,Wed,Sat,Sun 10:00–12:00")
  })
  test("unite windows of a day that overlap or touch", () => {
    expect(normal("Mon 12:00–17:00, 08:00–12:00, 16:00–26:00")).toBe("Mon 08:00–26:00")
  })
  test("may be none at all", () => {
    expect(parsed("Mon–Sun closed")).toEqual({ windows: [], exceptions: [] })
    expect(normal("Mon–Sun closed; 2026-05-01 08:00–12:00")).toBe("Mon–Sun closed; 2026-05-01 08:00–12:00")
  })
  test("that cannot be understood are answered with what to write instead, part by part", () => {
    expect(
      problemsOf("Mon–Fri; Freitag 08:00–12:00; Sat 22:00–06:00; 08:00–12:00; 2026-02-29 closed; Sun 8–12"),
    ).toEqual([
      "“Mon–Fri” has no hours: write Mon–Fri 08:00–17:00, or Mon–Fri closed.",
      "“Freitag” in “Freitag 08:00–12:00” is no weekday: write Mon, Tue, Wed, Thu, Fri, Sat, Sun, or a date as 2026-12-25.",
      "“22:00-06:00” in “Sat 22:00–06:00” ends before it begins: past midnight go on counting, 22:00–30:00.",
      "“08:00–12:00” does not say on which days: write Mon–Fri 08:00–17:00, and dates as 2026-12-25.",
      "“2026-02-29” is not in the calendar.",
      "“8-12” in “Sun 8–12” is not understood: write hours as 08:00–17:00.",
    ])
    expect(problemsOf("Mon 24:00–25:00; Mon 08:00–48:01; Mon 08:60–09:00; Mon-Wed-Fri 08:00-09:00")).toEqual([
      "“24:00-25:00” in “Mon 24:00–25:00” begins after the end of its day: hours begin from 00:00 to 23:59.",
      "“08:00-48:01” in “Mon 08:00–48:01” is too long: hours end by 48:00, midnight of the next day.",
      "“08:60-09:00” in “Mon 08:60–09:00”: an hour has minutes 00 to 59.",
      "“Mon-Wed-Fri” in “Mon-Wed-Fri 08:00-09:00” has too many dashes: write Mon–Fri.",
    ])
    expect(problemsOf("Mon 08:00–12:00, Tue 09:00–10:00")).toEqual([
      "“Tue 09:00-10:00” in “Mon 08:00–12:00, Tue 09:00–10:00” stands where hours were expected: separate days with other hours by a semicolon.",
    ])
    const missing = "The hours of the week are missing: write Mon–Fri 08:00–17:00, always, or Mon–Sun closed."
    expect([problemsOf(""), problemsOf(" ; \n"), problemsOf("2026-12-25 closed")]).toEqual([
      [missing],
      [missing],
      [missing],
    ])
  })
  test("never make it fail otherwise, whatever is written", () => {
    const words = fc.constantFrom(
      "Mon",
      "Fri",
      "–",
      "-",
      ",",
      ";",
      " ",
      "08:00",
      "24:00",
      "99:99",
      "2026-12-25",
      "closed",
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(words, { maxLength: 12 }).map((some) => some.join("")),
        ),
        (text) => {
          const result = parseAgreedHours(text)
          if ("problems" in result) expect(result.problems.length).toBeGreaterThan(0)
          else expect(parsed(agreedHoursText(result))).toEqual(result)
        },
      ),
    )
  })
})

const dayWindows = fc
  .uniqueArray(fc.integer({ min: 0, max: 2880 }), { maxLength: 6 })
  .map((marks) => marks.toSorted((a, b) => a - b))
  .map((marks) =>
    marks.flatMap((from, i) => {
      const to = marks[i + 1]
      return i % 2 === 0 && to !== undefined && from < 1440 ? [{ from, to }] : []
    }),
  )
const anyHours: fc.Arbitrary<AgreedHours> = fc.record({
  windows: fc
    .tuple(dayWindows, dayWindows, dayWindows, dayWindows, dayWindows, dayWindows, dayWindows)
    .map((days) => days.flatMap((windows, i) => windows.map((window) => ({ day: (i + 1) as 1, ...window })))),
  exceptions: fc
    .uniqueArray(fc.integer({ min: 0, max: 20_000 }), { maxLength: 4 })
    .chain((days) =>
      fc.tuple(
        ...days
          .toSorted((a, b) => a - b)
          .map((day) =>
            dayWindows.map((windows) => ({ date: new Date(day * 86_400_000).toISOString().slice(0, 10), windows })),
          ),
      ),
    ),
})

describe("agreed hours as text", () => {
  test("are read as the same hours again", () => {
    fc.assert(
      fc.property(anyHours, (hours) => {
        expect(parsed(agreedHoursText(hours))).toEqual(hours)
      }),
    )
  })
  test("name the default peak hours as people would", () => {
    expect(agreedHoursText(defaultPeakHours)).toBe("Mon–Fri 07:00–10:00, 16:00–19:00")
  })
})

describe("agreed hours as they are stored", () => {
  const decode = Schema.decodeUnknownSync(AgreedHours)
  test("come back the same", () => {
    fc.assert(
      fc.property(anyHours, (hours) => {
        expect(decode(JSON.parse(JSON.stringify(hours)))).toEqual(hours)
      }),
    )
  })
  test("are refused when they make no sense", () => {
    for (const wrong of [
      { windows: [{ day: 8, from: 0, to: 60 }], exceptions: [] },
      { windows: [{ day: 1, from: 60, to: 60 }], exceptions: [] },
      { windows: [{ day: 1, from: 1440, to: 1500 }], exceptions: [] },
      { windows: [{ day: 1, from: 0, to: 2881 }], exceptions: [] },
      { windows: [{ day: 1, from: 0.5, to: 60 }], exceptions: [] },
      { windows: [], exceptions: [{ date: "2026-02-29", windows: [] }] },
      { windows: [] },
    ]) {
      expect(() => decode(wrong), JSON.stringify(wrong)).toThrow()
    }
  })
})
