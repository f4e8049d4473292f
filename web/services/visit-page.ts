import { Effect } from "effect"
import { type Context, Hono } from "hono"
import {
  type Attachment,
  attachmentsOf,
  checklistOf,
  entriesOf,
  followUpsOf,
  type MoveWish,
  moveWishesOf,
  type NoticedSign,
  type OrderEntry,
  orderDetail,
  ORDERS_CHANGED,
  requestsOfOrder,
  type ServiceOrder,
  signOfOrder,
  standingOf,
} from "#maintenance"
import { reading } from "#kernel/database/database.ts"
import type { Fact } from "../components/view.ts"
import { signWords } from "../equipment/sign-words.ts"
import { buildingHref, unitHref } from "../equipment/unit-words.ts"
import { shownPhotos } from "../files/photos-view.ts"
import { allow } from "../http/access.ts"
import { orNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formatsFor, layoutOf } from "../http/layout.ts"
import { follow, type LivePart } from "../http/live.ts"
import { pathId } from "../http/path-id.ts"
import { mayReport, requestRow, SERVICES } from "./request-words.ts"
import { servicesNav } from "./services-nav.ts"
import {
  causeOfWords,
  checkWords,
  dayInWords,
  timelineHref,
  titleWords,
  visitHref,
  VISITS,
  visitTag,
} from "./visit-words.ts"
import { isToCome } from "./visit-steps.ts"
import type { VisitEntry, VisitReport, VisitSign, VisitView } from "./visit-view.ts"

/** One visit, from its planning to the report of what was done. */
export const visitPages = new Hono<Env>()
  .get(`${VISITS}/:id{[0-9]+}`, allow("look-around"), (c) =>
    respond(
      c,
      Effect.map(visitView(c), (view) => c.html(c.get("web").render("services/visit", view, c.get("web").words))),
    ),
  )
  .get("/live/visits/:id", allow("look-around"), (c) => {
    const id = pathId(c)
    return follow(
      c,
      (change) => change.ids === null || (id !== null && change.ids.includes(id)),
      Effect.map(visitView(c), (view) => liveParts(c, view)),
      { topic: ORDERS_CHANGED, ofEveryAccount: false },
    )
  })

const liveParts = (c: Context<Env>, view: VisitView): ReadonlyArray<LivePart> => {
  const { render, words } = c.get("web")
  return [
    { id: "visit-sign", html: render("services/_visit-sign", view.sign, words) },
    { id: "visit-report", html: render("services/_visit-report", view.report, words) },
    { id: "visit-facts", html: render("services/_visit-facts", view.facts, words) },
    { id: "visit-story", html: render("services/_visit-story", view.story, words) },
  ]
}

/** All that the page of a visit shows, read together. Fails with PageNotFound. */
const readVisit = Effect.fn("readVisit")(function* (id: number) {
  const { found, ...rest } = yield* Effect.all(
    {
      found: orderDetail(id),
      entries: entriesOf(id),
      requests: requestsOfOrder(id),
      goesOn: followUpsOf(id),
      pictures: attachmentsOf({ orderId: id }),
      wishes: moveWishesOf(id),
      noticed: signOfOrder(id),
    },
    { concurrency: "unbounded" },
  )
  return { order: yield* orNotFound(found), ...rest }
}, reading)

const visitView = Effect.fn("services.visitView")(function* (c: Context<Env>) {
  const { words } = c.get("web")
  const text = words.visits.visit
  const id = yield* orNotFound(pathId(c))
  const { order, noticed, entries, requests, goesOn, pictures, wishes } = yield* readVisit(id)
  const now = new Date()
  const done = Object.entries(words.visits.done).find(([name]) => name === c.req.query("done"))?.[1]
  const heading = text.heading(words.visits.activities[order.activity], order.unit, order.building)
  const page = yield* Effect.promise(() =>
    layoutOf(c, {
      title: heading,
      tab: "services",
      crumbs: [
        { href: "/", text: c.get("person")?.account?.name ?? words.layout.allAccounts },
        { href: SERVICES, text: words.visits.title },
        { href: visitHref(id), text: text.title(String(id)) },
      ],
      live: `/live/visits/${id}`,
      ...(done === undefined ? {} : { notice: done }),
    }),
  )
  const view: VisitView = {
    page,
    nav: servicesNav(c, null),
    sign: signOf(c, order, wishes, heading, now),
    report: reportOf(c, order, pictures),
    facts: { facts: factsOf(c, order, noticed, goesOn, now) },
    story: {
      entries: entries.map((entry, at) =>
        entryView(c, order, entry, page.company.name, at === entries.length - 1, now),
      ),
    },
    requests: requests.map((request) => requestRow(c, request, now)),
    links:
      mayReport(c) && isToCome(order)
        ? [
            { href: `${visitHref(id)}/wish`, text: words.visits.wish.title },
            { href: `${visitHref(id)}/contact`, text: words.visits.contactForm.title },
          ]
        : [],
    timeline: { href: timelineHref(unitHref(order.unitId)), text: text.timeline },
  }
  return view
})

