import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import zlib from "node:zlib"
import { Effect, Layer, ManagedRuntime, Stream } from "effect"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { Live } from "#kernel/bus/live.ts"
import { as, Database, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { testDatabase, type TestDatabase } from "../../../tests/support/database.ts"
import { decodeUnitMap, parseUnitMap, type UnitMap } from "../domain/unit-map.ts"
import * as Imports from "../persistence/imports.ts"
import { importProgress, recentImports } from "./import-progress.ts"
import { emptiedValues, rejectedRows, rejectedRowsCsv } from "./rejected-rows.ts"
import { openImport } from "./request-import.ts"
import { runImport } from "./run-import.ts"

const docs = path.resolve(import.meta.dirname, "../../../docs/import")
let database: TestDatabase
let runtime: ManagedRuntime.ManagedRuntime<Database | Live, never>
let folder = ""
let accountId = 0
let account = 0

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "hoistway-import-"))
  database = await testDatabase()
  const layer = Live.layer({ listening: false }).pipe(
    Layer.provideMerge(Database.layer(database.appUrl, { read: 2, write: 3 })),
  )
  runtime = ManagedRuntime.make(Layer.orDie(layer))
})
afterAll(async () => {
  await runtime.dispose()
  await database.drop()
  fs.rmSync(folder, { recursive: true })
})
beforeEach(async () => {
  accountId = await openAccount()
})

const openAccount = async () => {
  const [opened] = await database.owner<Array<{ id: number }>>`
    insert into access.accounts (name, country, time_zone) values (${`Account ${++account}`}, 'GB', 'Europe/London') returning id`
  return opened?.id ?? 0
}

const usualMap = {
  fields: {
    equipmentNumber: "No",
    name: "Name",
    kind: "Type",
    ratedSpeed: { column: "Speed", unit: "m/s" },
    buildingKey: "Site",
    buildingName: "Building",
    street: "Street",
    locality: "Town",
    country: { constant: "GB" },
    timeZone: { constant: "Europe/London" },
  },
}
const header = "No,Name,Type,Speed,Site,Building,Street,Town"
const mapOf = (json: unknown) => Effect.runPromise(decodeUnitMap(json))

const write = (content: string | Buffer) => {
  const file = path.join(folder, "register.csv")
  fs.writeFileSync(file, content)
  return file
}
const request = (filePath: string, map: UnitMap, into = accountId) =>
  openImport({ accountId: into, fileName: path.basename(filePath), filePath, map, requestedBy: "a test" })
const importFile = async (file: string, map: unknown = usualMap, into = accountId) => {
  const decoded = await mapOf(map)
  return runtime.runPromise(Effect.flatMap(request(file, decoded, into), (id) => runImport(id)))
}
const importText = (content: string | Buffer, map: unknown = usualMap) => importFile(write(content), map)
const importRows = (...rows: ReadonlyArray<string>) => importText([header, ...rows, ""].join("\n"))
const rejectedOf = async (id: number) =>
  (await runtime.runPromise(rejectedRows(id, 100))).map(({ line, reason }) => `${line}: ${reason}`)

interface UnitRow {
  readonly number: string
  readonly name: string
  readonly speed: number | null
  readonly text: string
  readonly building: string
  readonly street: string
  readonly version: string
}
const units = () => database.owner<Array<UnitRow>>`
  select u.equipment_number as number, u.name, u.rated_speed_mps as speed, u.search_text as text, b.name as building, a.street,
    concat_ws(' ', u.xmin, u.ctid, b.xmin, b.ctid, a.xmin, a.ctid) as version
  from equipment.units u join equipment.buildings b on b.id = u.building_id join equipment.addresses a on a.id = u.address_id
  where u.account_id = ${accountId} order by u.id`

const a1 = "A1,North lift,lift,1.6,S1,Exchange House,1 High St,York"
const a2 = "A2,South lift,lift,1,S1,Exchange House,1 High St,York"
const b1 = "B1,Hall escalator,escalator,0.5,S2,The Mill,2 Mill Ln,York"

