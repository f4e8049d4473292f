import { Effect } from "effect"
import { query } from "#kernel/database/database.ts"
import type { CustomerRole, StaffRole } from "../domain/person.ts"

export interface NewUser {
  readonly email: string
  readonly name: string
  readonly passwordHash: string
  readonly locale: string
  readonly timeZone: string
  readonly staffRole: StaffRole | null
}

/** Null when the address belongs to somebody already. */
export const insert = (user: NewUser) =>
  query<{ id: number }>(
    (tx) => tx`
    insert into access.users (email, name, password_hash, locale, time_zone, staff_role)
    values (${user.email}, ${user.name}, ${user.passwordHash}, ${user.locale}, ${user.timeZone}, ${user.staffRole})
    on conflict on constraint users_email_unique do nothing returning id`,
  ).pipe(Effect.map(([row]) => row ?? null))

export const byEmail = (email: string) =>
  query<{ id: number }>((tx) => tx`select id from access.users where email = ${email}`).pipe(
    Effect.map(([row]) => row ?? null),
  )

/** How a user writes numbers and times, and what their clock says. */
export const clockOf = (userId: number) =>
  query<{ locale: string; timeZone: string }>(
    (tx) => tx`select locale, time_zone as "timeZone" from access.users where id = ${userId}`,
  ).pipe(Effect.map(([row]) => row ?? null))

/** A person as the door needs to know them. */
export interface Entrant {
  readonly id: number
  readonly email: string
  readonly name: string
  /** Null: they come in by passkey or an identity provider only. */
  readonly passwordHash: string | null
  /** Whether a code from an app is asked for. */
  readonly secondFactor: boolean
  readonly staffRole: StaffRole | null
  readonly lastAccountId: number | null
}

const entrantColumns = `id, email, name, password_hash as "passwordHash", totp_secret is not null as "secondFactor",
  staff_role as "staffRole", last_account_id as "lastAccountId"`

export const credentialsOf = (email: string) =>
  query<Entrant>((tx) => tx`select ${tx.unsafe(entrantColumns)} from access.users where email = ${email}`).pipe(
    Effect.map(([row]) => row ?? null),
  )

export const entrant = (id: number) =>
  query<Entrant>((tx) => tx`select ${tx.unsafe(entrantColumns)} from access.users where id = ${id}`).pipe(
    Effect.map(([row]) => row ?? null),
  )

/** The person as they are once whoever changes them now is done; nobody else does until the transaction ends. */
export const entrantLocked = (id: number) =>
  query<Entrant>(
    (tx) => tx`select ${tx.unsafe(entrantColumns)} from access.users where id = ${id} for no key update`,
  ).pipe(Effect.map(([row]) => row ?? null))

/** The accounts a user may enter now, the last one used first. */
export const enterable = (userId: number, now: Date) =>
  query<{ accountId: number }>(
    (tx) => tx`
    select m.account_id as "accountId" from access.memberships m
    join access.users u on u.id = m.user_id join access.accounts a on a.id = m.account_id
    where m.user_id = ${userId} and (m.expires_at is null or m.expires_at > ${now})
    order by m.account_id = u.last_account_id desc nulls last, a.name`,
  )

export const addMembership = (membership: {
  readonly accountId: number
  readonly userId: number
  readonly role: CustomerRole
  readonly wholeAccount: boolean
  readonly expiresAt: Date | null
}) =>
  query<{ id: number }>(
    (tx) => tx`
    insert into access.memberships (account_id, user_id, role, whole_account, expires_at)
    values (${membership.accountId}, ${membership.userId}, ${membership.role}, ${membership.wholeAccount}, ${membership.expiresAt})
    on conflict on constraint memberships_one_per_person do nothing returning id`,
  ).pipe(Effect.map(([row]) => row ?? null))

export const rememberAccount = (userId: number, accountId: number | null) =>
  query((tx) => tx`update access.users set last_account_id = ${accountId} where id = ${userId}`)

export const anyAdministrator = query<{ some: boolean }>(
  (tx) => tx`select exists (select from access.users where staff_role = 'administrator') as some`,
).pipe(Effect.map(([row]) => row?.some === true))

export interface MembershipDetail {
  readonly account: string
  readonly role: CustomerRole
  readonly wholeAccount: boolean
  readonly portfolios: ReadonlyArray<string>
  readonly expiresAt: Date | null
}

export const memberships = (userId: number, now: Date) =>
  query<MembershipDetail>(
    (tx) => tx`
    select a.name as account, m.role, m.whole_account as "wholeAccount", m.expires_at as "expiresAt",
      array(select p.name from access.membership_portfolios mp join access.portfolios p on p.id = mp.portfolio_id
        where mp.membership_id = m.id order by p.name) as portfolios
    from access.memberships m join access.accounts a on a.id = m.account_id
    where m.user_id = ${userId} and (m.expires_at is null or m.expires_at > ${now}) order by a.name`,
  )

/** Somebody of the service company by their address, or null. */
export const staffByEmail = (email: string) =>
  query<{ id: number }>((tx) => tx`select id from access.users where email = ${email} and staff_role is not null`).pipe(
    Effect.map(([row]) => row ?? null),
  )
