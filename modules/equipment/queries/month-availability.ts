import { Effect } from "effect"
import type postgres from "postgres"
import { dayAt, startOfDay, startOfMonth } from "#kernel/time.ts"
import { addPeriodTimes, noPeriodTime, type Period, type PeriodTime } from "../domain/period-figures.ts"
import type { IntervalClass } from "../domain/unit.ts"
import { overlap, type Windows } from "../domain/windows.ts"
import { type Scope, scopedQuery } from "./scope.ts"
import { type Hours, openIntervals, periodsOf, type UnitSet } from "./unit-set.ts"

/** The unit-time of some units in the month so far and in the one before. */
export interface MonthTimes {
  /** Units of which it is known what they do at present, be it that they are silent. */
  readonly knownUnits: number
  readonly thisMonth: PeriodTime
  readonly lastMonth: PeriodTime
}

export interface BuildingAvailability extends MonthTimes {
  readonly buildingId: number
  readonly building: string
}

/** This month and the last one as the calendar of a time zone has them: their first days, and the instants of this one's ends. */
export interface Months {
  readonly timeZone: string
  readonly month: string
  readonly monthBefore: string
  readonly begins: Date
  readonly beginsBefore: Date
  readonly ends: Date
}

/** The months of each time zone that the viewer's buildings are in: leaps along an index from one time zone to the next. */
export const monthsOfZones = (now: Date) =>
  scopedQuery<{ readonly timeZone: string }>((tx, scope) => {
    const next = tx`
      select b.account_id, b.time_zone from equipment.buildings b
      where ${scope("b.account_id")} and ${scope.buildings("b.id")}`
    const first = tx`order by b.account_id, b.time_zone limit 1`
    return tx`
    with recursive zones as (
      (${next} ${first})
      union all
      select n.account_id, n.time_zone from zones z
      cross join lateral (${next} and (b.account_id, b.time_zone) > (z.account_id, z.time_zone) ${first}) n
    )
    select distinct time_zone as "timeZone" from zones`
  }).pipe(
    Effect.map((zones) =>
      zones.map(({ timeZone }): Months => {
        const month = startOfMonth(dayAt(now, timeZone))
        const monthBefore = startOfMonth(month, -1)
        const begin = (day: string) => startOfDay(day, timeZone)
        const ends = begin(startOfMonth(month, 1))
        return { timeZone, month, monthBefore, begins: begin(month), beginsBefore: begin(monthBefore), ends }
      }),
    ),
  )

const instants = (dates: ReadonlyArray<Date>) => dates.map((date) => date.toISOString())

/** `monthsOfZones` as rows of a table: time_zone, month, month_before, begins, begins_before, ends. */
export const monthsTable = (tx: postgres.ISql, months: ReadonlyArray<Months>) => tx`
  unnest(${months.map((m) => m.timeZone)}::text[], ${months.map((m) => m.month)}::text[]::date[],
    ${months.map((m) => m.monthBefore)}::text[]::date[], ${instants(months.map((m) => m.begins))}::text[]::timestamptz[],
    ${instants(months.map((m) => m.beginsBefore))}::text[]::timestamptz[],
    ${instants(months.map((m) => m.ends))}::text[]::timestamptz[])
    as z (time_zone, month, month_before, begins, begins_before, ends)`

/** By what sums are kept apart. */
type By = "building" | "nothing"

interface MonthRow {
  readonly place: number
  readonly ofThisMonth: boolean
  /** In the order of unit_months: class times in all, in agreed hours, in peak hours. */
  readonly times: ReadonlyArray<number>
}

const monthColumns = ["", "agreed_", "peak_"].flatMap((part) =>
  ["up", "planned", "external", "unplanned"].map((name) => part + name),
)

const listed = (tx: postgres.ISql, parts: ReadonlyArray<postgres.PendingQuery<Array<postgres.Row>>>) =>
  parts.map((part, index) => tx`${index === 0 ? tx`` : tx`, `}${part}`)

