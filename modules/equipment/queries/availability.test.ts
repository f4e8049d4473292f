import { type Effect, Layer, ManagedRuntime } from "effect"
import { afterAll, beforeAll, expect, test } from "vitest"
import { as, Database, query, reading, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { dayAt, startOfDay, startOfMonth } from "#kernel/time.ts"
import { testDatabase, type TestDatabase } from "../../../tests/support/database.ts"
import { addSeconds, noSeconds, unitPeriod } from "../domain/availability.ts"
import { classOf, type StateInterval } from "../domain/state-history.ts"
import type { Fault } from "../domain/telemetry-message.ts"
import type { UnitState } from "../domain/unit.ts"
import * as UnitStates from "../persistence/unit-states.ts"
import { addUnits } from "../use-cases/add-units.ts"
import { buildingAvailability } from "./availability.ts"
import { intervalsOf } from "./unit.ts"

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
    const rest = { reason: null, fault, class: classOf(state, fault), source: "telemetry" as const }
    intervals.push({ state, ...rest, startedAt: new Date(at), endedAt })
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
  await run(UnitStates.insertIntervals(intervals).pipe(transactional))
})
afterAll(async () => {
  await runtime.dispose()
  await database.drop()
})

const zoneOf = async (buildingId: number) => {
  const [row] = await database.owner<Array<{ zone: string }>>`
    select time_zone as zone from equipment.buildings where id = ${buildingId}`
  return row?.zone ?? "UTC"
}

/** What the intervals themselves say, one unit after the other. */
const fromIntervals = async (buildingId: number, monthsBack: number) => {
  const zone = await zoneOf(buildingId)
  const month = startOfMonth(dayAt(now, zone), -monthsBack)
  const from = startOfDay(month, zone)
  const to = monthsBack === 0 ? now : startOfDay(startOfMonth(month, 1), zone)
  const ids = units.filter((unit) => unit.buildingId === buildingId).map(({ id }) => id)
  const intervals = await run(intervalsOf(ids, new Date(0)).pipe(reading))
  return ids
    .map((id) =>
      unitPeriod(
        intervals.filter((interval) => interval.unitId === id),
        from,
        to,
      ),
    )
    .reduce(addSeconds, noSeconds)
}

const expectTheSame = async () => {
  const found = await run(buildingAvailability(now).pipe(reading))
  expect(found.map(({ building, connectedUnits }) => [building, connectedUnits])).toEqual([
    ["House 0", 4],
    ["House 1", 4],
    ["House 2", 4],
  ])
  for (const { buildingId, thisMonth, lastMonth } of found) {
    for (const [seconds, back] of [
      [thisMonth, 0],
      [lastMonth, 1],
    ] as const) {
      const expected = await fromIntervals(buildingId, back)
      for (const key of ["total", "unknown", "unplanned", "external", "planned"] as const) {
        expect(seconds[key]).toBeCloseTo(expected[key], 2)
      }
      expect(expected.total).toBeGreaterThan(0)
    }
  }
}

test("availability by building is what the intervals add up to, month by month in each building's time", expectTheSame)

test("it stays so when history is written anew", async () => {
  const random = inOrder(99)
  for (const { id, buildingId } of units.slice(0, 5)) {
    const from = new Date(now.getTime() - 50 * 86_400_000)
    const stored = await run(UnitStates.historySince([{ unitId: id, from }]).pipe(transactional))
    const removed = stored.map(({ startedAt }) => ({ unitId: id, startedAt }))
    const added = history(random).filter(({ startedAt }) => startedAt >= (stored[0]?.startedAt ?? from))
    const [first, ...rest] = added
    const seamless =
      first === undefined ? [] : [{ ...first, startedAt: stored[0]?.startedAt ?? first.startedAt }, ...rest]
    await run(
      UnitStates.rewriteHistory(
        removed,
        seamless.map((interval) => ({ ...interval, unitId: id, accountId, buildingId })),
      ).pipe(transactional),
    )
  }
  await expectTheSame()
})

test("it stays so when a building turns out to be in another time zone", async () => {
  await run(
    query((tx) => tx`update equipment.buildings set time_zone = 'Asia/Tokyo' where key = 'B1'`).pipe(transactional),
  )
  await expectTheSame()
})

test("it stays so when a unit turns out to be in another building", async () => {
  const [moved, other] = [units[0], units.find((unit) => unit.buildingId !== units[0]?.buildingId)]
  const back = moved?.buildingId ?? 0
  const move = (to: number) =>
    run(
      query(
        (tx) => tx`update equipment.state_intervals set building_id = ${to} where unit_id = ${moved?.id ?? 0}`,
      ).pipe(transactional),
    )
  await move(other?.buildingId ?? 0)
  const found = await run(buildingAvailability(now).pipe(reading))
  expect(found.map(({ connectedUnits }) => connectedUnits).toSorted()).toEqual([3, 4, 5])
  await move(back)
  await expectTheSame()
})
