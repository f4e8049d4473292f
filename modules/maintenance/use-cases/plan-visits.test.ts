import { Effect } from "effect"
import fc from "fast-check"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openAccount } from "#access"
import { addUnits } from "#equipment"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { addDays, dayNumber } from "#kernel/time.ts"
import { type Modules, testModules } from "../../../tests/support/modules.ts"
import { dayText } from "../domain/planning/dates.ts"
import { dueDays } from "../domain/planning/recurrence.ts"
import type { PlanTerms } from "../domain/service-plan.ts"
import { timetableOf } from "../domain/service-plan.ts"
import { visitExplanation } from "../queries/explain-visit.ts"
import { completePlan } from "./complete-plan.ts"
import { pausePlans, setPlans } from "./keep-plans.ts"
import { addAbsence, addTechnician, changeTechnician, type KeptTechnician } from "./keep-technician.ts"
import { moveVisit } from "./move-visit.ts"
import { planVisits } from "./plan-visits.ts"
import { requestPlan } from "./request-plan.ts"

let modules: Modules
let unitIds: ReadonlyArray<number>
let technicianIds: ReadonlyArray<number>
const hana = { userId: 7, name: "Hana Suzuki", staffRole: "dispatcher" as const }

const monthly: PlanTerms = {
  activity: "maintenance",
  name: "Maintenance",
  recurrence: { every: 1, unit: "month", countedFrom: "due" },
  toleranceBefore: 7,
  toleranceAfter: 7,
  minutes: 60,
  skills: [],
  seasons: [],
}
const inspection: PlanTerms = {
  ...monthly,
  activity: "inspection",
  name: "Inspection",
  recurrence: { every: 6, unit: "week", countedFrom: "completion" },
}

const technician = (name: string, skills: ReadonlyArray<string> = []): KeptTechnician => ({
  userId: null,
  ...{ name, base: "The depot", latitude: 51.5, longitude: -0.1 },
  ...{ timeZone: "Europe/London", region: "GB-ENG", skills, territory: [], leftOn: null },
  hours: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: 480, to: 960 })),
})

/** Six units in three buildings, one of them in another zone. */
const fleet = [0, 1, 2, 3, 4, 5].map((n) => {
  const house = n % 3
  return {
    unit: { equipmentNumber: `U-${n}`, name: `Lift ${n}`, kind: "lift" as const },
    building: {
      ...{ key: `H-${house}`, name: `House ${house}`, use: null },
      timeZone: house === 2 ? "America/New_York" : "Europe/London",
      ...{ latitude: 51.5 + house / 100, longitude: -0.1 },
    },
    address: { street: `${house} Street`, locality: "London", region: null, postalCode: null, country: "GB" },
  }
})

beforeAll(async () => {
  modules = await testModules()
  const { id } = await modules.run(openAccount({ name: "Northgate", country: "GB", timeZone: "Europe/London" }))
  unitIds = (await modules.run(addUnits(id, fleet))).map((unit) => unit.id)
  technicianIds = [
    await modules.run(addTechnician(technician("Ada"))),
    await modules.run(addTechnician(technician("Ben"))),
  ]
})
afterAll(() => modules.stop())

const clear = () =>
  modules.database.owner.unsafe(
    `truncate maintenance.service_plans, maintenance.service_orders, maintenance.planning_runs, maintenance.absences restart identity cascade`,
  )

const at = (day: string) => new Date(`${day}T09:00:00Z`)

const plan = async (now: Date) => {
  const runId = await modules.run(requestPlan("Hana Suzuki", now))
  await modules.run(planVisits(runId, now))
  return runId
}

interface Order {
  readonly id: number
  readonly planId: number
  readonly due: string
  readonly day: string
  readonly opens: string
  readonly closes: string
  readonly technicianId: number | null
  readonly state: string
  readonly hold: number
  readonly missed: boolean
}

