import { Effect, Schema } from "effect"
import { Live } from "#kernel/bus/live.ts"
import type { Actor } from "../domain/audit.ts"
import { may } from "../domain/permissions.ts"
import { PortfolioNotFound } from "../domain/portfolio.ts"
import { lockTeam } from "../persistence/memberships.ts"
import * as Portfolios from "../persistence/portfolios.ts"
import { ACCESS_CHANGED } from "./membership-changed.ts"

/** Whoever asks may not manage the account's portfolios (any more). */
class PortfoliosNotAllowed extends Schema.TaggedError<PortfoliosNotAllowed>()("PortfoliosNotAllowed", {}) {}

/**
 * Waits for whoever changes the account's team or portfolios now, and then looks whether the actor still may: in the
 * transaction that changes something, so that a right that ended meanwhile changes nothing. Who sees but some portfolios may
 * not manage any: they would decide about what they do not see. What the portal does by itself is always allowed.
 */
export const checkRights = Effect.fn("Access.checkPortfolioRights")(function* (actor: Actor, accountId: number) {
  yield* lockTeam(accountId)
  if (actor.userId === null) return
  const { wholeAccount, ...person } = yield* Portfolios.rightsOf(actor.userId, accountId, new Date())
  const seesAll = wholeAccount === true || person.staffRole !== null
  if (!seesAll || !may(person, "manage-portfolios")) return yield* new PortfoliosNotAllowed()
})

/** The portfolio that is to be changed, which nobody else changes meanwhile, and the actor's right to it. */
export const portfolioToChange = Effect.fn("Access.portfolioToChange")(function* (
  actor: Actor,
  accountId: number,
  id: number,
) {
  yield* checkRights(actor, accountId)
  return (yield* Portfolios.lock(accountId, id)) ?? (yield* new PortfolioNotFound({ id }))
})

/** Has the open pages of these people show, when the transaction commits, what they may see now. */
export const announceReaders = Effect.fn("Access.announceReaders")(function* (
  accountId: number,
  readers: ReadonlyArray<Portfolios.PortfolioReader>,
) {
  const ids = readers.flatMap(({ userId }) => (userId === null ? [] : [userId]))
  const live = yield* Live
  if (ids.length > 0) yield* live.announce({ topic: ACCESS_CHANGED, accountId, ids })
})
