import { Effect } from "effect"
import { type Drive, sites } from "#equipment"
import { query } from "#kernel/database/database.ts"
import type { TechnicianNow } from "../domain/suggest-technician.ts"
import type { Position } from "../domain/planning/travel.ts"
import { territoryHolds, type Whereabouts } from "../domain/territory.ts"
import { forgottenBefore } from "../domain/service-order.ts"
import { orderColumns, type ServiceOrder } from "../persistence/service-orders.ts"
import { needColumns, type ServiceNeed } from "../persistence/service-needs.ts"
import { requestColumns, type ServiceRequest } from "../persistence/service-requests.ts"

/** A request with the open call-out of its unit that it would become part of. */
export interface WaitingRequest extends ServiceRequest {
  readonly callOut: number | null
}

/** Requests on which the dispatcher decides: submitted, or given back; the most urgent first. And how many there are. */
export const requestsToDecide = Effect.fn("Maintenance.requestsToDecide")(function* (most: number) {
  const rows = yield* query<WaitingRequest & { total: number }>(
    (tx) => tx`
    select ${tx.unsafe(requestColumns)}, count(*) over ()::int as total,
      (select min(o.id) from maintenance.service_orders o where o.unit_id = r.unit_id
        and o.activity_type in ('call-out', 'repair')
        and o.state in ('planned', 'scheduled', 'dispatched', 'en-route', 'on-site')) as "callOut"
    from maintenance.service_requests r
    where state = 'submitted' or state = 'accepted' and order_id is null
    order by (trapped_since is not null and trapped_until is null) desc, waiting_since, id limit ${most}`,
  )
  return { requests: rows as ReadonlyArray<WaitingRequest>, total: rows[0]?.total ?? 0 }
})

/** Open service needs, the most urgent first, and how many there are. */
export const openNeeds = Effect.fn("Maintenance.openNeeds")(function* (most: number) {
  const rows = yield* query<ServiceNeed & { total: number }>(
    (tx) => tx`
    select ${tx.unsafe(needColumns)}, count(*) over ()::int as total from maintenance.service_needs
    where state = 'open'
    order by entrapment desc, since, id limit ${most}`,
  )
  return { needs: rows as ReadonlyArray<ServiceNeed>, total: rows[0]?.total ?? 0 }
})

/** One need, or null. */
export const needDetail = (id: number) =>
  query<ServiceNeed>((tx) => tx`select ${tx.unsafe(needColumns)} from maintenance.service_needs where id = ${id}`).pipe(
    Effect.map(([row]) => row ?? null),
  )

/** An order on the dispatcher's board: since when what it is about waits, and whether somebody is inside. */
export interface BoardOrder extends ServiceOrder {
  readonly waitingSince: Date
  readonly trapped: boolean
  /** Somebody, or the unit itself, reported what it is about; or it is a call-out: it was promised that somebody comes. */
  readonly promised: boolean
}

/** As the requests or the unit tell it; of an order that neither brought about, as whoever made it said. */
const someoneInside =
  "coalesce(r.trapped, false) or coalesce(n.trapped, false) or coalesce(r.since, n.since) is null and o.entrapment"

const someonePromised = `coalesce(r.since, n.since) is not null or o.activity_type = 'call-out' or o.entrapment`

const boardColumns = `${orderColumns}, count(*) over ()::int as total,
  coalesce(least(r.since, n.since), o.created_at) as "waitingSince", ${someoneInside} as trapped,
  ${someonePromised} as promised`

/**
 * Open orders that no plan has made, the most urgent first, and how many there are: without a technician, or with one. Among the
 * latter is any that somebody seems to have forgotten to finish.
 */
export const openOrders = Effect.fn("Maintenance.openOrders")(function* (handed: boolean, most: number, now: Date) {
  const rows = yield* query<BoardOrder & { total: number }>(
    (tx) => tx`
    select ${tx.unsafe(boardColumns)}
    from maintenance.service_orders o
    left join lateral (select min(waiting_since) as since, bool_or(trapped_since is not null and trapped_until is null) as trapped
      from maintenance.service_requests r where r.order_id = o.id and r.state = 'accepted') r on true
    left join lateral (select min(since) as since, bool_or(entrapment) as trapped
      from maintenance.service_needs n where n.order_id = o.id) n on true
    where o.id in (
      select id from maintenance.service_orders where plan_id is null
        and ${handed ? tx`state in ('dispatched', 'en-route', 'on-site')` : tx`state in ('planned', 'scheduled')`}
      union all
      select id from maintenance.service_orders
      where ${handed} and plan_id is not null and state = 'on-site' and arrived_at < ${forgottenBefore(now)})
    order by trapped desc, "waitingSince", o.id limit ${most}`,
  )
  return { orders: rows as ReadonlyArray<BoardOrder>, total: rows[0]?.total ?? 0 }
})

