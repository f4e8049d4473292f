import { randomUUID } from "node:crypto"
import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { nameTyped, phoneTyped } from "#access"
import {
  askToMoveVisit,
  isDayAhead,
  lastDayAhead,
  LONGEST_NAME,
  LONGEST_TEXT,
  nameVisitContact,
  orderDetail,
  type ServiceOrder,
} from "#maintenance"
import { reading } from "#kernel/database/database.ts"
import { dayAt, isDay } from "#kernel/time.ts"
import { allow } from "../http/access.ts"
import { orNotFound, PageNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formKeyOf, formTexts } from "../http/forms.ts"
import { formatsFor, layoutOf } from "../http/layout.ts"
import { pathId } from "../http/path-id.ts"
import { byOf, SERVICES } from "./request-words.ts"
import { visitHref, VISITS } from "./visit-words.ts"
import type { VisitContactView, VisitWishView } from "./visit-view.ts"

const WISH = `${VISITS}/:id{[0-9]+}/wish`
const CONTACT = `${VISITS}/:id{[0-9]+}/contact`

/** What a customer may do about a visit to come: ask for another day, and say who opens the door. */
export const visitStepPages = new Hono<Env>()
  .get(WISH, allow("report-problems"), (c) => respond(c, wishPage(c, { key: randomUUID(), day: "", text: "" }, [])))
  .post(WISH, allow("report-problems"), (c) => respond(c, wish(c)))
  .get(CONTACT, allow("report-problems"), (c) =>
    respond(
      c,
      Effect.flatMap(toCome(c), (visit) => contactPage(c, { name: visit.contactName, phone: visit.contactPhone }, [])),
    ),
  )
  .post(CONTACT, allow("report-problems"), (c) => respond(c, contact(c)))

/** Whether nobody has set out yet: then its day may change, and who opens the door. */
export const isToCome = ({ state }: Pick<ServiceOrder, "state">): boolean =>
  state === "planned" || state === "scheduled" || state === "dispatched"

const visitAsked = Effect.fn("services.visitAsked")(function* (c: Context<Env>) {
  const id = yield* orNotFound(pathId(c))
  return yield* orNotFound(yield* reading(orderDetail(id)))
})

/** The visit, if it is still to come. Fails with PageNotFound. */
const toCome = (c: Context<Env>) =>
  Effect.flatMap(visitAsked(c), (visit) => (isToCome(visit) ? Effect.succeed(visit) : Effect.fail(new PageNotFound())))

const afterwards = (c: Context<Env>, id: number, done: "asked" | "named" | "meanwhile") =>
  c.redirect(`${visitHref(id)}?done=${done}`, 303)

const frame = (c: Context<Env>, visit: ServiceOrder, title: string, failed: boolean) => {
  const { words } = c.get("web")
  return Effect.promise(() =>
    layoutOf(c, {
      title,
      tab: "services",
      crumbs: [
        { href: SERVICES, text: words.visits.title },
        { href: visitHref(visit.id), text: words.visits.visit.title(String(visit.id)) },
        { href: c.req.path, text: title },
      ],
      failed,
    }),
  )
}

const headingOf = (c: Context<Env>, { activity, unit, building }: ServiceOrder) => {
  const { visits } = c.get("web").words
  return visits.visit.heading(visits.activities[activity], unit, building)
}

type WishTyped = Pick<VisitWishView["form"], "key" | "day" | "text">

const wishPage = Effect.fn("services.wishPage")(function* (
  c: Context<Env>,
  typed: WishTyped,
  errors: VisitWishView["form"]["errors"],
) {
  const { render, words } = c.get("web")
  const text = words.visits.wish
  const visit = yield* toCome(c)
  const { plannedOn, timeZone } = visit
  const today = dayAt(new Date(), timeZone)
  const { calendarDate } = formatsFor(c)
  const view: VisitWishView = {
    page: yield* frame(c, visit, text.title, errors.length > 0),
    heading: headingOf(c, visit),
    about: plannedOn === null ? text.about : `${text.plannedFor(calendarDate(plannedOn))} ${text.about}`,
    back: visitHref(visit.id),
    form: {
      action: c.req.path,
      ...typed,
      // A field for days shows nothing else.
      day: isDay(typed.day) ? typed.day : "",
      days: { first: today, last: lastDayAhead(today) },
      errors,
    },
  }
  return c.html(render("services/visit-wish", view, words), errors.length > 0 ? 422 : 200)
})

const wish = Effect.fn("services.wish")(function* (c: Context<Env>) {
  const text = c.get("web").words.visits.wish.errors
  const id = yield* orNotFound(pathId(c))
  const form = yield* formTexts(c)
  const formKey = yield* orNotFound(formKeyOf(form["key"]))
  const day = (form["day"] ?? "").trim()
  const why = (form["text"] ?? "").trim()
  const visit = yield* visitAsked(c)
  const today = dayAt(new Date(), visit.timeZone)
  const wrongDay = { field: "day" as const, text: text.day(formatsFor(c).calendarDate(lastDayAhead(today))) }
  const errors = [
    ...(isDay(day) && isDayAhead(day, today) ? [] : [wrongDay]),
    ...(why.length <= LONGEST_TEXT
      ? []
      : [{ field: "text" as const, text: text.text(formatsFor(c).number(LONGEST_TEXT)) }]),
  ]
  if (errors.length > 0) return yield* wishPage(c, { key: formKey, day, text: why }, errors)
  return yield* askToMoveVisit(byOf(c), id, { wishedOn: day, text: why, formKey }, new Date()).pipe(
    Effect.as(afterwards(c, id, "asked")),
    Effect.catchTags({
      OrderNotSo: () => Effect.succeed(afterwards(c, id, "meanwhile")),
      DayNotAhead: () => wishPage(c, { key: formKey, day, text: why }, [wrongDay]),
      OrderNotFound: () => Effect.fail(new PageNotFound()),
    }),
  )
})

const contactPage = Effect.fn("services.contactPage")(function* (
  c: Context<Env>,
  typed: { readonly name: string; readonly phone: string },
  errors: VisitContactView["form"]["errors"],
) {
  const { render, words } = c.get("web")
  const visit = yield* toCome(c)
  const view: VisitContactView = {
    page: yield* frame(c, visit, words.visits.contactForm.title, errors.length > 0),
    heading: headingOf(c, visit),
    back: visitHref(visit.id),
    form: { action: c.req.path, ...typed, errors },
  }
  return c.html(render("services/visit-contact", view, words), errors.length > 0 ? 422 : 200)
})

const contact = Effect.fn("services.contact")(function* (c: Context<Env>) {
  const text = c.get("web").words.visits.contactForm.errors
  const id = yield* orNotFound(pathId(c))
  const form = yield* formTexts(c)
  const typed = { name: form["name"] ?? "", phone: form["phone"] ?? "" }
  const name = nameTyped(typed.name)
  const phone = typed.phone.trim() === "" ? "" : phoneTyped(typed.phone)
  const errors = [
    ...(name === null || name.length > LONGEST_NAME ? [{ field: "name" as const, text: text.name }] : []),
    ...(phone === null ? [{ field: "phone" as const, text: text.phone }] : []),
  ]
  if (name === null || phone === null || errors.length > 0) return yield* contactPage(c, typed, errors)
  return yield* nameVisitContact(byOf(c), id, { name, phone }, new Date()).pipe(
    Effect.as(afterwards(c, id, "named")),
    Effect.catchTags({
      OrderNotSo: () => Effect.succeed(afterwards(c, id, "meanwhile")),
      OrderNotFound: () => Effect.fail(new PageNotFound()),
    }),
  )
})
