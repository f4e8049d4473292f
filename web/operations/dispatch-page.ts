import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { agreedHoursOf, type UnitAgreedHours } from "#equipment"
import {
  type BoardOrder,
  candidatesFor,
  openNeeds,
  openOrders,
  ORDERS_CHANGED,
  REQUESTS_CHANGED,
  requestsToDecide,
  type ServiceNeed,
  skillsFor,
  technicianSituation,
  type WaitingRequest,
} from "#maintenance"
import { as, reading } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { unitHref } from "../equipment/unit-words.ts"
import { allow } from "../http/access.ts"
import { respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formatsFor } from "../http/layout.ts"
import { follow } from "../http/live.ts"
import { isTrapped, requestHref } from "../services/request-words.ts"
import { titleWords } from "../services/visit-words.ts"
import type { DispatchBoard, DispatchView } from "./dispatch-view.ts"
import {
  clockOf,
  DISPATCH,
  dispatchHref,
  forgottenClock,
  handOver,
  isLate,
  mayDispatch,
  promisedWords,
} from "./dispatch-words.ts"
import { accountNames, operationsFrame } from "./operations-frame.ts"

const MOST_SHOWN = 100
/** Clocks run in agreed hours, so that who has waited longest need not be the most urgent: so many are looked at for that. */
const MOST_LOOKED_AT = 1000

/** What waits for the dispatcher: requests and needs to decide on, orders to hand out, and those that are handed out. */
export const dispatchPages = new Hono<Env>()
  .get(DISPATCH, allow("see-operations"), (c) =>
    respond(
      c,
      Effect.gen(function* () {
        const { render, words } = c.get("web")
        const { title, done } = words.dispatch
        const notice = Object.entries(done).find(([name]) => name === c.req.query("done"))?.[1]
        const view: DispatchView = {
          page: yield* operationsFrame(c, title, [{ href: DISPATCH, text: title }], {
            live: "/live/dispatch",
            ...(notice === undefined ? {} : { notice }),
          }),
          board: yield* board(c),
        }
        return c.html(render("operations/dispatch", view, words))
      }),
    ),
  )
  .get("/live/dispatch", allow("see-operations"), (c) =>
    follow(c, () => true, liveBoard(c), { topic: [REQUESTS_CHANGED, ORDERS_CHANGED], ofEveryAccount: true }),
  )

const readBoard = (c: Context<Env>, now: Date) =>
  Effect.gen(function* () {
    const { requests, needs, waiting, handed, nameOf } = yield* Effect.all(
      {
        requests: requestsToDecide(MOST_LOOKED_AT),
        needs: openNeeds(MOST_LOOKED_AT),
        waiting: openOrders(false, MOST_LOOKED_AT, now),
        handed: openOrders(true, MOST_LOOKED_AT, now),
        nameOf: accountNames,
      },
      { concurrency: "unbounded" },
    )
    const looked = [...requests.requests, ...needs.needs, ...waiting.orders, ...handed.orders]
    const hours = yield* agreedHoursOf([...new Set(looked.map(({ unitId }) => unitId))])
    const hand = inOrderOfUrgency(c, waiting.orders, hours, now)
    const situation = yield* technicianSituation(
      hand.slice(0, MOST_SHOWN).map(({ order }) => order.unitId),
      now,
    )
    const underWay = inOrderOfUrgency(c, handed.orders, hours, now)
    return { requests, needs, waiting, handed, nameOf, situation, hours, hand, underWay }
  }).pipe(reading)

/** The board, read once for all who look at it. Whatever account staff look at, it is everybody's. */
const board = (c: Context<Env>) => {
  const acts = mayDispatch(c)
  return c
    .get("web")
    .shared(c, `dispatch, ${acts ? "to act" : "to read"}`, (now) => boardView(c, acts, now))
    .pipe(as(everything))
}

/** The board as its open pages take it, drawn once for all of them. */
const liveBoard = (c: Context<Env>) => {
  const { render, words, shared } = c.get("web")
  const drawn = () =>
    Effect.map(board(c), (view) => [{ id: "dispatch-board", html: render("operations/_dispatch-board", view, words) }])
  return shared(c, `dispatch, drawn ${mayDispatch(c) ? "to act" : "to read"}`, drawn).pipe(as(everything))
}

