import type { Effect } from "effect"
import type { Cells } from "./cell-source.ts"
import type { ColumnMap } from "./map-columns.ts"
import type { FileFormat, MapInvalid } from "./map-parts.ts"

/** What other modules read from files with the machinery of this one. */
export const broughtKinds = ["orders"] as const
export type BroughtKindName = (typeof broughtKinds)[number]

/** As much of a map of such a file as the machinery looks at. */
export type BroughtMap = FileFormat & ColumnMap

/** A row of such a file, as people see it before it is imported: a text for each of the kind's targets, in their order. */
export interface BroughtRow {
  readonly shown: ReadonlyArray<string>
}

/** A value that could not be read, and why. */
export interface Emptied {
  readonly column: string
  readonly reason: string
}

/** Reads a row's cells: what it says, with the values that were left empty, or why it is refused. */
export type RowReader<Row> = (
  cells: Cells,
) => { readonly row: Row; readonly leftEmpty: ReadonlyArray<Emptied> } | { readonly refused: string }

/** How files of a kind are described and read. */
export interface BroughtKind {
  readonly name: BroughtKindName
  /** What a column can be chosen to be: the kind's fields. */
  readonly targets: ReadonlyArray<string>
  /** The fields that may be the same for all rows. */
  readonly constants: ReadonlyArray<string>
  /** The fields that several columns may make together. */
  readonly joinable: ReadonlyArray<string>
  /** The fields that no row can do without. */
  readonly required: ReadonlyArray<string>
  /** The fields by which a map is known to be of this kind: no other has them. */
  readonly marks: ReadonlyArray<string>
  /** Names under which files keep each field, letters and digits only, the likeliest first. */
  readonly usualNames: ReadonlyArray<readonly [string, ReadonlyArray<string>]>
  /** Reads a map parsed from JSON. */
  readonly decode: (json: unknown) => Effect.Effect<BroughtMap, MapInvalid>
  /** Makes the reader of a file's rows by such a JSON; the header's names are trimmed and hold what the map names. */
  readonly reader: (
    json: unknown,
    header: ReadonlyArray<string>,
    now: number,
  ) => Effect.Effect<RowReader<BroughtRow>, MapInvalid>
}

const known = new Map<BroughtKindName, BroughtKind>()

/** Makes a kind known to this process. */
export const knowKind = (kind: BroughtKind): void => void known.set(kind.name, kind)

/** How files of a kind are read; a process that was not put together whole does not know it, which is a bug. */
export const broughtKind = (name: BroughtKindName): BroughtKind => {
  const kind = known.get(name)
  if (kind === undefined) throw new Error(`Nobody brought the imports of ${name}.`)
  return kind
}

/** The kind of a map by its fields, where another module's kind has one of them for a mark; else null. */
export const markedKind = (fields: object): BroughtKindName | null =>
  [...known.values()].find(({ marks }) => marks.some((mark) => mark in fields))?.name ?? null

/** Whether a kind is one of those that other modules bring. */
export const isBrought = (kind: string): kind is BroughtKindName => broughtKinds.some((name) => name === kind)