/**
 * Sums of whole milliseconds stay exact as float8 up to 285,000 unit-years, and are added up several times as fast as bigint.
 * A place has several rows of a month where its time zones do not agree on which month it is.
 */
const monthRows = (months: ReadonlyArray<Months>, set: UnitSet, by: By) =>
  scopedQuery<MonthRow>((tx, scope) => {
    const [first] = months
    const sums = listed(
      tx,
      monthColumns.map((name) => tx`sum(m.${tx(name)}::float8)`),
    )
    // But for the hours in which it is another month somewhere else, no building's time zone has to be looked up.
    const everywhere = first !== undefined && months.every(({ month }) => month === first.month)
    const calendar = everywhere
      ? tx`(select ${first.month}::text::date as month, ${first.monthBefore}::text::date as month_before) z on true`
      : tx`equipment.buildings b on b.id = o.building_id join ${monthsTable(tx, months)} on z.time_zone = b.time_zone`
    return tx`
    select ${by === "building" ? tx`o.building_id` : tx`0`} as place, m.month = z.month as "ofThisMonth", array[${sums}] as times
    from ${openIntervals(tx, scope, set)} o
    join ${calendar}
    join equipment.unit_months m on m.unit_id = o.unit_id and m.month in (z.month, z.month_before) and ${scope("m.account_id")}
    group by 1, m.month, z.month`
  })

/** Units by what they do at present. */
interface PresentRow extends Hours {
  readonly place: number
  readonly building: string
  readonly units: number
  /** How many by class and by the month in which their present began: of each class before the last one, in it, in this one. */
  readonly counts: ReadonlyArray<number>
  /** When the latest began. */
  readonly latest: Date
}

const classes = ["up", "planned", "external", "unplanned"] as const
const BEFORE = 0
const LAST_MONTH = 1
const THIS_MONTH = 2

const contractHours = (tx: postgres.ISql, scope: Scope) => tx`(
  select u.id as unit_id, c.id, c.hours from equipment.agreed_hours c
  join equipment.units u on u.account_id = c.account_id and u.contract_number = c.contract_number
  where ${scope("c.account_id")} and ${scope("u.account_id")} and ${scope.units("u.id")})`

const hoursColumns = (tx: postgres.ISql) =>
  tx`b.time_zone as "timeZone", coalesce(c.hours, h.hours) as "agreedHours", b.peak_hours as "peakHours"`

/** Counted by building first: there the planner sees that there are few groups. "offset 0" has the kind reckoned once a unit. */
const presentRows = (months: ReadonlyArray<Months>, set: UnitSet, by: By) =>
  scopedQuery<PresentRow>((tx, scope) => {
    const kinds = classes.flatMap((_, index) => [BEFORE, LAST_MONTH, THIS_MONTH].map((began) => index * 3 + began))
    const counts = listed(
      tx,
      kinds.map((kind) => tx`count(*) filter (where kind = ${kind}) as ${tx(`k${kind}`)}`),
    )
    const sums = listed(
      tx,
      kinds.map((kind) => tx`sum(p.${tx(`k${kind}`)})::float8`),
    )
    return tx`
    with present as materialized (
      select building_id, contract_hours, count(*) as units, max(started_at) as latest, ${counts}
      from (
        select o.building_id, k.id as contract_hours, o.started_at,
          case when o.class is null then 0 when o.class = 'planned' then 3 when o.class = 'external' then 6
            when o.class = 'unplanned' then 9 end
          + case when o.started_at < z.begins_before then 0 when o.started_at < z.begins then 1
            when o.started_at < z.ends then 2 end as kind
        from ${openIntervals(tx, scope, set)} o
        join equipment.buildings b on b.id = o.building_id
        join ${monthsTable(tx, months)} on z.time_zone = b.time_zone
        left join ${contractHours(tx, scope)} k on k.unit_id = o.unit_id
        offset 0) o
      group by building_id, contract_hours
    )
    select ${by === "building" ? tx`b.id` : tx`0`} as place, min(b.name) as building, ${hoursColumns(tx)},
      sum(p.units)::float8 as units, array[${sums}] as counts, max(p.latest) as latest
    from present p
    join equipment.buildings b on b.id = p.building_id
    left join equipment.agreed_hours c on c.id = p.contract_hours
    left join equipment.agreed_hours h on h.building_id = p.building_id
    group by 1, 3, 4, 5`
  })

