import { Schema } from "effect"
import { fileKeys, mapReader, Text } from "./map-parts.ts"

const Fields = Schema.Struct({
  building: Schema.optionalKey(Text),
  contract: Schema.optionalKey(Text),
  hours: Text,
  peakHours: Schema.optionalKey(Text),
}).check(
  Schema.makeFilter((fields) =>
    fields.building === undefined && fields.contract === undefined
      ? [{ path: ["building"], issue: "Expected a building, a contract, or both: whose hours are they?" }]
      : [],
  ),
)

/** How the rows of a file become agreed hours: docs/import/README.md explains every key. */
export const AgreedHoursMap = Schema.Struct({ ...fileKeys, fields: Fields })
export type AgreedHoursMap = typeof AgreedHoursMap.Type

/** Reads a map that was parsed from JSON; `MapInvalid` lists everything that is wrong with it. */
export const decodeAgreedHoursMap = mapReader(AgreedHoursMap)
