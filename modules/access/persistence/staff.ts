import { Effect } from "effect"
import { query } from "#kernel/database/database.ts"
import type { StaffRole } from "../domain/person.ts"

export interface StaffMember {
  readonly userId: number
  readonly name: string
  readonly email: string
  readonly role: StaffRole
  /** When they were last here in a sign-in that still goes on. */
  readonly lastSeenAt: Date | null
}

const columns = `u.id as "userId", u.name, u.email, u.staff_role as role,
  (select max(s.last_seen_at) from access.sessions s where s.user_id = u.id) as "lastSeenAt"`

/** Whoever changes the service company's team waits here for who changes it now, until that transaction ends. */
export const lockStaff = query((tx) => tx`select pg_advisory_xact_lock(hashtextextended('staff', 0))`)

export const all = query<StaffMember>(
  (tx) => tx`
  select ${tx.unsafe(columns)} from access.users u where u.staff_role is not null order by u.name collate kernel.natural, u.id`,
)

export const find = (userId: number) =>
  query<StaffMember>(
    (tx) => tx`select ${tx.unsafe(columns)} from access.users u where u.id = ${userId} and u.staff_role is not null`,
  ).pipe(Effect.map(([row]) => row ?? null))

export const hasOtherAdministrator = (userId: number) =>
  query<{ some: boolean }>(
    (tx) => tx`
    select exists (select from access.users where staff_role = 'administrator' and id <> ${userId}) as some`,
  ).pipe(Effect.map(([row]) => row?.some === true))

/** Null: they belong to the service company no more. */
export const setRole = (userId: number, role: StaffRole | null) =>
  query((tx) => tx`update access.users set staff_role = ${role} where id = ${userId}`)
