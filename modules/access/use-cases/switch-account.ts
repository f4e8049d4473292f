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
    const enterable =
      person.staffRole === null
        ? (yield* Users.enterable(person.userId, new Date())).map((row) => row.accountId)
        : [null, ...(yield* Accounts.all).map((account) => account.id)]
    if (!enterable.some((id) => id === accountId)) return yield* new AccountNotFound()
    yield* Sessions.enter(hashToken(token), accountId)
    yield* Users.rememberAccount(person.userId, accountId)
  },
  transactional,
  as(everything),
)
