import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { sites, type Site, unitDetail, type UnitDetail } from "#equipment"
import {
  attachmentsOf,
  type NoticedSign,
  orderDetail,
  type OrderState,
  orderStates,
  requestsOfOrder,
  type ServiceOrder,
  signOfOrder,
  technicianOfUser,
} from "#maintenance"
import { as, reading } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import type { Fact } from "../components/view.ts"
import { signWords } from "../equipment/sign-words.ts"
import { shownState, unitHref } from "../equipment/unit-words.ts"
import { shownPhotos } from "../files/photos-view.ts"
import { allow } from "../http/access.ts"
import { orNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formatsFor } from "../http/layout.ts"
import { pathId } from "../http/path-id.ts"
import { addressOf, contactOf, DAY, mapsOf, nameOf, orderHref, reportedOf, versionOf, whatOf } from "./day-words.ts"
import type { OrderView, Problem } from "./day-view.ts"
import { phoneFrame } from "./phone-frame.ts"
import { reportView, type Texts } from "./report-form.ts"

/** One order of the day, with what is to be done about it next at the thumb. */
export const orderPages = new Hono<Env>().get(`${DAY}/orders/:id{[0-9]+}`, allow("work-orders"), (c) =>
  respond(c, orderPage(c, nothingTyped())),
)

/** What was sent with one of the page's forms, and what is wrong with it. */
export interface TypedStep {
  /** Of the report, when that was sent. */
  readonly texts: Texts | null
  readonly errors: ReadonlyArray<Problem>
}

const nothingTyped = (): TypedStep => ({ texts: null, errors: [] })

/** Whether whoever asks may take the steps of an order: its technician, and dispatchers of every one. */
export const mayAct = Effect.fn("technician.mayAct")(function* (c: Context<Env>, order: ServiceOrder) {
  const person = c.get("person")
  if (person === null) return false
  if (person.staffRole !== "technician") return true
  return order.technicianId !== null && (yield* technicianOfUser(person.userId))?.id === order.technicianId
})

/** The page of an order, with its forms as they were sent: 422 when something is wrong with that. */
export const orderPage = Effect.fn("technician.order")(function* (c: Context<Env>, typed: TypedStep) {
  const { render, words } = c.get("web")
  const view = yield* orderView(c, typed).pipe(as(everything))
  return c.html(render("technician/order", view, words), typed.errors.length > 0 ? 422 : 200)
})

const readOrder = Effect.fn("technician.readOrder")(function* (c: Context<Env>) {
  const id = yield* orNotFound(pathId(c))
  const order = yield* orNotFound(yield* orderDetail(id))
  const requests = yield* requestsOfOrder(id)
  const photosOf = yield* Effect.forEach(requests, (request) => attachmentsOf({ requestId: request.id }))
  return {
    order,
    requests: requests.map((request, at) => ({ request, photos: photosOf[at] ?? [] })),
    sign: yield* signOfOrder(id),
    photos: yield* attachmentsOf({ orderId: id }),
    unit: yield* unitDetail(order.unitId),
    acts: yield* mayAct(c, order),
  }
}, reading)

