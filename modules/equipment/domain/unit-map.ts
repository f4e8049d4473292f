import { Effect, Schema } from "effect"
import { lengthUnits, loadUnits, speedUnits } from "./measures.ts"
import {
  choice,
  Column,
  fileKeys,
  isPattern,
  mapReader,
  oneOf,
  parseMapText,
  Pattern,
  Text,
  text,
  Values,
} from "./map-parts.ts"
import { countryCode, isTimeZoneName } from "./place.ts"
import { buildingUses, drives, unitKinds } from "./unit.ts"

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
  contractNumber: Schema.optionalKey(Text),
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
  ...fileKeys,
  decimal: Schema.optionalKey(Schema.Literals([".", ","])),
  fields: Fields,
})
export type UnitMap = typeof UnitMap.Type
export type FieldName = keyof UnitMap["fields"]

export const requiredFields: ReadonlyArray<FieldName> = ["equipmentNumber", "kind", "locality", "country", "timeZone"]

/** Reads a map that was parsed from JSON; `MapInvalid` lists everything that is wrong with it. */
export const decodeUnitMap = mapReader(UnitMap)

/** The same, from the text of a map file. */
export const parseUnitMap = Effect.fn("Equipment.parseUnitMap")(function* (text: string) {
  return yield* decodeUnitMap(yield* parseMapText(text))
})
