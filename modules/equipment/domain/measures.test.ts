import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { printedSpeed, readLength, readLoad, readNumber, readSpeed } from "./measures.ts"

describe("reading a number", () => {
  test("takes plain and grouped figures, with a point or a comma", () => {
    expect(["2500", "2,500", "2 500", "1'234,567.5", "0.35"].map((text) => readNumber(text))).toEqual([
      2500, 2500, 2500, 1234567.5, 0.35,
    ])
    expect(["2500", "2.500", "2 500,5", "1,6"].map((text) => readNumber(text, ","))).toEqual([2500, 2500, 2500.5, 1.6])
  })
  test("takes nothing else", () => {
    for (const text of [
      "",
      "VAR",
      "1E3",
      "1e217",
      "-5",
      "+5",
      "0x10",
      "2,25",
      "1,2,3",
      ".5",
      "5.",
      "NaN",
      "Infinity",
      "१२",
    ]) {
      expect(readNumber(text), text).toBeNull()
    }
  })
  test("reads back any number that was printed", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000_000 }),
        fc.integer({ min: 0, max: 999 }),
        (whole, thousandths) => {
          const value = whole + thousandths / 1000
          expect(readNumber(value.toLocaleString("en-US", { maximumFractionDigits: 3 }))).toBeCloseTo(value, 6)
          expect(readNumber(value.toLocaleString("de-DE", { maximumFractionDigits: 3 }), ",")).toBeCloseTo(value, 6)
        },
      ),
    )
  })
})

describe("loads", () => {
  test("become whole kilograms", () => {
    expect([
      readLoad("2000", "lb"),
      readLoad("2,500 lbs", "lb"),
      readLoad("630 kg", "kg"),
      readLoad("1.000", "kg", ","),
    ]).toEqual([907, 1134, 630, 1000])
  })
  test("of zero, or beyond what any lift carries, are not read", () => {
    expect([readLoad("0", "lb"), readLoad("999999", "kg")]).toEqual([null, null])
  })
  test("in pounds are those in kilograms times 0.45359237, to the kilogram", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 400_000 }),
        (pounds) => Math.abs((readLoad(String(pounds), "lb") ?? 0) - pounds * 0.45359237) <= 0.5,
      ),
    )
  })
})

describe("speeds", () => {
  test("become metres a second, to the millimetre", () => {
    expect([
      readSpeed("350", "fpm"),
      readSpeed("200 fpm", "fpm"),
      readSpeed("1.6", "m/s"),
      readSpeed("5", "ft/s"),
      readSpeed("60", "m/min"),
    ]).toEqual([1.778, 1.016, 1.6, 1.524, 1])
  })
  test("that are no figure are not read", () => {
    for (const text of ["VAR", "350'", "95UP", "98'", "5M", "0", "5060"])
      expect(readSpeed(text, "fpm"), text).toBeNull()
  })
  test("are printed with one digit, or two where there are two", () => {
    expect([1.6, 1, 1.778, 0.25, 2.5].map(printedSpeed)).toEqual([
      "1.6 m/s",
      "1.0 m/s",
      "1.78 m/s",
      "0.25 m/s",
      "2.5 m/s",
    ])
  })
})

describe("feet and inches", () => {
  test("are read however the marks are set", () => {
    for (const text of [`16'4"`, "16'4", `16' 4"`, `16'-4"`, "16’4”", `16′ 4″`, `196"`])
      expect(readLength(text, "ft-in"), text).toBe(4.978)
    expect([
      readLength("60", "ft-in"),
      readLength("60'", "ft-in"),
      readLength("116.6", "ft-in"),
      readLength(`16'4 1/2"`, "ft-in"),
    ]).toEqual([18.288, 18.288, 35.54, 4.991])
  })
  test("that could be something else are not read", () => {
    for (const text of ["103-1", "E", "**", "16'14\"", "2015-11-06", "'", '"', "19'2'", "2.5M"])
      expect(readLength(text, "ft-in"), text).toBeNull()
  })
  test("of any height agree with the height in inches", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 0, max: 11 }), (feet, inches) => {
        fc.pre(feet + inches > 0)
        const metres = Number(((feet * 12 + inches) * 0.0254).toFixed(3))
        expect(readLength(`${feet}'${inches}"`, "ft-in")).toBeCloseTo(metres, 3)
        expect(readLength(`${feet * 12 + inches}"`, "ft-in")).toBeCloseTo(metres, 3)
      }),
    )
  })
})
