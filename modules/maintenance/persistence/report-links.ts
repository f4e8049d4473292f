import { Effect } from "effect"
import { query } from "#kernel/database/database.ts"

/** Adds a link, by the hash of its token, to follow a request; `contact` is "" for who need not be told. */
export const insert = (
  link: {
    readonly tokenHash: Buffer
    readonly accountId: number
    readonly requestId: number
    readonly contact: string
  },
  now: Date,
) =>
  query(
    (tx) => tx`
    insert into maintenance.report_links (token_hash, account_id, request_id, contact, made_at)
    values (${link.tokenHash}, ${link.accountId}, ${link.requestId}, ${link.contact}, ${now})`,
  ).pipe(Effect.asVoid)

/** The request that a link is for, or null. */
export const requestOf = (tokenHash: Buffer) =>
  query<{ requestId: number }>(
    (tx) => tx`select request_id as "requestId" from maintenance.report_links where token_hash = ${tokenHash}`,
  ).pipe(Effect.map(([row]) => row?.requestId ?? null))

/** How those who reported or joined a request without an account want to be told, each once. */
export const contactsOf = (requestId: number) =>
  query<{ contact: string }>(
    (tx) => tx`
    select distinct contact from maintenance.report_links where request_id = ${requestId} and contact <> '' order by contact`,
  ).pipe(Effect.map((rows) => rows.map(({ contact }) => contact)))

/** Removes the links of requests that have been settled since before then, and with them how to reach somebody. */
export const removeSettledBefore = (time: Date) =>
  query(
    (tx) => tx`
    delete from maintenance.report_links l using maintenance.service_requests r
    where r.id = l.request_id and r.state in ('rejected', 'completed', 'closed')
      and coalesce(r.completed_at, r.changed_at) < ${time}`,
  ).pipe(Effect.asVoid)