/** "Tue 10 Nov, 09:00–11:00", as far as it is told. */
const plannedWords = (c: Context<Env>, order: ServiceOrder, now: Date): string => {
  const { plannedOn, plannedStart, plannedMinutes, timeZone } = order
  if (plannedOn === null) return ""
  const format = formatsFor(c, timeZone)
  const day = dayInWords(c, plannedOn, now)
  if (plannedStart === null) return day
  const end = plannedStart.getTime() + plannedMinutes * 60_000
  return `${day}, ${format.time(plannedStart)}–${format.time(end)}${format.zone(plannedStart)}`
}

const standing = (order: ServiceOrder) =>
  standingOf({ state: order.state, day: order.plannedOn ?? "", missedAt: order.missedAt })

const answerOf = (c: Context<Env>, order: ServiceOrder, now: Date): string => {
  const text = c.get("web").words.visits.visit
  const { moment } = formatsFor(c, order.timeZone)
  const { state, plannedOn, finishedAt, arrivedAt } = order
  if (plannedOn !== null && standing(order) === "missed")
    return text.missed(dayInWords(c, order.windowTo ?? plannedOn, now))
  if (finishedAt !== null) return text.answers[state](moment(finishedAt, now).text)
  if (state === "on-site" && arrivedAt !== null) return text.answers[state](moment(arrivedAt, now).text)
  if (plannedOn === null && state !== "cancelled" && state !== "en-route") return text.noDay
  return text.answers[state](plannedWords(c, order, now))
}

const signOf = (
  c: Context<Env>,
  order: ServiceOrder,
  [wish]: ReadonlyArray<MoveWish>,
  heading: string,
  now: Date,
): VisitSign => {
  const { visit: text, wish: wishText } = c.get("web").words.visits
  const stands = standing(order)
  const { technician, movedFrom, missedAt, reason, contactName, windowTo, plannedOn } = order
  const open = stands === "to-come" || stands === "under-way"
  const why = [
    missedAt !== null && stands !== "missed" ? text.wasMissed(dayInWords(c, windowTo ?? plannedOn ?? "", now)) : "",
    movedFrom !== null && stands !== "to-come" ? text.movedFrom(dayInWords(c, movedFrom, now)) : "",
    reason !== null && stands === "cancelled" ? text.cancelledWhy(reason) : "",
    technician === null ? "" : stands === "done" ? text.came(technician) : open ? text.comes(technician) : "",
    stands === "to-come" ? (contactName === "" ? text.nobodyOpens : text.opens(contactName)) : "",
    wish?.answer === null && isToCome(order) ? wishText.open(wish.askedBy, dayInWords(c, wish.wishedOn, now)) : "",
    wish?.answer === "declined" && isToCome(order)
      ? wishText.declined(dayInWords(c, wish.wishedOn, now), wish.word)
      : "",
  ]
  return {
    heading,
    answer: answerOf(c, order, now),
    why: why.filter((part) => part !== "").join(" "),
    tag:
      stands === "missed" || (stands === "to-come" && movedFrom !== null)
        ? visitTag(c, { ...order, standing: stands })
        : null,
  }
}

/** In what an item of an order's checklist is measured. */
const measureOf = ({ activity, kind }: ServiceOrder, item: string) => {
  const found = checklistOf(activity, kind).find((one) => one.item === item)
  return found?.kind === "measured" ? found.measure : ""
}

const reportOf = (c: Context<Env>, order: ServiceOrder, pictures: ReadonlyArray<Attachment>): VisitReport => {
  const { words } = c.get("web")
  const text = words.visits.visit
  const format = formatsFor(c, order.timeZone)
  const fact = (label: string, value: string | null): ReadonlyArray<Fact> =>
    value === null ? [] : [{ label, value, href: null }]
  const { conditionOnArrival: arrival, conditionOnDeparture: departure, labourMinutes } = order
  const tones = { done: "plain", "not-possible": "ask", defect: "act" } as const
  return {
    none: order.finishedAt !== null ? "" : order.state === "cancelled" ? text.cancelledReport : text.noReport,
    comment: order.comment,
    facts: [
      ...fact(text.arrival, arrival === null ? null : words.states.upper[arrival]),
      ...fact(text.departure, departure === null ? null : words.states.upper[departure]),
      ...fact(text.cause, order.cause === null ? null : causeOfWords(c, order.cause)),
      ...fact(text.component, order.failedComponent === null ? null : words.work.components[order.failedComponent]),
      ...fact(text.action, order.technicianAction === null ? null : words.work.actions[order.technicianAction]),
      ...fact(text.trapped, order.entrapment ? text.yes : null),
      ...fact(text.labour, labourMinutes === null ? null : format.duration(labourMinutes * 60)),
      ...fact(text.signed, order.signedBy),
    ],
    checklist: order.checklist.map(({ item, result, value, because }) => ({
      item: checkWords(c, item),
      result: words.work.results[result],
      tone: tones[result],
      value: value === undefined ? "" : [format.decimal(value).replace(/\.0$/, ""), measureOf(order, item)].join(" "),
      because: because ?? "",
    })),
    parts: order.parts.map(({ name, number, quantity }) => ({ name, number, quantity: format.number(quantity) })),
    photos: shownPhotos(
      c,
      pictures.filter(({ kind }) => kind === "photo"),
    ),
    signature: shownPhotos(
      c,
      pictures.filter(({ kind }) => kind === "signature"),
    ),
  }
}

