import { Effect } from "effect"
import { query } from "#kernel/database/database.ts"

/** A new link makes every earlier one worthless. */
export const replace = (tokenHash: Buffer, expiresAt: Date) =>
  query(
    (tx) => tx`
    with old as (delete from access.setup_links where used_at is null)
    insert into access.setup_links (token_hash, expires_at) values (${tokenHash}, ${expiresAt})`,
  )

export const isOpen = (tokenHash: Buffer, now: Date) =>
  query<{ open: boolean }>(
    (tx) => tx`
    select exists (select from access.setup_links where token_hash = ${tokenHash} and used_at is null and expires_at > ${now}) as open`,
  ).pipe(Effect.map(([row]) => row?.open === true))

/** True for exactly one caller: two who open the link at once do not both become administrator. */
export const use = (tokenHash: Buffer, now: Date) =>
  query(
    (tx) => tx`
    update access.setup_links set used_at = ${now}
    where token_hash = ${tokenHash} and used_at is null and expires_at > ${now} returning 1`,
  ).pipe(Effect.map((rows) => rows.length === 1))
