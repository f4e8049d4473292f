import { Effect, Schema } from "effect"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import type { Actor } from "../domain/audit.ts"
import { may } from "../domain/permissions.ts"
import type { Person } from "../domain/person.ts"
import type { personalScopes } from "../domain/scopes.ts"
import { hashToken, newToken } from "../domain/token.ts"
import * as ApiTokens from "../persistence/api-tokens.ts"
import { audit } from "./audit.ts"

/** Whoever asks may not make tokens in this account (any more). */
export class TokenNotAllowed extends Schema.TaggedError<TokenNotAllowed>()("TokenNotAllowed", {}) {}

/** The same form was sent before: the token is there, and its text was told then. */
export class TokenMadeBefore extends Schema.TaggedError<TokenMadeBefore>()("TokenMadeBefore", {}) {}

/**
 * Makes a token for machines. It belongs to the maker's membership: it sees what they see at each time, and ends with it.
 * Returns its id and its text, told this once. `formKey` is a UUID of the form: sent twice, it makes one token.
 */
export const makeToken = Effect.fn("Access.makeToken")(
  function* (
    actor: Actor,
    maker: Pick<Person, "membershipId">,
    wanted: {
      readonly name: string
      readonly scopes: ReadonlyArray<(typeof personalScopes)[number]>
      readonly expiresAt: Date
      readonly formKey: string
    },
  ) {
    const now = new Date()
    const membership = maker.membershipId === null ? null : yield* ApiTokens.membershipNow(maker.membershipId, now)
    if (membership === null || !may({ staffRole: null, role: membership.role }, "manage-tokens")) {
      return yield* new TokenNotAllowed()
    }
    const { accountId } = membership
    const token = newToken()
    const id = yield* ApiTokens.insert({
      ...wanted,
      accountId,
      membershipId: maker.membershipId,
      tokenHash: hashToken(token),
      createdBy: actor.name,
      createdAt: now,
    })
    if (id === null) return yield* new TokenMadeBefore()
    yield* audit(actor, {
      accountId,
      action: "token-made",
      subject: wanted.name,
      detail: { scopes: wanted.scopes, until: wanted.expiresAt.toISOString() },
    })
    return { id, token }
  },
  transactional,
  as(everything),
)
