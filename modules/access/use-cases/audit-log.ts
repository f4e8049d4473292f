import { Effect } from "effect"
import { lengthyReading, reading } from "#kernel/database/database.ts"
import { CurrentViewer } from "#kernel/database/viewer.ts"
import * as AuditEntries from "../persistence/audit-entries.ts"

/** The account that is looked at; null for those who look at all. Row security lets nobody further. */
const lookedAt = Effect.map(CurrentViewer, (viewer) => (viewer.reach === "nobody" ? 0 : viewer.accountId))

/** A page of the audit log, the newest first, as far as the viewer reaches; `before` is the id of the page's last entry. */
export const auditLog = Effect.fn("Access.auditLog")(function* (
  filter: AuditEntries.AuditFilter,
  most: number,
  before: string | null,
) {
  return yield* AuditEntries.latest(yield* lookedAt, filter, most, before)
}, reading)

/** All of it, handed to `write` a thousand entries at a time. */
export const exportAuditLog = Effect.fn("Access.exportAuditLog")(function* (
  filter: AuditEntries.AuditFilter,
  write: (entries: ReadonlyArray<AuditEntries.LoggedEntry>) => Promise<void>,
) {
  yield* AuditEntries.each(yield* lookedAt, filter, write)
}, lengthyReading)
