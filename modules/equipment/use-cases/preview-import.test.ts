import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { Effect } from "effect"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { parseImportMap } from "../domain/import-map.ts"
import { previewImport } from "./preview-import.ts"

const docs = path.resolve(import.meta.dirname, "../../../docs/import")
let folder = ""
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "hoistway-preview-"))
})
afterAll(() => fs.rmSync(folder, { recursive: true }))

const example = path.join(docs, "simple-metric.csv")
const exampleMap = () =>
  Effect.runPromise(parseImportMap(fs.readFileSync(path.join(docs, "simple-metric.json"), "utf8")))
const write = (text: string) => {
  const file = path.join(folder, "register.csv")
  fs.writeFileSync(file, text)
  return file
}

describe("the preview of an import", () => {
  test("shows the columns, some values of each, and the rows as they would be read", async () => {
    const preview = await Effect.runPromise(previewImport(example, await exampleMap()))
    expect(preview.header.slice(0, 3)).toEqual(["Unit no.", "Name", "Type"])
    expect(preview.samples[2]).toEqual(["Aufzug", "Lastenaufzug", "Fahrtreppe", "Plattformlift"])
    expect(preview.rowsLookedAt).toBe(6)
    expect(
      preview.rows.map(({ line, read }) => [line, read !== null && "building" in read ? read.unit.name : null]),
    ).toEqual([
      [2, "Aufzug links"],
      [3, "Aufzug rechts"],
      [4, "Lift L-200"],
      [5, "Fahrtreppe Halle"],
      [6, "Rampe"],
      [7, null],
    ])
    expect(preview.rows.at(-1)?.remarks).toEqual(["taken down"])
    expect(preview.problems).toMatchObject([{ line: 7, rejected: true, reason: "taken down" }])
  })

  test("proposes a map where there is none, and finds the delimiter", async () => {
    const preview = await Effect.runPromise(previewImport(example, null))
    expect(preview.proposal.map.delimiter).toBe(";")
    expect(preview.proposal.map.fields).toMatchObject({
      equipmentNumber: "Unit no.",
      kind: "Type",
      ratedLoad: { column: "Load kg", unit: "kg" },
      ratedSpeed: { column: "Speed m/s", unit: "m/s" },
      floors: { column: "Stops", separator: "," },
      locality: "Town",
    })
    expect(preview.rows.every(({ read }) => read === null)).toBe(true)
  })

  test("says why a map does not fit", async () => {
    const preview = await Effect.runPromise(previewImport(write("a;b\n1;2\n"), await exampleMap()))
    expect(preview.mapProblems.map(({ path }) => path)).toContain("fields.equipmentNumber")
    expect(preview.rows).toMatchObject([{ line: 2, cells: ["1", "2"], read: null }])
  })

  test("shows what stands before a place that cannot be read", async () => {
    const preview = await Effect.runPromise(previewImport(write('No,Type\nA1,lift\n"A2,lift\n'), null))
    expect(preview.rows.map(({ cells }) => cells[0])).toEqual(["A1"])
  })

  test("refuses what is not text", async () => {
    await expect(Effect.runPromise(previewImport(write("PK\u0003\u0004"), null))).rejects.toThrow(/Excel workbook/)
  })
})
