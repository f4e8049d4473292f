import { Effect } from "effect"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { addMember, addUser, openAccount } from "#access"
import { addUnits, countUnits, intervalsOf, unitDetail, unitPage, type UnitState } from "#equipment"
import type { Live } from "#kernel/bus/live.ts"
import type { MessageBus } from "#kernel/bus/message-bus.ts"
import { as, type Database, reading } from "#kernel/database/database.ts"
import { everything, type Viewer } from "#kernel/database/viewer.ts"
import { type Modules, testModules } from "../../../tests/support/modules.ts"
import { plainFindings } from "../domain/findings.ts"
import { entriesOf, followUpsOf, orderDetail, requestsOfOrder } from "../queries/orders.ts"
import { requestDetail, threadOf } from "../queries/requests.ts"
import { acceptRequest } from "./accept-request.ts"
import { arrive } from "./arrive.ts"
import { cancelOrder } from "./cancel-order.ts"
import type { By } from "./change-request.ts"
import { closeOrder } from "./close-order.ts"
import { completeRequest } from "./complete-request.ts"
import { correctOrderTimes } from "./correct-order-times.ts"
import { dispatchOrder } from "./dispatch-order.ts"
import { finishOrder } from "./finish-order.ts"
import { openOrder } from "./open-order.ts"
import { orderRequest } from "./order-request.ts"
import { reportProblem } from "./report-problem.ts"
import { scheduleOrder } from "./schedule-order.ts"
import { concernsNeeds, dismissNeed, noticeUnitState, orderNeed, settleNeeds } from "./service-needs.ts"
import { startTravel } from "./start-travel.ts"
import { unassignOrder } from "./unassign-order.ts"

const sender = { company: "Kestrel Lifts", address: "https://portal.example" }
const hana: By = { userId: 901, name: "Hana", staffRole: "dispatcher" }
const omar: By = { userId: 902, name: "Omar", staffRole: "dispatcher" }
const ravi: By = { userId: 903, name: "Ravi", staffRole: "technician" }
const MINUTE = 60_000

let modules: Modules
let account: Viewer
let units: ReadonlyArray<number>
let ines: By
let raviId: number
let monaId: number

beforeAll(async () => {
  modules = await testModules()
  const { id: accountId } = await modules.run(openAccount({ name: "N", country: "GB", timeZone: "Europe/London" }))
  account = { reach: "account", accountId }
  const place = {
    building: { key: "A", name: "House A", timeZone: "Europe/London", latitude: 51.5, longitude: -0.1, use: null },
    address: { street: "A Street", locality: "London", region: null, postalCode: null, country: "GB" },
  }
  const names = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]
  await modules.run(
    addUnits(
      accountId,
      names.map((number) => ({
        unit: { equipmentNumber: number, name: `Lift ${number}`, kind: "lift" as const },
        ...place,
      })),
    ),
  )
  const { owner } = modules.database
  units = (await owner<Array<{ id: number }>>`select id from equipment.units order by id`).map(({ id }) => id)
  const email = "ines@orders.example"
  const user = { email, name: "Ines", password: "a password for tests", locale: "en-GB", timeZone: "UTC" }
  const { id: userId } = await modules.run(addUser({ ...user, staffRole: null }))
  ines = { userId, name: "Ines", staffRole: null }
  await modules.run(addMember({ accountId, userId, role: "owner", portfolioIds: "whole account" }))
  const technicians = await owner<Array<{ id: number }>>`
    insert into maintenance.technicians (user_id, name, base, time_zone, region)
    values (903, 'Ravi', 'Home', 'Europe/London', 'GB'), (null, 'Mona', 'Home', 'Europe/London', 'GB') returning id`
  ;[raviId, monaId] = [technicians[0]?.id ?? 0, technicians[1]?.id ?? 0]
})
afterAll(() => modules.stop())

const run = <A, E>(work: Effect.Effect<A, E, Database | Live | MessageBus>) => modules.run(work.pipe(as(everything)))
/** "done", or what hindered it: its name, and who was quicker. */
const outcome = <E extends { readonly _tag: string }>(
  work: Effect.Effect<unknown, E, Database | Live | MessageBus>,
): Promise<string> =>
  run(
    work.pipe(
      Effect.as("done"),
      Effect.catch((problem) =>
        Effect.succeed([problem._tag, "changedBy" in problem ? String(problem.changedBy) : ""].join(" ").trim()),
      ),
    ),
  )
