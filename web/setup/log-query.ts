import { type AuditFilter, auditActions } from "#access"
import { addDays, isDay, startOfDay } from "#kernel/time.ts"

const LONGEST = 200

/** The log's address, read: what is asked for, as typed where a form shows it again. Nonsense is left out. */
export interface LogQuery {
  readonly filter: AuditFilter
  /** Calendar days of the reader's, "" when none is given: both with their days. */
  readonly from: string
  readonly to: string
  /** Go on after this entry; null: from the newest. */
  readonly before: string | null
}

const sensibleDay = (text: string) => (isDay(text) && text >= "1970-01-01" && text <= "2999-12-31" ? text : "")

export const readLogQuery = (search: URLSearchParams, timeZone: string): LogQuery => {
  const get = (name: string) => (search.get(name) ?? "").trim().slice(0, LONGEST)
  const [from, to] = [sensibleDay(get("from")), sensibleDay(get("to"))]
  const before = get("before")
  return {
    filter: {
      person: get("person"),
      action: auditActions.find((action) => action === get("action")) ?? null,
      from: from === "" ? null : startOfDay(from, timeZone),
      until: to === "" ? null : startOfDay(addDays(to, 1), timeZone),
      text: get("text"),
    },
    from,
    to,
    before: /^\d{1,18}$/.test(before) ? before : null,
  }
}