const factsOf = (
  c: Context<Env>,
  order: ServiceOrder,
  sign: NoticedSign | null,
  goesOn: ReadonlyArray<ServiceOrder>,
  now: Date,
): ReadonlyArray<Fact> => {
  const { words } = c.get("web")
  const text = words.visits.visit
  const format = formatsFor(c, order.timeZone)
  const fact = (label: string, value: string | null, href: string | null = null): ReadonlyArray<Fact> =>
    value === null || value === "" ? [] : [{ label, value, href }]
  const time = (at: Date | null) => (at === null ? null : format.moment(at, now).text)
  const { plannedOn, movedFrom, windowFrom, windowTo, dueOn, arrivedAt, finishedAt, followsId } = order
  const planned = plannedWords(c, order, now)
  return [
    ...fact(text.number, String(order.id)),
    ...fact(text.unit, order.unit, unitHref(order.unitId)),
    ...fact(text.building, order.building, buildingHref(order.buildingId)),
    ...fact(text.kind, words.visits.activities[order.activity]),
    ...fact(text.about, titleWords(c, order.title)),
    ...fact(words.signs.sign, sign === null ? "" : signWords(c, sign).text),
    ...fact(text.due, dueOn === null ? null : format.calendarDate(dueOn)),
    ...fact(
      text.window,
      windowFrom === null || windowTo === null
        ? null
        : text.windowDays(format.calendarDate(windowFrom), format.calendarDate(windowTo)),
    ),
    ...fact(
      text.planned,
      plannedOn === null
        ? null
        : movedFrom === null
          ? planned
          : text.plannedMoved(planned, dayInWords(c, movedFrom, now)),
    ),
    ...fact(text.duration, finishedAt === null ? format.duration(order.plannedMinutes * 60) : null),
    ...fact(text.technician, order.technician),
    ...fact(text.started, time(order.travelStartedAt)),
    ...fact(text.arrived, time(arrivedAt)),
    ...fact(text.finished, time(finishedAt)),
    ...fact(
      text.onSite,
      arrivedAt === null || finishedAt === null
        ? null
        : format.duration((finishedAt.getTime() - arrivedAt.getTime()) / 1000),
    ),
    ...fact(text.contact, order.contactName),
    ...fact(text.phone, order.contactPhone, order.contactPhone === "" ? null : `tel:${order.contactPhone}`),
    ...fact(text.follows, followsId === null ? null : text.title(String(followsId)), visitHref(followsId ?? 0)),
    ...goesOn.flatMap(({ id }) => fact(text.goesOn, text.title(String(id)), visitHref(id))),
  ]
}

const entryView = (
  c: Context<Env>,
  order: ServiceOrder,
  entry: OrderEntry,
  company: string,
  last: boolean,
  now: Date,
): VisitEntry => {
  const { words } = c.get("web")
  const { kind } = entry
  const by =
    entry.byId === null ? company : entry.byStaff ? words.services.request.ofCompany(entry.by, company) : entry.by
  const isWish = kind === "move-asked"
  const inTitle =
    kind === "scheduled" || kind === "moved" || kind === "dispatched" || kind === "unassigned" || kind === "cancelled"
  const isText = kind === "message" || kind === "finished" || kind.startsWith("move-") || kind === "contact-named"
  const what =
    kind === "scheduled" || kind === "moved" ? whenTold(c, order, entry.text, now) : inTitle ? entry.text : ""
  return {
    id: entry.id,
    when: formatsFor(c, order.timeZone).moment(entry.at, now),
    title: words.visits.visit.entries[kind](by, what),
    text: isWish ? wishWords(c, entry.text, now) : isText ? entry.text : "",
    last,
  }
}

/** A day ("2026-11-10") or an instant (ISO), as a line of the story tells it. */
const whenTold = (c: Context<Env>, { timeZone }: ServiceOrder, text: string, now: Date): string => {
  if (text.length <= 10) return dayInWords(c, text, now)
  return formatsFor(c, timeZone).moment(new Date(text), now).text
}

/** The day that was wished for, and what was said with it. */
const wishWords = (c: Context<Env>, text: string, now: Date): string => {
  const [day = "", ...rest] = text.split(" ")
  return [dayInWords(c, day, now), rest.join(" ")].filter((part) => part !== "").join(". ")
}
