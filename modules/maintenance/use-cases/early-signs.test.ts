import { Effect } from "effect"
import { afterAll, beforeAll, expect, test } from "vitest"
import { addUnits } from "#equipment"
import { as, reading } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { addDays } from "#kernel/time.ts"
import { type Modules, testModules } from "../../../tests/support/modules.ts"
import { plainFindings } from "../domain/findings.ts"
import { openSigns, signOfOrder, signsOfUnit } from "../queries/early-signs.ts"
import { timelineOf } from "../queries/timeline.ts"
import { arrive } from "./arrive.ts"
import { dispatchOrder } from "./dispatch-order.ts"
import { dismissSign, noticeEarlySigns, orderSign } from "./early-signs.ts"
import { finishOrder } from "./finish-order.ts"
import { startTravel } from "./start-travel.ts"

const hana = { userId: 901, name: "Hana", staffRole: "dispatcher" } as const
const sender = { company: "Kestrel Lifts", address: "https://portal.example" }
const today = "2026-11-02"
const at = (day: string, hour = 4) => new Date(`${day}T${String(hour).padStart(2, "0")}:00:00Z`)
const accountId = 5

let modules: Modules
let units: ReadonlyArray<{ readonly id: number; readonly buildingId: number }>
beforeAll(async () => {
  modules = await testModules()
  units = await modules.run(
    addUnits(
      accountId,
      ["1", "2", "3"].map((number) => ({
        unit: { equipmentNumber: number, name: `Lift ${number}`, kind: "lift" as const },
        building: { key: "A", name: "House", timeZone: "Europe/London", latitude: null, longitude: null, use: null },
        address: { street: "1 Street", locality: "London", region: null, postalCode: null, country: "GB" },
      })),
    ),
  )
  await modules.database.owner`update equipment.units set connected_since = ${at("2026-01-01")}`
})
afterAll(() => modules.stop())

const idOf = (unit: number) => units[unit]?.id ?? 0
/** On each day of 40 until a day the doors closed a thousand times, and opened again so often, in the last days more. */
const doors = async (unit: number, last: string, usual: number, recent: number, days = 3) => {
  for (let ago = 0; ago < 40; ago++) {
    await modules.database.owner`
      insert into equipment.unit_days (unit_id, account_id, building_id, day, starts, run_seconds, door_cycles, door_reopens, distance_metres)
      values (${idOf(unit)}, ${accountId}, ${units[unit]?.buildingId ?? 0}, ${addDays(last, -ago)}, 500, 0, 1000, ${ago < days ? recent : usual}, 0)
      on conflict (unit_id, day) do update set door_reopens = excluded.door_reopens`
  }
}
const look = (day: string) => modules.run(noticeEarlySigns(at(day)))
const open = () => modules.run(openSigns(10).pipe(reading, as(everything)))
const signs = (unit: number) => modules.run(signsOfUnit(idOf(unit), 10).pipe(reading, as(everything)))
const doing = <A, E, R>(effect: Effect.Effect<A, E, R>) => effect.pipe(as(everything))

test("doors that reopen three times as often are noticed once, however often two look, and others are not", async () => {
  await doors(0, addDays(today, -1), 20, 60)
  await doors(1, addDays(today, -1), 20, 22)
  await Promise.all([look(today), look(today), look(today)])
  const { signs: found, total } = await open()
  expect(total).toBe(1)
  expect(found[0]).toMatchObject({ unit: "Lift 1", sign: "door-reopenings", usual: 2, recent: 6, state: "open" })
})

