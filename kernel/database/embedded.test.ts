import { spawn } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import postgres from "postgres"
import { afterEach, expect, onTestFinished, test } from "vitest"
import { eventually } from "../../tests/support/eventually.ts"
import { quickFolder } from "../../tests/support/quick-folder.ts"
import { type EmbeddedServer, startEmbedded } from "./embedded.ts"

const folder = quickFolder("hoistway-embedded-")
const pidFile = path.join(folder, "postgres/postmaster.pid")
const pid = () => Number(fs.readFileSync(pidFile, "utf8").split("\n")[0])
let server: EmbeddedServer

const ask = async (question: string) => {
  const sql = postgres(server.url, { max: 1, onnotice: () => {}, fetch_types: false })
  try {
    return await sql.unsafe(question)
  } finally {
    await sql.end({ timeout: 0 })
  }
}

afterEach(() => server.stop())

test("is started again at its port when it was killed, with what it kept", async () => {
  const told: Array<string> = []
  server = await startEmbedded(folder, { keepUp: (what) => told.push(what) })
  await ask("create table kept as select 42 as answer")
  const before = pid()
  process.kill(before, "SIGKILL")
  await eventually(() => expect(told).toEqual(["the database ended by itself and is started again"]))
  await eventually(async () => expect(await ask("select answer from kept")).toEqual([{ answer: 42 }]))
  expect(pid()).not.toBe(before)
})

test("starts though the number that it had is another program's by now", async () => {
  expect(fs.existsSync(pidFile)).toBe(false)
  const other = spawn("sleep", ["600"])
  onTestFinished(() => void other.kill())
  fs.writeFileSync(pidFile, `${other.pid}\n${folder}/postgres\n0\n1\n\n\n\nready   \n`)
  server = await startEmbedded(folder, { ephemeral: true })
  expect(server.reused).toBe(false)
  expect(await ask("select answer from kept")).toEqual([{ answer: 42 }])
})
