import fs from "node:fs"
import path from "node:path"
import { parse } from "csv-parse/sync"
import { Effect } from "effect"
import { afterAll, beforeAll, expect, test } from "vitest"
import { type Modules, testModules } from "../../../tests/support/modules.ts"
import { parseImportMap } from "../domain/import-map.ts"
import { addUnits } from "./add-units.ts"
import { rejectedRows } from "./rejected-rows.ts"
import { openImport } from "./request-import.ts"
import { runImport } from "./run-import.ts"

const checkout = path.resolve(import.meta.dirname, "../../..")
const data = path.resolve(checkout, "../shared/data")
const outages = path.join(data, "mta-outages-2018.csv")
const list = path.join(data, "mta-units-2018.csv")
const there = fs.existsSync(outages) && fs.existsSync(list)
const accountId = 1

let modules: Modules
beforeAll(async () => {
  modules = await testModules()
})
afterAll(() => modules.stop())

const importFile = async (file: string, mapFile: string) => {
  const map = await Effect.runPromise(
    parseImportMap(fs.readFileSync(path.join(checkout, "docs/import", mapFile), "utf8")),
  )
  const wanted = { accountId, fileName: path.basename(file), filePath: file, requestedBy: "a test", ...map }
  return modules.run(Effect.flatMap(openImport(wanted), (id) => runImport(id)))
}

const sayAbsent = () => console.warn(`${outages} is not there: the import of the subway's outages was NOT tested.`)

/** Milliseconds in which each unit was out of use, and whether it still is: marked on a line of seconds, with no interval united. */
const outOfUse = () => {
  const rows = parse(fs.readFileSync(outages), { columns: true }) as ReadonlyArray<Readonly<Record<string, string>>>
  const at = (text = "") => Math.floor(Date.parse(text.replace(" ", "T").replace(/(\.\d{3})\d*/, "$1")))
  const units = new Map<string, { down: number; open: boolean; pairs: number }>()
  for (const [unit, own] of Map.groupBy(rows, (row) => row["elevator"] ?? "")) {
    const spans = own.map(
      (row) => [at(row["out_of_service"]), row["first_missed"] === "" ? null : at(row["first_missed"])] as const,
    )
    const edges = [...new Set(spans.flatMap(([from, to]) => [from, to ?? from]))].toSorted((a, b) => a - b)
    let down = 0
    edges.forEach((edge, index) => {
      const next = edges[index + 1] ?? edge
      if (spans.some(([from, to]) => to !== null && from <= edge && edge < to)) down += next - edge
    })
    let pairs = 0
    spans.forEach(([from, to], i) => {
      for (const [other, until] of spans.slice(i + 1)) {
        if (from < (until ?? Infinity) && other < (to ?? Infinity)) pairs++
      }
    })
    units.set(unit, { down, open: spans.some(([, to]) => to === null), pairs })
  }
  return units
}

test(`importing the subway's outages${there ? "" : " (NOT TESTED: the files are absent)"}`, async () => {
  if (!there) return sayAbsent()
  const fleet = await importFile(list, "mta-units-2018.json")
  expect(fleet).toMatchObject({ failure: null, rowsRead: 271, created: 270, rejected: 1, leftEmpty: 0 })

  const first = await importFile(outages, "mta-outages-2018.json")
  expect(first).toMatchObject({ failure: null, rowsRead: 4359, created: 270, rejected: 38, leftEmpty: 0 })
  expect(first.findings).toMatchObject({
    ...{
      overlaps: 173,
      overlapsUnknown: 2,
      open: 8,
      openUnknown: 2,
      openConnected: 0,
      units: 270,
      unknownUnits: 10,
      unknownRows: 38,
    },
    unknownNumbers: ["EL141", "EL190", "EL207X", "EL279", "EL398", "EL490X", "EL491X", "EL494X", "EL495X", "EL729X"],
  })
  const refused = await modules.run(rejectedRows(first.id, 100))
  expect(refused).toHaveLength(38)
  expect(refused.every(({ reason }) => /^no unit EL\d+X?$/.test(reason))).toBe(true)

  // With the ten that the list lacks, every row finds its unit.
  const building = {
    key: "?",
    name: "Somewhere",
    timeZone: "America/New_York",
    latitude: null,
    longitude: null,
    use: null,
  }
  const address = { street: "Somewhere", locality: "New York", region: null, postalCode: null, country: "US" }
  const missing = (first.findings?.unknownNumbers ?? []).map((number) => ({
    ...{ building, address },
    unit: { equipmentNumber: number, name: number, kind: "lift" as const },
  }))
  await modules.run(addUnits(accountId, missing))
  const whole = await importFile(outages, "mta-outages-2018.json")
  expect(whole).toMatchObject({ failure: null, created: 10, updated: 0, unchanged: 270, rejected: 0 })
  expect(whole.findings).toMatchObject({ overlaps: 173, overlapsUnknown: 0, open: 8, openUnknown: 0, unknownUnits: 0 })

  const expected = outOfUse()
  expect([...expected.values()].reduce((sum, { pairs }) => sum + pairs, 0)).toBe(173)
  const stored = await modules.database.owner<Array<{ unit: string; down: number; open: number; odd: number }>>`
    with told as (
      select u.equipment_number as unit, i.*, lead(started_at) over (partition by i.unit_id order by started_at) as next
      from equipment.state_intervals i join equipment.units u on u.id = i.unit_id)
    select unit, count(*) filter (where ended_at is null)::int as open,
      count(*) filter (where source <> 'import' or ended_at > next or ended_at is null and next is not null)::int as odd,
      round(sum(date_part('epoch', coalesce(ended_at, started_at) - started_at) * 1000) filter (where state <> 'in-service'))::float8 as down
    from told group by unit order by unit`
  expect(stored).toHaveLength(280)
  expect(stored.filter(({ odd }) => odd > 0)).toEqual([])
  expect(stored.reduce((sum, { open }) => sum + open, 0)).toBe(8)
  for (const { unit, down, open } of stored) {
    const own = expected.get(unit)
    expect(open, unit).toBe(own?.open === true ? 1 : 0)
    // Of a unit that still is out of use, time before its open end may be part of it.
    if (own?.open === false) expect(down, unit).toBe(own.down)
  }

  expect(await importFile(outages, "mta-outages-2018.json")).toMatchObject({ created: 0, updated: 0, unchanged: 280 })
})
