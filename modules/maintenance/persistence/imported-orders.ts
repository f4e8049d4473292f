import { Effect } from "effect"
import { query } from "#kernel/database/database.ts"
import type { HistoryPlace } from "./history.ts"

/** An order as a file tells of it, whole. Times are ISO 8601, days YYYY-MM-DD. */
export interface OrderRow extends Omit<HistoryPlace, "account_id"> {
  readonly activity_type: string
  readonly state: string
  readonly title: string
  readonly due_on: string | null
  readonly planned_on: string | null
  readonly planned_start: string | null
  readonly planned_minutes: number
  readonly technician_id: number | null
  readonly technician: string | null
  readonly arrived_at: string | null
  readonly finished_at: string | null
  readonly closed_at: string | null
  readonly reason: string | null
  readonly condition_on_arrival: string | null
  readonly condition_on_departure: string | null
  readonly cause: string | null
  readonly failed_component: string | null
  readonly technician_action: string | null
  readonly entrapment: boolean
  readonly comment: string
  readonly labour_minutes: number | null
  readonly import_key: string
  readonly search_text: string
  readonly created_at: string
}

/** What of a row a later file may change. */
const told = [
  ...["activity_type", "state", "title", "due_on", "planned_on", "planned_start", "planned_minutes", "technician_id"],
  ...["technician", "arrived_at", "finished_at", "closed_at", "reason", "condition_on_arrival"],
  ...["condition_on_departure", "cause", "failed_component", "technician_action", "entrapment", "comment"],
  ...["labour_minutes"],
]
const own = [
  ...["building_id", "unit_id", "unit_name", "unit_number", "unit_kind", "building_name", "time_zone"],
  ...["import_key", "search_text", "created_at"],
]

/** Imports of orders into one account take turns, until the transaction ends. */
export const lockImport = (accountId: number) =>
  query((tx) => tx`select pg_advisory_xact_lock(hashtext('maintenance.import-orders'), ${accountId})`)

/** Technicians by their names in lower case; of two with one name, neither. */
export const techniciansNamed = (names: ReadonlyArray<string>) =>
  query<{ name: string; id: number }>(
    (tx) => tx`
    select lower(name) as name, min(id)::int as id from maintenance.technicians
    where lower(name) = any(${[...names]}::text[]) group by lower(name) having count(*) = 1`,
  ).pipe(Effect.map((rows) => new Map(rows.map(({ name, id }) => [name, id]))))

/**
 * Writes orders that a file brought. One that is there is changed only where the file says something else, and not at all once
 * somebody has gone on with it here. Each key stands in `rows` once.
 */
export const write = (accountId: number, rows: ReadonlyArray<OrderRow>, importedBy: string, now: Date) =>
  query<{ created: number; updated: number }>(
    (tx) => tx`
    with written as (
      insert into maintenance.service_orders as o (account_id, source, changed_at, changed_by, ${tx.unsafe([...own, ...told].join(", "))})
      select ${accountId}, 'import', ${now}, ${importedBy}, ${tx.unsafe([...own, ...told].map((name) => `r.${name}`).join(", "))}
      from jsonb_to_recordset(${tx.json(rows as never)}) as r (
        building_id int, unit_id int, unit_name text, unit_number text, unit_kind text, building_name text, time_zone text,
        activity_type text, state text, title text, due_on date, planned_on date, planned_start timestamptz,
        planned_minutes int, technician_id int, technician text, arrived_at timestamptz, finished_at timestamptz,
        closed_at timestamptz, reason text, condition_on_arrival text, condition_on_departure text, cause text,
        failed_component text, technician_action text, entrapment boolean, comment text, labour_minutes int,
        import_key text, search_text text, created_at timestamptz)
      on conflict (account_id, import_key) where import_key is not null do update
      set (${tx.unsafe(told.join(", "))}) = (select ${tx.unsafe(told.map((name) => `excluded.${name}`).join(", "))}),
        search_text = excluded.search_text, changed_at = excluded.changed_at
      where o.changed_by_id is null
        and (${tx.unsafe(told.map((name) => `o.${name}`).join(", "))})
          is distinct from (${tx.unsafe(told.map((name) => `excluded.${name}`).join(", "))})
      returning xmax = 0 as created)
    select count(*) filter (where created)::int as created, count(*) filter (where not created)::int as updated
    from written`,
  ).pipe(Effect.map(([counts]) => counts ?? { created: 0, updated: 0 }))
