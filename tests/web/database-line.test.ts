import net from "node:net"
import { afterAll, beforeAll, expect, test } from "vitest"
import { testDatabase, type TestDatabase } from "../support/database.ts"
import { type Running, startServer } from "../support/processes.ts"

let database: TestDatabase
let line: net.Server
let server: Running
let lost = 0

/** A line to the database that breaks twice just when a connection for pages is being opened. */
beforeAll(async () => {
  database = await testDatabase()
  const { hostname, port } = new URL(database.ownerUrl)
  line = net.createServer((client) => {
    const upstream = net.connect(Number(port), hostname)
    client.on("error", () => {})
    upstream.on("error", () => {})
    client.on("data", (piece) => {
      // What postgres.js asks for before a new connection serves anybody.
      if (lost < 2 && piece.includes("pg_catalog.pg_type")) {
        lost++
        client.destroy()
      } else upstream.write(piece)
    })
    client.on("close", () => upstream.destroy())
    upstream.on("close", () => client.destroy())
    upstream.pipe(client)
  })
  await new Promise<void>((resolve) => line.listen(0, "127.0.0.1", resolve))
  const through = new URL(database.ownerUrl)
  through.hostname = "127.0.0.1"
  through.port = String((line.address() as net.AddressInfo).port)
  server = await startServer(through.href)
})
afterAll(async () => {
  await server.kill()
  await new Promise((resolve) => line.close(resolve))
  await database.drop()
})

test("nobody waits for ever for a page because a connection was lost while it was opened", async () => {
  const ask = async () => (await fetch(`${server.said}/f/NOSUCHCODE`, { signal: AbortSignal.timeout(60_000) })).status
  expect(await Promise.all(Array.from({ length: 12 }, ask))).toEqual(Array.from({ length: 12 }, () => 404))
  expect(lost).toBe(2)
})
