import { Effect, Schema } from "effect"
import { as, reading, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import type { Actor } from "../domain/audit.ts"
import { hashPassword } from "../domain/password.ts"
import { may } from "../domain/permissions.ts"
import type { Person } from "../domain/person.ts"
import { hashToken } from "../domain/token.ts"
import * as Accounts from "../persistence/accounts.ts"
import * as Invitations from "../persistence/invitations.ts"
import * as Memberships from "../persistence/memberships.ts"
import * as Portfolios from "../persistence/portfolios.ts"
import * as Sessions from "../persistence/sessions.ts"
import * as Staff from "../persistence/staff.ts"
import * as Users from "../persistence/users.ts"
import { audit } from "./audit.ts"
import { endSessionsOf } from "./membership-changed.ts"
import { type Door, openSession } from "./sign-in-session.ts"

/** Expired, revoked, used, guessed, or of somebody who may not invite any more. */
class InvitationWorthless extends Schema.TaggedError<InvitationWorthless>()("InvitationWorthless", {}) {}
/** It is for somebody else. */
class NotInvited extends Schema.TaggedError<NotInvited>()("NotInvited", {}) {}
/** The invited address has a sign-in already. */
class AlreadyKnown extends Schema.TaggedError<AlreadyKnown>()("AlreadyKnown", {}) {}

/** What the bearer of a link is invited to, and whether the invited address has a sign-in; null: the link is worthless. */
export const invitationOf = Effect.fn("Access.invitationOf")(
  function* (token: string) {
    const invitation = yield* Invitations.byToken(hashToken(token))
    if (invitation === null || !Invitations.isGood(invitation, new Date())) return null
    const { email, account, timeZone, role, staffRole, wholeAccount, portfolios, until, invitedBy } = invitation
    const known = (yield* Users.byEmail(email)) !== null
    return { email, account, timeZone, role, staffRole, wholeAccount, portfolios, until, invitedBy, known }
  },
  reading,
  as(everything),
)

/** The invitation, held until the transaction ends, with the right of whoever sent it as it is now. */
const held = Effect.fnUntraced(function* (tokenHash: Buffer, now: Date) {
  const seen = yield* Invitations.byToken(tokenHash)
  if (seen === null) return yield* new InvitationWorthless()
  yield* seen.accountId === null ? Staff.lockStaff : Memberships.lockTeam(seen.accountId)
  if (seen.invitedById !== null) {
    const rights = yield* Memberships.rightsOf(seen.invitedById, seen.accountId, now)
    if (!may(rights, seen.accountId === null ? "manage-staff" : "manage-team")) return yield* new InvitationWorthless()
  }
  const invitation = yield* Invitations.byToken(tokenHash)
  if (invitation === null || !Invitations.isGood(invitation, now)) return yield* new InvitationWorthless()
  return invitation
})

const join = Effect.fnUntraced(function* (invitation: Invitations.Invitation, userId: number, now: Date) {
  yield* Invitations.accept(invitation.id, now)
  const { accountId, role, staffRole, wholeAccount, until, portfolios } = invitation
  if (accountId === null) {
    yield* Staff.setRole(userId, staffRole)
    return
  }
  const membership = yield* Users.addMembership({ accountId, userId, role, wholeAccount, expiresAt: until })
  if (membership === null || wholeAccount) return
  yield* Portfolios.openTo(
    membership.id,
    accountId,
    portfolios.map(({ id }) => id),
  )
})

const written = (actor: Actor, { accountId, email, invitedBy, role, staffRole }: Invitations.Invitation) =>
  audit(actor, {
    accountId,
    action: "invitation-accepted",
    subject: email,
    detail: { invitedBy, role: role ?? staffRole },
  })

/** The address of whoever has used a link up; null when nobody has. */
export const bearerOf = Effect.fn("Access.bearerOf")(
  function* (token: string) {
    return (yield* Invitations.acceptedBy(hashToken(token)))?.email ?? null
  },
  reading,
  as(everything),
)

/**
 * Lets the person who is signed in into what they are invited to, and their session look at it: at all customers, for staff.
 * Asked again by the same person, even at the same time, it does nothing more. Of two who bear the same link, one gets in.
 */
export const acceptInvitation = Effect.fn("Access.acceptInvitation")(
  function* (actor: Actor, person: Person, session: string, token: string) {
    const now = new Date()
    const tokenHash = hashToken(token)
    const present = (yield* Users.byEmail(person.email))?.id === person.userId && person.viewedBy === null
    const invitation = yield* held(tokenHash, now).pipe(
      Effect.catchTag("InvitationWorthless", () => Effect.succeed(null)),
    )
    if (invitation === null) {
      const used = yield* Invitations.acceptedBy(tokenHash)
      if (present && used?.email === person.email) return used.accountId
      return yield* new InvitationWorthless()
    }
    const { accountId } = invitation
    if (!present || invitation.email !== person.email) return yield* new NotInvited()
    yield* join(invitation, person.userId, now)
    if (accountId !== null) yield* Users.rememberAccount(person.userId, accountId)
    yield* Sessions.enter(hashToken(session), accountId, now)
    // Whoever becomes staff sees everything: their other sign-ins were not made for that.
    if (accountId === null) yield* endSessionsOf(person.userId, person.sessionId)
    yield* written(actor, invitation)
    return accountId
  },
  transactional,
  as(everything),
)

export interface NewPerson extends Door {
  readonly name: string
  readonly password: string
}

/** The English that is written where an account's equipment stands. */
const locales: Readonly<Record<string, string>> = {
  US: "en-US",
  AU: "en-AU",
  IE: "en-IE",
  CA: "en-CA",
  NZ: "en-NZ",
}

/** How somebody new writes and what their clock says: as where the account is, or as whoever invited them. */
const guessed = Effect.fnUntraced(function* ({ accountId, invitedById }: Invitations.Invitation) {
  const account = accountId === null ? null : yield* Accounts.find(accountId)
  if (account !== null) return { timeZone: account.timeZone, locale: locales[account.country] ?? "en-GB" }
  const inviter = invitedById === null ? null : yield* Users.clockOf(invitedById)
  return inviter ?? { timeZone: "UTC", locale: "en-GB" }
})

/** Makes a sign-in for the invited address, lets it in, and returns a session's token: all of it or nothing. */
export const acceptAsNewPerson = Effect.fn("Access.acceptAsNewPerson")(function* (token: string, person: NewPerson) {
  const found = yield* invitationOf(token)
  if (found === null) return yield* new InvitationWorthless()
  if (found.known) return yield* new AlreadyKnown()
  const passwordHash = yield* Effect.promise(() => hashPassword(person.password))
  return yield* Effect.gen(function* () {
    const now = new Date()
    const invitation = yield* held(hashToken(token), now)
    const { email } = invitation
    const clock = yield* guessed(invitation)
    const user = yield* Users.insert({ email, name: person.name, passwordHash, ...clock, staffRole: null })
    if (user === null) return yield* new AlreadyKnown()
    yield* join(invitation, user.id, now)
    yield* written({ userId: user.id, name: person.name, viewedBy: null, place: person.place }, invitation)
    const entrant = yield* Users.entrantLocked(user.id)
    return entrant === null ? yield* new InvitationWorthless() : yield* openSession(entrant, "invitation", person)
  }).pipe(transactional)
}, as(everything))