const orderView = Effect.fn("technician.orderView")(function* (c: Context<Env>, typed: TypedStep) {
  const { words } = c.get("web")
  const text = words.work.order
  const { order, sign, requests, photos, unit, acts } = yield* readOrder(c)
  const [site] = yield* sites({ unitIds: [order.unitId] })
  const now = new Date()
  const href = orderHref(order.id)
  const number = text.crumb(String(order.id))
  const heading = text.heading(words.visits.activities[order.activity], order.unit)
  const done = Object.entries(words.work.day.done).find(([name]) => name === c.req.query("done"))?.[1]
  const frame = yield* phoneFrame(
    c,
    heading,
    [
      { href: DAY, text: words.work.day.crumb },
      { href, text: number },
    ],
    { failed: typed.errors.length > 0, ...(done === undefined ? {} : { notice: done }) },
  )
  const step = (name: string) => ({ action: `${href}/${name}`, key: crypto.randomUUID() })
  const view: OrderView = {
    ...frame,
    href,
    version: versionOf(order),
    name: nameOf(order),
    heading,
    state: order.state,
    says: saysOf(c, order),
    why: whyOf(c, order, now),
    steps: acts
      ? {
          travel: step("travel"),
          arrival: step("arrival"),
          report: reportView(c, order, { ...typed, key: crypto.randomUUID() }),
          photos: step("photos"),
        }
      : null,
    notYours: acts ? "" : order.technician === null ? text.notAssigned : text.notYours(order.technician),
    facts: factsOf(c, order, sign, unit, site),
    maps: mapsOf(c, site),
    opens: contactOf(order.contactName, order.contactPhone),
    reported: requests.map((one) => reportedOf(c, one.request, shownPhotos(c, one.photos), now)),
    photos: shownPhotos(
      c,
      photos.filter(({ kind }) => kind === "photo"),
    ),
    visit: `/services/visits/${order.id}`,
    errors: typed.errors,
  }
  return view
})

/** The sentence of each state, the present one shown. */
const saysOf = (c: Context<Env>, order: ServiceOrder): OrderView["says"] => {
  const { states } = c.get("web").words.work.order
  const sentences = Map.groupBy(orderStates, (state: OrderState) => states[state])
  return [...sentences].map(([text, of]) => ({ states: of.join(" "), text, shown: of.includes(order.state) }))
}

const whyOf = (c: Context<Env>, order: ServiceOrder, now: Date): string => {
  const text = c.get("web").words.work.order
  if (order.state === "cancelled") return text.cancelledWhy(order.changedBy, order.reason ?? "")
  const { finishedAt, arrivedAt, travelStartedAt } = order
  const at = finishedAt ?? arrivedAt ?? travelStartedAt
  return at === null ? "" : text.since(formatsFor(c, order.timeZone).moment(at, now).text)
}

const factsOf = (
  c: Context<Env>,
  order: ServiceOrder,
  sign: NoticedSign | null,
  unit: UnitDetail | null,
  site: Site | undefined,
): ReadonlyArray<Fact> => {
  const { words } = c.get("web")
  const { work, states, unit: unitWords } = words
  const text = work.order
  const { facts } = unitWords
  const format = formatsFor(c, order.timeZone)
  const fact = (label: string, value: string, href: string | null = null): Fact => ({ label, value, href })
  const lines: ReadonlyArray<Fact> = [
    fact(text.what, whatOf(c, order)),
    fact(words.signs.sign, sign === null ? "" : signWords(c, sign).text),
    fact(work.day.unit, order.unit, unitHref(order.unitId)),
    fact(text.number, order.number),
    fact(work.day.address, [order.building, addressOf(site)].filter((part) => part !== "").join(", ")),
    fact(
      text.planned,
      [
        order.plannedOn === null ? "" : format.calendarDate(order.plannedOn),
        order.plannedStart === null ? "" : format.time(order.plannedStart),
      ]
        .filter((part) => part !== "")
        .join(", "),
    ),
    fact(text.due, order.dueOn === null ? "" : format.calendarDate(order.dueOn)),
    fact(text.state, unit === null ? "" : states.upper[shownState(unit.state)]),
    fact(text.manufacturer, [unit?.manufacturer, unit?.year].filter((part) => part != null).join(", ")),
    fact(text.floors, unit === null || unit.floors.length === 0 ? "" : unit.floors.join(", ")),
    fact(text.load, unit?.ratedLoad == null ? "" : facts.kilograms(format.number(unit.ratedLoad))),
    fact(text.speed, unit?.ratedSpeed == null ? "" : facts.perSecond(format.decimal(unit.ratedSpeed, 2))),
  ]
  return lines.filter(({ value }) => value !== "")
}
