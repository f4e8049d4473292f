import { argon2Sync, randomBytes } from "node:crypto"
import type postgres from "postgres"
import type { StaffRole } from "#access"

const cost = { memory: 8, passes: 1, parallelism: 1 }

/** As Access would write it, at the least cost there is: most tests are about what comes after a sign-in. */
const cheapHash = (password: string) => {
  const nonce = randomBytes(16)
  const tag = argon2Sync("argon2id", { message: password, nonce, tagLength: 32, ...cost })
  const unpadded = (bytes: Buffer) => bytes.toString("base64").replaceAll("=", "")
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${unpadded(nonce)}$${unpadded(tag)}`
}

/** Gives everybody in a database this password, and sign-ins that take no 50 ms of reckoning. */
export const cheapPasswords = async (owner: postgres.Sql, password: string): Promise<void> => {
  await owner`update access.users set password_hash = ${cheapHash(password)} where password_hash is not null`
}

export interface TestPerson {
  readonly email: string
  readonly name: string
  readonly password: string
  readonly locale?: string
  readonly timeZone?: string
  readonly staffRole?: StaffRole | null
}

/** Somebody who can sign in cheaply, and is in no account yet. Returns the user's id. */
export const addPerson = async (owner: postgres.Sql, person: TestPerson): Promise<number> => {
  const { email, name, password, locale = "en-GB", timeZone = "UTC", staffRole = null } = person
  const [row] = await owner<Array<{ id: number }>>`
    insert into access.users (email, name, password_hash, locale, time_zone, staff_role)
    values (${email}, ${name}, ${cheapHash(password)}, ${locale}, ${timeZone}, ${staffRole}) returning id`
  if (row === undefined) throw new Error(`${email} was not added.`)
  return row.id
}
