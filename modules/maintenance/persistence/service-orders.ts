import { Effect } from "effect"
import { query } from "#kernel/database/database.ts"
import type { Cause, CheckResult, Component, Findings, Part, TechnicianAction } from "../domain/findings.ts"
import type {
  ActivityType,
  Condition,
  OrderSource,
  OrderStanding,
  OrderState,
  OrderTimes,
} from "../domain/service-order.ts"
import { type NamedUnit, namedUnitColumns } from "./named-unit.ts"

/** An order whole, as it is stored. Days are "2026-11-23", in the building's zone. */
export interface ServiceOrder extends NamedUnit, OrderStanding, OrderTimes {
  readonly id: number
  readonly activity: ActivityType
  readonly title: string
  readonly source: OrderSource
  /** Of a planned visit: its plan, when it is due, and the days inside its tolerance. */
  readonly planId: number | null
  readonly dueOn: string | null
  readonly windowFrom: string | null
  readonly windowTo: string | null
  readonly plannedOn: string | null
  readonly plannedStart: Date | null
  readonly plannedMinutes: number
  readonly technicianId: number | null
  readonly technician: string | null
  /** The day that was told before it was moved. */
  readonly movedFrom: string | null
  readonly missedAt: Date | null
  readonly closedAt: Date | null
  /** Why it was cancelled. */
  readonly reason: string | null
  readonly conditionOnArrival: Condition | null
  readonly conditionOnDeparture: Condition | null
  readonly cause: Cause | null
  readonly failedComponent: Component | null
  readonly technicianAction: TechnicianAction | null
  readonly entrapment: boolean
  readonly comment: string
  readonly checklist: ReadonlyArray<CheckResult>
  readonly parts: ReadonlyArray<Part>
  readonly labourMinutes: number | null
  readonly signedBy: string | null
  /** The order that this one goes on with. */
  readonly followsId: number | null
  readonly contactName: string
  readonly contactPhone: string
  readonly changedAt: Date
}

/** The columns of a ServiceOrder; `o` names the table. */
export const orderColumns = `o.id, ${namedUnitColumns("o.")},
  o.activity_type as activity, o.state, o.title, o.source, o.plan_id as "planId", o.due_on::text as "dueOn",
  o.window_from::text as "windowFrom", o.window_to::text as "windowTo", o.planned_on::text as "plannedOn",
  o.planned_start as "plannedStart", o.planned_minutes as "plannedMinutes", o.technician_id as "technicianId", o.technician,
  o.moved_from::text as "movedFrom", o.missed_at as "missedAt", o.dispatched_at as "dispatchedAt",
  o.travel_started_at as "travelStartedAt", o.arrived_at as "arrivedAt", o.finished_at as "finishedAt",
  o.closed_at as "closedAt", o.reason, o.condition_on_arrival as "conditionOnArrival",
  o.condition_on_departure as "conditionOnDeparture", o.cause, o.failed_component as "failedComponent",
  o.technician_action as "technicianAction", o.entrapment, o.comment, o.checklist, o.parts,
  o.labour_minutes as "labourMinutes", o.signed_by as "signedBy", o.follows_id as "followsId",
  o.contact_name as "contactName", o.contact_phone as "contactPhone", o.created_at as "createdAt",
  o.changed_at as "changedAt", o.changed_by_id as "changedById", o.changed_by as "changedBy"`

export interface NewOrder extends NamedUnit {
  readonly activity: ActivityType
  readonly title: string
  readonly source: Exclude<OrderSource, "plan">
  readonly plannedMinutes: number
  readonly entrapment: boolean
  readonly followsId: number | null
  readonly contactName: string
  readonly contactPhone: string
  /** The form that made it, or null. */
  readonly formKey: string | null
  readonly searchText: string
}

interface By {
  readonly userId: number | null
  readonly name: string
}

/** Adds an order that is planned for no day yet. Returns its id, or null when its form has made one before. */
export const insert = (order: NewOrder, by: By, now: Date) =>
  query<{ id: number }>(
    (tx) => tx`
    insert into maintenance.service_orders (account_id, building_id, unit_id, unit_name, unit_number, unit_kind,
      building_name, time_zone, activity_type, state, title, source, planned_minutes, entrapment, follows_id, contact_name,
      contact_phone, form_key, search_text, created_at, changed_at, changed_by_id, changed_by)
    values (${order.accountId}, ${order.buildingId}, ${order.unitId}, ${order.unit}, ${order.number}, ${order.kind},
      ${order.building}, ${order.timeZone}, ${order.activity}, 'planned', ${order.title}, ${order.source},
      ${order.plannedMinutes}, ${order.entrapment}, ${order.followsId}, ${order.contactName}, ${order.contactPhone},
      ${order.formKey}, ${order.searchText}, ${now}, ${now}, ${by.userId}, ${by.name})
    on conflict (form_key) where form_key is not null do nothing
    returning id`,
  ).pipe(Effect.map(([row]) => row?.id ?? null))

