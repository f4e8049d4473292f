import { Effect, Schema } from "effect"
import { as, query, reading, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { type Actor, portalItself } from "../domain/audit.ts"
import * as Accounts from "../persistence/accounts.ts"
import { audit } from "./audit.ts"

export class AccountNameTaken extends Schema.TaggedError<AccountNameTaken>()("AccountNameTaken", {
  name: Schema.String,
}) {}

/** So that of two who open accounts at the same time neither overlooks the other's name. */
const oneAtATime = query((tx) => tx`select pg_advisory_xact_lock(hashtextextended('accounts', 0))`)

/** Opens a customer account. `country` is an ISO 3166 code, `timeZone` an IANA name. No two names differ only in capitals. */
export const openAccount = Effect.fn("Access.openAccount")(
  function* (
    account: { readonly name: string; readonly country: string; readonly timeZone: string },
    actor: Actor = portalItself,
  ) {
    yield* oneAtATime
    const taken = yield* Accounts.byName(account.name)
    const opened = taken === null ? yield* Accounts.insert(account) : null
    if (opened === null) return yield* new AccountNameTaken({ name: account.name })
    const { name, country, timeZone } = account
    yield* audit(actor, {
      accountId: opened.id,
      action: "account-opened",
      subject: name,
      detail: { country, timeZone },
    })
    return opened
  },
  transactional,
  as(everything),
)

/** The account of that name, capitals aside, or null. */
export const findAccountByName = Effect.fn("Access.findAccountByName")(
  function* (name: string) {
    return yield* Accounts.byName(name)
  },
  reading,
  as(everything),
)

/** Every account, by name: for staff. */
export const allAccounts = Accounts.all.pipe(reading, as(everything))

/** Whether any account exists: the demo is never loaded where one does. */
export const anyAccount = Accounts.any.pipe(reading, as(everything))
