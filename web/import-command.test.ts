import { type ChildProcess, spawn } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { testDatabase, type TestDatabase } from "../tests/support/database.ts"

const command = path.resolve(import.meta.dirname, "import-command.ts")
const reporting = path.resolve(import.meta.dirname, "report-command.ts")
const map = {
  fields: {
    equipmentNumber: "No",
    kind: "Type",
    buildingKey: "Site",
    street: "Street",
    locality: "Town",
    country: { constant: "GB" },
    timeZone: { constant: "Europe/London" },
  },
}
let database: TestDatabase
let folder = ""
const inFolder = (name: string) => path.join(folder, name)

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "hoistway import "))
  fs.writeFileSync(inFolder("map.json"), JSON.stringify(map))
  database = await testDatabase()
})
afterAll(async () => {
  await database.drop()
  fs.rmSync(folder, { recursive: true })
})

const writeRegister = (name: string, rows: number) => {
  const lines = Array.from(
    { length: rows },
    (_, i) => `N${i},${i % 10 === 9 ? "crane" : "lift"},S${i % 700},${i % 700} High St,York`,
  )
  fs.writeFileSync(inFolder(name), ["No,Type,Site,Street,Town", ...lines].join("\n"))
  return inFolder(name)
}

const start = (...args: ReadonlyArray<string>): ChildProcess =>
  spawn(process.execPath, args[0] === "--" ? [reporting, ...args.slice(1)] : [command, ...args], {
    env: { ...process.env, DATABASE_URL: database.ownerUrl },
    stdio: ["ignore", "pipe", "pipe"],
  })

const ended = async (child: ChildProcess) => {
  let out = ""
  let problems = ""
  child.stdout?.on("data", (chunk: Buffer) => (out += chunk.toString()))
  child.stderr?.on("data", (chunk: Buffer) => (problems += chunk.toString()))
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve))
  return { code, out, problems }
}
const run = (...args: ReadonlyArray<string>) => ended(start(...args))
const runUnits = (file: string, account: string, ...more: ReadonlyArray<string>) =>
  run("units", file, "--map", inFolder("map.json"), "--account", account, ...more)

