import { Effect, Schema } from "effect"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { postMail } from "#kernel/messages/outbox.ts"
import type { Actor } from "../domain/audit.ts"
import { type Terms, sameTerms, termsInWords } from "../domain/terms.ts"
import { accessChangedLetter, type Sender } from "../letters.ts"
import * as Accounts from "../persistence/accounts.ts"
import * as Memberships from "../persistence/memberships.ts"
import { audit } from "./audit.ts"
import { endSessionsIn } from "./membership-changed.ts"
import { holdTeam, possibleTerms } from "./team-rights.ts"

export class MemberNotFound extends Schema.TaggedError<MemberNotFound>()("MemberNotFound", {}) {}
/** Nobody changes what they may do themselves. */
export class OwnMembership extends Schema.TaggedError<OwnMembership>()("OwnMembership", {}) {}
/** An account keeps an owner whose time does not run out. */
class LastOwner extends Schema.TaggedError<LastOwner>()("LastOwner", {}) {}

/** A member of an account, whose team the caller holds. */
export const memberHere = Effect.fnUntraced(function* (accountId: number, id: number) {
  return (yield* Memberships.find(accountId, id)) ?? (yield* new MemberNotFound())
})

/** Refuses what would leave an account without a lasting owner. */
export const leavesAnOwner = Effect.fnUntraced(function* (accountId: number, { id, role }: Memberships.Member) {
  if (role === "owner" && !(yield* Memberships.hasOtherOwner(accountId, id))) return yield* new LastOwner()
})

/**
 * Gives a member another role, other portfolios or another end. Their sign-ins in the account and the tokens that they made
 * end at once, and they are told by mail. The same terms again change nothing.
 */
export const changeMember = Effect.fn("Access.changeMember")(
  function* (actor: Actor, sender: Sender, accountId: number, id: number, wanted: Terms) {
    const now = new Date()
    yield* holdTeam(actor, accountId, now)
    const member = yield* memberHere(accountId, id)
    if (member.userId === actor.userId) return yield* new OwnMembership()
    const terms = yield* possibleTerms(accountId, wanted, now)
    const before = Memberships.termsOf(member)
    if (sameTerms(before, terms)) return
    if (terms.role !== "owner") yield* leavesAnOwner(accountId, member)
    yield* endSessionsIn(member.userId, accountId)
    yield* Memberships.change(accountId, id, terms)
    const tokensEnded = yield* Memberships.revokeTokens(id, now)
    const was = termsInWords(before)
    yield* audit(actor, {
      accountId,
      action: "member-changed",
      subject: member.email,
      detail: {
        ...termsInWords(terms),
        roleBefore: was.role,
        portfoliosBefore: was.portfolios,
        untilBefore: was.until,
        tokensEnded,
      },
    })
    const account = yield* Accounts.find(accountId)
    yield* postMail(member.email, accessChangedLetter(sender, { account: account?.name ?? "", ended: false }))
  },
  transactional,
  as(everything),
)
