import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { doorSign } from "./early-signs.ts"

const counts = (cycles: number, reopens: number) => ({ cycles, reopens })

describe("doors that reopen", () => {
  test("three times as often as usual are a sign, told for each hundred cycles", () => {
    expect(doorSign(counts(10_000, 300), counts(1_000, 90))).toEqual({ usual: 3, recent: 9 })
  })

  test("a little more often, too seldom to tell, or on a door that nobody knows yet are none", () => {
    expect(doorSign(counts(10_000, 300), counts(1_000, 50))).toBeNull()
    expect(doorSign(counts(10_000, 10), counts(100, 10))).toBeNull()
    expect(doorSign(counts(100, 3), counts(1_000, 90))).toBeNull()
    expect(doorSign(counts(10_000, 300), counts(0, 0))).toBeNull()
  })

  test("more of them never make a sign go, nor more usual ones one come", () => {
    const count = fc.nat({ max: 5_000 })
    fc.assert(
      fc.property(count, count, count, count, fc.nat({ max: 500 }), (usual, usually, recent, recently, more) => {
        const sign = (before: number, now: number) => doorSign(counts(usual, before), counts(recent, now)) !== null
        if (sign(usually, recently)) expect(sign(usually, recently + more)).toBe(true)
        else expect(sign(usually + more, recently)).toBe(false)
      }),
    )
  })
})
