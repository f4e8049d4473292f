import { describe, expect, it } from "vitest"
import { english as words } from "../words/english.ts"
import { formats } from "../words/format.ts"
import { dayPaths, daysInWords, dayStrip, small, step, type Day } from "./day-strip.ts"
import { ninetyDays } from "./ninety-days.ts"
import { share } from "./progress.ts"
import { shareBar } from "./share-bar.ts"

const format = formats("en-GB", "Europe/London")
const date = (index: number) => new Date(Date.UTC(2026, 7, 13 + index)).toISOString().slice(0, 10)
const calm = (count: number): Array<Day> =>
  Array.from({ length: count }, (_, index) => ({ date: date(index), state: "in-service", seconds: 0 }))

describe("a strip of days", () => {
  it("draws a calm month as one line", () => {
    expect(dayPaths(calm(30), small)).toEqual([{ state: "in-service", d: "M0.5 19.5h119" }])
  })
  it("raises trouble in four steps", () => {
    expect([600, 3600, 3601, 4 * 3600, 12 * 3600, 23 * 3600].map(step)).toEqual([0, 0, 1, 1, 2, 3])
  })
  it("leaves days without a record empty and says nothing about them", () => {
    const days: Array<Day> = calm(30).map((day, index) => (index < 20 ? { ...day, state: null } : day))
    expect(dayPaths(days, small)).toEqual([{ state: "in-service", d: "M80.5 19.5h39" }])
    expect(daysInWords(days, words)).toBe("In service all day on 10 of 10 days")
    expect(daysInWords([{ date: "2026-11-10", state: null, seconds: 0 }], words)).toBe(
      "Nothing is recorded of these days",
    )
  })
  it("is told in words", () => {
    const days = calm(30)
    days[3] = { ...days[3]!, state: "out-of-order", seconds: 3000 }
    days[9] = { ...days[9]!, state: "planned-outage", seconds: 3000 }
    expect(dayStrip(days, words).label).toBe(
      "In service all day on 28 of 30 days; out of order on 1, planned outage on 1",
    )
  })
})

describe("ninety days", () => {
  const days = calm(90).map((day) => ({ ...day, what: "" }))
  for (const index of [5, 6, 89]) days[index] = { ...days[index]!, state: "out-of-order", seconds: 7200, what: "doors" }
  const view = ninetyDays(days, format, words)

  it("are three strips whose columns add up", () => {
    expect(view.strips).toHaveLength(3)
    for (const strip of view.strips) expect(strip.hits.reduce((sum, hit) => sum + hit.run, 0)).toBe(30)
  })
  it("make a run of bad days one link to its first row", () => {
    const links = view.strips[0]!.hits.filter((hit) => hit.href !== null)
    expect(links).toEqual([
      {
        run: 2,
        href: "#d-2026-08-18",
        lines: ["18 Aug: out of order 2 h 00 min, doors", "19 Aug: out of order 2 h 00 min, doors"],
      },
    ])
  })
  it("list every bad day, the latest first, today so far", () => {
    expect(view.table.map((row) => row.iso)).toEqual([date(89), date(6), date(5)])
    expect(view.table[0]!.length).toBe("2 h 00 min so far")
  })
})

describe("bars and progress", () => {
  it("compare with the longest and name every class", () => {
    const bar = shareBar({ unplanned: 3600, external: 0, planned: 3600 }, 7200, format.duration, words.home.outLabel)
    expect(bar.parts.map((part) => part.state)).toEqual(["out-of-order", "planned-outage"])
    expect(bar.label).toBe("Unplanned 1 h 00 min, outside cause 0 s, planned 1 h 00 min")
    expect(bar.together).toBe("2 h 00 min")
  })
  it("never says finished before it is", () => {
    expect(share(100, 100, false)).toBe(0.99)
    expect(share(0, 0, false)).toBeNull()
    expect(share(100, 100, true)).toBe(1)
  })
})
