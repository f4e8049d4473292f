import { Effect } from "effect"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { postMail } from "#kernel/messages/outbox.ts"
import type { Actor } from "../domain/audit.ts"
import type { Person } from "../domain/person.ts"
import { hashToken } from "../domain/token.ts"
import { accessChangedLetter, type Sender } from "../letters.ts"
import * as Accounts from "../persistence/accounts.ts"
import * as Memberships from "../persistence/memberships.ts"
import * as Sessions from "../persistence/sessions.ts"
import * as Users from "../persistence/users.ts"
import { audit } from "./audit.ts"
import { leavesAnOwner, memberHere, MemberNotFound, OwnMembership } from "./change-member.ts"
import { endSessionsIn, viewingsEnded } from "./membership-changed.ts"
import { holdTeam } from "./team-rights.ts"

const end = Effect.fnUntraced(function* (actor: Actor, accountId: number, member: Memberships.Member) {
  yield* leavesAnOwner(accountId, member)
  yield* endSessionsIn(member.userId, accountId)
  yield* viewingsEnded(yield* Sessions.endViewingsOf(member.id))
  yield* Memberships.remove(member.id)
  yield* audit(actor, { accountId, action: "member-removed", subject: member.email, detail: { role: member.role } })
})

/** Takes somebody out of an account: their sign-ins there, feeds and tokens end at once, and they are told by mail. */
export const removeMember = Effect.fn("Access.removeMember")(
  function* (actor: Actor, sender: Sender, accountId: number, id: number) {
    yield* holdTeam(actor, accountId, new Date())
    const member = yield* memberHere(accountId, id)
    if (member.userId === actor.userId) return yield* new OwnMembership()
    yield* end(actor, accountId, member)
    const account = yield* Accounts.find(accountId)
    yield* postMail(member.email, accessChangedLetter(sender, { account: account?.name ?? "", ended: true }))
  },
  transactional,
  as(everything),
)

/** Takes a person out of the account that they look at. This session goes on, in another account of theirs if there is one. */
export const leaveAccount = Effect.fn("Access.leaveAccount")(
  function* (actor: Actor, person: Person, session: string) {
    const now = new Date()
    const accountId = person.account?.id ?? 0
    yield* Memberships.lockTeam(accountId)
    const member = person.viewedBy === null ? yield* Memberships.ofUser(accountId, person.userId) : null
    if (member === null) return yield* new MemberNotFound()
    const others = (yield* Users.enterable(person.userId, now)).filter((one) => one.accountId !== accountId)
    const next = others[0]?.accountId ?? null
    yield* Users.rememberAccount(person.userId, next)
    yield* Sessions.enter(hashToken(session), next, now)
    yield* end(actor, accountId, member)
  },
  transactional,
  as(everything),
)
