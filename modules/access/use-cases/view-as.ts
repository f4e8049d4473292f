import { Effect } from "effect"
import { Live } from "#kernel/bus/live.ts"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import type { Actor } from "../domain/audit.ts"
import { may } from "../domain/permissions.ts"
import type { Person } from "../domain/person.ts"
import { hashToken } from "../domain/token.ts"
import * as Memberships from "../persistence/memberships.ts"
import * as Sessions from "../persistence/sessions.ts"
import { audit } from "./audit.ts"
import { MemberNotFound } from "./change-member.ts"
import { ACCESS_CHANGED, viewingsEnded } from "./membership-changed.ts"
import { MayNotManage } from "./team-rights.ts"

/** An administrator's open pages look anew through whose eyes they are seen. */
const eyesChanged = Effect.fnUntraced(function* (userId: number) {
  const live = yield* Live
  yield* live.announce({ topic: ACCESS_CHANGED, accountId: 0, ids: [userId] })
})

/** From now on an administrator's session sees what a member of an account sees, and changes nothing. It is in that account's log. */
export const beginViewing = Effect.fn("Access.beginViewing")(
  function* (actor: Actor, person: Person, session: string, membershipId: number) {
    const now = new Date()
    const wanted = yield* Memberships.present(membershipId, now)
    // Who takes the member out of the team meanwhile ends this too, or is done before it begins.
    if (wanted !== null) yield* Memberships.lockTeam(wanted.accountId)
    const rights = yield* Memberships.rightsOf(person.userId, null, now)
    if (person.viewedBy !== null || !may(rights, "view-as-customer")) return yield* new MayNotManage()
    const viewed = yield* Memberships.present(membershipId, now)
    if (viewed === null) return yield* new MemberNotFound()
    const former = yield* Sessions.view(hashToken(session), membershipId)
    // Begun already, by a second press of the button; or signed out meanwhile.
    if (former === null) return
    yield* viewingsEnded([former])
    yield* eyesChanged(person.userId)
    yield* audit(actor, { accountId: viewed.accountId, action: "viewing-begun", subject: viewed.email })
  },
  transactional,
  as(everything),
)

/** Gives an administrator's session its own eyes back, from a network address. Does nothing for one that looks through its own. */
export const endViewing = Effect.fn("Access.endViewing")(
  function* (session: string, place: string) {
    // Of two who end it at once, one writes it down.
    const former = yield* Sessions.view(hashToken(session), null)
    if (former === null) return
    yield* eyesChanged(former.userId)
    yield* viewingsEnded([former], place)
  },
  transactional,
  as(everything),
)