const orders = () => modules.database.owner<Array<Order>>`
  select id, plan_id as "planId", due_on::text as due, planned_on::text as day, window_from::text as opens, window_to::text as closes,
    technician_id as "technicianId", state, hold, missed_at is not null as missed
  from maintenance.service_orders order by plan_id, due_on`

const runs = () => modules.database.owner`
  select phase, visits, added, moved, withdrawn, unplaced, missed from maintenance.planning_runs order by id`

const setMonthly = (startsOn: string, now: Date, terms = monthly) =>
  modules.run(setPlans({ unitIds }, terms, { startsOn, spread: false }, now))

test("a year is planned inside the tolerance, one technician for a building on a day, and the next four weeks are told", async () => {
  await clear()
  const now = at("2026-03-02")
  expect(await setMonthly("2026-03-10", now)).toEqual({ added: 6, changed: 0 })
  await plan(now)
  const found = await orders()
  expect(found).toHaveLength(6 * 12)
  for (const { day, opens, closes, technicianId, state, hold } of found) {
    expect(opens <= day && day <= closes).toBe(true)
    expect(technicianId).not.toBeNull()
    const firm = day < "2026-03-31"
    expect([state, hold]).toEqual(firm ? ["scheduled", 1] : ["planned", 0])
  }
  const twoComing = await modules.database.owner`
    select building_id, planned_on from maintenance.service_orders group by 1, 2 having count(distinct technician_id) > 1`
  expect(twoComing).toEqual([])
  const [told] = await modules.database.owner<Array<{ lines: number }>>`
    select count(*)::int as lines from maintenance.order_entries where kind = 'scheduled'`
  expect(told?.lines).toBe(found.filter(({ state }) => state === "scheduled").length)
})

test("run again, nothing is written; nor when a run that has ended is begun again", async () => {
  const now = at("2026-03-02")
  const before = await modules.database.owner`select id, xmin::text from maintenance.service_orders order by id`
  const runId = await plan(now)
  await modules.run(planVisits(runId, now))
  expect(await modules.database.owner`select id, xmin::text from maintenance.service_orders order by id`).toEqual(
    before,
  )
  expect((await runs()).at(-1)).toEqual({
    phase: "finished",
    ...{ visits: 72, added: 0, moved: 0, withdrawn: 0, unplaced: 0, missed: 0 },
  })
})

test("of two at once one plans; the other waits and is asked for again when the first has ended", async () => {
  await clear()
  const now = at("2026-03-02")
  await setMonthly("2026-03-10", now)
  const first = await modules.run(requestPlan("Ada", now))
  await modules.database.owner`
    update maintenance.planning_runs set phase = 'reckoning', started_at = now(), beat_at = now() where id = ${first}`
  const second = await modules.run(requestPlan("Ben", now))
  expect(second).not.toBe(first)
  expect(await modules.run(requestPlan("Cem", now))).toBe(second)
  await modules.run(planVisits(second, now))
  expect(await orders()).toEqual([])
  // The first one's worker has died: nobody hears of it for long.
  await modules.database.owner`
    update maintenance.planning_runs set beat_at = now() - interval '1 minute' where id = ${first}`
  await modules.run(planVisits(second, now))
  expect((await runs()).map(({ phase }) => phase)).toEqual(["failed", "finished"])
  expect(await orders()).toHaveLength(72)
})

test("two that are begun at the same moment make no visit twice", async () => {
  await clear()
  const now = at("2026-03-02")
  await setMonthly("2026-03-10", now)
  const runId = await modules.run(requestPlan("Ada", now))
  const both = await Promise.all([1, 2].map(() => modules.run(Effect.exit(planVisits(runId, now)))))
  expect(both.map(({ _tag }) => _tag).toSorted()).toEqual(["Failure", "Success"])
  expect(await orders()).toHaveLength(72)
})

