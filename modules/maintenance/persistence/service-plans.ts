import { Effect } from "effect"
import type postgres from "postgres"
import { query } from "#kernel/database/database.ts"
import type { Day } from "#kernel/time.ts"
import type { PlanTerms } from "../domain/service-plan.ts"

/** A service plan whole. */
export interface ServicePlan extends PlanTerms {
  readonly id: number
  readonly accountId: number
  readonly buildingId: number
  readonly unitId: number
  readonly contract: string | null
  readonly startsOn: Day
  readonly endsOn: Day | null
  readonly paused: boolean
  readonly completedOn: Day | null
  /** The first due date that is not settled. */
  readonly openFrom: Day
}

/** A plan's unit and its first due date. */
export interface PlannedUnit {
  readonly accountId: number
  readonly buildingId: number
  readonly unitId: number
  readonly contract: string | null
  readonly startsOn: Day
}

const columns = (tx: postgres.ISql) => tx`
  id, account_id as "accountId", building_id as "buildingId", unit_id as "unitId", contract_number as contract,
  activity_type as activity, name,
  case when rule is null then json_build_object('every', every, 'unit', unit, 'countedFrom', counted_from)
    else json_build_object('rule', rule) end as recurrence,
  tolerance_before as "toleranceBefore", tolerance_after as "toleranceAfter", minutes, skills, seasons,
  starts_on::text as "startsOn", ends_on::text as "endsOn", paused, completed_on::text as "completedOn",
  open_from::text as "openFrom"`

/** What a list of plans is narrowed to; everything given must hold. */
export interface PlanFilter {
  readonly accountId: number | null
  /** These units alone; null: all. */
  readonly unitIds: ReadonlyArray<number> | null
  /** Part of the plan's name. */
  readonly name: string
  readonly paused: boolean | null
}

const conditions = (tx: postgres.ISql, { accountId, unitIds, name, paused }: PlanFilter) => tx`
  ${accountId === null ? tx`true` : tx`account_id = ${accountId}`}
  and ${unitIds === null ? tx`true` : tx`unit_id = any(${[...unitIds]}::int[])`}
  and ${name === "" ? tx`true` : tx`strpos(lower(name), lower(${name})) > 0`}
  and ${paused === null ? tx`true` : tx`paused = ${paused}`}`

/** A page of the plans that match. */
export const page = (filter: PlanFilter, offset: number, limit: number) =>
  query<ServicePlan>(
    (tx) => tx`
    select ${columns(tx)} from maintenance.service_plans where ${conditions(tx, filter)}
    order by account_id, id offset ${offset} limit ${limit}`,
  )

/** How many plans match. */
export const count = (filter: PlanFilter) =>
  query<{ plans: number; units: number }>(
    (tx) => tx`
    select count(*)::int as plans, count(distinct unit_id)::int as units from maintenance.service_plans
    where ${conditions(tx, filter)}`,
  ).pipe(Effect.map(([row]) => row ?? { plans: 0, units: 0 }))

/** A unit's plans. */
export const ofUnit = (unitId: number) =>
  query<ServicePlan>(
    (tx) =>
      tx`select ${columns(tx)} from maintenance.service_plans where unit_id = ${unitId} order by activity_type desc, name`,
  )

/** One plan, or null. */
export const byId = (id: number) =>
  query<ServicePlan>((tx) => tx`select ${columns(tx)} from maintenance.service_plans where id = ${id}`).pipe(
    Effect.map(([row]) => row ?? null),
  )

const recurrenceColumns = ({ recurrence }: PlanTerms) =>
  "rule" in recurrence
    ? { every: null, unit: null, countedFrom: null, rule: recurrence.rule }
    : { ...recurrence, rule: null }

/**
 * Gives each unit a plan of these terms, or, where it has one of that name, these terms in place of its own: its dates stay. Plans
 * that say so already are not touched. Returns how many were added and how many changed. Nothing is due before `today`.
 */
