import { Effect } from "effect"
import { as, reading } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import * as Users from "../persistence/users.ts"

/** The accounts a person may enter now, in what role and with which portfolios, by name. */
export const membershipsOf = Effect.fn("Access.membershipsOf")(
  function* (userId: number) {
    return yield* Users.memberships(userId, new Date())
  },
  reading,
  as(everything),
)