const boardView = Effect.fn("operations.dispatch")(function* (c: Context<Env>, acts: boolean, now: Date) {
  const text = c.get("web").words.dispatch
  const { number } = formatsFor(c)
  const { requests, needs, waiting, handed, nameOf, situation, hours, ...orders } = yield* readBoard(c, now)
  const allDecisions = [
    ...requests.requests.map((request) => requestToDecide(c, request, hours, now)),
    ...needs.needs.map((need) => needToDecide(c, need, hours, now)),
  ].toSorted(byUrgency)
  const decide = allDecisions
    .slice(0, MOST_SHOWN)
    .map(({ row, accountId }) => ({ ...row, customer: nameOf(accountId) }))
  const hand = orders.hand.slice(0, MOST_SHOWN).map(({ order, clock }) => {
    const place = situation.placeOf(order.unitId)
    const [best] = candidatesFor(place, skillsFor(order.kind, place.drive), situation.technicians)
    return {
      ...orderRow(c, order),
      customer: nameOf(order.accountId),
      clock,
      suggested: best?.free === true ? handOver(c, best, order.technicianId) : null,
    }
  })
  const underWay = orders.underWay.slice(0, MOST_SHOWN).map(({ order, clock }) => ({
    ...orderRow(c, order),
    customer: nameOf(order.accountId),
    technician: order.technician ?? "",
    state: text.states[order.state],
    clock,
  }))
  const more = (shown: number, total: number) => (total > shown ? text.more(number(shown), number(total)) : "")
  const all = [...allDecisions, ...orders.hand, ...orders.underWay]
  const view: DispatchBoard = {
    answer: text.answer({
      decide: requests.total + needs.total,
      hand: waiting.total,
      late: all.filter(({ clock }) => clock !== null && isLate(clock)).length,
      trapped: all.filter(({ trapped }) => trapped).length,
    }),
    about: text.about(promisedWords(c, true), promisedWords(c, false)),
    decide,
    hand,
    underWay,
    more: {
      decide: more(decide.length, requests.total + needs.total),
      hand: more(hand.length, waiting.total),
      underWay: more(underWay.length, handed.total),
    },
    acts,
  }
  return view
})

interface Urgent {
  readonly trapped: boolean
  readonly dueAt: number
}

/** Somebody inside first, then whatever is promised for the earliest time: a clock that stands still has that much longer. */
const byUrgency = (a: Urgent, b: Urgent) =>
  Number(b.trapped) - Number(a.trapped) || (a.dueAt === b.dueAt ? 0 : a.dueAt - b.dueAt)

const inOrderOfUrgency = (c: Context<Env>, orders: ReadonlyArray<BoardOrder>, hours: Hours, now: Date) =>
  orders.map((order) => ({ order, trapped: order.trapped, ...orderClock(c, order, hours, now) })).toSorted(byUrgency)

/** The agreed hours of the board's units. */
type Hours = ReadonlyMap<number, UnitAgreedHours>

const requestToDecide = (c: Context<Env>, request: WaitingRequest, hours: Hours, now: Date) => {
  const { dispatch: text, services } = c.get("web").words
  const trapped = isTrapped(request)
  const submitted = request.state === "submitted"
  const at = `${DISPATCH}/requests/${request.id}`
  const waiting = { since: request.waitingSince, trapped, timeZone: request.timeZone }
  const { clock, dueAt } = clockOf(c, { ...waiting, hours: hours.get(request.unitId) ?? null }, now)
  const joins = request.callOut === null ? null : text.join(String(request.callOut))
  const row = {
    id: `request-${request.id}`,
    what: { href: requestHref(request.id), text: services.problems[request.problem] },
    trapped,
    unit: { href: unitHref(request.unitId), text: request.unit },
    building: request.building,
    from: submitted ? text.reportedBy(request.reportedBy) : text.givenBack,
    contact: services.request.contactOf(request.contactName, request.contactPhone),
    clock,
    accept: submitted
      ? { action: `${at}/acceptance`, text: joins ?? text.accept }
      : { action: `${at}/order`, text: joins ?? text.newOrder },
    refuse: submitted ? { href: `${requestHref(request.id)}/rejection`, text: text.reject } : null,
  }
  return { row, clock, trapped, dueAt, accountId: request.accountId }
}

const needToDecide = (c: Context<Env>, need: ServiceNeed, hours: Hours, now: Date) => {
  const { dispatch: text, faults } = c.get("web").words
  const what = (need.fault === null ? undefined : faults[need.fault]) ?? text.noFault
  const at = `${DISPATCH}/needs/${need.id}`
  const waiting = { since: need.since, trapped: need.entrapment, timeZone: need.timeZone }
  const { clock, dueAt } = clockOf(c, { ...waiting, hours: hours.get(need.unitId) ?? null }, now)
  const row = {
    id: `need-${need.id}`,
    what: { href: unitHref(need.unitId), text: what },
    trapped: need.entrapment,
    unit: { href: unitHref(need.unitId), text: need.unit },
    building: need.building,
    from: text.tells,
    contact: "",
    clock,
    accept: { action: `${at}/order`, text: text.send },
    refuse: { href: `${at}/dismissal`, text: text.dismiss },
  }
  return { row, clock, trapped: need.entrapment, dueAt, accountId: need.accountId }
}

const orderRow = (c: Context<Env>, order: BoardOrder) => ({
  id: `order-${order.id}`,
  what: { href: dispatchHref(order.id), text: titleWords(c, order.title) },
  trapped: order.trapped,
  unit: { href: unitHref(order.unitId), text: order.unit },
  building: order.building,
})

/** No clock runs where somebody is there, but for one that shows that they are there too long, and where nobody was promised. */
const orderClock = (c: Context<Env>, order: BoardOrder, hours: Hours, now: Date) => {
  const { waitingSince: since, trapped, promised, timeZone, unitId } = order
  if (order.state === "on-site" || !promised) return { clock: forgottenClock(c, order, now), dueAt: Infinity }
  return clockOf(c, { since, trapped, timeZone, hours: hours.get(unitId) ?? null }, now)
}