test("a visit moved by hand stays, and a technician's week off moves nothing else", async () => {
  await clear()
  const now = at("2026-03-02")
  await setMonthly("2026-03-10", now)
  await plan(now)
  const before = await orders()
  const told = before.find(({ state }) => state === "scheduled")!
  await modules.run(
    moveVisit(hana, told.id, { day: addDays(told.closes, 3), technicianId: told.technicianId }, told, now).pipe(
      as(everything),
    ),
  )
  const away = before.find(({ day, id }) => day > "2026-05-01" && id !== told.id)!
  const week = { from: away.day, to: addDays(away.day, 6) }
  await modules.run(addAbsence(away.technicianId!, { ...week, reason: "Holiday" }, now))
  await plan(now)
  const after = await orders()
  const [moved] = await modules.database.owner`
    select planned_on::text as day, moved_from::text as "movedFrom", hold, state from maintenance.service_orders where id = ${told.id}`
  expect(moved).toEqual({ day: addDays(told.closes, 3), movedFrom: told.day, hold: 2, state: "scheduled" })
  const conflicts = await modules.database.owner`select distinct reason from maintenance.planning_conflicts`
  expect(conflicts.map(({ reason }) => reason as string)).toContain("outside-tolerance")
  for (const [index, one] of before.entries()) {
    const had = one.technicianId === away.technicianId && week.from <= one.day && one.day <= week.to
    const { day, technicianId } = after[index]!
    if (one.id === told.id) continue
    if (had) expect({ day, technicianId }).not.toEqual({ day: one.day, technicianId: one.technicianId })
    else expect({ day, technicianId }).toEqual({ day: one.day, technicianId: one.technicianId })
  }
})

test("what nobody can do is listed with the reason, and planned as soon as somebody can", async () => {
  await clear()
  const now = at("2026-03-02")
  await setMonthly("2026-03-05", now, { ...monthly, skills: ["escalator"] })
  await plan(now)
  expect(await orders()).toEqual([])
  const listed = await modules.database.owner`
    select reason, count(*)::int as visits, min(window_from)::text as opens from maintenance.unplaced_visits group by reason`
  // The window is that of the plan, also where it is partly over.
  expect(listed).toEqual([{ reason: "nobody-has-the-skills", visits: 72, opens: "2026-02-26" }])
  await modules.run(changeTechnician(technicianIds[0]!, technician("Ada", ["escalator"])))
  await plan(now)
  expect(await orders()).toHaveLength(72)
  expect(await modules.database.owner`select from maintenance.unplaced_visits`).toHaveLength(0)
  await modules.run(changeTechnician(technicianIds[0]!, technician("Ada")))
})

test("with territories everybody comes to their own addresses alone, and what is nobody's is listed until it is somebody's", async () => {
  await clear()
  const now = at("2026-03-02")
  await setMonthly("2026-03-10", now)
  const [ada = 0, ben = 0] = technicianIds
  const keep = (id: number, territory: ReadonlyArray<string>) =>
    modules.run(changeTechnician(id, { ...technician(id === ada ? "Ada" : "Ben"), territory }))
  await keep(ada, ["GB, London, N1*"])
  await keep(ben, ["GB, Leeds"])
  const inHouse = (house: number, postalCode: string) => modules.database.owner`
    update equipment.addresses set postal_code = ${postalCode} where street = ${`${house} Street`}`
  await Promise.all([inHouse(0, "N1 7AA"), inHouse(1, "N16 5BB"), inHouse(2, "SE1 9GF")])
  await plan(now)
  expect(new Set((await orders()).map(({ technicianId }) => technicianId))).toEqual(new Set([ada]))
  const unplaced = () =>
    modules.database.owner`select reason, count(*)::int as visits from maintenance.unplaced_visits group by 1`
  expect(await unplaced()).toEqual([{ reason: "outside-territories", visits: 2 * 12 }])
  await keep(ben, [])
  await plan(now)
  expect(await unplaced()).toEqual([])
  const comers = await modules.database.owner`
    select building_name as house, array_agg(distinct technician order by technician) as names
    from maintenance.service_orders group by 1 order by 1`
  expect(comers.map(({ house, names }) => [house, names])).toEqual([
    ["House 0", ["Ada"]],
    ["House 1", ["Ada"]],
    ["House 2", ["Ben"]],
  ])
  const [visit] = await orders()
  const explained = await modules.run(visitExplanation(visit?.id ?? 0, now))
  expect(explained?.person).toContainEqual({ code: "in-territory", holders: 1 })
  await keep(ada, [])
})

