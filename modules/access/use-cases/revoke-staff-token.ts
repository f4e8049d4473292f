import { Effect } from "effect"
import { as, reading, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import type { Actor } from "../domain/audit.ts"
import * as ApiTokens from "../persistence/api-tokens.ts"
import { audit } from "./audit.ts"
import { TokenNotFound } from "./revoke-token.ts"
import { holdStaff } from "./team-rights.ts"

/** The tokens of the service company's programs that are not revoked, the newest first. */
export const staffTokens = ApiTokens.ofStaff(null).pipe(reading, as(everything))

/** One of them, or null. */
export const staffToken = (id: number) =>
  ApiTokens.ofStaff(id).pipe(
    Effect.map(([token]) => token ?? null),
    reading,
    as(everything),
  )

/** Makes a token of the service company worthless at once, on every process. */
export const revokeStaffToken = Effect.fn("Access.revokeStaffToken")(
  function* (actor: Actor, id: number) {
    const now = new Date()
    yield* holdStaff(actor, now, "manage-staff-tokens")
    const [token] = yield* ApiTokens.ofStaff(id)
    if (token === undefined || !(yield* ApiTokens.revoke(id, now))) return yield* new TokenNotFound()
    yield* audit(actor, {
      accountId: null,
      action: "token-revoked",
      subject: token.name,
      detail: { for: token.staff, madeBy: token.createdBy },
    })
  },
  transactional,
  as(everything),
)
