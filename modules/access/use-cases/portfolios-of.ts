import { Effect } from "effect"
import { as, reading } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import * as Portfolios from "../persistence/portfolios.ts"

/** The portfolios of an account, by name. */
export const portfoliosOf = Effect.fn("Access.portfoliosOf")(
  function* (accountId: number) {
    return yield* Portfolios.ofAccount(accountId, new Date())
  },
  reading,
  as(everything),
)

/** A portfolio of the account with who sees it, or null when there is none of this id. */
export const portfolioOf = Effect.fn("Access.portfolioOf")(
  function* (accountId: number, id: number) {
    const now = new Date()
    const { portfolio, readers, wholeAccount } = yield* Effect.all(
      {
        portfolio: Portfolios.find(accountId, id),
        readers: Portfolios.readers(id, now),
        wholeAccount: Portfolios.countWholeAccount(accountId, now),
      },
      { concurrency: "unbounded" },
    )
    return portfolio === null ? null : { ...portfolio, readers, wholeAccount }
  },
  reading,
  as(everything),
)