test("who has no territory stays in their own country, also where nobody knows how far it is", async () => {
  await clear()
  const now = at("2026-03-02")
  await setMonthly("2026-03-10", now)
  const [ada = 0, ben = 0] = technicianIds
  const keep = (id: number, name: string, region: string) =>
    modules.run(changeTechnician(id, { ...technician(name), latitude: null, longitude: null, region }))
  const inCountry = (house: number, country: string) => modules.database.owner`
    update equipment.addresses set country = ${country} where street = ${`${house} Street`}`
  await Promise.all([keep(ada, "Ada", "GB-ENG"), keep(ben, "Ben", "NP"), inCountry(1, "NP"), inCountry(2, "US")])
  await modules.database.owner`update equipment.buildings set latitude = null, longitude = null`
  await plan(now)
  const comers = await modules.database.owner`
    select building_name as house, array_agg(distinct technician) as names from maintenance.service_orders group by 1 order by 1`
  expect(comers.map(({ house, names }) => [house, names])).toEqual([
    ["House 0", ["Ada"]],
    ["House 1", ["Ben"]],
  ])
  const listed = await modules.database.owner`
    select reason, count(*)::int as visits from maintenance.unplaced_visits group by 1`
  expect(listed).toEqual([{ reason: "outside-territories", visits: 2 * 12 }])
  await Promise.all([0, 1, 2].map((house) => inCountry(house, "GB")))
  await modules.database.owner`update equipment.buildings set latitude = 51.5, longitude = -0.1`
  await Promise.all([ada, ben].map((id) => modules.run(changeTechnician(id, technician(id === ada ? "Ada" : "Ben")))))
})

test("a crash in the middle of the writing leaves nothing double and nothing out", async () => {
  await clear()
  const now = at("2026-03-02")
  await setMonthly("2026-03-10", now)
  const { owner } = modules.database
  await owner.unsafe(`
    create function maintenance.fail_late() returns trigger language plpgsql as $$ begin raise 'power cut'; end $$;
    create trigger fail_late before update on maintenance.planning_runs for each row when (new.phase = 'finished')
      execute function maintenance.fail_late()`)
  const runId = await modules.run(requestPlan("Ada", now))
  expect((await modules.run(Effect.exit(planVisits(runId, now))))._tag).toBe("Failure")
  await owner.unsafe("drop function maintenance.fail_late cascade")
  expect((await runs()).at(-1)?.["phase"]).toBe("failed")
  const half = await orders()
  await plan(now)
  expect((await orders()).map(({ id }) => id)).toEqual(half.map(({ id }) => id))
  expect((await orders()).some(({ state }) => state === "scheduled")).toBe(true)
})

/** What happens to a portal between two runs of the planner. */
const dealings = fc.array(
  fc.oneof(
    fc.record({ what: fc.constant("time" as const), days: fc.integer({ min: 1, max: 12 }) }),
    fc.record({ what: fc.constant("plan" as const) }),
    fc.record({ what: fc.constant("crash" as const), phase: fc.constantFrom("writing", "finished") }),
    fc.record({ what: fc.constant("finish" as const), nth: fc.nat(5), late: fc.integer({ min: -3, max: 3 }) }),
    fc.record({ what: fc.constant("move" as const), nth: fc.nat(9), days: fc.integer({ min: 1, max: 20 }) }),
    fc.record({ what: fc.constant("pause" as const), paused: fc.boolean() }),
  ),
  { minLength: 3, maxLength: 8 },
)