/** The order that a form has made, or null. */
export const ofForm = (formKey: string) =>
  query<{ id: number }>((tx) => tx`select id from maintenance.service_orders where form_key = ${formKey}`).pipe(
    Effect.map(([row]) => row?.id ?? null),
  )

/** An order that the viewer sees, held until the transaction ends: whoever else wants to change it waits. */
export const hold = (id: number) =>
  query<ServiceOrder>(
    (tx) => tx`select ${tx.unsafe(orderColumns)} from maintenance.service_orders o where id = ${id} for update`,
  ).pipe(Effect.map(([row]) => row ?? null))

/** The first open call-out or repair of a unit, held until the transaction ends, or null. */
export const holdOpenCallOutOf = (unitId: number) =>
  query<ServiceOrder>(
    (tx) => tx`
    select ${tx.unsafe(orderColumns)} from maintenance.service_orders o
    where unit_id = ${unitId} and activity_type in ('call-out', 'repair')
      and state in ('planned', 'scheduled', 'dispatched', 'en-route', 'on-site')
    order by id limit 1 for update`,
  ).pipe(Effect.map(([row]) => row ?? null))

/** The order with which somebody is sent to a unit that stands, or is there for another reason; or null. */
export const someoneSentTo = (unitId: number) =>
  query<{ id: number }>(
    (tx) => tx`
    select id from maintenance.service_orders
    where unit_id = ${unitId} and (state = 'on-site' or activity_type in ('call-out', 'repair')
      and state in ('planned', 'scheduled', 'dispatched', 'en-route'))
    order by id limit 1`,
  ).pipe(Effect.map(([row]) => row?.id ?? null))

/** Somebody is inside, as it turns out. */
export const saveEntrapment = (id: number) =>
  query((tx) => tx`update maintenance.service_orders set entrapment = true where id = ${id}`)

/** What a step changes of an order; what is not named stays. */
export interface OrderChange {
  readonly state: OrderState
  readonly plannedOn?: string | null
  readonly plannedStart?: Date | null
  /** 2: it was put there by hand. */
  readonly hold?: 2
  readonly movedFrom?: string | null
  readonly technicianId?: number | null
  readonly technician?: string | null
  readonly dispatchedAt?: Date | null
  readonly travelStartedAt?: Date | null
  readonly arrivedAt?: Date
  readonly finishedAt?: Date
  readonly closedAt?: Date
  readonly reason?: string
}

const columnOf: Readonly<Record<keyof OrderChange, string>> = {
  state: "state",
  plannedOn: "planned_on",
  plannedStart: "planned_start",
  hold: "hold",
  movedFrom: "moved_from",
  technicianId: "technician_id",
  technician: "technician",
  dispatchedAt: "dispatched_at",
  travelStartedAt: "travel_started_at",
  arrivedAt: "arrived_at",
  finishedAt: "finished_at",
  closedAt: "closed_at",
  reason: "reason",
}

/** Saves a step of a held order, and who took it. */
export const save = (id: number, change: OrderChange, by: By, now: Date) =>
  query((tx) => {
    const columns = Object.fromEntries(
      Object.entries(change).map(([name, value]) => [columnOf[name as keyof OrderChange], value]),
    )
    const row = { ...columns, changed_at: now, changed_by_id: by.userId, changed_by: by.name }
    return tx`update maintenance.service_orders set ${tx(row)} where id = ${id}`
  })

/** Saves what was found and done on a held order. */
export const saveFindings = (id: number, findings: Findings) =>
  query(
    (tx) => tx`
    update maintenance.service_orders set condition_on_arrival = ${findings.conditionOnArrival},
      condition_on_departure = ${findings.conditionOnDeparture}, cause = ${findings.cause},
      failed_component = ${findings.failedComponent}, technician_action = ${findings.technicianAction},
      entrapment = entrapment or ${findings.entrapment}, comment = ${findings.comment},
      checklist = ${JSON.stringify(findings.checklist)}::text::jsonb, parts = ${JSON.stringify(findings.parts)}::text::jsonb,
      labour_minutes = ${findings.labourMinutes}, signed_by = ${findings.signedBy}
    where id = ${id}`,
  )

/** When what an order is to settle was reported first, by people or by the unit itself; null: by neither. */
export const reportedAt = (id: number) =>
  query<{ at: Date | null }>(
    (tx) => tx`
    select least((select min(waiting_since) from maintenance.service_requests where order_id = ${id}),
      (select min(since) from maintenance.service_needs where order_id = ${id})) as at`,
  ).pipe(Effect.map(([row]) => row?.at ?? null))

/** The technician who signs in as this user, or null. */
export const technicianOfUser = (userId: number) =>
  query<{ id: number }>((tx) => tx`select id from maintenance.technicians where user_id = ${userId}`).pipe(
    Effect.map(([row]) => row?.id ?? null),
  )

/** A technician's name, or null when there is no such one who still works. */
export const technicianNamed = (id: number, now: Date) =>
  query<{ name: string }>(
    (tx) => tx`
    select name from maintenance.technicians
    where id = ${id} and (left_on is null or left_on > (${now}::timestamptz at time zone time_zone)::date)`,
  ).pipe(Effect.map(([row]) => row?.name ?? null))
