import { Effect } from "effect"
import { LEAST_REOPENS, doorSign } from "../domain/early-signs.ts"
import type { Fault } from "../domain/telemetry-message.ts"
import type { UnitKind } from "../domain/unit.ts"
import { scopedQuery } from "./scope.ts"

/** The last so many whole days are held against so many before them. */
const RECENT_DAYS = 3
const USUAL_DAYS = 28
/** A fault that comes so often within so many days will not go by itself. */
const LEAST_FAULTS = 3
const FAULT_DAYS = 14

/** What a unit shows before it fails. */
export interface EarlySign {
  readonly accountId: number
  readonly buildingId: number
  readonly unitId: number
  readonly unit: string
  readonly number: string
  readonly kind: UnitKind
  readonly building: string
  readonly timeZone: string
  readonly sign: "door-reopenings" | "repeated-fault"
  /** Of a fault that came again and again. */
  readonly fault: Fault | null
  /** Door reopenings for each hundred cycles, before and now; of a fault null, and how often it came. */
  readonly usual: number | null
  readonly recent: number
}

type Named = Omit<EarlySign, "sign" | "fault" | "usual" | "recent">

const names = `u.account_id as "accountId", u.building_id as "buildingId", u.id as "unitId", u.name as unit,
  u.equipment_number as number, u.kind, b.name as building, b.time_zone as "timeZone"`

/** Units whose doors reopen much more often than they used to: whole days of each building's calendar, reckoned once for each. */
const doorSigns = (now: Date) =>
  scopedQuery<Named & Record<"usualCycles" | "usualReopens" | "recentCycles" | "recentReopens", number>>(
    (tx, scope) => tx`
    with days as materialized (
      select b.id as building_id, (${now}::timestamptz at time zone b.time_zone)::date as today
      from equipment.buildings b where ${scope("b.account_id")}
    ), counted as (
      select n.unit_id,
        coalesce(sum(n.door_cycles) filter (where n.day < d.today - ${RECENT_DAYS}::int), 0)::float8 as "usualCycles",
        coalesce(sum(n.door_reopens) filter (where n.day < d.today - ${RECENT_DAYS}::int), 0)::float8 as "usualReopens",
        coalesce(sum(n.door_cycles) filter (where n.day >= d.today - ${RECENT_DAYS}::int), 0)::float8 as "recentCycles",
        coalesce(sum(n.door_reopens) filter (where n.day >= d.today - ${RECENT_DAYS}::int), 0)::float8 as "recentReopens"
      from equipment.unit_days n join days d on d.building_id = n.building_id
      where ${scope("n.account_id")} and n.day >= d.today - ${RECENT_DAYS + USUAL_DAYS}::int and n.day < d.today
        and n.day >= (${now}::timestamptz - interval '33 days')::date
      group by n.unit_id
    )
    select ${tx.unsafe(names)}, c."usualCycles", c."usualReopens", c."recentCycles", c."recentReopens"
    from counted c join equipment.units u on u.id = c.unit_id join equipment.buildings b on b.id = u.building_id
    where c."recentReopens" >= ${LEAST_REOPENS} order by u.id`,
  ).pipe(
    Effect.map((rows): ReadonlyArray<EarlySign> =>
      rows.flatMap(({ usualCycles, usualReopens, recentCycles, recentReopens, ...named }) => {
        const sign = doorSign(
          { cycles: usualCycles, reopens: usualReopens },
          { cycles: recentCycles, reopens: recentReopens },
        )
        return sign === null ? [] : [{ ...named, sign: "door-reopenings", fault: null, ...sign }]
      }),
    ),
  )

/** Units that told of the same fault again and again, whether it cleared itself or not. */
const repeatedFaults = (now: Date) =>
  scopedQuery<EarlySign>(
    (tx, scope) => tx`
    select ${tx.unsafe(names)}, 'repeated-fault' as sign, i.fault, null as usual, i.times as recent
    from (
      select unit_id, fault, count(*)::float8 as times from equipment.state_intervals
      where ${scope("account_id")} and started_at > ${now}::timestamptz - make_interval(days => ${FAULT_DAYS})
        and started_at <= ${now} and fault is not null and state in ('out-of-order', 'degraded') and class is distinct from 'external'
      group by unit_id, fault having count(*) >= ${LEAST_FAULTS}
    ) i
    join equipment.units u on u.id = i.unit_id join equipment.buildings b on b.id = u.building_id
    where u.connected_since is not null order by u.id, i.fault`,
  )

/** What connected units show now before they fail: doors that reopen more and more, faults that come again and again. */
export const earlySigns = (now: Date) =>
  Effect.map(
    Effect.all([doorSigns(now), repeatedFaults(now)], { concurrency: "unbounded" }),
    ([doors, faults]): ReadonlyArray<EarlySign> => [...doors, ...faults],
  )

/** Of some units those that told nothing for most of the days by which doors are judged: they neither show a sign nor that it has passed. */
export const silentLately = (unitIds: ReadonlyArray<number>, now: Date) =>
  scopedQuery<{ unitId: number }>(
    (tx, scope) => tx`
    with lately as (select ${now}::timestamptz - make_interval(days => ${RECENT_DAYS}) as since)
    select i.unit_id as "unitId" from unnest(${[...unitIds]}::int[]) as n (unit_id)
    join equipment.state_intervals i on i.unit_id = n.unit_id and i.state = 'unknown'
    cross join lately
    where ${scope("i.account_id")} and i.started_at < ${now} and (i.ended_at is null or i.ended_at > since)
    group by i.unit_id, since
    having sum(least(coalesce(i.ended_at, ${now}), ${now}) - greatest(i.started_at, since)) > (${now}::timestamptz - since) / 2`,
  ).pipe(Effect.map((rows) => rows.map(({ unitId }) => unitId)))
