import { Effect } from "effect"
import { query, Tx } from "#kernel/database/database.ts"

/** A plan as the planner reads it; days are numbers counted from 1970-01-01. */
export interface PlanToPlan {
  readonly id: number
  readonly unitId: number
  readonly every: number | null
  readonly unit: "day" | "week" | "month" | "year" | null
  readonly countedFrom: "due" | "completion" | null
  readonly rule: string | null
  readonly seasons: ReadonlyArray<never>
  readonly start: number
  readonly end: number | null
  readonly completed: number | null
  readonly openFrom: number
  readonly before: number
  readonly after: number
  readonly minutes: number
  readonly skills: ReadonlyArray<string>
}

/** Every plan that is not paused, or those of these that are not, by id. */
export const plansToPlan = (ids: ReadonlyArray<number> | null) =>
  query<PlanToPlan>(
    (tx) => tx`
  select id, unit_id as "unitId", every, unit, counted_from as "countedFrom", rule, seasons, starts_on - date '1970-01-01' as start,
    ends_on - date '1970-01-01' as "end", completed_on - date '1970-01-01' as completed,
    open_from - date '1970-01-01' as "openFrom", tolerance_before as before, tolerance_after as after, minutes, skills
  from maintenance.service_plans
  where not paused and ${ids === null ? tx`true` : tx`id = any(${[...ids]}::int[])`} order by id`,
  )

/** The units of these plans. */
export const unitsOfPlans = (planIds: ReadonlyArray<number>) =>
  query<{ unitId: number }>(
    (tx) =>
      tx`select distinct unit_id as "unitId" from maintenance.service_plans where id = any(${[...planIds]}::int[])`,
  ).pipe(Effect.map((rows) => rows.map(({ unitId }) => unitId)))

/** Why the planner took a visit back. An order cancelled so is planned again when something is due again. */
const WITHDRAWN = "Nothing is due on this day any more."

/** How an order of a plan stands, for the planner. */
export type OrderPlace = "settled" | "under-way" | "planned" | "withdrawn"

/** An order of a plan; days are numbers. */
export interface PlanOrder {
  readonly id: number
  readonly planId: number
  readonly due: number
  /** Null: it has no day. */
  readonly day: number | null
  readonly technicianId: number | null
  readonly hold: number
  readonly place: OrderPlace
  /** Whether its customer has been told of it. */
  readonly told: boolean
  /** The building's own day now. */
  readonly today: number
}

const ROWS_A_READING = 20_000

/**
 * Hands the orders of plans that are not paused (all, or those of `planIds`), from each plan's first open due date on, to `take`,
 * some thousands at a time.
 */
export const eachPlanOrder = (
  now: Date,
  planIds: ReadonlyArray<number> | null,
  take: (orders: ReadonlyArray<PlanOrder>) => void,
) =>
  Effect.flatMap(Tx, (tx) =>
    Effect.promise(() =>
      tx<Array<PlanOrder>>`
      select o.id, o.plan_id as "planId", o.due_on - date '1970-01-01' as due, o.planned_on - date '1970-01-01' as day,
        o.technician_id as "technicianId", o.hold, o.state <> 'planned' as told,
        case when o.state = 'cancelled' and o.reason = ${WITHDRAWN} and o.changed_by_id is null then 'withdrawn'
          when o.missed_at is not null or o.state in ('finished', 'closed', 'follow-up-needed', 'cancelled') then 'settled'
          when o.state in ('planned', 'scheduled') then 'planned' else 'under-way' end as place,
        (${now}::timestamptz at time zone o.time_zone)::date - date '1970-01-01' as today
      from maintenance.service_orders o join maintenance.service_plans p on p.id = o.plan_id
      where not p.paused and o.due_on >= p.open_from
        and ${planIds === null ? tx`true` : tx`p.id = any(${[...planIds]}::int[])`}
      order by o.plan_id, o.due_on`.cursor(ROWS_A_READING, (rows) => {
        take(rows)
      }),
    ),
  )

