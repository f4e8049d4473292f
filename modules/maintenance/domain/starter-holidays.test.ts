import { expect, test } from "vitest"
import { dayNumber } from "#kernel/time.ts"
import { starterCountries, starterHolidays } from "./starter-holidays.ts"

const daysOf = (region: string, year: number) =>
  starterHolidays(region.slice(0, 2))
    .filter((one) => one.region === region || one.region === region.slice(0, 2))
    .map(({ day }) => new Date(day * 86_400_000).toISOString().slice(0, 10))
    .filter((day) => day.startsWith(String(year)))
    .toSorted()

test("England's bank holidays are those that the government lists", () => {
  expect(daysOf("GB-ENG", 2026)).toEqual(
    "2026-01-01 2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-08-31 2026-12-25 2026-12-28".split(" "),
  )
  expect(daysOf("GB-ENG", 2027)).toEqual(
    "2027-01-01 2027-03-26 2027-03-29 2027-05-03 2027-05-31 2027-08-30 2027-12-27 2027-12-28".split(" "),
  )
})

test("Scotland keeps 2 January and St Andrew's Day, and no Easter Monday", () => {
  expect(daysOf("GB-SCT", 2027)).toEqual(
    "2027-01-01 2027-01-04 2027-03-26 2027-05-03 2027-05-31 2027-08-02 2027-11-30 2027-12-27 2027-12-28".split(" "),
  )
})

test("what falls on a weekend is kept by federal offices on the nearest weekday", () => {
  expect(daysOf("US", 2026)).toEqual(
    "2026-01-01 2026-01-19 2026-02-16 2026-05-25 2026-06-19 2026-07-03 2026-09-07 2026-10-12 2026-11-11 2026-11-26 2026-12-25".split(
      " ",
    ),
  )
})

test("Saxony keeps the Wednesday before 23 November", () => {
  expect(daysOf("DE-SN", 2026)).toContain("2026-11-18")
  expect(daysOf("DE-SN", 2027)).toContain("2027-11-17")
  expect(daysOf("DE-SN", 2028)).toContain("2028-11-22")
  expect(daysOf("DE-BY", 2026)).toContain("2026-06-04")
})

test("New South Wales keeps the Monday after an Anzac Day at a weekend in 2026 and 2027, Queensland only after a Sunday", () => {
  expect(daysOf("AU-NSW", 2026)).toEqual(
    "2026-01-01 2026-01-26 2026-04-03 2026-04-04 2026-04-06 2026-04-25 2026-04-27 2026-06-08 2026-10-05 2026-12-25 2026-12-28".split(
      " ",
    ),
  )
  expect(daysOf("AU-NSW", 2027)).toContain("2027-04-26")
  expect(daysOf("AU-QLD", 2026)).not.toContain("2026-04-27")
  expect(daysOf("AU-QLD", 2027)).toContain("2027-04-26")
  expect(daysOf("AU-NSW", 2028)).toContain("2028-01-03")
  expect(daysOf("AU-ACT", 2026)).toContain("2026-06-01")
})

test("what moves with the year stands where its law puts it", () => {
  expect(daysOf("SE", 2026)).toEqual(expect.arrayContaining(["2026-06-20", "2026-10-31"]))
  expect(daysOf("FI", 2027)).toEqual(expect.arrayContaining(["2027-06-26", "2027-11-06"]))
  expect(daysOf("NZ", 2027)).toEqual(
    "2027-01-01 2027-01-04 2027-02-08 2027-03-26 2027-03-29 2027-04-26 2027-06-07 2027-06-25 2027-10-25 2027-12-27 2027-12-28".split(
      " ",
    ),
  )
  // Whit Monday and the Constitution Day are one day.
  expect(daysOf("NO", 2027).filter((day) => day === "2027-05-17")).toHaveLength(1)
})

test("no region has two holidays on one day, and every country has some in each year", () => {
  for (const country of starterCountries) {
    const found = starterHolidays(country).map(({ region, day }) => `${region} ${day}`)
    expect(new Set(found).size).toBe(found.length)
    for (const year of [2026, 2027, 2028]) expect(daysOf(country, year).length).toBeGreaterThan(5)
  }
  expect(starterHolidays("XX")).toEqual([])
  expect(starterHolidays("HK")[0]).toEqual({ region: "HK", day: dayNumber("2026-01-01"), name: "New Year’s Day" })
})
