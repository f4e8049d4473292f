import { Effect } from "effect"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { openAccount } from "#access"
import { addUnits } from "#equipment"
import { as, reading } from "#kernel/database/database.ts"
import { everything, type Viewer } from "#kernel/database/viewer.ts"
import { type Modules, testModules } from "../../../tests/support/modules.ts"
import * as OrderEntries from "../persistence/order-entries.ts"
import { moveWishesOf, openMoveWishes } from "../queries/move-wishes.ts"
import { plansOfUnit } from "../queries/plans.ts"
import { answerMoveWish } from "./answer-move-wish.ts"
import { askToMoveVisit } from "./ask-to-move-visit.ts"
import { loadHolidays } from "./keep-holidays.ts"
import { setUsualPlans } from "./keep-plans.ts"
import { addTechnician } from "./keep-technician.ts"
import { markMissed } from "./mark-missed.ts"
import { moveVisit, type SeenPlace } from "./move-visit.ts"
import { nameVisitContact } from "./name-visit-contact.ts"
import { planVisits } from "./plan-visits.ts"
import { requestPlan } from "./request-plan.ts"
import { scheduleOrder } from "./schedule-order.ts"

const now = new Date("2026-03-02T09:00:00Z")
const hana = { userId: 7, name: "Hana Suzuki", staffRole: "dispatcher" as const }
const ines = { userId: 8, name: "Ines Ferreira", staffRole: null }

let modules: Modules
let unitId: number
let customer: Viewer
let stranger: Viewer
/** A visit whose day was told. */
let visit: { readonly id: number; readonly day: string; readonly technicianId: number }

beforeAll(async () => {
  modules = await testModules()
  const [mine, other] = await Promise.all(
    ["Northgate", "Lakeshore"].map((name) =>
      modules.run(openAccount({ name, country: "GB", timeZone: "Europe/London" })),
    ),
  )
  customer = { reach: "account", accountId: mine!.id }
  stranger = { reach: "account", accountId: other!.id }
  const [unit] = await modules.run(
    addUnits(mine!.id, [
      {
        unit: { equipmentNumber: "N-1", name: "Lift 1", kind: "lift" },
        building: { key: "H", name: "House", timeZone: "Europe/London", latitude: 51.5, longitude: -0.1, use: null },
        address: { street: "1 Street", locality: "London", region: null, postalCode: null, country: "GB" },
      },
    ]),
  )
  unitId = unit!.id
  await modules.run(
    addTechnician({
      ...{ userId: null, name: "Ada", base: "The depot", latitude: 51.5, longitude: -0.1, timeZone: "Europe/London" },
      ...{ region: "GB-ENG", skills: ["traction", "inspection"], territory: [], leftOn: null },
      hours: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: 480, to: 960 })),
    }),
  )
  await modules.run(setUsualPlans({ unitIds: [unitId] }, null, { startsOn: "2026-03-10", spread: false }, now))
})
afterAll(() => modules.stop())

beforeEach(async () => {
  await modules.database.owner.unsafe("truncate maintenance.service_orders cascade")
  await modules.database.owner.unsafe("update maintenance.service_plans set open_from = starts_on")
  await modules.run(planVisits(await modules.run(requestPlan("Hana Suzuki", now)), now))
  const [told] = await modules.database.owner<Array<typeof visit>>`
    select id, planned_on::text as day, technician_id as "technicianId" from maintenance.service_orders
    where state = 'scheduled' order by id limit 1`
  visit = told!
})

const lines = async () =>
  (await modules.run(OrderEntries.of(visit.id).pipe(reading, as(customer)))).map(({ kind, text }) =>
    `${kind} ${text}`.trim(),
  )

const wish = (wishedOn: string, text = "", formKey = crypto.randomUUID()) => ({ wishedOn, text, formKey })

test("a lift in England gets maintenance and a thorough examination, and no day is a bank holiday", async () => {
  const plans = await modules.run(plansOfUnit(unitId))
  expect(plans.map(({ name, skills }) => [name, skills])).toEqual([
    ["Maintenance", ["traction"]],
    ["Thorough examination", ["traction", "inspection"]],
  ])
  expect(await modules.run(loadHolidays("GB"))).toBe(51)
  expect(await modules.run(loadHolidays("GB"))).toBe(0)
})

test("a customer asks for another day, once a form; the next wish takes the place of one that waits, which nobody can grant any more", async () => {
  const first = wish("2026-03-20", "The caretaker is away.")
  for (const one of [first, first, wish("2026-03-23")]) {
    await modules.run(askToMoveVisit(ines, visit.id, one, now).pipe(as(customer)))
  }
  const open = await modules.run(openMoveWishes(10))
  expect(open.map(({ wishedOn, askedBy, unit }) => ({ wishedOn, askedBy, unit }))).toEqual([
    { wishedOn: "2026-03-23", askedBy: "Ines Ferreira", unit: "Lift 1" },
  ])
  const [read] = await modules.run(moveWishesOf(visit.id).pipe(as(everything)))
  const accepting = (askedAt: Date) =>
    answerMoveWish(hana, visit.id, { askedAt, accepted: true, word: "" }, now).pipe(as(everything))
  const rest = new Date(now.getTime() + 60_000)
  await modules.run(askToMoveVisit(ines, visit.id, wish("2026-03-24"), rest).pipe(as(customer)))
  expect((await modules.run(accepting(read!.askedAt).pipe(Effect.flip)))._tag).toBe("WishChanged")
  await modules.run(accepting(rest))
  const [moved] = await modules.database.owner`
    select planned_on::text as day, moved_from::text as "movedFrom", hold, technician_id as "technicianId"
    from maintenance.service_orders where id = ${visit.id}`
  expect(moved).toEqual({ day: "2026-03-24", movedFrom: visit.day, hold: 2, technicianId: visit.technicianId })
  expect((await lines()).slice(1)).toEqual([
    "move-asked 2026-03-20 The caretaker is away.",
    "move-asked 2026-03-23",
    "move-asked 2026-03-24",
    "moved 2026-03-24",
  ])
  expect((await modules.run(accepting(rest).pipe(Effect.flip)))._tag).toBe("NothingAsked")
})

