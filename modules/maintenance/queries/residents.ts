import { Effect } from "effect"
import { hashToken } from "#access"
import { buildingDetail, countUnits, unitDetail, type UnitListRow, unitPage } from "#equipment"
import { as, query, reading } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import type { ActivityType } from "../domain/service-order.ts"
import type { RequestState } from "../domain/service-request.ts"
import * as Announcements from "../persistence/announcements.ts"
import * as ReportLinks from "../persistence/report-links.ts"
import * as ResidentsPages from "../persistence/residents-pages.ts"
import * as UnitCodes from "../persistence/unit-codes.ts"
import { openRequestsOf, requestDetail } from "./requests.ts"

const MOST_UNITS = 200
const WORKS_DAYS = 28

const unitsOf = (buildingId: number) => ({
  text: "",
  building: buildingId,
  ...{ buildingName: "", address: null, kind: null, states: [] },
})

/** What residents are told of a unit now, or null. */
export const announcementOf = (unitId: number) =>
  Effect.map(Announcements.of([unitId]), ([announcement]) => announcement ?? null)

/** What everybody may know of the unit whose code they have, or null when it is none: seen with everybody's eyes. */
export const unitOfCode = Effect.fn("Maintenance.unitOfCode")(
  function* (code: string) {
    const unitId = yield* UnitCodes.unitOf(code)
    const unit = unitId === null ? null : yield* unitDetail(unitId)
    if (unit === null) return null
    const { open, announcement } = yield* Effect.all(
      { open: openRequestsOf(unit.id), announcement: announcementOf(unit.id) },
      { concurrency: "unbounded" },
    )
    return { unit, open, announcement }
  },
  reading,
  as(everything),
)

/** When a technician set out, and came, for a request. Null: not since it last waited for one. */
const whereabouts = (requestId: number) =>
  query<{ onTheWayAt: Date | null; arrivedAt: Date | null }>(
    (tx) => tx`
    select max(e.at) filter (where e.kind = 'on-the-way') as "onTheWayAt", max(e.at) filter (where e.kind = 'arrived') as "arrivedAt"
    from maintenance.request_entries e join maintenance.service_requests r on r.id = e.request_id
    where e.request_id = ${requestId} and e.at >= r.waiting_since
      and e.id > coalesce((select max(b.id) from maintenance.request_entries b
        where b.request_id = e.request_id and b.kind in ('unassigned', 'goes-on', 'given-back')), 0)`,
  ).pipe(Effect.map(([row]) => row ?? { onTheWayAt: null, arrivedAt: null }))

/** How far the request is that somebody follows by their link, or null when the link is none: without anything of anybody else. */
export const progressOfLink = Effect.fn("Maintenance.progressOfLink")(
  function* (token: string) {
    const requestId = yield* ReportLinks.requestOf(hashToken(token))
    const request = requestId === null ? null : yield* requestDetail(requestId)
    if (request === null) return null
    const { unit, times } = yield* Effect.all(
      { unit: unitDetail(request.unitId), times: whereabouts(request.id) },
      { concurrency: "unbounded" },
    )
    const { unit: name, number, building, timeZone, problem, state, kind, trappedSince, trappedUntil } = request
    return {
      ...{ name, number, building, timeZone, problem, kind, trappedSince, trappedUntil, ...times },
      state: state satisfies RequestState,
      submittedAt: request.submittedAt,
      settledAt: request.completedAt ?? (state === "rejected" ? request.changedAt : null),
      expectedBack: unit?.expectedBack ?? null,
    }
  },
  reading,
  as(everything),
)

/** Work on a unit that its customer was told of. */
export interface AnnouncedWork {
  readonly unitId: number
  readonly activity: ActivityType
  /** YYYY-MM-DD of the building's calendar. */
  readonly on: string
  readonly start: Date | null
}

const worksOn = (unitIds: ReadonlyArray<number>, now: Date) =>
  query<AnnouncedWork>(
    (tx) => tx`
    select unit_id as "unitId", activity_type as activity, planned_on::text as on, planned_start as start
    from maintenance.service_orders
    where unit_id = any(${[...unitIds]}::int[]) and state in ('scheduled', 'dispatched', 'en-route', 'on-site')
      and planned_on between (${now}::timestamptz at time zone time_zone)::date
        and (${now}::timestamptz at time zone time_zone)::date + ${WORKS_DAYS}::int
    order by planned_on, planned_start, unit_id`,
  )

/** How many requests of some units are open, and whether any is accepted. */
const openCounts = (unitIds: ReadonlyArray<number>) =>
  query<{ unitId: number; accepted: boolean }>(
    (tx) => tx`
    select unit_id as "unitId", bool_or(state = 'accepted') as accepted from maintenance.service_requests
    where unit_id = any(${[...unitIds]}::int[]) and state in ('submitted', 'accepted') group by unit_id`,
  )

/** What residents read of the building whose link they have, or null when it is none. */
export const buildingOfResidents = Effect.fn("Maintenance.buildingOfResidents")(
  function* (token: string, now: Date) {
    const buildingId = yield* ResidentsPages.buildingOf(hashToken(token))
    const building = buildingId === null ? null : yield* buildingDetail(buildingId)
    if (building === null) return null
    const units: ReadonlyArray<UnitListRow> = yield* unitPage(
      unitsOf(building.id),
      { by: "name", descending: false },
      { size: MOST_UNITS, number: 1 },
      now,
    )
    const ids = units.map(({ id }) => id)
    const read = yield* Effect.all(
      { works: worksOn(ids, now), open: openCounts(ids), announcements: Announcements.of(ids) },
      { concurrency: "unbounded" },
    )
    return { building, units, ...read }
  },
  reading,
  as(everything),
)

/** The residents' links of a building that the viewer sees as a whole; null: they do not. */
export const residentsPagesOf = Effect.fn("Maintenance.residentsPagesOf")(function* (buildingId: number) {
  if (!(yield* seesWholeBuilding(buildingId))) return null
  return yield* reading(ResidentsPages.of(buildingId))
})

/** Whether the viewer sees every unit of a building: a page about it shows them all. */
export const seesWholeBuilding = Effect.fn("Maintenance.seesWholeBuilding")(function* (buildingId: number) {
  const seen = yield* reading(countUnits(unitsOf(buildingId)))
  if (seen.units === 0) return false
  const all = yield* reading(countUnits(unitsOf(buildingId))).pipe(as(everything))
  return seen.units === all.units
})

/** How those who reported or joined a request without an account want to be told. For the service company alone. */
export const passerByContacts = ReportLinks.contactsOf
