import { Effect } from "effect"
import { type Context, Hono } from "hono"
import {
  acceptRequest,
  cancelOrder,
  closeOrder,
  correctOrderTimes,
  dismissNeed,
  dispatchOrder,
  earliestArrival,
  LONGEST_TEXT,
  needDetail,
  type NeedNotOpen,
  type NeedState,
  orderDetail,
  orderNeed,
  type OrderNotSo,
  orderRequest,
  type OrderState,
  scheduleOrder,
  type TimedOrder,
  type TimesProblem,
  unassignOrder,
} from "#maintenance"
import { reading } from "#kernel/database/database.ts"
import { dayAt, isDay } from "#kernel/time.ts"
import { allow } from "../http/access.ts"
import { orNotFound, PageNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formTexts } from "../http/forms.ts"
import { formatsFor } from "../http/layout.ts"
import { idTyped, pathId } from "../http/path-id.ts"
import { senderOf } from "../http/sender.ts"
import { byOf } from "../services/request-words.ts"
import { titleWords } from "../services/visit-words.ts"
import { orderPage } from "./dispatch-order-page.ts"
import { instantOf, instantTyped, seenTime } from "./dispatch-times.ts"
import type { DispatchOrder, DispatchReasonView } from "./dispatch-view.ts"
import { DISPATCH, dispatchHref } from "./dispatch-words.ts"
import { operationsFrame } from "./operations-frame.ts"

const REQUEST = `${DISPATCH}/requests/:id{[0-9]+}`
const NEED = `${DISPATCH}/needs/:id{[0-9]+}`
const ORDER = `${DISPATCH}/:id{[0-9]+}`

/** What the dispatcher decides: each is a form of the board or of an order's page. */
export const dispatchStepPages = new Hono<Env>()
  .post(`${REQUEST}/acceptance`, allow("answer-requests"), (c) => respond(c, accept(c)))
  .post(`${REQUEST}/order`, allow("dispatch-orders"), (c) => respond(c, orderForRequest(c)))
  .post(`${NEED}/order`, allow("dispatch-orders"), (c) => respond(c, orderForNeed(c)))
  .get(`${NEED}/dismissal`, allow("dispatch-orders"), (c) => respond(c, dismissalPage(c, "", "")))
  .post(`${NEED}/dismissal`, allow("dispatch-orders"), (c) => respond(c, dismiss(c)))
  .post(`${ORDER}/technician`, allow("dispatch-orders"), (c) => respond(c, handOut(c)))
  .post(`${ORDER}/unassignment`, allow("dispatch-orders"), (c) => respond(c, unassign(c)))
  .post(`${ORDER}/day`, allow("dispatch-orders"), (c) => respond(c, setDay(c)))
  .post(`${ORDER}/times`, allow("dispatch-orders"), (c) => respond(c, correct(c)))
  .post(`${ORDER}/closing`, allow("dispatch-orders"), (c) => respond(c, close(c)))
  .get(`${ORDER}/cancellation`, allow("dispatch-orders"), (c) => respond(c, cancellationPage(c, "", "")))
  .post(`${ORDER}/cancellation`, allow("dispatch-orders"), (c) => respond(c, cancel(c)))

type Done = keyof Context<Env>["var"]["web"]["words"]["dispatch"]["done"]

const idOf = (c: Context<Env>) => orNotFound(pathId(c))
const gone = () => Effect.fail(new PageNotFound())
const board = (c: Context<Env>, done: Done): Response => c.redirect(`${DISPATCH}?done=${done}`, 303)
const orderAfter = (c: Context<Env>, done: Done): Response =>
  c.redirect(`${dispatchHref(pathId(c) ?? 0)}?done=${done}`, 303)
const meanwhileOnBoard = (c: Context<Env>) => () => Effect.succeed(board(c, "meanwhile"))
const needNotOpen = (c: Context<Env>, wanted: NeedState, done: Done) => (error: NeedNotOpen) =>
  Effect.succeed(board(c, error.state === wanted && error.changedBy === byOf(c).name ? done : "meanwhile"))

/** The same person's second press finds what the first one did; anybody else's, that somebody was quicker. */
const notSo = (c: Context<Env>, wanted: OrderState, done: Done) => (error: OrderNotSo) =>
  Effect.succeed(orderAfter(c, error.state === wanted && error.changedById === byOf(c).userId ? done : "meanwhile"))

const textOf = (form: Readonly<Record<string, string>>, name: string) =>
  (form[name] ?? "").replaceAll("\r\n", "\n").trim()

