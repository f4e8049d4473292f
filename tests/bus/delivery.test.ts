import { DateTime, Deferred, Effect, Schema } from "effect"
import { afterAll, beforeAll, test } from "vitest"
import { defineEvent, type Occurrence } from "#kernel/bus/event.ts"
import { subscribe, subscribeLong } from "#kernel/bus/message-bus.ts"
import { deadLetters } from "#kernel/bus/operations.ts"
import { transactional } from "#kernel/database/database.ts"
import { eventually } from "../support/eventually.ts"
import { deliver, ParcelPosted, record } from "./parcels.ts"
import { type Product, startProduct } from "./product.ts"

const LetterPosted = defineEvent("letters.letter-posted.v1", "Somebody posted a letter.", {
  parcel: Schema.Int,
  sentOn: Schema.DateTimeUtc,
})
const TrunkPosted = defineEvent("trunks.trunk-posted.v1", "Somebody posted a trunk.", { parcel: Schema.Int })
const CratePosted = defineEvent("crates.crate-posted.v1", "Somebody posted a crate.", { parcel: Schema.Int })

const tries: Array<number> = []
const alwaysFails = subscribe("trunks.lift", TrunkPosted, ({ parcel }) =>
  record(parcel, "lift").pipe(
    Effect.andThen(Effect.sync(() => tries.push(performance.now()))),
    Effect.andThen(Effect.fail("too heavy")),
  ),
)
const occurrences: Array<Occurrence> = []
const remembers = subscribe("letters.read", LetterPosted, ({ parcel, sentOn }, occurrence) =>
  record(parcel, `read ${sentOn.epochMilliseconds}`).pipe(
    Effect.andThen(Effect.sync(() => occurrences.push(occurrence))),
  ),
)
const long = subscribeLong("letters.copy", LetterPosted, ({ parcel }) =>
  record(parcel, "first page").pipe(transactional, Effect.andThen(record(parcel, "second page").pipe(transactional))),
)
const claimed = Deferred.makeUnsafe<void>()
const mayGoOn = Deferred.makeUnsafe<void>()
let first = true
const slowAtFirst = subscribe("crates.open", CratePosted, ({ parcel }) =>
  Effect.gen(function* () {
    yield* record(parcel, "open")
    if (!first) return
    first = false
    yield* Deferred.succeed(claimed, undefined)
    yield* Deferred.await(mayGoOn)
  }),
)

let product: Product
beforeAll(async () => {
  product = await startProduct([deliver, alwaysFails, remembers, long, slowAtFirst])
  await product.startWorker()
})
afterAll(() => product.stop())

test.concurrent("a message reaches its handler, decoded, with when it happened", async ({ expect }) => {
  const before = Date.now()
  await product.publish(LetterPosted.of({ parcel: 1, sentOn: DateTime.makeUnsafe("1970-01-02") }))
  await eventually(async () => expect(await product.handled("read 86400000")).toContainEqual([1, 1]))
  expect(occurrences[0]?.id).toMatch(/^[\da-f-]{36}$/)
  expect(occurrences[0]?.occurredAt.getTime()).toBeGreaterThanOrEqual(before)
})

test.concurrent("a long handler opens its own transactions", async ({ expect }) => {
  await product.publish(LetterPosted.of({ parcel: 2, sentOn: DateTime.makeUnsafe("1970-01-02") }))
  await eventually(async () => {
    expect(await product.handled("first page")).toContainEqual([2, 1])
    expect(await product.handled("second page")).toContainEqual([2, 1])
  })
})

test.concurrent("a message that does not decode is a dead letter at once, and the others go on", async ({ expect }) => {
  const poisoned = {
    event: ParcelPosted.name,
    id: "x",
    occurredAt: new Date().toISOString(),
    payload: { parcel: "ten" },
  }
  await product.database.owner`
    insert into bus.job (name, data, retry_limit, dead_letter)
    values ('parcels.deliver', ${product.database.owner.json(poisoned)}, 5, 'dead-letters')`
  await product.publish(ParcelPosted.of({ parcel: 10, label: "" }), ParcelPosted.of({ parcel: 11, label: "" }))
  await eventually(async () => {
    expect(await product.handled("deliver")).toEqual([
      [10, 1],
      [11, 1],
    ])
    const letters = await product.run(deadLetters(10))
    expect(letters.filter(({ queue }) => queue === "parcels.deliver")).toMatchObject([
      { event: "parcels.parcel-posted.v1", tries: 1, error: expect.stringContaining("does not fit its event") },
    ])
  })
  expect(product.failures.filter(({ queue }) => queue === "parcels.deliver")).toHaveLength(1)
})

test.concurrent("a failing handler is tried again, later each time, then its message is a dead letter", async ({
  expect,
}) => {
  await product.publish(TrunkPosted.of({ parcel: 20 }))
  const letter = await eventually(async () => {
    const letters = await product.run(deadLetters(10))
    const found = letters.find(({ queue }) => queue === "trunks.lift")
    expect(found).toBeDefined()
    return found
  })
  expect(letter).toMatchObject({ tries: 3, error: expect.stringContaining("too heavy") })
  const [one = 0, two = 0, three = 0] = tries
  expect(tries).toHaveLength(3)
  expect(two - one).toBeGreaterThan(950)
  expect(three - two).toBeGreaterThan(1950)
  expect(product.failures.filter(({ queue }) => queue === "trunks.lift").map(({ attempt }) => attempt)).toEqual([
    1, 2, 3,
  ])
  expect(await product.handled("lift")).toEqual([])
})

test.concurrent("what a worker wrote is rolled back when its message was given to another meanwhile", async ({
  expect,
}) => {
  await product.publish(CratePosted.of({ parcel: 30 }))
  await Effect.runPromise(Deferred.await(claimed))
  // As the supervisor does to a worker that it takes for dead.
  await product.database.owner`
    update bus.job set heartbeat_on = now() - interval '1 hour' where name = 'crates.open' and state = 'active'`
  await product.startWorker()
  await eventually(async () => expect(await product.handled("open")).toEqual([[30, 1]]))
  await Effect.runPromise(Deferred.succeed(mayGoOn, undefined))
  await eventually(() =>
    expect(product.failures.filter(({ queue }) => queue === "crates.open")).toMatchObject([
      { attempt: 1, error: expect.stringContaining("given to another worker") },
    ]),
  )
  expect(await product.handled("open")).toEqual([[30, 1]])
})
