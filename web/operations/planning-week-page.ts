import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { addDays, type Day, dayAt, dayNumber, isDay } from "#kernel/time.ts"
import { type PlannedVisit, technicianWeek } from "#maintenance"
import { allow } from "../http/access.ts"
import { orNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formatsFor } from "../http/layout.ts"
import { pathId } from "../http/path-id.ts"
import { titleWords } from "../services/visit-words.ts"
import { operationsFrame } from "./operations-frame.ts"
import { mayPlan, mondayOf, PLANNING, weekAddress } from "./planning-page.ts"
import { seenText } from "./seen-place.ts"
import type { PlanningWeekView } from "./planning-view.ts"

/** A week of one technician, day by day. */
export const planningWeekPages = new Hono<Env>().get(
  `${PLANNING}/technicians/:id{[0-9]+}`,
  allow("see-operations"),
  (c) => respond(c, weekPage(c)),
)

const movableStates: ReadonlySet<string> = new Set(["planned", "scheduled", "dispatched"])

/** Whether a visit can still be put elsewhere. */
export const isMovable = (visit: PlannedVisit): boolean => movableStates.has(visit.state)

/** Weeks so far from today hold no visits of anybody. */
const MOST_DAYS_AWAY = 3660

/** The Monday of the week that the address names, or of the present week where it names none that could be looked at. */
const askedWeek = (c: Context<Env>): Day => {
  const asked = c.req.query("week") ?? ""
  const today = dayAt(new Date(), c.get("person")?.timeZone ?? "UTC")
  const isNear = isDay(asked) && Math.abs(dayNumber(asked) - dayNumber(today)) <= MOST_DAYS_AWAY
  return mondayOf(isNear ? asked : today)
}

const weekPage = Effect.fn("operations.planningWeek")(function* (c: Context<Env>) {
  const { render, words } = c.get("web")
  const { week: text, nav, visit: states } = words.planning
  const { number, duration, dayMonth, weekdays, calendarDate } = formatsFor(c)
  const id = yield* orNotFound(pathId(c))
  const monday = askedWeek(c)
  const { technician, days } = yield* orNotFound(yield* technicianWeek(id, monday))
  const count = days.reduce((sum, { visits }) => sum + visits.length, 0)
  const title = text.title(technician.name, calendarDate(monday))
  const loadOf = ({ time, isAway, visits }: (typeof days)[number]) => {
    const work = visits.reduce((sum, { minutes }) => sum + minutes, 0)
    if (time === 0 && work === 0) return isAway ? text.away : text.free
    if (work === 0) return text.idle(duration(time * 60))
    return text.load(duration(work * 60), duration(time * 60))
  }
  const view: PlanningWeekView = {
    page: yield* operationsFrame(
      c,
      title,
      [
        { href: PLANNING, text: nav.planning },
        { href: weekAddress(id, monday), text: technician.name },
      ],
      mayPlan(c) ? { scripts: ["planning.js"] } : {},
    ),
    answer: text.answer(count, number(count), technician.name),
    earlier: weekAddress(id, addDays(monday, -7)),
    later: weekAddress(id, addDays(monday, 7)),
    technician: `/operations/technicians/${id}`,
    technicianId: String(id),
    days: days.map((one, index) => ({
      day: one.day,
      name: `${weekdays[index] ?? ""} ${dayMonth(one.day)}`,
      load: loadOf(one),
      visits: one.visits.map((visit) => ({
        href: `${PLANNING}/visits/${visit.id}`,
        unit: visit.unit,
        building: visit.building,
        text: [
          titleWords(c, visit.title),
          duration(visit.minutes * 60),
          states.states[visit.state],
          ...(visit.hold === 2 ? [text.byHand] : []),
        ].join(", "),
        movable: mayPlan(c) && isMovable(visit),
        seen: seenText(visit),
      })),
    })),
  }
  return c.html(render("operations/planning-week", view, words))
})
