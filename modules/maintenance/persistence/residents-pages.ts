import { Effect } from "effect"
import { query } from "#kernel/database/database.ts"

/** A link under which residents read how the units of a building are. */
export interface ResidentsPage {
  readonly id: number
  readonly madeAt: Date
  readonly madeBy: string
}

/** Adds a link by the hash of its token. False: its form has made one before. */
export const insert = (
  page: {
    readonly accountId: number
    readonly buildingId: number
    readonly tokenHash: Buffer
    readonly madeBy: string
    readonly formKey: string
  },
  now: Date,
) =>
  query(
    (tx) => tx`
    insert into maintenance.residents_pages (account_id, building_id, token_hash, made_at, made_by, form_key)
    values (${page.accountId}, ${page.buildingId}, ${page.tokenHash}, ${now}, ${page.madeBy}, ${page.formKey})
    on conflict on constraint residents_pages_form_once do nothing returning id`,
  ).pipe(Effect.map((rows) => rows.length > 0))

/** The good links of a building that the viewer sees, the oldest first. */
export const of = (buildingId: number) =>
  query<ResidentsPage>(
    (tx) => tx`
    select id, made_at as "madeAt", made_by as "madeBy" from maintenance.residents_pages
    where building_id = ${buildingId} and revoked_at is null order by id`,
  )

/** The building of a good link, or null. */
export const buildingOf = (tokenHash: Buffer) =>
  query<{ buildingId: number }>(
    (tx) => tx`
    select building_id as "buildingId" from maintenance.residents_pages
    where token_hash = ${tokenHash} and revoked_at is null`,
  ).pipe(Effect.map(([row]) => row?.buildingId ?? null))

/** Ends a good link of a building. False: there is none. */
export const revoke = (buildingId: number, id: number, now: Date) =>
  query(
    (tx) => tx`
    update maintenance.residents_pages set revoked_at = ${now}
    where building_id = ${buildingId} and id = ${id} and revoked_at is null returning id`,
  ).pipe(Effect.map((rows) => rows.length > 0))
