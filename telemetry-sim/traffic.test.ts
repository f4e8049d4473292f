import { describe, expect, test } from "vitest"
import { day, fleetOf, hour, listedLift, monday } from "./testing/fleet.ts"
import { categoryOf, hourlyShare } from "./traffic.ts"
import type { Use } from "./traffic.ts"

const uses: ReadonlyArray<Use> = ["office", "home", "hotel", "hospital", "shop", "transit", "mixed"]

describe("traffic", () => {
  test.each(uses)("the hours of a working day of use %s add up to one", (use) => {
    const total = Array.from({ length: 24 }, (_, h) => hourlyShare(use, h, 3)).reduce((sum, share) => sum + share, 0)
    expect(total).toBeCloseTo(1, 9)
  })

  test("an office rests at the weekend", () => {
    expect(hourlyShare("office", 8, 5)).toBeCloseTo(0.05 * hourlyShare("office", 8, 0))
  })

  test("usage categories follow use and height", () => {
    expect(categoryOf("home", 3)).toBe(1)
    expect(categoryOf("office", 4)).toBe(2)
    expect(categoryOf("hotel", 9)).toBe(3)
    expect(categoryOf("hospital", 6)).toBe(4)
    expect(categoryOf("office", 30)).toBe(5)
    expect(categoryOf("transit", 2)).toBe(6)
  })

  test.each(["Europe/London", "America/New_York", "Asia/Kolkata"])(
    "starts follow the local hours of %s",
    (timeZone) => {
      const listed = Array.from({ length: 20 }, (_, n) => listedLift(`LIFT-${n}`, "office", 10, { timeZone }))
      const { fleet } = fleetOf(listed, { faultRate: 0 })
      const clock = fleet.units[0]?.clock
      const starts = Array.from({ length: 24 }, () => 0)
      const counted = () => fleet.units.reduce((sum, unit) => sum + unit.state.ledger.starts, 0)
      // From Tuesday on it is a working day in every zone; half-hour steps suit zones with a half-hour offset.
      fleet.advance(monday + day)
      for (let at = monday + day; at < monday + 3 * day; at += hour / 2) {
        const before = counted()
        fleet.advance(at + hour / 2)
        const local = clock?.at(at).hour ?? 0
        starts[local] = (starts[local] ?? 0) + counted() - before
      }
      const total = starts.reduce((sum, count) => sum + count, 0)
      for (const [localHour, count] of starts.entries()) {
        expect(Math.abs(count / total - hourlyShare("office", localHour, 1))).toBeLessThan(0.012)
      }
    },
  )
})
