import { Effect, Schema } from "effect"
import { lengthUnits, loadUnits, speedUnits } from "./measures.ts"
import { countryCode, isTimeZoneName } from "./place.ts"
import { buildingUses, drives, unitKinds } from "./unit.ts"

const Column = Schema.NonEmptyString
const Values = Schema.Record(Schema.String, Schema.String)

const isPattern = Schema.makeFilter((source: string) => {
  try {
    new RegExp(source, "u")
    return undefined
  } catch {
    return "Expected a regular expression"
  }
})
/** A text that matches from end to end becomes `give`, in which $1 is what the first brackets held. */
const Pattern = Schema.Struct({ match: Schema.String.check(isPattern), give: Schema.String })

const oneOf = (...sources: ReadonlyArray<string>) =>
  Schema.makeFilter((field: object) =>
    sources.filter((source) => source in field).length === 1
      ? undefined
      : `Expected exactly one of ${sources.join(", ")}`,
  )

const text = {
  column: Schema.optionalKey(Column),
  columns: Schema.optionalKey(Schema.NonEmptyArray(Column)),
  constant: Schema.optionalKey(Schema.NonEmptyString),
  values: Schema.optionalKey(Values),
  patterns: Schema.optionalKey(Schema.NonEmptyArray(Pattern)),
}
const Text = Schema.Union([Column, Schema.Struct(text).check(oneOf("column", "columns", "constant"))])

const templateFields = ["kind", "equipmentNumber", "purpose", "manufacturer", "buildingName"] as const
const isTemplate = Schema.makeFilter((template: string) => {
  const unknown = [...template.matchAll(/\{([^{}]*)\}/g)].find(
    ([, name]) => !templateFields.some((field) => field === name),
  )
  return unknown === undefined
    ? undefined
    : `${unknown[0]} is not one of ${templateFields.map((field) => `{${field}}`).join(", ")}`
})
const Name = Schema.Union([
  Column,
  Schema.Struct({ ...text, template: Schema.optionalKey(Schema.NonEmptyString.check(isTemplate)) }).check(
    oneOf("column", "columns", "constant", "template"),
  ),
])

const choice = <const Words extends ReadonlyArray<string>>(words: Words) =>
  Schema.Union([
    Column,
    Schema.Struct({
      column: Schema.optionalKey(Column),
      constant: Schema.optionalKey(Schema.Literals(words)),
      values: Schema.optionalKey(Schema.Record(Schema.String, Schema.Literals([...words, ""]))),
    }).check(oneOf("column", "constant")),
  ])

const measure = <const Units extends ReadonlyArray<string>>(units: Units) =>
  Schema.Struct({ column: Column, unit: Schema.Literals(units), values: Schema.optionalKey(Values) })

const Whole = Schema.Union([
  Column,
  Schema.Struct({
    column: Column,
    values: Schema.optionalKey(Values),
    patterns: Schema.optionalKey(Schema.NonEmptyArray(Pattern)),
  }),
])

const Floors = Schema.Struct({
  column: Schema.optionalKey(Column),
  separator: Schema.optionalKey(Schema.NonEmptyString),
  from: Schema.optionalKey(Column),
  to: Schema.optionalKey(Column),
  marking: Schema.optionalKey(Schema.String.check(isPattern)),
}).check(
  Schema.makeFilter((floors) => {
    const list = floors.column !== undefined && floors.from === undefined && floors.to === undefined
    const ends =
      floors.column === undefined &&
      floors.separator === undefined &&
      floors.from !== undefined &&
      floors.to !== undefined
    return list || ends ? undefined : "Expected either column (and separator), or from and to"
  }),
)

const TimeZone = Schema.Union([
  Column,
  Schema.Struct({
    column: Schema.optionalKey(Column),
    constant: Schema.optionalKey(
      Schema.String.check(
        Schema.makeFilter((name) => (isTimeZoneName(name) ? undefined : "Expected a time zone such as Europe/London")),
      ),
    ),
    values: Schema.optionalKey(Values),
  }).check(oneOf("column", "constant")),
])

