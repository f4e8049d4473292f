import net from "node:net"
import { afterAll, beforeAll, expect, test } from "vitest"
import { testDatabase, type TestDatabase } from "../support/database.ts"
import { killAll, type Running, startServer, startWorker } from "../support/processes.ts"

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(async () => {
  killAll()
  await database.drop()
})

/** A line to the database. `breaksAt` is asked with each piece that a client sends, whether the line breaks there. */
const openLine = async (breaksAt: (piece: Buffer | string) => boolean) => {
  const { hostname, port } = new URL(database.ownerUrl)
  const server = net.createServer((client) => {
    const upstream = net.connect(Number(port), hostname)
    client.on("error", () => {})
    upstream.on("error", () => {})
    client.on("data", (piece) => (breaksAt(piece) ? client.destroy() : upstream.write(piece)))
    client.on("close", () => upstream.destroy())
    upstream.on("close", () => client.destroy())
    upstream.pipe(client)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const through = new URL(database.ownerUrl)
  through.hostname = "127.0.0.1"
  through.port = String((server.address() as net.AddressInfo).port)
  return { url: through.href, close: () => new Promise((resolve) => server.close(resolve)) }
}

const NOBODYS_CODE = "/f/NOSUCHCODE"
const ask = async ({ said }: Running) =>
  (await fetch(said + NOBODYS_CODE, { signal: AbortSignal.timeout(60_000) })).status

test("nobody waits for ever for a page because a connection was lost while it was opened", async () => {
  let lost = 0
  // What postgres.js asks for before a new connection serves anybody.
  const line = await openLine((piece) => lost < 2 && piece.includes("pg_catalog.pg_type") && lost++ < 2)
  const server = await startServer(line.url)
  expect(await Promise.all(Array.from({ length: 12 }, () => ask(server)))).toEqual(
    Array.from({ length: 12 }, () => 404),
  )
  expect(lost).toBe(2)
  await server.kill()
  await line.close()
})

test("who starts while the database is away waits for it, and then serves and works", async () => {
  let tried = 0
  const line = await openLine(() => ++tried <= 8)
  const [server, worker] = await Promise.all([startServer(line.url), startWorker(line.url)])
  expect(tried).toBeGreaterThan(8)
  expect(await ask(server)).toBe(404)
  await Promise.all([server.kill(), worker.kill()])
  await line.close()
})

test("who is not let in by the database says so at once", async () => {
  const wrong = new URL(database.ownerUrl)
  wrong.pathname = "/no_such_database"
  await expect(startServer(wrong.href)).rejects.toThrow(
    /The database \S+\/no_such_database does not let hoistway_app in: /,
  )
})
