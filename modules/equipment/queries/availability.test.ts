import { Effect, Layer, ManagedRuntime } from "effect"
import type postgres from "postgres"
import { afterAll, beforeAll, expect, test } from "vitest"
import { as, Database, query, reading, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { dayAt, startOfMonth } from "#kernel/time.ts"
import { testDatabase, type TestDatabase } from "../../../tests/support/database.ts"
import { parseAgreedHours } from "../domain/agreed-hours.ts"
import { classByRule } from "../domain/interval-class.ts"
import { addPeriodTimes, noPeriodTime } from "../domain/period-figures.ts"
import type { StateInterval } from "../domain/state-history.ts"
import type { Fault } from "../domain/telemetry-message.ts"
import type { UnitState } from "../domain/unit.ts"
import * as UnitHistory from "../persistence/unit-history.ts"
import { addUnits } from "../use-cases/add-units.ts"
import { reckonChangedMonths, reckonMonths } from "../use-cases/reckon-months.ts"
import { setFigures, unitTimes } from "./availability.ts"
import { downCauses, worstOfMonth } from "./down-time.ts"
import { buildingAvailability, monthAvailability } from "./month-availability.ts"

// In this month and the one before, all three zones changed their clocks.
const now = new Date("2026-11-22T12:00:00Z")
const zones = ["Europe/London", "America/Chicago", "Australia/Sydney"]
const accountId = 7

let database: TestDatabase
let runtime: ManagedRuntime.ManagedRuntime<Database, never>
let units: ReadonlyArray<{ readonly id: number; readonly buildingId: number }>

const inOrder = (seed: number) => {
  let state = seed
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647
}

const states: ReadonlyArray<readonly [UnitState, Fault | null]> = [
  ["in-service", null],
  ["out-of-order", "door-closing"],
  ["planned-outage", null],
  ["out-of-order", "power-supply"],
  ["unknown", null],
  ["degraded", "door-opening"],
]

/** Eighty days without a gap, some intervals longer than a month, the last one open. */
const history = (random: () => number): ReadonlyArray<StateInterval> => {
  const intervals: Array<StateInterval> = []
  let at = now.getTime() - 80 * 86_400_000
  for (let index = 0; at < now.getTime(); index++) {
    const [state, fault] = states[index % 2 === 0 ? 0 : 1 + Math.floor(random() * 5)] ?? ["in-service", null]
    const until = at + Math.round(random() ** 3 * 40 * 86_400_000) + 1
    const endedAt = until < now.getTime() ? new Date(until) : null
    const rest = { reason: null, fault, entrapment: false, source: "telemetry" as const }
    intervals.push({ state, ...rest, ...classByRule({ state, ...rest }, null), startedAt: new Date(at), endedAt })
    at = until
  }
  return intervals
}

const run = <A>(work: Effect.Effect<A, never, Database>) => runtime.runPromise(work.pipe(as(everything)))

beforeAll(async () => {
  database = await testDatabase()
  runtime = ManagedRuntime.make(Layer.orDie(Database.layer(database.appUrl, { read: 2, write: 2 })))
  units = await run(
    addUnits(
      accountId,
      Array.from({ length: 12 }, (_, index) => ({
        unit: { equipmentNumber: `U${index}`, name: `Lift ${index}`, kind: "lift" as const },
        building: {
          key: `B${index % 3}`,
          name: `House ${index % 3}`,
          timeZone: zones[index % 3] ?? "UTC",
          latitude: null,
          longitude: null,
          use: null,
        },
        address: {
          street: `${index % 3} High Street`,
          locality: "Town",
          region: null,
          postalCode: null,
          country: "GB",
        },
      })),
    ),
  )
  const random = inOrder(20_261_122)
  const intervals = units.flatMap(({ id, buildingId }) =>
    history(random).map((interval) => ({ ...interval, unitId: id, accountId, buildingId })),
  )
  await run(
    Effect.gen(function* () {
      yield* UnitHistory.insertIntervals(intervals)
      yield* reckonMonths(units.map(({ id }) => ({ unitId: id, from: 0 })))
    }).pipe(transactional),
  )
})
afterAll(async () => {
  await runtime.dispose()
  await database.drop()
})

/** What the intervals themselves say, one unit after the other. */
const fromIntervals = async (buildingId: number, monthsBack: number) => {
  const month = startOfMonth(dayAt(now, "UTC"), -monthsBack)
  const times = await run(unitTimes({ buildingId }, { first: month, until: startOfMonth(month, 1) }, now).pipe(reading))
  return times.map(({ time }) => time).reduce(addPeriodTimes, noPeriodTime)
}

const reckonWhatChanged = () => run(reckonChangedMonths())

const expectTheSame = async () => {
  const found = await run(buildingAvailability(now).pipe(reading))
  expect(found.map(({ building, knownUnits }) => [building, knownUnits])).toEqual([
    ["House 0", 4],
    ["House 1", 4],
    ["House 2", 4],
  ])
  for (const { buildingId, thisMonth, lastMonth } of found) {
    expect(thisMonth.all.unplanned).toBeGreaterThan(0)
    expect(thisMonth).toEqual(await fromIntervals(buildingId, 0))
    expect(lastMonth).toEqual(await fromIntervals(buildingId, 1))
  }
  const all = await run(monthAvailability(now).pipe(reading))
  expect(all.knownUnits).toBe(12)
  expect(all.thisMonth).toEqual(found.map((row) => row.thisMonth).reduce(addPeriodTimes, noPeriodTime))
  expect(all.lastMonth).toEqual(found.map((row) => row.lastMonth).reduce(addPeriodTimes, noPeriodTime))
  return found
}

const change = (statement: (tx: postgres.ISql) => PromiseLike<ReadonlyArray<unknown>>) =>
  run(query(statement).pipe(transactional))

test("availability by building is what the intervals add up to, to the millisecond, in each building's time", async () => {
  await expectTheSame()
})

test("it stays so as time goes on, also while it is another month elsewhere, and where a unit's clock is ahead", async () => {
  const [latest] = await database.owner<Array<{ at: Date }>>`
    select max(started_at) as at from equipment.state_intervals where ended_at is null`
  const begun = latest?.at.getTime() ?? 0
  const times = ["2026-11-30T20:00:00Z", "2026-12-01T03:00:00Z", "2027-01-05T12:00:00Z"].map((at) => new Date(at))
  for (const at of [...times, new Date(begun), new Date(begun - 100_000)]) {
    for (const { buildingId, building, thisMonth, lastMonth } of await run(buildingAvailability(at).pipe(reading))) {
      const month = startOfMonth(dayAt(at, zones[Number(building.slice(6))] ?? "UTC"))
      const sums = [0, -1].map(async (by) => {
        const days = { first: startOfMonth(month, by), until: startOfMonth(month, by + 1) }
        const units = await run(unitTimes({ buildingId }, days, at).pipe(reading))
        return units.map(({ time }) => time).reduce(addPeriodTimes, noPeriodTime)
      })
      expect([thisMonth, lastMonth], `${building}, ${at.toISOString()}`).toEqual(await Promise.all(sums))
    }
  }
})

test("what was longest out of use is what the intervals say, units and buildings alike, with the causes", async () => {
  const month = startOfMonth(dayAt(now, "UTC"))
  const times = await run(unitTimes("all", { first: month, until: startOfMonth(month, 1) }, now).pipe(reading))
  const down = times
    .map(({ unitId, time: { all } }) => ({ unitId, sum: all.planned + all.external + all.unplanned, ...all }))
    .toSorted((a, b) => b.sum - a.sum || a.unitId - b.unitId)
  const worst = await run(worstOfMonth(now, "all", { units: 3, buildings: 3 }).pipe(reading))
  expect(
    worst.units.map(({ unitId, unplanned, external, planned }) => ({ unitId, unplanned, external, planned })),
  ).toEqual(
    down.slice(0, 3).map(({ unitId, unplanned, external, planned }) => ({ unitId, unplanned, external, planned })),
  )
  for (const { buildingId, ...building } of worst.buildings) {
    const own = new Set(units.filter((unit) => unit.buildingId === buildingId).map(({ id }) => id))
    const sum = (of: "unplanned" | "external" | "planned") =>
      down.filter(({ unitId }) => own.has(unitId)).reduce((all, unit) => all + unit[of], 0)
    expect(building).toMatchObject({ unplanned: sum("unplanned"), external: sum("external"), planned: sum("planned") })
    const few = await run(worstOfMonth(now, { buildingId }, { units: 50, buildings: 5 }).pipe(reading))
    expect(few.buildings).toHaveLength(1)
    expect(few.units.map(({ unitId }) => unitId)).toEqual(
      down.filter(({ unitId, sum: all }) => own.has(unitId) && all > 0).map(({ unitId }) => unitId),
    )
    const causes = await run(downCauses(now, { buildingIds: [buildingId] }).pipe(reading))
    expect(causes.reduce((all, cause) => all + cause.milliseconds, 0)).toBe(
      sum("unplanned") + sum("external") + sum("planned"),
    )
  }
})

test("any set of units has its figures in any period", async () => {
  const days = { first: "2026-10-05", until: "2026-11-09" }
  const all = await run(setFigures("all", days, now).pipe(reading))
  expect(all).toMatchObject({ units: 12, knownUnits: 12, starts: null, runSeconds: null })
  const [first, ...others] = units.map(({ id }) => id)
  const parts = [{ unitIds: [first ?? 0] }, { unitIds: others }]
  const times = await Promise.all(parts.map(async (set) => (await run(setFigures(set, days, now).pipe(reading))).time))
  expect(times.reduce(addPeriodTimes, noPeriodTime)).toEqual(all.time)
  const buildingIds = [...new Set(units.map(({ buildingId }) => buildingId))]
  const portfolio = { unitIds: units.filter((unit) => unit.buildingId !== buildingIds[0]).map(({ id }) => id) }
  const both = { ...portfolio, buildingIds: buildingIds.slice(0, 1) }
  for (const set of [{ accountId }, { buildingIds }, both]) {
    expect(await run(setFigures(set, days, now).pipe(reading))).toEqual(all)
  }
  expect((await run(setFigures({ accountId: 8 }, days, now).pipe(reading))).units).toBe(0)
})

test("it stays so when hours are agreed for a building, or for a contract, which goes first", async () => {
  const [before] = await expectTheSame()
  const office = parseAgreedHours("Mon–Fri 07:00–19:00; Fri 07:00–27:00; 2026-11-02 closed")
  await change(
    (tx) => tx`
    insert into equipment.agreed_hours (account_id, building_id, hours) values (${accountId}, ${before?.buildingId ?? 0}, ${office as never})`,
  )
  expect(await reckonWhatChanged()).toBe(4)
  const [agreed] = await expectTheSame()
  expect(agreed?.thisMonth.agreed.period).toBeLessThan((before?.thisMonth.agreed.period ?? 0) / 2)
  expect(agreed?.thisMonth.all).toEqual(before?.thisMonth.all)
  await change(
    (tx) =>
      tx`update equipment.units set contract_number = 'K 7' where id = any(${units.slice(0, 2).map(({ id }) => id)}::int[])`,
  )
  await change(
    (tx) => tx`
    insert into equipment.agreed_hours (account_id, contract_number, hours) values (${accountId}, 'K 7', ${parseAgreedHours("always") as never})`,
  )
  await reckonWhatChanged()
  await expectTheSame()
})

test("it stays so when a building turns out to be in another time zone", async () => {
  await change((tx) => tx`update equipment.buildings set time_zone = 'Asia/Tokyo' where key = 'B1'`)
  expect(await reckonWhatChanged()).toBe(4)
  await expectTheSame()
})
