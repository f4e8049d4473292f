import { Effect } from "effect"
import { query } from "#kernel/database/database.ts"

export type LinkKind = "password" | "email-old" | "email-new"

export interface MailedLink {
  readonly userId: number
  /** The address that the sign-in is to move to; null for a new password. */
  readonly newEmail: string | null
  readonly confirmedAt: Date | null
}

export const insert = (link: {
  readonly tokenHash: Buffer
  readonly kind: LinkKind
  readonly userId: number
  readonly newEmail: string | null
  readonly expiresAt: Date
}) =>
  query(
    (tx) => tx`
    insert into access.mailed_links (token_hash, kind, user_id, new_email, expires_at)
    values (${link.tokenHash}, ${link.kind}, ${link.userId}, ${link.newEmail}, ${link.expiresAt})`,
  )

export const find = (tokenHash: Buffer, kinds: ReadonlyArray<LinkKind>, now: Date) =>
  query<MailedLink & { readonly kind: LinkKind }>(
    (tx) => tx`
    select kind, user_id as "userId", new_email as "newEmail", confirmed_at as "confirmedAt" from access.mailed_links
    where token_hash = ${tokenHash} and kind = any(${[...kinds]}) and expires_at > ${now}`,
  ).pipe(Effect.map(([row]) => row ?? null))

/** Takes the link: exactly one of two callers gets it. */
export const take = (tokenHash: Buffer, kind: LinkKind, now: Date) =>
  query<MailedLink>(
    (tx) => tx`
    delete from access.mailed_links where token_hash = ${tokenHash} and kind = ${kind} and expires_at > ${now}
    returning user_id as "userId", new_email as "newEmail", confirmed_at as "confirmedAt"`,
  ).pipe(Effect.map(([row]) => row ?? null))

export const confirm = (tokenHash: Buffer, now: Date) =>
  query(
    (tx) => tx`
    update access.mailed_links set confirmed_at = coalesce(confirmed_at, ${now}) where token_hash = ${tokenHash}`,
  )

/** The present links of a person of some kinds. */
export const ofUser = (userId: number, kinds: ReadonlyArray<LinkKind>, now: Date) =>
  query<MailedLink & { readonly kind: LinkKind }>(
    (tx) => tx`
    select kind, user_id as "userId", new_email as "newEmail", confirmed_at as "confirmedAt" from access.mailed_links
    where user_id = ${userId} and kind = any(${[...kinds]}) and expires_at > ${now}`,
  )

export const removeOf = (userId: number, kinds: ReadonlyArray<LinkKind>) =>
  query((tx) => tx`delete from access.mailed_links where user_id = ${userId} and kind = any(${[...kinds]})`)

export const removeExpired = (now: Date) =>
  query((tx) => tx`delete from access.mailed_links where expires_at <= ${now}`)
