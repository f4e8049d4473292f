import { Effect } from "effect"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import type { Actor } from "../domain/audit.ts"
import type { PortfolioContents } from "../domain/portfolio.ts"
import * as Portfolios from "../persistence/portfolios.ts"
import { audit } from "./audit.ts"
import { announceReaders, portfolioToChange } from "./portfolio-rights.ts"

interface Change extends PortfolioContents {
  readonly accountId: number
  readonly id: number
}

const tell = Effect.fnUntraced(function* (
  actor: Actor,
  { accountId, id }: Change,
  subject: string,
  what: "added" | "removed",
  { buildings, units }: Portfolios.Changed,
) {
  if (buildings + units === 0) return
  yield* audit(actor, { accountId, action: "portfolio-changed", subject, detail: { what, buildings, units } })
  yield* announceReaders(accountId, yield* Portfolios.readers(id, new Date()))
})

/**
 * Adds whole buildings and single units, which are the account's, to a portfolio. What is in it stays in it once; a whole
 * building takes the place of its single units. Returns how many of each are new. Idempotent.
 */
export const addToPortfolio = Effect.fn("Access.addToPortfolio")(
  function* (actor: Actor, change: Change) {
    const { name } = yield* portfolioToChange(actor, change.accountId, change.id)
    const added = yield* Portfolios.addItems(change.id, change.accountId, change)
    yield* tell(actor, change, name, "added", added)
    return added
  },
  transactional,
  as(everything),
)

/** Takes whole buildings and single units out of a portfolio. Returns how many of each were in it. Idempotent. */
export const removeFromPortfolio = Effect.fn("Access.removeFromPortfolio")(
  function* (actor: Actor, change: Change) {
    const { name } = yield* portfolioToChange(actor, change.accountId, change.id)
    const removed = yield* Portfolios.removeItems(change.id, change)
    yield* tell(actor, change, name, "removed", removed)
    return removed
  },
  transactional,
  as(everything),
)

/** Single units keep their place in portfolios when they turn out to be in another building: joins the import's transaction. */
export const followMovedUnits = Effect.fn("Access.followMovedUnits")(
  function* (units: PortfolioContents["units"]) {
    yield* Portfolios.moveUnits(units)
  },
  transactional,
  as(everything),
)
