import fc from "fast-check"
import { expect, test } from "vitest"
import { callLimit } from "./call-limit.ts"

test("so many calls pass in a window, the next one waits for its end, and then they pass again", () => {
  const { call } = callLimit(2, 60_000)
  expect([call(1, 0), call(1, 10), call(1, 20_000)]).toEqual([0, 0, 40])
  expect(call(1, 59_999)).toBe(1)
  expect(call(1, 60_000)).toBe(0)
})

test("one key's calls are not another's", () => {
  const { call } = callLimit(1, 60_000)
  expect([call(1, 0), call(2, 0), call(1, 1), call(2, 1)]).toEqual([0, 0, 60, 60])
})

test("whoever waits as long as told gets through, and never more than the limit in a window", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 }),
      fc.array(fc.integer({ min: 0, max: 30_000 }), { maxLength: 60 }),
      (most, gaps) => {
        const { call } = callLimit(most, 60_000)
        let now = 0
        let first: number | null = null
        let passed = 0
        for (const gap of gaps) {
          now += gap
          if (first === null || now >= first + 60_000) [first, passed] = [now, 0]
          const wait = call(1, now)
          if (wait === 0) passed += 1
          expect(passed).toBeLessThanOrEqual(most)
          expect(wait === 0).toBe(passed <= most && (wait === 0 || passed < most))
          if (wait > 0) expect(now + wait * 1000).toBeGreaterThanOrEqual(first + 60_000)
        }
      },
    ),
  )
})
