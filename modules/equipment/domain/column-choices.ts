import { broughtKind, type BroughtKindName, isBrought } from "./brought-kinds.ts"
import type { ImportKind } from "./import-map.ts"
import { missingIn } from "./map-proposal.ts"
import { lengthUnits, loadUnits, speedUnits } from "./measures.ts"

/**
 * A map that people work at, column by column: JSON that may still lack what `decodeImportMap` asks for. What the columns'
 * choices do not show, such as translations of values, stays as it is.
 */
export interface MapDraft {
  readonly delimiter?: unknown
  readonly encoding?: unknown
  readonly decimal?: unknown
  readonly refuse?: unknown
  readonly time?: unknown
  readonly fields: Readonly<Record<string, unknown>>
}

const measured = { ratedLoad: loadUnits, ratedSpeed: speedUnits, travel: lengthUnits } as const
type Measured = keyof typeof measured
const isMeasured = (field: string): field is Measured => field in measured

interface KindOfFile {
  /** What a column can be chosen to be: a field, "ratedLoad lb" with its unit, or a part of the street or the floors. */
  readonly targets: ReadonlyArray<string>
  /** The fields that may be the same for all rows. */
  readonly constants: ReadonlyArray<string>
  /** Several columns make one text. */
  readonly joinable: ReadonlyArray<string>
}

const ownKinds: Readonly<Record<Exclude<ImportKind, BroughtKindName>, KindOfFile>> = {
  units: {
    targets: [
      ...["equipmentNumber", "name", "kind", "drive", "purpose", "manufacturer", "year"],
      ...Object.entries(measured).flatMap(([field, units]) => units.map((unit) => `${field} ${unit}`)),
      ...["floors", "floorFrom", "floorTo", "registerStatus", "contractNumber", "buildingKey", "buildingName", "use"],
      ...["houseNumber", "street", "locality", "region", "postalCode", "country", "timeZone", "latitude", "longitude"],
    ],
    constants: ["kind", "locality", "country", "timeZone"],
    joinable: [
      ...["equipmentNumber", "name", "purpose", "manufacturer", "registerStatus", "contractNumber", "buildingKey"],
      ...["buildingName", "street", "locality", "region", "postalCode"],
    ],
  },
  states: {
    targets: ["unit", "from", "to", "state", "class", "reason"],
    constants: ["state"],
    joinable: ["unit", "from", "to", "reason"],
  },
  "agreed-hours": {
    targets: ["building", "contract", "hours", "peakHours"],
    constants: [],
    joinable: ["building", "contract"],
  },
}

const kindOf = (kind: ImportKind): KindOfFile => (isBrought(kind) ? broughtKind(kind) : ownKinds[kind])

/** What a column of a file can be chosen to be. */
export const columnTargets = (kind: ImportKind): ReadonlyArray<string> => kindOf(kind).targets

/** The fields of a file that may be the same for all rows. */
export const constantFields = (kind: ImportKind): ReadonlyArray<string> => kindOf(kind).constants

const fieldOf = (target: string): string => {
  if (target === "houseNumber") return "street"
  if (target === "floorFrom" || target === "floorTo") return "floors"
  return target.split(" ")[0] ?? target
}

type Source = Readonly<Record<string, unknown>>
const asSource = (given: unknown): Source => (typeof given === "object" && given !== null ? (given as Source) : {})
const texts = (value: unknown): ReadonlyArray<string> =>
  (Array.isArray(value) ? value : [value])
    .filter((text): text is string => typeof text === "string")
    .map((text) => text.trim())

interface Use {
  readonly target: string
  readonly column: string
}

const usesOf = (field: string, given: unknown): ReadonlyArray<Use> => {
  const source = asSource(given)
  const joined = texts(source.columns)
  return [
    ...[...texts(given), ...texts(source.column)].map((column) => ({
      target: isMeasured(field) ? `${field} ${String(source.unit)}` : field,
      column,
    })),
    ...joined.map((column, at) => ({
      target: field === "street" && at === 0 && joined.length > 1 ? "houseNumber" : field,
      column,
    })),
    ...texts(source.from).map((column) => ({ target: "floorFrom", column })),
    ...texts(source.to).map((column) => ({ target: "floorTo", column })),
  ]
}

/** What each column of the header is read as; the first is the one to choose, others come with it. */
export const columnUses = (draft: MapDraft, header: ReadonlyArray<string>): ReadonlyArray<ReadonlyArray<string>> => {
  const uses = Object.entries(draft.fields).flatMap(([field, given]) => usesOf(field, given))
  return header.map((column) => uses.filter((use) => use.column === column).map((use) => use.target))
}

/** The value that a field has in all rows, "" for none. */
export const constantOf = (draft: MapDraft, field: string): string =>
  texts(asSource(draft.fields[field]).constant)[0] ?? ""

/** What cannot be put into a map: two columns for one figure, one end of the floors alone, a column and a constant. */
export interface ChoiceProblem {
  readonly what: "chosen twice" | "floors need both ends" | "column and constant"
  readonly target: string
}

