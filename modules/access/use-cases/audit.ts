import { Effect } from "effect"
import type { Actor, AuditEntry } from "../domain/audit.ts"
import * as AuditEntries from "../persistence/audit-entries.ts"

/**
 * Writes down who did what, in the caller's transaction: it is in the log when that commits, and not otherwise. `at` is for
 * what was noticed only after it happened.
 */
export const audit = Effect.fn("Access.audit")(function* (actor: Actor, entry: AuditEntry, at: Date = new Date()) {
  yield* AuditEntries.insert(actor, entry, at)
})