/** A stretch after now of a unit whose clock is ahead; `sign` tells whether it is to be added or taken off. */
interface AheadRow extends Hours {
  readonly place: number
  readonly class: IntervalClass | null
  readonly from: Date
  readonly to: Date
  readonly sign: 1 | -1
}

/** Of units whose present begins after now: what was taken off too much of it, and what the intervals before it have too much. */
const aheadRows = (now: Date, set: UnitSet, by: By) =>
  scopedQuery<AheadRow>(
    (tx, scope) => tx`
    select ${by === "building" ? tx`b.id` : tx`0`} as place, ${hoursColumns(tx)}, p.class, p."from", p."to", p.sign
    from ${openIntervals(tx, scope, set)} o
    join equipment.buildings b on b.id = o.building_id
    left join ${contractHours(tx, scope)} c on c.unit_id = o.unit_id
    left join equipment.agreed_hours h on h.building_id = o.building_id
    cross join lateral (
      select o.class, ${now}::timestamptz as "from", o.started_at as "to", 1 as sign
      union all
      select i.class, greatest(i.started_at, ${now}::timestamptz), i.ended_at, -1 from equipment.state_intervals i
      where i.unit_id = o.unit_id and i.ended_at > ${now}) p
    where o.started_at > ${now} and p.class is distinct from 'unknown'`,
  )

/**
 * Unit-time of this month so far and of last month, for each place with known units. equipment.unit_months has all but what
 * goes on since before the month, and has what began in it to the month's end: so it is enough to count the units by class, and
 * to add, or take off, the same stretch for all of a kind.
 */
const monthTimes = (now: Date, set: UnitSet, by: By) =>
  Effect.gen(function* () {
    const months = yield* monthsOfZones(now)
    const { rows, present } = yield* Effect.all(
      { rows: monthRows(months, set, by), present: presentRows(months, set, by) },
      { concurrency: "unbounded" },
    )
    const ahead = present.some(({ latest }) => latest > now) ? yield* aheadRows(now, set, by) : []
    const calendars = new Map(
      months.map(({ timeZone, month, monthBefore }) => [
        timeZone,
        {
          thisMonth: periodsOf({ first: month, until: startOfMonth(month, 1) }, null),
          lastMonth: periodsOf({ first: monthBefore, until: month }, null),
        },
      ]),
    )
    const periodOf =
      (which: "thisMonth" | "lastMonth"): PeriodOf =>
      (hours) =>
        calendars.get(hours.timeZone)?.[which](hours)
    const stored = new Map<string, ReadonlyArray<number>>()
    for (const { place, ofThisMonth, times } of rows) {
      const known = stored.get(`${place} ${ofThisMonth}`)
      stored.set(
        `${place} ${ofThisMonth}`,
        known === undefined ? times : times.map((time, i) => time + (known[i] ?? 0)),
      )
    }
    const aheadOf = Map.groupBy(ahead, (row) => row.place)
    return [...Map.groupBy(present, (row) => row.place)].map(([place, groups]) => {
      const thisMonth = groupTime(stored.get(`${place} true`) ?? [], groups, now, periodOf("thisMonth"), THIS_MONTH)
      const times: MonthTimes = {
        knownUnits: groups.reduce((sum, { units }) => sum + units, 0),
        thisMonth: withoutAhead(thisMonth, aheadOf.get(place) ?? [], periodOf("thisMonth")),
        lastMonth: groupTime(stored.get(`${place} false`) ?? [], groups, now, periodOf("lastMonth"), LAST_MONTH),
      }
      return { place, building: groups[0]?.building ?? "", times }
    })
  })

