import { Effect } from "effect"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { postMail } from "#kernel/messages/outbox.ts"
import { hashToken, newToken } from "../domain/token.ts"
import {
  askProvider,
  type IdentityProvider,
  type Journey,
  sendToProvider,
  SingleSignOnFailed,
  type Vouched,
} from "../identity-provider.ts"
import { securityChangedLetter, type Sender } from "../letters.ts"
import * as Identities from "../persistence/identities.ts"
import * as PendingSteps from "../persistence/pending-steps.ts"
import * as Users from "../persistence/users.ts"
import { type Door, enterOrAsk } from "./sign-in-session.ts"
import { countNameless, forgivePlace } from "./sign-in-tries.ts"

const MINUTES = 10

/** Where somebody wants to come in through the provider, and where they want to go. */
export interface SingleSignOn {
  readonly provider: IdentityProvider
  /** Where the provider sends them back to. */
  readonly returnAddress: string
  /** The page they were on their way to: an address of this site. */
  readonly next: string
  readonly place: string
}

/** The provider's address to go to, and the token of the step that goes on when they return: for ten minutes, once. */
export const beginSingleSignOn = Effect.fn("Access.beginSingleSignOn")(function* (wanted: SingleSignOn) {
  const now = new Date()
  yield* countNameless(wanted.place, now)
  const { url, journey } = yield* sendToProvider(wanted.provider, wanted.returnAddress)
  const step = newToken()
  yield* PendingSteps.insert({
    tokenHash: hashToken(step),
    kind: "single-sign-on",
    userId: null,
    detail: { ...journey, next: wanted.next, begun: now.toISOString() },
    expiresAt: new Date(now.getTime() + MINUTES * 60_000),
  }).pipe(transactional)
  return { url, step }
}, as(everything))

export interface Returned extends Door {
  readonly provider: IdentityProvider
  readonly step: string
  /** What the provider put behind the "?" of the return address. */
  readonly answer: string
}

/**
 * Lets in whom the provider vouches for, or asks for their second factor; `next` is where they wanted to go. The first time it is the
 * address that says who they are here; it must be verified, of a domain the provider may vouch for, and of somebody who may
 * enter something. From then on it is the provider's own name for them, whatever becomes of either address.
 */
export const endSingleSignOn = Effect.fn("Access.endSingleSignOn")(function* (returned: Returned) {
  const { provider, sender } = returned
  const now = new Date()
  const step = yield* PendingSteps.take(hashToken(returned.step), "single-sign-on", now).pipe(transactional)
  const kept = journeyIn(step?.detail ?? {})
  if (kept === null) return yield* new SingleSignOnFailed({ reason: "broken", about: "nothing was begun" })
  const vouched = yield* askProvider(provider, kept.journey, returned.answer)
  return yield* Effect.gen(function* () {
    const userId = yield* recognise(provider, vouched, sender, now)
    const person = yield* Users.entrantLocked(userId)
    const enterable = yield* Users.enterable(userId, now)
    if (person === null || (person.staffRole === null && enterable.length === 0)) return yield* unknown(vouched)
    yield* forgivePlace(returned.place, kept.begun)
    return { entered: yield* enterOrAsk(person, "single sign-on", returned), next: kept.next }
  }).pipe(transactional)
}, as(everything))

const unknown = ({ issuer, subject }: Vouched) =>
  new SingleSignOnFailed({ reason: "unknown", about: `nobody here is ${subject} of ${issuer}` })

const journeyIn = ({ state, nonce, verifier, returnAddress, next, begun }: Readonly<Record<string, string>>) => {
  if (state === undefined || nonce === undefined || verifier === undefined) return null
  if (returnAddress === undefined || next === undefined || begun === undefined) return null
  const journey: Journey = { state, nonce, verifier, returnAddress }
  return { journey, next, begun: new Date(begun) }
}

/** Who that is here; found by the address, they are remembered by the provider's name for them, and told of it. */
const recognise = Effect.fn("Access.recognise")(function* (
  provider: IdentityProvider,
  vouched: Vouched,
  sender: Sender,
  now: Date,
) {
  const { issuer, subject, email } = vouched
  const known = yield* Identities.userOf(issuer, subject)
  if (known !== null) return known
  if (email === null || !provider.domains.includes(email.slice(email.lastIndexOf("@") + 1))) {
    return yield* new SingleSignOnFailed({ reason: "not-vouched", about: `${email ?? "no verified address"}` })
  }
  const user = yield* Users.credentialsOf(email)
  // Locked: two first sign-ins at once come one after the other.
  const locked = user === null ? null : yield* Users.entrantLocked(user.id)
  if (locked === null || locked.email !== email) return yield* unknown(vouched)
  const meanwhile = yield* Identities.userOf(issuer, subject)
  if (meanwhile !== null) return meanwhile
  // The provider has given the address to somebody else since: that is not our person.
  if (yield* Identities.isKnown(issuer, locked.id)) return yield* unknown(vouched)
  yield* Identities.insert({ issuer, subject, userId: locked.id, createdAt: now })
  yield* postMail(
    email,
    securityChangedLetter(sender, "Signing in through your organisation was used for the first time"),
  )
  return locked.id
})
