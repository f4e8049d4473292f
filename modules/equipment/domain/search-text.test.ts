import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { normaliseSearch, searchText } from "./search-text.ts"
import { anyText } from "../../../tests/support/any-text.ts"

describe("text as it is searched", () => {
  test("has no accents, capitals, runs of blanks or grouped figures", () => {
    expect(normaliseSearch("  Größe  ÅNGSTRÖM\tŁódź ")).toBe("grosse angstrom lodz")
    expect(normaliseSearch("Cafe\u0301 É")).toBe("cafe e")
    expect(normaliseSearch("2,500 kg, 1,234,567 and B,1")).toBe("2500 kg, 1234567 and b,1")
    expect(normaliseSearch("O’Hare 😀 1E217")).toBe("o'hare 😀 1e217")
  })
  test("stays as it is when taken again", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "grapheme" }), anyText()), (text) => {
        expect(normaliseSearch(normaliseSearch(text))).toBe(normaliseSearch(text))
      }),
    )
  })
})

const unit = {
  equipmentNumber: "1E217",
  name: "Lift links",
  kind: "platform-lift",
  drive: "hydraulic",
  purpose: null,
  manufacturer: "Haushahn",
  year: 1998,
  ratedLoadKg: 2500,
  ratedSpeedMps: 1.6,
  travelMetres: 21.4,
  floors: ["-1", "E", "1"],
  registerStatus: "ACTIVE",
} as const
const building = { name: "Lindenhof" }
const address = { street: "Lindenstraße 12", locality: "München", region: null, postalCode: "80337" }

describe("what a unit is found by", () => {
  test("is everything printed about it, its building and its address", () => {
    const text = searchText(unit, building, address)
    for (const typed of [
      "1E217",
      "links",
      "Platform lift",
      "hydraulic",
      "Haushahn",
      "1998",
      "2,500 kg",
      "1.6 m/s",
      "21.4 m",
      "-1",
      "active",
      "lindenhof",
      "Lindenstrasse 12",
      "Munchen",
      "80337",
    ]) {
      expect(text).toContain(normaliseSearch(typed))
    }
  })
  test("says what is said twice once", () => {
    const text = searchText(
      { equipmentNumber: "7", name: "Lift 7", kind: "lift" },
      { name: "1 High St" },
      { street: "1 High St", locality: "York" },
    )
    expect(text).toBe("lift 7 1 high st york")
  })
})