type PeriodOf = (hours: Hours) => Period | undefined

/** `began`: how the counts say that something began in the month that is asked about. */
const groupTime = (
  stored: ReadonlyArray<number>,
  present: ReadonlyArray<PresentRow>,
  now: Date,
  periodOf: PeriodOf,
  began: typeof LAST_MONTH | typeof THIS_MONTH,
): PeriodTime => {
  const times = classTimes(stored)
  const periods = [0, 0, 0]
  for (const row of present) {
    const period = periodOf(row)
    if (period === undefined) continue
    const until = Math.min(now.getTime(), period.to)
    const [passed, ahead] = [inParts(period, period.from, until), inParts(period, until, period.to)]
    passed.forEach((part, index) => (periods[index] = (periods[index] ?? 0) + part * row.units))
    classes.forEach((name, place) => {
      const units = (kind: number) => row.counts[place * 3 + kind] ?? 0
      const since = units(BEFORE) + (began === THIS_MONTH ? units(LAST_MONTH) : 0)
      times.forEach((time, index) => {
        time[name] += since * (passed[index] ?? 0) - units(began) * (ahead[index] ?? 0)
      })
    })
  }
  return periodTimeOf(periods, times)
}

/** Sets right what lies after now of units whose clock is ahead. */
const withoutAhead = (time: PeriodTime, ahead: ReadonlyArray<AheadRow>, periodOf: PeriodOf): PeriodTime =>
  ahead.reduce((sum, row) => {
    const period = periodOf(row)
    if (period === undefined || row.class === "unknown") return sum
    const name = row.class ?? "up"
    const parts = inParts(period, Math.min(row.from.getTime(), period.to), Math.min(row.to.getTime(), period.to))
    const times = classTimes([])
    times.forEach((one, index) => (one[name] = row.sign * (parts[index] ?? 0)))
    return addPeriodTimes(sum, periodTimeOf([0, 0, 0], times))
  }, time)

const classTimes = (stored: ReadonlyArray<number>) =>
  [0, 4, 8].map((at) => {
    const [up = 0, planned = 0, external = 0, unplanned = 0] = stored.slice(at, at + 4)
    return { up, planned, external, unplanned }
  })

const periodTimeOf = (periods: ReadonlyArray<number>, times: ReturnType<typeof classTimes>): PeriodTime => {
  const part = (index: number) => ({ ...noPeriodTime.all, ...times[index], period: periods[index] ?? 0 })
  return { all: part(0), agreed: part(1), peak: part(2) }
}

const inParts = ({ agreed, peak }: { agreed: Windows; peak: Windows }, from: number, to: number) => [
  Math.max(0, to - from),
  overlap(agreed, from, to),
  overlap(peak, from, to),
]

/**
 * Unit-time of this month so far and of last month, each unit in its building's time zone; of units of which nothing is known
 * at present it has nothing. About a fleet of 76,061 units it is asked for Home: it must stay well under 300 ms.
 */
export const monthAvailability = (now: Date, set: UnitSet = "all") =>
  monthTimes(now, set, "nothing").pipe(
    Effect.map(
      ([all]): MonthTimes => all?.times ?? { knownUnits: 0, thisMonth: noPeriodTime, lastMonth: noPeriodTime },
    ),
  )

/** The same for each building with such units, by name. */
export const buildingAvailability = (now: Date, set: UnitSet = "all") =>
  monthTimes(now, set, "building").pipe(
    Effect.map((places) =>
      places
        .map(({ place, building, times }): BuildingAvailability => ({ buildingId: place, building, ...times }))
        .toSorted(
          (a, b) => a.building.localeCompare(b.building, "en", { numeric: true }) || a.buildingId - b.buildingId,
        ),
    ),
  )
