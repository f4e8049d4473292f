import type postgres from "postgres"
import { Effect } from "effect"
import { instants, query } from "#kernel/database/database.ts"
import type { Actor, AuditAction, AuditEntry } from "../domain/audit.ts"

export const insert = (actor: Actor, entry: AuditEntry, at: Date) =>
  query(
    (tx) => tx`
    insert into access.audit_entries (account_id, at, user_id, actor, viewed_by, place, action, subject, detail)
    values (${entry.accountId}, ${at}, ${actor.userId}, ${actor.name}, ${actor.viewedBy}, ${actor.place}, ${entry.action},
      ${entry.subject.slice(0, 300)}, ${JSON.stringify(entry.detail ?? {})}::text::jsonb)`,
  )

/** What an audit log is narrowed to. Everything given must hold. */
export interface AuditFilter {
  /** Part of the name of whoever did it, capitals aside; also of an administrator behind them. */
  readonly person: string
  readonly action: AuditAction | null
  /** From this instant on, up to, not with, the other one. */
  readonly from: Date | null
  readonly until: Date | null
  /** Part of what it was done to, of its details or of the place it came from, capitals aside. */
  readonly text: string
}

/** An entry as it was written. */
export interface LoggedEntry {
  readonly id: string
  /** Null: it concerns no customer. */
  readonly accountId: number | null
  readonly at: Date
  /** "": the portal itself. */
  readonly actor: string
  readonly viewedBy: string | null
  readonly place: string
  readonly action: AuditAction
  readonly subject: string
  readonly detail: NonNullable<AuditEntry["detail"]>
}

const within = (text: string) => `%${text.replace(/[\\%_]/g, "\\$&")}%`

const matching = (tx: postgres.ISql, accountId: number | null, filter: AuditFilter) => {
  const [from = null, until = null] = instants([filter.from, filter.until])
  const text = within(filter.text)
  return tx`
    ${accountId === null ? tx`true` : tx`account_id = ${accountId}`}
    and ${filter.person === "" ? tx`true` : tx`(actor ilike ${within(filter.person)} or viewed_by ilike ${within(filter.person)})`}
    and ${filter.action === null ? tx`true` : tx`action = ${filter.action}`}
    and ${from === null ? tx`true` : tx`at >= ${from}::timestamptz`}
    and ${until === null ? tx`true` : tx`at < ${until}::timestamptz`}
    and ${filter.text === "" ? tx`true` : tx`(subject ilike ${text} or place ilike ${text} or detail::text ilike ${text})`}`
}

const columns = `id::text, account_id as "accountId", at, actor, viewed_by as "viewedBy", place, action, subject, detail`

/** The newest entries of an account, or (null) of all and of none; `before` goes on from a page's last one. */
export const latest = (accountId: number | null, filter: AuditFilter, most: number, before: string | null) =>
  query<LoggedEntry>(
    (tx) => tx`
    select ${tx.unsafe(columns)} from access.audit_entries
    where ${matching(tx, accountId, filter)} and (${before}::bigint is null or id < ${before}::bigint)
    order by audit_entries.id desc limit ${most}`,
  )

/** Hands all of them to `write`, the newest first, a thousand at a time. */
export const each = (
  accountId: number | null,
  filter: AuditFilter,
  write: (entries: ReadonlyArray<LoggedEntry>) => Promise<void>,
) => {
  // The driver does not wait for what becomes of the last rows: their failure must not be nobody's.
  let written: Promise<void> = Promise.resolve()
  const hand = (entries: ReadonlyArray<LoggedEntry>) => {
    written = write(entries)
    written.catch(() => {})
    return written
  }
  return query(async (tx) => {
    await tx<Array<LoggedEntry>>`
      select ${tx.unsafe(columns)} from access.audit_entries where ${matching(tx, accountId, filter)}
      order by audit_entries.id desc`.cursor(1000, hand)
    await written
    return []
  }).pipe(Effect.asVoid)
}
