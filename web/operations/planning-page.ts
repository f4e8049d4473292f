import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { may } from "#access"
import { sites } from "#equipment"
import { as } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { dayNumber, dayAt, addDays, type Day, weekday } from "#kernel/time.ts"
import {
  openMoveWishes,
  ORDERS_CHANGED,
  type PlannedVisit,
  PLANNING_CHANGED,
  planningProblems,
  type PlanningRun,
  planningRuns,
  requestPlan,
  technicianLoads,
} from "#maintenance"
import { share } from "../components/progress.ts"
import { allow } from "../http/access.ts"
import { respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formatsFor } from "../http/layout.ts"
import { follow } from "../http/live.ts"
import { titleWords } from "../services/visit-words.ts"
import { operationsFrame } from "./operations-frame.ts"
import type { PlanningLoadView, PlanningRunView, PlanningView } from "./planning-view.ts"

/** The planning board, and what leads on from it. */
export const PLANNING = "/operations/planning"
const WEEKS = 8
const SHOWN = 25

/** Whether somebody may change what is planned, and not only look. */
export const mayPlan = (c: Context<Env>): boolean => {
  const person = c.get("person")
  return person !== null && may(person, "plan-visits")
}

/** The Monday of a day's week. */
export const mondayOf = (day: Day): Day => addDays(day, 1 - weekday(dayNumber(day)))

/** Where a technician's week is. */
export const weekAddress = (technicianId: number | string, monday: Day): string =>
  `${PLANNING}/technicians/${technicianId}?week=${monday}`

/** The load of all technicians, what is late or has no place, and how the planner is getting on. */
export const planningPages = new Hono<Env>()
  .get(PLANNING, allow("see-operations"), (c) => respond(c, board(c)))
  .post(`${PLANNING}/runs`, allow("plan-visits"), (c) =>
    respond(
      c,
      Effect.map(requestPlan(c.get("person")?.name ?? "", new Date()), () =>
        c.redirect(`${PLANNING}?done=started`, 303),
      ),
    ),
  )
  .get("/live/planning", allow("see-operations"), (c) => {
    const topic = [PLANNING_CHANGED, ORDERS_CHANGED]
    return follow(c, () => true, liveParts(c), { topic, ofEveryAccount: true })
  })

/** How the planner is getting on and the load as open pages take them, drawn once for all of them. */
const liveParts = (c: Context<Env>) => {
  const { render, words, shared } = c.get("web")
  const drawn = () =>
    Effect.gen(function* () {
      const { run, load } = yield* Effect.all({ run: readRun(c), load: readLoad(c) }, { concurrency: "unbounded" })
      return [
        { id: "planning-run", html: render("operations/_planning-run", run, words) },
        { id: "planning-load", html: render("operations/_planning-load", load, words) },
      ]
    })
  return shared(c, `planning, drawn ${mayPlan(c) ? "to act" : "to read"}`, drawn).pipe(as(everything))
}

const today = (c: Context<Env>): Day => dayAt(new Date(), c.get("person")?.timeZone ?? "UTC")

const figuresOf = (c: Context<Env>, run: PlanningRun | null): PlanningRunView["figures"] => {
  if (run === null) return []
  const { figures } = c.get("web").words.planning.board
  const { number, decimal, calendarDate } = formatsFor(c)
  const { workMinutes, travelMinutes } = run
  const travel =
    workMinutes === null || travelMinutes === null || workMinutes === 0 ? null : travelMinutes / workMinutes
  const figure = (label: string, value: string | null, unit: string, period: string) => ({
    ...{ label, value, unit, period },
    link: null,
  })
  return [
    figure(
      figures.visits,
      number(run.visits),
      "",
      figures.visitsPeriod(calendarDate(run.firstDay ?? today(c)), calendarDate(addDays(run.horizon ?? today(c), -1))),
    ),
    figure(
      figures.changed,
      number(run.added + run.moved + run.withdrawn),
      "",
      figures.changedPeriod(number(run.added), number(run.moved), number(run.withdrawn)),
    ),
    figure(
      figures.unevenness,
      run.unevenness === null ? null : decimal(run.unevenness, 2),
      "",
      figures.unevennessPeriod,
    ),
    figure(figures.travel, travel === null ? null : decimal(travel * 60, 0), "min", figures.travelPeriod),
  ]
}

const runView = (c: Context<Env>, latest: PlanningRun | null, finished: PlanningRun | null): PlanningRunView => {
  const { board: text } = c.get("web").words.planning
  const { number, since, duration } = formatsFor(c)
  const now = new Date()
  const isUnderWay = latest !== null && latest.finishedAt === null
  const ended = finished?.finishedAt ?? null
  return {
    phase: latest === null ? "" : text.phases[latest.phase],
    progress: isUnderWay
      ? {
          share: latest.phase === "writing" ? share(latest.done, latest.total, false) : null,
          text:
            latest.phase === "writing"
              ? `${text.phases.writing}: ${text.progress(number(latest.done), number(latest.total))}`
              : text.phases[latest.phase],
        }
      : null,
    last:
      finished === null || ended === null || finished.startedAt === null
        ? ""
        : [
            `${text.lastRun} ${since(ended, now)}`,
            text.by(finished.requestedBy),
            text.took(duration((ended.getTime() - finished.startedAt.getTime()) / 1000)),
          ].join(", "),
    failure: latest?.phase === "failed" ? text.failure : "",
    figures: figuresOf(c, finished),
    mayStart: mayPlan(c) && !isUnderWay,
  }
}

