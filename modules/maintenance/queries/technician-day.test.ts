import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { as, reading } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { type Modules, testModules } from "../../../tests/support/modules.ts"
import { ordersOfDay, technicianOfUser, techniciansToLookAt } from "./technician-day.ts"

/** A morning in London, and a morning one day later in Sydney. */
const NOW = new Date("2026-11-23T21:30:00Z")

let modules: Modules
let tomasz: number
let mia: number
let gone: number

const technician = async (name: string, timeZone: string, userId: number | null, leftOn: string | null = null) => {
  const [made] = await modules.database.owner<Array<{ id: number }>>`
    insert into maintenance.technicians (name, user_id, base, time_zone, region, left_on)
    values (${name}, ${userId}, 'Depot', ${timeZone}, 'GB-ENG', ${leftOn}) returning id`
  return made?.id ?? 0
}

const order = (technicianId: number, title: string, more: Readonly<Record<string, unknown>>) =>
  modules.database.owner`insert into maintenance.service_orders ${modules.database.owner({
    ...{ account_id: 1, building_id: 1, unit_id: 1, unit_name: "Lift", unit_number: "1", unit_kind: "lift" },
    ...{ building_name: "Mill", time_zone: "Europe/London", activity_type: "maintenance", source: "staff" },
    ...{
      title,
      state: "scheduled",
      planned_minutes: 60,
      technician_id: technicianId,
      technician: "T",
      search_text: "",
    },
    ...{ created_at: new Date("2026-10-01"), changed_at: NOW, changed_by: "Colin", ...more },
  })}`

const titlesOf = async (id: number, timeZone: string) =>
  (await modules.run(ordersOfDay({ id, timeZone }, NOW).pipe(reading, as(everything)))).map(({ title }) => title)

beforeAll(async () => {
  modules = await testModules()
  tomasz = await technician("Tomasz", "Europe/London", 7)
  mia = await technician("Mia", "Australia/Sydney", null)
  gone = await technician("Gone", "Europe/London", null, "2026-11-01")
  for (const [title, more] of [
    ["today", { planned_on: "2026-11-23" }],
    ["tomorrow", { planned_on: "2026-11-24" }],
    ["the day after", { planned_on: "2026-11-25" }],
    ["left over", { planned_on: "2026-11-19", state: "dispatched" }],
    ["forgotten long ago", { planned_on: "2026-09-01" }],
    ["a call-out for no day", { planned_on: null, state: "en-route" }],
    ["only proposed", { planned_on: "2026-11-23", state: "planned" }],
    ["finished today", { planned_on: "2026-11-23", state: "finished", finished_at: new Date("2026-11-23T10:00:00Z") }],
    [
      "finished yesterday",
      { planned_on: "2026-11-22", state: "closed", finished_at: new Date("2026-11-22T10:00:00Z") },
    ],
    ["called off today", { planned_on: "2026-11-23", state: "cancelled", reason: "Not needed" }],
    ["called off for tomorrow", { planned_on: "2026-11-24", state: "cancelled", reason: "Not needed" }],
  ] as const) {
    await order(tomasz, title, more)
  }
  await order(mia, "today in Sydney", { planned_on: "2026-11-24" })
  await order(mia, "tomorrow in Sydney", { planned_on: "2026-11-25" })
})
afterAll(() => modules.stop())

describe("the orders of a day", () => {
  test("are those to do, left over or done today, and tomorrow’s; of one technician, and no proposals", async () => {
    expect(await titlesOf(tomasz, "Europe/London")).toEqual([
      "today",
      "tomorrow",
      "left over",
      "a call-out for no day",
      "finished today",
      "called off today",
    ])
  })

  test("follow the calendar of where the technician works", async () => {
    expect(await titlesOf(mia, "Australia/Sydney")).toEqual(["today in Sydney", "tomorrow in Sydney"])
  })
})

test("a technician is known by their sign-in, and looked at while they work or when asked for", async () => {
  const ofUser = (id: number) => modules.run(technicianOfUser(id).pipe(reading, as(everything)))
  expect((await ofUser(7))?.name).toBe("Tomasz")
  expect(await ofUser(8)).toBeNull()
  const names = async (asked: number | null) =>
    (await modules.run(techniciansToLookAt(NOW, asked).pipe(reading, as(everything)))).map(({ name }) => name)
  expect(await names(null)).toEqual(["Mia", "Tomasz"])
  expect(await names(gone)).toEqual(["Gone", "Mia", "Tomasz"])
})
