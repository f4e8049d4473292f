import { Effect } from "effect"
import { afterAll, beforeAll, expect, test } from "vitest"
import { subscribe } from "#kernel/bus/message-bus.ts"
import { deadLetters, discard, queues, redrive } from "#kernel/bus/operations.ts"
import { eventually } from "../support/eventually.ts"
import { ParcelPosted, record, weigh } from "./parcels.ts"
import { type Product, startProduct } from "./product.ts"

let scalesWork = false
const weighs = subscribe(weigh.queue, ParcelPosted, ({ parcel }) =>
  record(parcel, "weigh").pipe(
    Effect.andThen(Effect.suspend(() => (scalesWork ? Effect.void : Effect.fail("broken")))),
  ),
)

let product: Product
beforeAll(async () => {
  product = await startProduct([weighs])
  await product.database.owner`update bus.queue set retry_limit = 0`
  await product.publish(...[1, 2, 3, 4, 5].map((parcel) => ParcelPosted.of({ parcel, label: `No. ${parcel}` })))
  await product.startWorker()
  await eventually(async () => expect(await product.run(deadLetters(10))).toHaveLength(5))
})
afterAll(() => product.stop())

const parcelOf = ({ payload }: { readonly payload: string }) => (JSON.parse(payload) as { parcel: number }).parcel
const queue = async () => (await product.run(queues())).find(({ name }) => name === weigh.queue)

test("dead letters say what failed, when, how often and why", async () => {
  const letters = await product.run(deadLetters(10))
  expect(letters.map(parcelOf).toSorted()).toEqual([1, 2, 3, 4, 5])
  const letter = letters.find((one) => parcelOf(one) === 3)
  expect(letter).toMatchObject({
    queue: "parcels.weigh",
    event: "parcels.parcel-posted.v1",
    tries: 1,
    error: "broken",
    payload: '{\n  "label": "No. 3",\n  "parcel": 3\n}',
  })
  expect(letter?.firstFailedAt).toEqual(letter?.failedAt)
  expect(letter?.occurredAt.getTime()).toBeLessThanOrEqual(letter?.failedAt.getTime() ?? 0)
})

test("dead letters come in pages, each once", async () => {
  const all = await product.run(deadLetters(10))
  const firstPage = await product.run(deadLetters(2))
  const secondPage = await product.run(deadLetters(2, firstPage.at(-1)?.cursor))
  const thirdPage = await product.run(deadLetters(2, secondPage.at(-1)?.cursor))
  expect([...firstPage, ...secondPage, ...thirdPage]).toEqual(all)
  expect(await product.run(deadLetters(2, "nonsense' or true"))).toEqual(firstPage)
})

test("a redriven message succeeds, a discarded one is gone, and one that fails again keeps its first failure", async () => {
  expect(await queue()).toEqual({ name: weigh.queue, ready: 0, active: 0, failed: 5, oldestReady: null })
  const before = await product.run(deadLetters(10))
  const of = (parcel: number) => before.find((one) => parcelOf(one) === parcel)

  expect(await product.run(redrive({ ids: [of(1)?.id ?? ""] }))).toBe(1)
  await eventually(async () => {
    const again = (await product.run(deadLetters(10))).find((one) => parcelOf(one) === 1)
    expect(again?.failedAt.getTime()).toBeGreaterThan(of(1)?.failedAt.getTime() ?? 0)
    expect(again?.firstFailedAt.getTime()).toBeLessThanOrEqual(of(1)?.failedAt.getTime() ?? 0)
  })

  scalesWork = true
  await product.run(discard([of(2)?.id ?? "", "no such id"]))
  expect(await product.run(redrive({ ids: [of(3)?.id ?? "", of(4)?.id ?? "", "no such id"] }))).toBe(2)
  await eventually(async () => {
    expect(await product.handled("weigh")).toEqual([
      [3, 1],
      [4, 1],
    ])
  })
  expect((await queue())?.failed).toBe(2)

  expect(await product.run(redrive({ queue: "another.queue" }))).toBe(0)
  expect(await product.run(redrive({ queue: weigh.queue }))).toBe(2)
  await eventually(async () => expect((await product.handled("weigh")).map(([parcel]) => parcel)).toEqual([1, 3, 4, 5]))
  expect(await product.run(deadLetters(10))).toEqual([])
  expect(await product.run(redrive({ queue: weigh.queue }))).toBe(0)
})
