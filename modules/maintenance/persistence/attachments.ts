import { Effect } from "effect"
import { query } from "#kernel/database/database.ts"

/** A picture that lies in the folder of the installation, under the hash of its content. */
export interface StoredPicture {
  /** SHA-256 in hexadecimal, as of its thumbnail. */
  readonly sha: string
  readonly thumbnailSha: string
  /** "image/webp" */
  readonly type: string
  /** How many it has. */
  readonly bytes: number
  /** In pixels. */
  readonly width: number
  readonly height: number
}

export type AttachmentKind = "photo" | "signature"

/** A picture of a request or an order. */
export interface Attachment extends StoredPicture {
  readonly id: number
  readonly kind: AttachmentKind
  /** The line of the thread that it came with; null: with none. */
  readonly entryId: string | null
  readonly addedAt: Date
}

/** What a picture belongs to. */
export type AttachedTo = { readonly requestId: number } | { readonly orderId: number }

const columns = `id, kind, entry_id::text as "entryId", type, sha, thumbnail_sha as "thumbnailSha", bytes, width, height,
  added_at as "addedAt"`

const ids = (to: AttachedTo) =>
  "requestId" in to ? { request: to.requestId, order: null } : { request: null, order: to.orderId }

/** Adds pictures to a request or an order that the viewer sees, each once for a line of its thread. Of one not seen, none. */
export const add = (
  to: AttachedTo,
  pictures: ReadonlyArray<StoredPicture>,
  { kind, entryId, now }: { readonly kind: AttachmentKind; readonly entryId: string | null; readonly now: Date },
) => {
  const { request, order } = ids(to)
  const list = JSON.stringify(pictures)
  return query(
    (tx) => tx`
    insert into maintenance.attachments (account_id, building_id, unit_id, request_id, order_id, entry_id, kind, type, sha,
      thumbnail_sha, bytes, width, height, added_at)
    select place.account_id, place.building_id, place.unit_id, ${request}, ${order}, ${entryId}::bigint, ${kind}, p.type, p.sha,
      p."thumbnailSha", p.bytes, p.width, p.height, ${now}
    from (select account_id, building_id, unit_id from maintenance.service_requests where id = ${request}::int
      union all select account_id, building_id, unit_id from maintenance.service_orders where id = ${order}::int) as place,
      json_to_recordset(${list}::text::json) as p (sha text, "thumbnailSha" text, type text, bytes int, width int, height int)
    on conflict on constraint attachments_once do nothing`,
  ).pipe(Effect.asVoid)
}

/** The pictures of a request or an order that the viewer sees, in order. */
export const of = (to: AttachedTo) => {
  const { request, order } = ids(to)
  return query<Attachment>(
    (tx) => tx`
    select ${tx.unsafe(columns)} from maintenance.attachments
    where request_id = ${request}::int or order_id = ${order}::int order by id`,
  )
}

/** One picture, or null when there is none that the viewer may see. */
export const find = (id: number) =>
  query<Attachment>((tx) => tx`select ${tx.unsafe(columns)} from maintenance.attachments where id = ${id}`).pipe(
    Effect.map(([row]) => row ?? null),
  )

/** Which of some hashes are of a picture that belongs to something, or of its thumbnail. */
export const known = (shas: ReadonlyArray<string>) =>
  query<{ sha: string }>(
    (tx) => tx`
    select sha from maintenance.attachments where sha = any(${[...shas]}::text[])
    union select thumbnail_sha from maintenance.attachments where thumbnail_sha = any(${[...shas]}::text[])`,
  ).pipe(Effect.map((rows) => rows.map(({ sha }) => sha)))
