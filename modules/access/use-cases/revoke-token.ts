import { Effect, Schema } from "effect"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import type { Actor } from "../domain/audit.ts"
import type { Person } from "../domain/person.ts"
import * as ApiTokens from "../persistence/api-tokens.ts"
import { audit } from "./audit.ts"
import { revocableToken } from "./tokens-of.ts"

/** There is no such token, or none that whoever asks may revoke. */
export class TokenNotFound extends Schema.TaggedError<TokenNotFound>()("TokenNotFound", {}) {}

/** Makes a token worthless at once, on every process: owners any of the account but gateways', managers their own. */
export const revokeToken = Effect.fn("Access.revokeToken")(
  function* (actor: Actor, person: Pick<Person, "account" | "membershipId">, id: number) {
    const now = new Date()
    const { account, membershipId } = person
    // What they are now, not what they were when the request began.
    const membership = membershipId === null ? null : yield* ApiTokens.membershipNow(membershipId, now)
    const token =
      membership === null ? null : yield* revocableToken({ account, membershipId, role: membership.role }, id)
    if (token === null || membership === null || !(yield* ApiTokens.revoke(id, now))) return yield* new TokenNotFound()
    yield* audit(actor, {
      accountId: membership.accountId,
      action: "token-revoked",
      subject: token.name,
      detail: { madeBy: token.createdBy },
    })
    return token
  },
  transactional,
  as(everything),
)
