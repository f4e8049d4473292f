import { Effect, Schema, Stream } from "effect"
import { Live } from "#kernel/bus/live.ts"
import { transactional } from "#kernel/database/database.ts"
import * as Imports from "../persistence/imports.ts"
import type { FileBatch, RecordsFile } from "./file-batches.ts"
import { IMPORTS_CHANGED } from "./import-progress.ts"

/** Another run of the same import began meanwhile; this one wrote nothing more. */
export class ImportTakenOver extends Schema.TaggedError<ImportTakenOver>()("ImportTakenOver", { id: Schema.Int }) {}

export interface ImportStep {
  readonly bytesRead: number
  readonly bytesTotal: number
  readonly rowsRead: number
}

/** So many of the values left empty are kept with their line; all are counted. */
const KEPT_REMARKS = 1000

/** Of how many rows nothing else is held while they are written. */
export const ROWS_A_BATCH = 3000

/** Open pages hear that the import has come further. Joins the transaction. */
export const announce = ({ importId, accountId }: Imports.Run) =>
  Live.use((live) => live.announce({ topic: IMPORTS_CHANGED, accountId, ids: [importId] }))

/** Notes the file's size and header before any of its rows is read. */
export const noteOpened = (run: Imports.Run, file: RecordsFile) =>
  Imports.opened(run, file).pipe(Effect.andThen(announce(run)), transactional)

/** What was written of some rows. */
export interface Written {
  readonly created: number
  readonly updated: number
  readonly unchanged: number
}

const added = (before: Imports.ImportCounts, batch: FileBatch<object>, written: Written): Imports.ImportCounts => {
  const byColumn: Record<string, number> = { ...before.leftEmptyByColumn }
  for (const { column } of batch.leftEmpty) byColumn[column] = (byColumn[column] ?? 0) + 1
  return {
    rowsRead: before.rowsRead + batch.rowsRead,
    created: before.created + written.created,
    updated: before.updated + written.updated,
    unchanged: before.unchanged + written.unchanged,
    rejected: before.rejected + batch.rejected.length,
    leftEmpty: before.leftEmpty + batch.leftEmpty.length,
    leftEmptyByColumn: byColumn,
  }
}

/** Notes what came of a batch: its remarks, and how far the run is. Joins the transaction that writes its rows. */
export const noteBatch = Effect.fn("Equipment.noteBatch")(function* (
  run: Imports.Run,
  before: Imports.ImportCounts,
  batch: FileBatch<object>,
  written: Written,
) {
  const counts = added(before, batch, written)
  const room = Math.max(0, KEPT_REMARKS - before.leftEmpty)
  const remarks = [
    ...batch.rejected.map(({ line, reason, rowText }) => ({ line, reason, rowText, rejected: true })),
    ...batch.leftEmpty.slice(0, room).map(({ line, reason, rowText }) => ({ line, reason, rowText, rejected: false })),
  ]
  if (remarks.length > 0) yield* Imports.addRemarks(run, remarks)
  if (!(yield* Imports.advance(run, batch.bytesRead, counts))) return yield* new ImportTakenOver({ id: run.importId })
  yield* announce(run)
  return counts
})

const noCounts: Imports.ImportCounts = {
  rowsRead: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  rejected: 0,
  leftEmpty: 0,
  leftEmptyByColumn: {},
}

/**
 * Hands a file batch by batch to `write`, which returns the counts so far, while the next batch is being read. Returns the last
 * counts, and why the file could not be read to its end, or null.
 */
export const writeBatches = <Row extends object, E, R>(
  file: RecordsFile,
  batches: AsyncGenerator<FileBatch<Row>>,
  onStep: (step: ImportStep) => void,
  write: (before: Imports.ImportCounts, batch: FileBatch<Row>) => Effect.Effect<Imports.ImportCounts, E, R>,
) =>
  Effect.gen(function* () {
    let counts = noCounts
    let broken = null as string | null
    yield* Stream.fromAsyncIterable(batches, (bug) => bug).pipe(
      Stream.orDie,
      Stream.buffer({ capacity: 1 }),
      Stream.runForEach(
        Effect.fnUntraced(function* (batch: FileBatch<Row>) {
          counts = yield* write(counts, batch)
          broken ??= batch.broken
          onStep({ bytesRead: batch.bytesRead, bytesTotal: file.bytesTotal, rowsRead: counts.rowsRead })
        }),
      ),
    )
    return { counts, broken }
  })
