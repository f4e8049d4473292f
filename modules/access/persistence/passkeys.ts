import { Effect } from "effect"
import { query } from "#kernel/database/database.ts"

export interface Passkey {
  readonly id: number
  readonly userId: number
  /** Base64url, as browsers write it. */
  readonly credentialId: string
  readonly publicKey: Buffer
  /** What the authenticator counted at its last use; one that goes back is a copy. */
  readonly counter: number
  readonly transports: ReadonlyArray<string>
  readonly name: string
  readonly createdAt: Date
  readonly lastUsedAt: Date | null
}

const columns = `id, user_id as "userId", credential_id as "credentialId", public_key as "publicKey", counter::float8 as counter,
  transports, name, created_at as "createdAt", last_used_at as "lastUsedAt"`

/** False when the passkey is known already. */
export const insert = (passkey: Omit<Passkey, "id" | "lastUsedAt">) =>
  query(
    (tx) => tx`
    insert into access.passkeys (user_id, credential_id, public_key, counter, transports, name, created_at)
    values (${passkey.userId}, ${passkey.credentialId}, ${passkey.publicKey}, ${passkey.counter}, ${[...passkey.transports]},
      ${passkey.name}, ${passkey.createdAt})
    on conflict on constraint passkeys_credential_unique do nothing returning 1`,
  ).pipe(Effect.map((rows) => rows.length === 1))

export const ofUser = (userId: number) =>
  query<Passkey>((tx) => tx`select ${tx.unsafe(columns)} from access.passkeys where user_id = ${userId} order by id`)

/** Whose passkey it is, or null. */
export const ownerOf = (credentialId: string) =>
  query<{ userId: number }>(
    (tx) => tx`select user_id as "userId" from access.passkeys where credential_id = ${credentialId}`,
  ).pipe(Effect.map(([row]) => row?.userId ?? null))

/** Locked until the transaction ends. */
export const byCredential = (credentialId: string) =>
  query<Passkey>(
    (tx) => tx`select ${tx.unsafe(columns)} from access.passkeys where credential_id = ${credentialId} for update`,
  ).pipe(Effect.map(([row]) => row ?? null))

export const used = (id: number, counter: number, now: Date) =>
  query((tx) => tx`update access.passkeys set counter = ${counter}, last_used_at = ${now} where id = ${id}`)

/** The removed passkey's name, or null when the person has no such one. */
export const remove = (userId: number, id: number) =>
  query<{ name: string }>(
    (tx) => tx`delete from access.passkeys where user_id = ${userId} and id = ${id} returning name`,
  ).pipe(Effect.map(([row]) => row?.name ?? null))

/** By what authenticators know a person: random, and no address. */
export const handleOf = (userId: number) =>
  query<{ handle: Buffer }>((tx) => tx`select passkey_handle as handle from access.users where id = ${userId}`).pipe(
    Effect.map(([row]) => row?.handle ?? null),
  )
