import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { Effect } from "effect"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { decodeImportMap, openImport, parseImportMap, previewImport, rejectedRows, runImport } from "#equipment"
import { type Modules, testModules } from "../../../tests/support/modules.ts"

const docs = path.resolve(import.meta.dirname, "../../../docs/import")
let modules: Modules
let folder = ""
let accountId = 0

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "hoistway-orders-"))
  modules = await testModules()
  await modules.database.owner`
    insert into maintenance.technicians (name, base, time_zone, region)
    values ('Zoë O’Hara', 'York', 'Europe/London', 'GB-ENG'), ('Twin', 'York', 'Europe/London', 'GB-ENG'),
      ('twin', 'Leeds', 'Europe/London', 'GB-ENG')`
})
afterAll(async () => {
  await modules.stop()
  fs.rmSync(folder, { recursive: true })
})
beforeEach(async () => {
  accountId += 10
  await importRows(
    "units",
    "number,name,kind,building,street,town,country,time zone",
    "A1,Lift 1,lift,Exchange House,1 High St,York,GB,Europe/London",
    "A2,Ascenseur „Été“ 電梯,lift,Exchange House,1 High St,York,GB,Europe/London",
  )
})

/** Imports rows by their columns' usual names; the map of units has no zone of its own, that of orders has London's. */
const importRows = async (kind: "units" | "orders", header: string, ...rows: ReadonlyArray<string>) => {
  const file = path.join(folder, `${kind}.csv`)
  fs.writeFileSync(file, [header, ...rows, ""].join("\n"))
  const { proposal } = await Effect.runPromise(previewImport(file, null, kind))
  const zone = kind === "orders" ? { time: { zone: "Europe/London" } } : {}
  const map = await Effect.runPromise(decodeImportMap(kind, { ...proposal.map, ...zone }))
  return importFile(file, map)
}
const importFile = (file: string, map: Awaited<ReturnType<typeof readMap>>, into = accountId) =>
  modules.run(
    Effect.flatMap(
      openImport({ accountId: into, fileName: path.basename(file), filePath: file, requestedBy: "a test", ...map }),
      (id) => runImport(id),
    ),
  )
const readMap = (file: string) => Effect.runPromise(parseImportMap(fs.readFileSync(file, "utf8")))

const header = "order no,unit,activity,state,title,reported,planned,arrived,finished,technician,cause,comment,reason"
const importOrders = (...rows: ReadonlyArray<string>) => importRows("orders", header, ...rows)
const orders = () => modules.database.owner`
  select import_key as key, unit_name as unit, activity_type as activity, state, title, source, planned_on::text as day,
    arrived_at as arrived, finished_at as finished, technician, technician_id is not null as known, cause, comment, reason
  from maintenance.service_orders where account_id = ${accountId} order by id`
const reasons = async (id: number) =>
  (await modules.run(rejectedRows(id, 50))).map(({ line, reason }) => `${line}: ${reason}`)

const visit =
  "V-1,A1,maintenance,,Yearly service,,2025-03-30 09:00,2025-03-30 01:30,2025-03-30 10:15,zoë o’hara,,Smooth ride,"
const trouble =
  "V-2,A2,Call out,closed,Door,2025-04-01 23:50,,2025-04-02 00:20,2025-04-02 01:00,Twin,door closing,Été – ça va 👍,"

test("orders come with their unit, technician, codes and times in local clocks, and any letters", async () => {
  const done = await importOrders(visit, trouble)
  expect(done).toMatchObject({ kind: "orders", failure: null, rowsRead: 2, created: 2, rejected: 0, leftEmpty: 0 })
  expect([...(await orders())]).toEqual([
    {
      ...{
        key: "V-1",
        unit: "Lift 1",
        activity: "maintenance",
        state: "closed",
        title: "Yearly service",
        source: "import",
      },
      // Half past one did not exist on that night: clocks went from one to two.
      ...{ day: "2025-03-30", arrived: new Date("2025-03-30T01:00Z"), finished: new Date("2025-03-30T09:15Z") },
      ...{ technician: "zoë o’hara", known: true, cause: null, comment: "Smooth ride", reason: null },
    },
    {
      ...{
        key: "V-2",
        unit: "Ascenseur „Été“ 電梯",
        activity: "call-out",
        state: "closed",
        title: "Door",
        source: "import",
      },
      ...{ day: "2025-04-02", arrived: new Date("2025-04-01T23:20Z"), finished: new Date("2025-04-02T00:00Z") },
      // Of two with one name nobody can tell which is meant.
      ...{ technician: "Twin", known: false, cause: "door-closing", comment: "Été – ça va 👍", reason: null },
    },
  ])
})

