import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { agreedHoursOf, type UnitAgreedHours } from "#equipment"
import {
  candidatesFor,
  entriesOf,
  isOrderStepPossible,
  openOrderStates,
  orderDetail,
  type OrderEntry,
  ORDERS_CHANGED,
  REQUESTS_CHANGED,
  requestsOfOrder,
  type ServiceOrder,
  skillsFor,
  technicianSituation,
  waitingSince,
} from "#maintenance"
import { as, reading } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import type { Fact } from "../components/view.ts"
import { hoursText } from "../equipment/hours-text.ts"
import { buildingHref, unitHref } from "../equipment/unit-words.ts"
import { allow } from "../http/access.ts"
import { orNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formatsFor } from "../http/layout.ts"
import { follow } from "../http/live.ts"
import { pathId } from "../http/path-id.ts"
import { requestRow } from "../services/request-words.ts"
import { dayInWords, titleWords, visitHref } from "../services/visit-words.ts"
import { orderHref } from "../technician/day-words.ts"
import { clockAt, localText, seenTimeText } from "./dispatch-times.ts"
import type { DispatchOrder, DispatchOrderView, StoryLine } from "./dispatch-view.ts"
import { clockOf, DISPATCH, dispatchHref, forgottenClock, handOver, mayDispatch } from "./dispatch-words.ts"
import { accountNames, operationsFrame } from "./operations-frame.ts"

const MOST_CANDIDATES = 12

/** One order as the dispatcher sees it: who could go, when, and what happened. */
export const dispatchOrderPages = new Hono<Env>()
  .get(`${DISPATCH}/:id{[0-9]+}`, allow("see-operations"), (c) => respond(c, orderPage(c, nothingTyped)))
  .get("/live/dispatch/:id", allow("see-operations"), (c) =>
    // What is done to other orders says who is free for this one.
    follow(c, () => true, livePart(c), { topic: [REQUESTS_CHANGED, ORDERS_CHANGED], ofEveryAccount: true }),
  )

/** What was typed into one of the page's forms, and what is wrong with it. Null: nothing was typed there. */
export interface OrderTyped {
  readonly when: { readonly date: string; readonly time: string; readonly seen: string } | null
  readonly times: { readonly arrived: string; readonly finished: string } | null
  readonly errors: DispatchOrder["errors"]
}
const nothingTyped: OrderTyped = { when: null, times: null, errors: [] }

const readOrder = Effect.fnUntraced(
  function* (id: number, now: Date) {
    const { found, entries, requests, waiting, nameOf } = yield* Effect.all(
      {
        found: orderDetail(id),
        entries: entriesOf(id),
        requests: requestsOfOrder(id),
        waiting: waitingSince(id),
        nameOf: accountNames,
      },
      { concurrency: "unbounded" },
    )
    const order = yield* orNotFound(found)
    const situation = isOrderStepPossible(order.state, "dispatch")
      ? yield* technicianSituation([order.unitId], now)
      : null
    const hours = (yield* agreedHoursOf([order.unitId])).get(order.unitId) ?? null
    return { order, entries, requests, waiting, nameOf, situation, hours }
  },
  reading,
  as(everything),
)

/** The page of an order, with its forms as they were typed: 422 when something is wrong with that. */
export const orderPage = Effect.fn("operations.order")(function* (c: Context<Env>, typed: OrderTyped) {
  const { render, words } = c.get("web")
  const text = words.dispatch
  const { id, view: order } = yield* orderView(c, typed)
  const done = Object.entries(text.done).find(([name]) => name === c.req.query("done"))?.[1]
  const title = text.order.title(String(id))
  const page = yield* operationsFrame(
    c,
    `${title}: ${order.heading}`,
    [
      { href: DISPATCH, text: text.title },
      { href: order.action, text: title },
    ],
    {
      live: `/live/dispatch/${id}`,
      failed: typed.errors.length > 0,
      ...(done === undefined ? {} : { notice: done }),
    },
  )
  const view: DispatchOrderView = { page, order }
  return c.html(render("operations/dispatch-order", view, words), typed.errors.length > 0 ? 422 : 200)
})

const livePart = (c: Context<Env>) => {
  const { render, words } = c.get("web")
  return Effect.map(orderView(c, nothingTyped), ({ view }) => [
    { id: "dispatch-order", html: render("operations/_dispatch-order", view, words) },
  ])
}

