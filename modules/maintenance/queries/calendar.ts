import { Effect } from "effect"
import type postgres from "postgres"
import { query, Tx } from "#kernel/database/database.ts"
import { CurrentViewer } from "#kernel/database/viewer.ts"
import type { Day } from "#kernel/time.ts"
import type { ActivityType, OrderState } from "../domain/service-order.ts"

/** Which visits a calendar shows, of those that the viewer may see: from a day until before another, all or of a part. */
export interface CalendarScope {
  readonly from: Day
  readonly to: Day
  readonly portfolioId: number | null
  readonly buildingId: number | null
}

/** A visit as a calendar tells it. */
export interface CalendarVisit {
  readonly id: number
  readonly unit: string
  readonly buildingId: number
  readonly building: string
  readonly timeZone: string
  readonly activity: ActivityType
  readonly title: string
  readonly state: OrderState
  readonly day: Day
  /** When somebody comes or came; null: no time was told. */
  readonly start: Date | null
  readonly end: Date | null
  readonly technician: string | null
  readonly movedFrom: Day | null
  readonly missedAt: Date | null
  readonly contactName: string
  readonly comment: string
  /** How often what a calendar says of it has changed. */
  readonly revision: number
  readonly createdAt: Date
  readonly changedAt: Date
}

/** What a calendar comes to. */
export interface CalendarExtent {
  /** Another one as soon as anything of it changes. */
  readonly mark: string
  /** The time zones of its visits that have a time. */
  readonly zones: ReadonlyArray<string>
}

const start = "coalesce(planned_start, arrived_at)"

const matching = (tx: postgres.ISql, accountId: number, { from, to, portfolioId, buildingId }: CalendarScope) => tx`
  account_id = ${accountId} and planned_on >= ${from}::date and planned_on < ${to}::date
  ${buildingId === null ? tx`` : tx`and building_id = ${buildingId}`}
  ${
    portfolioId === null
      ? tx``
      : tx`and (building_id in (select c.building_id from access.portfolio_contents c where c.portfolio_id = ${portfolioId} and c.unit_id is null)
        or unit_id in (select c.unit_id from access.portfolio_contents c where c.portfolio_id = ${portfolioId} and c.unit_id is not null))`
  }`

/** A calendar is of one account: whoever sees all of them has none. */
const account = Effect.map(CurrentViewer, (viewer) => (viewer.reach === "nobody" ? 0 : (viewer.accountId ?? 0)))

/** How far a calendar goes, without reading all of it. */
export const calendarExtent = Effect.fn("Maintenance.calendarExtent")(function* (scope: CalendarScope) {
  const accountId = yield* account
  const { marks, zones } = yield* Effect.all(
    {
      marks: query<{ mark: string }>(
        (tx) => tx`
        select encode(sha256(convert_to(coalesce(string_agg(id || ':' || revision, ',' order by id), ''), 'UTF8')), 'hex') as mark
        from maintenance.service_orders where ${matching(tx, accountId, scope)}`,
      ),
      zones: query<{ name: string }>(
        (tx) => tx`
        select distinct time_zone as name
        from maintenance.service_orders where ${matching(tx, accountId, scope)} and ${tx.unsafe(start)} is not null
        order by 1`,
      ),
    },
    { concurrency: "unbounded" },
  )
  const extent: CalendarExtent = { mark: marks[0]?.mark ?? "", zones: zones.map(({ name }) => name) }
  return extent
})

/** The buildings in which the visits of a calendar are, in no order. */
export const calendarBuildings = Effect.fn("Maintenance.calendarBuildings")(function* (scope: CalendarScope) {
  const accountId = yield* account
  const rows = yield* query<{ id: number }>(
    (tx) =>
      tx`select distinct building_id as id from maintenance.service_orders where ${matching(tx, accountId, scope)}`,
  )
  return rows.map(({ id }) => id)
})

/** All visits of a calendar, handed on by the thousand. */
export const eachCalendarVisit = Effect.fn("Maintenance.eachCalendarVisit")(function* (
  scope: CalendarScope,
  write: (visits: ReadonlyArray<CalendarVisit>) => Promise<void>,
) {
  const tx = yield* Tx
  const accountId = yield* account
  // The driver does not wait for what becomes of the last rows: their failure must not be nobody's.
  let written: Promise<void> = Promise.resolve()
  const hand = (some: ReadonlyArray<CalendarVisit>) => {
    written = write(some)
    written.catch(() => {})
    return written
  }
  yield* Effect.promise(async () => {
    await tx<Array<CalendarVisit>>`
      select id, unit_name as unit, building_id as "buildingId", building_name as building, time_zone as "timeZone", activity_type as activity, title, state,
        planned_on::text as day, ${tx.unsafe(start)} as start,
        case when planned_start is null and finished_at is not null then finished_at
          else ${tx.unsafe(start)} + planned_minutes * interval '1 minute' end as "end",
        technician, moved_from::text as "movedFrom", missed_at as "missedAt", contact_name as "contactName", comment, revision,
        created_at as "createdAt", changed_at as "changedAt"
      from maintenance.service_orders where ${matching(tx, accountId, scope)} order by planned_on, id`.cursor(
      1000,
      hand,
    )
    await written
  })
})