const order = async (id: number) => (await run(orderDetail(id).pipe(reading))) ?? expect.fail(`no order ${id}`)
const request = async (id: number) => (await run(requestDetail(id).pipe(reading))) ?? expect.fail(`no request ${id}`)
const lines = async (id: number) => (await run(entriesOf(id).pipe(reading))).map(({ kind }) => kind)
const thread = async (id: number) => (await run(threadOf(id).pipe(reading))).map(({ kind }) => kind)
const unit = (index: number) => units[index] ?? 0
const reported = (unitId: number, now: Date, trapped = false) =>
  modules.run(
    reportProblem(
      ines,
      {
        ...{ unitId, problem: "does-not-come", description: "", trapped, contactName: "Ines", contactPhone: "" },
        formKey: crypto.randomUUID(),
      },
      now,
    ).pipe(as(account)),
  )
const opened = (unitId: number, now: Date, activity: "maintenance" | "call-out" = "call-out") =>
  run(openOrder(hana, { unitId, activity, title: "Noise" }, now))
const key = () => crypto.randomUUID()
/** Minutes after a fixed morning, long enough ago that no figure of the month goes on. */
const at = (minutes: number) => new Date(Date.UTC(2026, 2, 10, 9) + minutes * MINUTE)

describe("an order", () => {
  test("goes from a request to finished work, each step with a line, and the request's thread follows", async () => {
    const requestId = await reported(unit(0), at(0))
    const id = await run(acceptRequest(hana, sender, requestId, at(5)))
    expect(await order(id)).toMatchObject({ state: "planned", source: "request", activity: "call-out", unit: "Lift 1" })
    await run(scheduleOrder(hana, id, { plannedOn: "2026-03-10", plannedStart: at(60) }, at(6)))
    await run(dispatchOrder(hana, id, { technicianId: raviId }, at(7)))
    await run(startTravel(ravi, id, { formKey: key() }, at(10)))
    await run(arrive(ravi, id, { formKey: key() }, at(30)))
    await run(
      finishOrder(
        ravi,
        sender,
        id,
        {
          ...plainFindings("in-service"),
          cause: "door-closing",
          failedComponent: "door-lock",
          technicianAction: "replaced",
          checklist: [{ item: "door-locks", result: "done" }],
          parts: [{ name: "Lock", number: "L-7", quantity: 1 }],
          labourMinutes: 30,
          comment: "The lock was worn.",
          signedBy: "Ines",
        },
        {},
        at(60),
      ),
    )
    await run(closeOrder(hana, id, {}, at(70)))
    expect(await order(id)).toMatchObject({
      ...{ state: "closed", technician: "Ravi", arrivedAt: at(30), finishedAt: at(60), failedComponent: "door-lock" },
      ...{ checklist: [{ item: "door-locks", result: "done" }], parts: [{ number: "L-7" }], signedBy: "Ines" },
    })
    expect(await lines(id)).toEqual([
      ...["opened", "scheduled", "dispatched", "on-the-way", "arrived", "finished", "closed"],
    ])
    expect(await thread(requestId)).toEqual([
      ...["submitted", "accepted", "assigned", "on-the-way", "arrived", "completed"],
    ])
    expect((await run(threadOf(requestId).pipe(reading))).at(-1)?.text).toBe("The lock was worn.")
    expect(await request(requestId)).toMatchObject({ state: "completed", orderId: id, completedAt: at(60) })
  })

  test("takes in what else is reported of its unit, and completes all of it", async () => {
    const first = await reported(unit(1), at(0))
    const second = await reported(unit(1), at(2), true)
    const id = await run(acceptRequest(hana, sender, first, at(3)))
    await run(dispatchOrder(hana, id, { technicianId: raviId }, at(4)))
    expect(await run(acceptRequest(omar, sender, second, at(5)))).toBe(id)
    expect((await order(id)).entrapment).toBe(true)
    expect(await thread(second)).toEqual(["submitted", "accepted", "merged", "assigned"])
    await run(arrive(ravi, id, {}, at(6)))
    await run(finishOrder(ravi, sender, id, plainFindings("in-service"), {}, at(7)))
    const states = (await run(requestsOfOrder(id).pipe(reading))).map(({ state }) => state)
    expect(states).toEqual(["completed", "completed"])
    expect((await request(second)).trappedUntil).toEqual(at(7))
  })

  test("gives its requests back when it is cancelled, and they go on with another one", async () => {
    const requestId = await reported(unit(2), at(0))
    const id = await run(acceptRequest(hana, sender, requestId, at(1)))
    await run(cancelOrder(hana, id, { reason: "Wrong address" }, at(2)))
    expect(await request(requestId)).toMatchObject({ state: "accepted", orderId: null })
    expect(await thread(requestId)).toEqual(["submitted", "accepted", "given-back"])
    const next = await run(orderRequest(omar, requestId, at(3)))
    expect(next).not.toBe(id)
    expect(await outcome(orderRequest(hana, requestId, at(4)))).toMatch(/^RequestNotSo/)
    await run(completeRequest(hana, sender, requestId, at(5)))
    expect(await order(next)).toMatchObject({ state: "cancelled", reason: "What was reported is settled without it." })
  })

  test("that leaves the unit out of order goes on with a repair, and so do its requests", async () => {
    const requestId = await reported(unit(2), at(100))
    const id = await run(acceptRequest(hana, sender, requestId, at(101)))
    await run(dispatchOrder(hana, id, { technicianId: raviId }, at(102)))
    await run(arrive(ravi, id, {}, at(103)))
    await run(finishOrder(ravi, sender, id, plainFindings("out-of-order"), {}, at(104)))
    expect((await order(id)).state).toBe("follow-up-needed")
    const [next] = await run(followUpsOf(id).pipe(reading))
    expect(next).toMatchObject({ activity: "repair", source: "follow-up", state: "planned" })
    expect(await request(requestId)).toMatchObject({ state: "accepted", orderId: next?.id })
    expect((await thread(requestId)).at(-1)).toBe("goes-on")
  })

  test("of two who act at once one wins, and the other is told who did", async () => {
    const id = await opened(unit(3), at(0))
    const told = await Promise.all([
      outcome(cancelOrder(hana, id, { reason: "Twice" }, at(1))),
      outcome(cancelOrder(omar, id, { reason: "Twice" }, at(1))),
    ])
    expect(told.toSorted()).toEqual([expect.stringMatching(/^OrderNotSo (?:Hana|Omar)$/), "done"])
    expect(await lines(id)).toEqual(["opened", "cancelled"])
  })

  test("is one, and has one technician, however many forms are sent", async () => {
    const formKey = key()
    const work = { unitId: unit(3), activity: "repair" as const, title: "Rope", formKey }
    const ids = await Promise.all([1, 2].map(() => run(openOrder(hana, work, at(0)))))
    expect(new Set(ids).size).toBe(1)
    const id = ids[0] ?? 0
    const both = await Promise.all([
      outcome(dispatchOrder(hana, id, { technicianId: raviId, seen: null }, at(1))),
      outcome(dispatchOrder(omar, id, { technicianId: monaId, seen: null }, at(1))),
    ])
    expect(both.filter((told) => told === "done")).toHaveLength(1)
    await run(unassignOrder(hana, id, {}, at(2)))
    expect(await order(id)).toMatchObject({ state: "scheduled", technician: null, plannedOn: "2026-03-10" })
  })

  test("a phone's action that comes late and twice is done once, when it was done", async () => {
    const id = await opened(unit(3), at(0))
    await run(dispatchOrder(hana, id, { technicianId: raviId }, at(1)))
    const told = { formKey: key(), at: at(10) }
    await Promise.all([1, 2].map(() => run(arrive(ravi, id, told, at(50)))))
    await run(finishOrder(ravi, sender, id, plainFindings("in-service"), { at: at(5) }, at(51)))
    await run(arrive(ravi, id, told, at(60)))
    expect(await order(id)).toMatchObject({ state: "finished", arrivedAt: at(10), finishedAt: at(10) })
    expect(await lines(id)).toEqual(["opened", "dispatched", "arrived", "finished"])
  })

  test("a technician works on their own orders alone", async () => {
    const id = await opened(unit(3), at(0))
    await run(dispatchOrder(hana, id, { technicianId: monaId }, at(1)))
    expect(await outcome(startTravel(ravi, id, {}, at(2)))).toBe("OrderNotSo Hana")
    expect(await outcome(startTravel(hana, id, {}, at(2)))).toBe("done")
  })
})

