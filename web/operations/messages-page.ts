import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { type DeadLetter, deadLetter, deadLetters, discard, queues, redrive } from "#kernel/bus/operations.ts"
import type { Pages } from "../components/view.ts"
import { allow } from "../http/access.ts"
import { orNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formatsFor } from "../http/layout.ts"
import { hasRole, operationsFrame } from "./operations-frame.ts"
import type { DiscardView, FailedMessage, MessagesView } from "./operations-view.ts"

const PAGE_SIZE = 50
const ADDRESS = "/operations/messages"

export const messagesPages = new Hono<Env>()
  .get(ADDRESS, allow("see-operations"), (c) =>
    respond(
      c,
      Effect.map(messages(c), (view) => c.html(c.get("web").render("operations/messages", view, c.get("web").words))),
    ),
  )
  .post(`${ADDRESS}/redelivery`, allow("redrive-messages"), (c) =>
    respond(
      c,
      Effect.gen(function* () {
        const failing = (yield* queues()).filter(({ failed }) => failed > 0)
        const moved = yield* Effect.forEach(failing, ({ name }) => redrive({ queue: name }))
        return retried(
          c,
          moved.reduce((sum, count) => sum + count, 0),
        )
      }),
    ),
  )
  .post(`${ADDRESS}/:id/redelivery`, allow("redrive-messages"), (c) =>
    respond(
      c,
      Effect.map(redrive({ ids: [c.req.param("id")] }), (moved) => retried(c, moved)),
    ),
  )
  .get(`${ADDRESS}/:id/disposal`, allow("redrive-messages"), (c) =>
    respond(
      c,
      Effect.gen(function* () {
        const { render, words } = c.get("web")
        const letter = yield* orNotFound(yield* deadLetter(c.req.param("id")))
        const { discard: text, messages: list } = words.operations
        const crumbs = [
          { href: ADDRESS, text: list.title },
          { href: c.req.path, text: text.title },
        ]
        const view: DiscardView = {
          page: yield* operationsFrame(c, text.title, crumbs),
          message: failedMessage(c, letter, new Date()),
        }
        return c.html(render("operations/discard", view, words))
      }),
    ),
  )
  .post(`${ADDRESS}/:id/disposal`, allow("redrive-messages"), (c) =>
    respond(
      c,
      Effect.map(discard([c.req.param("id")]), () => c.redirect(`${ADDRESS}?discarded=1`, 303)),
    ),
  )

const retried = (c: Context<Env>, moved: number) => c.redirect(`${ADDRESS}?retried=${moved}`, 303)

const whole = (text: string | undefined): number | null =>
  text !== undefined && /^\d{1,7}$/.test(text) ? Number(text) : null

/** What was just done, as the redirect to this page tells it. */
const notice = (c: Context<Env>) => {
  const words = c.get("web").words.operations.messages
  const moved = whole(c.req.query("retried"))
  if (moved !== null) return { notice: words.retried(moved, formatsFor(c).number(moved)) }
  return c.req.query("discarded") === undefined ? {} : { notice: words.discarded }
}

const failedMessage = (c: Context<Env>, letter: DeadLetter, now: Date): FailedMessage => {
  const [error = "", ...trace] = letter.error.split(/\n(?=\s+at )/)
  return {
    id: letter.id,
    event: letter.event ?? c.get("web").words.operations.messages.schedule,
    queue: letter.queue,
    when: formatsFor(c).moment(letter.failedAt, now),
    tries: formatsFor(c).number(letter.tries),
    error,
    trace: trace.join("\n"),
    payload: letter.payload,
  }
}

const messages = Effect.fn("operations.messages")(function* (c: Context<Env>) {
  const { words } = c.get("web")
  const text = words.operations.messages
  const now = new Date()
  const { number } = formatsFor(c)
  const after = c.req.query("after") ?? null
  const { letters, work } = yield* Effect.all(
    { letters: deadLetters(PAGE_SIZE + 1, after), work: queues() },
    { concurrency: "unbounded" },
  )
  const shown = letters.slice(0, PAGE_SIZE)
  const count = Math.max(
    letters.length,
    work.reduce((sum, { failed }) => sum + failed, 0),
  )
  const before = after === null ? 0 : (whole(c.req.query("place")) ?? 0)
  const last = shown.at(-1)
  const next =
    letters.length > shown.length && last !== undefined
      ? `${ADDRESS}?after=${encodeURIComponent(last.cursor)}&place=${before + shown.length}`
      : null
  const pages: Pages = {
    text: words.pages.range(
      number(before + 1),
      number(before + shown.length),
      number(Math.max(count, before + shown.length)),
    ),
    first: after === null ? null : ADDRESS,
    previous: null,
    next,
    last: null,
  }
  const view: MessagesView = {
    page: yield* operationsFrame(c, text.title, [{ href: ADDRESS, text: text.title }], notice(c)),
    answer: text.answer(count, number(count)),
    count: number(count),
    mayAct: hasRole(c, "administrator"),
    messages: shown.map((letter) => failedMessage(c, letter, now)),
    pages: after === null && next === null ? null : pages,
  }
  return view
})
