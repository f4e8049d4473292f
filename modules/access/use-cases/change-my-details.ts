import { Effect } from "effect"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import * as Profiles from "../persistence/profiles.ts"

/** Sets a person's name, and how numbers and times are written for them. */
export const changeMyDetails = Effect.fn("Access.changeMyDetails")(
  function* (userId: number, details: { readonly name: string; readonly locale: string; readonly timeZone: string }) {
    yield* Profiles.setDetails(userId, details)
  },
  transactional,
  as(everything),
)
