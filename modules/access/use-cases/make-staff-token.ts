import { Effect, Schema } from "effect"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { postMail } from "#kernel/messages/outbox.ts"
import type { Actor } from "../domain/audit.ts"
import { hashToken, newToken } from "../domain/token.ts"
import { type Sender, staffTokenLetter } from "../letters.ts"
import * as ApiTokens from "../persistence/api-tokens.ts"
import * as Staff from "../persistence/staff.ts"
import { audit } from "./audit.ts"
import { MemberNotFound } from "./change-member.ts"
import { TokenMadeBefore } from "./make-token.ts"
import { holdStaff } from "./team-rights.ts"

/** That person has a token of this name. */
class TokenNameTaken extends Schema.TaggedError<TokenNameTaken>()("TokenNameTaken", {}) {}

/**
 * Makes a token for a program of the service company, which acts for one of the staff as far as they may at each time. They are told
 * by mail. Returns its text, told this once. `formKey` is a UUID of the form: sent twice, it makes one token.
 */
export const makeStaffToken = Effect.fn("Access.makeStaffToken")(
  function* (
    actor: Actor,
    sender: Sender,
    wanted: { readonly staffId: number; readonly name: string; readonly expiresAt: Date; readonly formKey: string },
  ) {
    const now = new Date()
    yield* holdStaff(actor, now, "manage-staff-tokens")
    const { staffId, name, expiresAt, formKey } = wanted
    const member = yield* Staff.find(staffId)
    if (member === null) return yield* new MemberNotFound()
    if (yield* ApiTokens.isOfForm(staffId, name, formKey)) return yield* new TokenMadeBefore()
    const token = newToken()
    const made = { ...wanted, tokenHash: hashToken(token), createdBy: actor.name, createdAt: now }
    if ((yield* ApiTokens.insertOfStaff(made)) === null) return yield* new TokenNameTaken()
    yield* audit(actor, {
      accountId: null,
      action: "token-made",
      subject: name,
      detail: { for: member.email, scopes: ["work-orders"], until: expiresAt.toISOString() },
    })
    yield* postMail(member.email, staffTokenLetter(sender, { name, madeBy: actor.name }))
    return { token, staff: member.name }
  },
  transactional,
  as(everything),
)