/** Open orders of paused plans: their visits are taken back. */
export const ofPausedPlans = query<{ id: number; told: boolean }>(
  (tx) => tx`
  select o.id, o.state <> 'planned' as told from maintenance.service_orders o
  join maintenance.service_plans p on p.id = o.plan_id
  where p.paused and o.state in ('planned', 'scheduled') and o.missed_at is null`,
)

/** A plan's unit as orders keep it. */
export interface OrderSite {
  readonly planId: number
  readonly unitName: string
  readonly unitNumber: string
  readonly unitKind: string
  readonly buildingName: string
  readonly timeZone: string
  readonly searchText: string
}

/** A visit that is new. Days are numbers. */
export interface NewVisit {
  readonly planId: number
  readonly due: number
  readonly opens: number
  readonly closes: number
  readonly day: number
  /** Null: nobody comes, for its tolerance has closed. */
  readonly technicianId: number | null
}

/**
 * Adds visits, those before the day `firmBefore` (a number) scheduled: told to the customer. One that is there already, or whose
 * plan was paused meanwhile, is left alone. Returns how many were added.
 */
export const addVisits = (
  sites: ReadonlyArray<OrderSite>,
  visits: ReadonlyArray<NewVisit>,
  firmBefore: number,
  by: string,
  now: Date,
) =>
  query<{ added: number }>(
    (tx) => tx`
    with added as (
      insert into maintenance.service_orders (account_id, building_id, unit_id, unit_name, unit_number, unit_kind, building_name,
        time_zone, activity_type, state, title, source, plan_id, due_on, window_from, window_to, planned_on, planned_minutes,
        technician_id, technician, hold, search_text, created_at, changed_at, changed_by)
      select p.account_id, p.building_id, p.unit_id, s.unit_name, s.unit_number, s.unit_kind, s.building_name, s.time_zone,
        p.activity_type, case when v.day < ${firmBefore}::int and t.id is not null then 'scheduled' else 'planned' end, p.name, 'plan', p.id, date '1970-01-01' + v.due, date '1970-01-01' + v.opens, date '1970-01-01' + v.closes,
        date '1970-01-01' + v.day, p.minutes, t.id, t.name,
        case when v.day < ${firmBefore}::int and t.id is not null then 1 else 0 end, s.search_text, ${now}, ${now}, ${by}
      from unnest(${visits.map((one) => one.planId)}::int[], ${visits.map((one) => one.due)}::int[],
        ${visits.map((one) => one.opens)}::int[], ${visits.map((one) => one.closes)}::int[],
        ${visits.map((one) => one.day)}::int[], ${visits.map((one) => one.technicianId)}::int[])
        as v (plan_id, due, opens, closes, day, technician_id)
      join maintenance.service_plans p on p.id = v.plan_id and not p.paused
      join unnest(${sites.map((one) => one.planId)}::int[], ${sites.map((one) => one.unitName)}::text[],
        ${sites.map((one) => one.unitNumber)}::text[], ${sites.map((one) => one.unitKind)}::text[],
        ${sites.map((one) => one.buildingName)}::text[], ${sites.map((one) => one.timeZone)}::text[],
        ${sites.map((one) => one.searchText)}::text[])
        as s (plan_id, unit_name, unit_number, unit_kind, building_name, time_zone, search_text) on s.plan_id = p.id
      left join maintenance.technicians t on t.id = v.technician_id
      on conflict on constraint service_orders_due_once do nothing
      returning id, account_id, building_id, unit_id, state, planned_on),
    noted as (
      insert into maintenance.order_entries (order_id, account_id, building_id, unit_id, kind, at, by_name, by_staff, text)
      select id, account_id, building_id, unit_id, 'scheduled', ${now}, ${by}, true, planned_on::text from added where state = 'scheduled')
    select count(*)::int as added from added`,
  ).pipe(Effect.map(([row]) => row?.added ?? 0))

