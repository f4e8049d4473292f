import { Effect, Schema } from "effect"
import { as, reading, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { postMail } from "#kernel/messages/outbox.ts"
import { emailKey } from "../domain/fields.ts"
import { hashPassword } from "../domain/password.ts"
import { hashToken, newToken } from "../domain/token.ts"
import { newPasswordLetter, passwordChangedLetter, type Sender } from "../letters.ts"
import * as MailedLinks from "../persistence/mailed-links.ts"
import * as Profiles from "../persistence/profiles.ts"
import * as Users from "../persistence/users.ts"
import { auditPerson } from "./audit-person.ts"
import { endSessionsOf } from "./membership-changed.ts"
import { pretendToWrite } from "./pretend-to-write.ts"
import { countLetter, forgiveAddress } from "./sign-in-tries.ts"

/** The link was never sent, is older than two hours, or one that was sent to the same person was used. */
export class PasswordLinkWorthless extends Schema.TaggedError<PasswordLinkWorthless>()("PasswordLinkWorthless", {}) {}

const HOURS = 2

/**
 * Sends a link for a new password to the address, if it is somebody's: good for two hours and one use. Links that were sent
 * before stay good until one of them is used: otherwise anybody could spoil the one that a person is about to open. Whether it is somebody's shows neither in the answer nor in how long it takes.
 */
export const askForNewPassword = Effect.fn("Access.askForNewPassword")(function* (
  typed: string,
  place: string,
  sender: Sender,
) {
  const now = new Date()
  const email = emailKey(typed)
  yield* countLetter(email, place, now)
  const token = newToken()
  const letter = newPasswordLetter(sender, { token, hours: HOURS })
  yield* Effect.gen(function* () {
    const user = yield* Users.credentialsOf(email)
    if (user === null) return yield* pretendToWrite(letter)
    const expiresAt = new Date(now.getTime() + HOURS * 3_600_000)
    yield* MailedLinks.insert({
      tokenHash: hashToken(token),
      kind: "password",
      userId: user.id,
      newEmail: null,
      expiresAt,
    })
    yield* postMail(email, letter)
  }).pipe(transactional)
}, as(everything))

/** The address whose password the link is for, or null when it is worthless. Asking does not use it up: mail scanners open links too. */
export const passwordLinkFor = Effect.fn("Access.passwordLinkFor")(
  function* (token: string) {
    const link = yield* MailedLinks.find(hashToken(token), ["password"], new Date())
    return link === null ? null : ((yield* Users.entrant(link.userId))?.email ?? null)
  },
  reading,
  as(everything),
)

/**
 * Sets the password of whoever the link was sent to, and uses all their links up. All their sign-ins end, half-finished ones too;
 * they come in by the door, where a second factor is still asked for. They are told by mail.
 */
export const chooseNewPassword = Effect.fn("Access.chooseNewPassword")(function* (
  token: string,
  password: string,
  place: string,
  sender: Sender,
) {
  const tokenHash = hashToken(token)
  const link = yield* MailedLinks.find(tokenHash, ["password"], new Date()).pipe(reading)
  if (link === null) return yield* new PasswordLinkWorthless()
  const { userId } = link
  const passwordHash = yield* Effect.promise(() => hashPassword(password))
  yield* Effect.gen(function* () {
    const profile = yield* Profiles.lock(userId)
    // Of two who use it at once, one does.
    const taken = yield* MailedLinks.take(tokenHash, "password", new Date())
    if (profile === null || taken === null) return yield* new PasswordLinkWorthless()
    yield* Profiles.setPasswordHash(userId, passwordHash)
    yield* MailedLinks.removeOf(userId, ["password"])
    yield* endSessionsOf(userId, null)
    // With a second factor they have shown half of who they are: codes that were guessed still count.
    if (!profile.secondFactor) yield* forgiveAddress(profile.email)
    const actor = { userId, name: profile.name, viewedBy: null, place }
    yield* auditPerson(actor, userId, { action: "password-reset", subject: profile.email })
    yield* postMail(profile.email, passwordChangedLetter(sender))
  }).pipe(transactional)
}, as(everything))
