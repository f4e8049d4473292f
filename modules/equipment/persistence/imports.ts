import { Effect } from "effect"
import type postgres from "postgres"
import { query } from "#kernel/database/database.ts"
import type { ImportKind } from "../domain/import-map.ts"

/** What an import of states found out about its file. Pairs and open ends are counted in rows that could be read. */
export interface StateFindings {
  /** Units of the file that the account has. */
  readonly units: number
  /** Stretches of time that their rows came to, once united. */
  readonly intervals: number
  /** Pairs of rows of one unit that overlap, and how many of them are of units that the account does not have. */
  readonly overlaps: number
  readonly overlapsUnknown: number
  readonly open: number
  readonly openUnknown: number
  /** Open ends of connected units, whose gateway told more of the time since. */
  readonly openConnected: number
  readonly unknownUnits: number
  readonly unknownRows: number
  /** The first of their numbers. */
  readonly unknownNumbers: ReadonlyArray<string>
}

export type ImportStatus = "waiting" | "running" | "finished" | "failed"

/** What a run over a file has come to. */
export interface ImportCounts {
  readonly rowsRead: number
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly rejected: number
  readonly leftEmpty: number
  /** How many values of each column were left empty. */
  readonly leftEmptyByColumn: Readonly<Record<string, number>>
}

/** An import as it stands. */
export interface Import extends ImportCounts {
  readonly id: number
  readonly accountId: number
  readonly kind: ImportKind
  readonly fileName: string
  readonly requestedBy: string
  readonly requestedAt: Date
  readonly startedAt: Date | null
  readonly finishedAt: Date | null
  readonly status: ImportStatus
  /** Why it stopped before its end, in words for people. */
  readonly failure: string | null
  readonly bytesTotal: number
  readonly bytesRead: number
  readonly findings: StateFindings | null
}

/** A run that has begun. A later run of the same import takes over: then `token` is no longer the import's. */
export interface Run {
  readonly importId: number
  readonly accountId: number
  readonly kind: ImportKind
  readonly filePath: string
  readonly map: unknown
  readonly token: string
}

export interface Remark {
  readonly line: number
  readonly rejected: boolean
  readonly reason: string
  readonly rowText: string
}

const fields = (tx: postgres.ISql) => tx`
  id, account_id as "accountId", kind, findings, file_name as "fileName", requested_by as "requestedBy", requested_at as "requestedAt",
  started_at as "startedAt", finished_at as "finishedAt", failure, bytes_total::float8 as "bytesTotal", bytes_read::float8 as "bytesRead",
  rows_read as "rowsRead", rows_created as created, rows_updated as updated, rows_unchanged as unchanged, rows_rejected as rejected,
  values_left_empty as "leftEmpty", left_empty as "leftEmptyByColumn", case when failure is not null then 'failed'
    when started_at is null then 'waiting' when finished_at is null then 'running' else 'finished' end as status`

export const insert = (wanted: {
  readonly accountId: number
  readonly kind: ImportKind
  readonly fileName: string
  readonly filePath: string
  readonly map: unknown
  readonly requestedBy: string
}) =>
  query<{ id: number }>(
    (tx) => tx`
    insert into equipment.imports (account_id, kind, file_name, file_path, map, requested_by, requested_at)
    values (${wanted.accountId}, ${wanted.kind}, ${wanted.fileName}, ${wanted.filePath}, ${tx.json(wanted.map as never)}, ${wanted.requestedBy}, now())
    returning id`,
  ).pipe(Effect.map(([row]) => row?.id ?? 0))

export const byId = (id: number) =>
  query<Import>((tx) => tx`select ${fields(tx)} from equipment.imports where id = ${id}`).pipe(
    Effect.map(([row]) => row ?? null),
  )

export const recent = (limit: number) =>
  query<Import>(
    (tx) => tx`select ${fields(tx)} from equipment.imports order by requested_at desc, id desc limit ${limit}`,
  )

