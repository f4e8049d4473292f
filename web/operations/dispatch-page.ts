import { Effect } from "effect"
import { type Context, Hono } from "hono"
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
import { clockOf, DISPATCH, dispatchHref, handOver, isLate, mayDispatch, promisedWords } from "./dispatch-words.ts"
import { accountNames, operationsFrame } from "./operations-frame.ts"

const MOST = 100

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

const readBoard = (now: Date) =>
  Effect.gen(function* () {
    const { requests, needs, waiting, handed, nameOf } = yield* Effect.all(
      {
        requests: requestsToDecide(MOST),
        needs: openNeeds(MOST),
        waiting: openOrders(false, MOST),
        handed: openOrders(true, MOST),
        nameOf: accountNames,
      },
      { concurrency: "unbounded" },
    )
    const situation = yield* technicianSituation(
      waiting.orders.map(({ unitId }) => unitId),
      now,
    )
    return { requests, needs, waiting, handed, nameOf, situation }
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
  const { requests, needs, waiting, handed, nameOf, situation } = yield* readBoard(now)
  const decide = [
    ...requests.requests.map((request) => ({
      ...urgency(isTrapped(request), request.waitingSince),
      row: requestToDecide(c, request, now),
      accountId: request.accountId,
    })),
    ...needs.needs.map((need) => ({
      ...urgency(need.entrapment, need.since),
      row: needToDecide(c, need, now),
      accountId: need.accountId,
    })),
  ]
    .toSorted((a, b) => Number(b.trapped) - Number(a.trapped) || a.since - b.since)
    .map(({ row, accountId }) => ({ ...row, customer: nameOf(accountId) }))
  const hand = waiting.orders.map((order) => {
    const { drive, position } = situation.placeOf(order.unitId)
    const [best] = candidatesFor(position, skillsFor(order.kind, drive), situation.technicians)
    return {
      ...orderRow(c, order),
      customer: nameOf(order.accountId),
      clock: orderClock(c, order, now),
      suggested: best?.free === true ? handOver(c, best, order.technicianId) : null,
    }
  })
  const underWay = handed.orders.map((order) => ({
    ...orderRow(c, order),
    customer: nameOf(order.accountId),
    technician: order.technician ?? "",
    state: text.states[order.state],
    clock: order.state === "on-site" ? null : orderClock(c, order, now),
  }))
  const more = (shown: number, total: number) => (total > shown ? text.more(number(shown), number(total)) : "")
  const clocks = [...decide, ...hand, ...underWay].flatMap(({ clock }) => (clock === null ? [] : [clock]))
  const view: DispatchBoard = {
    answer: text.answer({
      decide: requests.total + needs.total,
      hand: waiting.total,
      late: clocks.filter(isLate).length,
      trapped: [...decide, ...hand, ...underWay].filter(({ trapped }) => trapped).length,
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

const urgency = (trapped: boolean, since: Date) => ({ trapped, since: since.getTime() })

const requestToDecide = (c: Context<Env>, request: WaitingRequest, now: Date) => {
  const { dispatch: text, services } = c.get("web").words
  const trapped = isTrapped(request)
  const submitted = request.state === "submitted"
  const at = `${DISPATCH}/requests/${request.id}`
  const joins = request.callOut === null ? null : text.join(String(request.callOut))
  return {
    id: `request-${request.id}`,
    what: { href: requestHref(request.id), text: services.problems[request.problem] },
    trapped,
    unit: { href: unitHref(request.unitId), text: request.unit },
    building: request.building,
    from: submitted ? text.reportedBy(request.reportedBy) : text.givenBack,
    contact: services.request.contactOf(request.contactName, request.contactPhone),
    clock: clockOf(c, { since: request.waitingSince, trapped, timeZone: request.timeZone }, now),
    accept: submitted
      ? { action: `${at}/acceptance`, text: joins ?? text.accept }
      : { action: `${at}/order`, text: joins ?? text.newOrder },
    refuse: submitted ? { href: `${requestHref(request.id)}/rejection`, text: text.reject } : null,
  }
}

const needToDecide = (c: Context<Env>, need: ServiceNeed, now: Date) => {
  const { dispatch: text, faults } = c.get("web").words
  const what = (need.fault === null ? undefined : faults[need.fault]) ?? text.noFault
  const at = `${DISPATCH}/needs/${need.id}`
  return {
    id: `need-${need.id}`,
    what: { href: unitHref(need.unitId), text: what },
    trapped: need.entrapment,
    unit: { href: unitHref(need.unitId), text: need.unit },
    building: need.building,
    from: text.tells,
    contact: "",
    clock: clockOf(c, { since: need.since, trapped: need.entrapment, timeZone: need.timeZone }, now),
    accept: { action: `${at}/order`, text: text.send },
    refuse: { href: `${at}/dismissal`, text: text.dismiss },
  }
}

const orderRow = (c: Context<Env>, order: BoardOrder) => ({
  id: `order-${order.id}`,
  what: { href: dispatchHref(order.id), text: titleWords(c, order.title) },
  trapped: order.trapped,
  unit: { href: unitHref(order.unitId), text: order.unit },
  building: order.building,
})

const orderClock = (c: Context<Env>, { waitingSince, trapped, timeZone }: BoardOrder, now: Date) =>
  clockOf(c, { since: waitingSince, trapped, timeZone }, now)
