import { Effect } from "effect"
import { hashToken, newToken } from "../domain/token.ts"
import type { Sender } from "../letters.ts"
import * as PendingSteps from "../persistence/pending-steps.ts"
import * as Sessions from "../persistence/sessions.ts"
import * as Users from "../persistence/users.ts"
import { audit } from "./audit.ts"
import { viewingsEnded } from "./membership-changed.ts"
import { forgiveAddress } from "./sign-in-tries.ts"

/** Where somebody comes in, and what their sign-in is to be like. */
export interface Door {
  /** The network address that the request came from. */
  readonly place: string
  readonly userAgent: string
  readonly sessionHours: number
  /** The session that this browser had until now, which ends; or null. */
  readonly formerSession: string | null
  /** Who writes the letters that coming in may cause. */
  readonly sender: Sender
}

/** How somebody came in, as the log says it. */
export type SignInWay = "password" | "code" | "recovery code" | "passkey" | "single sign-on" | "invitation"

/** In, by the token of a new session; or a code is asked for, in a step that its own token goes on with. */
export type Entered =
  | { readonly kind: "in"; readonly session: string }
  | { readonly kind: "second-factor"; readonly step: string }

const STEP_MINUTES = 10

/**
 * Opens a session for a person who has shown all that is asked of them, in the caller's transaction, and returns its token,
 * of which only the hash is stored. It is always a new one, and the browser's former session ends.
 */
export const openSession = Effect.fn("Access.openSession")(function* (user: Users.Entrant, way: SignInWay, door: Door) {
  const now = new Date()
  const token = newToken()
  const [first] = yield* Users.enterable(user.id, now)
  const accountId = user.staffRole === null ? (first?.accountId ?? null) : user.lastAccountId
  yield* forgiveAddress(user.email)
  if (door.formerSession !== null) {
    yield* viewingsEnded(yield* Sessions.remove(hashToken(door.formerSession)), door.place)
  }
  yield* Sessions.insert({
    tokenHash: hashToken(token),
    userId: user.id,
    accountId,
    userAgent: door.userAgent.slice(0, 300),
    place: door.place,
    now,
    expiresAt: new Date(now.getTime() + door.sessionHours * 3_600_000),
  })
  const actor = { userId: user.id, name: user.name, viewedBy: null, place: door.place }
  // Where staff look is nothing that happens to a customer.
  const where = user.staffRole === null ? accountId : null
  yield* audit(actor, { accountId: where, action: "signed-in", subject: user.email, detail: { way } })
  return token
})

/** Lets a person in who has shown one factor, or asks for the second when they have one. In the caller's transaction. */
export const enterOrAsk = Effect.fn("Access.enterOrAsk")(function* (user: Users.Entrant, way: SignInWay, door: Door) {
  if (!user.secondFactor) {
    return { kind: "in", session: yield* openSession(user, way, door) } satisfies Entered as Entered
  }
  const step = newToken()
  yield* PendingSteps.insert({
    tokenHash: hashToken(step),
    kind: "second-factor",
    userId: user.id,
    detail: {},
    expiresAt: new Date(Date.now() + STEP_MINUTES * 60_000),
  })
  return { kind: "second-factor", step } satisfies Entered as Entered
})
