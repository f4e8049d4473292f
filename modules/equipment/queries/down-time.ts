import { Effect } from "effect"
import type postgres from "postgres"
import type { Fault } from "../domain/telemetry-message.ts"
import type { IntervalClass, UnitState } from "../domain/unit.ts"
import { type Months, monthsOfZones, monthsTable } from "./month-availability.ts"
import { type Scope, scopedQuery } from "./scope.ts"
import { inSet, openIntervals, type UnitSet } from "./unit-set.ts"

/** Milliseconds of this month in which a unit, or the units of a building, were out of use. */
export interface DownTime {
  readonly unplanned: number
  readonly external: number
  readonly planned: number
}

export interface WorstUnit extends DownTime {
  readonly unitId: number
  readonly unit: string
  readonly buildingId: number
  readonly building: string
  readonly accountId: number
}

export interface WorstBuilding extends DownTime {
  readonly buildingId: number
}

const milliseconds = (tx: postgres.ISql, length: postgres.PendingQuery<Array<postgres.Row>>) =>
  tx`round(date_part('epoch', ${length}) * 1000)`

/**
 * Down time of this month by unit and class, in parts: what unit_months has, which counts what is open to the month's end, and
 * what the open intervals add to it or take off.
 */
const downParts = (tx: postgres.ISql, scope: Scope, set: UnitSet, now: Date, months: ReadonlyArray<Months>) => {
  const chosen = set === "all" ? tx`` : tx`join equipment.units u on u.id = m.unit_id and ${inSet(tx, set)}`
  const first = [...new Set(months.map(({ month }) => month))]
  return tx`
    select m.unit_id, m.building_id, m.unplanned::float8, m.external::float8, m.planned::float8
    from equipment.unit_months m ${chosen}
    join equipment.buildings b on b.id = m.building_id
    join ${monthsTable(tx, months)} on z.time_zone = b.time_zone and z.month = m.month
    where ${scope("m.account_id")} and ${scope.units("m.unit_id")} and m.month = any(${first}::text[]::date[]) and m.unplanned + m.external + m.planned > 0
    union all
    select o.unit_id, o.building_id, case when o.class = 'unplanned' then p.ms else 0 end,
      case when o.class = 'external' then p.ms else 0 end, case when o.class = 'planned' then p.ms else 0 end
    from ${openIntervals(tx, scope, set)} o
    join equipment.buildings b on b.id = o.building_id
    join ${monthsTable(tx, months)} on z.time_zone = b.time_zone
    cross join lateral (select case when o.started_at >= z.ends then 0
      when o.started_at < z.begins then ${milliseconds(tx, tx`${now}::timestamptz - z.begins`)}
      else - ${milliseconds(tx, tx`z.ends - greatest(o.started_at, ${now}::timestamptz)`)} end as ms) p
    where o.class in ('planned', 'external', 'unplanned')`
}

/** What was longest out of use this month, so many at most: the units of a set, and of these the buildings. */
export const worstOfMonth = (now: Date, set: UnitSet, most: { readonly units: number; readonly buildings: number }) =>
  Effect.gen(function* () {
    const months = yield* monthsOfZones(now)
    const rows = yield* scopedQuery<WorstUnit & { readonly isUnit: boolean }>(
      (tx, scope) => tx`
      with units as materialized (
        select unit_id, building_id, sum(unplanned) as unplanned, sum(external) as external, sum(planned) as planned
        from (${downParts(tx, scope, set, now, months)}) p
        group by unit_id, building_id
      ), worst_units as (
        select * from units where unplanned + external + planned > 0
        order by unplanned + external + planned desc, unit_id limit ${most.units}
      ), worst_buildings as (
        select building_id, sum(unplanned) as unplanned, sum(external) as external, sum(planned) as planned
        from units group by building_id having sum(unplanned + external + planned) > 0
        order by sum(unplanned + external + planned) desc, building_id limit ${most.buildings}
      )
      select true as "isUnit", u.id as "unitId", u.name as unit, b.id as "buildingId", b.name as building,
        u.account_id as "accountId", w.unplanned, w.external, w.planned
      from worst_units w join equipment.units u on u.id = w.unit_id join equipment.buildings b on b.id = u.building_id
      union all
      select false, 0, '', b.id, b.name, b.account_id, w.unplanned, w.external, w.planned
      from worst_buildings w join equipment.buildings b on b.id = w.building_id`,
    )
    const together = (row: DownTime) => row.unplanned + row.external + row.planned
    const ordered = rows.toSorted(
      (a, b) => together(b) - together(a) || a.buildingId - b.buildingId || a.unitId - b.unitId,
    )
    const buildings: ReadonlyArray<WorstBuilding> = ordered.filter((row) => !row.isUnit)
    return { units: ordered.filter((row) => row.isUnit) as ReadonlyArray<WorstUnit>, buildings }
  })

/** Time that a unit was out of use this month for one reason. */
export interface DownCause {
  readonly unitId: number
  readonly unit: string
  readonly buildingId: number
  readonly state: UnitState
  readonly class: IntervalClass
  readonly reason: string | null
  readonly fault: Fault | null
  readonly milliseconds: number
}

/** For what reasons the units of a set were out of use this month, the longest first. For a few units or buildings. */
export const downCauses = (now: Date, set: UnitSet) =>
  Effect.gen(function* () {
    const months = yield* monthsOfZones(now)
    return yield* scopedQuery<DownCause>(
      (tx, scope) => tx`
      select u.id as "unitId", u.name as unit, u.building_id as "buildingId", i.state, i.class, i.reason, i.fault,
        sum(${milliseconds(tx, tx`least(coalesce(i.ended_at, ${now}), ${now}::timestamptz) - greatest(i.started_at, z.begins)`)})
          as milliseconds
      from equipment.units u
      join equipment.buildings b on b.id = u.building_id
      join ${monthsTable(tx, months)} on z.time_zone = b.time_zone
      join equipment.state_intervals i on i.unit_id = u.id and i.class in ('planned', 'external', 'unplanned')
        and i.started_at < ${now} and (i.ended_at is null or i.ended_at > z.begins)
        -- Of a long history only what begins with the interval in which the month began.
        and i.started_at >= coalesce((
          select max(started_at) from equipment.state_intervals where unit_id = u.id and started_at <= z.begins), z.begins)
      where ${inSet(tx, set)} and ${scope("u.account_id")}
      group by 1, 2, 3, 4, 5, 6, 7 order by milliseconds desc, u.id`,
    )
  })