test("a day that is set on the page of its order holds it there, and the day that was told before is kept", async () => {
  await modules.run(
    scheduleOrder(hana, visit.id, { plannedOn: "2026-03-24", plannedStart: null }, now).pipe(as(everything)),
  )
  const [set] = await modules.database.owner`
    select planned_on::text as day, moved_from::text as "movedFrom", hold, state from maintenance.service_orders where id = ${visit.id}`
  expect(set).toEqual({ day: "2026-03-24", movedFrom: visit.day, hold: 2, state: "scheduled" })
})

test("a wish is declined with a word, which its customer reads", async () => {
  await modules.run(askToMoveVisit(ines, visit.id, wish("2026-03-20"), now).pipe(as(customer)))
  const answer = { askedAt: now, accepted: false, word: "Nobody is free." }
  await modules.run(answerMoveWish(hana, visit.id, answer, now).pipe(as(everything)))
  const [seen] = await modules.run(moveWishesOf(visit.id).pipe(as(customer)))
  expect(seen).toMatchObject({ answer: "declined", word: "Nobody is free.", answeredBy: "Hana Suzuki" })
  expect((await lines()).at(-1)).toBe("move-declined Nobody is free.")
  expect(await modules.run(moveWishesOf(visit.id).pipe(as(stranger)))).toEqual([])
})

test("of somebody else's visit there is nothing to ask, and no day that is past or far ahead to ask for", async () => {
  const asking = (viewer: Viewer, day: string) =>
    modules.run(askToMoveVisit(ines, visit.id, wish(day), now).pipe(as(viewer), Effect.flip))
  expect((await asking(stranger, "2026-03-20"))._tag).toBe("OrderNotFound")
  for (const day of ["2026-03-01", "2028-03-03", "9999-12-31"]) {
    expect((await asking(customer, day))._tag, day).toBe("DayNotAhead")
  }
  const naming = nameVisitContact(ines, visit.id, { name: "Omar", phone: "" }, now)
  expect((await modules.run(naming.pipe(as(stranger), Effect.flip)))._tag).toBe("OrderNotFound")
})

test("who opens the door is named, and the same name again says nothing new", async () => {
  const contact = { name: "Omar Haddad", phone: "+442079460123" }
  for (const _ of [1, 2]) await modules.run(nameVisitContact(ines, visit.id, contact, now).pipe(as(customer)))
  expect((await lines()).slice(1)).toEqual(["contact-named Omar Haddad +442079460123"])
})

test("a visit is not moved to somebody who is not there, nor once it is under way", async () => {
  const moving = (technicianId: number) =>
    modules.run(
      moveVisit(hana, visit.id, { day: "2026-03-20", technicianId }, visit, now).pipe(as(everything), Effect.flip),
    )
  expect((await moving(2_000_000_000))._tag).toBe("TechnicianNotFound")
  await modules.database.owner`update maintenance.service_orders set state = 'on-site' where id = ${visit.id}`
  expect((await moving(visit.technicianId))._tag).toBe("OrderNotSo")
})

test("of two who move a visit at once one wins, the other is told, and a form sent twice says nothing new", async () => {
  const moving = (day: string, seen: SeenPlace = visit) =>
    modules.run(
      moveVisit(hana, visit.id, { day, technicianId: visit.technicianId }, seen, now).pipe(
        as(everything),
        Effect.match({ onSuccess: () => "moved", onFailure: ({ _tag }) => _tag }),
      ),
    )
  const outcomes = await Promise.all([moving("2026-03-19"), moving("2026-03-20")])
  expect(outcomes.toSorted()).toEqual(["MovedMeanwhile", "moved"])
  const day = outcomes[0] === "moved" ? "2026-03-19" : "2026-03-20"
  expect(await moving(day)).toBe("moved")
  expect((await lines()).slice(1)).toEqual([`moved ${day}`])
  expect(await moving("2028-03-03", { day, technicianId: visit.technicianId })).toBe("DayNotAhead")
})

test("a visit is missed when its tolerance has closed by the building's own calendar, and only once", async () => {
  await modules.database.owner`
    update maintenance.service_orders set window_to = '2026-03-29', planned_on = '2026-03-28' where id = ${visit.id}`
  await modules.run(markMissed(new Date("2026-03-28T12:00:00Z")))
  // Clocks went forward in the night: at 23:30 UTC it is Monday in London, and an hour before it is not.
  expect(await modules.run(markMissed(new Date("2026-03-29T22:30:00Z")))).toBe(0)
  expect(await modules.run(markMissed(new Date("2026-03-29T23:30:00Z")))).toBe(1)
  expect(await modules.run(markMissed(new Date("2026-03-30T23:30:00Z")))).toBe(0)
  expect((await lines()).at(-1)).toBe("missed")
})