describe("importing a register", () => {
  test("creates units, buildings and addresses, and counts them", async () => {
    const done = await importRows(a1, a2, b1)
    expect(done).toMatchObject({
      status: "finished",
      failure: null,
      rowsRead: 3,
      created: 3,
      updated: 0,
      unchanged: 0,
      rejected: 0,
      leftEmpty: 0,
    })
    expect(done.bytesRead).toBe(done.bytesTotal)
    expect((await units()).map(({ number, building, speed }) => [number, building, speed])).toEqual([
      ["A1", "Exchange House", 1.6],
      ["A2", "Exchange House", 1],
      ["B1", "The Mill", 0.5],
    ])
    const [size] =
      await database.owner`select buildings, units from equipment.fleet_sizes where account_id = ${accountId}`
    expect(size).toEqual({ buildings: 2, units: 3 })
  })

  test("changes nothing when it is run again", async () => {
    await importRows(a1, a2, b1)
    const before = await units()
    expect(await importRows(a1, a2, b1)).toMatchObject({ created: 0, updated: 0, unchanged: 3 })
    expect(await units()).toEqual(before)
  })

  test("updates what changed, and touches nothing else", async () => {
    await importRows(a1, a2, b1)
    const before = await units()
    expect(await importRows(a1.replace("1.6", "2.5"), a2, b1)).toMatchObject({ created: 0, updated: 1, unchanged: 2 })
    const [first, ...rest] = await units()
    expect(first).toMatchObject({ number: "A1", speed: 2.5 })
    expect(first?.text).toContain("2.5 m/s")
    expect(rest).toEqual(before.slice(1))
  })

  test("finds units by the new name of their building, also those that the file does not hold", async () => {
    await importRows(a1, a2, b1)
    const done = await importRows(a1.replace("Exchange House", "Corn Exchange"))
    expect(done).toMatchObject({ created: 0, updated: 1, unchanged: 0 })
    const texts = (await units()).map(({ text }) => text.includes("corn exchange"))
    expect(texts).toEqual([true, true, false])
  })

  test("moves a unit with what is known of it when its building changes", async () => {
    await importRows(a1, b1)
    await database.owner`
      insert into equipment.unit_states (unit_id, account_id, building_id, state, since)
      select id, account_id, building_id, 'in-service', now() from equipment.units where account_id = ${accountId}`
    await database.owner`
      insert into equipment.class_decisions (unit_id, account_id, building_id, started_at, rule_before, reason, decided_by, decided_at)
      select id, account_id, building_id, now(), 'otherwise', 'Flood', 'Dana', now() from equipment.units where account_id = ${accountId}`
    await importRows(a1.replace("S1,Exchange House,1 High St", "S2,The Mill,2 Mill Ln"))
    const moved = await database.owner`
      select u.equipment_number as number, s.building_id = u.building_id and exists (
        select from equipment.class_decisions d where d.unit_id = u.id and d.building_id = u.building_id) as followed, b.key
      from equipment.units u join equipment.unit_states s on s.unit_id = u.id join equipment.buildings b on b.id = u.building_id
      where u.account_id = ${accountId} order by 1`
    expect(moved).toEqual([
      { number: "A1", followed: true, key: "S2" },
      { number: "B1", followed: true, key: "S2" },
    ])
  })

  test("keeps what the map does not name, and the name that someone gave", async () => {
    await importRows(a1)
    await database.owner`update equipment.units set manufacturer = 'Otis', name = 'Guest lift' where account_id = ${accountId}`
    const { name: _, ...nameless } = usualMap.fields
    expect(await importText(`${header}\n${a1}\n`, { fields: nameless })).toMatchObject({ unchanged: 1 })
    const [kept] = await database.owner`select name, manufacturer from equipment.units where account_id = ${accountId}`
    expect(kept).toEqual({ name: "Guest lift", manufacturer: "Otis" })
  })

  test("does not forget where a building is, or learns it from a later row", async () => {
    const located = { fields: { ...usualMap.fields, latitude: "Lat", longitude: "Lon" } }
    const rows = [`${header},Lat,Lon`, `${a1},,`, `${a2},53.96,-1.08`, ""].join("\n")
    const where = () =>
      database.owner`select latitude, longitude from equipment.buildings where account_id = ${accountId}`
    await importText(rows, located)
    expect(await where()).toEqual([{ latitude: 53.96, longitude: -1.08 }])
    expect(await importText(rows, located)).toMatchObject({ created: 0, updated: 0, unchanged: 2 })
    expect(await importRows(a1)).toMatchObject({ unchanged: 1 })
    expect(await where()).toEqual([{ latitude: 53.96, longitude: -1.08 }])
  })

  test("keeps the accounts apart", async () => {
    const other = await openAccount()
    await importRows(a1)
    const file = write(`${header}\n${a1.replace("North", "Other")}\n`)
    expect(await importFile(file, usualMap, other)).toMatchObject({ created: 1 })
    expect((await units()).map(({ name }) => name)).toEqual(["North lift"])
  })

  test("reads the shipped examples whole", async () => {
    for (const [name, created, rejected] of [
      ["simple-metric", 5, 1],
      ["simple-imperial", 4, 0],
    ] as const) {
      const map = await Effect.runPromise(parseUnitMap(fs.readFileSync(path.join(docs, `${name}.json`), "utf8")))
      expect(await importFile(path.join(docs, `${name}.csv`), map), name).toMatchObject({
        created,
        rejected,
        leftEmpty: 0,
        failure: null,
      })
    }
    const [lift] = await database.owner`
      select rated_load_kg as kg, rated_speed_mps as mps, travel_metres as m, floors[1] as lowest, drive, year
      from equipment.units where account_id = ${accountId} and equipment_number = '1E217'`
    expect(lift).toEqual({ kg: 1588, mps: 2.54, m: 64.77, lowest: "B", drive: "traction", year: 1987 })
  })
})

