import { Effect } from "effect"
import { Database, query } from "#kernel/database/database.ts"
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
  Database.use(({ sql }) =>
    Effect.promise(async () => {
      const [row] = await sql<Array<HolderRow>>`select * from access.holder_of_token(${tokenHash}, ${now})`
      return row ?? null
    }),
  )

/** Adds a token of somebody of the service company. */
export const insertOfStaff = (token: {
  readonly staffId: number
  readonly name: string
  readonly tokenHash: Buffer
  readonly createdAt: Date
}) =>
  query(
    (tx) => tx`
    insert into access.api_tokens (staff_id, name, scopes, token_hash, created_by, created_at)
    values (${token.staffId}, ${token.name}, '{work-orders}', ${token.tokenHash}, '', ${token.createdAt})`,
  )

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
  Database.use(({ sql }) =>
    Effect.promise(async () => {
      const [row] = await sql<Array<StaffHolderRow>>`select * from access.staff_of_token(${tokenHash}, ${now})`
      return row ?? null
    }),
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
