import { fleetRowReader, type LeftEmpty } from "../domain/fleet-row-reader.ts"
import type { FleetRow } from "../domain/fleet-row.ts"
import type { UnitMap } from "../domain/unit-map.ts"
import { type FileBatch, fileBatches, type RecordsFile } from "./file-batches.ts"

const fieldWords: Readonly<Record<string, string>> = {
  ratedLoad: "rated load",
  ratedSpeed: "rated speed",
  floors: "floor marking",
  registerStatus: "status",
  contractNumber: "contract number",
  postalCode: "postal code",
  use: "use of a building",
  drive: "kind of drive",
  locality: "town",
}

const emptied = ({ field, column, value }: LeftEmpty) => ({
  column,
  reason: `${column} "${value.slice(0, 200)}" cannot be read as a ${fieldWords[field] ?? field}: left empty`,
})

/** Reads the rows of a register in its order, `size` at a time; refuses the second row of one equipment number. */
export const fleetBatches = (file: RecordsFile, map: UnitMap, size: number): AsyncGenerator<FileBatch<FleetRow>> => {
  const read = fleetRowReader(map, file.header)
  const lineOf = new Map<string, number>()
  return fileBatches(file, size, (cells, line) => {
    const result = read(cells)
    if ("refused" in result) return result
    const number = result.row.unit.equipmentNumber
    const first = lineOf.get(number)
    if (first !== undefined) return { refused: `equipment number ${number} stands on line ${first} already` }
    lineOf.set(number, line)
    return { row: result.row, leftEmpty: result.leftEmpty.map(emptied) }
  })
}
