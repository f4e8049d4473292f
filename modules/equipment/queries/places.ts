import { Effect } from "effect"
import type { AgreedHours } from "../domain/agreed-hours.ts"
import type { UnitState } from "../domain/unit.ts"
import { scopedQuery } from "./scope.ts"
import type { HistoryInterval } from "./unit.ts"
import { presents, stateOf } from "./unit-presents.ts"
import { inSet, type UnitSet } from "./unit-set.ts"

/** How many units of a set are in each state, and how many of them have live data; null: nothing is known of them. */
export const setStateCounts = (set: UnitSet) =>
  scopedQuery<{ state: UnitState | null; units: number; connected: number }>(
    (tx, scope) => tx`
    select ${stateOf(tx)} as state, count(*)::int as units, count(s.unit_id)::int as connected
    from equipment.units u ${presents(tx)}
    where ${scope("u.account_id")} and ${inSet(tx, set)} group by 1 order by 1`,
  )

export interface PlaceEventRow extends HistoryInterval {
  readonly unit: string
  readonly timeZone: string
}

/**
 * The latest intervals of a set of units in another state than in service, the newest first: those that began at the instant
 * before which one asks, to the millisecond, are of units with a lower id than the one named with it.
 */
export const eventsOf = (
  set: UnitSet,
  after: Date,
  limit: number,
  before: { readonly at: Date; readonly unitId: number } | null = null,
) =>
  scopedQuery<PlaceEventRow>(
    (tx, scope) => tx`
    select i.unit_id as "unitId", u.name as unit, b.time_zone as "timeZone", i.state, i.reason, i.fault, i.class,
      i.started_at as "startedAt", i.ended_at as "endedAt"
    from equipment.units u
    join equipment.buildings b on b.id = u.building_id
    join equipment.state_intervals i on i.unit_id = u.id
    where ${inSet(tx, set)} and ${scope("u.account_id")} and i.state <> 'in-service'
      and (i.ended_at is null or i.ended_at > ${after})
      ${
        before === null
          ? tx``
          : tx`and i.started_at < ${before.at}::timestamptz + interval '1 ms'
        and (date_trunc('milliseconds', i.started_at), i.unit_id) < (${before.at}::timestamptz, ${before.unitId}::bigint)`
      }
    order by date_trunc('milliseconds', i.started_at) desc, i.unit_id desc limit ${limit}`,
  )

/** The ids of a set of units, in no order. */
export const unitIdsOf = (set: UnitSet) =>
  scopedQuery<{ id: number }>(
    (tx, scope) => tx`select u.id from equipment.units u where ${inSet(tx, set)} and ${scope("u.account_id")}`,
  ).pipe(Effect.map((rows) => rows.map(({ id }) => id)))

/** Starts and seconds of running of a set of units, each in the days of its building. */
export interface SetUsage {
  readonly startsToday: number
  readonly runToday: number
  /** Of today and the 29 days before it. */
  readonly starts30: number
  readonly run30: number
}

/** What a set of units did today and in thirty days; null when nothing was counted. */
export const usageOf = (set: UnitSet, now: Date) =>
  scopedQuery<SetUsage & { readonly days: number }>(
    (tx, scope) => tx`
    select count(*)::int as days, coalesce(sum(d.starts), 0)::float8 as "starts30", coalesce(sum(d.run_seconds), 0)::float8 as "run30",
      coalesce(sum(d.starts) filter (where d.day = t.today), 0)::float8 as "startsToday",
      coalesce(sum(d.run_seconds) filter (where d.day = t.today), 0)::float8 as "runToday"
    from equipment.units u
    join equipment.buildings b on b.id = u.building_id
    cross join lateral (select (${now}::timestamptz at time zone b.time_zone)::date as today) t
    join equipment.unit_days d on d.unit_id = u.id and d.day between t.today - 29 and t.today
    where ${inSet(tx, set)} and ${scope("u.account_id")}`,
  ).pipe(Effect.map(([row]): SetUsage | null => (row === undefined || row.days === 0 ? null : row)))

/** Units of a set for which the same was agreed. */
export interface HoursGroup {
  readonly accountId: number
  readonly contractNumber: string | null
  /** Null: all the time. */
  readonly agreedHours: AgreedHours | null
  /** Whether the contract or the building says so; null when nobody does. */
  readonly agreedBy: "contract" | "building" | null
  /** Null: the usual ones. */
  readonly peakHours: AgreedHours | null
  readonly units: number
  readonly buildings: number
  /** One of the buildings, by name the first. */
  readonly building: string
}

/** What was agreed for the units of a set: by contract, by hours, the largest group first. */
export const hoursOfSet = (set: UnitSet) =>
  scopedQuery<HoursGroup>(
    (tx, scope) => tx`
    select u.account_id as "accountId", u.contract_number as "contractNumber", coalesce(c.hours, h.hours) as "agreedHours",
      case when c.id is not null then 'contract' when h.id is not null then 'building' end as "agreedBy",
      b.peak_hours as "peakHours", count(*)::int as units, count(distinct b.id)::int as buildings, min(b.name) as building
    from equipment.units u
    join equipment.buildings b on b.id = u.building_id
    left join equipment.agreed_hours h on h.building_id = u.building_id
    left join equipment.agreed_hours c on c.account_id = u.account_id and c.contract_number = u.contract_number
    where ${inSet(tx, set)} and ${scope("u.account_id")}
    group by 1, 2, 3, 4, 5 order by units desc, "contractNumber", building limit 100`,
  )

/** A contract as far as Equipment knows it: the number on its units. */
export interface ContractUnits {
  readonly accountId: number
  readonly units: number
  readonly buildings: number
  /** The time zone of one of its buildings, which its page uses. */
  readonly timeZone: string
}

/** The contracts with a number, one an account: several for staff alone, who look at all accounts. */
export const contractsNumbered = (number: string) =>
  scopedQuery<ContractUnits>(
    (tx, scope) => tx`
    select u.account_id as "accountId", count(*)::int as units, count(distinct u.building_id)::int as buildings,
      min(b.time_zone) as "timeZone"
    from equipment.units u join equipment.buildings b on b.id = u.building_id
    where u.contract_number = ${number} and ${scope("u.account_id")}
    group by u.account_id order by u.account_id`,
  )

/** The numbers of the account's contracts, in order, one more than the limit at most; none for those who look at all accounts. */
export const contractNumbers = (limit: number) =>
  scopedQuery<{ number: string }>((tx, scope) =>
    // Steps from one number to the next in the index, however many units each has.
    scope.accountId === null
      ? tx`select ''::text as number where false`
      : scope.inPortfolios
        ? tx`select number from equipment.seen_contracts(${limit + 1}) as number order by number`
        : tx`
    with recursive numbers as (
      select (select min(contract_number) from equipment.units where ${scope("account_id")}) as number
      union all
      select (select min(contract_number) from equipment.units where ${scope("account_id")} and contract_number > n.number)
      from numbers n where n.number is not null
    )
    select number from numbers where number is not null limit ${limit + 1}`,
  ).pipe(Effect.map((rows) => rows.map(({ number }) => number)))
