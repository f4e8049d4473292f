import { Effect } from "effect"
import type { Live } from "#kernel/bus/live.ts"
import { type Database, transactional, type Tx } from "#kernel/database/database.ts"
import {
  type BroughtKind,
  type BroughtKindName,
  type BroughtMap,
  knowKind,
  type RowReader,
} from "../domain/brought-kinds.ts"
import type { MapInvalid } from "../domain/map-parts.ts"
import type { FileUnreadable } from "#kernel/files.ts"
import type { Run } from "../persistence/imports.ts"
import { fileBatches, openMappedFile, withRefused } from "./file-batches.ts"
import {
  type ImportStep,
  type ImportTakenOver,
  noteBatch,
  noteOpened,
  ROWS_A_BATCH,
  writeBatches,
  type Written,
} from "./import-steps.ts"

type Importer = (
  run: Run,
  onStep: (step: ImportStep) => void,
) => Effect.Effect<string | null, FileUnreadable | MapInvalid | ImportTakenOver, Database | Live>

const importers = new Map<BroughtKindName, Importer>()

/** What was written of some rows, and why others of them were not. */
export interface WrittenRows<Row> extends Written {
  readonly refused: ReadonlyMap<Row, string>
}

/** A row with the line of its file on which it begins. */
type InFile<Row> = Row & { readonly line: number }

/** A kind of file that another module writes. */
export interface BroughtImport<Row, Format extends BroughtMap> extends Omit<BroughtKind, "decode" | "reader"> {
  /** Reads a map parsed from JSON. */
  readonly decode: (json: unknown) => Effect.Effect<Format, MapInvalid>
  /** Makes the reader of a file's rows; `now` is in epoch milliseconds. */
  readonly rowReader: (map: Format, header: ReadonlyArray<string>, now: number) => RowReader<Row>
  /**
   * Begins the writing of one file into an account: what it returns writes some of its rows after others, in a transaction
   * that is open. Written again, a row changes nothing.
   */
  readonly writer: (
    accountId: number,
  ) => (rows: ReadonlyArray<InFile<Row>>) => Effect.Effect<WrittenRows<InFile<Row>>, never, Tx | Database | Live>
}

/** Has this process import files of another module: whoever puts the product together calls it, before any is asked for. */
export const bringImport = <Row extends { readonly shown: ReadonlyArray<string> }, Format extends BroughtMap>(
  given: BroughtImport<Row, Format>,
): void => {
  const { decode, rowReader, writer, ...shape } = given
  knowKind({
    ...shape,
    decode,
    reader: (json, header, now) => Effect.map(decode(json), (map) => rowReader(map, header, now)),
  })
  importers.set(
    given.name,
    Effect.fn("Equipment.importBrought")(function* (run: Run, onStep: (step: ImportStep) => void) {
      const map = yield* decode(run.map)
      const file = yield* openMappedFile(run.filePath, map)
      yield* noteOpened(run, file)
      const write = writer(run.accountId)
      const batches = fileBatches(file, ROWS_A_BATCH, rowReader(map, file.header, Date.now()))
      const { broken } = yield* writeBatches(file, batches, onStep, (before, batch) =>
        Effect.gen(function* () {
          const { refused, ...written } = yield* write(batch.rows)
          const left = withRefused(batch, (row) => refused.get(row as InFile<Row>) ?? null)
          return yield* noteBatch(run, before, left, written)
        }).pipe(transactional),
      )
      return broken
    }, Effect.scoped),
  )
}

/** Reads the file of a run of a brought kind into its account. Returns why it could not be read to its end, or null. */
export const importBrought =
  (kind: BroughtKindName): Importer =>
  (run, onStep) => {
    const importer = importers.get(kind)
    return importer === undefined
      ? Effect.die(new Error(`Nobody brought the imports of ${kind}.`))
      : importer(run, onStep)
  }
