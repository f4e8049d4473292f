import fs from "node:fs"
import path from "node:path"
import { expect, test } from "vitest"
import {
  type Choices,
  columnTargets,
  columnUses,
  constantFields,
  constantOf,
  type MapDraft,
  missingFields,
  withChoices,
  withoutAbsent,
} from "./column-choices.ts"

const newYork = JSON.parse(
  fs.readFileSync(path.resolve(import.meta.dirname, "../../../docs/import/nyc-2015.json"), "utf8"),
) as MapDraft
const header = [
  "DV_DEVICE_NUMBER",
  "BIN",
  "HOUSE_NUMBER",
  "STREET_NAME",
  "Device Type",
  "DV_CAPACITY_LBS",
  "DV_FLOOR_FROM",
  "DV_FLOOR_TO",
  "NOTES",
]

/** What a form sends when nothing was touched. */
const untouched = (draft: MapDraft): Choices => ({
  columns: columnUses(draft, header).map(([first = ""]) => first),
  constants: Object.fromEntries(
    constantFields("units").map((field) => [field, constantOf(draft, field)]),
  ) as Choices["constants"],
})
const choose = (draft: MapDraft, columns: Readonly<Record<string, string>>, constants: Choices["constants"] = {}) => {
  const before = untouched(draft)
  return withChoices("units", draft, header, {
    columns: header.map((column, i) => columns[column] ?? before.columns[i] ?? ""),
    constants: { ...before.constants, ...constants },
  })
}

test("a map is shown column by column, with its units and with the parts of the street", () => {
  expect(columnUses(newYork, header)).toEqual([
    ["equipmentNumber"],
    ["buildingKey"],
    ["houseNumber"],
    ["street"],
    ["kind", "purpose"],
    ["ratedLoad lb"],
    ["floorFrom"],
    ["floorTo"],
    [],
  ])
  for (const uses of columnUses(newYork, header)) for (const use of uses) expect(columnTargets("units")).toContain(use)
})

test("choices left alone leave the map as it is", () => {
  expect(choose(newYork, {})).toEqual({ draft: newYork, problems: [] })
})

test("a column chosen anew takes its field along, with translations and another unit", () => {
  const { draft, problems } = choose(newYork, { DV_CAPACITY_LBS: "", NOTES: "ratedLoad kg" })
  expect(problems).toEqual([])
  expect(draft.fields["ratedLoad"]).toEqual({ column: "NOTES", unit: "kg", values: { "0": "" } })
  expect({ ...draft.fields, ratedLoad: null }).toEqual({ ...newYork.fields, ratedLoad: null })
})

test("a field whose column is no longer chosen is not read, what else the column is stays", () => {
  const { draft } = choose(newYork, { "Device Type": "" })
  expect(draft.fields["kind"]).toBeUndefined()
  expect(draft.fields["purpose"]).toEqual(newYork.fields["purpose"])
  expect(missingFields("units", draft)).toEqual(["kind"])
})

test("two columns make one text, but not one figure", () => {
  expect(choose(newYork, { NOTES: "registerStatus" }).draft.fields["registerStatus"]).toBe("NOTES")
  expect(choose(newYork, { NOTES: "buildingKey" }).draft.fields["buildingKey"]).toEqual({ columns: ["BIN", "NOTES"] })
  expect(choose(newYork, { HOUSE_NUMBER: "" }).draft.fields["street"]).toBe("STREET_NAME")
  expect(choose(newYork, { NOTES: "ratedLoad lb" }).problems).toEqual([{ what: "chosen twice", target: "ratedLoad" }])
})

test("floors are a list or both ends", () => {
  expect(choose(newYork, { DV_FLOOR_TO: "" }).problems).toEqual([{ what: "floors need both ends", target: "floors" }])
  expect(choose(newYork, { DV_FLOOR_TO: "", DV_FLOOR_FROM: "" }).draft.fields["floors"]).toBeUndefined()
  expect(choose(newYork, { DV_FLOOR_TO: "", DV_FLOOR_FROM: "floors" }).draft.fields["floors"]).toEqual({
    column: "DV_FLOOR_FROM",
    separator: " ",
  })
})

test("what was changed wins over what was there: a column over a constant, a constant over a column", () => {
  expect(choose(newYork, { NOTES: "timeZone" }).draft.fields["timeZone"]).toBe("NOTES")
  expect(choose(newYork, {}, { kind: "escalator" }).draft.fields["kind"]).toEqual({ constant: "escalator" })
  expect(choose(newYork, {}, { locality: "" }).draft.fields["locality"]).toBeUndefined()
  expect(choose(newYork, { NOTES: "timeZone" }, { timeZone: "Europe/London" }).problems).toEqual([
    { what: "column and constant", target: "timeZone" },
  ])
})

test("nonsense in a form chooses nothing", () => {
  expect(choose(newYork, { NOTES: "__proto__" })).toEqual({ draft: newYork, problems: [] })
})

test("fields and rules about columns that the file lacks can be left out", () => {
  const { draft } = { draft: withoutAbsent(newYork, header) }
  expect(Object.keys(draft.fields).toSorted()).toEqual(
    [
      "buildingKey",
      "country",
      "equipmentNumber",
      "floors",
      "kind",
      "locality",
      "name",
      "purpose",
      "ratedLoad",
      "street",
      "timeZone",
    ].toSorted(),
  )
  expect(draft.refuse).toEqual(newYork.refuse)
  expect(withoutAbsent(newYork, ["BIN"]).refuse).toBeUndefined()
})