/** Since when what an order is about waits, as on the board. */
export const waitingSince = (orderId: number) =>
  query<{ since: Date; trapped: boolean; promised: boolean }>(
    (tx) => tx`
    select coalesce(least(r.since, n.since), o.created_at) as since, ${tx.unsafe(someoneInside)} as trapped,
      ${tx.unsafe(someonePromised)} as promised
    from maintenance.service_orders o
    left join lateral (select min(waiting_since) as since, bool_or(trapped_since is not null and trapped_until is null) as trapped
      from maintenance.service_requests r where r.order_id = o.id) r on true
    left join lateral (select min(since) as since, bool_or(entrapment) as trapped
      from maintenance.service_needs n where n.order_id = o.id) n on true
    where o.id = ${orderId}`,
  ).pipe(Effect.map(([row]) => row ?? null))

interface TechnicianRow extends Omit<TechnicianNow, "position" | "territory"> {
  readonly territory: ReadonlyArray<string>
  readonly latitude: number | null
  readonly longitude: number | null
  readonly lastUnitId: number | null
}

/** Where units stand, their addresses, and what drives them, by their ids. */
const placesOfUnits = (unitIds: ReadonlyArray<number>) =>
  sites({ unitIds }).pipe(
    Effect.map(
      (rows) =>
        new Map(
          rows.map((site): readonly [number, UnitPlace] => {
            const { unitId, drive, latitude, longitude } = site
            const position = latitude === null || longitude === null ? null : { latitude, longitude }
            return [unitId, { drive, position, address: site }]
          }),
        ),
    ),
  )
interface UnitPlace {
  readonly drive: Drive | null
  readonly position: Position | null
  readonly address: Whereabouts | null
}

/**
 * Every technician who works for the company as they are now, and where the given units stand. A technician is at the last stop
 * of today, or else at home.
 */
export const technicianSituation = Effect.fn("Maintenance.technicianSituation")(function* (
  unitIds: ReadonlyArray<number>,
  now: Date,
) {
  const rows = yield* query<TechnicianRow>(
    (tx) => tx`
    select t.id, t.name, t.skills, left(t.region, 2) as country, t.territory, t.latitude, t.longitude, busy.state as busy, last.building as "lastStop",
      last.unit_id as "lastUnitId", coalesce(busy.waiting, 0)::int as waiting,
      exists (select from maintenance.absences a where a.technician_id = t.id
        and local.at::date between a.from_day and a.to_day) as away,
      exists (select from maintenance.working_hours h where h.technician_id = t.id
        and h.weekday = extract(isodow from local.at)
        and extract(hour from local.at) * 60 + extract(minute from local.at) >= h.from_minute
        and extract(hour from local.at) * 60 + extract(minute from local.at) < h.to_minute) as "atWork"
    from maintenance.technicians t
    cross join lateral (select ${now}::timestamptz at time zone t.time_zone as at) local
    left join lateral (
      select max(o.state) filter (where o.state in ('en-route', 'on-site')) as state,
        count(*) filter (where o.state = 'dispatched') as waiting
      from maintenance.service_orders o where o.technician_id = t.id and o.planned_on >= local.at::date - 14
        and o.planned_on <= local.at::date and o.state in ('dispatched', 'en-route', 'on-site')) busy on true
    left join lateral (
      select o.unit_id, o.building_name as building from maintenance.service_orders o
      where o.technician_id = t.id and o.planned_on between local.at::date - 14 and local.at::date + 1
        and o.arrived_at >= local.at::date at time zone t.time_zone
      order by o.arrived_at desc limit 1) last on true
    where t.left_on is null or t.left_on > local.at::date
    order by t.name, t.id`,
  )
  const stops = rows.flatMap(({ lastUnitId }) => (lastUnitId === null ? [] : [lastUnitId]))
  const places = yield* placesOfUnits([...new Set([...unitIds, ...stops])])
  const technicians = rows.map(({ latitude, longitude, lastUnitId, territory, ...row }): TechnicianNow => {
    const home = latitude === null || longitude === null ? null : { latitude, longitude }
    return {
      ...row,
      territory: territory.length === 0 ? null : territoryHolds(territory),
      position: (lastUnitId === null ? null : places.get(lastUnitId)?.position) ?? home,
    }
  })
  return {
    technicians,
    placeOf: (unitId: number) => places.get(unitId) ?? { drive: null, position: null, address: null },
  }
})