/** A visit that goes elsewhere, with where it was when that was decided: if it is no longer there, it stays. */
export interface MovedVisit {
  readonly id: number
  readonly due: number
  readonly opens: number
  readonly closes: number
  readonly day: number
  readonly technicianId: number
  readonly wasDay: number | null
  readonly wasTechnicianId: number | null
  readonly wasHold: number
}

/** An order that was moved. */
export interface MovedOrder {
  readonly orderId: number
  readonly accountId: number
  readonly buildingId: number
  readonly unitId: number
  /** Its day before, if its customer had been told of it and it is another now; else null. */
  readonly from: string | null
  readonly to: string
  readonly technicianId: number
}

/** Moves visits to other days or people, those taken back before included, and adds the line that says so where it had been told. */
export const moveVisits = (visits: ReadonlyArray<MovedVisit>, by: string, now: Date) =>
  query<MovedOrder>(
    (tx) => tx`
    with moved as (
      update maintenance.service_orders o set due_on = date '1970-01-01' + v.due, window_from = date '1970-01-01' + v.opens,
        window_to = date '1970-01-01' + v.closes, planned_on = date '1970-01-01' + v.day, technician_id = t.id, technician = t.name,
        planned_start = case when o.planned_on = date '1970-01-01' + v.day then o.planned_start end,
        moved_from = case when o.state = 'scheduled' and o.planned_on <> date '1970-01-01' + v.day then o.planned_on else o.moved_from end,
        state = case when o.state = 'cancelled' then 'planned' else o.state end,
        reason = case when o.state = 'cancelled' then null else o.reason end,
        hold = case when o.state = 'cancelled' then 0 else o.hold end, changed_at = ${now}, changed_by = ${by}, changed_by_id = null
      from unnest(${visits.map((one) => one.id)}::int[], ${visits.map((one) => one.due)}::int[],
        ${visits.map((one) => one.opens)}::int[], ${visits.map((one) => one.closes)}::int[],
        ${visits.map((one) => one.day)}::int[], ${visits.map((one) => one.technicianId)}::int[],
        ${visits.map((one) => one.wasDay)}::int[], ${visits.map((one) => one.wasTechnicianId)}::int[],
        ${visits.map((one) => one.wasHold)}::int[])
        as v (id, due, opens, closes, day, technician_id, was_day, was_technician_id, was_hold)
      join maintenance.technicians t on t.id = v.technician_id
      where o.id = v.id and (o.state in ('planned', 'scheduled') or o.state = 'cancelled' and o.reason = ${WITHDRAWN})
        and o.missed_at is null and o.planned_on is not distinct from date '1970-01-01' + v.was_day
        and o.technician_id is not distinct from v.was_technician_id and o.hold = v.was_hold
      returning o.id as "orderId", o.account_id as "accountId", o.building_id as "buildingId", o.unit_id as "unitId",
        case when o.state = 'scheduled' and v.was_day <> v.day then (date '1970-01-01' + v.was_day)::text end as "from",
        o.planned_on::text as "to", o.technician_id as "technicianId"),
    noted as (
      insert into maintenance.order_entries (order_id, account_id, building_id, unit_id, kind, at, by_name, by_staff, text)
      select "orderId", "accountId", "buildingId", "unitId", 'moved', ${now}, ${by}, true, "to" from moved where "from" is not null)
    select * from moved`,
  )

/** Takes visits back: those that nobody has heard of leave no trace, the others are cancelled. Returns how many. */
export const withdrawVisits = Effect.fnUntraced(function* (ids: ReadonlyArray<number>, by: string, now: Date) {
  const gone = yield* query(
    (tx) => tx`
    delete from maintenance.service_orders o where id = any(${[...ids]}::int[]) and state = 'planned' and missed_at is null
      and not exists (select from maintenance.order_entries e where e.order_id = o.id) returning id`,
  )
  const cancelled = yield* query(
    (tx) => tx`
    with cancelled as (
      update maintenance.service_orders set state = 'cancelled', reason = ${WITHDRAWN}, changed_at = ${now}, changed_by = ${by},
        changed_by_id = null
      where id = any(${[...ids]}::int[]) and state in ('planned', 'scheduled') and missed_at is null
      returning id, account_id, building_id, unit_id),
    noted as (
      insert into maintenance.order_entries (order_id, account_id, building_id, unit_id, kind, at, by_name, by_staff, text)
      select id, account_id, building_id, unit_id, 'cancelled', ${now}, ${by}, true, ${WITHDRAWN} from cancelled)
    select id from cancelled`,
  )
  return gone.length + cancelled.length
})

