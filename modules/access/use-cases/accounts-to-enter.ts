import { Effect } from "effect"
import { as, reading } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import type { AccountName, Person } from "../domain/person.ts"
import * as Accounts from "../persistence/accounts.ts"
import { containing } from "../persistence/patterns.ts"

/** Some of the accounts that a person may look at now whose name has the text in it, by name, and how many there are. */
export const accountsToEnter = Effect.fn("Access.accountsToEnter")(
  function* (
    { staffRole, userId }: Pick<Person, "staffRole" | "userId">,
    shown: { readonly text: string; readonly from: number; readonly most: number },
  ) {
    const ofUser = staffRole === null ? userId : null
    const rows = yield* Accounts.page(ofUser, containing(shown.text), shown.from, shown.most, new Date())
    const accounts: ReadonlyArray<AccountName> = rows.map(({ id, name }) => ({ id, name }))
    return { accounts, matching: rows[0]?.total ?? 0 }
  },
  reading,
  as(everything),
)
