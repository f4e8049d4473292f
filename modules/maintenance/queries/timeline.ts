import { Effect } from "effect"
import { query } from "#kernel/database/database.ts"
import { CurrentViewer } from "#kernel/database/viewer.ts"
import type { Problem } from "../domain/problem.ts"
import type { ActivityType, OrderState } from "../domain/service-order.ts"
import type { RequestState } from "../domain/service-request.ts"
import type { NoticedSign } from "../persistence/early-signs.ts"

/** Of what a timeline is, of the units that the viewer may see. */
export type TimelineSet = { readonly buildingId: number } | { readonly unitIds: ReadonlyArray<number> }

/** What stands in a timeline besides states; what stands at the same instant is in the order of `rank` and id, the highest first. */
export const timelineRanks = { sign: 4, visit: 3, request: 2 } as const

/** Before what one asks; `at` to the millisecond. */
export interface TimelineCursor {
  readonly at: Date
  readonly rank: number
  readonly id: number
}

interface Line {
  readonly id: number
  /** When it was done, begun or missed, or for when it is planned; when a request was made, or a sign noticed. */
  readonly at: Date
  readonly unitId: number
  readonly unit: string
  readonly building: string
  readonly timeZone: string
}

export interface TimelineVisit extends Line {
  readonly kind: "visit"
  readonly activity: ActivityType
  readonly title: string
  readonly state: OrderState
  /** The day for which it was planned; null: for none. */
  readonly day: string | null
  readonly missedAt: Date | null
  readonly movedFrom: string | null
}

export interface TimelineRequest extends Line {
  readonly kind: "request"
  readonly title: Problem
  readonly state: RequestState
  readonly trapped: boolean
}

/** What a unit showed before it failed. */
export interface TimelineSign extends Line, Pick<NoticedSign, "sign" | "fault" | "usual" | "recent" | "state"> {
  readonly kind: "sign"
}

/** Visits, requests and early signs of some units before a place in their timeline, the latest first; what is still to come is not among them. */
export const timelineOf = Effect.fn("Maintenance.timelineOf")(function* (
  set: TimelineSet,
  kinds: ReadonlyArray<keyof typeof timelineRanks>,
  before: TimelineCursor,
  most: number,
) {
  const viewer = yield* CurrentViewer
  const accountId = viewer.reach === "nobody" ? 0 : viewer.accountId
  return yield* query<TimelineVisit | TimelineRequest | TimelineSign>((tx) => {
    const those = tx`
      ${"buildingId" in set ? tx`building_id = ${set.buildingId}` : tx`unit_id = any(${[...set.unitIds]}::int[])`}
      ${accountId === null ? tx`` : tx`and account_id = ${accountId}`}`
    return tx`
    select kind, id, at, unit_id as "unitId", unit, building, time_zone as "timeZone", activity, title, state, day, missed_at as "missedAt",
      moved_from as "movedFrom", trapped, title as sign, fault, usual, recent
    from (
      select 'visit' as kind, ${timelineRanks.visit}::int as rank, id, date_trunc('milliseconds', coalesce(finished_at, arrived_at, missed_at, travel_started_at,
          planned_start, planned_on::timestamp at time zone time_zone, created_at)) as at,
        unit_id, unit_name as unit, building_name as building, time_zone, activity_type as activity, title, state,
        planned_on::text as day, missed_at, moved_from::text as moved_from, entrapment as trapped,
        null as fault, null::float8 as usual, null::float8 as recent
      from maintenance.service_orders where ${those}
      union all
      select 'request', ${timelineRanks.request}::int, id, date_trunc('milliseconds', submitted_at),
        unit_id, unit_name, building_name, time_zone, null, problem, state, null, null, null, trapped_since is not null,
        null, null, null
      from maintenance.service_requests where ${those}
      union all
      select 'sign', ${timelineRanks.sign}::int, id, date_trunc('milliseconds', noticed_at),
        unit_id, unit_name, building_name, time_zone, null, sign, state, null, null, null, false, fault, usual, recent
      from maintenance.early_signs where ${those}
    ) lines
    where (at, rank, id) < (${before.at}::timestamptz, ${before.rank}::int, ${before.id}::int) and kind = any(${[...kinds]}::text[])
    order by at desc, rank desc, id desc limit ${most}`
  })
})
