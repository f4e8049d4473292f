import { Effect } from "effect"
import { as, reading, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import * as Company from "../persistence/company.ts"

/** The maintenance company that runs this portal; null before the first administrator has named it. */
export const company = Company.get.pipe(reading, as(everything))

/** States who runs this portal. The later statement holds. */
export const nameCompany = Effect.fn("Access.nameCompany")(
  function* (named: Company.Company) {
    yield* Company.put(named)
  },
  transactional,
  as(everything),
)
