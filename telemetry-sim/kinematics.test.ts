import { describe, expect, test } from "vitest"
import { travelSeconds } from "./kinematics.ts"

describe("the time of a trip", () => {
  const motion = { speed: 1.6, acceleration: 1, jerk: 1 }

  test("reaching the rated speed", () => {
    // 16 m at 1.6 m/s, 1.6 s for the acceleration and 1 s for the jerk.
    expect(travelSeconds(16, motion)).toBeCloseTo(12.6)
  })

  test("reaching only the full acceleration, or neither", () => {
    expect(travelSeconds(3, motion)).toBeCloseTo(1 + Math.sqrt(13))
    expect(travelSeconds(1, motion)).toBeCloseTo(Math.cbrt(32))
  })

  test("a slow drive never reaches its full acceleration", () => {
    const slow = { speed: 0.5, acceleration: 1, jerk: 1 }
    expect(travelSeconds(10, slow)).toBeCloseTo(20 + 2 * Math.sqrt(0.5))
  })

  test("grows with the distance without a leap", () => {
    for (let distance = 0.1; distance < 20; distance += 0.01) {
      const step = travelSeconds(distance + 0.01, motion) - travelSeconds(distance, motion)
      expect(step).toBeGreaterThan(0)
      expect(step).toBeLessThan(0.2)
    }
  })
})