describe("importing any text", () => {
  test("survives Windows line ends, a byte order mark, quotation marks, line ends in cells and gzip", async () => {
    const text = `\ufeff${header}\r\n"A1","The ""old""\r\nlift",lift,1.6,S1,"Exchange, House",1 High St,York\r\n`
    expect(await importText(zlib.gzipSync(text))).toMatchObject({ created: 1, rejected: 0 })
    expect(await units()).toMatchObject([{ name: 'The "old" lift', building: "Exchange, House" }])
  })

  test("reads Latin-1 when the map says so, and refuses the rows when it does not", async () => {
    const bytes = Buffer.from(`${header}\n${a1.replace("York", "Köln")}\n${b1}\n`, "latin1")
    const done = await importText(bytes)
    expect(done).toMatchObject({ created: 1, rejected: 1 })
    expect(await rejectedOf(done.id)).toEqual([expect.stringMatching(/^2: column "Town".*encoding/)])
    expect(await importText(bytes, { ...usualMap, encoding: "latin1" })).toMatchObject({ created: 1, unchanged: 1 })
    expect((await units()).at(-1)?.text).toContain("koln")
  })

  test("keeps emoji, combining characters, formulas and 1E217 as they are", async () => {
    const names = ["Lift 😀👩‍🔧", "Cafe\u0301 lift", "=1+1", "@SUM(A1)", "1E217", "0012", "' or 1=1 --"]
    await importRows(...names.map((name, i) => `1E21${i},${name},lift,1,S1,Exchange House,1 High St,York`))
    const found = await units()
    expect(found.map(({ name }) => name)).toEqual(names)
    expect(found.map(({ number }) => number)).toEqual(names.map((_, i) => `1E21${i}`))
  })
})

describe("a row that cannot be read", () => {
  test("is refused with its line and reason, and nothing else is lost", async () => {
    const done = await importRows(
      a1,
      "A2,too,short",
      "",
      'A3,"two\nlines",lift,1,S1,x,y',
      `,${a2.slice(3)}`,
      a1.replace("North", "Again"),
      b1,
    )
    expect(done).toMatchObject({ status: "finished", rowsRead: 6, created: 2, rejected: 4 })
    expect(await rejectedOf(done.id)).toEqual([
      "3: the row has 3 columns, the header 8",
      "5: the row has 7 columns, the header 8",
      "7: no equipment number",
      "8: equipment number A1 stands on line 2 already",
    ])
    expect((await units())[0]?.name).toBe("North lift")
  })

  test("can be had back as CSV that no spreadsheet runs", async () => {
    const done = await importRows('1E217,=1+1,crane,1,S1,"a, b",-73.95,York', "A2,x")
    const csv = await runtime.runPromise(Effect.flatMap(rejectedRowsCsv(done.id), Stream.runCollect))
    expect([...csv].join("")).toBe(
      `\ufeffline,reason,${header}\r\n2,"the map does not know the kind of unit ""crane""",1E217,'=1+1,crane,1,S1,"a, b",-73.95,York\r\n3,"the row has 2 columns, the header 8",A2,x\r\n`,
    )
  })

  test("of an optional value only leaves that empty", async () => {
    const done = await importRows(a1.replace("1.6", "VAR"), a2.replace(",1,", ",95UP,"), b1)
    expect(done).toMatchObject({ created: 3, rejected: 0, leftEmpty: 2, leftEmptyByColumn: { Speed: 2 } })
    const remarks = await runtime.runPromise(emptiedValues(done.id, 10))
    expect(remarks.map(({ line, reason }) => `${line}: ${reason}`)).toEqual([
      '2: Speed "VAR" cannot be read as a rated speed: left empty',
      '3: Speed "95UP" cannot be read as a rated speed: left empty',
    ])
    expect((await units()).map(({ speed }) => speed)).toEqual([null, null, 0.5])
  })

  test("is counted, but kept a thousand times at most when only a value is left empty", async () => {
    const rows = Array.from({ length: 1200 }, (_, i) => `N${i},Lift,lift,VAR,S1,Exchange House,1 High St,York`)
    const done = await importRows(...rows)
    expect(done.leftEmpty).toBe(1200)
    expect(await runtime.runPromise(emptiedValues(done.id, 5000))).toHaveLength(1000)
  })
})