test("whatever happens, each due date has one visit or stands among those without a place", async () => {
  const { owner } = modules.database
  await owner.unsafe(
    `create function maintenance.fail_run() returns trigger language plpgsql as $$ begin raise 'power cut'; end $$`,
  )
  await fc.assert(
    fc.asyncProperty(fc.constantFrom("2026-03-20", "2026-10-16", "2028-02-20"), dealings, async (begins, steps) => {
      await clear()
      let day: string = begins
      await setMonthly(addDays(begins, 3), at(day))
      await setMonthly(addDays(begins, 5), at(day), inspection)
      for (const step of [...steps, { what: "pause" as const, paused: false }, { what: "plan" as const }]) {
        const now = at(day)
        if (step.what === "time") day = addDays(day, step.days)
        else if (step.what === "plan") await plan(now)
        else if (step.what === "crash") {
          await owner.unsafe(`create trigger fail_run before update on maintenance.planning_runs for each row
            when (new.phase = '${step.phase}') execute function maintenance.fail_run()`)
          const runId = await modules.run(requestPlan("Ada", now))
          expect((await modules.run(Effect.exit(planVisits(runId, now))))._tag).toBe("Failure")
          await owner.unsafe("drop trigger fail_run on maintenance.planning_runs")
        } else if (step.what === "finish") {
          const open = (await orders()).filter(({ state, missed }) => state === "scheduled" && !missed)[step.nth]
          if (open === undefined) continue
          const done = new Date(at(day).getTime() + step.late * 3_600_000)
          await owner`update maintenance.service_orders set state = 'finished', finished_at = ${done} where id = ${open.id}`
          await modules.run(completePlan(open.id, done).pipe(inTransaction))
        } else if (step.what === "move") {
          const open = (await orders()).filter(({ state }) => ["planned", "scheduled"].includes(state))[step.nth]
          if (open === undefined) continue
          const place = { day: addDays(day, step.days), technicianId: technicianIds[0]! }
          await modules.run(moveVisit(hana, open.id, place, open, now).pipe(as(everything)))
        } else {
          await modules.run(pausePlans({ accountId: null, unitIds: null, name: "", paused: null }, step.paused, now))
        }
      }
      await expectEachDueOnce()
    }),
    { numRuns: 10 },
  )
}, 60_000)

const inTransaction = <A, E, R>(work: Effect.Effect<A, E, R>) => work.pipe(transactional, as(everything))

interface PlanRow {
  readonly id: number
  readonly name: string
  readonly starts: string
  readonly opens: string
  readonly completed: string | null
}

const expectEachDueOnce = async () => {
  const { owner } = modules.database
  const plans = await owner<Array<PlanRow>>`
    select id, name, starts_on::text as starts, open_from::text as opens, completed_on::text as completed from maintenance.service_plans`
  const [run] = await owner<Array<{ horizon: string }>>`
    select horizon::text from maintenance.planning_runs where phase = 'finished' order by id desc limit 1`
  const found = await orders()
  const unplaced = await owner<Array<{ planId: number; due: string }>>`
    select plan_id as "planId", due_on::text as due from maintenance.unplaced_visits`
  for (const { id, name, starts, opens, completed } of plans) {
    const terms = name === "Maintenance" ? monthly : inspection
    const days = { start: dayNumber(starts), end: null, completed: completed === null ? null : dayNumber(completed) }
    const due = dueDays(timetableOf(terms, days), dayNumber(opens), dayNumber(run!.horizon)).map(dayText)
    const mine = found.filter(({ planId }) => planId === id)
    const listed = [...mine, ...unplaced.filter(({ planId }) => planId === id)].map((one) => one.due)
    expect(due.filter((one) => !listed.includes(one))).toEqual([])
    const open = mine.filter(({ state, missed }) => ["planned", "scheduled"].includes(state) && !missed)
    expect(open.map((one) => one.due).filter((one) => !due.includes(one))).toEqual([])
  }
}
