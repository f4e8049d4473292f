import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { type Site, sites } from "#equipment"
import {
  layOutDay,
  ORDERS_CHANGED,
  ordersOfDay,
  requestsOfOrders,
  type ServiceOrder,
  type ServiceRequest,
  technicianOfUser,
  techniciansToLookAt,
  type WorkingTechnician,
} from "#maintenance"
import { as, reading } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { dayAt } from "#kernel/time.ts"
import { unitHref } from "../equipment/unit-words.ts"
import { allow } from "../http/access.ts"
import { orNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formatsFor } from "../http/layout.ts"
import { addressWith } from "../http/lists.ts"
import { follow } from "../http/live.ts"
import { idTyped } from "../http/path-id.ts"
import type { DayView, Reported, StopGroup, StopView } from "./day-view.ts"
import {
  addressOf,
  contactOf,
  DAY,
  mapsOf,
  nameOf,
  orderHref,
  positionOf,
  reportedOf,
  versionOf,
  whatOf,
} from "./day-words.ts"
import { phoneFrame } from "./phone-frame.ts"

/** A technician's day on a phone: their own, or for dispatchers anybody's. */
export const dayPages = new Hono<Env>()
  .get(DAY, allow("work-orders"), (c) => {
    const { render, words } = c.get("web")
    return respond(
      c,
      Effect.map(dayView(c).pipe(as(everything)), (view) => c.html(render("technician/day", view, words))),
    )
  })
  .get("/live/day", allow("work-orders"), (c) => {
    const { render, words } = c.get("web")
    return follow(
      c,
      () => true,
      Effect.map(dayView(c).pipe(as(everything)), ({ sign }) => [
        { id: "day-sign", html: render("technician/_sign", sign, words) },
      ]),
      { topic: ORDERS_CHANGED, ofEveryAccount: true },
    )
  })

/** Whose day is asked for: the one that is named, else one's own, else (for who has none) the first of all. */
const whose = Effect.fn("technician.whose")(function* (c: Context<Env>, now: Date) {
  const person = c.get("person")
  const own = person === null ? null : yield* technicianOfUser(person.userId)
  if (person?.staffRole === "technician" && c.req.query("technician") === undefined) return { shown: own, all: [] }
  const asked = c.req.query("technician")
  const id = asked === undefined ? null : yield* orNotFound(idTyped(asked))
  const all = yield* techniciansToLookAt(now, id)
  if (id === null) return { shown: own ?? all[0] ?? null, all }
  return { shown: yield* orNotFound(all.find((one) => one.id === id) ?? null), all }
})

const dayView = Effect.fn("technician.day")(function* (c: Context<Env>) {
  const { words } = c.get("web")
  const text = words.work.day
  const now = new Date()
  const { shown, all } = yield* whose(c, now).pipe(reading)
  const isOwn = shown !== null && shown.userId === c.get("person")?.userId
  const title = shown === null || isOwn ? text.title : text.titleOf(shown.name)
  const body = shown === null ? null : yield* stopsOf(c, shown, now)
  const left = body === null ? 0 : body.left
  const done = Object.entries(text.done).find(([name]) => name === c.req.query("done"))?.[1]
  const { number, today } = formatsFor(c, shown?.timeZone)
  const notSetUp = c.get("person")?.staffRole === "technician" ? text.notSetUp : text.noneSetUp
  const view: DayView = {
    ...(yield* phoneFrame(c, title, [{ href: DAY, text: text.crumb }], {
      live: addressWith("/live/day", { technician: c.req.query("technician") ?? "" }),
      ...(done === undefined ? {} : { notice: done }),
    })),
    sign: {
      answer: shown === null ? title : text.answer(left, number(left), number(body?.done ?? 0)),
      about:
        shown === null ? "" : [isOwn ? "" : shown.name, today(now).replace(/, [\d:]+$/, "")].filter(Boolean).join(", "),
      version: body?.version ?? "",
    },
    groups: body?.groups ?? [],
    next: body?.next ?? null,
    none: shown === null ? notSetUp : left === 0 ? text.nothing : null,
    technicians: all.map(({ id, name }) => ({ value: String(id), text: name, chosen: id === shown?.id })),
  }
  return view
})

