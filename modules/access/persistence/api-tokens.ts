import { Effect } from "effect"
import { query, queryOutside } from "#kernel/database/database.ts"
import type { CustomerRole, StaffRole } from "../domain/person.ts"
import type { Scope } from "../domain/scopes.ts"

export interface NewApiToken {
  readonly accountId: number | null
  readonly membershipId: number | null
  readonly name: string
  readonly scopes: ReadonlyArray<Scope>
  readonly tokenHash: Buffer
  readonly createdBy: string
  readonly createdAt: Date
  readonly expiresAt: Date | null
  /** A UUID of the form that asks for it; null: no form did. */
  readonly formKey: string | null
}

/** The new token's id; null when its form has made one before. */
export const insert = (token: NewApiToken) =>
  query<{ id: number }>(
    (tx) => tx`
    insert into access.api_tokens
      (account_id, membership_id, name, scopes, token_hash, created_by, created_at, expires_at, form_key)
    values (${token.accountId}, ${token.membershipId}, ${token.name}, ${[...token.scopes]}, ${token.tokenHash},
      ${token.createdBy}, ${token.createdAt}, ${token.expiresAt}, ${token.formKey}::uuid)
    on conflict on constraint api_tokens_form_once do nothing returning id`,
  ).pipe(Effect.map(([row]) => row?.id ?? null))

/** Gives a token another secret; the one before is worthless at once. */
export const replaceSecret = (id: number, tokenHash: Buffer) =>
  query((tx) => tx`update access.api_tokens set token_hash = ${tokenHash}, last_used_at = null where id = ${id}`)

export interface HolderRow {
  readonly token_id: number
  readonly name: string
  readonly scopes: ReadonlyArray<Scope>
  readonly last_used_at: Date | null
  readonly account_id: number | null
  readonly membership_id: number | null
  readonly role: CustomerRole | null
  readonly whole_account: boolean | null
  readonly user_id: number | null
  readonly time_zone: string
}

/** Outside any transaction: this is asked before it is known whose eyes to look through. */
export const holderOf = (tokenHash: Buffer, now: Date) =>
  Effect.map(
    queryOutside<HolderRow>((sql) => sql`select * from access.holder_of_token(${tokenHash}, ${now})`),
    ([row]) => row ?? null,
  )

/** Adds a token of somebody of the service company. Its id, or null: they have one of that name. */
export const insertOfStaff = (token: {
  readonly staffId: number
  readonly name: string
  readonly tokenHash: Buffer
  readonly createdBy: string
  readonly createdAt: Date
  readonly expiresAt: Date | null
  readonly formKey: string | null
}) =>
  query<{ id: number }>(
    (tx) => tx`
    insert into access.api_tokens (staff_id, name, scopes, token_hash, created_by, created_at, expires_at, form_key)
    values (${token.staffId}, ${token.name}, '{work-orders}', ${token.tokenHash}, ${token.createdBy}, ${token.createdAt},
      ${token.expiresAt}, ${token.formKey}::uuid)
    on conflict (staff_id, name) where revoked_at is null and staff_id is not null do nothing returning id`,
  ).pipe(Effect.map(([row]) => row?.id ?? null))

/** Whether a form has made a token of this name for somebody of the service company. */
export const isOfForm = (staffId: number, name: string, formKey: string) =>
  query(
    (tx) => tx`
    select from access.api_tokens where staff_id = ${staffId} and name = ${name} and form_key = ${formKey}::uuid`,
  ).pipe(Effect.map((rows) => rows.length > 0))

/** A token of the service company as its administrators see it; its text is known to nobody. */
export interface StaffToken {
  readonly id: number
  readonly name: string
  readonly staff: string
  /** Null: they are on the staff no more, and it is good for nothing. */
  readonly staffRole: StaffRole | null
  /** "": the portal itself. */
  readonly createdBy: string
  readonly createdAt: Date
  /** Null: it has no end. */
  readonly expiresAt: Date | null
  /** To five minutes; null: never. */
  readonly lastUsedAt: Date | null
}

