import { Effect } from "effect"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import type { Actor } from "../domain/audit.ts"
import { PortfolioNameTaken } from "../domain/portfolio.ts"
import * as Portfolios from "../persistence/portfolios.ts"
import { audit } from "./audit.ts"
import { portfolioToChange } from "./portfolio-rights.ts"

/** Gives a portfolio another name, in the same form as `makePortfolio`. The name it has already changes nothing. */
export const renamePortfolio = Effect.fn("Access.renamePortfolio")(
  function* (actor: Actor, renamed: { readonly accountId: number; readonly id: number; readonly name: string }) {
    const { accountId, id, name } = renamed
    const before = yield* portfolioToChange(actor, accountId, id)
    if (before.name === name) return
    if (yield* Portfolios.isTaken(accountId, name, id)) return yield* new PortfolioNameTaken({ name })
    yield* Portfolios.rename(id, name)
    yield* audit(actor, { accountId, action: "portfolio-renamed", subject: name, detail: { before: before.name } })
  },
  transactional,
  as(everything),
)
