import { Effect, Schema } from "effect"
import { as, reading, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { postMail } from "#kernel/messages/outbox.ts"
import type { Actor } from "../domain/audit.ts"
import { emailKey } from "../domain/fields.ts"
import { hashToken, newToken } from "../domain/token.ts"
import { emailChangeLetter, securityChangedLetter, type Sender } from "../letters.ts"
import * as MailedLinks from "../persistence/mailed-links.ts"
import * as Profiles from "../persistence/profiles.ts"
import { auditPerson } from "./audit-person.ts"
import { countTry } from "./limited.ts"
import { endSessionsOf } from "./membership-changed.ts"
import { type Myself, proveMyself } from "./prove-myself.ts"

export class EmailUnchanged extends Schema.TaggedError<EmailUnchanged>()("EmailUnchanged", {}) {}

/** The link was never given out, was used, or is too old. */
export class EmailLinkWorthless extends Schema.TaggedError<EmailLinkWorthless>()("EmailLinkWorthless", {}) {}

const HOURS = 24
const AN_HOUR = 5
const both = ["email-old", "email-new"] as const

/**
 * Begins the move of a person's sign-in to another address: each of the two addresses gets a link to confirm it. An
 * address that belongs to somebody gets no letter, and the answer is the same: nobody learns here who is known.
 */
export const requestEmailChange = Effect.fn("Access.requestEmailChange")(function* (
  sender: Sender,
  myself: Myself,
  change: { readonly newEmail: string; readonly password: string },
) {
  const newEmail = emailKey(change.newEmail)
  const present = yield* Profiles.find(myself.userId).pipe(transactional)
  if (present?.email === newEmail) return yield* new EmailUnchanged()
  yield* proveMyself(sender, myself, { password: change.password, code: "" })
  const now = new Date()
  yield* countTry([{ subject: `email-change person ${myself.userId}`, most: AN_HOUR, minutes: 60 }], now)
  yield* Effect.gen(function* () {
    const profile = yield* Profiles.lock(myself.userId)
    if (profile === null) return
    const taken = yield* Profiles.isTaken(newEmail)
    yield* MailedLinks.removeOf(myself.userId, both)
    const expiresAt = new Date(now.getTime() + HOURS * 3_600_000)
    for (const to of ["old", "new"] as const) {
      const token = newToken()
      const tokenHash = hashToken(token)
      yield* MailedLinks.insert({ tokenHash, kind: `email-${to}`, userId: myself.userId, newEmail, expiresAt })
      const recipient = to === "old" ? profile.email : taken ? null : newEmail
      if (recipient === null) continue
      yield* postMail(recipient, emailChangeLetter(sender, { token, to, newEmail, hours: HOURS }))
    }
  }).pipe(transactional)
}, as(everything))

/** What a mailed link confirms, and whether it has: null when the link is worthless. Asking does not use it up. */
export const emailChangeOf = Effect.fn("Access.emailChangeOf")(
  function* (token: string) {
    const link = yield* MailedLinks.find(hashToken(token), both, new Date())
    if (link?.newEmail == null) return null
    return { newEmail: link.newEmail, confirmed: link.confirmedAt !== null }
  },
  reading,
  as(everything),
)

/**
 * Confirms one of the two addresses. With the second one the sign-in moves: other sign-ins of the person end (`sessionId`
 * stays), letters that were sent to the old address become worthless, and both addresses are told. Confirming twice is
 * harmless.
 */
export const confirmEmailChange = Effect.fn("Access.confirmEmailChange")(
  function* (sender: Sender, token: string, who: { readonly place: string; readonly sessionId: number | null }) {
    const now = new Date()
    const tokenHash = hashToken(token)
    const owner = (yield* MailedLinks.find(tokenHash, both, now))?.userId
    if (owner === undefined) return yield* new EmailLinkWorthless()
    const profile = yield* Profiles.lock(owner)
    // Once more, now that nobody else can confirm or cancel.
    const newEmail = (yield* MailedLinks.find(tokenHash, both, now))?.newEmail
    if (profile === null || newEmail == null) return yield* new EmailLinkWorthless()
    yield* MailedLinks.confirm(tokenHash, now)
    const links = yield* MailedLinks.ofUser(owner, both, now)
    const agreed = both.every((kind) => links.some((link) => link.kind === kind && link.confirmedAt !== null))
    if (!agreed) return "waiting"
    // Somebody else came to have that address meanwhile: who has it keeps it.
    if (yield* Profiles.isTaken(newEmail)) return yield* new EmailLinkWorthless()
    yield* Profiles.setEmail(owner, newEmail)
    yield* MailedLinks.removeOf(owner, [...both, "password"])
    yield* endSessionsOf(owner, who.sessionId)
    const actor: Actor = { userId: owner, name: profile.name, viewedBy: null, place: who.place }
    const detail = { before: profile.email, after: newEmail }
    yield* auditPerson(actor, owner, { action: "email-changed", subject: newEmail, detail })
    for (const address of [profile.email, newEmail]) {
      yield* postMail(address, securityChangedLetter(sender, `Your sign-in has moved to ${newEmail}`))
    }
    return "moved"
  },
  transactional,
  as(everything),
)

/** Makes both links worthless. Idempotent. */
export const cancelEmailChange = Effect.fn("Access.cancelEmailChange")(
  function* (userId: number) {
    yield* MailedLinks.removeOf(userId, both)
  },
  transactional,
  as(everything),
)