export const set = (units: ReadonlyArray<PlannedUnit>, terms: PlanTerms, today: Day) => {
  const { every, unit, countedFrom, rule } = recurrenceColumns(terms)
  return query<{ added: boolean }>(
    (tx) => tx`
    insert into maintenance.service_plans as p (account_id, building_id, unit_id, contract_number, activity_type, name, every, unit,
      counted_from, rule, starts_on, tolerance_before, tolerance_after, minutes, skills, seasons, open_from)
    select u.account_id, u.building_id, u.unit_id, u.contract, ${terms.activity}, ${terms.name}, ${every}::int, ${unit}::text,
      ${countedFrom}::text, ${rule}::text, u.starts_on, ${terms.toleranceBefore}::int, ${terms.toleranceAfter}::int, ${terms.minutes}::int,
      ${[...terms.skills]}::text[], ${tx.json(terms.seasons as never)}::jsonb, greatest(u.starts_on, ${today}::date)
    from unnest(${units.map((one) => one.accountId)}::int[], ${units.map((one) => one.buildingId)}::int[],
      ${units.map((one) => one.unitId)}::int[], ${units.map((one) => one.contract)}::text[],
      ${units.map((one) => one.startsOn)}::date[]) as u (account_id, building_id, unit_id, contract, starts_on)
    on conflict on constraint service_plans_named_once do update set activity_type = excluded.activity_type,
      every = excluded.every, unit = excluded.unit, counted_from = excluded.counted_from, rule = excluded.rule,
      tolerance_before = excluded.tolerance_before, tolerance_after = excluded.tolerance_after, minutes = excluded.minutes,
      skills = excluded.skills, seasons = excluded.seasons
    where (p.activity_type, p.every, p.unit, p.counted_from, p.rule, p.tolerance_before, p.tolerance_after, p.minutes, p.skills,
        p.seasons)
      is distinct from (excluded.activity_type, excluded.every, excluded.unit, excluded.counted_from, excluded.rule,
        excluded.tolerance_before, excluded.tolerance_after, excluded.minutes, excluded.skills, excluded.seasons)
    returning p.xmax = 0 as added`,
  ).pipe(
    Effect.map((rows) => {
      const added = rows.filter((row) => row.added).length
      return { added, changed: rows.length - added }
    }),
  )
}

/** Changes one plan whole, dates too. False: there is none. */
export const save = (
  id: number,
  terms: PlanTerms,
  dates: Pick<ServicePlan, "startsOn" | "endsOn" | "paused">,
  today: Day,
) => {
  const { every, unit, countedFrom, rule } = recurrenceColumns(terms)
  return query(
    (tx) => tx`
    update maintenance.service_plans set activity_type = ${terms.activity}, name = ${terms.name}, every = ${every}::int,
      unit = ${unit}::text, counted_from = ${countedFrom}::text, rule = ${rule}::text, tolerance_before = ${terms.toleranceBefore}::int,
      tolerance_after = ${terms.toleranceAfter}::int, minutes = ${terms.minutes}::int, skills = ${[...terms.skills]}::text[],
      seasons = ${tx.json(terms.seasons as never)}::jsonb, ends_on = ${dates.endsOn}::date, paused = ${dates.paused},
      open_from = case when starts_on = ${dates.startsOn}::date then open_from
        else greatest(${dates.startsOn}::date, ${today}::date) end,
      starts_on = ${dates.startsOn}::date
    where id = ${id} returning id`,
  ).pipe(Effect.map((rows) => rows.length > 0))
}

/**
 * Pauses the plans that match, or has them go on: nothing that fell due meanwhile is made up for, but visits that are still there stay.
 * Returns how many.
 */
export const pause = (filter: PlanFilter, paused: boolean, today: Day) =>
  query(
    (tx) => tx`
    update maintenance.service_plans p set paused = ${paused},
      open_from = case when ${paused} then open_from else greatest(open_from, least(${today}::date, (
        select min(o.due_on) from maintenance.service_orders o where o.plan_id = p.id and o.missed_at is null
          and o.state in ('planned', 'scheduled', 'dispatched', 'en-route', 'on-site')))) end
    where ${conditions(tx, filter)} and paused <> ${paused} returning id`,
  ).pipe(Effect.map((rows) => rows.length))

/** Notes that a plan's work was done on a day; a later completion that is known stays. */
export const complete = (id: number, doneOn: Day) =>
  query(
    (tx) => tx`
    update maintenance.service_plans set completed_on = greatest(completed_on, ${doneOn}::date) where id = ${id}`,
  )

/** The names of plans, those of most units first. */
export const names = (limit: number) =>
  query<{ name: string }>(
    (tx) => tx`select name from maintenance.service_plans group by name order by count(*) desc, name limit ${limit}`,
  ).pipe(Effect.map((rows) => rows.map(({ name }) => name)))
