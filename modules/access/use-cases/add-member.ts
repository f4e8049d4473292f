import { Effect } from "effect"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import type { CustomerRole } from "../domain/person.ts"
import * as Portfolios from "../persistence/portfolios.ts"
import * as Users from "../persistence/users.ts"

/** Lets a user into an account: into all of it, or into the named portfolios, which must be the account's. */
export const addMember = Effect.fn("Access.addMember")(
  function* (member: {
    readonly accountId: number
    readonly userId: number
    readonly role: CustomerRole
    readonly portfolioIds: ReadonlyArray<number> | "whole account"
    readonly expiresAt?: Date
  }) {
    const membership = yield* Users.addMembership({
      accountId: member.accountId,
      userId: member.userId,
      role: member.role,
      wholeAccount: member.portfolioIds === "whole account",
      expiresAt: member.expiresAt ?? null,
    })
    if (membership !== null && member.portfolioIds !== "whole account") {
      yield* Portfolios.openTo(membership.id, member.accountId, member.portfolioIds)
    }
  },
  transactional,
  as(everything),
)
