import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import zlib from "node:zlib"
import { Effect } from "effect"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { as, reading } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { type Modules, testModules } from "../../../tests/support/modules.ts"
import { decodeImportMap } from "../domain/import-map.ts"
import { unitTimes } from "../queries/availability.ts"
import { addUnits } from "./add-units.ts"
import { connectGateway, gatewayOfToken } from "./connect-gateway.ts"
import { recordTelemetry } from "./record-telemetry.ts"
import { reckonChangedMonths } from "./reckon-months.ts"
import { rejectedRows } from "./rejected-rows.ts"
import { openImport } from "./request-import.ts"
import { rollUpTelemetry } from "./roll-up-telemetry.ts"
import { runImport } from "./run-import.ts"

let modules: Modules
let folder = ""
let accountId = 0
let ids: ReadonlyArray<number> = []

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "hoistway-states-"))
  modules = await testModules()
})
afterAll(async () => {
  await modules.stop()
  fs.rmSync(folder, { recursive: true })
})
beforeEach(async () => {
  const [opened] = await modules.database.owner<Array<{ id: number }>>`
    insert into access.accounts (name, country, time_zone) values (${crypto.randomUUID()}, 'GB', 'Europe/London') returning id`
  accountId = opened?.id ?? 0
  const building = { key: "B", name: "House", timeZone: "Europe/London", latitude: null, longitude: null, use: null }
  const address = { street: "1 High Street", locality: "York", region: null, postalCode: null, country: "GB" }
  const units = ["A1", "A2", "A3"].map((number) => ({
    ...{ building, address },
    unit: { equipmentNumber: number, name: `Lift ${number}`, kind: "lift" as const },
  }))
  ids = (await modules.run(addUnits(accountId, units)))
    .toSorted((a, b) => a.number.localeCompare(b.number))
    .map(({ id }) => id)
})

const usualMap = {
  time: { zone: "Europe/London" },
  fields: { unit: "unit", from: "from", to: "to", state: "state", class: "class", reason: "reason" },
}
const covering = { ...usualMap, period: { from: "2026-01-01", to: "2026-02-01" }, otherwise: "in-service" }

const importFile = async (name: string, content: string | Buffer, json: object) => {
  const file = path.join(folder, name)
  fs.writeFileSync(file, content)
  const map = await Effect.runPromise(decodeImportMap("states", json))
  const wanted = { accountId, fileName: name, filePath: file, requestedBy: "a test", ...map }
  return modules.run(Effect.flatMap(openImport(wanted), (id) => runImport(id)))
}
const importRows = (rows: ReadonlyArray<string>, json: object = usualMap) =>
  importFile("states.csv", ["unit,from,to,state,class,reason", ...rows, ""].join("\n"), json)

const local = new Intl.DateTimeFormat("sv", { dateStyle: "short", timeStyle: "short", timeZone: "Europe/London" })
/** "out-of-order 2026-01-05 10:00 to 2026-01-05 12:00 import/otherwise" */
const historyOf = async (unitId = ids[0] ?? 0) =>
  (
    await modules.database.owner<
      Array<{ state: string; from: Date; to: Date | null; source: string; rule: string }>
    >`select state, started_at as "from", ended_at as "to", source, rule from equipment.state_intervals
      where unit_id = ${unitId} order by started_at`
  ).map(
    ({ state, from, to, source, rule }) =>
      `${state} ${local.format(from)} to ${to === null ? "open" : local.format(to)} ${source}/${rule}`,
  )

