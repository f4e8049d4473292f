import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { Effect } from "effect"
import { afterAll, beforeAll, expect, test } from "vitest"
import { as, reading } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { type Modules, testModules } from "../../../tests/support/modules.ts"
import { type AgreedHours, agreedHoursText } from "../domain/agreed-hours.ts"
import { decodeImportMap, type ImportKind } from "../domain/import-map.ts"
import { unitTimes } from "../queries/availability.ts"
import { previewImport } from "./preview-import.ts"
import { rejectedRows } from "./rejected-rows.ts"
import { openImport } from "./request-import.ts"
import { runImport } from "./run-import.ts"

const accountId = 1
let modules: Modules
let folder = ""
beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "hoistway-hours-"))
  modules = await testModules()
})
afterAll(async () => {
  await modules.stop()
  fs.rmSync(folder, { recursive: true })
})

/** Imports a file by its columns' usual names. */
const importRows = async (kind: ImportKind, header: string, ...rows: ReadonlyArray<string>) => {
  const file = path.join(folder, `${kind}.csv`)
  fs.writeFileSync(file, [header, ...rows, ""].join("\n"))
  const { proposal } = await Effect.runPromise(previewImport(file, null, kind))
  const map = await Effect.runPromise(decodeImportMap(kind, proposal.map))
  const wanted = { accountId, fileName: `${kind}.csv`, filePath: file, requestedBy: "a test", ...map }
  return modules.run(Effect.flatMap(openImport(wanted), (id) => runImport(id)))
}
const importHours = (...rows: ReadonlyArray<string>) =>
  importRows("agreed-hours", "building,contract number,agreed hours,peak hours", ...rows)

test("agreed hours come from a small file, by a building's key or name or by contract, and figures follow", async () => {
  await importRows(
    "units",
    "number,kind,building number,building,street,town,country,time zone,contract",
    "A1,lift,S1,Exchange House,1 High St,York,GB,Europe/London,C-7",
    "A2,lift,S1,Exchange House,1 High St,York,GB,Europe/London,",
    "B1,lift,S2,The Mill,2 Mill Ln,York,GB,Europe/London,",
    "C1,lift,S3,Twin,3 Mill Ln,York,GB,Europe/London,",
    "D1,lift,S4,Twin,4 Mill Ln,York,GB,Europe/London,",
  )
  const contracts = await modules.database.owner`
    select equipment_number as number, contract_number as contract from equipment.units where contract_number is not null`
  expect([...contracts]).toEqual([{ number: "A1", contract: "C-7" }])
  await importRows("states", "unit,from,to,state", "A1,2026-03-02T10:00Z,2026-03-02T22:00Z,out-of-order")

  const rows = [
    "S1,,Mon–Fri 08:00–18:00; 2026-12-25 closed,",
    "the mill,,Mon–Fri 05:00–24:00; Fri 05:00–27:00,Mon–Fri 07:00–09:00",
    ",C-7,Mon–Sun 06:00–20:00,",
    "Twin,,always,",
    "S9,,always,",
    ",C-8,always,",
    "S3,C-7,always,",
    ",,always,",
    "S3,,Funday 08:00–18:00,",
    "S3,,,",
    ",C-7,,Mon 07:00–09:00",
    "Exchange House,,always,",
  ]
  const done = await importHours(...rows)
  expect(done).toMatchObject({ kind: "agreed-hours", failure: null, rowsRead: 12, created: 3, rejected: 9 })
  expect((await modules.run(rejectedRows(done.id, 20))).map(({ line, reason }) => `${line}: ${reason}`)).toEqual([
    "5: 2 buildings are named Twin: give the key of the one that is meant",
    "6: no building S9",
    "7: no unit of contract C-8",
    "8: both a building and a contract number: hours are those of one of them",
    "9: neither building nor contract number",
    expect.stringMatching(/^10: hours: “Funday” in “Funday 08:00–18:00” is no weekday/) as string,
    "11: no hours",
    "12: peak hours are a building's, not a contract's",
    "13: the same one stands on line 2 already",
  ])
  const stored = await modules.database.owner<Array<{ whose: string; hours: AgreedHours; peak: AgreedHours | null }>>`
    select coalesce(h.contract_number, b.key) as whose, h.hours, b.peak_hours as peak
    from equipment.agreed_hours h left join equipment.buildings b on b.id = h.building_id order by 1`
  expect(
    stored.map(({ whose, hours, peak }) => [whose, agreedHoursText(hours), peak && agreedHoursText(peak)]),
  ).toEqual([
    ["C-7", "Mon–Sun 06:00–20:00", null],
    ["S1", "Mon–Fri 08:00–18:00; 2026-12-25 closed", null],
    ["S2", "Mon–Thu 05:00–24:00; Fri 05:00–27:00", "Mon–Fri 07:00–09:00"],
  ])
  const [waiting] = await modules.database.owner`select count(*)::int as n from equipment.months_to_reckon`
  expect(waiting).toEqual({ n: 0 })
  const [month] = await modules.database
    .owner`select unplanned::float8 as unplanned, agreed_unplanned::float8 as agreed from equipment.unit_months`
  expect(month).toEqual({ unplanned: 12 * 3_600_000, agreed: 10 * 3_600_000 })
  const day = { first: "2026-03-02", until: "2026-03-03" }
  const [time] = await modules.run(unitTimes("all", day, new Date("2026-04-01")).pipe(reading, as(everything)))
  expect(time?.time.agreed).toMatchObject({ period: 14 * 3_600_000, unplanned: 10 * 3_600_000 })

  expect(await importHours(...rows)).toMatchObject({ created: 0, updated: 0, unchanged: 3, rejected: 9 })
  expect(await importHours("S1,,always,", "S2,,,Mon 07:00–09:00")).toMatchObject({
    created: 0,
    updated: 2,
    unchanged: 0,
  })
})
