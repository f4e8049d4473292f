import { Cause, Effect, Schema, Stream } from "effect"
import { Live } from "#kernel/bus/live.ts"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { decodeUnitMap, type UnitMap } from "../domain/unit-map.ts"
import * as Fleet from "../persistence/fleet.ts"
import * as Imports from "../persistence/imports.ts"
import { type FleetBatch, fleetBatches, openFleetFile } from "./fleet-file.ts"
import { UNITS_CHANGED } from "./change-states.ts"
import { importProgress, IMPORTS_CHANGED } from "./import-progress.ts"

/** Another run of the same import began meanwhile; this one wrote nothing more. */
class ImportTakenOver extends Schema.TaggedError<ImportTakenOver>()("ImportTakenOver", { id: Schema.Int }) {}

export interface ImportStep {
  readonly bytesRead: number
  readonly bytesTotal: number
  readonly rowsRead: number
}

const ROWS_A_BATCH = 3000
/** So many of the values left empty are kept with their line; all are counted. */
const KEPT_REMARKS = 1000

const noCounts: Imports.ImportCounts = {
  rowsRead: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  rejected: 0,
  leftEmpty: 0,
  leftEmptyByColumn: {},
}

const added = (before: Imports.ImportCounts, batch: FleetBatch, written: Fleet.FleetCounts): Imports.ImportCounts => {
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

/** Open pages hear that the import has come further. Joins the transaction. */
const announce = ({ importId, accountId }: Imports.Run) =>
  Live.use((live) => live.announce({ topic: IMPORTS_CHANGED, accountId, ids: [importId] }))

/** The same at its end, when lists and counts of the fleet have changed too. */
const announceEnd = (run: Imports.Run) =>
  Effect.andThen(
    announce(run),
    Live.use((live) => live.announce({ topic: UNITS_CHANGED, accountId: run.accountId, ids: null })),
  )

/** The units, the remarks and how far it has come are written together, or not at all. */
const writeBatch = Effect.fn("Equipment.writeBatch")(function* (
  run: Imports.Run,
  fleet: Fleet.FleetRun,
  before: Imports.ImportCounts,
  batch: FleetBatch,
) {
  yield* Fleet.lock(run.accountId)
  const written = yield* Fleet.write(fleet, batch.rows)
  const counts = added(before, batch, written)
  const room = Math.max(0, KEPT_REMARKS - before.leftEmpty)
  const remarks = [
    ...batch.rejected.map((remark) => ({ ...remark, rejected: true })),
    ...batch.leftEmpty.slice(0, room).map(({ line, reason, rowText }) => ({ line, reason, rowText, rejected: false })),
  ]
  if (remarks.length > 0) yield* Imports.addRemarks(run, remarks)
  if (!(yield* Imports.advance(run, batch.bytesRead, counts))) return yield* new ImportTakenOver({ id: run.importId })
  yield* announce(run)
  return counts
}, transactional)

/** Writes the file batch by batch while the next one is being read. Returns why it could not be read to its end, or null. */
const writeFile = Effect.fn("Equipment.writeFile")(function* (
  run: Imports.Run,
  map: UnitMap,
  onStep: (step: ImportStep) => void,
) {
  const file = yield* openFleetFile(run.filePath, map)
  yield* Imports.opened(run, file).pipe(Effect.andThen(announce(run)), transactional)
  const fleet = Fleet.fleetRun(run.accountId)
  let counts = noCounts
  let broken: string | null = null
  yield* Stream.fromAsyncIterable(fleetBatches(file, map, ROWS_A_BATCH), (bug) => bug).pipe(
    Stream.orDie,
    Stream.buffer({ capacity: 1 }),
    Stream.runForEach(
      Effect.fnUntraced(function* (batch: FleetBatch) {
        counts = yield* writeBatch(run, fleet, counts, batch)
        broken ??= batch.broken
        onStep({ bytesRead: batch.bytesRead, bytesTotal: file.bytesTotal, rowsRead: counts.rowsRead })
      }),
    ),
  )
  return broken as string | null
}, Effect.scoped)

const readToItsEnd = Effect.fnUntraced(function* (run: Imports.Run, onStep: (step: ImportStep) => void) {
  const map = yield* decodeUnitMap(run.map)
  return yield* writeFile(run, map, onStep)
})

/**
 * Reads the file of an import into its account's fleet, whole batches at a time. Begun again after a crash it starts over and
 * writes only what is missing; once it has been to its end, it does nothing. What is wrong with the file or the map
 * is not an error here: it is the `failure` of the import that is returned. `onStep` is told after each batch.
 */
export const runImport = Effect.fn("Equipment.runImport")(function* (
  importId: number,
  onStep: (step: ImportStep) => void = () => {},
) {
  const run = yield* Imports.begin(importId).pipe(transactional)
  if (run !== null) {
    const failure = yield* readToItsEnd(run, onStep).pipe(
      Effect.catchTags({
        FileUnreadable: (file) => Effect.succeed(file.message),
        MapInvalid: (map) => Effect.succeed(`The map does not fit this file.\n${map.message}`),
      }),
      Effect.onError((cause) =>
        Cause.hasInterruptsOnly(cause) || Cause.hasDies(cause)
          ? Imports.interrupt(
              run,
              "It was stopped before its end. Run it again: it goes on with what is missing.",
            ).pipe(Effect.andThen(announceEnd(run)), transactional, as(everything), Effect.ignoreCause)
          : Effect.void,
      ),
    )
    yield* Imports.finish(run, failure).pipe(Effect.andThen(announceEnd(run)), transactional)
  }
  return yield* importProgress(importId)
}, as(everything))
