import { Effect } from "effect"
import { Database, query } from "#kernel/database/database.ts"
import type { AccountName, CustomerRole, StaffRole } from "../domain/person.ts"

interface PersonRow {
  readonly user_id: number
  readonly name: string
  readonly email: string
  readonly locale: string
  readonly time_zone: string
  readonly staff_role: StaffRole | null
  readonly last_seen_at: Date
  readonly account_id: number | null
  readonly account_name: string | null
  readonly membership_id: number | null
  readonly role: CustomerRole | null
  readonly whole_account: boolean | null
  readonly accounts: ReadonlyArray<AccountName>
}

/** Outside any transaction: this is asked before it is known whose eyes to look through. */
export const personOf = (tokenHash: Buffer, now: Date) =>
  Database.use(({ sql }) =>
    Effect.promise(async () => {
      const [row] = await sql<Array<PersonRow>>`select * from access.person_of_session(${tokenHash}, ${now})`
      return row ?? null
    }),
  )

export const insert = (session: {
  readonly tokenHash: Buffer
  readonly userId: number
  readonly accountId: number | null
  readonly userAgent: string
  readonly now: Date
  readonly expiresAt: Date
}) =>
  query(
    (tx) => tx`
    insert into access.sessions (token_hash, user_id, account_id, user_agent, created_at, last_seen_at, expires_at)
    values (${session.tokenHash}, ${session.userId}, ${session.accountId}, ${session.userAgent}, ${session.now}, ${session.now}, ${session.expiresAt})`,
  )

export const touch = (tokenHash: Buffer, now: Date, expiresAt: Date) =>
  query(
    (tx) =>
      tx`update access.sessions set last_seen_at = ${now}, expires_at = ${expiresAt} where token_hash = ${tokenHash}`,
  )

export const enter = (tokenHash: Buffer, accountId: number | null) =>
  query((tx) => tx`update access.sessions set account_id = ${accountId} where token_hash = ${tokenHash}`)

export const remove = (tokenHash: Buffer) =>
  query((tx) => tx`delete from access.sessions where token_hash = ${tokenHash}`)

export const removeExpired = (now: Date) => query((tx) => tx`delete from access.sessions where expires_at <= ${now}`)
