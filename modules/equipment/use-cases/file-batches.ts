import { Effect } from "effect"
import { CsvBroken, csvLine, csvRecords, type CsvRecord } from "#kernel/csv.ts"
import { FileUnreadable, openTextFile, type TextFile } from "#kernel/files.ts"
import { type ColumnMap, columnProblems } from "../domain/map-columns.ts"
import { type FileFormat, MapInvalid } from "../domain/map-parts.ts"

/** A row that was refused, or of which a value was left empty, and why. */
export interface RowRemark {
  readonly line: number
  readonly reason: string
  /** The row as it is in the file, as a line of CSV with commas. */
  readonly rowText: string
}

/** A value that could not be read, in words. */
export interface EmptiedValue {
  readonly column: string
  readonly reason: string
}

/** A row as it is read, or why it is refused. */
export type Read<Row> =
  | { readonly row: Row; readonly leftEmpty?: ReadonlyArray<EmptiedValue> }
  | { readonly refused: string }

/** Some rows of a file, in its order. */
export interface FileBatch<Row> {
  /** Rows that hold something, refused ones included. */
  readonly rowsRead: number
  readonly rows: ReadonlyArray<Row & { readonly line: number; readonly cells: ReadonlyArray<string> }>
  readonly rejected: ReadonlyArray<RowRemark>
  readonly leftEmpty: ReadonlyArray<RowRemark & { readonly column: string }>
  /** Of the file as it lies on disk, up to here. */
  readonly bytesRead: number
  /** Why the file could not be read further, or null. Such a batch is the last one. */
  readonly broken: string | null
}

export interface RecordsFile {
  readonly header: ReadonlyArray<string>
  readonly bytesTotal: number
  readonly bytesRead: () => number
  /** The records after the header. */
  readonly records: AsyncGenerator<ReadonlyArray<CsvRecord>>
}

/** Reads on to the first line that holds something, and gives what came with it back to the rest. */
const firstRecord = async (file: TextFile, delimiter: string) => {
  const all = csvRecords(file.text, delimiter)
  let next: IteratorResult<ReadonlyArray<CsvRecord>, unknown> = await all.next()
  while (next.done !== true && next.value.length === 0) next = await all.next()
  const [first, ...others] = next.done === true ? [] : next.value
  const rest = async function* () {
    try {
      yield others
      yield* all
    } finally {
      await all.return(undefined)
    }
  }
  return { first, rest: rest() }
}

/** Opens a CSV file and reads its header; it is closed with the scope. */
export const openRecords = Effect.fn("Equipment.openRecords")(function* (path: string, format: FileFormat) {
  const file = yield* openTextFile(path, format.encoding ?? "utf-8")
  const { first, rest } = yield* Effect.acquireRelease(
    Effect.tryPromise({
      try: () => firstRecord(file, format.delimiter ?? ","),
      catch: (error) => {
        if (error instanceof FileUnreadable) return error
        if (error instanceof CsvBroken)
          return new FileUnreadable({ message: `The file's first line cannot be read: ${error.reason}.` })
        throw error
      },
    }),
    ({ rest }) => Effect.promise(() => rest.return(undefined)),
  )
  if (first === undefined) return yield* new FileUnreadable({ message: "The file holds no line of text." })
  const records: RecordsFile = {
    header: first.cells.map((name) => name.trim()),
    bytesTotal: file.bytesTotal,
    bytesRead: file.bytesRead,
    records: rest,
  }
  return records
})

/** The same for a file with its map. `FileUnreadable` or `MapInvalid` is told before any row is read. */
export const openMappedFile = Effect.fn("Equipment.openMappedFile")(function* (
  path: string,
  map: FileFormat & ColumnMap,
) {
  const file = yield* openRecords(path, map)
  const problems = columnProblems(map, file.header)
  if (problems.length > 0) return yield* new MapInvalid({ problems })
  return file
})

/** The batch with more of its rows refused: those of which `whyNot` says why. */
export const withRefused = <Row extends object>(
  batch: FileBatch<Row>,
  whyNot: (row: Row) => string | null,
): FileBatch<Row> => {
  const rows: Array<FileBatch<Row>["rows"][number]> = []
  const rejected = [...batch.rejected]
  for (const row of batch.rows) {
    const reason = whyNot(row)
    if (reason === null) rows.push(row)
    else rejected.push({ line: row.line, reason, rowText: csvLine(row.cells) })
  }
  return { ...batch, rows, rejected: rejected.toSorted((a, b) => a.line - b.line) }
}

/** Reads the rows of a file in its order, `size` at a time; a row that does not fit the header is refused before `read` sees it. */
export async function* fileBatches<Row extends object>(
  file: RecordsFile,
  size: number,
  read: (cells: ReadonlyArray<string>, line: number) => Read<Row>,
): AsyncGenerator<FileBatch<Row>> {
  const { header } = file
  const empty = () => ({
    rowsRead: 0,
    rows: [] as Array<Row & { line: number; cells: ReadonlyArray<string> }>,
    rejected: [] as Array<RowRemark>,
    leftEmpty: [] as Array<RowRemark & { column: string }>,
  })
  let batch = empty()
  const done = (broken: string | null): FileBatch<Row> => {
    const full = { ...batch, bytesRead: file.bytesRead(), broken }
    batch = empty()
    return full
  }

  try {
    for await (const records of file.records) {
      for (const { line, cells } of records) {
        if (cells.every((cell) => cell.trim() === "")) continue
        batch.rowsRead++
        const result: Read<Row> =
          cells.length === header.length
            ? read(cells, line)
            : { refused: `the row has ${cells.length} columns, the header ${header.length}` }
        if ("refused" in result) batch.rejected.push({ line, reason: result.refused, rowText: csvLine(cells) })
        else {
          batch.rows.push({ ...result.row, line, cells })
          for (const value of result.leftEmpty ?? []) batch.leftEmpty.push({ ...value, line, rowText: csvLine(cells) })
        }
        if (batch.rowsRead >= size) yield done(null)
      }
    }
  } catch (error) {
    if (error instanceof CsvBroken) {
      batch.rowsRead++
      batch.rejected.push({ line: error.line, reason: error.reason, rowText: "" })
      yield done(`From line ${error.line} on the file could not be read: ${error.reason}.`)
      return
    }
    if (error instanceof FileUnreadable) {
      yield done(error.message)
      return
    }
    throw error
  }
  if (batch.rowsRead > 0) yield done(null)
}
