import { Effect, Layer, ManagedRuntime } from "effect"
import { afterAll, beforeAll, expect, test } from "vitest"
import { type Change, Live } from "#kernel/bus/live.ts"
import { Database, transactional } from "#kernel/database/database.ts"
import { testDatabase, type TestDatabase } from "../support/database.ts"
import { eventually } from "../support/eventually.ts"

let database: TestDatabase
let runtime: ManagedRuntime.ManagedRuntime<Database | Live, never>
const heard: Array<Change> = []
let gaps = 0

beforeAll(async () => {
  database = await testDatabase()
  runtime = ManagedRuntime.make(
    Live.layer({ listening: true }).pipe(Layer.provideMerge(Database.layer(database.appUrl, { read: 1, write: 2 }))),
  )
  const live = await runtime.runPromise(Effect.service(Live))
  live.listen((change) => heard.push(change))
  live.onGap(() => gaps++)
})
afterAll(async () => {
  await runtime.dispose()
  await database.drop()
})

const announce = (...changes: ReadonlyArray<Change>) => Live.use((live) => live.announce(...changes))

test("a change is heard when its transaction commits, and not when it rolls back", async () => {
  const lost = announce({ topic: "units", accountId: 1, ids: [1] }).pipe(
    Effect.andThen(Effect.fail("no")),
    transactional,
  )
  await runtime.runPromiseExit(lost)
  await runtime.runPromise(announce({ topic: "units", accountId: 1, ids: [2, 3] }).pipe(transactional))
  await eventually(() => expect(heard).toEqual([{ topic: "units", accountId: 1, ids: [2, 3] }]))
})

test("a change of more things than a notification can carry names none of them", async () => {
  const ids = Array.from({ length: 5000 }, (_, i) => 1_000_000 + i)
  await runtime.runPromise(announce({ topic: "units", accountId: 2, ids }).pipe(transactional))
  await eventually(() => expect(heard).toContainEqual({ topic: "units", accountId: 2, ids: null }))
})

test.for([500, 700, 800, 900])("%i things of long ids never make a notification too long", async (count) => {
  const ids = Array.from({ length: count }, (_, i) => 1_000_000_000 + i)
  await runtime.runPromise(announce({ topic: "units", accountId: count, ids }).pipe(transactional))
  await eventually(() => expect(heard.at(-1)).toMatchObject({ accountId: count, ids: count <= 700 ? ids : null }))
})

test("listeners are told when the connection was lost and is back, and hear what follows", async () => {
  expect(gaps).toBe(0)
  await database.owner`
    select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen%' and pid <> pg_backend_pid()
      and datname = current_database()`
  await eventually(() => expect(gaps).toBe(1))
  await runtime.runPromise(announce({ topic: "units", accountId: 4, ids: [4] }).pipe(transactional))
  await eventually(() => expect(heard.at(-1)).toEqual({ topic: "units", accountId: 4, ids: [4] }))
})
