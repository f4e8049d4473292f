import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { LEAST_MS, MOST_MS, newFormToken, readFormToken } from "./form-token.ts"

const key = Buffer.from("a key of this test")
const begun = new Date("2026-11-10T08:00:00Z")
const later = (ms: number) => new Date(begun.getTime() + ms)

describe("a stranger's form", () => {
  test("is good from a moment after it was given out until half a day later, and at no other time", () => {
    fc.assert(
      fc.property(fc.integer({ min: -MOST_MS, max: 3 * MOST_MS }), (ms) => {
        const read = readFormToken(key, "CODE", newFormToken(key, "CODE", begun), later(ms))
        expect(read?.age).toBe(ms < LEAST_MS ? "too-young" : ms > MOST_MS ? "too-old" : "good")
      }),
    )
  })

  test("is taken for its own code and with our key alone, and only as it was given out", () => {
    const token = newFormToken(key, "CODE", begun)
    const now = later(LEAST_MS)
    expect(readFormToken(key, "OTHER", token, now)).toBeNull()
    expect(readFormToken(Buffer.from("another key"), "CODE", token, now)).toBeNull()
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.constantFrom("A", "z", "0", ".", ""), (at, sign) => {
        const other = token.slice(0, at) + sign + token.slice(at + 1)
        const read = readFormToken(key, "CODE", other, now)
        // The last sign of base64 has bits that say nothing: what it reads as is the same.
        if (read !== null) expect(read).toEqual(readFormToken(key, "CODE", token, now))
      }),
    )
    fc.assert(
      fc.property(fc.string(), (any) => {
        expect(readFormToken(key, "CODE", any, now)).toBeNull()
      }),
    )
  })

  test("has a link of its own, and always the same key for it", () => {
    const [one, two] = [newFormToken(key, "CODE", begun), newFormToken(key, "CODE", begun)]
    const [read, again, other] = [one, one, two].map((token) => readFormToken(key, "CODE", token, later(LEAST_MS)))
    expect(read).toEqual(again)
    expect(read?.link).not.toBe(other?.link)
    expect(read?.formKey).not.toBe(other?.formKey)
    expect(read?.formKey).toMatch(/^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/)
    expect(read?.formKey).not.toContain(read?.link.slice(0, 8))
  })
})
