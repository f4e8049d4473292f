import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { dayAt, isDay } from "#kernel/time.ts"
import {
  answerMoveWish,
  type Explanation,
  moveVisit,
  moveWishesOf,
  type PlannedVisit,
  plannedVisit,
  technicians,
  visitExplanation,
} from "#maintenance"
import { as } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import type { Fact } from "../components/view.ts"
import { allow } from "../http/access.ts"
import { orNotFound, PageNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formTexts } from "../http/forms.ts"
import { formatsFor } from "../http/layout.ts"
import { idTyped, pathId } from "../http/path-id.ts"
import { titleWords } from "../services/visit-words.ts"
import { operationsFrame } from "./operations-frame.ts"
import { doneText, fieldsOf, summaryOf, type Typed, type Wrongs } from "./planning-fields.ts"
import { mayPlan, mondayOf, PLANNING, weekAddress } from "./planning-page.ts"
import type { PlanningVisitView } from "./planning-view.ts"
import { isMovable } from "./planning-week-page.ts"
import { seenPlace, seenText } from "./seen-place.ts"

const ONE = `${PLANNING}/visits/:id{[0-9]+}`
const LONGEST_WORD = 1000

/** A visit as the planner sees it: why it is where it is, and how to move it. */
export const planningVisitPages = new Hono<Env>()
  .get(ONE, allow("see-operations"), (c) =>
    respond(
      c,
      Effect.flatMap(visitHere(c), (visit) => page(c, visit, null, [])),
    ),
  )
  .post(ONE, allow("plan-visits"), (c) => respond(c, move(c)))
  .post(`${ONE}/answer`, allow("plan-visits"), (c) => respond(c, answer(c)))

const visitHere = Effect.fnUntraced(function* (c: Context<Env>) {
  const id = yield* orNotFound(pathId(c))
  return yield* orNotFound(yield* plannedVisit(id))
})

const addressOf = ({ id }: Pick<PlannedVisit, "id">) => `${PLANNING}/visits/${id}`

/** Who does it: staff alone come here. */
const doer = (c: Context<Env>) => {
  const person = c.get("person")
  return { userId: person?.userId ?? null, name: person?.name ?? "", staffRole: person?.staffRole ?? null }
}

const move = Effect.fn("operations.moveVisit")(function* (c: Context<Env>) {
  const { errors } = c.get("web").words.planning.visit
  const visit = yield* visitHere(c)
  const typed = yield* formTexts(c)
  const day = typed["day"] ?? ""
  const technician = typed["technician"] ?? ""
  const technicianId = idTyped(technician)
  const wrongs = [
    ...(isDay(day) ? [] : [{ field: "day", text: errors.day }]),
    ...(technician !== "" && technicianId === null ? [{ field: "technician", text: errors.technician }] : []),
  ]
  if (wrongs.length > 0) return yield* page(c, visit, typed, wrongs)
  return yield* moveVisit(doer(c), visit.id, { day, technicianId }, seenPlace(typed["seen"]), new Date()).pipe(
    as(everything),
    Effect.map((): Response => {
      const toWeek = typed["back"] === "week" && technicianId !== null
      return c.redirect(toWeek ? weekAddress(technicianId, mondayOf(day)) : `${addressOf(visit)}?done=moved`, 303)
    }),
    Effect.catchTags({
      DayNotAhead: () => page(c, visit, typed, [{ field: "day", text: errors.day }]),
      TechnicianNotFound: () => page(c, visit, typed, [{ field: "technician", text: errors.technician }]),
      MovedMeanwhile: () =>
        Effect.flatMap(visitHere(c), (there) => page(c, there, typed, [{ field: "day", text: movedTo(c, there) }])),
      OrderNotSo: () => Effect.succeed(c.redirect(`${addressOf(visit)}?done=late`, 303)),
      OrderNotFound: () => Effect.fail(new PageNotFound()),
    }),
  )
})

/** Where somebody else has put a visit meanwhile. */
const movedTo = (c: Context<Env>, { plannedOn, technician }: PlannedVisit) => {
  const { visit: text, board } = c.get("web").words.planning
  const { calendarDate } = formatsFor(c)
  const day = plannedOn === null ? board.noDay : calendarDate(plannedOn)
  return text.errors.movedMeanwhile(day, technician ?? text.nobody)
}

const answer = Effect.fn("operations.answerMoveWish")(function* (c: Context<Env>) {
  const { errors } = c.get("web").words.planning.visit
  const visit = yield* visitHere(c)
  const typed = yield* formTexts(c)
  const given = typed["answer"]
  if (given !== "accept" && given !== "decline")
    return yield* page(c, visit, typed, [{ field: "word", text: errors.answer }])
  const accepted = given === "accept"
  const word = (typed["word"] ?? "").trim().slice(0, LONGEST_WORD)
  const askedAt = new Date(typed["asked"] ?? "")
  return yield* answerMoveWish(doer(c), visit.id, { askedAt, accepted, word }, new Date()).pipe(
    as(everything),
    Effect.map((): Response => c.redirect(`${addressOf(visit)}?done=${accepted ? "accepted" : "declined"}`, 303)),
    Effect.catchTags({
      DayNotAhead: () => page(c, visit, typed, [{ field: "day", text: errors.day }]),
      TechnicianNotFound: () => page(c, visit, typed, [{ field: "technician", text: errors.technician }]),
      WishChanged: () => page(c, visit, typed, [{ field: "word", text: errors.wishChanged }]),
      NothingAsked: () => Effect.succeed(c.redirect(`${addressOf(visit)}?done=answered`, 303)),
      OrderNotSo: () => Effect.succeed(c.redirect(`${addressOf(visit)}?done=late`, 303)),
      OrderNotFound: () => Effect.fail(new PageNotFound()),
    }),
  )
})

