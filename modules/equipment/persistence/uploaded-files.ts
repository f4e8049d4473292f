import { Effect } from "effect"
import { query } from "#kernel/database/database.ts"

/** Holds everyone else who wants to start an import of this file until the transaction ends. */
export const lock = (filePath: string) =>
  query((tx) => tx`select pg_advisory_xact_lock(hashtextextended('import of ' || ${filePath}, 0))`)

/** The import that was started of this file, or null. */
export const importOf = (filePath: string) =>
  query<{ id: number }>(
    (tx) => tx`select id from equipment.imports where file_path = ${filePath} order by id limit 1`,
  ).pipe(Effect.map(([row]) => row?.id ?? null))

/** The files of imports that have not been to their end. */
export const unfinished = query<{ path: string }>(
  (tx) => tx`select file_path as path from equipment.imports where finished_at is null`,
).pipe(Effect.map((rows) => rows.map(({ path }) => path)))
