import { expect, test } from "vitest"
import { territoryHolds, territoryLine } from "./territory.ts"

const southwark = { country: "GB", region: "England", locality: "London", postalCode: "SE1 9GF" }
const zurich = { country: "CH", region: null, locality: "Zürich", postalCode: "8005" }

test("a line names a country, and narrows it by regions, localities and beginnings of postal codes", () => {
  const held = (line: string) => territoryHolds([territoryLine(line) ?? ""])(southwark)
  for (const line of ["GB", "GB, England", "GB, London", "GB, london, SE1", "GB, SE*", "GB, England, London, SE1 9GF"])
    expect(held(line), line).toBe(true)
  for (const line of ["US", "GB, Scotland", "GB, London, N1", "GB, SW*", "GB, England, Leeds"])
    expect(held(line), line).toBe(false)
  expect(territoryHolds(["GB, Leeds", "CH, Zurich", "CH, 3*"])(zurich)).toBe(true)
  expect(territoryHolds([])(zurich)).toBe(false)
  const lyon = { country: "FR", region: null, locality: "Lyon 3e Arrondissement", postalCode: "69003" }
  expect(territoryHolds(["FR, Lyon 3e Arrondissement"])(lyon)).toBe(true)
})

test("what is no line is not kept, and what is one is kept tidily", () => {
  expect(territoryLine(" gb ,  Greater   London,SE1* ")).toBe("GB, Greater London, SE1*")
  for (const text of ["", "London", "G", "GB,", "GB, *", "GB, S*1", "GBR, London"])
    expect(territoryLine(text), text).toBe(null)
})
