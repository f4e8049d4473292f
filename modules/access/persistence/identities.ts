import { Effect } from "effect"
import { query } from "#kernel/database/database.ts"

/** Whom a provider's subject was found to be, or null. */
export const userOf = (issuer: string, subject: string) =>
  query<{ userId: number }>(
    (tx) => tx`
    select user_id as "userId" from access.identities where issuer = ${issuer} and subject = ${subject}`,
  ).pipe(Effect.map(([row]) => row?.userId ?? null))

/** Whether a person is known to a provider already. */
export const isKnown = (issuer: string, userId: number) =>
  query((tx) => tx`select 1 from access.identities where issuer = ${issuer} and user_id = ${userId} limit 1`).pipe(
    Effect.map((rows) => rows.length > 0),
  )

export const insert = (identity: {
  readonly issuer: string
  readonly subject: string
  readonly userId: number
  readonly createdAt: Date
}) =>
  query(
    (tx) => tx`
    insert into access.identities (issuer, subject, user_id, created_at)
    values (${identity.issuer}, ${identity.subject}, ${identity.userId}, ${identity.createdAt})`,
  )