describe("importing states", () => {
  test("writes intervals of the source import, by the file's class or by rule, and says what it found", async () => {
    const done = await importRows([
      "A1,2026-01-05 10:00,2026-01-05 12:00,out-of-order,,doors",
      "A1,2026-01-05 11:00,2026-01-05 13:00,out-of-order,,drive",
      "A1,2026-01-07 08:00,2026-01-07 09:00,out of order,external,strike",
      "A2,2026-01-09 00:00,,planned-outage,,new ropes",
      "X9,2026-01-05 10:00,2026-01-05 12:00,out-of-order,,",
      "X9,2026-01-05 11:00,,out-of-order,,",
    ])
    expect(done).toMatchObject({
      kind: "states",
      status: "finished",
      failure: null,
      rowsRead: 6,
      created: 2,
      rejected: 2,
    })
    expect(done.findings).toEqual({
      ...{ units: 2, intervals: 3, overlaps: 2, overlapsUnknown: 1, open: 2, openUnknown: 1, openConnected: 0 },
      ...{ unknownUnits: 1, unknownRows: 2, unknownNumbers: ["X9"] },
    })
    const refused = await modules.run(rejectedRows(done.id, 10))
    expect(refused.map(({ line, reason }) => [line, reason])).toEqual([
      [6, "no unit X9"],
      [7, "no unit X9"],
    ])
    expect(await historyOf()).toEqual([
      "out-of-order 2026-01-05 10:00 to 2026-01-05 13:00 import/otherwise",
      "out-of-order 2026-01-07 08:00 to 2026-01-07 09:00 import/import",
    ])
    expect(await historyOf(ids[1])).toEqual(["planned-outage 2026-01-09 00:00 to open import/planned-outage"])
  })

  test("refuses rows by line: bad times, ends before beginnings, the future, unknown words", async () => {
    const done = await importRows([
      "A1,2026-01-05 25:00,2026-01-05 12:00,out-of-order,,",
      "A1,2026-01-05 10:00,2026-01-05 09:00,out-of-order,,",
      "A1,2026-01-05 10:00,2026-01-05 10:00,out-of-order,,",
      "A1,2099-01-05 10:00,,out-of-order,,",
      "A1,,2026-01-05 10:00,out-of-order,,",
      "A1,2026-01-05 10:00,,asleep,,",
      "A1,2026-01-05 10:00,,out-of-order,bad luck,",
      ",2026-01-05 10:00,,out-of-order,,",
      "A1,2026-01-05 10:00",
    ])
    const refused = await modules.run(rejectedRows(done.id, 20))
    expect(refused.map(({ line, reason }) => `${line}: ${reason}`)).toEqual([
      '2: from "2026-01-05 25:00" cannot be read as a time',
      '3: to "2026-01-05 09:00" lies before from "2026-01-05 10:00"',
      '4: from and to are the same time, "2026-01-05 10:00"',
      '5: from "2099-01-05 10:00" lies in the future',
      "6: no from: when did it begin?",
      '7: the map does not know the state "asleep"',
      '8: the map does not know the class "bad luck"',
      "9: no equipment number",
      "10: the row has 2 columns, the header 6",
    ])
    expect(await historyOf()).toEqual([])
  })

  test("changes nothing the second time, packed or not; a changed file updates", async () => {
    const rows = ["A1,2026-01-05 10:00,2026-01-05 12:00,out-of-order,,", "A2,2026-01-06 10:00,,out-of-order,,"]
    const text = ["unit,from,to,state,class,reason", ...rows].join("\n")
    expect(await importFile("states.csv", text, covering)).toMatchObject({ created: 2, updated: 0, unchanged: 0 })
    const versions = () =>
      modules.database.owner`select xmin, ctid from equipment.state_intervals where account_id = ${accountId}`
    const before = [...(await versions())]
    expect(await importFile("states.csv.gz", zlib.gzipSync(text), covering)).toMatchObject({
      created: 0,
      updated: 0,
      unchanged: 2,
    })
    expect([...(await versions())]).toEqual(before)

    const changed = await importRows(
      ["A1,2026-01-05 10:00,2026-01-05 11:00,out-of-order,,", "A2,2026-01-06 10:00,2026-01-06 11:00,out-of-order,,"],
      covering,
    )
    expect(changed).toMatchObject({ created: 0, updated: 2, unchanged: 0 })
    expect(await historyOf(ids[1])).toEqual([
      "in-service 2026-01-01 00:00 to 2026-01-06 10:00 import/up",
      "out-of-order 2026-01-06 10:00 to 2026-01-06 11:00 import/otherwise",
      "in-service 2026-01-06 11:00 to 2026-02-01 00:00 import/up",
    ])
  })

  test("is told at once in figures: months are reckoned, and units that are not connected stay so", async () => {
    await importRows(
      ["A1,2026-01-05 10:00,2026-01-05 12:00,out-of-order,,", "A2,2026-01-30 00:00,,out-of-order,,"],
      covering,
    )
    const [month] = await modules.database.owner`
      select up::float8, unplanned::float8 from equipment.unit_months where unit_id = ${ids[0] ?? 0}`
    expect(month).toEqual({ up: (31 * 24 - 2) * 3_600_000, unplanned: 2 * 3_600_000 })
    const times = await modules.run(
      unitTimes({ accountId }, { first: "2026-01-01", until: "2026-02-02" }, new Date()).pipe(reading, as(everything)),
    )
    expect(times).toMatchObject([
      {
        unitId: ids[0],
        time: { all: { period: 32 * 86_400_000, unplanned: 2 * 3_600_000, up: (31 * 24 - 2) * 3_600_000 } },
      },
      { unitId: ids[1], time: { all: { unplanned: 3 * 86_400_000 } } },
    ])
    const [connected] = await modules.database.owner`
      select count(*)::int as n from equipment.unit_states where account_id = ${accountId}`
    expect(connected).toEqual({ n: 0 })
  })

  test("says what is wrong with the map, and writes nothing of a file that cannot be read to its end", async () => {
    const future = await importRows([], { ...covering, period: { from: "2026-01-01", to: "2099-01-01" } })
    expect(future.failure).toContain("period.to: This time lies in the future")
    const absent = await importFile("states.csv", "unit,begin\nA1,2026-01-01\n", usualMap)
    expect(absent.failure).toContain('fields.from: The file has no column "from"')
    const torn = await importRows(["A1,2026-01-05 10:00,2026-01-05 12:00,out-of-order,,", '"A2,2026-01-05 10:00,,'])
    expect(torn.failure).toContain("From line 3 on the file could not be read")
    expect(await historyOf()).toEqual([])
    const { problems } = await Effect.runPromise(
      Effect.flip(
        decodeImportMap("states", { ...usualMap, otherwise: "in-service", time: { zone: "+01:00", format: "HH" } }),
      ),
    )
    expect(problems.map(({ path: at }) => at)).toEqual(["time.format", "time.zone"])
  })
})