const readRun = (c: Context<Env>) => Effect.map(planningRuns, ({ latest, finished }) => runView(c, latest, finished))

const visitRow = (c: Context<Env>, visit: PlannedVisit, why: string): PlanningView["late"][number] => {
  const { board: text, visit: words } = c.get("web").words.planning
  const { dayMonth } = formatsFor(c)
  const { windowFrom, windowTo, plannedOn, dueOn } = visit
  return {
    href: `${PLANNING}/visits/${visit.id}`,
    ...{ unit: visit.unit, building: visit.building, title: titleWords(c, visit.title), why },
    planned: plannedOn === null ? text.noDay : dayMonth(plannedOn),
    due: dueOn === null ? "" : dayMonth(dueOn),
    window: windowFrom === null || windowTo === null ? "" : words.between(dayMonth(windowFrom), dayMonth(windowTo)),
  }
}

/** Due dates without a place, with the names of their units. */
const unplacedRows = Effect.fnUntraced(function* (
  c: Context<Env>,
  unplaced: Effect.Success<ReturnType<typeof planningProblems>>["unplaced"],
) {
  const { planning: words } = c.get("web").words
  const { dayMonth, duration } = formatsFor(c)
  const found = yield* sites({ unitIds: unplaced.map(({ unitId }) => unitId) })
  const siteOf = new Map(found.map((site) => [site.unitId, site]))
  return unplaced.map((one): PlanningView["unplaced"][number] => ({
    href: `/operations/plans/${one.planId}`,
    unit: siteOf.get(one.unitId)?.name ?? "",
    building: siteOf.get(one.unitId)?.building ?? "",
    title: one.title,
    planned: words.board.noDay,
    due: dayMonth(one.dueOn),
    window: words.visit.between(dayMonth(one.windowFrom), dayMonth(one.windowTo)),
    why:
      one.reason === "longer-than-a-day"
        ? `${words.reasons[one.reason]}. ${words.needed(duration(one.needed * 60), duration(one.longest * 60))}`
        : words.reasons[one.reason],
  }))
})

const readLoad = (c: Context<Env>) => {
  const monday = mondayOf(today(c))
  return Effect.map(technicianLoads(monday, WEEKS), (loads) => loadView(c, monday, loads))
}

const loadView = (
  c: Context<Env>,
  monday: Day,
  loads: Effect.Success<ReturnType<typeof technicianLoads>>,
): PlanningLoadView => {
  const { board: text } = c.get("web").words.planning
  const { number, dayMonth } = formatsFor(c)
  const rows = loads.map(({ id, name, weeks }) => ({
    name,
    href: `/operations/technicians/${id}`,
    cells: weeks.map(({ work, time, visits }, week) => {
      const first = addDays(monday, week * 7)
      const percent = time === 0 ? text.away : `${number(Math.round((100 * work) / time))} %`
      return {
        text: time === 0 && work > 0 ? "!" : percent,
        label: `${text.weekOf(dayMonth(first))}: ${text.cell(percent, number(visits))}`,
        href: weekAddress(id, first),
        tooMuch: work > time,
      }
    }),
  }))
  return { weeks: Array.from({ length: WEEKS }, (_, week) => dayMonth(addDays(monday, week * 7))), rows }
}

const board = Effect.fn("operations.planning")(function* (c: Context<Env>) {
  const { render, words } = c.get("web")
  const { board: text, conflictReasons, nav } = words.planning
  const { number, dayMonth, list } = formatsFor(c)
  const { runs, problems, load, wishes } = yield* Effect.all(
    {
      runs: planningRuns,
      problems: planningProblems(SHOWN),
      load: readLoad(c),
      wishes: openMoveWishes(SHOWN),
    },
    { concurrency: "unbounded" },
  )
  const { missed, withoutTechnician } = problems.lateCounts
  const { finished, latest } = runs
  const notice = c.req.query("done") === "started" ? { notice: text.started } : {}
  const view: PlanningView = {
    page: yield* operationsFrame(c, nav.planning, [{ href: PLANNING, text: nav.planning }], {
      live: "/live/planning",
      ...notice,
    }),
    answer:
      finished === null
        ? text.neverRan
        : [
            text.answer(finished.visits, number(finished.visits)),
            ...(problems.unplacedCount === 0 ? [] : [text.unplaced(number(problems.unplacedCount))]),
            ...(missed === 0 ? [] : [text.missed(number(missed))]),
          ].join(" "),
    run: runView(c, latest, finished),
    load,
    late: problems.late.map((visit) => visitRow(c, visit, visit.missed ? text.missedOn : text.nobody)),
    moreLate: missed + withoutTechnician > SHOWN ? text.more(number(SHOWN), number(missed + withoutTechnician)) : "",
    unplaced: yield* unplacedRows(c, problems.unplaced),
    moreUnplaced: problems.unplacedCount > SHOWN ? text.more(number(SHOWN), number(problems.unplacedCount)) : "",
    conflicts: problems.conflicts.map((visit) =>
      visitRow(c, visit, list(visit.reasons.map((reason) => conflictReasons[reason]))),
    ),
    wishes: wishes.map((wish) => ({
      href: `${PLANNING}/visits/${wish.orderId}`,
      ...{ unit: wish.unit, building: wish.building, title: wish.askedBy },
      planned: wish.plannedOn === null ? text.noDay : dayMonth(wish.plannedOn),
      ...{ due: dayMonth(wish.wishedOn), window: "" },
      why: wish.text,
    })),
  }
  return c.html(render("operations/planning", view, words))
})
