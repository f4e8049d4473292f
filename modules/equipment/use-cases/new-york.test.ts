import fs from "node:fs"
import path from "node:path"
import { Effect, Layer, ManagedRuntime } from "effect"
import { afterAll, beforeAll, expect, test } from "vitest"
import { Live } from "#kernel/bus/live.ts"
import { Database } from "#kernel/database/database.ts"
import { testDatabase, type TestDatabase } from "../../../tests/support/database.ts"
import { parseUnitMap } from "../domain/unit-map.ts"
import { rejectedRows } from "./rejected-rows.ts"
import { openImport } from "./request-import.ts"
import { runImport } from "./run-import.ts"

const checkout = path.resolve(import.meta.dirname, "../../..")
const register = path.resolve(checkout, "../shared/data/nyc-elevators-2015.csv.gz")
const docs = path.join(checkout, "docs/import")
const there = fs.existsSync(register)

let database: TestDatabase
let runtime: ManagedRuntime.ManagedRuntime<Database | Live, never>
beforeAll(async () => {
  database = await testDatabase()
  const layer = Live.layer({ listening: false }).pipe(
    Layer.provideMerge(Database.layer(database.appUrl, { read: 1, write: 2 })),
  )
  runtime = ManagedRuntime.make(Layer.orDie(layer))
})
afterAll(async () => {
  await runtime.dispose()
  await database.drop()
})

const importInto = async (account: string, file: string, mapFile: string) => {
  const [opened] = await database.owner<Array<{ id: number }>>`
    insert into access.accounts (name, country, time_zone) values (${account}, 'US', 'America/New_York') returning id`
  const map = await Effect.runPromise(parseUnitMap(fs.readFileSync(path.join(docs, mapFile), "utf8")))
  const wanted = {
    accountId: opened?.id ?? 0,
    fileName: path.basename(file),
    filePath: file,
    map,
    requestedBy: "a test",
  }
  return runtime.runPromise(Effect.flatMap(openImport(wanted), (id) => runImport(id)))
}

const sayAbsent = () => console.warn(`${register} is not there: the import of the New York register was NOT tested.`)

test(`importing the New York register${there ? "" : " (NOT TESTED: the file is absent)"}`, async () => {
  if (!there) return sayAbsent()
  // A small fleet comes first, and the planner knows it: what it then knows must not mislead it about the large one.
  await importInto("Small", path.join(docs, "simple-imperial.csv"), "simple-imperial.json")
  await database.owner`analyze`
  const done = await importInto("New York", register, "nyc-2015.json")
  expect(done).toMatchObject({
    failure: null,
    rowsRead: 76_088,
    created: 76_061,
    updated: 0,
    unchanged: 0,
    rejected: 27,
  })

  const refused = await runtime.runPromise(rejectedRows(done.id, 100))
  const count = (reason: string) => refused.filter((row) => row.reason === reason).length
  expect([count("dummy record"), count("test record"), count("neither building number nor address")]).toEqual([
    7, 13, 7,
  ])
  expect(refused[0]?.line).toBe(2478)

  const [fleet] = await database.owner`
    select count(*)::int as units, count(distinct building_id)::int as buildings, count(*) filter (where kind = 'escalator')::int as escalators
    from equipment.units where account_id = ${done.accountId}`
  expect(fleet).toEqual({ units: 76_061, buildings: 34_912, escalators: 2661 })

  const [unit] = await database.owner`
    select u.name, u.kind, u.drive, u.rated_load_kg as kg, u.floors, b.key, b.time_zone as zone, a.street, a.locality, a.region,
      u.search_text like '%1e217%' as found
    from equipment.units u join equipment.buildings b on b.id = u.building_id join equipment.addresses a on a.id = u.address_id
    where u.account_id = ${done.accountId} and u.equipment_number = '1E217'`
  expect(unit).toEqual({
    name: "Escalator 1E217",
    kind: "escalator",
    drive: null,
    kg: 2109,
    floors: ["LOB", "M"],
    key: expect.stringMatching(/^1\d{6}$/) as string,
    zone: "America/New_York",
    street: "9 ROCKEFELLER PLAZA",
    locality: "New York",
    region: "Manhattan",
    found: true,
  })

  const [odd] = await database.owner`
    select count(*) filter (where a.street ~ '  ')::int as runs, count(*) filter (where a.postal_code !~ '^\\d{5}(-\\d{4})?$')::int as codes
    from equipment.addresses a where a.account_id = ${done.accountId}`
  expect(odd).toEqual({ runs: 0, codes: 0 })
})