test("somebody comes because of it: one order, of which the customer reads what was done, and it is no news for two weeks", async () => {
  const [sign] = (await open()).signs
  const orders = await Promise.all(
    [1, 2].map(() =>
      modules.run(
        doing(orderSign(hana, sign?.id ?? 0, at(today, 9))).pipe(
          Effect.catchTag("SignNotOpen", ({ changedBy }) => Effect.succeed(changedBy)),
        ),
      ),
    ),
  )
  expect(orders).toContain("Hana")
  const order = Number(orders.find((one) => typeof one === "number"))
  await look("2026-11-03")
  expect((await open()).total).toBe(0)
  const [mona] = await modules.database.owner<Array<{ id: number }>>`
    insert into maintenance.technicians (name, base, time_zone, region) values ('Mona', 'Home', 'Europe/London', 'GB') returning id`
  await modules.run(doing(dispatchOrder(hana, order, { technicianId: mona?.id ?? 0 }, at("2026-11-03", 9))))
  await modules.run(doing(startTravel(hana, order, {}, at("2026-11-03", 10))))
  await modules.run(doing(arrive(hana, order, {}, at("2026-11-03", 11))))
  const findings = {
    ...plainFindings("in-service"),
    technicianAction: "cleaned" as const,
    comment: "The door track was dirty.",
  }
  await modules.run(doing(finishOrder(hana, sender, order, findings, {}, at("2026-11-03", 12))))
  expect((await signs(0))[0]).toMatchObject({
    state: "order",
    orderState: "finished",
    comment: "The door track was dirty.",
  })
  expect(await modules.run(signOfOrder(order).pipe(reading, as(everything)))).toMatchObject({ id: sign?.id })
  const before = { at: at("2026-11-04"), rank: 9, id: 0 }
  const lines = timelineOf({ unitIds: [idOf(0)] }, ["visit", "sign"], before, 5)
  expect(await modules.run(lines.pipe(reading, as(everything)))).toMatchObject([
    { kind: "visit", id: order, title: "door-reopenings" },
    { kind: "sign", id: sign?.id, sign: "door-reopenings", usual: 2, recent: 6, state: "order", at: at(today) },
  ])
  await look("2026-11-04")
  expect((await open()).total).toBe(0)
  await doors(0, "2026-11-25", 20, 60)
  await look("2026-11-26")
  expect((await open()).total).toBe(1)
})

test("one that a unit shows no longer is settled by itself, and one that is dismissed says why", async () => {
  await doors(0, "2026-11-28", 20, 20)
  await doors(2, "2026-11-28", 10, 90)
  await look("2026-11-29")
  expect((await signs(0))[0]).toMatchObject({ state: "passed", settledBy: "" })
  const [sign] = await signs(2)
  await modules.run(doing(dismissSign(hana, sign?.id ?? 0, "Furniture is being moved.", at("2026-11-29", 9))))
  await look("2026-11-30")
  expect(await signs(2)).toMatchObject([{ state: "dismissed", settledBy: "Hana", reason: "Furniture is being moved." }])
})

test("one of a unit that fell silent stays open until it tells again that all is well", async () => {
  await doors(2, "2026-12-20", 10, 90)
  await look("2026-12-21")
  const silence = (from: string, to: string) => modules.database.owner`
    insert into equipment.state_intervals (unit_id, account_id, building_id, state, class, rule, source, started_at, ended_at)
    values (${idOf(2)}, ${accountId}, ${units[2]?.buildingId ?? 0}, 'unknown', 'unknown', 'unknown', 'silence', ${at(from)}, ${at(to)})`
  await silence("2026-12-21", "2026-12-26")
  await modules.database.owner`delete from equipment.unit_days where unit_id = ${idOf(2)} and day > '2026-12-20'`
  await look("2026-12-26")
  expect((await signs(2))[0]).toMatchObject({ state: "open" })
  await doors(2, "2026-12-29", 10, 10)
  await look("2026-12-30")
  expect((await signs(2))[0]).toMatchObject({ state: "passed" })
})

test("a fault that comes three times within two weeks is a sign, one that comes from outside is not", async () => {
  const fault = (day: string, name: string, cause: string) => modules.database.owner`
    insert into equipment.state_intervals (unit_id, account_id, building_id, state, fault, class, rule, source, started_at, ended_at)
    values (${idOf(1)}, ${accountId}, ${units[1]?.buildingId ?? 0}, 'out-of-order', ${name}, ${cause}, 'rest', 'telemetry', ${at(day, 8)}, ${at(day, 9)})`
  for (const day of ["2026-11-18", "2026-11-22", "2026-11-27"]) await fault(day, "door-closing", "unplanned")
  for (const day of ["2026-11-19", "2026-11-23", "2026-11-28"]) await fault(day, "power-supply", "external")
  await look("2026-11-30")
  expect(await signs(1)).toMatchObject([{ sign: "repeated-fault", fault: "door-closing", recent: 3, state: "open" }])
})
