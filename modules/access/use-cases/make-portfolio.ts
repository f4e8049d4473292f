import { Effect } from "effect"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import type { Actor } from "../domain/audit.ts"
import { portalItself } from "../domain/audit.ts"
import { type PortfolioContents, PortfolioNameTaken } from "../domain/portfolio.ts"
import * as Portfolios from "../persistence/portfolios.ts"
import { audit } from "./audit.ts"
import { checkRights } from "./portfolio-rights.ts"

/**
 * Makes a portfolio of whole buildings and single units of an account. `name` has been through `portfolioName` and
 * `nameProblem`; no two of an account differ only in capitals.
 */
export const makePortfolio = Effect.fn("Access.makePortfolio")(
  function* (
    portfolio: PortfolioContents & { readonly accountId: number; readonly name: string },
    actor: Actor = portalItself,
  ) {
    const { accountId, name } = portfolio
    yield* checkRights(actor, accountId)
    const id = (yield* Portfolios.insert(accountId, name)) ?? (yield* new PortfolioNameTaken({ name }))
    const { buildings, units } = yield* Portfolios.addItems(id, accountId, portfolio)
    yield* audit(actor, { accountId, action: "portfolio-made", subject: name, detail: { buildings, units } })
    return { id }
  },
  transactional,
  as(everything),
)
