import { Effect } from "effect"
import { query } from "../database/database.ts"
import { type Letter, letterHtml, letterSubject, letterText } from "./letter.ts"

/** Wakes whoever delivers. */
export const OUTBOX_CHANNEL = "hoistway_outbox"

export type MessageKind = "mail" | "text"
export const messageStatuses = ["waiting", "kept", "failed", "sent"] as const
export type MessageStatus = (typeof messageStatuses)[number]

interface NewMessage {
  readonly kind: MessageKind
  readonly recipient: string
  readonly subject: string
  readonly text: string
  readonly html: string | null
}

const add = (message: NewMessage) =>
  query(
    (tx) => tx`
    with added as (
      insert into kernel.messages (kind, recipient, subject, text_body, html_body, next_try_at, created_at)
      values (${message.kind}, ${message.recipient}, ${message.subject}, ${message.text}, ${message.html}, now(), now()))
    select pg_notify(${OUTBOX_CHANNEL}, '')`,
  ).pipe(Effect.asVoid)

/** Puts a letter into the outbox, in the caller's transaction: it leaves when that commits, and not otherwise. */
export const postMail = (recipient: string, letter: Letter) =>
  add({ kind: "mail", recipient, subject: letterSubject(letter), text: letterText(letter), html: letterHtml(letter) })

/** Puts a text message into the outbox, in the caller's transaction. `recipient` is a number in international form. */
export const postText = (recipient: string, text: string) =>
  add({ kind: "text", recipient, subject: text.slice(0, 60), text, html: null })

/** A message that was taken to be sent. */
export interface TakenMessage {
  readonly id: string
  readonly kind: MessageKind
  readonly recipient: string
  readonly subject: string
  readonly text: string
  readonly html: string | null
  readonly tries: number
}

/** Takes some waiting messages whose time has come, for `leaseSeconds`: whoever dies with one leaves it to the next. */
export const takeWaiting = (most: number, leaseSeconds: number) =>
  query<TakenMessage>(
    (tx) => tx`
    update kernel.messages set tries = tries + 1, next_try_at = now() + ${leaseSeconds} * interval '1 second'
    where id in (select id from kernel.messages where status = 'waiting' and next_try_at <= now()
      order by next_try_at limit ${most} for update skip locked)
    returning id::text, kind, recipient, subject, text_body as text, html_body as html, tries`,
  )

export const markSent = (id: string) =>
  query(
    (tx) => tx`
    update kernel.messages set status = 'sent', sent_at = now(), text_body = null, html_body = null, last_error = null
    where id = ${id} and status <> 'sent'`,
  )

/** It stays where it is, to be read under Operations: nothing is there to send it by. */
export const markKept = (id: string) => query((tx) => tx`update kernel.messages set status = 'kept' where id = ${id}`)

/** It could not be sent: it is tried again after `waitSeconds`, or (null) not by itself any more. */
export const markFailed = (id: string, error: string, waitSeconds: number | null) =>
  query(
    (tx) => tx`
    update kernel.messages set last_error = ${error.slice(0, 1000)},
      status = ${waitSeconds === null ? "failed" : "waiting"},
      next_try_at = now() + ${waitSeconds ?? 0} * interval '1 second'
    where id = ${id}`,
  )

export interface OutboxMessage {
  readonly id: string
  readonly kind: MessageKind
  readonly recipient: string
  readonly subject: string
  readonly status: MessageStatus
  readonly tries: number
  readonly error: string | null
  readonly createdAt: Date
  readonly sentAt: Date | null
  /** Null once it has been sent. */
  readonly text: string | null
}

const columns = `id::text, kind, recipient, subject, status, tries, last_error as error, created_at as "createdAt",
  sent_at as "sentAt", text_body as text`

/** The latest messages, of all states or one, newest first; `before` goes on from a page's last one. For staff who may see secrets. */
export const outbox = (status: MessageStatus | null, most: number, before: string | null) =>
  query<OutboxMessage>(
    (tx) => tx`
    select ${tx.unsafe(columns)} from kernel.messages
    where (${status}::text is null or status = ${status}::text) and (${before}::bigint is null or id < ${before}::bigint)
    order by messages.id desc limit ${most}`,
  )

/** One message with its HTML, or null. */
export const outboxMessage = (id: string) =>
  query<OutboxMessage & { readonly html: string | null }>(
    (tx) => tx`select ${tx.unsafe(columns)}, html_body as html from kernel.messages where id = ${id}`,
  ).pipe(Effect.map(([row]) => row ?? null))

/** How many messages are in each state but sent. */
export const outboxCounts = query<{ status: MessageStatus; messages: number }>(
  (tx) => tx`select status, count(*)::int as messages from kernel.messages where status <> 'sent' group by status`,
)

/** Has messages that were kept, or given up, be tried again; all of them, or one. Returns how many. */
export const sendAgain = (id: string | null) =>
  query<{ again: number }>(
    (tx) => tx`
    with again as (
      update kernel.messages set status = 'waiting', tries = 0, next_try_at = now()
      where status in ('kept', 'failed') and (${id}::bigint is null or id = ${id}::bigint) returning 1)
    select count(*)::int as again, pg_notify(${OUTBOX_CHANNEL}, '') from again`,
  ).pipe(Effect.map(([row]) => row?.again ?? 0))

/** Forgets what was sent, kept or given up before then. */
export const forgetMessagesBefore = (time: Date) =>
  query((tx) => tx`delete from kernel.messages where status <> 'waiting' and created_at < ${time}`).pipe(Effect.asVoid)
