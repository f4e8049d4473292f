import { Effect, Schema } from "effect"
import { as, reading, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { postMail } from "#kernel/messages/outbox.ts"
import type { Actor } from "../domain/audit.ts"
import { securityChangedLetter, type Sender } from "../letters.ts"
import * as Passkeys from "../persistence/passkeys.ts"
import * as Profiles from "../persistence/profiles.ts"
import { auditPerson } from "./audit-person.ts"

export class PasskeyNotFound extends Schema.TaggedError<PasskeyNotFound>()("PasskeyNotFound", {}) {}

/** Without it the person could not come in any more: there is no password, no other passkey and no provider. */
export class LastWayIn extends Schema.TaggedError<LastWayIn>()("LastWayIn", {}) {}

/** A person's passkeys, the oldest first: what to show of them. */
export const passkeysOf = Effect.fn("Access.passkeysOf")(
  function* (userId: number) {
    const passkeys = yield* Passkeys.ofUser(userId)
    return passkeys.map(({ id, name, createdAt, lastUsedAt }) => ({ id, name, createdAt, lastUsedAt }))
  },
  reading,
  as(everything),
)

/** Removes a passkey: it opens nothing any more. The last way of getting in stays. */
export const removePasskey = Effect.fn("Access.removePasskey")(
  function* (actor: Actor, sender: Sender, userId: number, id: number) {
    const profile = yield* Profiles.lock(userId)
    const name = yield* Passkeys.remove(userId, id)
    if (profile === null || name === null) return yield* new PasskeyNotFound()
    if (profile.passwordHash === null && profile.passkeys === 1 && profile.identities === 0) {
      return yield* new LastWayIn()
    }
    yield* auditPerson(actor, userId, { action: "passkey-removed", subject: profile.email, detail: { name } })
    yield* postMail(profile.email, securityChangedLetter(sender, `The passkey “${name}” was removed`))
  },
  transactional,
  as(everything),
)
