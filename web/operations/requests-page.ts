import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { openRequests, REQUESTS_CHANGED } from "#maintenance"
import { as, reading } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { allow } from "../http/access.ts"
import { respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formatsFor } from "../http/layout.ts"
import { follow } from "../http/live.ts"
import { isTrapped, requestRow } from "../services/request-words.ts"
import { accountNames, operationsFrame } from "./operations-frame.ts"
import type { RequestBoard, RequestBoardView } from "./requests-view.ts"

const BOARD = "/operations/requests"
const MOST = 200

/** The open requests of all customers, the most urgent first. */
export const requestsPages = new Hono<Env>()
  .get(BOARD, allow("see-operations"), (c) =>
    respond(
      c,
      Effect.gen(function* () {
        const { render, words } = c.get("web")
        const { title } = words.services.board
        const view: RequestBoardView = {
          page: yield* operationsFrame(c, title, [{ href: BOARD, text: title }], { live: "/live/requests" }),
          board: yield* board(c),
        }
        return c.html(render("operations/requests", view, words))
      }),
    ),
  )
  .get("/live/requests", allow("see-operations"), (c) => {
    const { render, words } = c.get("web")
    return follow(
      c,
      () => true,
      Effect.map(board(c), (view) => [{ id: "requests-board", html: render("operations/_requests", view, words) }]),
      { topic: REQUESTS_CHANGED, ofEveryAccount: true },
    )
  })

const board = Effect.fn("operations.requests")(function* (c: Context<Env>) {
  const { services } = c.get("web").words
  const text = services.board
  const { number } = formatsFor(c)
  const now = new Date()
  const { open, nameOf } = yield* Effect.all(
    { open: openRequests(MOST).pipe(reading, as(everything)), nameOf: accountNames },
    { concurrency: "unbounded" },
  )
  const trapped = open.requests.filter(isTrapped).length
  const view: RequestBoard = {
    answer: [
      text.answer(open.total, number(open.total)),
      ...(trapped === 0 ? [] : [text.trapped(number(trapped))]),
    ].join(" "),
    requests: open.requests.map((request) => {
      const format = formatsFor(c, request.timeZone)
      return {
        ...requestRow(c, request, now),
        customer: nameOf(request.accountId),
        contact: services.request.contactOf(request.contactName, request.contactPhone),
        waits: text.waiting(format.duration((now.getTime() - request.waitingSince.getTime()) / 1000)),
        since: format.moment(request.waitingSince, now),
      }
    }),
    more: open.total > open.requests.length ? text.more(number(open.requests.length), number(open.total)) : "",
  }
  return view
})
