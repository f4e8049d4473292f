import { Effect } from "effect"
import { FileUnreadable, openTextFile } from "#kernel/files.ts"
import { type AgreedHoursRow, agreedHoursRowReader } from "../domain/agreed-hours-row.ts"
import { broughtKind, type BroughtRow } from "../domain/brought-kinds.ts"
import type { FleetRow } from "../domain/fleet-row.ts"
import type { ImportKind, ImportMap } from "../domain/import-map.ts"
import { columnProblems } from "../domain/map-columns.ts"
import type { MapProblem } from "../domain/map-parts.ts"
import { likelyDelimiter, type MapProposal, proposeMap } from "../domain/map-proposal.ts"
import { type StateRow, stateRowReader } from "../domain/state-row.ts"
import { type FileBatch, fileBatches, openRecords, type RecordsFile, type RowRemark } from "./file-batches.ts"
import { fleetBatches } from "./fleet-file.ts"

/** A row as it is read: a unit in its place, a state, agreed hours, or what another module reads. */
export type ReadRow = FleetRow | StateRow | AgreedHoursRow | BroughtRow

export interface PreviewRow {
  readonly line: number
  readonly cells: ReadonlyArray<string>
  /** What would be written, or null when the row would be refused. */
  readonly read: ReadRow | null
  /** Why it would be refused, or which values would be left empty. */
  readonly remarks: ReadonlyArray<string>
}

export interface ImportPreview {
  readonly header: ReadonlyArray<string>
  /** Up to five different values of each column, in the header's order, from the first rows. */
  readonly samples: ReadonlyArray<ReadonlyArray<string>>
  /** A map guessed from the header and the first rows. */
  readonly proposal: MapProposal
  /** Why the given map does not fit the header. */
  readonly mapProblems: ReadonlyArray<MapProblem>
  /** The first rows; `read` is null for all of them without a map that fits. */
  readonly rows: ReadonlyArray<PreviewRow>
  /** What would be refused or left empty among the first `rowsLookedAt` rows. */
  readonly problems: ReadonlyArray<RowRemark & { readonly rejected: boolean }>
  readonly rowsLookedAt: number
}

const LOOKED_AT = 1000
const SHOWN = 20
const SAMPLES = 5

type Records = Array<{ readonly line: number; readonly cells: ReadonlyArray<string> }>

/** A file without a map says its delimiter by its first line. */
const guessDelimiter = Effect.fn("Equipment.guessDelimiter")(function* (path: string) {
  const file = yield* openTextFile(path, "utf-8")
  const firstLine = yield* Effect.tryPromise({
    try: async () => {
      for await (const piece of file.text)
        return (
          piece
            .toString("utf8")
            .split(/\r|\n/)
            .find((line) => line.trim() !== "") ?? ""
        )
      return ""
    },
    catch: (error) => (error instanceof FileUnreadable ? error : new FileUnreadable({ message: String(error) })),
  })
  return likelyDelimiter(firstLine)
}, Effect.scoped)

/** What stands before a broken place is shown; the import itself tells about the rest. */
const firstRecords = async (file: RecordsFile): Promise<Records> => {
  const found: Records = []
  try {
    for await (const records of file.records) {
      found.push(...records.filter(({ cells }) => cells.some((cell) => cell.trim() !== "")))
      if (found.length >= LOOKED_AT) break
    }
  } catch (error) {
    if (found.length === 0) throw error
  }
  return found.slice(0, LOOKED_AT)
}

const valuesOf = (records: Records, column: number) => {
  const values = new Set<string>()
  for (const { cells } of records) {
    const text = (cells[column] ?? "").trim()
    if (text !== "") values.add(text)
    if (values.size >= SAMPLES) break
  }
  return [...values]
}

const readWith = async (file: RecordsFile, records: Records, { kind, map }: ImportMap) => {
  const now = Date.now()
  const again: RecordsFile = {
    ...file,
    records: (async function* () {
      yield records
    })(),
  }
  const batches: AsyncGenerator<FileBatch<ReadRow>> =
    kind === "units"
      ? fleetBatches(again, map, LOOKED_AT)
      : kind === "states"
        ? fileBatches(again, LOOKED_AT, stateRowReader(map, file.header, now))
        : kind === "agreed-hours"
          ? fileBatches(again, LOOKED_AT, agreedHoursRowReader(map, file.header))
          : fileBatches(again, LOOKED_AT, await Effect.runPromise(broughtKind(kind).reader(map, file.header, now)))
  for await (const batch of batches) return batch
  return null
}

/**
 * Reads the first rows of a file as an import would, and writes nothing; whose units, buildings and contracts it names is not
 * looked at. Without a map it proposes one of the kind. For staff.
 */
export const previewImport = Effect.fn("Equipment.previewImport")(function* (
  path: string,
  given: ImportMap | null,
  kind: ImportKind = given?.kind ?? "units",
) {
  const delimiter = given === null ? yield* guessDelimiter(path) : (given.map.delimiter ?? ",")
  const file = yield* openRecords(path, { ...given?.map, delimiter })
  const records = yield* Effect.tryPromise({
    try: () => firstRecords(file),
    catch: (error) =>
      error instanceof FileUnreadable
        ? error
        : new FileUnreadable({ message: `The file cannot be read: ${(error as Error).message}.` }),
  })
  const { header } = file
  const samples = header.map((_, i) => valuesOf(records, i))
  const mapProblems = given === null ? [] : columnProblems(given.map, header)
  const batch =
    given === null || mapProblems.length > 0 ? null : yield* Effect.promise(() => readWith(file, records, given))

  const remarks = [
    ...(batch?.rejected ?? []).map((remark) => ({ ...remark, rejected: true })),
    ...(batch?.leftEmpty ?? []).map(({ line, reason, rowText }) => ({ line, reason, rowText, rejected: false })),
  ].sort((a, b) => a.line - b.line)
  const rows = records.slice(0, SHOWN).map(({ line, cells }): PreviewRow => {
    const read = batch?.rows.find((row) => row.line === line) ?? null
    return { line, cells, read, remarks: remarks.filter((remark) => remark.line === line).map(({ reason }) => reason) }
  })
  const preview: ImportPreview = {
    header,
    samples,
    proposal: proposeMap(
      kind,
      header,
      Object.fromEntries(header.map((name, i) => [name, samples[i] ?? []])),
      delimiter,
    ),
    mapProblems,
    rows,
    problems: remarks,
    rowsLookedAt: records.length,
  }
  return preview
}, Effect.scoped)
