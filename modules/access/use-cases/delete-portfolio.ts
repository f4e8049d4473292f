import { Effect } from "effect"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import type { Actor } from "../domain/audit.ts"
import * as Portfolios from "../persistence/portfolios.ts"
import { audit } from "./audit.ts"
import { announceReaders, portfolioToChange } from "./portfolio-rights.ts"

/** Deletes a portfolio, not what is in it: its members and those invited into it see it no more. */
export const deletePortfolio = Effect.fn("Access.deletePortfolio")(
  function* (actor: Actor, accountId: number, id: number) {
    const { name } = yield* portfolioToChange(actor, accountId, id)
    const readers = yield* Portfolios.readers(id, new Date())
    yield* Portfolios.remove(id)
    const people = readers.map(({ email }) => email)
    const detail = { people: people.slice(0, 100), more: Math.max(0, people.length - 100) }
    yield* audit(actor, { accountId, action: "portfolio-deleted", subject: name, detail })
    yield* announceReaders(accountId, readers)
  },
  transactional,
  as(everything),
)
