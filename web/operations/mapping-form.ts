import { Effect } from "effect"
import {
  type ChoiceProblem,
  constantFields,
  decodeImportMap,
  type ImportKind,
  type ImportMap,
  type ImportPreview,
  type MapDraft,
  missingFields,
  previewImport,
  withChoices,
} from "#equipment"
import type { Words } from "../words/words.ts"

/** What hinders an import, and the place on the page where to mend it. */
export interface Hindrance {
  readonly href: string
  readonly text: string
}

/** A draft as it stands, and the file as that draft reads it. */
export interface Reading {
  readonly draft: MapDraft
  readonly preview: ImportPreview
  /** The draft as a map, when nothing is wrong with it. */
  readonly map: ImportMap | null
  readonly hindrances: ReadonlyArray<Hindrance>
}

const allOptions = ["delimiter", "encoding", "decimal"] as const
type FileOption = (typeof allOptions)[number]
/** What is chosen for a file as a whole: only a register holds decimal figures. */
export const fileOptions = (kind: ImportKind): ReadonlyArray<FileOption> =>
  kind === "units" ? allOptions : ["delimiter", "encoding"]
const options = {
  delimiter: [",", ";", "\t", "|"],
  encoding: ["utf-8", "latin1"],
  decimal: [".", ","],
} as const

/** What can be chosen for the whole file; the first is what holds when the map says nothing. */
export const optionsOf = (option: FileOption): ReadonlyArray<string> => options[option]

const isConstant = (kind: ImportKind, field: string) => constantFields(kind).includes(field)

const placeOf = (kind: ImportKind, field: string) => (isConstant(kind, field) ? `#f-constant-${field}` : "#columns")

const inWords = (path: string, message: string, words: Words): Hindrance => {
  const [part = "", field = ""] = path.split(".")
  const named = words.operations.mapping.fields[field]
  const text = words.operations.mapping
  if (part === "fields" && named !== undefined) return { href: "#columns", text: text.of(named, message) }
  return { href: "#json", text: path === "" ? message : text.of(path, message) }
}

const choiceInWords = ({ what, target }: ChoiceProblem, words: Words): Hindrance => {
  const text = words.operations.mapping
  const named = text.fields[target] ?? target
  if (what === "floors need both ends") return { href: "#columns", text: text.bothEnds }
  return { href: "#columns", text: what === "chosen twice" ? text.twice(named) : text.both(named) }
}

/** Reads the file's first rows by a draft, as far as the draft allows. Null: no draft yet, one is proposed. Fails with `FileUnreadable`. */
export const readByDraft = Effect.fn("operations.readByDraft")(function* (
  path: string,
  kind: ImportKind,
  given: MapDraft | null,
  place: { readonly country: string; readonly timeZone: string },
  words: Words,
) {
  const text = words.operations.mapping
  const proposed = given === null ? yield* previewImport(path, null, kind) : null
  const draft: MapDraft = given ?? withPlace(kind, proposed?.proposal.map ?? { fields: {} }, place)
  const hindrances: Array<Hindrance> = missingFields(kind, draft).map((field) => {
    const named = text.fields[field] ?? field
    return {
      href: placeOf(kind, field),
      text: isConstant(kind, field) ? text.missing(named) : text.missingColumn(named),
    }
  })
  const map =
    hindrances.length > 0
      ? null
      : yield* decodeImportMap(kind, draft).pipe(
          Effect.catchTag("MapInvalid", ({ problems }) => {
            hindrances.push(...problems.map(({ path: at, message }) => inWords(at, message, words)))
            return Effect.succeed(null)
          }),
        )
  const preview = map === null && proposed !== null ? proposed : yield* previewImport(path, map, kind)
  hindrances.push(...preview.mapProblems.map(({ path: at, message }) => inWords(at, message, words)))
  const reading: Reading = { draft, preview, map: hindrances.length > 0 ? null : map, hindrances }
  return reading
})

/** Where the columns do not tell, units are where their customer is, and so are the clocks by which states and orders were told. */
const withPlace = (
  kind: ImportKind,
  draft: MapDraft,
  place: { readonly country: string; readonly timeZone: string },
): MapDraft => {
  if (kind === "states" || kind === "orders") return { time: { zone: place.timeZone }, ...draft }
  if (kind === "agreed-hours") return draft
  const { country, timeZone } = draft.fields
  return {
    ...draft,
    fields: {
      ...draft.fields,
      country: country ?? { constant: place.country },
      timeZone: timeZone ?? { constant: place.timeZone },
    },
  }
}

/** A draft from the text of a form, or what is wrong with the text. */
export const parseDraft = (text: string, words: Words): MapDraft | Hindrance => {
  try {
    const json = JSON.parse(text) as unknown
    const fields = typeof json === "object" && json !== null && "fields" in json ? json.fields : null
    if (typeof fields === "object" && fields !== null && !Array.isArray(fields)) return json as MapDraft
    return { href: "#f-map", text: words.operations.mapping.notObject }
  } catch (error) {
    return {
      href: "#f-map",
      text: words.operations.mapping.of(words.operations.mapping.asJson, (error as Error).message),
    }
  }
}

/** The draft after what a posted form chose anew, and what of it cannot be. */
export const chosen = (
  kind: ImportKind,
  draft: MapDraft,
  header: ReadonlyArray<string>,
  form: Readonly<Record<string, string>>,
  words: Words,
): { readonly draft: MapDraft; readonly hindrances: ReadonlyArray<Hindrance> } => {
  const after = withChoices(kind, draft, header, {
    columns: header.map((_, i) => form[`column-${i}`] ?? ""),
    constants: Object.fromEntries(constantFields(kind).map((field) => [field, form[`constant-${field}`] ?? ""])),
  })
  const file = fileOptions(kind).flatMap((option) => {
    const value = form[option] ?? ""
    const before = draft[option] ?? options[option][0]
    return value !== before && optionsOf(option).includes(value) ? [[option, value] as const] : []
  })
  return {
    draft: { ...after.draft, ...Object.fromEntries(file) },
    hindrances: after.problems.map((problem) => choiceInWords(problem, words)),
  }
}
