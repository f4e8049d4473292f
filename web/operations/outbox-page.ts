import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { readMessage } from "#access"
import { as, reading, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import {
  type MessageStatus,
  messageStatuses,
  outbox,
  outboxCounts,
  type OutboxMessage,
  sendAgain,
} from "#kernel/messages/outbox.ts"
import type { Fact, Pages } from "../components/view.ts"
import { allow } from "../http/access.ts"
import { actorOf } from "../http/actor.ts"
import { orNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formatsFor } from "../http/layout.ts"
import { operationsFrame } from "./operations-frame.ts"
import type { OutboxMessageView, OutboxRow, OutboxView } from "./outbox-view.ts"

const ADDRESS = "/operations/outbox"
const PAGE_SIZE = 50

/** A letter is shown as it was written, and can do nothing: no script, nothing fetched, no origin of ours. */
const LETTER_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"

const messageId = (text: string | undefined): string | null =>
  text !== undefined && /^[1-9]\d{0,17}$/.test(text) ? text : null

/** What the portal writes to people, for administrators: it may hold what lets somebody in. */
export const outboxPages = new Hono<Env>()
  .get(ADDRESS, allow("read-outbox"), (c) => respond(c, outboxPage(c)))
  .post(`${ADDRESS}/redelivery`, allow("read-outbox"), (c) => respond(c, again(c, null)))
  .get(`${ADDRESS}/:id`, allow("read-outbox"), (c) => respond(c, messagePage(c)))
  .get(`${ADDRESS}/:id/html`, allow("read-outbox"), (c) =>
    respond(
      c,
      Effect.gen(function* () {
        const message = yield* found(c)
        const html = yield* orNotFound(message.html)
        return c.html(html, 200, { "Content-Security-Policy": LETTER_POLICY, "Cache-Control": "no-store" })
      }),
    ),
  )
  .post(`${ADDRESS}/:id/redelivery`, allow("read-outbox"), (c) =>
    respond(
      c,
      Effect.flatMap(orNotFound(messageId(c.req.param("id"))), (id) => again(c, id)),
    ),
  )

/** The message that the address names; that its text was read is written down. */
const found = Effect.fn("operations.readMessage")(function* (c: Context<Env>) {
  const id = yield* orNotFound(messageId(c.req.param("id")))
  return yield* orNotFound(yield* readMessage(actorOf(c), id))
})

const again = Effect.fn("operations.sendAgain")(
  function* (c: Context<Env>, id: string | null) {
    return c.redirect(`${ADDRESS}?again=${yield* sendAgain(id)}`, 303)
  },
  transactional,
  as(everything),
)

const notice = (c: Context<Env>) => {
  const count = c.req.query("again") ?? ""
  const { outbox: text } = c.get("web").words
  return /^\d{1,7}$/.test(count) ? { notice: text.againDone(Number(count), formatsFor(c).number(Number(count))) } : {}
}

const outboxRow = (c: Context<Env>, message: OutboxMessage, now: Date): OutboxRow => {
  const text = c.get("web").words.outbox
  const { moment, number } = formatsFor(c)
  return {
    href: `${ADDRESS}/${message.id}`,
    subject: message.subject,
    kind: text.kinds[message.kind],
    to: message.recipient,
    status: text.statuses[message.status],
    failed: message.status === "failed",
    when: moment(message.createdAt, now),
    tries: number(message.tries),
    error: message.error ?? "",
  }
}

const address = (status: MessageStatus | null, before: string | null) => {
  const search = new URLSearchParams({ ...(status === null ? {} : { status }), ...(before === null ? {} : { before }) })
  return search.size === 0 ? ADDRESS : `${ADDRESS}?${search.toString()}`
}

/** What there is to say above the list: why messages stay here. */
const aboutsOf = (c: Context<Env>, demo: boolean): ReadonlyArray<string> => {
  const { config, words } = c.get("web")
  const text = words.outbox
  const noMail = config.smtpUrl === null
  return [
    text.about,
    ...(noMail ? [demo ? text.demo : text.noMail] : []),
    ...(config.twilioAccount === null && !(noMail && demo) ? [text.noTexts] : []),
  ]
}

const outboxPage = Effect.fn("operations.outbox")(function* (c: Context<Env>) {
  const { render, words, company } = c.get("web")
  const text = words.outbox
  const { number } = formatsFor(c)
  const status = messageStatuses.find((known) => known === c.req.query("status")) ?? null
  const before = messageId(c.req.query("before"))
  const { messages, counts } = yield* Effect.all(
    { messages: outbox(status, PAGE_SIZE + 1, before), counts: outboxCounts },
    { concurrency: "unbounded" },
  ).pipe(reading, as(everything))
  const demo = (yield* Effect.promise(company))?.demo === true
  const shown = messages.slice(0, PAGE_SIZE)
  const more = messages.length > shown.length
  const now = new Date()
  const countOf = (one: MessageStatus) => counts.find((count) => count.status === one)?.messages ?? 0
  const unsent = countOf("waiting") + countOf("kept") + countOf("failed")
  const stuck = countOf("kept") + countOf("failed")
  const pages: Pages = {
    text: text.shown(shown.length, number(shown.length)),
    first: before === null ? null : address(status, null),
    previous: null,
    next: more ? address(status, shown.at(-1)?.id ?? null) : null,
    last: null,
  }
  const view: OutboxView = {
    page: yield* operationsFrame(c, text.title, [{ href: ADDRESS, text: text.title }], notice(c)),
    answer: text.answer(unsent, number(unsent)),
    abouts: aboutsOf(c, demo),
    again: stuck === 0 ? "" : text.againAll(number(stuck)),
    filters: [
      { href: ADDRESS, text: text.all, here: status === null },
      ...messageStatuses.map((one) => ({
        href: address(one, null),
        text: one === "sent" ? text.statuses.sent : `${text.statuses[one]} (${number(countOf(one))})`,
        here: status === one,
      })),
    ],
    messages: shown.map((message) => outboxRow(c, message, now)),
    none: text.none,
    pages: before === null && !more ? null : pages,
  }
  return c.html(render("operations/outbox", view, words))
})

const factsOf = (c: Context<Env>, message: OutboxMessage, now: Date): ReadonlyArray<Fact> => {
  const text = c.get("web").words.outbox
  const { moment, number } = formatsFor(c)
  const fact = (label: string, value: string): Fact => ({ label, value, href: null })
  return [
    fact(text.to, message.recipient),
    fact(text.status, `${text.kinds[message.kind]}, ${text.statuses[message.status].toLowerCase()}`),
    fact(text.when, moment(message.createdAt, now).text),
    ...(message.sentAt === null ? [] : [fact(text.sentAt, moment(message.sentAt, now).text)]),
    fact(text.tries, number(message.tries)),
    ...(message.error === null ? [] : [fact(text.error, message.error)]),
  ]
}

const messagePage = Effect.fn("operations.outboxMessage")(function* (c: Context<Env>) {
  const { render, words } = c.get("web")
  const text = words.outbox
  const message = yield* found(c)
  const here = `${ADDRESS}/${message.id}`
  const crumbs = [
    { href: ADDRESS, text: text.title },
    { href: here, text: message.subject },
  ]
  const view: OutboxMessageView = {
    page: yield* operationsFrame(c, message.subject, crumbs),
    subject: message.subject,
    facts: factsOf(c, message, new Date()),
    text: message.text,
    gone: text.gone,
    html: message.html === null ? null : `${here}/html`,
    again: message.status === "kept" || message.status === "failed" ? `${here}/redelivery` : null,
  }
  // A secret: neither the browser's cache nor the back button brings it again.
  c.header("Cache-Control", "no-store")
  return c.html(render("operations/outbox-message", view, words))
})
