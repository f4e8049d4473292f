import { Effect } from "effect"
import { as, reading } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import * as Holidays from "../persistence/holidays.ts"
import { shippedPlanCountries, shippedPlans, type UsualPlan } from "../domain/usual-plans.ts"
import * as ServicePlans from "../persistence/service-plans.ts"
import * as UsualPlans from "../persistence/usual-plans.ts"

/** A page of the plans that match, and how many plans of how many units do. For staff. */
export const planPage = (filter: ServicePlans.PlanFilter, offset: number, limit: number) =>
  Effect.all(
    { plans: ServicePlans.page(filter, offset, limit), counts: ServicePlans.count(filter) },
    { concurrency: "unbounded" },
  ).pipe(reading, as(everything))

/** How many plans of how many units match. For staff. */
export const planCounts = (filter: ServicePlans.PlanFilter) => ServicePlans.count(filter).pipe(reading, as(everything))

/** A unit's plans. For staff. */
export const plansOfUnit = (unitId: number) => ServicePlans.ofUnit(unitId).pipe(reading, as(everything))

/** One plan, or null. For staff. */
export const planById = (id: number) => ServicePlans.byId(id).pipe(reading, as(everything))

/** The names that plans have, those of most units first. For staff. */
export const planNames = (limit: number) => ServicePlans.names(limit).pipe(reading, as(everything))

/** The regions that have holidays, and a region's holidays of a year, and the working weeks that differ. For staff. */
export const holidaysOf = (region: string, year: number) =>
  Effect.all(
    { regions: Holidays.regions, holidays: Holidays.ofYear(region, year), weeks: Holidays.weeks },
    { concurrency: "unbounded" },
  ).pipe(reading, as(everything))

/** A usual plan in a country's list; `id` is null while it is one that is shipped. */
export interface ListedUsualPlan extends UsualPlan {
  readonly id: number | null
}

/** The usual plans of a country ("": of every country that is not named), whether they are the operator's own, and the countries that have some. For staff. */
export const usualPlansOf = (country: string) =>
  Effect.map(
    Effect.all({ own: UsualPlans.countries, plans: UsualPlans.all }, { concurrency: "unbounded" }),
    ({ own, plans }) => {
      const isOwn = own.includes(country)
      const listed: ReadonlyArray<ListedUsualPlan> = isOwn
        ? plans.filter((plan) => plan.country === country)
        : shippedPlans(country).map((plan) => ({ ...plan, id: null }))
      return { isOwn, plans: listed, countries: [...new Set([...shippedPlanCountries, ...own])] }
    },
  ).pipe(reading, as(everything))

/** One of the operator's own usual plans, or null. For staff. */
export const usualPlanById = (id: number) => UsualPlans.byId(id).pipe(reading, as(everything))
