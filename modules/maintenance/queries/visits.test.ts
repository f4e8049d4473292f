import { Effect } from "effect"
import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { openAccount } from "#access"
import { as, reading, type Tx } from "#kernel/database/database.ts"
import type { Viewer } from "#kernel/database/viewer.ts"
import { addDays } from "#kernel/time.ts"
import { type Modules, testModules } from "../../../tests/support/modules.ts"
import { activityTypes, orderStates } from "../domain/service-order.ts"
import { standingOf, visitStandings } from "../domain/visit.ts"
import { timelineOf, timelineRanks } from "./timeline.ts"
import {
  everyVisit,
  lastVisits,
  nextVisits,
  type Visit,
  visitCounts,
  type VisitFilter,
  visitPage,
  visitsOn,
} from "./visits.ts"

const FIRST = "2026-10-26"
const DAYS = 42
const VISITS = 240
const people = ["", "Amara Quist", "Piet Oduya"]

let modules: Modules
let mine: Viewer
let others: Viewer
/** All visits of the first account, as staff read them one by one. */
let all: ReadonlyArray<Visit & { readonly search: string }>

/** The same visits at each run: day, unit, kind, state and so on follow from the number. */
const visit = (accountId: number, n: number) => {
  const day = n % 29 === 0 ? null : addDays(FIRST, (n * 7) % DAYS)
  const state = orderStates[n % orderStates.length] ?? "planned"
  const unit = n % 12
  return {
    account_id: accountId,
    building_id: Math.floor(unit / 4) + 1,
    unit_id: unit + 1,
    unit_name: `Lift ${unit + 1}`,
    unit_number: `N-${unit + 1}`,
    unit_kind: "lift",
    building_name: `House ${"ABC"[Math.floor(unit / 4)] ?? ""} 100%`,
    time_zone: "Europe/London",
    activity_type: activityTypes[n % activityTypes.length] ?? "maintenance",
    state,
    title: "Visit",
    source: "staff",
    planned_on: day,
    planned_start: n % 3 === 0 || day === null ? null : `${day}T0${n % 10}:00:00Z`,
    planned_minutes: 60,
    technician: n % 5 === 0 ? null : `Technician ${n % 4}`,
    moved_from: n % 8 === 1 && day !== null ? addDays(day, -2) : null,
    missed_at: n % 6 === 1 && day !== null ? `${addDays(day, (n % 5) - 2)}T23:30:00Z` : null,
    reason: state === "cancelled" ? "Not needed" : null,
    contact_name: people[n % people.length] ?? "",
    search_text: `lift ${unit + 1} house visit`,
    created_at: "2026-01-01T00:00:00Z",
    changed_at: "2026-01-01T00:00:00Z",
    changed_by: "Hana",
  }
}

const see = <A>(viewer: Viewer, question: Effect.Effect<A, never, Tx>) =>
  modules.run(question.pipe(reading, as(viewer)))

beforeAll(async () => {
  modules = await testModules()
  const open = async (name: string) =>
    (await modules.run(openAccount({ name, country: "GB", timeZone: "Europe/London" }))).id
  const [first, second] = [await open("Northgate"), await open("Southbank")]
  mine = { reach: "account", accountId: first }
  others = { reach: "account", accountId: second }
  const rows = [
    ...Array.from({ length: VISITS }, (_, n) => visit(first, n)),
    ...Array.from({ length: 10 }, (_, n) => visit(second, n + 1)),
  ]
  await modules.database.owner`insert into maintenance.service_orders ${modules.database.owner(rows)}`
  const staff: Viewer = { reach: "all", accountId: first }
  const read = await see<ReadonlyArray<Visit>>(
    staff,
    visitPage(everyVisit, { by: "day", descending: false }, { size: 1000, number: 1 }),
  )
  all = read.map((one) => ({ ...one, search: `lift ${one.unitId} house visit` }))
})
afterAll(() => modules.stop())

const filters: fc.Arbitrary<VisitFilter> = fc.record({
  from: fc.option(fc.integer({ min: -3, max: DAYS }).map((days) => addDays(FIRST, days))),
  to: fc.option(fc.integer({ min: -3, max: DAYS + 3 }).map((days) => addDays(FIRST, days))),
  buildingId: fc.option(fc.integer({ min: 1, max: 4 })),
  building: fc.constantFrom("", "house b", "100%", "_"),
  unitIds: fc.option(fc.uniqueArray(fc.integer({ min: 1, max: 13 }))),
  contact: fc.constantFrom("", "", "Amara Quist", "Nobody"),
  activity: fc.option(fc.constantFrom(...activityTypes)),
  standings: fc.oneof(fc.constant([]), fc.uniqueArray(fc.constantFrom(...visitStandings))),
  moved: fc.boolean(),
  text: fc.constantFrom("", "LIFT 1", "house 1", "100%"),
})

