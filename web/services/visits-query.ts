import {
  activityTypes,
  everyVisit,
  type VisitFilter,
  type VisitOrder,
  visitSorts,
  type VisitStanding,
  visitStandings,
} from "#maintenance"
import { addDays, type Day, dayNumber, isDay, startOfMonth, weekday } from "#kernel/time.ts"
import { pageNumber, searched } from "../http/lists.ts"
import { idTyped } from "../http/path-id.ts"

export const visitViews = ["month", "week", "list"] as const
export type VisitsViewName = (typeof visitViews)[number]

/** The address of Services, read. Nonsense is left out. */
export interface VisitsQuery {
  readonly view: VisitsViewName
  /** A day of the month or week that is shown. */
  readonly day: Day
  /** What the heading is about: the month, the week or the days of the list, both included. */
  readonly from: Day
  readonly to: Day
  /** All days that are drawn: a calendar begins on a Monday and ends on a Sunday. */
  readonly first: Day
  readonly last: Day
  /** All but which units and days. */
  readonly filter: VisitFilter
  readonly building: string
  readonly contract: string
  readonly address: number | null
  readonly unit: number | null
  /** Whose contract or building is meant, for staff, who look at all accounts. */
  readonly account: number | null
  readonly state: VisitStanding | "moved" | ""
  readonly order: VisitOrder
  readonly page: number
}

/** From and to of a list that has no beginning and no end. */
export const FIRST_DAY = "1970-01-01"
export const LAST_DAY = "2199-12-31"

const dayTyped = (text: string | null): Day | null =>
  text !== null && isDay(text) && text >= FIRST_DAY && text <= LAST_DAY ? text : null

const monday = (day: Day) => addDays(day, 1 - weekday(dayNumber(day)))

const periodOf = (view: VisitsViewName, day: Day, from: Day | null, to: Day | null) => {
  const week = { from: monday(day), to: addDays(monday(day), 6) }
  if (view === "week") return { ...week, first: week.from, last: week.to }
  const month = { from: startOfMonth(day), to: addDays(startOfMonth(day, 1), -1) }
  if (view === "month") return { ...month, first: monday(month.from), last: addDays(monday(month.to), 6) }
  const list = from === null && to === null ? month : { from: from ?? FIRST_DAY, to: to ?? LAST_DAY }
  return { ...list, first: list.from, last: list.to }
}

/** What the address asks for, when today is that day. */
export const readVisitsQuery = (search: URLSearchParams, today: Day): VisitsQuery => {
  const get = (name: string) => searched(search.get(name) ?? undefined)
  const view = visitViews.find((name) => name === get("view")) ?? "month"
  const day = dayTyped(search.get("day")) ?? today
  const building = get("building")
  const buildingId = idTyped(building)
  const state = get("state")
  const standing = visitStandings.find((name) => name === state)
  const sort = get("sort")
  return {
    view,
    day,
    ...periodOf(view, day, dayTyped(search.get("from")), dayTyped(search.get("to"))),
    filter: {
      ...everyVisit,
      buildingId,
      building: buildingId === null ? building : "",
      contact: get("contact"),
      activity: activityTypes.find((name) => name === get("kind")) ?? null,
      standings: standing === undefined ? [] : [standing],
      moved: state === "moved",
      text: get("text"),
    },
    building,
    contract: get("contract"),
    address: idTyped(get("address")),
    unit: idTyped(get("unit")),
    account: idTyped(get("account")),
    state: standing ?? (state === "moved" ? "moved" : ""),
    order: {
      by: visitSorts.find((by) => by === sort.replace(/^-/, "")) ?? "day",
      descending: sort.startsWith("-"),
    },
    page: pageNumber(search.get("page") ?? undefined),
  }
}
