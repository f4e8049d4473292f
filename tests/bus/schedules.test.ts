import { afterAll, beforeAll, expect, test } from "vitest"
import { schedules as scheduleStates } from "#kernel/bus/operations.ts"
import { transactional } from "#kernel/database/database.ts"
import { eventually } from "../support/eventually.ts"
import { record } from "./parcels.ts"
import { type Product, startProduct } from "./product.ts"

let product: Product
beforeAll(async () => {
  product = await startProduct([])
})
afterAll(() => product.stop())

/** At a minute of the hour, once a day: with 0, the minute that has just begun, so it is due. */
const daily = (minutesFromNow: number) => {
  const at = new Date(Date.now() + minutesFromNow * 60_000)
  return `${at.getUTCMinutes()} ${at.getUTCHours()} * * *`
}
const lookedAtAgain = async () => {
  const [{ cron_on: before } = { cron_on: new Date(0) }] = await product.database.owner<Array<{ cron_on: Date }>>`
    select coalesce(cron_on, 'epoch') as cron_on from bus.version`
  await eventually(async () => {
    const [now] = await product.database.owner<Array<{ cron_on: Date }>>`select cron_on from bus.version`
    expect(now?.cron_on.getTime()).toBeGreaterThan(before.getTime() + 1500)
  })
}

test("a schedule runs once although two workers started it, and once after downtime", async () => {
  const due = { queue: "parcels.count", cron: daily(0), run: record(0, "count").pipe(transactional) }
  const missed = { queue: "parcels.sweep", cron: daily(-30), run: record(0, "sweep").pipe(transactional) }
  const tomorrow = { queue: "parcels.polish", cron: daily(-90), run: record(0, "polish").pipe(transactional) }
  const all = [due, missed, tomorrow]
  const stops = await Promise.all([product.startWorker(all), product.startWorker(all)])
  await eventually(async () => expect(await product.handled("count")).toEqual([[0, 1]]))
  await lookedAtAgain()
  expect(await product.handled("count")).toEqual([[0, 1]])
  expect(await product.handled("sweep")).toEqual([])

  await Promise.all(stops.map((stop) => stop()))
  await product.database.owner`update bus.schedule set created_on = now() - interval '9 days'`
  await product.database.owner`update bus.version set cron_on = now() - interval '1 hour'`
  await Promise.all([product.startWorker(all), product.startWorker(all)])
  await eventually(async () => expect(await product.handled("sweep")).toEqual([[0, 1]]))
  await lookedAtAgain()
  expect(await product.handled("sweep")).toEqual([[0, 1]])
  expect(await product.handled("count")).toEqual([[0, 1]])
  expect(await product.handled("polish")).toEqual([])

  const states = await product.run(scheduleStates())
  expect(states.map(({ queue, cron }) => [queue, cron])).toEqual([
    ["parcels.count", due.cron],
    ["parcels.polish", tomorrow.cron],
    ["parcels.sweep", missed.cron],
  ])
  for (const { queue, nextRun, lastRun } of states) {
    expect(nextRun?.getTime()).toBeGreaterThan(Date.now())
    expect(lastRun === null).toBe(queue === "parcels.polish")
  }
})