interface Known {
  readonly siteOf: (order: ServiceOrder) => Site | undefined
  readonly requestsOf: (order: ServiceOrder) => ReadonlyArray<ServiceRequest>
}

const stopsOf = Effect.fn("technician.stops")(function* (c: Context<Env>, technician: WorkingTechnician, now: Date) {
  const text = c.get("web").words.work.day
  const orders = yield* ordersOfDay(technician, now).pipe(reading)
  const { found, requests } = yield* Effect.all(
    {
      found: sites({ unitIds: [...new Set(orders.map(({ unitId }) => unitId))] }),
      requests: requestsOfOrders(orders.map(({ id }) => id)).pipe(reading),
    },
    { concurrency: "unbounded" },
  )
  const siteOfUnit = new Map(found.map((site) => [site.unitId, site]))
  const requestsByOrder = Map.groupBy(requests, ({ orderId }) => orderId)
  const known: Known = {
    siteOf: ({ unitId }) => siteOfUnit.get(unitId),
    requestsOf: ({ id }) => requestsByOrder.get(id) ?? [],
  }
  const day = dayAt(now, technician.timeZone)
  const laidOut = layOutDay(technician.home, orders, (order) => positionOf(known.siteOf(order)), day)
  const first = laidOut.today[0] ?? laidOut.overdue[0]
  const group = (id: string, title: string, about: string, stops: ReadonlyArray<ServiceOrder>): StopGroup => ({
    id,
    title,
    about,
    stops: stops.map((order) => stopView(c, order, known, order === first, now)),
  })
  const groups = [
    group("today", text.today, text.todayAbout, laidOut.today),
    group("overdue", text.overdue, "", laidOut.overdue),
    group("done", text.doneToday, "", laidOut.done),
    group("tomorrow", text.tomorrow, "", laidOut.tomorrow),
  ]
  return {
    groups: groups.filter(({ stops }) => stops.length > 0),
    next: first === undefined ? null : { href: orderHref(first.id), name: nameOf(first) },
    version: orders.map((order) => `${order.id}-${versionOf(order)}`).join(" "),
    left: laidOut.today.length + laidOut.overdue.length,
    done: laidOut.done.filter(({ state }) => state !== "cancelled").length,
  }
})

const stopView = (c: Context<Env>, order: ServiceOrder, known: Known, open: boolean, now: Date): StopView => {
  const { visits, work } = c.get("web").words
  const format = formatsFor(c, order.timeZone)
  const site = known.siteOf(order)
  const reported: ReadonlyArray<Reported> = known.requestsOf(order).map((request) => reportedOf(c, request, [], now))
  const isLate = order.plannedOn !== null && order.plannedOn < dayAt(now, order.timeZone)
  const late = isLate && order.plannedOn !== null ? work.day.since(format.dayMonth(order.plannedOn)) : ""
  const told = order.plannedStart === null ? "" : work.day.toldFor(format.time(order.plannedStart))
  return {
    href: orderHref(order.id),
    state: order.state,
    version: versionOf(order),
    name: nameOf(order),
    unit: { href: unitHref(order.unitId), text: order.unit },
    building: order.building,
    address: addressOf(site),
    maps: mapsOf(c, site),
    short: [visits.activities[order.activity], late, told].filter((part) => part !== "").join(", "),
    what: whatOf(c, order),
    when: [
      late,
      told,
      work.day.minutes(format.duration(order.plannedMinutes * 60)),
      order.windowTo === null ? "" : work.day.dueBy(format.dayMonth(order.windowTo)),
    ]
      .filter((part) => part !== "")
      .join(", "),
    trapped: reported.some(({ trapped }) => trapped),
    opens: contactOf(order.contactName, order.contactPhone),
    reported,
    open,
  }
}