/** The tokens of the service company that are not revoked, those that have run out too, the newest first; or one of them. */
export const ofStaff = (id: number | null) =>
  query<StaffToken>(
    (tx) => tx`
    select t.id, t.name, u.name as staff, u.staff_role as "staffRole", t.created_by as "createdBy",
      t.created_at as "createdAt", t.expires_at as "expiresAt", t.last_used_at as "lastUsedAt"
    from access.api_tokens t join access.users u on u.id = t.staff_id
    where t.revoked_at is null and (${id}::int is null or t.id = ${id}::int) order by t.id desc`,
  )

/** Makes all tokens of somebody of the service company worthless from now on, and returns how many those were. */
export const revokeAllOfStaff = (staffId: number, now: Date) =>
  query<{ id: number }>(
    (tx) => tx`
    update access.api_tokens set revoked_at = ${now} where staff_id = ${staffId} and revoked_at is null returning id`,
  ).pipe(Effect.map((rows) => rows.length))

/** Makes the tokens of this name that somebody of the service company has worthless. */
export const revokeOfStaff = (staffId: number, name: string, now: Date) =>
  query(
    (tx) => tx`
    update access.api_tokens set revoked_at = ${now} where staff_id = ${staffId} and name = ${name} and revoked_at is null`,
  )

export interface StaffHolderRow {
  readonly token_id: number
  readonly scopes: ReadonlyArray<Scope>
  readonly last_used_at: Date | null
  readonly user_id: number
  readonly name: string
  readonly staff_role: StaffRole
}

/** Outside any transaction, as `holderOf`. */
export const staffHolderOf = (tokenHash: Buffer, now: Date) =>
  Effect.map(
    queryOutside<StaffHolderRow>((sql) => sql`select * from access.staff_of_token(${tokenHash}, ${now})`),
    ([row]) => row ?? null,
  )

export const touch = (id: number, now: Date) =>
  query((tx) => tx`update access.api_tokens set last_used_at = ${now} where id = ${id}`)

/** A membership as it is now, kept as it is until the transaction ends; null when it has ended. */
export const membershipNow = (membershipId: number, now: Date) =>
  query<{ accountId: number; userId: number; role: CustomerRole }>(
    (tx) => tx`
    select account_id as "accountId", user_id as "userId", role from access.memberships
    where id = ${membershipId} and (expires_at is null or expires_at > ${now}) for share`,
  ).pipe(Effect.map(([row]) => row ?? null))

/** A token as its account sees it; its text is known to nobody. */
export interface ApiToken {
  readonly id: number
  readonly name: string
  readonly scopes: ReadonlyArray<Scope>
  /** Null: a gateway's, which belongs to no one. */
  readonly membershipId: number | null
  readonly createdBy: string
  readonly createdAt: Date
  readonly expiresAt: Date | null
  /** To five minutes; null: never. */
  readonly lastUsedAt: Date | null
}

const columns = `id, name, scopes, membership_id as "membershipId", created_by as "createdBy", created_at as "createdAt",
  expires_at as "expiresAt", last_used_at as "lastUsedAt"`

/** The tokens of an account that are not revoked, those that have run out too, the newest first; one membership's, or all. */
export const ofAccount = (accountId: number, membershipId: number | null) =>
  query<ApiToken>(
    (tx) => tx`
    select ${tx.unsafe(columns)} from access.api_tokens
    where account_id = ${accountId} and revoked_at is null
      and (${membershipId}::int is null or membership_id = ${membershipId}::int)
    order by membership_id is null, id desc`,
  )

/** One of them, or null. */
export const inAccount = (id: number, accountId: number) =>
  query<ApiToken>(
    (tx) => tx`
    select ${tx.unsafe(columns)} from access.api_tokens
    where id = ${id} and account_id = ${accountId} and revoked_at is null`,
  ).pipe(Effect.map(([row]) => row ?? null))

/** Makes a token worthless from now on. False when it was so already. */
export const revoke = (id: number, now: Date) =>
  query<{ id: number }>(
    (tx) => tx`update access.api_tokens set revoked_at = ${now} where id = ${id} and revoked_at is null returning id`,
  ).pipe(Effect.map((rows) => rows.length > 0))
