import { Effect } from "effect"
import { query } from "#kernel/database/database.ts"

/** What residents are told of a unit. */
export interface Announcement {
  readonly unitId: number
  readonly reason: string
  /** Which way to take meanwhile, or "". */
  readonly alternative: string
  readonly since: Date
  /** When it is expected to be over; null: that is not known. */
  readonly until: Date | null
  /** When more will be said at the latest; null: nothing was promised. */
  readonly nextUpdateAt: Date | null
  readonly writtenAt: Date
  readonly writtenBy: string
}

const columns = `unit_id as "unitId", reason, alternative, since, until, next_update_at as "nextUpdateAt", written_at as "writtenAt",
  written_by as "writtenBy"`

/** The present announcements of some units that the viewer sees. */
export const of = (unitIds: ReadonlyArray<number>) =>
  query<Announcement>(
    (tx) => tx`
    select ${tx.unsafe(columns)} from maintenance.announcements
    where unit_id = any(${[...unitIds]}::int[]) and ended_at is null`,
  )

/** Makes the announcement of a unit, or changes the present one in place. */
export const put = (
  place: { readonly accountId: number; readonly buildingId: number },
  { unitId, reason, alternative, since, until, nextUpdateAt, writtenAt, writtenBy }: Announcement,
) =>
  query(
    (tx) => tx`
    insert into maintenance.announcements (account_id, building_id, unit_id, reason, alternative, since, until, next_update_at,
      written_at, written_by)
    values (${place.accountId}, ${place.buildingId}, ${unitId}, ${reason}, ${alternative}, ${since}, ${until}, ${nextUpdateAt},
      ${writtenAt}, ${writtenBy})
    on conflict (unit_id) where ended_at is null do update set building_id = excluded.building_id, reason = excluded.reason,
      alternative = excluded.alternative, since = excluded.since, until = excluded.until,
      next_update_at = excluded.next_update_at, written_at = excluded.written_at, written_by = excluded.written_by`,
  ).pipe(Effect.asVoid)

/** Ends the present announcement of a unit, if there is one. */
export const end = (unitId: number, now: Date) =>
  query(
    (tx) => tx`update maintenance.announcements set ended_at = ${now} where unit_id = ${unitId} and ended_at is null`,
  ).pipe(Effect.asVoid)
