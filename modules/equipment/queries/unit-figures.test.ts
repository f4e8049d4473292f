import { afterAll, beforeAll, expect, test } from "vitest"
import { as, reading } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { addDays, startOfDay, weekday, dayNumber } from "#kernel/time.ts"
import { type Modules, testModules } from "../../../tests/support/modules.ts"
import { addUnits } from "../use-cases/add-units.ts"
import { unitUsage, unitWeek } from "./unit-figures.ts"

// In New York it is still 31 October; clocks go back the night after.
const now = new Date("2026-11-01T02:30:00Z")
const zone = "America/New_York"
const today = "2026-10-31"
const accountId = 3

let modules: Modules
let unitId: number
let buildingId: number

beforeAll(async () => {
  modules = await testModules()
  const [unit] = await modules.run(
    addUnits(accountId, [
      {
        unit: { equipmentNumber: "U", name: "Lift", kind: "lift" },
        building: { key: "b", name: "House", timeZone: zone, latitude: null, longitude: null, use: null },
        address: { street: "1 Street", locality: "Town", region: null, postalCode: null, country: "US" },
      },
    ]),
  )
  ;({ id: unitId, buildingId } = unit ?? { id: 0, buildingId: 0 })
})
afterAll(() => modules.stop())

const usage = (at: Date) => modules.run(unitUsage(unitId, at).pipe(reading, as(everything)))
const week = (at: Date) => modules.run(unitWeek(unitId, at).pipe(reading, as(everything)))

test("a unit of which nothing was counted has no usage and no week", async () => {
  expect(await usage(now)).toBeNull()
  expect(await week(now)).toBeNull()
})

test("usage counts days and months of the building's calendar, today and this month so far", async () => {
  // A start on each of 500 days, and one more for each day ago.
  const days = Array.from({ length: 500 }, (_, ago) => ({ day: addDays(today, -ago), starts: 1 + ago, run: 10 * ago }))
  await modules.database.owner`
    insert into equipment.unit_days (unit_id, account_id, building_id, day, starts, run_seconds, door_cycles, door_reopens, distance_metres)
    select ${unitId}, ${accountId}, ${buildingId}, day::date, starts, run, 0, 0, 0
    from unnest(${days.map(({ day }) => day)}::text[], ${days.map(({ starts }) => starts)}::int[], ${days.map(({ run }) => run)}::int[]) as n (day, starts, run)`
  const plain = (some: typeof days) => ({
    starts: some.reduce((sum, { starts }) => sum + starts, 0),
    runSeconds: some.reduce((sum, { run }) => sum + run, 0),
  })
  const found = await usage(now)
  expect(found).toMatchObject({
    today: plain(days.slice(0, 1)),
    days7: plain(days.slice(0, 7)),
    days30: plain(days.slice(0, 30)),
  })
  const months = Map.groupBy(days, ({ day }) => `${day.slice(0, 7)}-01`)
  expect(found?.months).toEqual(
    [...months]
      .toReversed()
      .slice(-13)
      .map(([month, some]) => ({ month, ...plain(some) })),
  )
  expect(found?.months.map(({ month }) => month)).toEqual(expect.arrayContaining(["2025-10-01", "2026-10-01"]))
})

test("the week is the mean of whole local days, each hour where its clock shows it, also when clocks change", async () => {
  // Ten days, of which one has 25 hours: at 09:00 a start for each day of November, and one in each of the two hours that are 01.
  const first = "2026-10-27"
  const hours = Array.from({ length: 10 }, (_, index) => addDays(first, index)).flatMap((day) => {
    const midnight = startOfDay(day, zone).getTime()
    const nine = startOfDay(addDays(day, 1), zone).getTime() - 15 * 3_600_000
    return [
      { hour: nine, starts: Number(day.slice(-2)) },
      ...(day === "2026-11-01" ? [1, 2].map((after) => ({ hour: midnight + after * 3_600_000, starts: 1 })) : []),
    ]
  })
  await modules.database.owner`
    insert into equipment.unit_hours (unit_id, account_id, building_id, hour, starts, run_seconds, door_cycles, door_reopens, distance_metres)
    select ${unitId}, ${accountId}, ${buildingId}, to_timestamp(hour / 1000), starts, 0, 0, 0, 0
    from unnest(${hours.map(({ hour }) => hour)}::float8[], ${hours.map(({ starts }) => starts)}::int[]) as n (hour, starts)`
  // Of the tenth day, a Thursday, only the morning is over.
  const found = await week(new Date("2026-11-05T16:00:00Z"))
  expect(found?.days).toBe(9)
  const [sunday, tuesday, wednesday, thursday] = [7, 2, 3, 4].map((day) => found?.starts[day - 1])
  expect(weekday(dayNumber(first))).toBe(2)
  expect(tuesday?.[9]).toBe((27 + 3) / 2)
  expect(wednesday?.[9]).toBe((28 + 4) / 2)
  expect(thursday?.[9]).toBe(29)
  expect(sunday?.[1]).toBe(2)
  expect(sunday?.[9]).toBe(1)
  expect(found?.starts.flat().filter((starts) => starts > 0)).toHaveLength(8)
})
