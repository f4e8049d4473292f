import { afterAll, beforeAll, expect, test } from "vitest"
import { eventually } from "../support/eventually.ts"
import { inspect, ParcelPosted } from "./parcels.ts"
import { type Product, startProduct } from "./product.ts"
import { startWorker, type WorkerProcess } from "./worker.ts"

let product: Product
let worker: WorkerProcess
beforeAll(async () => {
  product = await startProduct([inspect])
  worker = startWorker(product.database.appUrl, "wait for lock")
  await worker.heard("ready")
})
afterAll(async () => {
  await worker.kill()
  await product.stop()
}, 20_000)

test("the bus survives a database that ends every connection, even in the middle of the work", async () => {
  const { owner } = product.database
  const lock = await owner.reserve()
  await lock`select pg_advisory_lock(1)`
  await product.publish(ParcelPosted.of({ parcel: 5000, label: "" }))
  await eventually(async () => {
    expect(
      await owner`
      select from pg_locks where locktype = 'advisory' and not granted
        and database = (select oid from pg_database where datname = current_database())`,
    ).toHaveLength(1)
  })
  // Of this test alone: other tests use the same server meanwhile.
  await owner`
    select pg_terminate_backend(pid) from pg_stat_activity where usename = 'hoistway_app' and datname = current_database()`
  await lock`select pg_advisory_unlock(1)`
  lock.release()

  await eventually(() => product.publish(ParcelPosted.of({ parcel: 5001, label: "" })))
  await eventually(async () => {
    const done = (await product.handled("inspect")).filter(([parcel]) => parcel >= 5000)
    expect(done).toEqual([
      [5000, 1],
      [5001, 1],
    ])
  })
  expect(worker.isAlive()).toBe(true)
}, 20_000)