const accept = Effect.fn("operations.acceptRequest")(function* (c: Context<Env>) {
  const id = yield* idOf(c)
  const sender = yield* Effect.promise(() => senderOf(c))
  return yield* acceptRequest(byOf(c), sender, id, new Date()).pipe(
    Effect.map(() => board(c, "accepted")),
    Effect.catchTags({
      RequestNotFound: gone,
      RequestNotSo: ({ state, changedById }) =>
        Effect.succeed(board(c, state === "accepted" && changedById === byOf(c).userId ? "accepted" : "meanwhile")),
    }),
  )
})

const orderForRequest = Effect.fn("operations.orderRequest")(function* (c: Context<Env>) {
  const id = yield* idOf(c)
  return yield* orderRequest(byOf(c), id, new Date()).pipe(
    Effect.map(() => board(c, "ordered")),
    Effect.catchTags({ RequestNotFound: gone, RequestNotSo: meanwhileOnBoard(c) }),
  )
})

const orderForNeed = Effect.fn("operations.orderNeed")(function* (c: Context<Env>) {
  const id = yield* idOf(c)
  return yield* orderNeed(byOf(c), id, new Date()).pipe(
    Effect.map(() => board(c, "ordered")),
    Effect.catchTags({ NeedNotFound: gone, NeedNotOpen: needNotOpen(c, "order", "ordered") }),
  )
})

/** What is wrong with a reason: nothing (""), or a sentence that says what to do. */
const reasonProblem = (c: Context<Env>, reason: string): string => {
  const { errors } = c.get("web").words.dispatch.order
  if (reason === "") return errors.reason
  return reason.length > LONGEST_TEXT ? errors.long(formatsFor(c).number(LONGEST_TEXT)) : ""
}

const reasonPage = Effect.fnUntraced(function* (
  c: Context<Env>,
  crumb: { readonly href: string; readonly text: string },
  asked: Omit<DispatchReasonView, "page">,
) {
  const { render, words } = c.get("web")
  const crumbs = [{ href: DISPATCH, text: words.dispatch.title }, crumb]
  const page = yield* operationsFrame(c, asked.title, crumbs, { failed: asked.error !== "" })
  return c.html(render("operations/dispatch-reason", { ...asked, page }, words), asked.error === "" ? 200 : 422)
})

const dismissalPage = Effect.fn("operations.dismissal")(function* (c: Context<Env>, reason: string, error: string) {
  const id = yield* idOf(c)
  const { dispatch, faults } = c.get("web").words
  const text = dispatch.need
  const need = yield* orNotFound(yield* reading(needDetail(id)))
  if (need.state !== "open") return board(c, "meanwhile")
  const what = (need.fault === null ? undefined : faults[need.fault]) ?? dispatch.noFault
  const action = `${DISPATCH}/needs/${id}/dismissal`
  return yield* reasonPage(
    c,
    { href: action, text: text.crumb },
    {
      ...{ title: text.title(what), about: text.about(need.unit, need.building), action, back: DISPATCH },
      ...{ yes: text.yes, no: text.no, reason, error },
    },
  )
})

const dismiss = Effect.fn("operations.dismissNeed")(function* (c: Context<Env>) {
  const id = yield* idOf(c)
  const reason = textOf(yield* formTexts(c), "reason")
  const problem = reasonProblem(c, reason)
  if (problem !== "") return yield* dismissalPage(c, reason, problem)
  return yield* dismissNeed(byOf(c), id, reason, new Date()).pipe(
    Effect.map(() => board(c, "dismissed")),
    Effect.catchTags({ NeedNotFound: gone, NeedNotOpen: needNotOpen(c, "dismissed", "dismissed") }),
  )
})

const handOut = Effect.fn("operations.handOut")(function* (c: Context<Env>) {
  const id = yield* idOf(c)
  const form = yield* formTexts(c)
  const technicianId = yield* orNotFound(idTyped(form["technician"] ?? ""))
  const after = form["from"] === "board" ? board : orderAfter
  return yield* dispatchOrder(byOf(c), id, { technicianId, seen: idTyped(form["seen"] ?? "") }, new Date()).pipe(
    Effect.map(() => after(c, "handed")),
    Effect.catchTags({
      OrderNotFound: gone,
      OrderNotSo: () => Effect.succeed(orderAfter(c, "meanwhile")),
      TechnicianNotFound: () => Effect.succeed(orderAfter(c, "gone")),
    }),
  )
})

const unassign = Effect.fn("operations.unassign")(function* (c: Context<Env>) {
  const id = yield* idOf(c)
  return yield* unassignOrder(byOf(c), id, {}, new Date()).pipe(
    Effect.map(() => orderAfter(c, "unassigned")),
    Effect.catchTags({ OrderNotFound: gone, OrderNotSo: notSo(c, "scheduled", "unassigned") }),
  )
})

