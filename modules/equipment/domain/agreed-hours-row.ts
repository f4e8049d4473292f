import { type AgreedHours, parseAgreedHours } from "./agreed-hours.ts"
import type { AgreedHoursMap } from "./agreed-hours-map.ts"
import { cellSources, type Cells, refusalOf, Refused } from "./cell-source.ts"

/** One row of a file of agreed hours: those of a building, by its key or name, or of a contract, by its number. */
export interface AgreedHoursRow {
  readonly of: { readonly building: string } | { readonly contract: string }
  /** Null: the row says nothing of them. */
  readonly hours: AgreedHours | null
  /** Of a building alone. */
  readonly peakHours: AgreedHours | null
}

export type AgreedHoursRowRead = { readonly row: AgreedHoursRow } | { readonly refused: string }

const hoursIn = (what: string, text: string): AgreedHours | null => {
  if (text === "") return null
  const hours = parseAgreedHours(text)
  if ("problems" in hours) throw new Refused(`${what}: ${hours.problems.join(" ")}`)
  return hours
}

/** Makes the reader of a file's rows of agreed hours. The header's names must be trimmed and hold every column that the map names. */
export const agreedHoursRowReader = (
  map: AgreedHoursMap,
  header: ReadonlyArray<string>,
): ((cells: Cells) => AgreedHoursRowRead) => {
  const { fields } = map
  const { cell, source } = cellSources(header, (field, column, value) => {
    throw new Refused(`${column} "${value}" matches none of the patterns of ${field}`)
  })
  const building = source("building", fields.building).of
  const contract = source("contract", fields.contract).of
  const hours = source("hours", fields.hours).of
  const peakHours = source("peakHours", fields.peakHours).of
  const refusal = refusalOf(map.refuse, cell)

  const readRow = (cells: Cells): AgreedHoursRow => {
    const reasonOfMap = refusal(cells)
    if (reasonOfMap !== null) throw new Refused(reasonOfMap)
    const whose = { building: building(cells), contract: contract(cells) }
    if (whose.building === "" && whose.contract === "") throw new Refused("neither building nor contract number")
    if (whose.building !== "" && whose.contract !== "")
      throw new Refused("both a building and a contract number: hours are those of one of them")
    const given = { hours: hoursIn("hours", hours(cells)), peakHours: hoursIn("peak hours", peakHours(cells)) }
    if (given.hours === null && given.peakHours === null) throw new Refused("no hours")
    if (whose.building !== "") return { of: { building: whose.building }, ...given }
    if (given.peakHours !== null) throw new Refused("peak hours are a building's, not a contract's")
    return { of: { contract: whose.contract }, ...given }
  }

  return (cells) => {
    try {
      return { row: readRow(cells) }
    } catch (error) {
      if (error instanceof Refused) return { refused: error.message }
      throw error
    }
  }
}