describe("npm run import", () => {
  test("reads a register, tells what came of it, and writes the refused rows", async () => {
    const file = writeRegister("small.csv", 600)
    const first = await runUnits(file, "Small", "--create-account", "--rejected", inFolder("refused.csv"))
    expect(first.code, first.problems).toBe(0)
    expect(first.out).toMatch(/600 rows of small\.csv read into Small in .* rows\/s/)
    expect(first.out).toMatch(/540 {2}created\n\s+0 {2}updated\n\s+0 {2}unchanged\n\s+60 {2}rejected/)
    expect(first.out).toContain('line 11: the map does not know the kind of unit "crane"')
    expect(first.out).toContain("… and 10 more; all of them in")
    expect(fs.readFileSync(inFolder("refused.csv"), "utf8").trim().split("\r\n")).toHaveLength(61)
    const second = await runUnits(file, "small")
    expect(second.out).toMatch(/0 {2}created\n\s+0 {2}updated\n\s+540 {2}unchanged/)
  })

  test("reads states and agreed hours, and the report tells what they come to", async () => {
    await runUnits(writeRegister("few.csv", 3), "Few", "--create-account")
    const fields = { unit: "unit", from: "from", to: "to", state: { constant: "out-of-order" } }
    const period = { from: "2026-01-01T00:00Z", to: "2026-02-01T00:00Z" }
    fs.writeFileSync(inFolder("states.json"), JSON.stringify({ period, otherwise: "in-service", fields }))
    fs.writeFileSync(
      inFolder("states.csv"),
      "unit,from,to\nN0,2026-01-05T08:00Z,2026-01-05T20:00Z\nN0,2026-01-05T10:00Z,2026-01-05T21:00Z\nN7,2026-01-05T10:00Z,\n",
    )
    const states = await run("states", inFolder("states.csv"), "--map", inFolder("states.json"), "--account", "Few")
    expect(states.code, states.problems).toBe(0)
    expect(states.out).toMatch(/1 {2}histories created/)
    expect(states.out).toContain("1 pair of overlapping rows of one unit: united")
    expect(states.out).toContain("1 unit is not known (1 row): N7")
    fs.writeFileSync(inFolder("hours.csv"), "building,hours\nS0,Mon–Fri 09:00–17:00\n")
    const hours = await run("agreed-hours", inFolder("hours.csv"), "--account", "Few")
    expect(hours.out, hours.problems).toMatch(/1 {2}hours created/)

    const report = (...more: ReadonlyArray<string>) =>
      ended(
        start(
          "--",
          "availability",
          ...["--units", "n0", "--from", "2026-01-05", "--to", "2026-01-06", "--account", "Few"],
          ...more,
        ),
      )
    const [head, line, ...rest] = (await report()).out.trimEnd().split("\r\n")
    expect(head?.split(",").slice(0, 4)).toEqual(["number", "name", "building", "up_seconds"])
    expect(line).toBe(
      "N0,Lift N0,0 High St,39600,0,0,46800,0,28800,0.458333333,0.000000000,0.166666667,1.000000000,,,1",
    )
    expect(rest).toEqual([])
    expect((await report("--hours", "agreed")).out).toContain("0 High St,0,0,0,28800,0,28800,")
  })

  test("names the accounts there are when it finds none of that name", async () => {
    await database.owner`insert into access.accounts (name, country, time_zone) values ('Northgate', 'GB', 'Europe/London') on conflict do nothing`
    const { code, problems } = await runUnits(writeRegister("small.csv", 1), "Nothgate")
    expect(code).toBe(1)
    expect(problems).toMatch(/no account named Nothgate\. There are: Northgate/)
    expect(problems).toContain("--create-account")
  })

  test("tells all that is wrong with its arguments and its map at once", async () => {
    fs.writeFileSync(inFolder("wrong.json"), JSON.stringify({ fields: { ...map.fields, kind: 5, drives: "x" } }))
    const { code, problems } = await run(
      "units",
      inFolder("none.csv"),
      "--map",
      inFolder("wrong.json"),
      "--account",
      "x",
    )
    expect(code).toBe(1)
    expect(problems).toContain("There is no file")
    expect(problems).toContain("fields.kind:")
    expect(problems).toContain("fields.drives: There is no such key")
    expect(problems).toContain("npm run import -- units FILE")
  })

  test("says why, and fails, when the file does not fit the map", async () => {
    fs.writeFileSync(inFolder("other.csv"), "a,b\n1,2\n")
    const { code, problems } = await runUnits(inFolder("other.csv"), "Small", "--create-account")
    expect(code).toBe(1)
    expect(problems).toContain('fields.equipmentNumber: The file has no column "No"')
  })

  test("killed half-way leaves whole batches, and the next run completes them", async () => {
    const rows = 15_000
    const file = writeRegister("large.csv", rows)
    const child = start("units", file, "--map", inFolder("map.json"), "--account", "Large", "--create-account")
    const end = new Promise<NodeJS.Signals | null>((resolve) => child.once("close", (_, signal) => resolve(signal)))
    // The first line of progress comes when the first batch is written.
    await new Promise<void>((resolve) => {
      child.stderr?.once("data", () => resolve())
      child.once("close", () => resolve())
    })
    child.kill("SIGKILL")
    expect(await end).toBe("SIGKILL")

    const [left] = await database.owner`
      select i.rows_read as read, i.rows_created as created, i.rows_rejected as rejected, i.finished_at,
        (select count(*)::int from equipment.units u where u.account_id = i.account_id) as units,
        (select count(*)::int from equipment.import_remarks r where r.import_id = i.id) as remarks
      from equipment.imports i join access.accounts a on a.id = i.account_id where a.name = 'Large'`
    expect(left?.finished_at).toBeNull()
    expect(left?.units).toBe(left?.created)
    expect(left?.remarks).toBe(left?.rejected)
    expect(left?.read).toBe(left?.created + left?.rejected)
    expect(left?.read).toBeGreaterThan(0)
    expect(left?.read).toBeLessThan(rows)

    const again = await runUnits(file, "Large")
    expect(again.code, again.problems).toBe(0)
    const [whole] = await database.owner`
      select i.rows_created as created, i.rows_unchanged as unchanged, i.rows_updated as updated,
        (select count(*)::int from equipment.units u where u.account_id = i.account_id) as units
      from equipment.imports i join access.accounts a on a.id = i.account_id where a.name = 'Large' order by i.id desc limit 1`
    expect(whole).toEqual({ created: 13_500 - left?.units, unchanged: left?.units, updated: 0, units: 13_500 })
  })
})
