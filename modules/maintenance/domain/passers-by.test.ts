import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { twinOf } from "./twin.ts"
import { newUnitCode, unitCodeShown, unitCodeTyped } from "./unit-code.ts"

describe("the code on a label", () => {
  test("is read however it is typed: in groups, in small letters, with signs that look alike", () => {
    for (let tries = 0; tries < 200; tries++) {
      const code = newUnitCode()
      expect(unitCodeTyped(code)).toBe(code)
      expect(unitCodeTyped(unitCodeShown(code))).toBe(code)
      expect(unitCodeTyped(` ${code.toLowerCase().replaceAll("0", "o").replaceAll("1", "l")} `)).toBe(code)
    }
    expect(unitCodeShown("7K3DP9QXM2VT")).toBe("7K3D-P9QX-M2VT")
  })

  test("is none when it is shorter, longer, or made of other signs", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const code = unitCodeTyped(text)
        if (code !== null) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{12}$/)
      }),
    )
    for (const text of ["", "7K3DP9QXM2V", "7K3DP9QXM2VTX", "7K3DP9QXM2VU", "7K3D/P9QX/M2VT"])
      expect(unitCodeTyped(text)).toBeNull()
  })
})

describe("a report of what is known already", () => {
  const problems = ["does-not-come", "not-level", "other"] as const
  const request = fc.record({
    id: fc.nat(),
    problem: fc.constantFrom(...problems),
    trappedSince: fc.option(fc.constant(new Date(0))),
    trappedUntil: fc.option(fc.constant(new Date(1))),
  })
  const isTrapped = (one: { trappedSince: Date | null; trappedUntil: Date | null }) =>
    one.trappedSince !== null && one.trappedUntil === null

  test("joins the request that says the same; somebody inside never disappears in one that says less", () => {
    fc.assert(
      fc.property(fc.array(request), fc.constantFrom(...problems), fc.boolean(), (open, problem, trapped) => {
        const twin = twinOf(open, { problem, trapped })
        const same = open.filter((one) => (trapped ? isTrapped(one) : one.problem === problem))
        expect(twin).toBe(same[0] ?? null)
      }),
    )
  })
})