/** Whether a visit is one of those asked for, reckoned without the database. */
const isAsked = (one: Visit & { readonly search: string }, filter: VisitFilter): boolean =>
  (filter.from === null || one.day >= filter.from) &&
  (filter.to === null || one.day <= filter.to) &&
  (filter.buildingId === null || one.buildingId === filter.buildingId) &&
  one.building.toLowerCase().includes(filter.building) &&
  (filter.unitIds === null || filter.unitIds.includes(one.unitId)) &&
  (filter.contact === "" || one.contactName === filter.contact) &&
  (filter.activity === null || one.activity === filter.activity) &&
  (filter.standings.length === 0 || filter.standings.includes(standingOf(one))) &&
  (!filter.moved || one.movedFrom !== null) &&
  filter.text
    .toLowerCase()
    .replace("%", "")
    .split(" ")
    .every((word) => one.search.includes(word))

const ids = (visits: ReadonlyArray<Visit>) => visits.map(({ id }) => id)

describe("the visits of a period", () => {
  test("are all there, except for orders that nobody has planned for a day", () => {
    expect(all.length).toBe(Array.from({ length: VISITS }, (_, n) => n).filter((n) => n % 29 !== 0).length)
    expect(new Set(all.map(({ standing }) => standing))).toEqual(new Set(visitStandings))
  })

  test("stand as it is reckoned without the database", () => {
    expect(all.map(({ standing }) => standing)).toEqual(all.map(standingOf))
  })

  test("are found by every filter, and counted by day as the list has them", async () => {
    await fc.assert(
      fc.asyncProperty(filters, fc.integer({ min: 1, max: 3 }), fc.boolean(), async (filter, page, descending) => {
        const expected = all.filter((one) => isAsked(one, filter))
        const size = 25
        const { counts, list } = await see(
          mine,
          Effect.all({
            counts: visitCounts(filter),
            list: visitPage(filter, { by: "day", descending }, { size, number: page }),
          }),
        )
        expect(counts.reduce((sum, { visits }) => sum + visits, 0)).toBe(expected.length)
        expect(counts.reduce((sum, { moved }) => sum + moved, 0)).toBe(
          expected.filter(({ movedFrom }) => movedFrom !== null).length,
        )
        const inOrder = expected.toSorted(
          (a, b) => (descending ? -1 : 1) * (a.day < b.day ? -1 : a.day > b.day ? 1 : 0),
        )
        const days = (some: ReadonlyArray<Visit>) => some.map(({ day }) => day)
        expect(days(list)).toEqual(days(inOrder.slice((page - 1) * size, page * size)))
        for (const one of list) expect(isAsked({ ...one, search: `lift ${one.unitId} house visit` }, filter)).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  test("come in the order of the day where a calendar draws them", async () => {
    const day = addDays(FIRST, 14)
    const found = await see(mine, visitsOn(everyVisit, [day], 100))
    expect(ids(found).toSorted()).toEqual(ids(all.filter((one) => one.day === day)).toSorted())
    const starts = found.map(({ start }) => start?.getTime() ?? Infinity)
    expect(starts).toEqual(starts.toSorted((a, b) => a - b))
  })

  test("are next while somebody is to come, and last when it was done or missed", async () => {
    const today = addDays(FIRST, 20)
    const open = new Set(["planned", "scheduled", "dispatched", "en-route", "on-site"])
    const next = await see(mine, nextVisits(everyVisit, today, 5))
    const last = await see(mine, lastVisits(everyVisit, today, 5))
    expect(next.map(({ day }) => day)).toEqual(
      all
        .filter(({ day, state }) => day >= today && open.has(state))
        .map(({ day }) => day)
        .slice(0, 5),
    )
    expect(last.map(({ day }) => day)).toEqual(
      all
        .filter((one) => one.day <= today && ["done", "missed"].includes(standingOf(one)))
        .map(({ day }) => day)
        .toReversed()
        .slice(0, 5),
    )
  })

  test("are nobody else's", async () => {
    const theirs = await see(others, visitPage(everyVisit, { by: "unit", descending: true }, { size: 100, number: 1 }))
    expect(theirs).toHaveLength(10)
    expect(ids(theirs).filter((id) => ids(all).includes(id))).toEqual([])
  })
})

test("a timeline read page by page holds every visit once, the latest first", async () => {
  const set = { unitIds: Array.from({ length: 12 }, (_, n) => n + 1) }
  const found: Array<{ readonly id: number; readonly at: Date }> = []
  let before = { at: new Date("2027-06-01"), rank: 9, id: 0 }
  for (;;) {
    const page = await see(mine, timelineOf(set, ["visit", "request"], before, 17))
    found.push(...page)
    const last = page.at(-1)
    if (last === undefined) break
    before = { at: last.at, rank: timelineRanks[last.kind], id: last.id }
  }
  expect(found).toHaveLength(VISITS)
  expect(new Set(found.map(({ id }) => id)).size).toBe(VISITS)
  const times = found.map(({ at }) => at.getTime())
  expect(times).toEqual(times.toSorted((a, b) => b - a))
})
