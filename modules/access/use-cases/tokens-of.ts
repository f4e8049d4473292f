import { Effect } from "effect"
import { as, reading } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import type { Person } from "../domain/person.ts"
import * as ApiTokens from "../persistence/api-tokens.ts"

type Reader = Pick<Person, "account" | "role" | "membershipId">

/** Owners see all tokens of their account, gateways' too; who else may have tokens sees their own; anyone else none. */
const reachOf = ({ account, role, membershipId }: Reader) =>
  account === null || membershipId === null || (role !== "owner" && role !== "manager")
    ? null
    : { accountId: account.id, membershipId: role === "owner" ? null : membershipId }

/** The tokens that a person may look after in the account they look at: those not revoked, the newest first, gateways' last. */
export const tokensOf = Effect.fn("Access.tokensOf")(
  function* (reader: Reader) {
    const reach = reachOf(reader)
    return reach === null ? [] : yield* ApiTokens.ofAccount(reach.accountId, reach.membershipId)
  },
  reading,
  as(everything),
)

/** One of these, if the person may revoke it: a gateway's goes with its gateway. Else null. */
export const revocableToken = Effect.fn("Access.revocableToken")(
  function* (reader: Reader, id: number) {
    const reach = reachOf(reader)
    const token = reach === null ? null : yield* ApiTokens.inAccount(id, reach.accountId)
    if (reach === null || token === null || token.membershipId === null) return null
    return reach.membershipId === null || token.membershipId === reach.membershipId ? token : null
  },
  reading,
  as(everything),
)
