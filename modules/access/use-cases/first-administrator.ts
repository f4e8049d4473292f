import { Effect, Schema } from "effect"
import { as, reading, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { hashToken, newToken } from "../domain/token.ts"
import * as Company from "../persistence/company.ts"
import * as SetupLinks from "../persistence/setup-links.ts"
import * as Users from "../persistence/users.ts"
import { addUser } from "./add-user.ts"

export class SetupLinkWorthless extends Schema.TaggedError<SetupLinkWorthless>()("SetupLinkWorthless", {}) {}

const HOURS_OPEN = 24

/** A one-time token, good for 24 hours, with which the first administrator comes in; null when there is one already. */
export const offerSetup = Effect.fn("Access.offerSetup")(
  function* () {
    if (yield* Users.anyAdministrator) return null
    const token = newToken()
    yield* SetupLinks.replace(hashToken(token), new Date(Date.now() + HOURS_OPEN * 3_600_000))
    return token
  },
  transactional,
  as(everything),
)

/** Whether the link still opens the door. */
export const setupIsOpen = Effect.fn("Access.setupIsOpen")(
  function* (token: string) {
    return yield* SetupLinks.isOpen(hashToken(token), new Date())
  },
  reading,
  as(everything),
)

export interface FirstAdministrator {
  readonly token: string
  readonly companyName: string
  readonly companyAddress: string
  readonly emergencyPhone: string
  readonly name: string
  readonly email: string
  readonly password: string
  readonly timeZone: string
}

/** Uses up the link, names the company and adds its first administrator: all of it or nothing. */
export const becomeFirstAdministrator = Effect.fn("Access.becomeFirstAdministrator")(
  function* (first: FirstAdministrator) {
    if (!(yield* SetupLinks.use(hashToken(first.token), new Date()))) return yield* new SetupLinkWorthless()
    yield* Company.put({
      name: first.companyName,
      address: first.companyAddress,
      emergencyPhone: first.emergencyPhone,
      demo: false,
    })
    yield* addUser({ ...first, locale: "en-GB", staffRole: "administrator" })
  },
  transactional,
  as(everything),
)
