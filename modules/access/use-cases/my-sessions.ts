import { Effect, Schema } from "effect"
import { Live } from "#kernel/bus/live.ts"
import { as, reading, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import type { Actor } from "../domain/audit.ts"
import * as Profiles from "../persistence/profiles.ts"
import * as Sessions from "../persistence/sessions.ts"
import { auditPerson } from "./audit-person.ts"
import { ACCESS_CHANGED, endSessionsOf, viewingsEnded } from "./membership-changed.ts"

export class SessionNotFound extends Schema.TaggedError<SessionNotFound>()("SessionNotFound", {}) {}

/** Where a person is signed in now, the last used first. */
export const sessionsOf = Effect.fn("Access.sessionsOf")(
  function* (userId: number) {
    return yield* Sessions.ofUser(userId, new Date())
  },
  reading,
  as(everything),
)

/** Ends one sign-in of a person at once, on every web process. */
export const endMySession = Effect.fn("Access.endMySession")(
  function* (actor: Actor, userId: number, sessionId: number) {
    const profile = yield* Profiles.find(userId)
    const ended = yield* Sessions.removeOne(userId, sessionId)
    if (profile === null || ended.length === 0) return yield* new SessionNotFound()
    yield* viewingsEnded(ended, actor.place)
    const live = yield* Live
    yield* live.announce({ topic: ACCESS_CHANGED, accountId: 0, ids: [userId] })
    yield* auditPerson(actor, userId, { action: "sessions-ended", subject: profile.email, detail: { sessions: 1 } })
  },
  transactional,
  as(everything),
)

/** Ends all sign-ins of a person but this one. With none to end nothing is written. */
export const endMyOtherSessions = Effect.fn("Access.endMyOtherSessions")(
  function* (actor: Actor, userId: number, sessionId: number) {
    const profile = yield* Profiles.find(userId)
    const sessions = yield* endSessionsOf(userId, sessionId)
    if (profile === null || sessions === 0) return
    yield* auditPerson(actor, userId, { action: "sessions-ended", subject: profile.email, detail: { sessions } })
  },
  transactional,
  as(everything),
)
