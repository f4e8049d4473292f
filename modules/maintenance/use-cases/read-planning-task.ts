import { Effect } from "effect"
import { type Site, sites } from "#equipment"
import { as, lengthyReading } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { addDays, dayAt, dayNumber } from "#kernel/time.ts"
import {
  emptyVisits,
  hold,
  type PlannedBuilding,
  type PlannedService,
  type PlanningTask,
  type Team,
  type Territories,
} from "../domain/planning/planning-task.ts"
import { countryOf, holidayRegion } from "../domain/regions.ts"
import { timetableOf } from "../domain/service-plan.ts"
import { territoryHolds } from "../domain/territory.ts"
import * as Holidays from "../persistence/holidays.ts"
import * as PlannedVisits from "../persistence/planned-visits.ts"
import * as Technicians from "../persistence/technicians.ts"

/** How far ahead visits are proposed. */
const HORIZON_DAYS = 365
/** Average speed between buildings as the crow flies, km/h. */
const SPEED = 20

/** An order that the task does not hold as a visit, but that may stand for a due date: one without a day or technician, or taken back. */
export interface Leftover {
  readonly id: number
  readonly due: number
  readonly day: number | null
  readonly technicianId: number | null
  readonly hold: number
  readonly isWithdrawn: boolean
}

/** What the planner is to do, with what belongs to its indices. */
export interface ReadTask {
  readonly task: PlanningTask
  /** By the task's index of each. */
  readonly planIds: Int32Array
  readonly technicianIds: Int32Array
  /** The unit of each plan. */
  readonly sites: ReadonlyArray<Site>
  /** By the index of each visit of the task: its order, and how that is held there. */
  readonly orderIds: Int32Array
  readonly orderHolds: Int32Array
  /** By the index of a plan: the first due date of a visit that stays as it is, because it is for today or under way. */
  readonly kept: ReadonlyMap<number, number>
  /** By the index of a plan. */
  readonly leftovers: ReadonlyMap<number, ReadonlyArray<Leftover>>
}

