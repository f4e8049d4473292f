import { Effect } from "effect"
import { query } from "#kernel/database/database.ts"
import type { OrderEntryKind } from "./order-entries.ts"
import type { EntryKind } from "./request-entries.ts"

/** Where something was, as it was called. */
export interface HistoryPlace {
  readonly account_id: number
  readonly building_id: number
  readonly unit_id: number
  readonly unit_name: string
  readonly unit_number: string
  readonly unit_kind: string
  readonly building_name: string
  readonly time_zone: string
}

/** An order of the past, in the words of the table. Times are ISO 8601, days YYYY-MM-DD; `plan` is the name of the unit's plan. */
export interface HistoryOrder extends HistoryPlace {
  readonly activity_type: string
  readonly state: string
  readonly title: string
  readonly source: string
  readonly plan: string | null
  readonly due_on: string | null
  readonly window_from: string | null
  readonly window_to: string | null
  readonly planned_on: string | null
  readonly planned_start: string | null
  readonly planned_minutes: number
  readonly technician_id: number | null
  readonly technician: string | null
  readonly hold: number
  readonly moved_from: string | null
  readonly missed_at: string | null
  readonly dispatched_at: string | null
  readonly travel_started_at: string | null
  readonly arrived_at: string | null
  readonly finished_at: string | null
  readonly closed_at: string | null
  /** Why it was cancelled. */
  readonly reason?: string
  readonly condition_on_arrival: string | null
  readonly condition_on_departure: string | null
  readonly cause: string | null
  readonly failed_component: string | null
  readonly technician_action: string | null
  readonly entrapment: boolean
  readonly comment: string
  readonly checklist: ReadonlyArray<unknown>
  readonly parts: ReadonlyArray<unknown>
  readonly labour_minutes: number | null
  readonly signed_by: string | null
  readonly search_text: string
  readonly created_at: string
  readonly changed_at: string
  readonly changed_by_id: number | null
  readonly changed_by: string
}

const orderColumns = `account_id, building_id, unit_id, unit_name, unit_number, unit_kind, building_name, time_zone,
  activity_type, state, title, source, due_on, window_from, window_to, planned_on, planned_start, planned_minutes,
  technician_id, technician, hold, moved_from, missed_at, dispatched_at, travel_started_at, arrived_at, finished_at,
  closed_at, reason, condition_on_arrival, condition_on_departure, cause, failed_component, technician_action, entrapment,
  comment, checklist, parts, labour_minutes, signed_by, search_text, created_at, changed_at, changed_by_id, changed_by`

const ids = (rows: ReadonlyArray<{ readonly id: number }>) => rows.map(({ id }) => id)

/** Adds orders; their ids, in the order given. */
export const addOrders = (orders: ReadonlyArray<HistoryOrder>) =>
  query<{ id: number }>(
    (tx) => tx`
    with added as (
      insert into maintenance.service_orders (plan_id, ${tx.unsafe(orderColumns)})
      select p.id, ${tx.unsafe(
        orderColumns
          .split(/,\s*/)
          .map((name) => `r.${name}`)
          .join(", "),
      )}
      from (select g.row, g.place from jsonb_array_elements(${tx.json(orders as never)}) with ordinality as g (row, place)) g
      cross join lateral jsonb_populate_record(null::maintenance.service_orders, g.row) r
      left join maintenance.service_plans p on p.unit_id = r.unit_id and p.name = g.row ->> 'plan'
      order by g.place
      returning id)
    select id from added order by id`,
  ).pipe(Effect.map(ids))

/** Notes which orders go on with others. */
export const linkOrders = (follows: ReadonlyArray<{ readonly id: number; readonly first: number }>) =>
  query(
    (tx) => tx`
    update maintenance.service_orders o set follows_id = f.first
    from unnest(${ids(follows)}::int[], ${follows.map(({ first }) => first)}::int[]) as f (id, first) where o.id = f.id`,
  )

/** A line of an order or of a request. */
export interface HistoryEntry<Kind> {
  readonly of: number
  readonly kind: Kind
  readonly at: string
  readonly by_id: number | null
  readonly by_name: string
  readonly by_staff: boolean
  readonly text: string
  readonly rating: number | null
}

