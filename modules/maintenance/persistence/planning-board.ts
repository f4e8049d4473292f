import { Effect } from "effect"
import { query } from "#kernel/database/database.ts"
import type { Day } from "#kernel/time.ts"
import type { ConflictReason, UnplacedReason } from "../domain/planning/plan-visits.ts"
import type { ActivityType, OrderState } from "../domain/service-order.ts"

/** What a technician has to do in a week. */
export interface WeekLoad {
  readonly technicianId: number
  /** Weeks after the first. */
  readonly week: number
  /** Expected minutes on site. */
  readonly minutes: number
  readonly visits: number
}

/** The work of every technician by week, from a Monday on. */
export const loads = (monday: Day, weeks: number) =>
  query<WeekLoad>(
    (tx) => tx`
    select technician_id as "technicianId", (planned_on - ${monday}::date) / 7 as week, sum(planned_minutes)::int as minutes,
      count(*)::int as visits
    from maintenance.service_orders
    where planned_on >= ${monday}::date and planned_on < ${monday}::date + ${weeks * 7}::int and technician_id is not null
      and state <> 'cancelled'
    group by 1, 2`,
  )

/** A visit in a list of the planning pages. */
export interface PlannedVisit {
  readonly id: number
  readonly accountId: number
  readonly unitId: number
  readonly unit: string
  readonly building: string
  readonly title: string
  readonly activity: ActivityType
  readonly state: OrderState
  readonly dueOn: Day | null
  readonly windowFrom: Day | null
  readonly windowTo: Day | null
  readonly plannedOn: Day | null
  readonly minutes: number
  readonly technicianId: number | null
  readonly technician: string | null
  /** 2: moved by hand. */
  readonly hold: number
  readonly missed: boolean
}

const columns = `o.id, o.account_id as "accountId", o.unit_id as "unitId", o.unit_name as unit, o.building_name as building, o.title,
  o.activity_type as activity, o.state, o.due_on::text as "dueOn", o.window_from::text as "windowFrom", o.window_to::text as "windowTo",
  o.planned_on::text as "plannedOn", o.planned_minutes as minutes, o.technician_id as "technicianId", o.technician, o.hold,
  o.missed_at is not null as missed`

/** A technician's visits from a day up to and without another, in order. */
export const ofTechnician = (technicianId: number, from: Day, to: Day) =>
  query<PlannedVisit>(
    (tx) => tx`
    select ${tx.unsafe(columns)} from maintenance.service_orders o
    where technician_id = ${technicianId} and planned_on >= ${from}::date and planned_on < ${to}::date and state <> 'cancelled'
    order by planned_on, building_name, id`,
  )

/** How many visits of a technician lie on days, both included. */
export const countOf = (technicianId: number, from: Day, to: Day) =>
  query<{ visits: number }>(
    (tx) => tx`
    select count(*)::int as visits from maintenance.service_orders
    where technician_id = ${technicianId} and planned_on between ${from}::date and ${to}::date and state in ('planned', 'scheduled')`,
  ).pipe(Effect.map(([row]) => row?.visits ?? 0))

/** One visit, or null. */
export const byId = (id: number) =>
  query<PlannedVisit>((tx) => tx`select ${tx.unsafe(columns)} from maintenance.service_orders o where id = ${id}`).pipe(
    Effect.map(([row]) => row ?? null),
  )

/** A visit that nobody was told of is not late without a technician: what has no place is listed as such. */
const nobodyComes = `o.technician_id is null and o.state = 'scheduled'`

const waits = `o.plan_id is not null and o.state in ('planned', 'scheduled', 'dispatched')`

/** Visits that nobody came to in time and that nobody has made up for, and told ones without a technician: the oldest first. */
export const late = (limit: number) =>
  query<PlannedVisit>(
    (tx) => tx`
    select ${tx.unsafe(columns)} from maintenance.service_orders o
    where ${tx.unsafe(waits)} and (missed_at is not null or ${tx.unsafe(nobodyComes)})
    order by due_on, id limit ${limit}`,
  )

/** How many those are. */
export const countLate = query<{ missed: number; withoutTechnician: number }>(
  (tx) => tx`
  select count(*) filter (where missed_at is not null)::int as missed,
    count(*) filter (where missed_at is null)::int as "withoutTechnician"
  from maintenance.service_orders o where ${tx.unsafe(waits)} and (missed_at is not null or ${tx.unsafe(nobodyComes)})`,
).pipe(Effect.map(([row]) => row ?? { missed: 0, withoutTechnician: 0 }))

/** A due date without a place. */
export interface UnplacedVisit {
  readonly planId: number
  readonly unitId: number
  readonly title: string
  readonly dueOn: Day
  readonly windowFrom: Day
  readonly windowTo: Day
  readonly reason: UnplacedReason
  readonly needed: number
  readonly longest: number
}

/** Due dates without a place, the most urgent first. */
export const unplaced = (limit: number) =>
  query<UnplacedVisit>(
    (tx) => tx`
    select u.plan_id as "planId", u.unit_id as "unitId", p.name as title, u.due_on::text as "dueOn", u.window_from::text as "windowFrom",
      u.window_to::text as "windowTo", u.reason, u.needed, u.longest
    from maintenance.unplaced_visits u join maintenance.service_plans p on p.id = u.plan_id
    order by u.window_to, u.plan_id, u.due_on limit ${limit}`,
  )

/** How many due dates have no place. */
export const countUnplaced = query<{ visits: number }>(
  (tx) => tx`select count(*)::int as visits from maintenance.unplaced_visits`,
).pipe(Effect.map(([row]) => row?.visits ?? 0))

/** Visits moved by hand that break a rule where they are. */
export const conflicts = (limit: number) =>
  query<PlannedVisit & { readonly reasons: ReadonlyArray<ConflictReason> }>(
    (tx) => tx`
    select ${tx.unsafe(columns)}, c.reasons from maintenance.service_orders o
    join (select plan_id, due_on, array_agg(reason order by reason) as reasons from maintenance.planning_conflicts group by 1, 2) c
      on c.plan_id = o.plan_id and c.due_on = o.due_on
    where o.hold = 2 and o.state in ('planned', 'scheduled') order by o.planned_on, o.id limit ${limit}`,
  )