describe("a file that cannot be read", () => {
  const failureOf = async (content: string | Buffer, map: unknown = usualMap) => {
    const done = await importText(content, map)
    expect(done).toMatchObject({ status: "failed", created: 0 })
    return done.failure
  }
  test("says so before anything is written", async () => {
    expect(await failureOf("")).toContain("is empty")
    expect(await failureOf("\n\n")).toContain("no line of text")
    expect(await failureOf(Buffer.from("PK\u0003\u0004"))).toContain("Excel workbook")
    expect(await failureOf(`${header.replace("Speed", "Pace")}\n${a1}\n`)).toContain(
      'fields.ratedSpeed.column: The file has no column "Speed"',
    )
    expect(await failureOf(`${header.replace("Town", "No")}\n${a1}\n`)).toContain('2 columns "No"')
    expect((await importFile(path.join(folder, "none.csv"))).failure).toContain("no such file")
    expect(await units()).toEqual([])
  })

  test("with a header only is no failure", async () => {
    expect(await importText(header)).toMatchObject({ status: "finished", rowsRead: 0, created: 0 })
  })

  test("to its end keeps the rows before a quotation mark that is never closed", async () => {
    const done = await importText(`${header}\n${a1}\n${a2}\n"B1,open,lift\n${b1}\n`)
    expect(done).toMatchObject({ status: "failed", created: 2, rejected: 1 })
    expect(done.failure).toContain("line 4")
    expect(await rejectedOf(done.id)).toEqual([expect.stringContaining("4: a quotation mark")])
  })

  test("to its end keeps the rows before the place where packed data breaks off", async () => {
    const rows = Array.from(
      { length: 20_000 },
      (_, i) => `N${i},Lift ${i},lift,1,S${i % 7},House ${i % 7},${i % 7} High St,York`,
    )
    const packed = zlib.gzipSync([header, ...rows].join("\n"))
    const done = await importText(packed.subarray(0, packed.length >> 1))
    expect(done.status).toBe("failed")
    expect(done.failure).toContain("not complete")
    expect(done.created).toBeGreaterThan(5000)
    expect(await units()).toHaveLength(done.created)
    expect(await importText(packed)).toMatchObject({
      status: "finished",
      created: 20_000 - done.created,
      unchanged: done.created,
    })
  })
})

describe("an import", () => {
  test("that has been to its end does nothing when its message comes again", async () => {
    const done = await importRows(a1)
    fs.rmSync(path.join(folder, "register.csv"))
    expect(await runtime.runPromise(runImport(done.id))).toEqual(done)
    expect(await runtime.runPromise(importProgress(done.id))).toEqual(done)
    expect((await runtime.runPromise(recentImports(1)))[0]).toEqual(done)
  })

  test("that nobody asked for is not found", async () => {
    expect(await runtime.runPromise(Effect.flip(runImport(999_999)))).toMatchObject({ _tag: "ImportNotFound" })
  })

  test("that is begun a second time takes the first one's place", async () => {
    const map = await mapOf(usualMap)
    const advanced = Effect.gen(function* () {
      const id = yield* request(write(header), map)
      const first = yield* Imports.begin(id).pipe(transactional)
      const second = yield* Imports.begin(id).pipe(transactional)
      const counts = {
        rowsRead: 1,
        created: 1,
        updated: 0,
        unchanged: 0,
        rejected: 0,
        leftEmpty: 0,
        leftEmptyByColumn: {},
      }
      return yield* Effect.forEach([first, second], (run) =>
        run === null ? Effect.succeed(null) : Imports.advance(run, 1, counts).pipe(transactional),
      )
    }).pipe(as(everything))
    expect(await runtime.runPromise(advanced)).toEqual([false, true])
  })

  test("beside another one of the same account loses and doubles nothing", async () => {
    const rows = Array.from(
      { length: 7000 },
      (_, i) => `N${i},Lift ${i},lift,1,S${i % 900},House ${i % 900},${i % 900} High St,York`,
    )
    const map = await mapOf(usualMap)
    const forwards = path.join(folder, "forwards.csv")
    const backwards = path.join(folder, "backwards.csv")
    fs.writeFileSync(forwards, [header, ...rows].join("\n"))
    fs.writeFileSync(backwards, [header, ...rows.toReversed()].join("\n"))
    const both = await runtime.runPromise(
      Effect.forEach([forwards, backwards], (file) => Effect.flatMap(request(file, map), (id) => runImport(id)), {
        concurrency: 2,
      }),
    )
    expect(both.map(({ status }) => status)).toEqual(["finished", "finished"])
    expect(both.reduce((sum, { created }) => sum + created, 0)).toBe(7000)
    expect(both.reduce((sum, { unchanged }) => sum + unchanged, 0)).toBe(7000)
    expect(await units()).toHaveLength(7000)
  })
})
