import { Effect, Layer, ManagedRuntime } from "effect"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Event } from "#kernel/bus/event.ts"
import { MessageBus, subscribe } from "#kernel/bus/message-bus.ts"
import { Database, transactional } from "#kernel/database/database.ts"
import { testDatabase, type TestDatabase } from "../support/database.ts"
import { createEffects, deliver, ParcelLost, ParcelPosted, record, weigh } from "./parcels.ts"

let database: TestDatabase
let runtime: ManagedRuntime.ManagedRuntime<Database | MessageBus, never>

beforeAll(async () => {
  database = await testDatabase()
  await createEffects(database.owner)
  runtime = ManagedRuntime.make(
    Layer.merge(
      Database.layer(database.appUrl, { read: 1, write: 2 }),
      MessageBus.layer(database.appUrl, [deliver, weigh]),
    ),
  )
})
afterAll(async () => {
  await runtime.dispose()
  await database.drop()
})

const publish = (...events: ReadonlyArray<Event>) => MessageBus.use((bus) => bus.publish(...events))
const jobsOf = (parcel: number) =>
  database.owner<Array<{ name: string; data: { payload: unknown }; type: string }>>`
    select name, data, jsonb_typeof(data) as type from bus.job
    where data->'payload'->>'parcel' = ${String(parcel)} order by name`

test("a message is queued once for each subscriber, as a JSON object", async () => {
  await runtime.runPromise(publish(ParcelPosted.of({ parcel: 1, label: "it's ünïcode" })).pipe(transactional))
  const jobs = await jobsOf(1)
  expect(jobs.map(({ name, type }) => [name, type])).toEqual([
    ["parcels.deliver", "object"],
    ["parcels.weigh", "object"],
  ])
  expect(jobs[0]?.data).toMatchObject({
    event: "parcels.parcel-posted.v1",
    id: expect.stringMatching(/^[\da-f-]{36}$/),
    occurredAt: expect.stringMatching(/^\d{4}-.*Z$/),
    payload: { parcel: 1, label: "it's ünïcode" },
  })
})

test("a subscriber gets only what it wants", async () => {
  const isWanted = ({ parcel }: { readonly parcel: number }) => parcel === 6
  const insure = subscribe("parcels.insure", ParcelLost, ({ parcel }) => record(parcel, "insure"), { wants: isWanted })
  const lose = publish(ParcelLost.of({ parcel: 6 }), ParcelLost.of({ parcel: 7 })).pipe(transactional)
  const bus = MessageBus.layer(database.appUrl, [insure])
  await runtime.runPromise(lose.pipe(Effect.provide(bus)))
  expect(await jobsOf(6)).toHaveLength(1)
  expect(await jobsOf(7)).toHaveLength(0)
})

test("who starts brings a queue to what it is to be, and leaves the others alone", async () => {
  const queues = () =>
    database.owner<Array<{ name: string; limit: number; version: string }>>`
      select name, retry_limit as limit, xmin::text as version from bus.queue order by name`
  const before = await queues()
  await database.owner`update bus.queue set retry_limit = 99 where name = 'parcels.deliver'`
  const bus = MessageBus.layer(database.appUrl, [deliver, weigh])
  await runtime.runPromise(MessageBus.use(() => Effect.void).pipe(Effect.provide(bus)))
  const after = await queues()
  expect(after.map(({ name, limit }) => [name, limit])).toEqual(before.map(({ name, limit }) => [name, limit]))
  const touched = after.filter(({ version }, i) => version !== before[i]?.version)
  expect(touched.map(({ name }) => name)).toEqual(["parcels.deliver"])
})

test("every subscriber gets the same message", async () => {
  await runtime.runPromise(publish(ParcelPosted.of({ parcel: 2, label: "" })).pipe(transactional))
  const [first, second] = await jobsOf(2)
  expect(first?.data).toEqual(second?.data)
})

test("nothing is queued when the transaction rolls back", async () => {
  const failing = publish(ParcelPosted.of({ parcel: 3, label: "" })).pipe(
    Effect.andThen(record(3, "sender")),
    Effect.andThen(Effect.fail("power cut")),
    transactional,
  )
  expect(await runtime.runPromise(Effect.flip(failing))).toBe("power cut")
  expect(await jobsOf(3)).toEqual([])
  expect(await database.owner`select from parcels.effects where parcel = 3`).toHaveLength(0)
})

test("nobody sees a message before its transaction commits", async () => {
  const seen = await runtime.runPromise(
    publish(ParcelPosted.of({ parcel: 4, label: "" })).pipe(
      Effect.andThen(Effect.promise(() => jobsOf(4))),
      transactional,
    ),
  )
  expect(seen).toEqual([])
  expect(await jobsOf(4)).toHaveLength(2)
})

test("an event that nobody listens to is fine", async () => {
  await runtime.runPromise(publish(ParcelLost.of({ parcel: 5 })).pipe(transactional))
  expect(await jobsOf(5)).toEqual([])
})

test("publishing nothing is fine", async () => {
  await runtime.runPromise(publish().pipe(transactional))
})

test("a payload that does not fit its own schema stops the sender, not the receiver", async () => {
  const wrong = publish(ParcelPosted.of({ parcel: 6.5, label: "" })).pipe(transactional)
  await expect(runtime.runPromise(wrong)).rejects.toThrow(/integer|6\.5/i)
  expect(await jobsOf(6.5)).toEqual([])
})

test("ten thousand messages of one transaction arrive together", async () => {
  const many = Array.from({ length: 10_000 }, (_, i) => ParcelPosted.of({ parcel: 100_000 + i, label: "bulk" }))
  await runtime.runPromise(publish(...many).pipe(transactional))
  const [{ count } = { count: 0 }] = await database.owner<Array<{ count: number }>>`
    select count(*)::int as count from bus.job where data->'payload'->>'label' = 'bulk'`
  expect(count).toBe(20_000)
})
