import { Effect } from "effect"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { portalItself } from "../domain/audit.ts"
import { emailKey } from "../domain/fields.ts"
import type { StaffRole } from "../domain/person.ts"
import { hashToken, newToken } from "../domain/token.ts"
import * as ApiTokens from "../persistence/api-tokens.ts"
import * as Users from "../persistence/users.ts"
import { audit } from "./audit.ts"

/** A program that has shown a token of somebody of the service company, and what that person is there now. */
export interface StaffTokenHolder {
  readonly tokenId: number
  readonly userId: number
  readonly name: string
  readonly staffRole: StaffRole
}

/**
 * Makes the token by which a program of the portal's own does the work of somebody of the service company; the one of the same name
 * that they had before is worthless. Returns its text, told this once, or null: nobody of the company has that address.
 */
export const renewStaffToken = Effect.fn("Access.renewStaffToken")(
  function* (email: string, name: string) {
    const user = yield* Users.staffByEmail(emailKey(email))
    if (user === null) return null
    const token = newToken()
    yield* ApiTokens.revokeOfStaff(user.id, name, new Date())
    yield* ApiTokens.insertOfStaff({
      ...{ staffId: user.id, name, tokenHash: hashToken(token), createdBy: "", createdAt: new Date() },
      ...{ expiresAt: null, formKey: null },
    })
    yield* audit(portalItself, {
      accountId: null,
      action: "token-made",
      subject: name,
      detail: { for: email, scopes: ["work-orders"] },
    })
    return token
  },
  transactional,
  as(everything),
)

const MINUTES_BETWEEN_TOUCHES = 5

/** Who of the service company a program acts for that shows this token, if it is good now; else null. */
export const staffTokenHolder = Effect.fnUntraced(function* (token: string) {
  const now = new Date()
  const row = yield* ApiTokens.staffHolderOf(hashToken(token), now)
  if (row === null || !row.scopes.includes("work-orders")) return null
  const used = row.last_used_at?.getTime() ?? 0
  if (now.getTime() - used > MINUTES_BETWEEN_TOUCHES * 60_000) {
    yield* ApiTokens.touch(row.token_id, now).pipe(transactional, as(everything))
  }
  const holder: StaffTokenHolder = {
    tokenId: row.token_id,
    userId: row.user_id,
    name: row.name,
    staffRole: row.staff_role,
  }
  return holder
})
