import { Effect } from "effect"
import { addDays, startOfDay } from "#kernel/time.ts"
import { addPeriodTimes, noPeriodTime, periodTime, type PeriodTime } from "../domain/period-figures.ts"
import type { StateInterval } from "../domain/state-history.ts"
import { scopedQuery } from "./scope.ts"
import { type Days, type Hours, inSet, periodsOf, type UnitSet } from "./unit-set.ts"

export { type Days, periodsOf } from "./unit-set.ts"

/** A unit's time in a period. */
export interface UnitTime {
  readonly unitId: number
  readonly time: PeriodTime
}

interface HoursRow extends Hours {
  readonly unitId: number
}

/** The units of a set that have a history, with the hours that apply to them. */
const unitsWithHours = (set: UnitSet) =>
  scopedQuery<HoursRow>(
    (tx, scope) => tx`
    select u.id as "unitId", b.time_zone as "timeZone", coalesce(c.hours, h.hours) as "agreedHours", b.peak_hours as "peakHours"
    from equipment.units u
    join equipment.buildings b on b.id = u.building_id
    left join equipment.agreed_hours h on h.building_id = u.building_id
    left join equipment.agreed_hours c on c.account_id = u.account_id and c.contract_number = u.contract_number
    where ${inSet(tx, set)} and ${scope("u.account_id")}
      and (u.connected_since is not null or exists (select from equipment.state_intervals i where i.unit_id = u.id))
    order by u.id`,
  )

type Interval = Pick<StateInterval, "state" | "class" | "startedAt" | "endedAt"> & { readonly unitId: number }

const intervalsBetween = (set: UnitSet, from: Date, to: Date) =>
  scopedQuery<Interval>(
    (tx, scope) => tx`
    select i.unit_id as "unitId", i.state, i.class, i.started_at as "startedAt", i.ended_at as "endedAt"
    from equipment.units u join equipment.state_intervals i on i.unit_id = u.id
    where ${inSet(tx, set)} and ${scope("u.account_id")}
      and i.started_at < ${to} and (i.ended_at is null or i.ended_at > ${from})
    order by i.unit_id, i.started_at`,
  )

/**
 * The unit-time of each unit of a set in any period, from its intervals. Units without a history are left out: there is no
 * data about them.
 */
export const unitTimes = (set: UnitSet, days: Days, now: Date) =>
  Effect.gen(function* () {
    // Whatever the zone, its days lie between these.
    const [from, to] = [startOfDay(addDays(days.first, -1), "UTC"), startOfDay(addDays(days.until, 1), "UTC")]
    const { units, intervals } = yield* Effect.all(
      { units: unitsWithHours(set), intervals: intervalsBetween(set, from, to) },
      { concurrency: "unbounded" },
    )
    const periodOf = periodsOf(days, now)
    const byUnit = Map.groupBy(intervals, (interval) => interval.unitId)
    return units.map((unit): UnitTime => ({
      unitId: unit.unitId,
      time: periodTime(byUnit.get(unit.unitId) ?? [], periodOf(unit)),
    }))
  })

/** What a set of units did in a period. */
export interface SetFigures {
  /** All units of the set, also those without a history. */
  readonly units: number
  /** Those with a history: the ones that `time` is about. */
  readonly knownUnits: number
  readonly time: PeriodTime
  /** Null where nothing was counted. */
  readonly starts: number | null
  readonly runSeconds: number | null
}

/**
 * The figures of any set of units in any period of whole days: availability weighted by unit-time, starts, hours in operation.
 * Days are those of each building's own time zone.
 */
export const setFigures = (set: UnitSet, days: Days, now: Date) =>
  Effect.gen(function* () {
    const { times, sums } = yield* Effect.all(
      {
        times: unitTimes(set, days, now),
        sums: scopedQuery<Pick<SetFigures, "units" | "starts" | "runSeconds">>(
          (tx, scope) => tx`
          select count(*)::int as units, sum(d.starts)::float8 as starts, sum(d.run_seconds)::float8 as "runSeconds"
          from equipment.units u
          left join lateral (
            select sum(starts) as starts, sum(run_seconds) as run_seconds from equipment.unit_days
            where unit_id = u.id and day >= ${days.first}::text::date and day < ${days.until}::text::date) d on true
          where ${inSet(tx, set)} and ${scope("u.account_id")}`,
        ),
      },
      { concurrency: "unbounded" },
    )
    const { units, starts, runSeconds } = sums[0] ?? { units: 0, starts: null, runSeconds: null }
    const time = times.map((unit) => unit.time).reduce(addPeriodTimes, noPeriodTime)
    const figures: SetFigures = { units, knownUnits: times.length, time, starts, runSeconds }
    return figures
  })
