import { Effect, Schema } from "effect"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { passwordMatches } from "../domain/password.ts"
import type { Sender } from "../letters.ts"
import * as Profiles from "../persistence/profiles.ts"
import * as Sessions from "../persistence/sessions.ts"
import { countSignIn, forgiveAddress, forgivePlace } from "./sign-in-tries.ts"
import { useCode } from "./use-code.ts"

/** The password or the code is not right. */
export class ProofWrong extends Schema.TaggedError<ProofWrong>()("ProofWrong", {}) {}

/** A person without a password proves themselves by having just signed in, and this sign-in is older than that. */
export class SignInTooOld extends Schema.TaggedError<SignInTooOld>()("SignInTooOld", {}) {}

const MINUTES_FRESH = 10

/** Who changes how they come in, and from where. */
export interface Myself {
  readonly userId: number
  readonly sessionId: number
  /** The network address of the request. */
  readonly place: string
}

/** A password, or a code from the app or one of the recovery codes; the code counts when both are given. */
export interface Proof {
  readonly password: string
  readonly code: string
}

/**
 * Makes sure that it is the person who asks for a change, and not somebody at their open browser. Returns the hash of the
 * password that they have, or null. Tries are counted together with those at the door: whoever holds a session gets no more
 * of them. In transactions of its own: a wrong try stays counted.
 */
export const proveMyself = Effect.fn("Access.proveMyself")(function* (sender: Sender, myself: Myself, proof: Proof) {
  const now = new Date()
  const profile = yield* Profiles.find(myself.userId).pipe(transactional)
  if (profile === null) return yield* new ProofWrong()
  const { passwordHash } = profile
  if (passwordHash === null && proof.code === "") {
    const sessions = yield* Sessions.ofUser(myself.userId, now).pipe(transactional)
    const began = sessions.find(({ id }) => id === myself.sessionId)?.createdAt.getTime() ?? 0
    if (now.getTime() - began > MINUTES_FRESH * 60_000) return yield* new SignInTooOld()
    return null
  }
  yield* countSignIn(profile.email, myself.place, sender, now)
  const right =
    proof.code !== ""
      ? (yield* useCode(myself.userId, proof.code, now).pipe(transactional)) !== null
      : passwordHash !== null && (yield* Effect.promise(() => passwordMatches(proof.password, passwordHash)))
  if (!right) return yield* new ProofWrong()
  yield* Effect.andThen(forgivePlace(myself.place, now), forgiveAddress(profile.email)).pipe(transactional)
  return passwordHash
}, as(everything))
