import { afterAll, beforeAll, expect, test } from "vitest"
import type { TestDatabase } from "../../tests/support/database.ts"
import { demoDatabase } from "../../tests/support/database-templates.ts"
import { randomFrom } from "./random.ts"
import { demoAccounts, demoUnits } from "./demo-fleet.ts"
import { demoPlans } from "./demo-visits.ts"

let database: TestDatabase
beforeAll(async () => {
  database = await demoDatabase()
})
afterAll(() => database.drop())

const rows = (query: string) => database.owner.unsafe(query) as Promise<ReadonlyArray<Record<string, unknown>>>

test("the demo's history is of a size that people believe, and in every state", async () => {
  const [counted] = await rows(`
    select count(*) filter (where activity_type = 'maintenance' and state = 'closed')::int as visits,
      count(*) filter (where activity_type = 'call-out')::int as "callOuts", count(missed_at)::int as missed,
      count(moved_from)::int as moved, count(distinct unit_id)::int as units,
      count(distinct technician_id)::int as technicians from maintenance.service_orders`)
  expect(counted).toMatchObject({ units: 240, technicians: 8 })
  for (const [what, [least, most]] of Object.entries({
    ...{ visits: [1500, 2600], callOuts: [800, 2500], missed: [5, 60], moved: [40, 200] },
  })) {
    expect(Number(counted?.[what]), what).toBeGreaterThan(Number(least))
    expect(Number(counted?.[what]), what).toBeLessThan(Number(most))
  }
  const states = (await rows("select distinct state from maintenance.service_requests order by 1")).map(
    (row) => row["state"],
  )
  expect(states).toEqual(["accepted", "closed", "completed", "rejected", "submitted"])
  expect(await rows("select from maintenance.service_requests where rating is not null limit 50")).toHaveLength(50)
})

test("times of every order are in order, its lines too, and nothing lies in the future", async () => {
  expect(
    await rows(`
      select id, state from maintenance.service_orders
      where not (created_at <= coalesce(dispatched_at, created_at))
        or dispatched_at > coalesce(travel_started_at, arrived_at, dispatched_at)
        or travel_started_at > coalesce(arrived_at, travel_started_at) or arrived_at > finished_at
        or finished_at > closed_at or greatest(dispatched_at, arrived_at, finished_at, closed_at, changed_at) > now()
        or (state in ('finished', 'closed', 'follow-up-needed')) <> (finished_at is not null)
        or (state = 'closed') <> (closed_at is not null) limit 5`),
  ).toEqual([])
  expect(
    await rows(`
      select order_id from (select order_id, at, lag(at) over (partition by order_id order by id) as before
        from maintenance.order_entries) e where at < before limit 5`),
  ).toEqual([])
  expect(
    await rows(`
      select r.id from maintenance.service_requests r left join maintenance.service_orders o on o.id = r.order_id
      where r.completed_at <> o.finished_at or r.submitted_at > o.created_at
        or (r.state in ('accepted', 'completed', 'closed')) <> (o.id is not null) limit 5`),
  ).toEqual([])
})

test("no visit is there twice, none that is due before its plan's next date is missing a place, and each is in its tolerance", async () => {
  expect(
    await rows(`
      select plan_id, due_on from maintenance.service_orders where plan_id is not null
      group by 1, 2 having count(*) > 1 limit 5`),
  ).toEqual([])
  expect(
    await rows(`
      select o.id from maintenance.service_orders o join maintenance.service_plans p on p.id = o.plan_id
      where p.unit_id <> o.unit_id or o.planned_on not between o.window_from and o.window_to
        or (o.state = 'dispatched' and o.due_on < p.open_from)
        or (o.state in ('finished', 'closed') and o.missed_at is null
          and (o.finished_at at time zone o.time_zone)::date not between o.window_from and o.window_to) limit 5`),
  ).toEqual([])
})

test("units were out of use as planned while they were visited, and out of order until a call-out ended", async () => {
  expect(
    await rows(`
      select o.id, o.unit_name from maintenance.service_orders o join equipment.units u on u.id = o.unit_id
      where o.plan_id is not null and o.state in ('finished', 'closed') and u.connected_since is not null
        and not exists (select from equipment.state_intervals i where i.unit_id = o.unit_id and i.class = 'planned'
          and i.started_at <= o.arrived_at and i.ended_at >= o.finished_at) limit 5`),
  ).toEqual([])
  expect(
    await rows(`
      select o.id, o.unit_name from maintenance.service_orders o
      where o.activity_type in ('call-out', 'repair') and o.state in ('finished', 'closed')
        and o.condition_on_departure = 'in-service' and not exists (
          select from equipment.state_intervals i where i.unit_id = o.unit_id and i.state = 'out-of-order'
            and i.ended_at = o.finished_at and i.started_at < o.created_at) limit 5`),
  ).toEqual([])
})

test("early signs were noticed by the portal’s own rules, and of each outcome there is one", async () => {
  const signs = await rows(`
    select s.unit_name as unit, s.sign, s.state, o.state as "order", o.comment <> '' as told, o.parts <> '[]' as parts,
      o.planned_on > s.noticed_at::date as later
    from maintenance.early_signs s left join maintenance.service_orders o on o.id = s.order_id order by s.id`)
  const because = { sign: "door-reopenings", state: "order" }
  for (const sign of [
    { unit: "Lift 1, north entrance", ...because, order: "closed", told: true, parts: true, later: true },
    { unit: "Lift 4", sign: "repeated-fault", state: "order", order: "closed", told: true, parts: false, later: true },
    { unit: "Lift 3", ...because, order: "dispatched", told: false, parts: false, later: true },
    { unit: "Guest lift 2", sign: "door-reopenings", state: "passed" },
    { unit: "Lift 5, block A", sign: "door-reopenings", state: "dismissed" },
    { unit: "Lift 9", sign: "door-reopenings", state: "open" },
    { unit: "Visitor elevator 4", sign: "repeated-fault", state: "open" },
  ]) {
    expect(signs).toContainEqual(expect.objectContaining(sign))
  }
  expect(signs.length).toBeLessThan(20)
})

test("what is planned is the same whenever it is made of the same seed", () => {
  const now = new Date("2026-11-23T10:00:00Z")
  const account = demoAccounts[0]
  if (account === undefined) throw new Error("No account.")
  const make = () => demoPlans(randomFrom(7), account, demoUnits(account), new Map(), "2025-10-20", now)
  expect(make()).toEqual(make())
})