test("bad rows are refused by line, and good ones go through; a code that is not known is left empty", async () => {
  const done = await importOrders(
    visit,
    "B-1,Z9,maintenance,,,,2025-01-01,,,,,,",
    "B-2,,maintenance,,,,2025-01-01,,,,,,",
    "B-3,A1,coffee,,,,2025-01-01,,,,,,",
    "B-4,A1,maintenance,lost,,,2025-01-01,,,,,,",
    "B-5,A1,maintenance,,,,,,,,,,",
    "B-6,A1,maintenance,,,,,2025-01-02 10:00,2025-01-02 09:00,,,,",
    "B-7,A1,maintenance,,,,,2025-01-02 10:00,,,,,",
    "B-8,A1,maintenance,closed,,,2025-01-02,,,,,,",
    "B-9,A1,maintenance,,,,,2999-01-02 10:00,,,,,",
    "B-10,A1,maintenance,,,,31.12.2025,,,,,,",
    "B-11,A1,maintenance,planned,,,,2025-01-02 10:00,2025-01-02 11:00,,,,",
    visit,
    "B-12,A1,maintenance,cancelled,,,2025-01-09,,,,gremlins,,Closed that day",
    "short,row",
  )
  expect(done).toMatchObject({ failure: null, rowsRead: 15, created: 2, rejected: 13, leftEmpty: 1 })
  expect(await reasons(done.id)).toEqual([
    "3: no unit Z9",
    "4: no equipment number",
    '5: the map does not know the activity "coffee"',
    '6: the map does not know the state "lost"',
    "7: no day and no time at all",
    "8: finished lies before arrived",
    "9: arrived and never finished: say its state",
    "10: closed, and no time when it was finished",
    '11: arrived "2999-01-02 10:00" lies in the future',
    '12: planned "31.12.2025" cannot be read as a time',
    "13: finished, and yet its state is planned",
    "14: the same order stands on line 2 already",
    "16: the row has 2 columns, the header 13",
  ])
  expect((await orders()).at(-1)).toMatchObject({ state: "cancelled", reason: "Closed that day", cause: null })
})

test("the same file again changes nothing, a changed one updates, and what was gone on with here stays", async () => {
  await importOrders(visit, trouble)
  const versions = () =>
    modules.database
      .owner`select xmin, ctid from maintenance.service_orders where account_id = ${accountId} order by id`
  const before = await versions()
  expect(await importOrders(visit, trouble)).toMatchObject({ created: 0, updated: 0, unchanged: 2 })
  expect(await versions()).toEqual(before)
  const better = visit.replace("Smooth ride", "Smooth ride and oiled")
  expect(await importOrders(better, trouble)).toMatchObject({ created: 0, updated: 1, unchanged: 1 })
  await modules.database.owner`
    update maintenance.service_orders set changed_by_id = 1, comment = 'ours'
    where account_id = ${accountId} and import_key = 'V-1'`
  expect(await importOrders(visit, trouble)).toMatchObject({ created: 0, updated: 0, unchanged: 2 })
  expect((await orders()).map(({ comment }) => String(comment))).toEqual(["ours", "Été – ça va 👍"])
})

test("a unit of somebody else is no unit, and one order number may be in use in two accounts", async () => {
  await importOrders(visit)
  accountId += 1
  const done = await importOrders(visit)
  expect([done.created, await reasons(done.id)]).toEqual([0, ["2: no unit A1"]])
  accountId -= 1
  expect(await orders()).toHaveLength(1)
})

test("a day without a time is a day of the building, also where times have a format of their own", async () => {
  const file = path.join(folder, "days.csv")
  fs.writeFileSync(
    file,
    "unit,activity,due,planned\nA1,maintenance,31.12.2025,30.12.2025 23:30\nA2,inspection,,01.01.2026\n",
  )
  const map = await Effect.runPromise(
    decodeImportMap("orders", {
      time: { zone: "Europe/Berlin", format: "DD.MM.YYYY HH:mm" },
      fields: { unit: "unit", activity: "activity", due: "due", planned: "planned" },
    }),
  )
  expect(await importFile(file, map)).toMatchObject({ created: 2, rejected: 0 })
  const days = await modules.database.owner`
    select due_on::text as due, planned_on::text as planned, planned_start as start, state
    from maintenance.service_orders where account_id = ${accountId} order by id`
  expect([...days]).toEqual([
    { due: "2025-12-31", planned: "2025-12-30", start: new Date("2025-12-30T22:30Z"), state: "planned" },
    { due: null, planned: "2026-01-01", start: null, state: "planned" },
  ])
})

test("the example of the documentation loads as it says", async () => {
  await importFile(path.join(docs, "simple-metric.csv"), await readMap(path.join(docs, "simple-metric.json")))
  const file = path.join(docs, "simple-orders.csv")
  const map = await readMap(path.join(docs, "simple-orders.json"))
  expect(map.kind).toBe("orders")
  const preview = await Effect.runPromise(previewImport(file, map))
  expect(preview.rows[1]?.read).toMatchObject({ cause: "door-closing", component: "door-operator", action: "adjusted" })
  const done = await importFile(file, map)
  expect(done).toMatchObject({ failure: null, rowsRead: 8, created: 6, rejected: 2, leftEmptyByColumn: { Bauteil: 1 } })
  expect(await reasons(done.id)).toEqual(["8: an offer, not an order", "9: no unit X-999"])
  expect((await orders()).map(({ state, title }) => `${state} ${title}`)).toContain("closed Person eingeschlossen")
})