const Country = Schema.Union([
  Column,
  Schema.Struct({
    column: Schema.optionalKey(Column),
    constant: Schema.optionalKey(
      Schema.String.check(
        Schema.makeFilter((code) =>
          countryCode(code) !== null ? undefined : "Expected a country's two letters, such as GB",
        ),
      ),
    ),
    values: Schema.optionalKey(Values),
  }).check(oneOf("column", "constant")),
])

const Fields = Schema.Struct({
  equipmentNumber: Text,
  kind: choice(unitKinds),
  name: Schema.optionalKey(Name),
  drive: Schema.optionalKey(choice(drives)),
  purpose: Schema.optionalKey(Text),
  manufacturer: Schema.optionalKey(Text),
  year: Schema.optionalKey(Whole),
  ratedLoad: Schema.optionalKey(measure(loadUnits)),
  ratedSpeed: Schema.optionalKey(measure(speedUnits)),
  travel: Schema.optionalKey(measure(lengthUnits)),
  floors: Schema.optionalKey(Floors),
  registerStatus: Schema.optionalKey(Text),
  buildingKey: Schema.optionalKey(Text),
  buildingName: Schema.optionalKey(Text),
  use: Schema.optionalKey(choice(buildingUses)),
  street: Schema.optionalKey(Text),
  locality: Text,
  region: Schema.optionalKey(Text),
  postalCode: Schema.optionalKey(Text),
  country: Country,
  timeZone: TimeZone,
  latitude: Schema.optionalKey(Column),
  longitude: Schema.optionalKey(Column),
}).check(
  Schema.makeFilter((fields) => {
    const issues: Array<{ path: Array<string>; issue: string }> = []
    if (fields.buildingKey === undefined && fields.street === undefined) {
      issues.push({
        path: ["buildingKey"],
        issue: "Expected a buildingKey, a street, or both: a unit must be somewhere",
      })
    }
    if ((fields.latitude === undefined) !== (fields.longitude === undefined)) {
      issues.push({
        path: [fields.latitude === undefined ? "latitude" : "longitude"],
        issue: "Expected both latitude and longitude, or neither",
      })
    }
    return issues
  }),
)

/** How the rows of a register are read as units: docs/import/README.md explains every key. */
export const UnitMap = Schema.Struct({
  about: Schema.optionalKey(Schema.String),
  delimiter: Schema.optionalKey(Schema.Literals([",", ";", "\t", "|"])),
  encoding: Schema.optionalKey(Schema.Literals(["utf-8", "latin1"])),
  decimal: Schema.optionalKey(Schema.Literals([".", ","])),
  fields: Fields,
  refuse: Schema.optionalKey(
    Schema.Array(Schema.Struct({ when: Schema.Record(Column, Schema.String), reason: Schema.NonEmptyString })),
  ),
})
export type UnitMap = typeof UnitMap.Type
export type FieldName = keyof UnitMap["fields"]

export const requiredFields: ReadonlyArray<FieldName> = ["equipmentNumber", "kind", "locality", "country", "timeZone"]

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

const standard = Schema.toStandardSchemaV1(UnitMap, { parseOptions: { errors: "all", onExcessProperty: "error" } })[
  "~standard"
]

const inWords = (message: string) =>
  message.replace("Missing key", "This key is missing").replace("Expected no excess property", "There is no such key")

/** Reads a map that was parsed from JSON; `MapInvalid` lists everything that is wrong with it. */
export const decodeUnitMap = Effect.fn("Equipment.decodeUnitMap")(function* (json: unknown) {
  const result = yield* Effect.promise(async () => standard.validate(json))
  if (result.issues === undefined) return result.value
  const problems = result.issues.map(({ path, message }) => ({
    path: (path ?? []).map(String).join("."),
    message: inWords(message),
  }))
  return yield* new MapInvalid({ problems })
})

/** The same, from the text of a map file. */
export const parseUnitMap = Effect.fn("Equipment.parseUnitMap")(function* (text: string) {
  const json = yield* Effect.try({
    try: () => JSON.parse(text.replace(/^\ufeff/, "")) as unknown,
    catch: (error) =>
      new MapInvalid({ problems: [{ path: "", message: `The map is not JSON: ${(error as Error).message}` }] }),
  })
  return yield* decodeUnitMap(json)
})
