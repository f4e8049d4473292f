import { Effect } from "effect"
import { addDays, startOfDay } from "#kernel/time.ts"
import { breakdowns } from "../domain/breakdowns.ts"
import { type ClassedInterval, periodTime, type PeriodTime } from "../domain/period-figures.ts"
import { scopedQuery } from "./scope.ts"
import { type UnitFilter, unitIdsInOrder } from "./unit-list.ts"
import { type Days, type Hours, periodsOf } from "./unit-set.ts"

/** What a unit did in a period. */
export interface UnitReport {
  readonly number: string
  readonly name: string
  readonly building: string
  readonly time: PeriodTime
  /** Null: nothing was counted in the period. */
  readonly starts: number | null
  readonly runSeconds: number | null
  /** How many began in the period. */
  readonly breakdowns: number
}

const UNITS_AT_A_TIME = 1000

interface UnitRow extends Hours {
  readonly id: number
  readonly number: string
  readonly name: string
  readonly building: string
  readonly starts: number | null
  readonly runSeconds: number | null
}

const unitRows = (ids: ReadonlyArray<number>, { first, until }: Days) =>
  scopedQuery<UnitRow>(
    (tx, scope) => tx`
    select u.id, u.equipment_number as number, u.name, b.name as building, b.time_zone as "timeZone",
      coalesce(c.hours, h.hours) as "agreedHours", b.peak_hours as "peakHours", d.starts, d.run_seconds as "runSeconds"
    from unnest(${[...ids]}::int[]) with ordinality as n (id, place)
    join equipment.units u on u.id = n.id
    join equipment.buildings b on b.id = u.building_id
    left join equipment.agreed_hours h on h.building_id = u.building_id
    left join equipment.agreed_hours c on c.account_id = u.account_id and c.contract_number = u.contract_number
    left join lateral (
      select sum(starts)::float8 as starts, sum(run_seconds)::float8 as run_seconds from equipment.unit_days
      where unit_id = u.id and day >= ${first}::text::date and day < ${until}::text::date) d on true
    where ${scope("u.account_id")} order by n.place`,
  )

/** The units' intervals of a time, from the last one on that is known and begins before it: what `breakdowns` wants to see. */
const intervalsAround = (ids: ReadonlyArray<number>, from: Date, to: Date) =>
  scopedQuery<ClassedInterval & { readonly unitId: number }>(
    (tx, scope) => tx`
    select n.id as "unitId", i.state, i.class, i.started_at as "startedAt", i.ended_at as "endedAt"
    from unnest(${[...ids]}::int[]) as n (id)
    cross join lateral (
      select coalesce((
        select started_at from equipment.state_intervals
        where unit_id = n.id and started_at < ${from} and state <> 'unknown' order by started_at desc limit 1), ${from}) as first) f
    join equipment.state_intervals i on i.unit_id = n.id and i.started_at >= f.first and i.started_at < ${to}
    where ${scope("i.account_id")} order by i.unit_id, i.started_at`,
  )

/**
 * What each matching unit did in a period, by building and number, handed to `write` a thousand at a time: a report of any size
 * needs little memory. Days are those of each building's own time zone, and the period ends now at the latest. All time of a unit
 * without a history is unknown. Runs in one lengthy reading.
 */
export const availabilityReport = Effect.fn("Equipment.availabilityReport")(function* (
  filter: UnitFilter,
  days: Days,
  now: Date,
  write: (rows: ReadonlyArray<UnitReport>) => Promise<void>,
) {
  const ids = yield* unitIdsInOrder(filter)
  const periodOf = periodsOf(days, now)
  // Whatever the zone, its days lie between these.
  const [from, to] = [startOfDay(addDays(days.first, -1), "UTC"), startOfDay(addDays(days.until, 1), "UTC")]
  for (let at = 0; at < ids.length; at += UNITS_AT_A_TIME) {
    const some = ids.slice(at, at + UNITS_AT_A_TIME)
    const { units, intervals } = yield* Effect.all(
      { units: unitRows(some, days), intervals: intervalsAround(some, from, to) },
      { concurrency: "unbounded" },
    )
    const byUnit = Map.groupBy(intervals, (interval) => interval.unitId)
    const rows = units.map(({ id, number, name, building, starts, runSeconds, ...hours }): UnitReport => {
      const own = byUnit.get(id) ?? []
      const period = periodOf(hours)
      return {
        ...{ number, name, building, starts, runSeconds },
        time: periodTime(own, period),
        breakdowns: breakdowns(own, period.from, period.to).length,
      }
    })
    yield* Effect.promise(() => write(rows))
  }
  return ids.length
})