/** Starts an import from the beginning, unless it has been to its end: then null. */
export const begin = Effect.fn("Imports.begin")(function* (id: number) {
  const [run] = yield* query<Run>(
    (tx) => tx`
    update equipment.imports
    set started_at = clock_timestamp(), failure = null, bytes_read = 0, rows_read = 0, rows_created = 0, rows_updated = 0,
      rows_unchanged = 0, rows_rejected = 0, values_left_empty = 0, left_empty = '{}', findings = null
    where id = ${id} and finished_at is null
    returning id as "importId", account_id as "accountId", kind, file_path as "filePath", map, started_at::text as token`,
  )
  if (run === undefined) return null
  yield* query((tx) => tx`delete from equipment.import_remarks where import_id = ${id}`)
  return run
})

export const opened = (run: Run, file: { readonly bytesTotal: number; readonly header: ReadonlyArray<string> }) =>
  query(
    (tx) => tx`
    update equipment.imports set bytes_total = ${file.bytesTotal}, header = ${file.header as Array<string>}
    where id = ${run.importId} and started_at::text = ${run.token}`,
  )

/** Notes how far the run has come. False when another run has taken over. */
export const advance = (run: Run, bytesRead: number, counts: ImportCounts) =>
  query(
    (tx) => tx`
    update equipment.imports
    set bytes_read = ${bytesRead}, rows_read = ${counts.rowsRead}, rows_created = ${counts.created},
      rows_updated = ${counts.updated}, rows_unchanged = ${counts.unchanged}, rows_rejected = ${counts.rejected},
      values_left_empty = ${counts.leftEmpty}, left_empty = ${tx.json(counts.leftEmptyByColumn)}
    where id = ${run.importId} and started_at::text = ${run.token}
    returning id`,
  ).pipe(Effect.map((rows) => rows.length === 1))

/** The same for a file that has been read already. */
export const advanceCounts = (run: Run, { created, updated, unchanged }: ImportCounts) =>
  query(
    (tx) => tx`
    update equipment.imports set rows_created = ${created}, rows_updated = ${updated}, rows_unchanged = ${unchanged}
    where id = ${run.importId} and started_at::text = ${run.token}
    returning id`,
  ).pipe(Effect.map((rows) => rows.length === 1))

/** The run has ended: with a failure for people to read, or with none. Null when another run has taken over, else the import. */
export const finish = (run: Run, failure: string | null) =>
  query<Import>(
    (tx) => tx`
    update equipment.imports set finished_at = now(), failure = ${failure}
    where id = ${run.importId} and started_at::text = ${run.token} returning ${fields(tx)}`,
  ).pipe(Effect.map(([row]) => row ?? null))

/** The run has ended too early, and may be begun again. */
export const interrupt = (run: Run, failure: string) =>
  query(
    (tx) => tx`
    update equipment.imports set failure = ${failure} where id = ${run.importId} and started_at::text = ${run.token}`,
  )

/** Notes what an import of states found out. */
export const noteFindings = (run: Run, findings: StateFindings) =>
  query(
    (tx) => tx`
    update equipment.imports set findings = ${tx.json(findings as never)}
    where id = ${run.importId} and started_at::text = ${run.token}`,
  )

export const addRemarks = (run: Run, remarks: ReadonlyArray<Remark>) =>
  query(
    (tx) => tx`
    insert into equipment.import_remarks (import_id, account_id, line, rejected, reason, row_text)
    select ${run.importId}, ${run.accountId}, r.line, r.rejected, r.reason, r."rowText"
    from jsonb_to_recordset(${tx.json(remarks as never)}) as r (line int, rejected boolean, reason text, "rowText" text)`,
  )

/** Remarks in the order of the file, after the given line. */
export const remarksAfter = (importId: number, rejected: boolean, line: number, limit: number) =>
  query<Remark>(
    (tx) => tx`
    select line, rejected, reason, row_text as "rowText" from equipment.import_remarks
    where import_id = ${importId} and rejected = ${rejected} and line > ${line} order by line limit ${limit}`,
  )

export const headerOf = (importId: number) =>
  query<{ header: ReadonlyArray<string> }>(
    (tx) => tx`select header from equipment.imports where id = ${importId}`,
  ).pipe(Effect.map(([row]) => row?.header ?? null))
