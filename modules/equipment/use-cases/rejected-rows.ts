import { parse } from "csv-parse/sync"
import { Effect, Option, Stream } from "effect"
import { csvLine, spreadsheetSafe } from "#kernel/csv.ts"
import { as, reading } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import * as Imports from "../persistence/imports.ts"
import { ImportNotFound } from "./import-progress.ts"

const PAGE = 1000

/** The first rows that an import refused, in the order of the file. For staff. */
export const rejectedRows = (importId: number, limit: number) =>
  Imports.remarksAfter(importId, true, 0, limit).pipe(reading, as(everything))

/** The first values that an import left empty, in the order of the file; at most 1,000 are kept. For staff. */
export const emptiedValues = (importId: number, limit: number) =>
  Imports.remarksAfter(importId, false, 0, limit).pipe(reading, as(everything))

const cellsOf = (rowText: string): ReadonlyArray<string> =>
  (parse(rowText, { relax_quotes: true, relax_column_count: true }) as Array<Array<string>>)[0] ?? []

const lines = (rows: ReadonlyArray<ReadonlyArray<string>>) =>
  rows.map((cells) => `${csvLine(cells.map(spreadsheetSafe))}\r\n`).join("")

const pageAfter = (importId: number) => (line: number) =>
  Imports.remarksAfter(importId, true, line, PAGE).pipe(
    reading,
    as(everything),
    Effect.map((remarks) => {
      const rows = remarks.map((remark) => [String(remark.line), remark.reason, ...cellsOf(remark.rowText)])
      const last = remarks.length === PAGE ? remarks.at(-1) : undefined
      return [[lines(rows)], last === undefined ? Option.none<number>() : Option.some(last.line)] as const
    }),
  )

/**
 * All rows that an import refused, as CSV for a spreadsheet: line, reason, then the row's own columns. Cells that would run
 * as formulas are guarded; numbers such as 1E217 stay as they are. For staff.
 */
export const rejectedRowsCsv = Effect.fn("Equipment.rejectedRowsCsv")(function* (importId: number) {
  const header = yield* Imports.headerOf(importId).pipe(reading, as(everything))
  if (header === null) return yield* new ImportNotFound({ id: importId })
  const head = `\ufeff${lines([["line", "reason", ...header]])}`
  return Stream.concat(Stream.make(head), Stream.paginate(0, pageAfter(importId)))
})
