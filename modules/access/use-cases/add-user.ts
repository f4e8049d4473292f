import { Effect, Schema } from "effect"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { emailKey } from "../domain/fields.ts"
import { hashPassword } from "../domain/password.ts"
import type { StaffRole } from "../domain/person.ts"
import * as Users from "../persistence/users.ts"

export class EmailTaken extends Schema.TaggedError<EmailTaken>()("EmailTaken", { email: Schema.String }) {}

export interface AddUser {
  readonly email: string
  readonly name: string
  readonly password: string
  readonly locale: string
  readonly timeZone: string
  readonly staffRole: StaffRole | null
}

/** Adds a person who can sign in. Membership of accounts is given apart. */
export const addUser = Effect.fn("Access.addUser")(function* (user: AddUser) {
  const passwordHash = yield* Effect.promise(() => hashPassword(user.password))
  const email = emailKey(user.email)
  const added = yield* Users.insert({ ...user, email, passwordHash }).pipe(transactional)
  return added ?? (yield* new EmailTaken({ email }))
}, as(everything))
