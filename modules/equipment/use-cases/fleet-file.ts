import { Effect } from "effect"
import { CsvBroken, csvLine, csvRecords, type CsvRecord } from "#kernel/csv.ts"
import { FileUnreadable, openTextFile, type TextFile } from "#kernel/files.ts"
import { fleetRowReader, type LeftEmpty, type RowRead } from "../domain/fleet-row-reader.ts"
import type { FleetRow } from "../domain/fleet-row.ts"
import { columnProblems } from "../domain/map-columns.ts"
import { MapInvalid, type UnitMap } from "../domain/unit-map.ts"

/** A row that was refused, or of which a value was left empty, and why. */
export interface RowRemark {
  readonly line: number
  readonly reason: string
  /** The row as it is in the file, as a line of CSV with commas. */
  readonly rowText: string
}

/** Some rows of a file, in its order. */
export interface FleetBatch {
  /** Rows that hold something, refused ones included. */
  readonly rowsRead: number
  readonly rows: ReadonlyArray<FleetRow & { readonly line: number }>
  readonly rejected: ReadonlyArray<RowRemark>
  readonly leftEmpty: ReadonlyArray<LeftEmpty & RowRemark>
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
export const openRecords = Effect.fn("Equipment.openRecords")(function* (
  path: string,
  format: Pick<UnitMap, "delimiter" | "encoding">,
) {
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

/** `FileUnreadable` or `MapInvalid` is told before any row is read. */
export const openFleetFile = Effect.fn("Equipment.openFleetFile")(function* (path: string, map: UnitMap) {
  const file = yield* openRecords(path, map)
  const problems = columnProblems(map, file.header)
  if (problems.length > 0) return yield* new MapInvalid({ problems })
  return file
})

const fieldWords: Readonly<Record<string, string>> = {
  ratedLoad: "rated load",
  ratedSpeed: "rated speed",
  floors: "floor marking",
  registerStatus: "status",
  postalCode: "postal code",
  use: "use of a building",
  drive: "kind of drive",
  locality: "town",
}

const emptied = ({ field, column, value }: LeftEmpty) =>
  `${column} "${value.slice(0, 200)}" cannot be read as a ${fieldWords[field] ?? field}: left empty`

/** Reads the rows of a file in its order, `size` at a time; refuses the second row of one equipment number. */
export async function* fleetBatches(file: RecordsFile, map: UnitMap, size: number): AsyncGenerator<FleetBatch> {
  const { header } = file
  const read = fleetRowReader(map, header)
  const lineOf = new Map<string, number>()

  const readRecord = ({ line, cells }: CsvRecord): RowRead => {
    if (cells.length !== header.length) {
      return { refused: `the row has ${cells.length} columns, the header ${header.length}`, leftEmpty: [] }
    }
    const result = read(cells)
    if ("refused" in result) return result
    const number = result.row.unit.equipmentNumber
    const first = lineOf.get(number)
    if (first !== undefined)
      return { refused: `equipment number ${number} stands on line ${first} already`, leftEmpty: [] }
    lineOf.set(number, line)
    return result
  }

  const empty = () => ({
    rowsRead: 0,
    rows: [] as Array<FleetRow & { line: number }>,
    rejected: [] as Array<RowRemark>,
    leftEmpty: [] as Array<LeftEmpty & RowRemark>,
  })
  let batch = empty()
  const done = (broken: string | null): FleetBatch => {
    const full = { ...batch, bytesRead: file.bytesRead(), broken }
    batch = empty()
    return full
  }

  try {
    for await (const records of file.records) {
      for (const record of records) {
        if (record.cells.every((cell) => cell.trim() === "")) continue
        batch.rowsRead++
        const result = readRecord(record)
        const { line } = record
        if ("refused" in result) batch.rejected.push({ line, reason: result.refused, rowText: csvLine(record.cells) })
        else {
          batch.rows.push({ ...result.row, line })
          for (const value of result.leftEmpty) {
            batch.leftEmpty.push({ ...value, line, reason: emptied(value), rowText: csvLine(record.cells) })
          }
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