/** Adds lines of orders. */
export const addOrderEntries = (entries: ReadonlyArray<HistoryEntry<OrderEntryKind>>) =>
  query(
    (tx) => tx`
    insert into maintenance.order_entries (order_id, account_id, building_id, unit_id, kind, at, by_id, by_name, by_staff, text)
    select o.id, o.account_id, o.building_id, o.unit_id, e.kind, e.at, e.by_id, e.by_name, e.by_staff, e.text
    from jsonb_to_recordset(${tx.json(entries as never)})
      as e ("of" int, kind text, at timestamptz, by_id int, by_name text, by_staff boolean, text text)
    join maintenance.service_orders o on o.id = e."of"
    order by o.id, e.at`,
  )

/** A request of the past, in the words of the table. */
export interface HistoryRequest extends HistoryPlace {
  readonly problem: string
  readonly fault: string | null
  readonly description: string
  readonly trapped_since: string | null
  readonly trapped_until: string | null
  readonly contact_name: string
  readonly contact_phone: string
  readonly state: string
  readonly reason: string | null
  readonly reported_by_id: number
  readonly reported_by: string
  readonly submitted_at: string
  readonly waiting_since: string
  readonly changed_at: string
  readonly changed_by_id: number
  readonly changed_by: string
  readonly completed_at: string | null
  readonly rating: number | null
  readonly order_id: number | null
  readonly search_text: string
}

const requestColumns = `account_id, building_id, unit_id, unit_name, unit_number, unit_kind, building_name, time_zone, problem,
  fault, description, trapped_since, trapped_until, contact_name, contact_phone, state, reason, reported_by_id, reported_by,
  submitted_at, waiting_since, changed_at, changed_by_id, changed_by, completed_at, rating, order_id, search_text`

/** Adds requests; their ids, in the order given. */
export const addRequests = (requests: ReadonlyArray<HistoryRequest>) =>
  query<{ id: number }>(
    (tx) => tx`
    with added as (
      insert into maintenance.service_requests (form_key, ${tx.unsafe(requestColumns)})
      select gen_random_uuid(), ${tx.unsafe(
        requestColumns
          .split(/,\s*/)
          .map((name) => `r.${name}`)
          .join(", "),
      )}
      from jsonb_array_elements(${tx.json(requests as never)}) with ordinality as g (row, place)
      cross join lateral jsonb_populate_record(null::maintenance.service_requests, g.row) r
      order by g.place
      returning id)
    select id from added order by id`,
  ).pipe(Effect.map(ids))

/** Adds lines of requests' threads. */
export const addRequestEntries = (entries: ReadonlyArray<HistoryEntry<EntryKind>>) =>
  query(
    (tx) => tx`
    insert into maintenance.request_entries (request_id, account_id, unit_id, kind, at, by_id, by_name, by_staff, text, rating)
    select r.id, r.account_id, r.unit_id, e.kind, e.at, e.by_id, e.by_name, e.by_staff, e.text, e.rating
    from jsonb_to_recordset(${tx.json(entries as never)})
      as e ("of" int, kind text, at timestamptz, by_id int, by_name text, by_staff boolean, text text, rating int)
    join maintenance.service_requests r on r.id = e."of"
    order by r.id, e.at`,
  )

/** How far a unit's plan is: the first due date that is not settled, and the last day on which it was done. */
export interface PlanStanding {
  readonly unitId: number
  readonly name: string
  readonly openFrom: string
  readonly completedOn: string | null
}

/** Notes how far plans are. */
export const settlePlans = (plans: ReadonlyArray<PlanStanding>) =>
  query(
    (tx) => tx`
    update maintenance.service_plans p set open_from = s."openFrom", completed_on = s."completedOn"
    from jsonb_to_recordset(${tx.json(plans as never)})
      as s ("unitId" int, name text, "openFrom" date, "completedOn" date)
    where p.unit_id = s."unitId" and p.name = s.name`,
  )