const dayReasons = (c: Context<Env>, { day }: Explanation): ReadonlyArray<string> => {
  const { why } = c.get("web").words.planning.visit
  const { number, decimal, duration } = formatsFor(c)
  return day.map((reason) => {
    switch (reason.code) {
      case "due":
        return why.due(reason.daysAfter, number(Math.abs(reason.daysAfter)))
      case "building-visited":
        return why["building-visited"](reason.visits, number(reason.visits))
      case "others-near":
        return why["others-near"](reason.buildings, number(reason.buildings), decimal(reason.kilometres))
      case "even-load":
        return why["even-load"](duration(reason.minutes * 60), duration(reason.average * 60))
      default:
        return why[reason.code]
    }
  })
}

const personReasons = (c: Context<Env>, { person }: Explanation): ReadonlyArray<string> => {
  const { why } = c.get("web").words.planning.visit
  const { number, decimal } = formatsFor(c)
  return person.map((reason) => {
    switch (reason.code) {
      case "has-the-skills":
        return why["has-the-skills"](number(reason.able), number(reason.of))
      case "in-territory":
      case "no-territory":
        return why[reason.code](reason.holders, number(reason.holders))
      case "knows-the-building":
        return why["knows-the-building"](number(reason.visits), number(reason.of))
      case "near-home":
        return why["near-home"](decimal(reason.kilometres), number(reason.nearer), number(reason.nearerOff))
      default:
        return why[reason.code]
    }
  })
}

const factsOf = (c: Context<Env>, visit: PlannedVisit): ReadonlyArray<Fact> => {
  const { visit: text } = c.get("web").words.planning
  const { calendarDate, duration, dayMonth } = formatsFor(c)
  const { facts } = text
  const { windowFrom, windowTo, dueOn, plannedOn } = visit
  const fact = (label: string, value: string | null, href: string | null = null): ReadonlyArray<Fact> =>
    value === null ? [] : [{ label, value, href }]
  const state = [
    text.states[visit.state],
    ...(visit.missed ? [text.missed] : []),
    ...(visit.hold === 2 ? [text.byHand] : []),
  ]
  return [
    ...fact(facts.unit, visit.unit, `/equipment/units/${visit.unitId}`),
    ...fact(facts.building, visit.building),
    ...fact(facts.what, titleWords(c, visit.title)),
    ...fact(facts.due, dueOn === null ? null : calendarDate(dueOn)),
    ...fact(
      facts.window,
      windowFrom === null || windowTo === null ? null : text.between(dayMonth(windowFrom), dayMonth(windowTo)),
    ),
    ...fact(facts.planned, plannedOn === null ? null : calendarDate(plannedOn)),
    ...fact(
      facts.technician,
      visit.technician ?? text.nobody,
      visit.technicianId === null || plannedOn === null ? null : weekAddress(visit.technicianId, mondayOf(plannedOn)),
    ),
    ...fact(facts.minutes, duration(visit.minutes * 60)),
    ...fact(facts.state, state.join(", ")),
  ]
}

const page = Effect.fn("operations.planningVisit")(function* (
  c: Context<Env>,
  visit: PlannedVisit,
  given: Typed | null,
  wrongs: Wrongs,
) {
  const { render, words } = c.get("web")
  const { visit: text, nav } = words.planning
  const { calendarDate } = formatsFor(c)
  const now = new Date()
  const { people, explanation, wishes } = yield* Effect.all({
    people: technicians(now),
    explanation: visitExplanation(visit.id, now),
    wishes: moveWishesOf(visit.id).pipe(as(everything)),
  })
  const open = wishes.find((wish) => wish.answer === null)
  const today = dayAt(now, "UTC")
  const working = people.filter(({ leftOn }) => leftOn === null || leftOn > today)
  const place = { day: visit.plannedOn ?? "", technician: String(visit.technicianId ?? "") }
  const typed = { ...place, ...given }
  const fields = fieldsOf(typed, wrongs)
  const notice = doneText(text.done, c.req.query("done"))
  const title = text.title(visit.unit)
  const view: PlanningVisitView = {
    page: yield* operationsFrame(
      c,
      title,
      [
        { href: PLANNING, text: nav.planning },
        { href: addressOf(visit), text: visit.unit },
      ],
      { failed: wrongs.length > 0, ...(notice === undefined ? {} : { notice }) },
    ),
    answer: title,
    facts: factsOf(c, visit),
    whyDay: explanation === null ? [text.whyNot] : dayReasons(c, explanation),
    whyPerson: explanation === null ? [] : personReasons(c, explanation),
    action: addressOf(visit),
    move:
      mayPlan(c) && isMovable(visit)
        ? [
            fields.date("day", text.day),
            fields.select("technician", text.technician, [
              ["", text.nobody],
              ...working.map(({ id, name }): readonly [string, string] => [String(id), name]),
            ]),
          ]
        : null,
    wish:
      open === undefined || !mayPlan(c)
        ? null
        : {
            text: text.askedText(open.askedBy, calendarDate(open.wishedOn)),
            words: open.text,
            askedAt: open.askedAt.toISOString(),
            fields: [fields.text("word", text.word)],
          },
    seen: seenText(visit),
    problems: summaryOf(wrongs),
  }
  return c.html(render("operations/planning-visit", view, words), wrongs.length > 0 ? 422 : 200)
})
