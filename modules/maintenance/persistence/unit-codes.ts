import { Effect } from "effect"
import { query } from "#kernel/database/database.ts"

/** Gives units that have no code the one that comes with them. */
export const addMissing = (
  units: ReadonlyArray<{ readonly id: number; readonly accountId: number; readonly code: string }>,
  now: Date,
) =>
  query(
    (tx) => tx`
    insert into maintenance.unit_codes (code, account_id, unit_id, made_at)
    select code, account_id, id, ${now}
    from unnest(${units.map(({ code }) => code)}::text[], ${units.map(({ accountId }) => accountId)}::int[],
      ${units.map(({ id }) => id)}::int[]) as u (code, account_id, id)
    on conflict do nothing`,
  ).pipe(Effect.asVoid)

/** The codes that are good now, of those of some units that the viewer sees. */
export const of = (unitIds: ReadonlyArray<number>) =>
  query<{ unitId: number; code: string }>(
    (tx) => tx`
    select unit_id as "unitId", code from maintenance.unit_codes
    where unit_id = any(${[...unitIds]}::int[]) and revoked_at is null`,
  )

/** The unit of a code that is good, or null. */
export const unitOf = (code: string) =>
  query<{ unitId: number }>(
    (tx) => tx`select unit_id as "unitId" from maintenance.unit_codes where code = ${code} and revoked_at is null`,
  ).pipe(Effect.map(([row]) => row?.unitId ?? null))

/** Ends a code, if it is good and of that unit. */
export const revoke = (unitId: number, code: string, now: Date) =>
  query<{ code: string }>(
    (tx) => tx`
    update maintenance.unit_codes set revoked_at = ${now}
    where unit_id = ${unitId} and code = ${code} and revoked_at is null returning code`,
  ).pipe(Effect.map((rows) => rows.length > 0))

/** Reports of one unit come one after the other until the caller's transaction ends. */
export const holdUnit = (unitId: number) =>
  query((tx) => tx`select pg_advisory_xact_lock(hashtextextended('maintenance.report ' || ${unitId}::int, 0))`).pipe(
    Effect.asVoid,
  )
