import { Effect, Schema } from "effect"
import { type Site, type SiteFilter, sites } from "#equipment"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { addDays, type Day, dayAt } from "#kernel/time.ts"
import { type PlanTerms, usualDistance } from "../domain/service-plan.ts"
import {
  type ContractType,
  plansFor,
  shippedPlanCountries,
  shippedPlans,
  type UsualPlan,
} from "../domain/usual-plans.ts"
import * as ServicePlans from "../persistence/service-plans.ts"
import * as UsualPlans from "../persistence/usual-plans.ts"

/** There is no such plan. */
class PlanNotFound extends Schema.TaggedError<PlanNotFound>()("PlanNotFound", {}) {}

/** The unit has another plan of that name. */
class PlanNameTaken extends Schema.TaggedError<PlanNameTaken>()("PlanNameTaken", {}) {}

/** When the first visits of plans for many units are due. */
export interface FirstDue {
  readonly startsOn: Day
  /** Over the first interval, building by building, rather than all on one day. */
  readonly spread: boolean
}

const UNITS_A_WRITING = 5000

/** Over a longer interval nobody waits for a first visit. */
const MOST_SPREAD_DAYS = 3650

/** Its multiples fall evenly into any interval, and neighbours far apart. */
const GOLDEN = (Math.sqrt(5) - 1) / 2

/**
 * Each unit with its first due date: those of one building fall due together, those of buildings side by side do not, so that
 * nobody's neighbourhood is due all at once.
 */
const startsOf = (found: ReadonlyArray<Site>, terms: PlanTerms, { startsOn, spread }: FirstDue) => {
  const buildings = new Map<number, number>()
  for (const { buildingId } of found) if (!buildings.has(buildingId)) buildings.set(buildingId, buildings.size)
  const distance = spread ? Math.min(usualDistance(terms.recurrence), MOST_SPREAD_DAYS) : 0
  const days = new Map<number, Day>()
  return found.map(({ accountId, buildingId, unitId, contract }) => {
    const later = Math.floor(distance * (((buildings.get(buildingId) ?? 0) * GOLDEN) % 1))
    if (!days.has(later)) days.set(later, addDays(startsOn, later))
    return { accountId, buildingId, unitId, contract, startsOn: days.get(later)! }
  })
}

const setFor = Effect.fnUntraced(function* (found: ReadonlyArray<Site>, terms: PlanTerms, first: FirstDue, now: Date) {
  const units = startsOf(found, terms, first)
  const today = dayAt(now, "UTC")
  let [added, changed] = [0, 0]
  for (let from = 0; from < units.length; from += UNITS_A_WRITING) {
    const some = yield* ServicePlans.set(units.slice(from, from + UNITS_A_WRITING), terms, today)
    added += some.added
    changed += some.changed
  }
  return { added, changed }
})

/**
 * Gives every unit that matches a plan of these terms; a unit that has one of that name gets the terms and keeps its dates.
 * Returns how many plans were added, and how many changed.
 */
export const setPlans = Effect.fn("Maintenance.setPlans")(
  function* (filter: SiteFilter, terms: PlanTerms, first: FirstDue, now: Date) {
    return yield* setFor(yield* sites(filter), terms, first, now)
  },
  transactional,
  as(everything),
)

/** The usual plans of a country: the operator's own, or those that are shipped. */
const usualPlansByCountry = Effect.map(
  Effect.all({ own: UsualPlans.countries, plans: UsualPlans.all }, { concurrency: "unbounded" }),
  ({ own, plans }) => {
    const found = new Map<string, ReadonlyArray<UsualPlan>>(
      own.map((country) => [country, plans.filter((plan) => plan.country === country)]),
    )
    return (country: string): ReadonlyArray<UsualPlan> => {
      const isNamed = found.has(country) || shippedPlanCountries.includes(country)
      const named = isNamed ? country : ""
      const usual = found.get(named) ?? shippedPlans(named)
      found.set(named, usual)
      return usual
    }
  },
)

/**
 * Gives every unit that matches the plans that are usual for its kind in its country, for a contract of this type (null: of any).
 * Returns how many were added and changed.
 */
export const setUsualPlans = Effect.fn("Maintenance.setUsualPlans")(
  function* (filter: SiteFilter, contractType: ContractType | null, first: FirstDue, now: Date) {
    const usualIn = yield* usualPlansByCountry
    const byTerms = new Map<string, { readonly terms: PlanTerms; readonly units: Array<Site> }>()
    for (const site of yield* sites(filter)) {
      for (const terms of plansFor(usualIn(site.country), site.kind, site.drive, contractType)) {
        const key = JSON.stringify(terms)
        const group = byTerms.get(key)
        if (group === undefined) byTerms.set(key, { terms, units: [site] })
        else group.units.push(site)
      }
    }
    let [added, changed] = [0, 0]
    for (const { terms, units } of byTerms.values()) {
      const some = yield* setFor(units, terms, first, now)
      added += some.added
      changed += some.changed
    }
    return { added, changed }
  },
  transactional,
  as(everything),
)

/** Changes one plan whole. */
export const changePlan = Effect.fn("Maintenance.changePlan")(
  function* (
    id: number,
    terms: PlanTerms,
    dates: Pick<ServicePlans.ServicePlan, "startsOn" | "endsOn" | "paused">,
    now: Date,
  ) {
    const before = yield* ServicePlans.byId(id)
    if (before === null) return yield* new PlanNotFound()
    const others = yield* ServicePlans.ofUnit(before.unitId)
    if (others.some((other) => other.id !== id && other.name === terms.name)) return yield* new PlanNameTaken()
    yield* ServicePlans.save(id, terms, dates, dayAt(now, "UTC"))
  },
  transactional,
  as(everything),
)

/** Pauses plans, or has them go on: nothing that fell due meanwhile is made up for. Returns how many. */
export const pausePlans = Effect.fn("Maintenance.pausePlans")(
  function* (filter: ServicePlans.PlanFilter, paused: boolean, now: Date) {
    return yield* ServicePlans.pause(filter, paused, dayAt(now, "UTC"))
  },
  transactional,
  as(everything),
)
