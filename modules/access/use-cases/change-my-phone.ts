import { randomInt } from "node:crypto"
import { Effect, Schema } from "effect"
import { as, reading, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { postText } from "#kernel/messages/outbox.ts"
import type { Actor } from "../domain/audit.ts"
import { hashToken } from "../domain/token.ts"
import { phoneCodeText, type Sender } from "../letters.ts"
import * as PendingSteps from "../persistence/pending-steps.ts"
import * as Profiles from "../persistence/profiles.ts"
import { auditPerson } from "./audit-person.ts"
import { countTry } from "./limited.ts"

/** No code waits to be typed: none was sent, it is too old, or it was tried too often. */
export class PhoneCodeGone extends Schema.TaggedError<PhoneCodeGone>()("PhoneCodeGone", {}) {}

export class PhoneCodeWrong extends Schema.TaggedError<PhoneCodeWrong>()("PhoneCodeWrong", {
  triesLeft: Schema.Number,
}) {}

const MINUTES = 10
const TRIES = 5
const CODES_AN_HOUR = 3

/** A person has one code at a time, whichever browser they asked from. */
const stepOf = (userId: number) => hashToken(`phone of person ${userId}`)
const hashOf = (phone: string, code: string) => hashToken(`${phone} ${code}`).toString("hex")

/** Sends a code of six digits to a number, in place of an earlier one. At most three an hour, by person and by number. */
export const sendPhoneCode = Effect.fn("Access.sendPhoneCode")(function* (
  sender: Sender,
  userId: number,
  phone: string,
) {
  const now = new Date()
  const limit = { most: CODES_AN_HOUR, minutes: 60 }
  const subjects = [`code for person ${userId}`, `code to number ${phone}`]
  yield* countTry(
    subjects.map((subject) => ({ subject, ...limit })),
    now,
  )
  const code = String(randomInt(1_000_000)).padStart(6, "0")
  yield* Effect.gen(function* () {
    yield* Profiles.lock(userId)
    yield* PendingSteps.removeOf(userId, "phone")
    yield* PendingSteps.insert({
      tokenHash: stepOf(userId),
      kind: "phone",
      userId,
      detail: { phone, codeHash: hashOf(phone, code) },
      expiresAt: new Date(now.getTime() + MINUTES * 60_000),
    })
    yield* postText(phone, phoneCodeText(sender, code, MINUTES))
  }).pipe(transactional)
}, as(everything))

/** The number that waits for its code, or null. */
export const phoneToConfirm = Effect.fn("Access.phoneToConfirm")(
  function* (userId: number) {
    const step = yield* PendingSteps.find(stepOf(userId), "phone", new Date())
    return step === null || step.tries >= TRIES ? null : (step.detail["phone"] ?? null)
  },
  reading,
  as(everything),
)

/** Takes the number when the code is right. Each try counts, and stays counted. */
export const confirmPhone = Effect.fn("Access.confirmPhone")(function* (actor: Actor, userId: number, code: string) {
  const now = new Date()
  const step = yield* PendingSteps.attempt(stepOf(userId), "phone", now).pipe(transactional)
  const phone = step?.detail["phone"]
  if (step === null || phone === undefined || step.tries >= TRIES) return yield* new PhoneCodeGone()
  if (hashOf(phone, code.replaceAll(/\s/g, "")) !== step.detail["codeHash"]) {
    const triesLeft = TRIES - 1 - step.tries
    return triesLeft === 0 ? yield* new PhoneCodeGone() : yield* new PhoneCodeWrong({ triesLeft })
  }
  yield* Effect.gen(function* () {
    const profile = yield* Profiles.lock(userId)
    const taken = yield* PendingSteps.take(stepOf(userId), "phone", now)
    // Cancelled, used, or for another number by now.
    if (profile === null || taken?.detail["codeHash"] !== step.detail["codeHash"]) return yield* new PhoneCodeGone()
    yield* Profiles.setPhone(userId, phone)
    // Without the number: the log is read by others than those whom a person gives it to.
    yield* auditPerson(actor, userId, { action: "phone-changed", subject: profile.email })
  }).pipe(transactional)
}, as(everything))

/** Forgets a number that waits for its code. Idempotent. */
export const cancelPhone = Effect.fn("Access.cancelPhone")(
  function* (userId: number) {
    yield* PendingSteps.removeOf(userId, "phone")
  },
  transactional,
  as(everything),
)

/** Forgets a person's telephone number. Idempotent. */
export const removePhone = Effect.fn("Access.removePhone")(
  function* (actor: Actor, userId: number) {
    const profile = yield* Profiles.lock(userId)
    if (profile === null || profile.phone === null) return
    yield* Profiles.setPhone(userId, null)
    yield* auditPerson(actor, userId, { action: "phone-changed", subject: profile.email })
  },
  transactional,
  as(everything),
)
