import { Effect } from "effect"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { postMail } from "#kernel/messages/outbox.ts"
import type { Actor } from "../domain/audit.ts"
import { hashPassword } from "../domain/password.ts"
import { passwordChangedLetter, type Sender } from "../letters.ts"
import * as MailedLinks from "../persistence/mailed-links.ts"
import * as Profiles from "../persistence/profiles.ts"
import { auditPerson } from "./audit-person.ts"
import { endSessionsOf } from "./membership-changed.ts"
import { type Myself, ProofWrong, proveMyself } from "./prove-myself.ts"

/**
 * Sets a new password, or a first one. It asks for the old one (or, of who has none, for a fresh sign-in), ends all other
 * sign-ins of the person, makes mailed links for a new password worthless, and tells the person by mail.
 */
export const changeMyPassword = Effect.fn("Access.changeMyPassword")(function* (
  actor: Actor,
  sender: Sender,
  myself: Myself,
  passwords: { readonly old: string; readonly new: string },
) {
  const proven = yield* proveMyself(sender, myself, { password: passwords.old, code: "" })
  const hash = yield* Effect.promise(() => hashPassword(passwords.new))
  yield* Effect.gen(function* () {
    const profile = yield* Profiles.lock(myself.userId)
    // Somebody else changed it in this moment: what was typed is not the old password any more.
    if (profile === null || profile.passwordHash !== proven) return yield* new ProofWrong()
    yield* Profiles.setPasswordHash(myself.userId, hash)
    yield* MailedLinks.removeOf(myself.userId, ["password"])
    yield* endSessionsOf(myself.userId, myself.sessionId)
    yield* auditPerson(actor, myself.userId, { action: "password-changed", subject: profile.email })
    yield* postMail(profile.email, passwordChangedLetter(sender))
  }).pipe(transactional)
}, as(everything))
