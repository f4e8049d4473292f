import { Effect, Exit, Layer, ManagedRuntime } from "effect"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { testDatabase, type TestDatabase, ofCluster } from "../../tests/support/database.ts"
import { eventually } from "../../tests/support/eventually.ts"
import { as, Database, query, queryOutside, reading, transactional } from "./database.ts"
import { everything } from "./viewer.ts"

let database: TestDatabase
let runtime: ManagedRuntime.ManagedRuntime<Database, never>

beforeAll(async () => {
  database = await testDatabase()
  runtime = ManagedRuntime.make(Layer.orDie(Database.layer(database.appUrl, { read: 2, write: 2 })))
})
afterAll(async () => {
  await runtime.dispose()
  await database.drop()
})

const addAccount = (name: string) =>
  query((tx) => tx`insert into access.accounts (name, country, time_zone) values (${name}, 'GB', 'Europe/London')`)
const accountNames = query<{ name: string }>((tx) => tx`select name from access.accounts order by name`)

describe("a transaction", () => {
  test("commits what succeeded and rolls back what failed", async () => {
    await runtime.runPromise(addAccount("Kept").pipe(transactional, as(everything)))
    const failed = addAccount("Lost").pipe(Effect.andThen(Effect.fail("power cut")), transactional, as(everything))
    expect(Exit.isFailure(await runtime.runPromiseExit(failed))).toBe(true)
    expect(await runtime.runPromise(accountNames.pipe(reading, as(everything)))).toEqual([{ name: "Kept" }])
  })

  test("joins the one that is open", async () => {
    const nested = Effect.all([addAccount("Outer"), addAccount("Inner").pipe(transactional)]).pipe(
      Effect.andThen(Effect.fail("no")),
      transactional,
      as(everything),
    )
    await runtime.runPromiseExit(nested)
    expect(await runtime.runPromise(accountNames.pipe(reading, as(everything)))).toEqual([{ name: "Kept" }])
  })

  test("shows nothing when nobody looks", async () => {
    expect(await runtime.runPromise(accountNames.pipe(reading))).toEqual([])
  })

  test("shows an account its own rows, and forgets the viewer when it ends", async () => {
    const [{ id } = { id: 0 }] = await database.owner<Array<{ id: number }>>`select id from access.accounts`
    expect(await runtime.runPromise(accountNames.pipe(reading, as({ reach: "account", accountId: id })))).toHaveLength(
      1,
    )
    expect(await runtime.runPromise(accountNames.pipe(reading, as({ reach: "account", accountId: id + 1 })))).toEqual(
      [],
    )
    expect(await runtime.runPromise(accountNames.pipe(reading))).toEqual([])
  })

  test("is read only when it only reads", async () => {
    const exit = await runtime.runPromiseExit(addAccount("Never").pipe(reading, as(everything)))
    expect(String(Exit.isFailure(exit) ? exit.cause : "")).toContain("read-only transaction")
  })

  test("fails as a whole when a statement fails, and the connection serves the next one", async () => {
    const twice = Effect.all([addAccount("Kept"), addAccount("Kept")]).pipe(transactional, as(everything))
    for (let i = 0; i < 5; i++) expect(Exit.isFailure(await runtime.runPromiseExit(twice))).toBe(true)
    expect(await runtime.runPromise(accountNames.pipe(reading, as(everything)))).toHaveLength(1)
  })
})

test("a value that is undefined fails its transaction, whatever else is asked at the same time, and nothing waits for ever", async () => {
  const missing: { name?: string } = {}
  const work = Effect.all([accountNames, query((tx) => tx`select ${missing.name as string}::text`), accountNames], {
    concurrency: "unbounded",
  })
  const outcome = await runtime.runPromiseExit(work.pipe(reading, as(everything)))
  expect(String(outcome)).toContain("A value of a statement is undefined: select …::text")
  const next = Effect.all(Array.from({ length: 4 }, () => accountNames.pipe(reading, as(everything))))
  expect(await runtime.runPromise(next)).toHaveLength(4)
})

test("who waits while the database refuses connections is told so, and nobody waits for ever afterwards", async () => {
  const own = await testDatabase()
  const name = new URL(own.ownerUrl).pathname.slice(1)
  const others = ManagedRuntime.make(Database.layer(own.appUrl, { read: 2, write: 2 }))
  const readings = Array.from({ length: 6 }, () => accountNames.pipe(reading, as(everything)))
  const together = () => others.runPromise(Effect.all(readings.map(Effect.exit), { concurrency: "unbounded" }))
  for (let round = 0; round < 5; round++) {
    await ofCluster().unsafe(`alter database ${name} with allow_connections false`)
    const waiting = Array.from({ length: 3 }, together)
    await waiting[0]
    await ofCluster().unsafe(`alter database ${name} with allow_connections true`)
    await Promise.all(waiting)
    await eventually(async () => expect((await together()).every(Exit.isSuccess)).toBe(true))
    await ofCluster()`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`
  }
  await others.dispose()
  await own.drop()
})

test("who waits for the only connection gets another one when that is lost", async () => {
  const only = ManagedRuntime.make(Database.layer(database.appUrl, { read: 1, write: 1 }))
  const asleep = query((tx) => tx`select pg_sleep(600)`).pipe(transactional, as(everything))
  const sleeping = only.runPromiseExit(asleep)
  const sleeper = await eventually(async () => {
    const [row] = await database.owner<Array<{ pid: number }>>`
      select pid from pg_stat_activity where query like 'select pg_sleep%' and datname = current_database() and state = 'active'`
    if (row === undefined) throw new Error("It does not sleep yet")
    return row.pid
  })
  const waiting = Array.from({ length: 3 }, () => only.runPromise(accountNames.pipe(transactional, as(everything))))
  await database.owner`select pg_terminate_backend(${sleeper})`
  expect(Exit.isFailure(await sleeping)).toBe(true)
  for (const names of await Promise.all(waiting)) expect(names).toHaveLength(1)
  await only.dispose()
})

test("the application's role cannot switch row security off", async () => {
  const outside = (text: string) => runtime.runPromise(queryOutside((sql) => sql.unsafe(text)))
  await expect(outside("alter table access.accounts disable row level security")).rejects.toThrow(/owner/)
  await expect(outside("alter role hoistway_app bypassrls")).rejects.toThrow(/permission denied/)
  expect(await outside("select * from access.accounts")).toHaveLength(0)
})

test("a statement outside any transaction fails when its connection is lost, and the next one has another", async () => {
  const outside = (text: string) => queryOutside((sql) => sql.unsafe(text))
  for (let i = 0; i < 5; i++) {
    const asleep = Array.from({ length: 5 }, () => runtime.runPromiseExit(outside("select pg_sleep(600)")))
    // Some of them wait for a connection, and lose it in their turn.
    let ended = 0
    await eventually(async () => {
      const { count } = await database.owner`
        select pg_terminate_backend(pid) from pg_stat_activity
        where query = 'select pg_sleep(600)' and datname = current_database() and state = 'active'`
      ended += count
      expect(ended).toBeGreaterThanOrEqual(asleep.length)
    })
    for (const exit of await Promise.all(asleep)) expect(Exit.isFailure(exit)).toBe(true)
    expect(await runtime.runPromise(outside("select 1 as one"))).toEqual([{ one: 1 }])
  }
})
