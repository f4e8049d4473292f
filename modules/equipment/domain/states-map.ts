import { Schema } from "effect"
import { choice, fileKeys, mapReader, Text, timeKey } from "./map-parts.ts"
import { timeReader } from "./told-time.ts"
import { unitStates } from "./unit.ts"

/** The classes that a file can give: what nobody knows, it tells by the state unknown. */
export const toldClasses = ["planned", "external", "unplanned"] as const

const Fields = Schema.Struct({
  unit: Text,
  from: Text,
  to: Text,
  state: choice(unitStates),
  class: Schema.optionalKey(choice(toldClasses)),
  reason: Schema.optionalKey(Text),
})

/** How the rows of a file become state histories: docs/import/README.md explains every key. */
export const StatesMap = Schema.Struct({
  ...fileKeys,
  time: timeKey,
  period: Schema.optionalKey(Schema.Struct({ from: Schema.NonEmptyString, to: Schema.NonEmptyString })),
  otherwise: Schema.optionalKey(Schema.Literal("in-service")),
  fields: Fields,
}).check(
  Schema.makeFilter((map) => {
    const issues: Array<{ path: Array<string>; issue: string }> = []
    const { period } = map
    if (map.otherwise !== undefined && period === undefined)
      issues.push({ path: ["otherwise"], issue: "Expected a period too: of which time is it true?" })
    if (period === undefined) return issues
    const [from, to] = [periodTime(map, period.from), periodTime(map, period.to)]
    const expected = "Expected a time such as 2018-02-21T14:00:00Z, or a local time of time.zone"
    if (from === null) issues.push({ path: ["period", "from"], issue: expected })
    if (to === null) issues.push({ path: ["period", "to"], issue: expected })
    if (from !== null && to !== null && to <= from)
      issues.push({ path: ["period", "to"], issue: "Expected a time after that of from" })
    return issues
  }),
)
export type StatesMap = typeof StatesMap.Type

const periodTime = (map: { readonly time?: { readonly zone?: string } }, text: string): number | null => {
  const zone = map.time?.zone
  return timeReader(zone === undefined ? {} : { zone })(text, "earlier")
}

/** The period that a map's file covers, [from, to) in epoch milliseconds, or null. Its times are ISO 8601, whatever the file's are. */
export const coveredPeriod = (map: StatesMap): { readonly from: number; readonly to: number } | null => {
  if (map.period === undefined) return null
  const [from, to] = [periodTime(map, map.period.from), periodTime(map, map.period.to)]
  return from === null || to === null ? null : { from, to }
}

export const requiredStatesFields = ["unit", "from", "to", "state"] as const

/** Reads a map that was parsed from JSON; `MapInvalid` lists everything that is wrong with it. */
export const decodeStatesMap = mapReader(StatesMap)
