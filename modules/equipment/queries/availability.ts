import { Effect } from "effect"
import { addDays, dayAt, startOfMonth } from "#kernel/time.ts"
import { noSeconds, type PeriodSeconds } from "../domain/availability.ts"
import { scopedQuery } from "./scope.ts"

export interface BuildingAvailability {
  readonly buildingId: number
  readonly building: string
  readonly connectedUnits: number
  readonly thisMonth: PeriodSeconds
  readonly lastMonth: PeriodSeconds
}

interface Row extends PeriodSeconds {
  readonly buildingId: number
  readonly building: string
  readonly connectedUnits: number
  readonly isThisMonth: boolean
}

const period = (row: Row | undefined): PeriodSeconds => {
  if (row === undefined) return noSeconds
  const { total, unknown, unplanned, external, planned } = row
  return { total, unknown, unplanned, external, planned }
}

/**
 * Unit-time of this month so far and of last month, for each building with connected units, by name and each in its own time
 * zone. Narrowed to one building or to some units when they are given. Intervals that have ended come added up from
 * equipment.unit_months, so that only each unit's present one is looked at.
 */
export const buildingAvailability = (
  now: Date,
  only: { readonly buildingId?: number; readonly unitIds?: ReadonlyArray<number> } = {},
) => {
  // Somewhere it may still be the day before, and so the month before.
  const earliest = startOfMonth(addDays(dayAt(now, "UTC"), -1), -1)
  return scopedQuery<Row>(
    (tx, scope) => tx`
    with present as materialized (
      select i.unit_id, i.building_id, b.time_zone, i.class, i.started_at
      from equipment.state_intervals i join equipment.buildings b on b.id = i.building_id
      where i.ended_at is null and ${scope("i.account_id")}
        and ${only.buildingId === undefined ? tx`true` : tx`i.building_id = ${only.buildingId}`}
        and ${only.unitIds === undefined ? tx`true` : tx`i.unit_id = any(${[...only.unitIds]}::int[])`}
    ), months as materialized (
      select z.time_zone, m.is_this, m.local::date as month, m.local at time zone z.time_zone as begins,
        least(${now}::timestamptz, (m.local + interval '1 month') at time zone z.time_zone) as ends
      from (select distinct time_zone from present) z
      cross join lateral (select date_trunc('month', ${now}::timestamptz at time zone z.time_zone) as local) l
      cross join lateral (values (true, l.local), (false, l.local - interval '1 month')) as m (is_this, local)
    ), pieces as (
      select p.building_id, m.is_this, d.total::float8, d.unknown::float8, d.unplanned::float8, d.external::float8, d.planned::float8
      from present p
      join months m on m.time_zone = p.time_zone
      join equipment.unit_months d on d.unit_id = p.unit_id and d.month = m.month
      where d.month >= ${earliest}::text::date and ${scope("d.account_id")}
      union all
      select p.building_id, m.is_this, t.part, case when p.class = 'unknown' then t.part else 0 end,
        case when p.class = 'unplanned' then t.part else 0 end, case when p.class = 'external' then t.part else 0 end,
        case when p.class = 'planned' then t.part else 0 end
      from present p
      join months m on m.time_zone = p.time_zone
      cross join lateral (
        select greatest(0, date_part('epoch', m.ends - greatest(p.started_at, m.begins)) * 1000000) as part) t
    ), units as (
      select building_id, count(*)::int as units from present group by building_id
    ), sums as (
      select building_id, is_this, sum(total) as total, sum(unknown) as unknown, sum(unplanned) as unplanned,
        sum(external) as external, sum(planned) as planned
      from pieces group by building_id, is_this
    )
    select b.id as "buildingId", b.name as building, n.units as "connectedUnits", s.is_this as "isThisMonth",
      s.total / 1000000 as total, s.unknown / 1000000 as unknown, s.unplanned / 1000000 as unplanned,
      s.external / 1000000 as external, s.planned / 1000000 as planned
    from sums s
    join units n on n.building_id = s.building_id
    join equipment.buildings b on b.id = s.building_id
    order by b.name collate kernel.natural, b.id`,
  ).pipe(
    Effect.map((rows) =>
      [...Map.groupBy(rows, (row) => row.buildingId).values()].flatMap(
        (months): ReadonlyArray<BuildingAvailability> => {
          const [first] = months
          if (first === undefined) return []
          const { buildingId, building, connectedUnits } = first
          const thisMonth = period(months.find((row) => row.isThisMonth))
          const lastMonth = period(months.find((row) => !row.isThisMonth))
          return [{ buildingId, building, connectedUnits, thisMonth, lastMonth }]
        },
      ),
    ),
  )
}
