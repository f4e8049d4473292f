import { Effect } from "effect"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import * as Portfolios from "../persistence/portfolios.ts"

/** Makes a portfolio of whole buildings and single units of an account. */
export const makePortfolio = Effect.fn("Access.makePortfolio")(
  function* (portfolio: {
    readonly accountId: number
    readonly name: string
    readonly buildingIds: ReadonlyArray<number>
    readonly units: ReadonlyArray<{ readonly id: number; readonly buildingId: number }>
  }) {
    const made = yield* Portfolios.insert(portfolio.accountId, portfolio.name)
    yield* Portfolios.addItems(made, portfolio.accountId, [
      ...portfolio.buildingIds.map((buildingId) => ({ buildingId, unitId: null })),
      ...portfolio.units.map((unit) => ({ buildingId: unit.buildingId, unitId: unit.id })),
    ])
    return { id: made }
  },
  transactional,
  as(everything),
)