describe("the unit", () => {
  const history = async (unitId: number) =>
    (await run(intervalsOf([unitId], at(-1000)).pipe(reading))).map((interval) => [
      interval.state,
      interval.class,
      interval.startedAt,
      interval.endedAt,
    ])

  test("is down for planned work while somebody is on site, and a corrected time corrects it", async () => {
    const id = await opened(unit(4), at(0), "maintenance")
    await run(dispatchOrder(hana, id, { technicianId: raviId }, at(1)))
    await run(arrive(ravi, id, {}, at(10)))
    expect(await history(unit(4))).toEqual([["planned-outage", "planned", at(10), null]])
    await run(finishOrder(ravi, sender, id, plainFindings("in-service"), {}, at(70)))
    expect(await history(unit(4))).toEqual([
      ["planned-outage", "planned", at(10), at(70)],
      ["in-service", null, at(70), null],
    ])
    await run(correctOrderTimes(hana, id, { arrivedAt: at(20), finishedAt: at(50) }, at(100)))
    expect(await history(unit(4))).toEqual([
      ["planned-outage", "planned", at(20), at(50)],
      ["in-service", null, at(50), null],
    ])
    expect(await plannedMinutes(unit(4))).toBe(30)
    await run(correctOrderTimes(hana, id, { arrivedAt: at(5), finishedAt: at(65) }, at(100)))
    expect(await plannedMinutes(unit(4))).toBe(60)
    const wrong = { arrivedAt: at(70), finishedAt: at(60) }
    expect(await outcome(correctOrderTimes(hana, id, wrong, at(100)))).toBe("TimesImpossible")
    const yearAgo = { arrivedAt: at(-365 * 24 * 60), finishedAt: at(65) }
    expect(await outcome(correctOrderTimes(hana, id, yearAgo, at(100)))).toBe("TimesImpossible")
    expect(await plannedMinutes(unit(4))).toBe(60)
  })

  test("without live data is in lists as requests and work say, each as long as it holds, and is not called connected", async () => {
    const filter = { text: "", building: null, buildingName: "", address: null, kind: null, states: [] }
    const listed = async () => {
      const rows = await run(
        unitPage(filter, { by: "name", descending: false }, { size: 50, number: 1 }, at(0)).pipe(reading),
      )
      const row = rows.find(({ id }) => id === unit(9)) ?? expect.fail("not listed")
      expect(row.connected).toBe(false)
      return row.state === null ? null : [row.state, row.since, row.fault]
    }
    const found = (state: UnitState) => run(countUnits({ ...filter, text: "Lift 10", states: [state] }).pipe(reading))
    expect(await listed()).toBeNull()
    const requestId = await reported(unit(9), at(1))
    expect(await listed()).toEqual(["out-of-order", at(1), "start-failure"])
    expect(await found("out-of-order")).toEqual({ units: 1, buildings: 1 })
    const visit = await opened(unit(9), at(2), "maintenance")
    await run(dispatchOrder(hana, visit, { technicianId: raviId }, at(3)))
    await run(arrive(ravi, visit, {}, at(10)))
    expect(await listed()).toEqual(["planned-outage", at(10), null])
    expect(await found("out-of-order")).toEqual({ units: 0, buildings: 0 })
    await run(correctOrderTimes(hana, visit, { arrivedAt: at(5), finishedAt: null }, at(11)))
    expect(await listed()).toEqual(["planned-outage", at(5), null])
    await run(cancelOrder(hana, visit, { reason: "Called away" }, at(12)))
    expect(await listed()).toEqual(["out-of-order", at(1), "start-failure"])
    const callOut = await run(acceptRequest(hana, sender, requestId, at(13)))
    await run(dispatchOrder(hana, callOut, { technicianId: raviId }, at(14)))
    await run(arrive(ravi, callOut, {}, at(20)))
    await run(finishOrder(ravi, sender, callOut, plainFindings("out-of-order"), {}, at(30)))
    await run(completeRequest(hana, sender, requestId, at(31)))
    expect((await listed())?.slice(0, 2)).toEqual(["out-of-order", at(30)])
    const [repair] = await run(followUpsOf(callOut).pipe(reading))
    await run(dispatchOrder(hana, repair?.id ?? 0, { technicianId: raviId }, at(32)))
    await run(arrive(ravi, repair?.id ?? 0, {}, at(33)))
    await run(finishOrder(ravi, sender, repair?.id ?? 0, plainFindings("in-service"), {}, at(34)))
    expect(await listed()).toBeNull()
  })

  test("that its gateway speaks for is down for planned work, and otherwise as its gateway says, before and after", async () => {
    const { owner } = modules.database
    await owner`insert into equipment.unit_states (unit_id, account_id, building_id, state, since, last_signal_at)
      select id, account_id, building_id, 'in-service', ${at(0)}, ${at(9)} from equipment.units where id = ${unit(8)}`
    await owner`insert into equipment.unit_reports (unit_id, at, seq, kind, state) values (${unit(8)}, ${at(0)}, 1, 1, 'in-service')`
    await owner`insert into equipment.state_intervals (unit_id, account_id, building_id, state, rule, source, started_at)
      select id, account_id, building_id, 'in-service', 'up', 'telemetry', ${at(0)} from equipment.units where id = ${unit(8)}`
    const id = await opened(unit(8), at(0), "maintenance")
    await run(dispatchOrder(hana, id, { technicianId: raviId }, at(1)))
    await run(arrive(ravi, id, {}, at(10)))
    const present = async () => (await run(unitDetail(unit(8)).pipe(reading)))?.state
    const since = (from: number) => [
      ["in-service", null, at(0), at(from)],
      ["planned-outage", "planned", at(from), null],
    ]
    expect([await history(unit(8)), await present()]).toEqual([since(10), "planned-outage"])
    await run(correctOrderTimes(hana, id, { arrivedAt: at(5), finishedAt: null }, at(20)))
    expect([await history(unit(8)), await present()]).toEqual([since(5), "planned-outage"])
    await owner`update equipment.unit_states set last_signal_at = ${at(69)} where unit_id = ${unit(8)}`
    await run(finishOrder(ravi, sender, id, plainFindings("in-service"), {}, at(70)))
    const around = (from: number, to: number) => [
      ["in-service", null, at(0), at(from)],
      ["planned-outage", "planned", at(from), at(to)],
      ["in-service", null, at(to), null],
    ]
    expect([await history(unit(8)), await present()]).toEqual([around(5, 70), "in-service"])
    await run(correctOrderTimes(hana, id, { arrivedAt: at(20), finishedAt: at(50) }, at(100)))
    const corrected = await history(unit(8))
    expect(corrected.filter(([state]) => state === "planned-outage")).toEqual([around(20, 50)[1]])
    expect(await plannedMinutes(unit(8))).toBe(30)
    const broken = await opened(unit(8), at(71), "maintenance")
    await run(dispatchOrder(hana, broken, { technicianId: raviId }, at(72)))
    await run(arrive(ravi, broken, {}, at(80)))
    expect(await present()).toBe("planned-outage")
    const second = await opened(unit(8), at(72), "maintenance")
    await run(dispatchOrder(hana, second, { technicianId: monaId }, at(72)))
    await run(arrive(hana, second, {}, at(81)))
    await run(cancelOrder(hana, second, { reason: "Not needed" }, at(82)))
    expect(await present()).toBe("planned-outage")
    await run(cancelOrder(hana, broken, { reason: "Called away" }, at(82)))
    expect((await history(unit(8))).slice(-2)).toEqual(around(80, 82).slice(1))
    expect(await present()).toBe("in-service")
  })

  test("was out of order from the report to the end of the work when the technician found it so", async () => {
    const first = await opened(unit(5), at(0), "maintenance")
    await run(dispatchOrder(hana, first, { technicianId: raviId }, at(1)))
    await run(arrive(ravi, first, {}, at(2)))
    await run(finishOrder(ravi, sender, first, plainFindings("in-service"), {}, at(3)))
    const id = await run(acceptRequest(hana, sender, await reported(unit(5), at(20)), at(25)))
    await run(dispatchOrder(hana, id, { technicianId: raviId }, at(26)))
    await run(arrive(ravi, id, {}, at(40)))
    const found = { ...plainFindings("in-service"), conditionOnArrival: "out-of-order" as const }
    await run(finishOrder(ravi, sender, id, found, {}, at(60)))
    expect(await history(unit(5))).toEqual([
      ["planned-outage", "planned", at(2), at(3)],
      ["in-service", null, at(3), at(20)],
      ["out-of-order", "unplanned", at(20), at(60)],
      ["in-service", null, at(60), null],
    ])
  })
})

