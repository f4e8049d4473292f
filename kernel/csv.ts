import { type CsvError, parse } from "csv-parse"

export interface CsvRecord {
  /** The line of the file, from 1, on which the record starts. */
  readonly line: number
  readonly cells: ReadonlyArray<string>
}

/** The rest of the file, from this line on, cannot be told apart into records. */
export class CsvBroken extends Error {
  readonly line: number
  readonly reason: string
  constructor(line: number, reason: string) {
    super(`Line ${line}: ${reason}`)
    this.line = line
    this.reason = reason
  }
}

const LARGEST_RECORD = 1_000_000
const neverClosed = "a quotation mark that opens here is never closed, so nothing from this line on could be read"

const linesIn = (cells: ReadonlyArray<string>, lineEnd: string) =>
  cells.reduce((sum, cell) => sum + cell.split(lineEnd).length - 1, 0)

/**
 * Reads the records of a CSV text, a piece at a time, as they are: no cell is turned into a number, quotation marks
 * within a cell stand for themselves, blank lines are passed over, and records may differ in length. Throws `CsvBroken`
 * after the last good record when a quotation mark is never closed.
 */
export async function* csvRecords(
  text: AsyncIterable<Buffer>,
  delimiter: string,
): AsyncGenerator<ReadonlyArray<CsvRecord>> {
  let records: Array<CsvRecord> = []
  let line = 1
  let counted = 1
  let lineEnd = "\n"
  const start = (first: Buffer) => {
    if (!first.includes("\n") && first.includes("\r")) lineEnd = "\r"
    return parse({
      delimiter,
      record_delimiter: lineEnd === "\r" ? ["\r"] : ["\r\n", "\n"],
      relax_column_count: true,
      relax_quotes: true,
      max_record_size: LARGEST_RECORD,
      on_record: (cells: ReadonlyArray<string>, { lines }) => {
        if (cells.length > 1 || cells[0] !== "") records.push({ line, cells })
        // The parser counts the two characters of a Windows line end within quotes twice: it only tells that there is one.
        line += 1 + (lines === counted ? 0 : linesIn(cells, lineEnd))
        counted = lines + 1
        return null
      },
    }).on("error", () => {})
  }

  let parser: ReturnType<typeof start> | null = null
  const broken = (error: unknown) => {
    const { code } = error as CsvError
    return code === "CSV_QUOTE_NOT_CLOSED" || code === "CSV_MAX_RECORD_SIZE" ? new CsvBroken(line, neverClosed) : error
  }
  const taken = () => {
    const these = records
    records = []
    return these
  }

  for await (const piece of text) {
    const to = (parser ??= start(piece))
    try {
      await new Promise<void>((done, fail) => to.write(piece, (error) => (error ? fail(error) : done())))
    } catch (error) {
      yield taken()
      throw broken(error)
    }
    yield taken()
  }
  if (parser === null) return
  const last = parser
  try {
    await new Promise<void>((done, fail) => last.once("error", fail).end(() => done()))
  } catch (error) {
    throw broken(error)
  }
  yield taken()
}

/** One line of CSV without its end: a cell is quoted where it must be, and otherwise stays as it is. */
export const csvLine = (cells: ReadonlyArray<string>): string =>
  cells.map((cell) => (/[",;\r\n\t]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(",")

/**
 * A cell that a spreadsheet would run as a formula gets an apostrophe in front; figures, such as -73.95 or +44, and
 * numbers such as 1E217 stay as they are.
 */
export const spreadsheetSafe = (cell: string): string =>
  /^[=@\t\r+-]/.test(cell) && !/^[+-]?[\d\s.,]+$/.test(cell) ? `'${cell}` : cell
