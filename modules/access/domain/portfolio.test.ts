import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { LONGEST_PORTFOLIO_NAME, nameProblem, portfolioName } from "./portfolio.ts"

describe("a portfolio's name", () => {
  test.each([
    "Quayside",
    "Région Nord",
    "東京タワー",
    "ΔΣ 12",
    "Aufzüge – Süd",
    "مبنى",
    "🏢 Offices",
    "O’Brien & Sons <1>",
  ])("may be “%s”", (name) => {
    expect(portfolioName(name)).toBe(name)
    expect(nameProblem(name)).toBeNull()
  })

  test("is kept without blanks around it and with single ones within, composed", () => {
    expect(portfolioName("  North \u00A0 side\t")).toBe("North side")
    expect(portfolioName("\uFEFFNorth\u2028side")).toBe("North side")
    expect(portfolioName("Re\u0301gion")).toBe("Région")
  })

  test.each(["", "   ", "\u00A0\u3000"])("is not nothing (%j)", (typed) => {
    expect(nameProblem(portfolioName(typed))).toBe("missing")
  })

  test.each([
    "North\u0000",
    "a\nb",
    "a\r\nBcc: x",
    "\u202Egnp.exe",
    "zero\u200Bwidth",
    "\u2066iso",
    "soft\u00ADhyphen",
  ])("holds nothing that cannot be seen (%j)", (typed) => {
    expect(nameProblem(portfolioName(typed))).toBe("odd")
  })

  test("has at most 100 characters as people count them", () => {
    expect(nameProblem("n".repeat(LONGEST_PORTFOLIO_NAME))).toBeNull()
    expect(nameProblem("🏢".repeat(LONGEST_PORTFOLIO_NAME))).toBeNull()
    expect(nameProblem("🏢".repeat(LONGEST_PORTFOLIO_NAME + 1))).toBe("long")
  })

  test("stays as it is when it is read again", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 30 }), (typed) => {
        const name = portfolioName(typed)
        expect(portfolioName(name)).toBe(name)
      }),
    )
  })
})
