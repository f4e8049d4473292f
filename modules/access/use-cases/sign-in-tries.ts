import { Effect } from "effect"
import { transactional } from "#kernel/database/database.ts"
import { postMail } from "#kernel/messages/outbox.ts"
import { portalItself } from "../domain/audit.ts"
import { limitedPlace } from "../domain/place.ts"
import { lockedLetter, type Sender } from "../letters.ts"
import * as SignInFailures from "../persistence/sign-in-failures.ts"
import * as Users from "../persistence/users.ts"
import { auditPerson } from "./audit-person.ts"
import { countTry, type Limit } from "./limited.ts"
import { pretendToWrite } from "./pretend-to-write.ts"

const WINDOW_MINUTES = 15

const limit = (kind: "address" | "place" | "new password", of: string, most: number): Limit => ({
  subject: `${kind} ${of}`,
  most,
  minutes: WINDOW_MINUTES,
})

const byAddress = (email: string) => limit("address", email, 10)
const byPlace = (place: string) => limit("place", limitedPlace(place), 50)

/**
 * Counts a try to come in, by a password or a code. Who is beyond the limit is refused with the time to wait; when it is the
 * address that is locked, its owner is told by mail and by the log, once within 15 minutes.
 */
export const countSignIn = (email: string, place: string, sender: Sender, now: Date) =>
  countTry([byAddress(email), byPlace(place)], now).pipe(
    Effect.tapErrorTag("TooManyTries", ({ subject }) =>
      subject === byAddress(email).subject ? tellLocked(email, place, sender, now) : Effect.void,
    ),
  )

/** Counts a try to come in that names nobody yet: by a passkey or an identity provider. */
export const countNameless = (place: string, now: Date) => countTry([byPlace(place)], now)

/** Counts a request for a letter with a link. By address it is counted apart: who is locked out may still ask for one. */
export const countLetter = (email: string, place: string, now: Date) =>
  countTry([limit("new password", email, 5), byPlace(place)], now)

/** The place did well with its try of that time: it counts against it no longer. In the caller's transaction. */
export const forgivePlace = (place: string, at: Date) => SignInFailures.takeBack([byPlace(place).subject], at)

/** The person has shown who they are: earlier tries for the address are forgotten. In the caller's transaction. */
export const forgiveAddress = (email: string) => SignInFailures.clear(byAddress(email).subject)

const tellLocked = Effect.fn("Access.tellLocked")(function* (email: string, place: string, sender: Sender, now: Date) {
  const from = new Date(now.getTime() - WINDOW_MINUTES * 60_000)
  if (!(yield* SignInFailures.firstSince(`told ${email}`, from, now))) return
  const letter = lockedLetter(sender, { minutes: WINDOW_MINUTES, place })
  const user = yield* Users.credentialsOf(email)
  // An address that nobody has takes as long.
  if (user === null) return yield* pretendToWrite(letter)
  yield* postMail(email, letter)
  yield* auditPerson({ ...portalItself, place }, user.id, { action: "sign-in-locked", subject: email })
}, transactional)