const orderView = Effect.fn("operations.orderView")(function* (c: Context<Env>, typed: OrderTyped) {
  const text = c.get("web").words.dispatch
  const id = yield* orNotFound(pathId(c))
  const now = new Date()
  const { order, entries, requests, waiting, nameOf, situation, hours } = yield* readOrder(id, now)
  const what = text.order.heading(titleWords(c, order.title), order.unit)
  const customer = nameOf(order.accountId)
  const acts = mayDispatch(c)
  const can = (step: Parameters<typeof isOrderStepPossible>[1]) => acts && isOrderStepPossible(order.state, step)
  const trapped = waiting?.trapped === true && openOrderStates.includes(order.state)
  const waits = openOrderStates.includes(order.state) && order.state !== "on-site" && order.source !== "plan"
  const place = situation?.placeOf(order.unitId) ?? { drive: null, position: null, address: null }
  const candidates = candidatesFor(place, skillsFor(order.kind, place.drive), situation?.technicians ?? [])
    .filter(
      ({ technician }) =>
        technician.id !== order.technicianId || order.state === "scheduled" || order.state === "planned",
    )
    .slice(0, MOST_CANDIDATES)
  const { timeZone } = order
  const view: DispatchOrder = {
    heading: what,
    why: text.order.why(order.building, customer),
    state: { tone: toneOf(order), text: text.states[order.state] },
    trapped,
    clock:
      waits && waiting?.promised === true
        ? clockOf(c, { ...waiting, trapped, timeZone, hours }, now).clock
        : forgottenClock(c, order, now),
    facts: factsOf(c, order, customer, hours, now),
    links: [
      ...(can("finish") ? [{ href: orderHref(id), text: text.order.finish }] : []),
      { href: visitHref(id), text: text.order.visit },
      ...(order.technicianId === null ? [] : [{ href: `/day?technician=${order.technicianId}`, text: text.order.day }]),
    ],
    story: entries.map((entry, at) => storyLine(c, order, entry, at === entries.length - 1, now)),
    zoned: entries.some(({ at }) => formatsFor(c, timeZone).zone(at) !== ""),
    requests: requests.map((request) => requestRow(c, request, now)),
    action: dispatchHref(id),
    who: can("dispatch")
      ? { candidates: candidates.map((candidate) => handOver(c, candidate, order.technicianId)) }
      : null,
    unassign: can("unassign") && order.technician !== null ? text.order.unassign(order.technician) : null,
    when: can("schedule")
      ? {
          about: text.order.whenAbout(order.timeZone),
          date: typed.when?.date ?? order.plannedOn ?? "",
          time: typed.when?.time ?? (order.plannedStart === null ? "" : clockAt(order.plannedStart, order.timeZone)),
          seen: typed.when?.seen ?? seenTimeText(order),
        }
      : null,
    times: acts && order.state !== "cancelled" ? timesForm(c, order, typed) : null,
    close: can("close"),
    cancel: can("cancel"),
    errors: typed.errors,
  }
  return { id, view }
})

const toneOf = ({ state, technicianId }: ServiceOrder): "act" | "open" | "plain" => {
  if (!openOrderStates.includes(state)) return "plain"
  return technicianId === null ? "act" : "open"
}

const timesForm = (c: Context<Env>, order: ServiceOrder, typed: OrderTyped): DispatchOrder["times"] => {
  const { arrivedAt, finishedAt, timeZone } = order
  if (arrivedAt === null) return null
  return {
    about: `${c.get("web").words.dispatch.order.timesAbout} ${c.get("web").words.dispatch.order.whenAbout(timeZone)}`,
    arrived: typed.times?.arrived ?? localText(arrivedAt, timeZone),
    finished: finishedAt === null ? null : (typed.times?.finished ?? localText(finishedAt, timeZone)),
  }
}

const factsOf = (
  c: Context<Env>,
  order: ServiceOrder,
  customer: string,
  hours: UnitAgreedHours | null,
  now: Date,
): ReadonlyArray<Fact> => {
  const { dispatch, visits, services } = c.get("web").words
  const text = dispatch.order
  const fact = (label: string, value: string, href: string | null = null): Fact => ({ label, value, href })
  const { plannedOn, plannedStart, timeZone, contactName, contactPhone } = order
  const format = formatsFor(c, timeZone)
  const day = plannedOn === null ? text.notPlanned : dayInWords(c, plannedOn, now)
  const time = plannedStart === null ? "" : `, ${format.time(plannedStart)}${format.zone(plannedStart)}`
  return [
    fact(text.activity, visits.activities[order.activity]),
    fact(text.source, dispatch.sources[order.source], order.followsId === null ? null : dispatchHref(order.followsId)),
    fact(text.planned, `${day}${time}`),
    ...(order.technician === null ? [] : [fact(dispatch.technician, order.technician)]),
    fact(text.unit, `${order.unit}, ${order.number}`, unitHref(order.unitId)),
    fact(text.building, order.building, buildingHref(order.buildingId)),
    fact(text.customer, customer),
    ...(hours === null || hours.agreedHours === null
      ? []
      : [fact(text.agreed, text.agreedBy(hoursText(c, hours.agreedHours), hours.timeZone))]),
    ...(contactName === "" && contactPhone === ""
      ? []
      : [
          fact(
            text.contact,
            services.request.contactOf(contactName, contactPhone),
            contactPhone === "" ? null : `tel:${contactPhone}`,
          ),
        ]),
  ]
}

const SENTENCES: ReadonlySet<OrderEntry["kind"]> = new Set(["finished", "message", "move-asked", "move-declined"])

const storyLine = (c: Context<Env>, order: ServiceOrder, entry: OrderEntry, last: boolean, now: Date): StoryLine => {
  const { visit } = c.get("web").words.visits
  const format = formatsFor(c, order.timeZone)
  const isDay = entry.kind === "scheduled" || entry.kind === "moved"
  const day = isDay && entry.text.includes("T") ? format.moment(new Date(entry.text), now).text : null
  const what = isDay ? (day ?? dayInWords(c, entry.text, now)) : entry.text
  return {
    id: entry.id,
    when: format.moment(entry.at, now),
    title: visit.entries[entry.kind](entry.by, what),
    text: SENTENCES.has(entry.kind) ? entry.text : "",
    last,
  }
}