/** Takes the technician off visits that have no place any more: told ones keep their day, for somebody must be found. */
export const leaveWithoutTechnician = (ids: ReadonlyArray<number>, by: string, now: Date) =>
  query(
    (tx) => tx`
    update maintenance.service_orders set technician_id = null, technician = null, changed_at = ${now}, changed_by = ${by},
      changed_by_id = null
    where id = any(${[...ids]}::int[]) and state in ('planned', 'scheduled') and technician_id is not null`,
  )

/** What is firm now is scheduled, and told to the customer: planned visits before a day (a number). Returns how many. */
export const scheduleBefore = (until: number, by: string, now: Date) =>
  query<{ scheduled: number }>(
    (tx) => tx`
    with scheduled as (
      update maintenance.service_orders set state = 'scheduled', hold = greatest(hold, 1), changed_at = ${now}, changed_by = ${by},
        changed_by_id = null
      where state = 'planned' and plan_id is not null and technician_id is not null and missed_at is null
        and planned_on < date '1970-01-01' + ${until}::int
      returning id, account_id, building_id, unit_id, planned_on),
    noted as (
      insert into maintenance.order_entries (order_id, account_id, building_id, unit_id, kind, at, by_name, by_staff, text)
      select id, account_id, building_id, unit_id, 'scheduled', ${now}, ${by}, true, planned_on::text from scheduled)
    select count(*)::int as scheduled from scheduled`,
  ).pipe(Effect.map(([row]) => row?.scheduled ?? 0))

/** Notes of plans up to which due date all is settled: nothing before it is looked at again. Days are numbers. */
export const settleBefore = (plans: ReadonlyArray<{ readonly planId: number; readonly openFrom: number }>) =>
  query(
    (tx) => tx`
    update maintenance.service_plans p set open_from = date '1970-01-01' + v.open_from
    from unnest(${plans.map((one) => one.planId)}::int[], ${plans.map((one) => one.openFrom)}::int[]) as v (plan_id, open_from)
    where p.id = v.plan_id and p.open_from < date '1970-01-01' + v.open_from`,
  )

/** A visit to which nobody came until its tolerance closed. */
export interface MissedVisit {
  readonly orderId: number
  readonly accountId: number
  readonly buildingId: number
  readonly unitId: number
  readonly dueOn: string
}

/** Marks visits whose tolerance has closed, by the building's own calendar, and adds the line that says so. */
export const markMissed = (by: string, now: Date) =>
  query<MissedVisit>(
    (tx) => tx`
    with missed as (
      update maintenance.service_orders set missed_at = ${now}, changed_at = ${now}, changed_by = ${by}, changed_by_id = null
      where state in ('planned', 'scheduled', 'dispatched') and missed_at is null and plan_id is not null
        and window_to < (${now}::timestamptz at time zone time_zone)::date
        -- Somebody may still come on the day that it was moved to.
        and coalesce(planned_on, window_to) < (${now}::timestamptz at time zone time_zone)::date
      returning id as "orderId", account_id as "accountId", building_id as "buildingId", unit_id as "unitId", due_on::text as "dueOn"),
    noted as (
      insert into maintenance.order_entries (order_id, account_id, building_id, unit_id, kind, at, by_name, by_staff, text)
      select "orderId", "accountId", "buildingId", "unitId", 'missed', ${now}, ${by}, true, '' from missed)
    select * from missed`,
  )