/** A list of numbers that grows without a box for each. */
class Numbers {
  #values = new Int32Array(1024)
  #length = 0
  push(value: number) {
    if (this.#length === this.#values.length) {
      const wider = new Int32Array(this.#length * 2)
      wider.set(this.#values)
      this.#values = wider
    }
    this.#values[this.#length++] = value
  }
  done = () => this.#values.slice(0, this.#length)
}

/** Time zones lie up to 26 hours apart: the first day planned is still to come in every one of them. */
const firstDayOf = (found: ReadonlyArray<Site>, now: Date): number => {
  const zones = new Set(found.map(({ timeZone }) => timeZone))
  return Math.max(dayNumber(dayAt(now, "UTC")), ...[...zones].map((zone) => dayNumber(dayAt(now, zone)))) + 1
}

const buildingsOf = (found: ReadonlyArray<Site>) => {
  const indices = new Map<number, number>()
  const buildings: Array<PlannedBuilding> = []
  for (const { buildingId, country, region, latitude, longitude } of found) {
    if (indices.has(buildingId)) continue
    indices.set(buildingId, buildings.length)
    const position = latitude === null || longitude === null ? null : { latitude, longitude }
    buildings.push({ region: holidayRegion(country, region), position })
  }
  return { buildings, indices }
}

const sitesOfPlans = Effect.fnUntraced(function* (planIds: ReadonlyArray<number>) {
  const unitIds = yield* PlannedVisits.unitsOfPlans(planIds).pipe(lengthyReading, as(everything))
  return yield* sites({ unitIds })
})

const FOREVER = 1_000_000

const techniciansFrom = (rows: ReadonlyArray<Technicians.TechnicianRow>) =>
  rows.map(({ latitude, longitude, skills, region, hours, absences, leftOn }) => ({
    home: latitude === null || longitude === null ? null : { latitude, longitude },
    skills,
    rota: {
      region,
      hours,
      absences: [
        ...absences.map(({ from, to }) => ({ from: dayNumber(from), to: dayNumber(to) })),
        ...(leftOn === null ? [] : [{ from: dayNumber(leftOn), to: FOREVER }]),
      ],
    },
  }))

/**
 * Who looks after each building, those alike in one team: whose territory holds it, and whoever has none and is of its country. Null
 * when nobody who still works has a territory and there is one country alone.
 */
const territoriesOf = (
  found: ReadonlyArray<Site>,
  indices: ReadonlyMap<number, number>,
  technicians: ReadonlyArray<Technicians.TechnicianRow>,
  today: number,
): Territories | null => {
  const working = [...technicians.keys()].filter((index) => {
    const { leftOn } = technicians[index]!
    return leftOn === null || dayNumber(leftOn) > today
  })
  const free = working.filter((index) => technicians[index]!.territory.length === 0)
  const homeOf = (index: number) => countryOf(technicians[index]!.region)
  const isOneCountry = new Set([...free.map(homeOf), ...found.map(({ country }) => country)]).size <= 1
  if (free.length === working.length && isOneCountry) return null
  const holds = technicians.map(({ territory }) => territoryHolds(territory))
  const teams = new Map<string, Team & { readonly index: number }>()
  const teamOfAddress = new Map<string, number>()
  const teamOf = new Int32Array(indices.size)
  for (const site of found) {
    const { country, region, locality, postalCode } = site
    const address = JSON.stringify([country, region, locality, postalCode])
    let index = teamOfAddress.get(address)
    if (index === undefined) {
      const holders = working.filter((technician) => holds[technician]!(site))
      const others = free.filter((technician) => homeOf(technician) === country)
      const key = `${holders.join(" ")}, ${others.join(" ")}`
      const team = teams.get(key) ?? { index: teams.size, holders, others }
      teams.set(key, team)
      teamOfAddress.set(address, (index = team.index))
    }
    teamOf[indices.get(site.buildingId)!] = index
  }
  return { teamOf, teams: [...teams.values()] }
}

/**
 * Reads what the planner is to do from tomorrow on. Visits of today are whoever's they are: they stay, as does what is under way.
 * Plans of units that are no longer in the register are left out. With `planIds` it is about these plans alone.
 */
export const readPlanningTask = Effect.fn("Maintenance.readPlanningTask")(function* (
  now: Date,
  planIds: ReadonlyArray<number> | null = null,
) {
  const found = yield* planIds === null ? sites({}) : sitesOfPlans(planIds)
  const siteOf = new Map(found.map((site) => [site.unitId, site]))
  const today = firstDayOf(found, now)
  const yesterday = addDays(dayAt(now, "UTC"), -1)
  const { buildings, indices } = buildingsOf(found)
  return yield* Effect.gen(function* () {
    const plans: Array<PlannedService & { readonly settled: Array<number> }> = []
    const planSites: Array<Site> = []
    const ids = new Numbers()
    const planIndex = new Map<number, number>()
    for (const row of yield* PlannedVisits.plansToPlan(planIds)) {
      const site = siteOf.get(row.unitId)
      if (site === undefined) continue
      const { start, end, completed, minutes, skills, openFrom, seasons } = row
      const recurrence =
        row.rule === null
          ? { every: row.every ?? 1, unit: row.unit ?? "year", countedFrom: row.countedFrom ?? "due" }
          : { rule: row.rule }
      const timetable = timetableOf(
        { recurrence, seasons, toleranceBefore: row.before, toleranceAfter: row.after },
        { start, end, completed },
      )
      planIndex.set(row.id, plans.length)
      ids.push(row.id)
      planSites.push(site)
      plans.push({ building: indices.get(site.buildingId)!, timetable, minutes, skills, openFrom, settled: [] })
    }
    const technicians = yield* Technicians.all(yesterday)
    const technicianIndex = new Map(technicians.map(({ id }, index) => [id, index]))
    const columns = { plan: new Numbers(), due: new Numbers(), day: new Numbers(), technician: new Numbers() }
    const [holds, orderIds, orderHolds] = [new Numbers(), new Numbers(), new Numbers()]
    const leftovers = new Map<number, Array<Leftover>>()
    const kept = new Map<number, number>()
    yield* PlannedVisits.eachPlanOrder(now, planIds, (orders) => {
      for (const order of orders) {
        const plan = planIndex.get(order.planId)
        if (plan === undefined) continue
        const { id, due, day, technicianId, place } = order
        const isFixed =
          place === "under-way" ? day === null || day < today : day !== null && day >= order.today && day < today
        const isWithdrawn = place === "withdrawn"
        if (place === "settled" || (isFixed && !isWithdrawn)) {
          plans[plan]!.settled.push(due)
          if (place !== "settled") kept.set(plan, Math.min(due, kept.get(plan) ?? due))
        } else if (isWithdrawn || day === null || technicianId === null) {
          const left = { id, due, day, technicianId, hold: order.hold, isWithdrawn }
          if (leftovers.has(plan)) leftovers.get(plan)!.push(left)
          else leftovers.set(plan, [left])
        } else {
          columns.plan.push(plan)
          columns.due.push(due)
          columns.day.push(day)
          // Whoever left is nobody's index: such a visit keeps its day, if somebody else can come.
          columns.technician.push(technicianIndex.get(technicianId) ?? technicians.length)
          holds.push(place === "under-way" ? hold.byHand : order.told ? Math.max(hold.told, order.hold) : order.hold)
          orderIds.push(id)
          orderHolds.push(order.hold)
        }
      }
    })
    const visits = {
      ...emptyVisits(0),
      ...{ plan: columns.plan.done(), due: columns.due.done(), day: columns.day.done() },
      ...{ technician: columns.technician.done(), hold: Uint8Array.from(holds.done()) },
    }
    const read: ReadTask = {
      task: {
        today,
        horizon: today + HORIZON_DAYS,
        speed: SPEED,
        calendar: {
          holidays: (yield* Holidays.since(yesterday)).map(({ region, day }) => ({ region, day: dayNumber(day) })),
          weeks: yield* Holidays.weeks,
        },
        buildings,
        plans,
        technicians: techniciansFrom(technicians),
        territories: territoriesOf(found, indices, technicians, today),
        visits,
      },
      planIds: ids.done(),
      technicianIds: Int32Array.from(technicians, ({ id }) => id),
      sites: planSites,
      orderIds: orderIds.done(),
      orderHolds: orderHolds.done(),
      kept,
      leftovers,
    }
    return read
  }).pipe(lengthyReading, as(everything))
})
