import { addDays, type Day, isDay, startOfMonth } from "#kernel/time.ts"
import { unitHref } from "./unit-words.ts"

export const availabilityKinds = ["contractual", "technical", "peak"] as const
/** Which availability is explained. */
export type AvailabilityKind = (typeof availabilityKinds)[number]

/** Days of the building's calendar, both included, and the figure that is asked about. */
export interface AvailabilityQuery {
  readonly from: Day
  readonly to: Day
  readonly kind: AvailabilityKind
}

/** Three years and a day: a unit's history of that time still fits a page's patience. */
export const LONGEST_DAYS = 1096

export type AvailabilityProblem = "from" | "to" | "order" | "length"

export interface AvailabilityAsked extends AvailabilityQuery {
  /** What the period is not, and as what it was typed; then this month stands in for it. */
  readonly problems: ReadonlyArray<AvailabilityProblem>
  readonly typed: { readonly from: string; readonly to: string }
  /** Counted from 1. */
  readonly page: number
}

const isKind = (text: string | null): text is AvailabilityKind => availabilityKinds.some((kind) => kind === text)

const problemsOf = (from: string, to: string): ReadonlyArray<AvailabilityProblem> => {
  const bad = [...(isDay(from) ? [] : ["from" as const]), ...(isDay(to) ? [] : ["to" as const])]
  if (bad.length > 0) return bad
  if (to < from) return ["order"]
  return addDays(from, LONGEST_DAYS) <= to ? ["length"] : []
}

/** Reads `from`, `to`, `hours` and `page` of an address; this month up to `today`, contractual, where they are not given. */
export const readAvailabilityQuery = (params: URLSearchParams, today: Day): AvailabilityAsked => {
  const month = { from: startOfMonth(today), to: today }
  const typed = { from: params.get("from") ?? month.from, to: params.get("to") ?? month.to }
  const problems = problemsOf(typed.from, typed.to)
  const hours = params.get("hours")
  const page = params.get("page") ?? ""
  return {
    ...(problems.length === 0 ? typed : month),
    kind: isKind(hours) ? hours : "contractual",
    problems,
    typed,
    page: /^[1-9]\d{0,5}$/.test(page) ? Number(page) : 1,
  }
}

const search = ({ from, to, kind }: AvailabilityQuery) => `from=${from}&to=${to}&hours=${kind}`

/** The page that explains a figure of a unit. */
export const availabilityHref = (unitId: number, query: AvailabilityQuery): string =>
  `${unitHref(unitId)}/availability?${search(query)}`

/** The same as a file. */
export const availabilityCsvHref = (unitId: number, query: AvailabilityQuery): string =>
  `${unitHref(unitId)}/availability.csv?${search(query)}`

/** The page of one interval, which leads back to the period that it was found in. */
export const intervalHref = (unitId: number, startedAt: Date, query: AvailabilityQuery): string =>
  `${unitHref(unitId)}/intervals/${startedAt.getTime()}?${search(query)}`
