import type { StreetUnitRow } from "#equipment"
import type { StreetBuilding } from "../components/street.ts"
import { buildingHref, pictureOf, unitHref } from "./unit-words.ts"

/** The rows of the street, which come building by building, as buildings with their units. */
export const streetBuildings = (rows: ReadonlyArray<StreetUnitRow>): ReadonlyArray<StreetBuilding> =>
  [...Map.groupBy(rows, (row) => row.buildingId).values()].flatMap((units) => {
    const [first] = units
    if (first === undefined) return []
    return [
      {
        id: String(first.buildingId),
        href: buildingHref(first.buildingId),
        name: first.building,
        units: units.map((unit) => ({
          id: String(unit.id),
          href: unitHref(unit.id),
          name: unit.name,
          ...pictureOf(unit),
        })),
      },
    ]
  })
