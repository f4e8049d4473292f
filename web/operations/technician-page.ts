import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { type KnownAddress, knownAddresses } from "#equipment"
import {
  addAbsence,
  changeTechnician,
  removeAbsence,
  technicianById,
  territoryHolds,
  type TechnicianRow,
  visitsOnDays,
} from "#maintenance"
import { dayAt, isDay } from "#kernel/time.ts"
import { allow } from "../http/access.ts"
import { orNotFound, PageNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formTexts } from "../http/forms.ts"
import { formatsFor } from "../http/layout.ts"
import { pathId } from "../http/path-id.ts"
import { dayHref } from "../technician/day-words.ts"
import { operationsFrame } from "./operations-frame.ts"
import { doneText, fieldsOf, summaryOf, type Typed, type Wrongs } from "./planning-fields.ts"
import { mayPlan, mondayOf, weekAddress } from "./planning-page.ts"
import type { TechnicianView } from "./planning-view.ts"
import { technicianFields, technicianTyped, typedOf } from "./technician-form.ts"
import { TECHNICIANS } from "./technicians-page.ts"

const ONE = `${TECHNICIANS}/:id{[0-9]+}`
const LONGEST_REASON = 200

/** One technician: what is kept of them, and when they are away. */
export const technicianPages = new Hono<Env>()
  .get(ONE, allow("see-operations"), (c) =>
    respond(
      c,
      Effect.flatMap(technicianHere(c), (one) => page(c, one, typedOf(one), c.req.query(), [])),
    ),
  )
  .post(ONE, allow("plan-visits"), (c) => respond(c, change(c)))
  .post(`${ONE}/absences`, allow("plan-visits"), (c) => respond(c, noteAbsence(c)))
  .post(`${ONE}/absences/:absence{[0-9]+}/removal`, allow("plan-visits"), (c) =>
    respond(
      c,
      Effect.gen(function* () {
        const one = yield* technicianHere(c)
        yield* removeAbsence(one.id, yield* orNotFound(pathId(c, "absence")))
        return c.redirect(`${TECHNICIANS}/${one.id}?done=removed`, 303)
      }),
    ),
  )

const technicianHere = Effect.fnUntraced(function* (c: Context<Env>) {
  const id = yield* orNotFound(pathId(c))
  return yield* orNotFound(yield* technicianById(id, new Date()))
})

const change = Effect.fn("operations.changeTechnician")(function* (c: Context<Env>) {
  const { errors } = c.get("web").words.planning.technicians
  const one = yield* technicianHere(c)
  const typed = yield* formTexts(c)
  const read = yield* technicianTyped(c, typed)
  if (!("name" in read)) return yield* page(c, one, typed, {}, read)
  return yield* changeTechnician(one.id, read).pipe(
    Effect.map((): Response => c.redirect(`${TECHNICIANS}/${one.id}?done=changed`, 303)),
    Effect.catchTags({
      UserTaken: () => page(c, one, typed, {}, [{ field: "user", text: errors.user }]),
      NoSuchTechnician: () => Effect.fail(new PageNotFound()),
    }),
  )
})

/** Days away that were typed, or what is wrong with them. */
const absenceTyped = (c: Context<Env>, typed: Typed) => {
  const { errors } = c.get("web").words.planning.technicians
  const [from, to] = [typed["from"] ?? "", typed["to"] ?? ""]
  const wrongs: Wrongs = [
    ...(isDay(from) ? [] : [{ field: "from", text: errors.from }]),
    ...(isDay(to) && from <= to ? [] : [{ field: "to", text: errors.to }]),
  ]
  return { absence: { from, to, reason: (typed["reason"] ?? "").trim().slice(0, LONGEST_REASON) }, wrongs }
}