/** What the figures of March say of planned down time, in minutes. */
const plannedMinutes = async (unitId: number) => {
  const [row] = await modules.database.owner<Array<{ planned: string }>>`
    select planned from equipment.unit_months where unit_id = ${unitId} and month = '2026-03-01'`
  return Number(row?.planned) / MINUTE
}

describe("a fault that a connected unit tells", () => {
  const connected = async (unitId: number, state: string) =>
    modules.database.owner`
      insert into equipment.unit_states (unit_id, account_id, building_id, state, since)
      select id, account_id, building_id, ${state}, now() from equipment.units where id = ${unitId}
      on conflict (unit_id) do update set state = excluded.state`
  const change = (unitId: number, state: "out-of-order" | "in-service", minutes: number) =>
    noticeUnitState(
      {
        ...{ unitId, accountId: 0, state, since: at(minutes).toISOString(), fault: "door-closing", entrapment: false },
        before: state === "in-service" ? "out-of-order" : "in-service",
      },
      at(minutes),
    )
  const needs = (unitId: number) => modules.database.owner<
    Array<{ id: number; state: string; order_id: number | null }>
  >`
    select id, state, order_id from maintenance.service_needs where unit_id = ${unitId} order by id`

  test("becomes one need, which closes by itself when the unit is back before anybody looked", async () => {
    await connected(unit(6), "out-of-order")
    await Promise.all([run(change(unit(6), "out-of-order", 0)), run(change(unit(6), "out-of-order", 0))])
    expect(await needs(unit(6))).toMatchObject([{ state: "open" }])
    await connected(unit(6), "in-service")
    await run(change(unit(6), "in-service", 5))
    expect(await needs(unit(6))).toMatchObject([{ state: "back" }])
    const [need] = await needs(unit(6))
    expect(await outcome(orderNeed(hana, need?.id ?? 0, at(6)))).toBe("NeedNotOpen")
  })

  test("that is told after the unit is back makes none", async () => {
    await connected(unit(6), "in-service")
    await run(change(unit(6), "out-of-order", 20))
    expect(await needs(unit(6))).toHaveLength(1)
  })

  test("stays a need while the unit is silent, and none once it is heard to be back", async () => {
    const told = (before: UnitState, state: UnitState) => concernsNeeds({ before, state })
    expect(told("in-service", "out-of-order")).toBe(true)
    expect(told("out-of-order", "in-service")).toBe(true)
    // Neither that it is silent nor that it is heard again makes a message: a whole fleet may be.
    expect(told("out-of-order", "unknown")).toBe(false)
    expect(told("unknown", "in-service")).toBe(false)
    await connected(unit(8), "out-of-order")
    await run(change(unit(8), "out-of-order", 0))
    const afterwards = async (state: UnitState) => {
      await connected(unit(8), state)
      await run(settleNeeds(at(60)))
      return (await needs(unit(8))).map((need) => need.state)
    }
    expect(await afterwards("unknown")).toEqual(["open"])
    expect(await afterwards("out-of-order")).toEqual(["open"])
    expect(await afterwards("in-service")).toEqual(["back"])
  })

  test("makes a call-out, in which what is reported of the unit is settled too; or is dismissed", async () => {
    await connected(unit(7), "out-of-order")
    await run(change(unit(7), "out-of-order", 0))
    const [need] = await needs(unit(7))
    const id = await run(orderNeed(hana, need?.id ?? 0, at(1)))
    expect(await order(id)).toMatchObject({ source: "need", title: "door-closing", activity: "call-out" })
    expect(await run(acceptRequest(hana, sender, await reported(unit(7), at(2)), at(3)))).toBe(id)
    await run(change(unit(7), "out-of-order", 10))
    expect(await needs(unit(7))).toMatchObject([
      { state: "order", order_id: id },
      { state: "order", order_id: id },
    ])
    await run(cancelOrder(hana, id, { reason: "Another firm is there" }, at(20)))
    expect((await needs(unit(7))).map(({ state }) => state)).toEqual(["open", "open"])
    await connected(unit(6), "out-of-order")
    await run(change(unit(6), "out-of-order", 30))
    const open = (await needs(unit(6))).find(({ state }) => state === "open")
    await run(dismissNeed(hana, open?.id ?? 0, "Cleaners hold the door", at(31)))
    expect(await outcome(dismissNeed(omar, open?.id ?? 0, "Twice", at(32)))).toBe("NeedNotOpen Hana")
  })
})
