import { Effect, Schema } from "effect"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { postMail } from "#kernel/messages/outbox.ts"
import type { Actor } from "../domain/audit.ts"
import { emailKey } from "../domain/fields.ts"
import type { StaffRole } from "../domain/person.ts"
import { type Terms, termsInWords } from "../domain/terms.ts"
import { hashToken, newToken } from "../domain/token.ts"
import { invitationLetter, type Sender } from "../letters.ts"
import * as Accounts from "../persistence/accounts.ts"
import * as Invitations from "../persistence/invitations.ts"
import * as Memberships from "../persistence/memberships.ts"
import * as Staff from "../persistence/staff.ts"
import * as Users from "../persistence/users.ts"
import { audit } from "./audit.ts"
import { countTry } from "./limited.ts"
import { AccountNotFound } from "./switch-account.ts"
import { holdStaff, holdTeam, possibleTerms } from "./team-rights.ts"

/** Days that an invitation is good for. */
const DAYS = 7
const LETTERS_AN_HOUR = 5

class AlreadyMember extends Schema.TaggedError<AlreadyMember>()("AlreadyMember", { name: Schema.String }) {}
class AlreadyInvited extends Schema.TaggedError<AlreadyInvited>()("AlreadyInvited", {}) {}
class InvitationNotFound extends Schema.TaggedError<InvitationNotFound>()("InvitationNotFound", {}) {}

/** A secret that is mailed, and what is kept of it. */
const secretOf = (actor: Actor, sender: Sender, now: Date) => {
  const token = newToken()
  return {
    token,
    kept: {
      tokenHash: hashToken(token),
      invitedBy: actor.name === "" ? sender.company : actor.name,
      invitedById: actor.userId,
      expiresAt: new Date(now.getTime() + DAYS * 86_400_000),
    },
  }
}

/** Mails the link; from one account to one address only so often: nobody's mailbox is to be filled from here. */
const mail = Effect.fnUntraced(function* (
  sender: Sender,
  accountId: number | null,
  email: string,
  letter: { readonly token: string; readonly invitedBy: string; readonly account: string | null },
  now: Date,
) {
  yield* countTry([{ subject: `invitation ${accountId ?? "staff"} ${email}`, most: LETTERS_AN_HOUR, minutes: 60 }], now)
  yield* postMail(email, invitationLetter(sender, { ...letter, hours: DAYS * 24 }))
})

/** Makes room for an invitation: one that is still good stays, one that is not any more goes. */
const noOtherPending = Effect.fnUntraced(function* (accountId: number | null, email: string, now: Date) {
  const present = yield* Invitations.pendingFor(accountId, email)
  if (present === null) return
  if (Invitations.isGood(present, now)) return yield* new AlreadyInvited()
  yield* Invitations.revoke(present.id, now)
})

/** Invites an address to an account, by mail: bound to that address, for seven days, good once. */
export const invite = Effect.fn("Access.invite")(
  function* (
    actor: Actor,
    sender: Sender,
    invited: { readonly accountId: number; readonly email: string; readonly terms: Terms },
  ) {
    const now = new Date()
    const { accountId } = invited
    const email = emailKey(invited.email)
    yield* holdTeam(actor, accountId, now)
    const account = yield* Accounts.find(accountId)
    if (account === null) return yield* new AccountNotFound()
    const terms = yield* possibleTerms(accountId, invited.terms, now)
    const user = yield* Users.byEmail(email)
    const member = user === null ? null : yield* Memberships.ofUser(accountId, user.id)
    if (member !== null) return yield* new AlreadyMember({ name: member.name })
    yield* noOtherPending(accountId, email, now)
    const { token, kept } = secretOf(actor, sender, now)
    const { role, portfolioIds, until } = terms
    yield* Invitations.insert({ accountId, email, role, staffRole: null, portfolioIds, until, createdAt: now, ...kept })
    yield* mail(sender, accountId, email, { token, invitedBy: kept.invitedBy, account: account.name }, now)
    yield* audit(actor, { accountId, action: "member-invited", subject: email, detail: termsInWords(terms) })
  },
  transactional,
  as(everything),
)

/** Invites an address to the service company's own team. */
export const inviteStaff = Effect.fn("Access.inviteStaff")(
  function* (actor: Actor, sender: Sender, invited: { readonly email: string; readonly staffRole: StaffRole }) {
    const now = new Date()
    const email = emailKey(invited.email)
    yield* holdStaff(actor, now)
    const user = yield* Users.byEmail(email)
    const member = user === null ? null : yield* Staff.find(user.id)
    if (member !== null) return yield* new AlreadyMember({ name: member.name })
    yield* noOtherPending(null, email, now)
    const { token, kept } = secretOf(actor, sender, now)
    yield* Invitations.insert({
      accountId: null,
      email,
      role: null,
      staffRole: invited.staffRole,
      portfolioIds: "whole account",
      until: null,
      createdAt: now,
      ...kept,
    })
    yield* mail(sender, null, email, { token, invitedBy: kept.invitedBy, account: null }, now)
    yield* audit(actor, {
      accountId: null,
      action: "member-invited",
      subject: email,
      detail: { role: invited.staffRole },
    })
  },
  transactional,
  as(everything),
)

const held = Effect.fnUntraced(function* (actor: Actor, accountId: number | null, id: number, now: Date) {
  yield* accountId === null ? holdStaff(actor, now) : holdTeam(actor, accountId, now)
  return (yield* Invitations.find(accountId, id)) ?? (yield* new InvitationNotFound())
})

/** Mails an invitation anew: with another link, for another seven days. The link before is worthless. */
export const resendInvitation = Effect.fn("Access.resendInvitation")(
  function* (actor: Actor, sender: Sender, accountId: number | null, id: number) {
    const now = new Date()
    const { email, account } = yield* held(actor, accountId, id, now)
    const { token, kept } = secretOf(actor, sender, now)
    yield* Invitations.renew(id, kept)
    yield* mail(sender, accountId, email, { token, invitedBy: kept.invitedBy, account }, now)
    yield* audit(actor, { accountId, action: "invitation-resent", subject: email })
  },
  transactional,
  as(everything),
)

/** Makes an invitation worthless. */
export const revokeInvitation = Effect.fn("Access.revokeInvitation")(
  function* (actor: Actor, accountId: number | null, id: number) {
    const now = new Date()
    const { email } = yield* held(actor, accountId, id, now)
    yield* Invitations.revoke(id, now)
    yield* audit(actor, { accountId, action: "invitation-revoked", subject: email })
  },
  transactional,
  as(everything),
)