export interface Choices {
  /** For each column of the header its target, "" for none. */
  readonly columns: ReadonlyArray<string>
  readonly constants: Readonly<Record<string, string>>
}

class Refusal extends Error {
  readonly problem: ChoiceProblem
  constructor(what: ChoiceProblem["what"], target: string) {
    super(what)
    this.problem = { what, target }
  }
}

const placing = new Set(["column", "columns", "constant", "template", "from", "to", "unit"])

/** The field made anew from its columns; translations and patterns go with it. Undefined: the field is not read. */
const rebuilt = (
  kind: ImportKind,
  field: string,
  given: unknown,
  columnsOf: (target: string) => ReadonlyArray<string>,
): unknown => {
  const kept = Object.fromEntries(Object.entries(asSource(given)).filter(([key]) => !placing.has(key)))
  if (isMeasured(field)) {
    const chosen = measured[field].flatMap((unit) => columnsOf(`${field} ${unit}`).map((column) => ({ column, unit })))
    if (chosen.length > 1) throw new Refusal("chosen twice", field)
    return chosen[0] && { ...chosen[0], ...kept }
  }
  if (field === "floors") {
    const [list, from, to] = [columnsOf("floors"), columnsOf("floorFrom"), columnsOf("floorTo")]
    if ([list, from, to].some((columns) => columns.length > 1)) throw new Refusal("chosen twice", field)
    if (list.length === 1 && from.length + to.length === 0) return { separator: " ", ...kept, column: list[0] }
    if (list.length + from.length + to.length === 0) return undefined
    if (list.length > 0 || from.length !== to.length) throw new Refusal("floors need both ends", field)
    const { separator: _, ...ends } = kept
    return { ...ends, from: from[0], to: to[0] }
  }
  const columns = field === "street" ? [...columnsOf("houseNumber"), ...columnsOf("street")] : columnsOf(field)
  const [column] = columns
  if (column === undefined) {
    const { constant, template } = asSource(given)
    return constant === undefined && template === undefined ? undefined : given
  }
  if (columns.length > 1 && !kindOf(kind).joinable.includes(field)) throw new Refusal("chosen twice", field)
  if (columns.length > 1) return { columns, ...kept }
  return Object.keys(kept).length === 0 ? column : { column, ...kept }
}

/**
 * The draft with what was chosen anew. Fields whose choices were left alone stay as they are. What was changed wins: a
 * column over a constant that was there, a constant over a column that was there.
 */
export const withChoices = (
  kind: ImportKind,
  draft: MapDraft,
  header: ReadonlyArray<string>,
  choices: Choices,
): { readonly draft: MapDraft; readonly problems: ReadonlyArray<ChoiceProblem> } => {
  const before = columnUses(draft, header)
  const problems: Array<ChoiceProblem> = []
  const fields: Record<string, unknown> = { ...draft.fields }
  const chosenNow = header.map((_, i) => {
    const target = choices.columns[i] ?? ""
    return columnTargets(kind).includes(target) ? target : ""
  })
  const changed = header.flatMap((_, i) => (chosenNow[i] === (before[i]?.[0] ?? "") ? [] : [i]))
  const after = header.map((_, i) => [...new Set([chosenNow[i] ?? "", ...(before[i] ?? []).slice(1)])])
  const columnsOf = (target: string) => header.filter((_, i) => after[i]?.includes(target) === true)
  const touched = new Set(
    changed
      .flatMap((i) => [chosenNow[i] ?? "", before[i]?.[0] ?? ""])
      .filter((target) => target !== "")
      .map(fieldOf),
  )

  for (const field of constantFields(kind)) {
    const was = constantOf(draft, field)
    const now = (choices.constants[field] ?? "").trim()
    const asColumn = columnsOf(field).length > 0
    if (now === was) continue
    if (now !== "" && asColumn && touched.has(field)) problems.push({ what: "column and constant", target: field })
    else if (now !== "") {
      fields[field] = { constant: now }
      touched.delete(field)
    } else if (!asColumn) delete fields[field]
  }
  for (const field of touched) {
    try {
      const given = rebuilt(kind, field, fields[field], columnsOf)
      if (given === undefined) delete fields[field]
      else fields[field] = given
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      problems.push(error.problem)
    }
  }
  return { draft: { ...draft, fields }, problems }
}

/** The draft without the fields that name a column which the file does not have. */
export const withoutAbsent = (draft: MapDraft, header: ReadonlyArray<string>): MapDraft => {
  const isThere = (column: string) => header.includes(column.trim())
  const fields = Object.entries(draft.fields).filter(([field, given]) =>
    usesOf(field, given).every(({ column }) => isThere(column)),
  )
  const { refuse, ...rest } = draft
  const rules = Array.isArray(refuse)
    ? (refuse as ReadonlyArray<unknown>).filter((given) => Object.keys(asSource(asSource(given).when)).every(isThere))
    : []
  return { ...rest, fields: Object.fromEntries(fields), ...(rules.length > 0 ? { refuse: rules } : {}) }
}

/** The fields that no row can do without and that the draft does not name. */
export const missingFields = (kind: ImportKind, draft: MapDraft): ReadonlyArray<string> => missingIn(kind, draft.fields)