const noteAbsence = Effect.fn("operations.noteAbsence")(function* (c: Context<Env>) {
  const one = yield* technicianHere(c)
  const typed = yield* formTexts(c)
  const { absence, wrongs } = absenceTyped(c, typed)
  if (wrongs.length > 0) return yield* page(c, one, typedOf(one), typed, wrongs)
  return yield* addAbsence(one.id, absence, new Date()).pipe(
    Effect.map((): Response => c.redirect(`${TECHNICIANS}/${one.id}?done=noted`, 303)),
    Effect.catchTag("NoSuchTechnician", () => Effect.fail(new PageNotFound())),
  )
})

/** What a territory holds, line by line and all together. */
const heldBy = (c: Context<Env>, territory: ReadonlyArray<string>, addresses: ReadonlyArray<KnownAddress>) => {
  const { one: text } = c.get("web").words.planning.technicians
  const { number } = formatsFor(c)
  const count = (lines: ReadonlyArray<string>) => {
    const inside = addresses.filter(territoryHolds(lines))
    const [buildings, units] = inside.reduce(([some, all], one) => [some + one.buildings, all + one.units], [0, 0])
    return buildings === 0 ? text.holdsNothing : text.counted(buildings, number(buildings), units, number(units))
  }
  return [
    ...territory.map((line) => ({ line, holds: count([line]) })),
    ...(territory.length > 1 ? [{ line: text.holdsAll, holds: count(territory) }] : []),
  ]
}

/** What the days away that were asked about would move; null when none were, or they do not hold. */
const wouldMove = Effect.fnUntraced(function* (c: Context<Env>, one: TechnicianRow, asked: Typed) {
  if (asked["from"] === undefined) return { would: null, wrongs: [] }
  const { one: text } = c.get("web").words.planning.technicians
  const { absence, wrongs } = absenceTyped(c, asked)
  if (wrongs.length > 0) return { would: null, wrongs }
  const count = yield* visitsOnDays(one.id, absence.from, absence.to)
  return { would: { text: text.would(count, formatsFor(c).number(count)), ...absence }, wrongs: [] }
})

const page = Effect.fn("operations.technician")(function* (
  c: Context<Env>,
  one: TechnicianRow,
  typed: Typed,
  asked: Typed,
  given: Wrongs,
) {
  const { render, words } = c.get("web")
  const { technicians: text } = words.planning
  const { calendarDate } = formatsFor(c)
  const self = `${TECHNICIANS}/${one.id}`
  const { would, wrongs: askedWrongs } =
    given.length > 0 ? { would: null, wrongs: [] } : yield* wouldMove(c, one, asked)
  const wrongs = [...given, ...askedWrongs]
  const failed = wrongs.length > 0
  const notice = doneText({ ...text.done, added: text.added }, c.req.query("done"))
  const away = fieldsOf(asked, wrongs)
  const view: TechnicianView = {
    page: yield* operationsFrame(
      c,
      one.name,
      [
        { href: TECHNICIANS, text: text.title },
        { href: self, text: one.name },
      ],
      { failed, ...(notice === undefined ? {} : { notice }) },
    ),
    name: one.name,
    action: self,
    day: dayHref(one.id),
    week: weekAddress(one.id, mondayOf(dayAt(new Date(), c.get("person")?.timeZone ?? "UTC"))),
    form: yield* technicianFields(c, typed, wrongs),
    mayAct: mayPlan(c),
    territory: one.territory.length === 0 ? [] : heldBy(c, one.territory, yield* knownAddresses),
    absences: one.absences.map(({ id, from, to, reason }) => ({
      id: String(id),
      ...{ from: calendarDate(from), to: calendarDate(to), reason },
      label: text.one.removeOne(calendarDate(from), calendarDate(to)),
    })),
    absenceForm: [
      away.date("from", text.one.from),
      away.date("to", text.one.to),
      away.text("reason", text.one.reason, text.one.reasonHint),
    ],
    would,
    problems: summaryOf(wrongs),
  }
  return c.html(render("operations/technician", view, words), failed ? 422 : 200)
})
