import { describe, expect, test } from "vitest"
import { count, exponential, gammaOfShapeTwo, geometric, lognormal, poisson, randomFor, uniform } from "./random.ts"
import type { RandomState } from "./random.ts"

const many = (draw: (state: RandomState) => number): ReadonlyArray<number> => {
  const state = randomFor("many")
  return Array.from({ length: 20_000 }, () => draw(state))
}
const mean = (values: ReadonlyArray<number>): number => values.reduce((sum, value) => sum + value, 0) / values.length

describe("random numbers", () => {
  test("the same names give the same stream, other names another one", () => {
    const draws = (...names: ReadonlyArray<string>) => {
      const state = randomFor(...names)
      return Array.from({ length: 5 }, () => uniform(state))
    }
    expect(draws("1", "LIFT-1")).toEqual(draws("1", "LIFT-1"))
    expect(draws("1", "LIFT-1")).not.toEqual(draws("1", "LIFT-2"))
    expect(draws("1", "LIFT-1")).not.toEqual(draws("1LIFT-", "1"))
  })

  test("a stream that was saved goes on where it was", () => {
    const state = randomFor("saved")
    uniform(state)
    const saved = JSON.parse(JSON.stringify(state)) as RandomState
    expect([uniform(saved), uniform(saved)]).toEqual([uniform(state), uniform(state)])
  })

  test("distributions have the means that they promise", () => {
    expect(mean(many((state) => exponential(state, 3)))).toBeCloseTo(3, 0)
    expect(mean(many((state) => gammaOfShapeTwo(state, 1)))).toBeCloseTo(1, 1)
    expect(mean(many((state) => poisson(state, 1.2)))).toBeCloseTo(1.2, 1)
    for (const expected of [0.05, 4, 29, 200]) {
      const counts = many((state) => count(state, expected))
      expect(counts.every((value) => Number.isInteger(value) && value >= 0)).toBe(true)
      const found = mean(counts)
      expect(Math.abs(found / expected - 1)).toBeLessThan(0.06)
      expect(Math.abs(mean(counts.map((value) => (value - found) ** 2)) / expected - 1)).toBeLessThan(0.06)
    }
    expect(mean(many((state) => geometric(state, 0.25)))).toBeCloseTo(3, 0)
    const sorted = many((state) => lognormal(state, 35, 0.5)).toSorted((a, b) => a - b)
    expect(sorted[10_000]).toBeGreaterThan(34)
    expect(sorted[10_000]).toBeLessThan(36)
  })
})
