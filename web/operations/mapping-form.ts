import { Effect } from "effect"
import {
  type ChoiceProblem,
  type ConstantField,
  constantFields,
  decodeUnitMap,
  type ImportPreview,
  type MapDraft,
  missingFields,
  previewImport,
  type UnitMap,
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
  readonly map: UnitMap | null
  readonly hindrances: ReadonlyArray<Hindrance>
}

export const fileOptions = ["delimiter", "encoding", "decimal"] as const
const options = {
  delimiter: [",", ";", "\t", "|"],
  encoding: ["utf-8", "latin1"],
  decimal: [".", ","],
} as const

/** What can be chosen for the whole file; the first is what holds when the map says nothing. */
export const optionsOf = (option: (typeof fileOptions)[number]): ReadonlyArray<string> => options[option]

const isConstant = (field: string): field is ConstantField => constantFields.some((one) => one === field)

const placeOf = (field: string) => (isConstant(field) ? `#f-constant-${field}` : "#columns")

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
  given: MapDraft | null,
  place: { readonly country: string; readonly timeZone: string },
  words: Words,
) {
  const text = words.operations.mapping
  const proposed = given === null ? yield* previewImport(path, null) : null
  const draft: MapDraft = given ?? withPlace(proposed?.proposal.map ?? { fields: {} }, place)
  const hindrances: Array<Hindrance> = missingFields(draft).map((field) => {
    const named = text.fields[field] ?? field
    return { href: placeOf(field), text: isConstant(field) ? text.missing(named) : text.missingColumn(named) }
  })
  const map =
    hindrances.length > 0
      ? null
      : yield* decodeUnitMap(draft).pipe(
          Effect.catchTag("MapInvalid", ({ problems }) => {
            hindrances.push(...problems.map(({ path: at, message }) => inWords(at, message, words)))
            return Effect.succeed(null)
          }),
        )
  const preview = map === null && proposed !== null ? proposed : yield* previewImport(path, map)
  hindrances.push(...preview.mapProblems.map(({ path: at, message }) => inWords(at, message, words)))
  const reading: Reading = { draft, preview, map: hindrances.length > 0 ? null : map, hindrances }
  return reading
})

/** Where the columns do not tell, units are where their customer is. */
const withPlace = (draft: MapDraft, place: { readonly country: string; readonly timeZone: string }): MapDraft => ({
  ...draft,
  fields: {
    ...draft.fields,
    country: draft.fields["country"] ?? { constant: place.country },
    timeZone: draft.fields["timeZone"] ?? { constant: place.timeZone },
  },
})

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
  draft: MapDraft,
  header: ReadonlyArray<string>,
  form: Readonly<Record<string, string>>,
  words: Words,
): { readonly draft: MapDraft; readonly hindrances: ReadonlyArray<Hindrance> } => {
  const after = withChoices(draft, header, {
    columns: header.map((_, i) => form[`column-${i}`] ?? ""),
    constants: Object.fromEntries(constantFields.map((field) => [field, form[`constant-${field}`] ?? ""])) as Record<
      ConstantField,
      string
    >,
  })
  const file = fileOptions.flatMap((option) => {
    const value = form[option] ?? ""
    const before = draft[option] ?? options[option][0]
    return value !== before && optionsOf(option).includes(value) ? [[option, value] as const] : []
  })
  return {
    draft: { ...after.draft, ...Object.fromEntries(file) },
    hindrances: after.problems.map((problem) => choiceInWords(problem, words)),
  }
}
