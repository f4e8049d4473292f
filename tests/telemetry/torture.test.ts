import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import postgres from "postgres"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openAccount } from "#access"
import { addUnits, connectGateway } from "#equipment"
import { startEmbedded } from "#kernel/database/embedded.ts"
import { appUrl, migrate } from "#kernel/database/migrate.ts"
import { createRuntime, services } from "../../web/composition.ts"
import { eventually } from "../support/eventually.ts"
import { killAll, start, startServer, startWorker } from "../support/processes.ts"

// Four clocks: whole hours, half hours, a quarter, and one that is half an hour ahead in summer.
const zones = ["Europe/Berlin", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe"]
const UNITS = 16
const HOUR = 3_600_000

let folder: string
let database: Awaited<ReturnType<typeof startEmbedded>>
let owner: postgres.Sql
let token: string

/** A server of its own, which loses nothing when it is killed: the run's own would take other tests with it. */
beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "hoistway-torture-"))
  fs.chmodSync(folder, 0o755)
  database = await startEmbedded(folder)
  await migrate(database.url)
  owner = postgres(database.url, { max: 1, onnotice: () => {} })
  const runtime = createRuntime(services(appUrl(database.url), { listening: false }))
  const account = await runtime.runPromise(openAccount({ name: "Customer", country: "DE", timeZone: "Europe/Berlin" }))
  await runtime.runPromise(
    addUnits(
      account.id,
      Array.from({ length: UNITS }, (_, index) => {
        const timeZone = zones[index % zones.length] ?? "UTC"
        return {
          unit: {
            equipmentNumber: `U${index}`,
            name: `Unit ${index}`,
            kind: index % 6 === 5 ? ("escalator" as const) : ("lift" as const),
            floors: ["G", "1", "2", "3", "4"],
            ratedSpeedMps: 1,
          },
          building: {
            key: timeZone,
            name: timeZone,
            timeZone,
            latitude: null,
            longitude: null,
            use: "office" as const,
          },
          address: { street: timeZone, locality: "Town", region: null, postalCode: null, country: "DE" },
        }
      }),
    ),
  )
  ;({ token } = await runtime.runPromise(connectGateway({ accountId: account.id, name: "Gateway", unitIds: "all" })))
  await runtime.dispose()
})
afterAll(async () => {
  killAll()
  await owner.end()
  await database.stop()
  fs.rmSync(folder, { recursive: true, force: true })
})

const messages = async () => {
  const [row] = await owner<Array<{ n: number }>>`select count(*)::int as n from equipment.telemetry`
  return row?.n ?? 0
}

/** A backend that dies takes all others with it, and the server recovers from its log as after a power cut. */
const crashDatabase = async () => {
  const [row] = await owner<Array<{ pid: number }>>`
    select pid from pg_stat_activity where application_name = 'hoistway write' order by state = 'active' desc limit 1`
  if (row !== undefined) process.kill(row.pid, "SIGKILL")
}

test("every figure is the simulator's own, whatever the network, the portal and the database go through", async () => {
  const first = await startServer(database.url)
  const url = first.said
  const { port } = new URL(url)
  // Nobody waits until they are up again: the fleet goes on meanwhile.
  let server = Promise.resolve(first)
  let worker = eventually(() => startWorker(database.url))
  const restartServer = () => {
    server = eventually(() => startServer(database.url, port))
  }
  const restartWorker = () => {
    worker = eventually(() => startWorker(database.url))
  }
  const stateFile = path.join(folder, "simulator.json")
  const end = Math.floor(Date.now() / HOUR - 2) * HOUR
  const at = (time: number) => new Date(time).toISOString()
  const simulator = await start(
    "telemetry-sim/main.ts",
    [
      ...["--target", url, "--token", token, "--state-file", stateFile, "--from", at(end - 22 * HOUR), "--to", at(end)],
      ...[
        "--chaos",
        "--restart-every",
        "7",
        "--counter-bits",
        "16",
        "--counters-every",
        "60",
        "--speed",
        "6000",
        "--fault-rate",
        "1500",
        "--hurry",
        "4",
      ],
    ],
    {},
    null,
  )
  const troubles = [
    async () => {
      await (await server).kill()
      restartServer()
    },
    async () => {
      await (await worker).kill()
      restartWorker()
    },
    crashDatabase,
    async () => {
      const both = await Promise.all([server, worker])
      await Promise.all([crashDatabase(), ...both.map((process) => process.kill())])
      restartServer()
      restartWorker()
    },
  ]
  for (const trouble of troubles) {
    const seen = await eventually(messages)
    // On a slow machine a restart takes as long as the fleet's whole day: what trouble is left then meets what is left to do.
    await eventually(async () => expect(!simulator.isAlive() || (await messages()) > seen + 300).toBe(true))
    await eventually(trouble)
  }
  const simulated = await simulator.endsWithin(90)
  expect(simulated.code, simulated.output).toBe(0)
  const portal = await Promise.all([server, worker])
  const verified = await start(
    "telemetry-sim/main.ts",
    ["verify", "--target", url, "--token", token, "--state-file", stateFile, "--patience", "60"],
    {},
    null,
  )
  const verdict = await verified.endsWithin(90)
  expect(verdict.code, verdict.output).toBe(0)
  const [, compared] = /hours +([\d,]+) /.exec(verdict.output) ?? []
  expect(Number(compared?.replaceAll(",", ""))).toBeGreaterThan(UNITS * 20)
  await Promise.all(portal.map((process) => process.kill()))
}, 400_000)
