import { Effect } from "effect"
import type postgres from "postgres"
import { query, queryOutside } from "#kernel/database/database.ts"
import type { AccountName, CustomerRole, StaffRole } from "../domain/person.ts"

interface PersonRow {
  readonly session_id: number
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
  readonly viewed_by_id: number | null
  readonly viewed_by_name: string | null
}

/** Outside any transaction: this is asked before it is known whose eyes to look through. */
export const personOf = (tokenHash: Buffer, now: Date) =>
  Effect.map(
    queryOutside<PersonRow>((sql) => sql`select * from access.person_of_session(${tokenHash}, ${now})`),
    ([row]) => row ?? null,
  )

/** Notes in the membership that its person was here: not when an administrator looks through their eyes. */
const seenHere = (tx: postgres.ISql, now: Date) => tx`
  update access.memberships m set last_seen_at = ${now} from here
  where m.user_id = here.user_id and m.account_id = here.account_id and here.viewed_membership_id is null`

export const insert = (session: {
  readonly tokenHash: Buffer
  readonly userId: number
  readonly accountId: number | null
  readonly userAgent: string
  readonly place: string
  readonly now: Date
  readonly expiresAt: Date
}) =>
  query(
    (tx) => tx`
    with here as (
      insert into access.sessions (token_hash, user_id, account_id, user_agent, place, created_at, last_seen_at, expires_at)
      values (${session.tokenHash}, ${session.userId}, ${session.accountId}, ${session.userAgent}, ${session.place},
        ${session.now}, ${session.now}, ${session.expiresAt})
      returning user_id, account_id, viewed_membership_id)
    ${seenHere(tx, session.now)}`,
  )

export const touch = (tokenHash: Buffer, now: Date, expiresAt: Date) =>
  query(
    (tx) => tx`
    with here as (
      update access.sessions set last_seen_at = ${now}, expires_at = ${expiresAt} where token_hash = ${tokenHash}
      returning user_id, account_id, viewed_membership_id)
    ${seenHere(tx, now)}`,
  )

export const enter = (tokenHash: Buffer, accountId: number | null, now: Date) =>
  query(
    (tx) => tx`
    with here as (
      update access.sessions set account_id = ${accountId} where token_hash = ${tokenHash}
      returning user_id, account_id, viewed_membership_id)
    ${seenHere(tx, now)}`,
  )

/** A session that has ended, or looks through the eyes no longer through which it looked. */
export interface Ended {
  readonly userId: number
  readonly name: string
  /** Through whose eyes it looked, and in which account; null: through its own. */
  readonly viewed: { readonly email: string; readonly accountId: number } | null
  /** When it would have been over by itself, or was. */
  readonly over: Date
}

/** What a statement has ended that returns its sessions' user_id, expires_at and (former) viewed_membership_id. */
const ended = (statement: (tx: postgres.ISql) => postgres.PendingQuery<Array<postgres.Row>>) =>
  query<Ended>(
    (tx) => tx`
    with ended as (${statement(tx)})
    select w.id as "userId", w.name, least(e.expires_at, m.expires_at) as over,
      case when m.id is not null then jsonb_build_object('email', v.email, 'accountId', m.account_id) end as viewed
    from ended e join access.users w on w.id = e.user_id
    left join access.memberships m on m.id = e.viewed_membership_id left join access.users v on v.id = m.user_id`,
  )

/** Looks through a member's eyes, or (null) its own again. Null when it does so already, or is no more. */
export const view = (tokenHash: Buffer, membershipId: number | null) =>
  ended(
    (tx) => tx`
    update access.sessions s set viewed_membership_id = ${membershipId}
    from (select id, viewed_membership_id from access.sessions where token_hash = ${tokenHash} for update) former
    where s.id = former.id and former.viewed_membership_id is distinct from ${membershipId}
    returning s.user_id, s.expires_at, former.viewed_membership_id`,
  ).pipe(Effect.map(([row]) => row ?? null))

/** Gives all who look through a member's eyes their own back. */
export const endViewingsOf = (membershipId: number) =>
  ended(
    (tx) => tx`
    update access.sessions set viewed_membership_id = null where viewed_membership_id = ${membershipId}
    returning user_id, expires_at, ${membershipId}::int as viewed_membership_id`,
  )

/** The same for those whose member's time has run out. */
export const endViewingsOver = (now: Date) =>
  ended(
    (tx) => tx`
    update access.sessions s set viewed_membership_id = null
    from access.memberships m where m.id = s.viewed_membership_id and m.expires_at <= ${now}
    returning s.user_id, s.expires_at, m.id as viewed_membership_id`,
  )

export const remove = (tokenHash: Buffer) =>
  ended(
    (tx) => tx`
    delete from access.sessions where token_hash = ${tokenHash} returning user_id, expires_at, viewed_membership_id`,
  )

export const removeExpired = (now: Date) =>
  ended(
    (tx) => tx`
    delete from access.sessions where expires_at <= ${now} returning user_id, expires_at, viewed_membership_id`,
  )

export const removeIn = (userId: number, accountId: number) =>
  ended(
    (tx) => tx`
    delete from access.sessions where user_id = ${userId} and account_id = ${accountId}
    returning user_id, expires_at, viewed_membership_id`,
  )

export const removeOthers = (userId: number, but: number | null) =>
  ended(
    (tx) => tx`
    delete from access.sessions where user_id = ${userId} and id is distinct from ${but}
    returning user_id, expires_at, viewed_membership_id`,
  )

export interface SignInNow {
  readonly id: number
  readonly userAgent: string
  /** The network address that it was begun from. */
  readonly place: string
  readonly createdAt: Date
  readonly lastSeenAt: Date
}

/** The present sign-ins of a person, the last used first. */
export const ofUser = (userId: number, now: Date) =>
  query<SignInNow>(
    (tx) => tx`
    select id, user_agent as "userAgent", place, created_at as "createdAt", last_seen_at as "lastSeenAt"
    from access.sessions where user_id = ${userId} and expires_at > ${now} order by last_seen_at desc, id desc`,
  )

/** Nothing when the person has no such sign-in. */
export const removeOne = (userId: number, id: number) =>
  ended(
    (tx) => tx`
    delete from access.sessions where user_id = ${userId} and id = ${id}
    returning user_id, expires_at, viewed_membership_id`,
  )
