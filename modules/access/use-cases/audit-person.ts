import { Effect } from "effect"
import type { Actor, AuditEntry } from "../domain/audit.ts"
import * as Users from "../persistence/users.ts"
import { audit } from "./audit.ts"

/**
 * Writes down what was done to somebody's sign-in, in the caller's transaction: in the log of every account that they may
 * enter, for it concerns each; in the service company's own for a person who may enter none, as staff mostly do.
 */
export const auditPerson = Effect.fn("Access.auditPerson")(function* (
  actor: Actor,
  userId: number,
  entry: Omit<AuditEntry, "accountId">,
) {
  const accounts = yield* Users.enterable(userId, new Date())
  const logs = accounts.length === 0 ? [null] : accounts.map(({ accountId }) => accountId)
  for (const accountId of logs) yield* audit(actor, { ...entry, accountId })
})
