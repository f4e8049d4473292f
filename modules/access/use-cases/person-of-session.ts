import { Effect } from "effect"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { type Person, viewerOf } from "../domain/person.ts"
import { hashToken } from "../domain/token.ts"
import * as Sessions from "../persistence/sessions.ts"

const MINUTES_BETWEEN_TOUCHES = 5

/** Who holds this session token now, or null. Using a session prolongs it, at most every five minutes. */
export const personOfSession = Effect.fnUntraced(function* (token: string, sessionHours: number) {
  const now = new Date()
  const tokenHash = hashToken(token)
  const row = yield* Sessions.personOf(tokenHash, now)
  if (row === null) return null
  if (now.getTime() - row.last_seen_at.getTime() > MINUTES_BETWEEN_TOUCHES * 60_000) {
    const expiresAt = new Date(now.getTime() + sessionHours * 3_600_000)
    yield* Sessions.touch(tokenHash, now, expiresAt).pipe(transactional, as(everything))
  }
  const person: Person = {
    userId: row.user_id,
    name: row.name,
    email: row.email,
    locale: row.locale,
    timeZone: row.time_zone,
    staffRole: row.staff_role,
    account: row.account_id === null ? null : { id: row.account_id, name: row.account_name ?? "" },
    role: row.role,
    membershipId: row.membership_id,
    sessionId: row.session_id,
    viewedBy: row.viewed_by_id === null ? null : { userId: row.viewed_by_id, name: row.viewed_by_name ?? "" },
    accounts: row.accounts,
    viewer: viewerOf({
      staffRole: row.staff_role,
      accountId: row.account_id,
      membershipId: row.membership_id,
      wholeAccount: row.whole_account,
    }),
  }
  return person
})
