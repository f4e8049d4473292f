import { Effect } from "effect"
import { as, reading } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import * as MailedLinks from "../persistence/mailed-links.ts"
import * as Profiles from "../persistence/profiles.ts"
import * as Sessions from "../persistence/sessions.ts"

/** An address that a person's sign-in is to move to, and who of the two has confirmed that. */
export interface PendingEmail {
  readonly newEmail: string
  readonly oldConfirmed: boolean
  readonly newConfirmed: boolean
}

/** What a person may see and change of themselves; null when there is no such person. No secret is in it. */
export const mySettings = Effect.fn("Access.mySettings")(
  function* (userId: number) {
    const now = new Date()
    const profile = yield* Profiles.find(userId)
    if (profile === null) return null
    const links = yield* MailedLinks.ofUser(userId, ["email-old", "email-new"], now)
    const [toOld, toNew] = (["email-old", "email-new"] as const).map((kind) => links.find((link) => link.kind === kind))
    const pendingEmail: PendingEmail | null =
      toOld?.newEmail == null
        ? null
        : {
            newEmail: toOld.newEmail,
            oldConfirmed: toOld.confirmedAt !== null,
            newConfirmed: toNew !== undefined && toNew.confirmedAt !== null,
          }
    const { passwordHash, ...rest } = profile
    const signIns = (yield* Sessions.ofUser(userId, now)).length
    return { ...rest, hasPassword: passwordHash !== null, pendingEmail, signIns }
  },
  reading,
  as(everything),
)

export type MySettings = NonNullable<Effect.Success<ReturnType<typeof mySettings>>>
