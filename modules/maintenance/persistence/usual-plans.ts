import { Effect } from "effect"
import type postgres from "postgres"
import { query } from "#kernel/database/database.ts"
import type { UsualPlan } from "../domain/usual-plans.ts"

/** A usual plan as the operator has it. */
export interface UsualPlanRow extends UsualPlan {
  readonly id: number
  /** ISO 3166, two letters; "" is every country that is not named. */
  readonly country: string
}

const columns = (tx: postgres.ISql) => tx`
  id, country, unit_kind as kind, drive, contract_type as "contractType",
  json_build_object('activity', activity_type, 'name', name,
    'recurrence', case when rule is null then json_build_object('every', every, 'unit', unit, 'countedFrom', counted_from)
      else json_build_object('rule', rule) end,
    'toleranceBefore', tolerance_before, 'toleranceAfter', tolerance_after, 'minutes', minutes, 'seasons', seasons) as terms`

/** Every usual plan that is the operator's own, in a lasting order. */
export const all = query<UsualPlanRow>(
  (tx) => tx`select ${columns(tx)} from maintenance.usual_plans order by country, id`,
)

/** The countries whose usual plans are the operator's own. */
export const countries = query<{ country: string }>(
  (tx) => tx`select country from maintenance.usual_plan_countries order by country`,
).pipe(Effect.map((rows) => rows.map(({ country }) => country)))

/** One of them, or null. */
export const byId = (id: number) =>
  query<UsualPlanRow>((tx) => tx`select ${columns(tx)} from maintenance.usual_plans where id = ${id}`).pipe(
    Effect.map(([row]) => row ?? null),
  )

/** Makes a country's usual plans the operator's own. False: they are already. */
export const own = (country: string) =>
  query(
    (tx) => tx`
    insert into maintenance.usual_plan_countries (country) values (${country}) on conflict do nothing returning country`,
  ).pipe(Effect.map((rows) => rows.length > 0))

/** Holds a country's usual plans until the caller's transaction ends. False: they are not the operator's own. */
export const hold = (country: string) =>
  query((tx) => tx`select from maintenance.usual_plan_countries where country = ${country} for update`).pipe(
    Effect.map((rows) => rows.length > 0),
  )

/** Takes a country's own usual plans out, all of them. */
export const disown = (country: string) =>
  query((tx) => tx`delete from maintenance.usual_plan_countries where country = ${country}`)

const values = ({ kind, drive, contractType, terms }: UsualPlan) => {
  const { recurrence } = terms
  const often =
    "rule" in recurrence
      ? { every: null, unit: null, countedFrom: null, rule: recurrence.rule }
      : { ...recurrence, rule: null }
  return {
    unit_kind: kind,
    drive,
    contract_type: contractType,
    activity_type: terms.activity,
    name: terms.name,
    every: often.every,
    unit: often.unit,
    counted_from: often.countedFrom,
    rule: often.rule,
    tolerance_before: terms.toleranceBefore,
    tolerance_after: terms.toleranceAfter,
    minutes: terms.minutes,
    seasons: terms.seasons,
  }
}

const listed = `unit_kind, drive, contract_type, activity_type, name, every, unit, counted_from, rule, tolerance_before,
  tolerance_after, minutes, seasons`

/** Adds usual plans of a country. */
export const add = (country: string, plans: ReadonlyArray<UsualPlan>) =>
  query<{ id: number }>(
    (tx) => tx`
    insert into maintenance.usual_plans (country, ${tx.unsafe(listed)})
    select ${country}, ${tx.unsafe(listed)}
    from jsonb_populate_recordset(null::maintenance.usual_plans, ${JSON.stringify(plans.map(values))}::text::jsonb)
    returning id`,
  ).pipe(Effect.map((rows) => rows.map(({ id }) => id)))

/** Changes one whole, but for its country. */
export const save = (id: number, plan: UsualPlan) =>
  query(
    (tx) => tx`
    update maintenance.usual_plans set (${tx.unsafe(listed)}) = (
      select ${tx.unsafe(listed)} from jsonb_populate_record(null::maintenance.usual_plans, ${JSON.stringify(values(plan))}::text::jsonb))
    where id = ${id}`,
  )

/** Takes one out. */
export const remove = (id: number) => query((tx) => tx`delete from maintenance.usual_plans where id = ${id}`)