const setDay = Effect.fn("operations.scheduleOrder")(function* (c: Context<Env>) {
  const id = yield* idOf(c)
  const text = c.get("web").words.dispatch.order.errors
  const order = yield* orNotFound(yield* reading(orderDetail(id)))
  const form = yield* formTexts(c)
  const [date, time, seen] = [textOf(form, "date"), textOf(form, "time"), form["seen"] ?? ""]
  const plannedStart = time === "" ? null : instantOf(date, time, order.timeZone)
  const wrong = (field: "date" | "time") =>
    orderPage(c, { when: { date, time, seen }, times: null, errors: [{ field, text: text[field] }] })
  if (!isDay(date)) return yield* wrong("date")
  if (time !== "" && plannedStart === null) return yield* wrong("time")
  return yield* scheduleOrder(byOf(c), id, { plannedOn: date, plannedStart, seen: seenTime(seen) }, new Date()).pipe(
    Effect.map(() => orderAfter(c, "scheduled")),
    Effect.catchTags({
      OrderNotFound: gone,
      OrderNotSo: () => Effect.succeed(orderAfter(c, "meanwhile")),
      DayNotAhead: () => wrong("date"),
    }),
  )
})

/** Which time is wrong, and what to do. */
const timesError = (c: Context<Env>, order: TimedOrder, problem: TimesProblem): DispatchOrder["errors"][number] => {
  const text = c.get("web").words.dispatch.order.errors
  if (problem === "too-long") return { field: "finished", text: text.stay }
  const earliest = dayAt(earliestArrival(order), order.timeZone)
  return {
    field: "arrived",
    text: problem === "too-early" ? text.early(formatsFor(c).calendarDate(earliest)) : text.arrived,
  }
}

const correct = Effect.fn("operations.correctTimes")(function* (c: Context<Env>) {
  const id = yield* idOf(c)
  const text = c.get("web").words.dispatch.order.errors
  const order = yield* orNotFound(yield* reading(orderDetail(id)))
  const form = yield* formTexts(c)
  const [arrived, finished] = [textOf(form, "arrived"), textOf(form, "finished")]
  const arrivedAt = instantTyped(arrived, order.timeZone, order.arrivedAt)
  const finishedAt = order.finishedAt === null ? null : instantTyped(finished, order.timeZone, order.finishedAt)
  const wrong = (...errors: DispatchOrder["errors"]) =>
    orderPage(c, { when: null, times: { arrived, finished }, errors })
  const errors: Array<DispatchOrder["errors"][number]> = []
  if (arrivedAt === null) errors.push({ field: "arrived", text: text.arrived })
  if (order.finishedAt !== null && finishedAt === null) errors.push({ field: "finished", text: text.finished })
  if (arrivedAt === null || errors.length > 0) return yield* wrong(...errors)
  return yield* correctOrderTimes(byOf(c), id, { arrivedAt, finishedAt }, new Date()).pipe(
    Effect.map(() => orderAfter(c, "corrected")),
    Effect.catchTags({
      OrderNotFound: gone,
      OrderNotSo: () => Effect.succeed(orderAfter(c, "meanwhile")),
      TimesImpossible: ({ problem }) => wrong(timesError(c, order, problem)),
    }),
  )
})

const close = Effect.fn("operations.closeOrder")(function* (c: Context<Env>) {
  const id = yield* idOf(c)
  return yield* closeOrder(byOf(c), id, {}, new Date()).pipe(
    Effect.map(() => orderAfter(c, "closed")),
    Effect.catchTags({ OrderNotFound: gone, OrderNotSo: notSo(c, "closed", "closed") }),
  )
})

const cancellationPage = Effect.fn("operations.cancellation")(function* (
  c: Context<Env>,
  reason: string,
  error: string,
) {
  const id = yield* idOf(c)
  const text = c.get("web").words.dispatch.order
  const order = yield* orNotFound(yield* reading(orderDetail(id)))
  const what = text.heading(titleWords(c, order.title), order.unit)
  const back = dispatchHref(id)
  return yield* reasonPage(
    c,
    { href: back, text: text.title(String(id)) },
    {
      ...{ title: text.cancelTitle(what), about: text.cancelAbout, action: `${back}/cancellation`, back },
      ...{ yes: text.yes, no: text.no, reason, error },
    },
  )
})

const cancel = Effect.fn("operations.cancelOrder")(function* (c: Context<Env>) {
  const id = yield* idOf(c)
  const reason = textOf(yield* formTexts(c), "reason")
  const problem = reasonProblem(c, reason)
  if (problem !== "") return yield* cancellationPage(c, reason, problem)
  return yield* cancelOrder(byOf(c), id, { reason }, new Date()).pipe(
    Effect.map(() => orderAfter(c, "cancelled")),
    Effect.catchTags({ OrderNotFound: gone, OrderNotSo: notSo(c, "cancelled", "cancelled") }),
  )
})
