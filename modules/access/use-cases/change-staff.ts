import { Effect, Schema } from "effect"
import { as, reading, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { postMail } from "#kernel/messages/outbox.ts"
import type { Actor } from "../domain/audit.ts"
import type { StaffRole } from "../domain/person.ts"
import { accessChangedLetter, type Sender } from "../letters.ts"
import * as ApiTokens from "../persistence/api-tokens.ts"
import * as Staff from "../persistence/staff.ts"
import { audit } from "./audit.ts"
import { MemberNotFound, OwnMembership } from "./change-member.ts"
import { endSessionsOf } from "./membership-changed.ts"
import { holdStaff } from "./team-rights.ts"

/** The service company keeps an administrator. */
class LastAdministrator extends Schema.TaggedError<LastAdministrator>()("LastAdministrator", {}) {}

const staffHere = Effect.fnUntraced(function* (userId: number) {
  return (yield* Staff.find(userId)) ?? (yield* new MemberNotFound())
})

/** One of the service company's people. */
export const staffMember = Effect.fn("Access.staffMember")(staffHere, reading, as(everything))

const held = Effect.fnUntraced(function* (actor: Actor, userId: number, role: StaffRole | null) {
  yield* holdStaff(actor, new Date())
  const member = yield* staffHere(userId)
  if (userId === actor.userId) return yield* new OwnMembership()
  const stays = member.role !== "administrator" || role === "administrator"
  if (!stays && !(yield* Staff.hasOtherAdministrator(userId))) return yield* new LastAdministrator()
  return member
})

/** Gives one of the service company's people another role. All their sign-ins end at once, and they are told by mail. */
export const changeStaff = Effect.fn("Access.changeStaff")(
  function* (actor: Actor, sender: Sender, userId: number, role: StaffRole) {
    const member = yield* held(actor, userId, role)
    if (member.role === role) return
    yield* Staff.setRole(userId, role)
    yield* endSessionsOf(userId, null)
    yield* audit(actor, {
      accountId: null,
      action: "member-changed",
      subject: member.email,
      detail: { role, roleBefore: member.role },
    })
    yield* postMail(member.email, accessChangedLetter(sender, { account: null, ended: false }))
  },
  transactional,
  as(everything),
)

/** Takes somebody out of the service company's team: all their sign-ins and tokens end at once, and they are told by mail. */
export const removeStaff = Effect.fn("Access.removeStaff")(
  function* (actor: Actor, sender: Sender, userId: number) {
    const member = yield* held(actor, userId, null)
    yield* Staff.setRole(userId, null)
    yield* endSessionsOf(userId, null)
    const tokensEnded = yield* ApiTokens.revokeAllOfStaff(userId, new Date())
    yield* audit(actor, {
      accountId: null,
      action: "member-removed",
      subject: member.email,
      detail: { role: member.role, ...(tokensEnded > 0 ? { tokensEnded } : {}) },
    })
    yield* postMail(member.email, accessChangedLetter(sender, { account: null, ended: true }))
  },
  transactional,
  as(everything),
)
