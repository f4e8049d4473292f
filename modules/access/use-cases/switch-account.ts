import { Effect, Schema } from "effect"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import type { Person } from "../domain/person.ts"
import { hashToken } from "../domain/token.ts"
import * as Accounts from "../persistence/accounts.ts"
import * as Sessions from "../persistence/sessions.ts"
import * as Users from "../persistence/users.ts"

export class AccountNotFound extends Schema.TaggedError<AccountNotFound>()("AccountNotFound", {}) {}

/** Moves a session to another account of the person; null shows staff all customers. Remembered for the next sign-in. */
export const switchAccount = Effect.fn("Access.switchAccount")(
  function* (person: Person, token: string, accountId: number | null) {
    const now = new Date()
    const enterable =
      person.staffRole === null
        ? (yield* Users.enterable(person.userId, now)).some((row) => row.accountId === accountId)
        : accountId === null || (yield* Accounts.find(accountId)) !== null
    if (!enterable) return yield* new AccountNotFound()
    // The person before the session, as at the door: the other way round two of these wait for each other.
    yield* Users.rememberAccount(person.userId, accountId)
    yield* Sessions.enter(hashToken(token), accountId, now)
  },
  transactional,
  as(everything),
)
