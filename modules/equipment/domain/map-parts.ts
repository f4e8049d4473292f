import { Effect, Schema } from "effect"
import { isTimeZoneName } from "./place.ts"
import { formatProblem } from "./told-time.ts"

export const Column = Schema.NonEmptyString
export const Values = Schema.Record(Schema.String, Schema.String)

export const isPattern = Schema.makeFilter((source: string) => {
  try {
    new RegExp(source, "u")
    return undefined
  } catch {
    return "Expected a regular expression"
  }
})
/** A text that matches from end to end becomes `give`, in which $1 is what the first brackets held. */
export const Pattern = Schema.Struct({ match: Schema.String.check(isPattern), give: Schema.String })

export const oneOf = (...sources: ReadonlyArray<string>) =>
  Schema.makeFilter((field: object) =>
    sources.filter((source) => source in field).length === 1
      ? undefined
      : `Expected exactly one of ${sources.join(", ")}`,
  )

export const text = {
  column: Schema.optionalKey(Column),
  columns: Schema.optionalKey(Schema.NonEmptyArray(Column)),
  constant: Schema.optionalKey(Schema.NonEmptyString),
  values: Schema.optionalKey(Values),
  patterns: Schema.optionalKey(Schema.NonEmptyArray(Pattern)),
}
/** A text from one column, from several joined by a blank, or the same for all rows. */
export const Text = Schema.Union([Column, Schema.Struct(text).check(oneOf("column", "columns", "constant"))])

/** One of the product's own words, or a column whose values become one. */
export const choice = <const Words extends ReadonlyArray<string>>(words: Words) =>
  Schema.Union([
    Column,
    Schema.Struct({
      column: Schema.optionalKey(Column),
      constant: Schema.optionalKey(Schema.Literals(words)),
      values: Schema.optionalKey(Schema.Record(Schema.String, Schema.Literals([...words, ""]))),
    }).check(oneOf("column", "constant")),
  ])

/** What every map says of its file. */
export const fileKeys = {
  about: Schema.optionalKey(Schema.String),
  delimiter: Schema.optionalKey(Schema.Literals([",", ";", "\t", "|"])),
  encoding: Schema.optionalKey(Schema.Literals(["utf-8", "latin1"])),
  refuse: Schema.optionalKey(
    Schema.Array(Schema.Struct({ when: Schema.Record(Column, Schema.String), reason: Schema.NonEmptyString })),
  ),
}
const isZone = Schema.makeFilter((name: string) =>
  isTimeZoneName(name) ? undefined : "Expected a time zone such as Europe/London",
)
const isFormat = Schema.makeFilter((format: string) => formatProblem(format) ?? undefined)
/** How a file writes its times. */
export const timeKey = Schema.optionalKey(
  Schema.Struct({
    format: Schema.optionalKey(Schema.NonEmptyString.check(isFormat)),
    zone: Schema.optionalKey(Schema.String.check(isZone)),
  }),
)

/** What a map says of its file, as far as the file's records are concerned. */
export interface FileFormat {
  readonly delimiter?: "," | ";" | "\t" | "|"
  readonly encoding?: "utf-8" | "latin1"
}

export interface MapProblem {
  /** "fields.ratedLoad.unit", or "" for the map as a whole. */
  readonly path: string
  readonly message: string
}

/** The map cannot be used, or does not fit the file; every problem with the place in the map where it is. */
export class MapInvalid extends Schema.TaggedError<MapInvalid>()("MapInvalid", {
  problems: Schema.Array(Schema.Struct({ path: Schema.String, message: Schema.String })),
}) {
  override get message() {
    return this.problems.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`)).join("\n")
  }
}

const inWords = (message: string) =>
  message.replace("Missing key", "This key is missing").replace("Expected no excess property", "There is no such key")

/** Makes the reader of one kind of map, parsed from JSON; `MapInvalid` lists everything that is wrong with it. */
export const mapReader = <S extends Schema.Decoder<unknown>>(schema: S) => {
  const standard = Schema.toStandardSchemaV1(schema, { parseOptions: { errors: "all", onExcessProperty: "error" } })[
    "~standard"
  ]
  return Effect.fn("Equipment.readMap")(function* (json: unknown) {
    const result = yield* Effect.promise(async () => standard.validate(json))
    if (result.issues === undefined) return result.value
    const problems = result.issues.map(({ path, message }) => ({
      path: (path ?? []).map(String).join("."),
      message: inWords(message),
    }))
    return yield* new MapInvalid({ problems })
  })
}

/** The JSON of a map file's text. */
export const parseMapText = (text: string) =>
  Effect.try({
    try: () => JSON.parse(text.replace(/^\ufeff/, "")) as unknown,
    catch: (error) =>
      new MapInvalid({ problems: [{ path: "", message: `The map is not JSON: ${(error as Error).message}` }] }),
  })
