import { afterAll, afterEach, beforeAll, expect, test } from "vitest"
import { eventually } from "../support/eventually.ts"
import { deliver, inspect, ParcelPosted, weigh } from "./parcels.ts"
import { type Product, startProduct } from "./product.ts"
import { startWorker, type WorkerProcess } from "./worker.ts"

let product: Product
const running: Array<WorkerProcess> = []
const start = (role: string) => {
  const worker = startWorker(product.database.appUrl, role)
  running.push(worker)
  return worker
}

beforeAll(async () => {
  product = await startProduct([deliver, weigh, inspect])
})
afterEach(async () => {
  await Promise.all(running.splice(0).map((worker) => worker.kill()))
})
afterAll(() => product.stop())

test("workers killed with SIGKILL just after the commit and half-way leave each effect once", async () => {
  const [afterCommit, halfWay] = [start("hang after commit"), start("hang half-way")]
  await Promise.all([afterCommit.heard("ready"), halfWay.heard("ready")])
  // The silence after which a worker is taken for dead: pg-boss lets nobody ask for less than 10 s, but keeps what it finds.
  await product.database.owner`update bus.queue set heartbeat_seconds = 3 where heartbeat_seconds is not null`
  await product.publish(ParcelPosted.of({ parcel: 1, label: "" }))
  await Promise.all([afterCommit.heard("committed"), halfWay.heard("half-way")])
  await Promise.all([afterCommit.kill(), halfWay.kill()])
  expect(await product.handled("deliver")).toEqual([[1, 1]])
  expect(await product.handled("weigh")).toEqual([])

  await start("deliver and weigh").heard("ready")
  // Its sweep for messages of dead workers comes to both queues at once: a second delivery would come with the weighing.
  await eventually(async () => expect(await product.handled("weigh")).toEqual([[1, 1]]))
  await product.publish(ParcelPosted.of({ parcel: 2, label: "" }))
  const both = [
    [1, 1],
    [2, 1],
  ]
  await eventually(async () => {
    expect(await product.handled("deliver")).toEqual(both)
    expect(await product.handled("weigh")).toEqual(both)
  })
  expect(
    await product.database.owner`
    select from bus.job where name in ('parcels.deliver', 'parcels.weigh') and state <> 'completed'`,
  ).toHaveLength(0)
})

test("two workers share many messages and handle each once", async () => {
  const [one, other] = [start("inspect"), start("inspect")]
  await Promise.all([one.heard("ready"), other.heard("ready")])
  const many = Array.from({ length: 300 }, (_, parcel) => ParcelPosted.of({ parcel: 1000 + parcel, label: "" }))
  await product.publish(...many)
  const mine = product.database.owner
  await eventually(async () => {
    const [total] = await mine`select count(*)::int as n, count(distinct parcel)::int as parcels from parcels.effects
      where consumer = 'inspect' and parcel >= 1000`
    expect(total).toEqual({ n: 300, parcels: 300 })
  })
  const shares = await mine<Array<{ worker: number }>>`
    select distinct worker from parcels.effects where consumer = 'inspect' and parcel >= 1000`
  expect(new Set(shares.map(({ worker }) => worker))).toEqual(new Set([one.pid, other.pid]))
})
