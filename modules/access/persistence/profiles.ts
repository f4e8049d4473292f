import { Effect } from "effect"
import { query } from "#kernel/database/database.ts"

/** What a person is known by, and by what ways they come in. */
export interface Profile {
  readonly name: string
  readonly email: string
  /** In international form, confirmed by a code: "+442079460199". */
  readonly phone: string | null
  readonly locale: string
  readonly timeZone: string
  readonly staff: boolean
  /** Null for a person who comes in by passkey or single sign-on alone. */
  readonly passwordHash: string | null
  readonly secondFactor: boolean
  readonly recoveryCodesLeft: number
  readonly passkeys: number
  /** How many identity providers know the person. */
  readonly identities: number
}

const columns = `name, email, phone, locale, time_zone as "timeZone", staff_role is not null as staff,
  password_hash as "passwordHash", totp_secret is not null as "secondFactor",
  (select count(*)::int from access.recovery_codes c where c.user_id = u.id and used_at is null) as "recoveryCodesLeft",
  (select count(*)::int from access.passkeys p where p.user_id = u.id) as passkeys,
  (select count(*)::int from access.identities i where i.user_id = u.id) as identities`

const one = (rows: ReadonlyArray<Profile>) => rows[0] ?? null

export const find = (userId: number) =>
  query<Profile>((tx) => tx`select ${tx.unsafe(columns)} from access.users u where id = ${userId}`).pipe(
    Effect.map(one),
  )

/** Locked until the transaction ends: changes to one person's sign-in come one after the other. */
export const lock = (userId: number) =>
  query(
    // Apart from the reading: what was counted before the lock was had may have changed meanwhile.
    (tx) => tx`select from access.users where id = ${userId} for update`,
  ).pipe(Effect.andThen(find(userId)))

export const setDetails = (
  userId: number,
  details: { readonly name: string; readonly locale: string; readonly timeZone: string },
) =>
  query(
    (tx) => tx`
    update access.users set name = ${details.name}, locale = ${details.locale}, time_zone = ${details.timeZone}
    where id = ${userId}`,
  )

export const setPhone = (userId: number, phone: string | null) =>
  query((tx) => tx`update access.users set phone = ${phone} where id = ${userId}`)

export const setPasswordHash = (userId: number, hash: string) =>
  query((tx) => tx`update access.users set password_hash = ${hash} where id = ${userId}`)

export const isTaken = (email: string) =>
  query<{ taken: boolean }>((tx) => tx`select exists (select from access.users where email = ${email}) as taken`).pipe(
    Effect.map(([row]) => row?.taken === true),
  )

export const setEmail = (userId: number, email: string) =>
  query((tx) => tx`update access.users set email = ${email} where id = ${userId}`)
