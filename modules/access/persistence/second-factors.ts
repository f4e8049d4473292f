import { Effect } from "effect"
import { query } from "#kernel/database/database.ts"

export interface SecondFactor {
  /** Base32; null: the person has none. */
  readonly secret: string | null
  /** The time step of the last code that was used. */
  readonly lastStep: number | null
  readonly recoveryCodesLeft: number
}

/** Locked until the transaction ends: two who use the same code at once come one after the other. */
export const ofUser = (userId: number) =>
  query<SecondFactor>(
    (tx) => tx`
    select totp_secret as secret, totp_last_step::int as "lastStep",
      (select count(*)::int from access.recovery_codes c where c.user_id = u.id and used_at is null) as "recoveryCodesLeft"
    from access.users u where id = ${userId} for update of u`,
  ).pipe(Effect.map(([row]) => row ?? { secret: null, lastStep: null, recoveryCodesLeft: 0 }))

/** Sets or (null) takes away the secret. A new one has used no code yet but the one it was confirmed with. */
export const setSecret = (userId: number, secret: string | null, lastStep: number | null) =>
  query(
    (tx) => tx`
    update access.users set totp_secret = ${secret}, totp_last_step = ${lastStep} where id = ${userId}`,
  )

/** Notes that this step's code was used. */
export const useStep = (userId: number, step: number) =>
  query((tx) => tx`update access.users set totp_last_step = ${step} where id = ${userId}`)

/** Puts new recovery codes in the place of all earlier ones. */
export const replaceRecoveryCodes = (userId: number, hashes: ReadonlyArray<Buffer>) =>
  query(
    (tx) => tx`
    with old as (delete from access.recovery_codes where user_id = ${userId})
    insert into access.recovery_codes (user_id, code_hash)
    select ${userId}, decode(hash, 'hex') from unnest(${hashes.map((hash) => hash.toString("hex"))}::text[]) as hash`,
  )

/** True for exactly one caller: a recovery code opens once. */
export const useRecoveryCode = (userId: number, hash: Buffer, now: Date) =>
  query(
    (tx) => tx`
    update access.recovery_codes set used_at = ${now} where user_id = ${userId} and code_hash = ${hash} and used_at is null
    returning 1`,
  ).pipe(Effect.map((rows) => rows.length === 1))
