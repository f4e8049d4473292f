import { Effect } from "effect"
import { afterAll, beforeAll, expect, test } from "vitest"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { type Modules, testModules } from "../../../tests/support/modules.ts"
import { addToNewHours } from "./unit-figures.ts"

let modules: Modules
beforeAll(async () => {
  modules = await testModules()
})
afterAll(() => modules.stop())

const HOUR = 3_600_000
const hours = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => ({
    ...{ unitId: 1, accountId: 1, buildingId: 1, hour: (from + index) * HOUR, counts: [1, 60, 2, 0, 30] },
  }))

test("hours that turn out not to be new are added to, and the transaction goes on", async () => {
  const add = (from: number, to: number) =>
    addToNewHours(hours(from, to)).pipe(Effect.andThen(addToNewHours(hours(100, 101))), transactional, as(everything))
  await modules.run(add(0, 10))
  await modules.run(add(8, 12))
  const rows = await modules.database.owner<Array<{ hour: number; starts: number; metres: number }>>`
    select (extract(epoch from hour) / 3600)::int as hour, starts, distance_metres as metres
    from equipment.unit_hours order by 1`
  const twice = new Set([8, 9, 100])
  expect(rows).toEqual(
    [...Array.from({ length: 12 }, (_, hour) => hour), 100].map((hour) => ({
      hour,
      starts: twice.has(hour) ? 2 : 1,
      metres: twice.has(hour) ? 60 : 30,
    })),
  )
})
