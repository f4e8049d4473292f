import { Effect } from "effect"
import { as, transactional } from "#kernel/database/database.ts"
import { everything, type Viewer } from "#kernel/database/viewer.ts"
import { type CustomerRole, viewerOf } from "../domain/person.ts"
import type { Scope } from "../domain/scopes.ts"
import { hashToken } from "../domain/token.ts"
import * as ApiTokens from "../persistence/api-tokens.ts"

/** A machine that has shown its token. */
export interface TokenHolder {
  readonly tokenId: number
  readonly name: string
  readonly accountId: number | null
  /** Whose membership the token was made for, and what that is there now; null of a gateway's. */
  readonly userId: number | null
  readonly role: CustomerRole | null
  /** What it sees: what the membership sees that the token was made for; a gateway's sees nothing. */
  readonly viewer: Viewer
  readonly timeZone: string
}

const MINUTES_BETWEEN_TOUCHES = 5

/** Who holds this token, if it is good for `scope` now; else null. When it was last used is noted to five minutes. */
export const tokenHolder = Effect.fnUntraced(function* (token: string, scope: Scope) {
  const now = new Date()
  const row = yield* ApiTokens.holderOf(hashToken(token), now)
  if (row === null || !row.scopes.includes(scope)) return null
  const used = row.last_used_at?.getTime() ?? 0
  if (now.getTime() - used > MINUTES_BETWEEN_TOUCHES * 60_000) {
    yield* ApiTokens.touch(row.token_id, now).pipe(transactional, as(everything))
  }
  const holder: TokenHolder = {
    tokenId: row.token_id,
    name: row.name,
    accountId: row.account_id,
    userId: row.user_id,
    role: row.role,
    viewer: viewerOf({
      staffRole: null,
      accountId: row.account_id,
      membershipId: row.membership_id,
      wholeAccount: row.whole_account,
    }),
    timeZone: row.time_zone,
  }
  return holder
})
