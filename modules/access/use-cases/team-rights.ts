import { Effect, Schema } from "effect"
import type { Actor } from "../domain/audit.ts"
import { may, type Permission } from "../domain/permissions.ts"
import { termsProblem, type Terms, TermsImpossible } from "../domain/terms.ts"
import * as Memberships from "../persistence/memberships.ts"
import * as Staff from "../persistence/staff.ts"

/** Whoever asks for it may not, or may not any more. */
export class MayNotManage extends Schema.TaggedError<MayNotManage>()("MayNotManage", {}) {}

/** The portal itself may do anything; whoever looks through another's eyes, nothing. */
const allowed = Effect.fnUntraced(function* (
  actor: Actor,
  accountId: number | null,
  permission: Permission,
  now: Date,
) {
  if (actor.viewedBy !== null) return false
  if (actor.userId === null) return true
  const rights = yield* Memberships.rightsOf(actor.userId, accountId, now)
  return may(rights, permission)
})

/**
 * Holds a team for one who changes it, in the caller's transaction: whoever else wants to, waits. The actor's right is looked
 * at only then, for it may have gone meanwhile, and it stays until the transaction ends.
 */
export const holdTeam = Effect.fn("Access.holdTeam")(function* (actor: Actor, accountId: number, now: Date) {
  yield* Memberships.lockTeam(accountId)
  if (!(yield* allowed(actor, accountId, "manage-team", now))) return yield* new MayNotManage()
})

/** The same for the service company's own team, or for something else about it that takes a permission. */
export const holdStaff = Effect.fn("Access.holdStaff")(function* (
  actor: Actor,
  now: Date,
  permission: Permission = "manage-staff",
) {
  yield* Staff.lockStaff
  if (!(yield* allowed(actor, null, permission, now))) return yield* new MayNotManage()
})

/** The terms, with the account's own portfolios alone; fails when nobody can be a member on them. */
export const possibleTerms = Effect.fn("Access.possibleTerms")(function* (accountId: number, terms: Terms, now: Date) {
  const { portfolioIds } = terms
  const own: Terms =
    portfolioIds === "whole account"
      ? terms
      : { ...terms, portfolioIds: yield* Memberships.portfoliosAmong(accountId, portfolioIds) }
  const why = termsProblem(own, now)
  return why === null ? own : yield* new TermsImpossible({ why })
})