describe("states of a connected unit", () => {
  const minute = 60_000
  const now = Math.floor(Date.now() / minute) * minute
  const at = (minutes: number) => new Date(now + minutes * minute)
  const text = (minutes: number) => at(minutes).toISOString()

  const connect = async () => {
    const { token } = await modules.run(connectGateway({ accountId, name: "Gateway", unitIds: [ids[0] ?? 0] }))
    const gateway = await modules.run(gatewayOfToken(token))
    if (gateway === null) throw new Error("There is no gateway.")
    return gateway
  }
  const report = async (gateway: Awaited<ReturnType<typeof connect>>, ...messages: ReadonlyArray<object>) => {
    await modules.run(
      recordTelemetry(
        gateway,
        messages.map((message) => JSON.stringify(message)),
      ),
    )
    await modules.run(rollUpTelemetry(new Date()))
  }
  const states = async () =>
    (
      await modules.database.owner<Array<{ state: string; from: Date; to: Date | null; source: string }>>`
      select state, started_at as "from", ended_at as "to", source from equipment.state_intervals
      where unit_id = ${ids[0] ?? 0} order by started_at`
    ).map(({ state, from, to, source }) => [
      state,
      Math.round((from.getTime() - now) / minute),
      to === null ? null : Math.round((to.getTime() - now) / minute),
      source,
    ])
  const heard = Array.from({ length: 13 }, (_, i) => ({ unit: "A1", at: text(-120 + i * 10), kind: "heartbeat" }))
  const inService = { unit: "A1", at: text(-120), kind: "state", state: "in-service" }

  test("hold over what its gateway told, but its present stays its gateway's; taken back, what was told is there again", async () => {
    const gateway = await connect()
    await report(gateway, inService, ...heard)
    const before = await states()
    expect(before.at(-1)?.slice(0, 3)).toEqual(["in-service", -120, null])

    const rows = [`A1,${text(-100)},${text(-90)},out-of-order,,`, `A1,${text(-50)},,out-of-order,,`]
    const done = await importRows(rows)
    expect(done).toMatchObject({ created: 1, findings: { openConnected: 1 } })
    expect((await states()).slice(-3)).toEqual([
      ["in-service", -120, -100, "telemetry"],
      ["out-of-order", -100, -90, "import"],
      ["in-service", -90, null, "telemetry"],
    ])
    expect(await importRows(rows)).toMatchObject({ unchanged: 1 })
    const [present] = await modules.database.owner<Array<{ state: string; since: Date }>>`
      select state, since from equipment.unit_states where unit_id = ${ids[0] ?? 0}`
    expect([present?.state, present?.since.getTime()]).toEqual(["in-service", now - 90 * minute])

    const elsewhere = { ...usualMap, period: { from: text(-110), to: text(-80) } }
    await importRows([`A1,${text(-85)},${text(-80)},out-of-order,,`], elsewhere)
    expect((await states()).slice(-3)).toEqual([
      ["in-service", -120, -85, "telemetry"],
      ["out-of-order", -85, -80, "import"],
      ["in-service", -80, null, "telemetry"],
    ])
  })

  test("were told before it was connected: its past stays, and what was open ends there", async () => {
    await importRows([
      `A1,${text(-500)},${text(-400)},out-of-order,external,`,
      `A1,${text(-400)},,out-of-order,unplanned,`,
    ])
    const gateway = await connect()
    await report(gateway, inService, ...heard)
    while ((await modules.run(reckonChangedMonths())) > 0);
    const history = await states()
    expect(history.slice(0, 2).map(([state, from, , source]) => [state, from, source])).toEqual([
      ["out-of-order", -500, "import"],
      ["out-of-order", -400, "import"],
    ])
    expect(history.at(-1)?.[2]).toBeNull()
    expect(history.at(-1)?.[3]).not.toBe("import")
    const [open] = await modules.database.owner`
      select count(*)::int as n from equipment.state_intervals where unit_id = ${ids[0] ?? 0} and source = 'import' and ended_at is null`
    expect(open).toEqual({ n: 0 })
  })
})
