import { readNumber } from "./measures.ts"
import { type FieldName, requiredFields } from "./unit-map.ts"

/** A map to start from: `map` is JSON for `decodeUnitMap` once `missing` is filled in. */
export interface MapProposal {
  readonly map: { readonly delimiter: string; readonly fields: Readonly<Record<string, unknown>> }
  readonly missing: ReadonlyArray<FieldName>
}

/** Names under which registers keep each field, letters and digits only, the likeliest first. */
const usualNames: ReadonlyArray<readonly [FieldName, ReadonlyArray<string>]> = [
  [
    "equipmentNumber",
    [
      "equipmentnumber",
      "equipmentno",
      "equipment",
      "unitnumber",
      "unitno",
      "unitid",
      "liftnumber",
      "liftno",
      "elevatornumber",
      "devicenumber",
      "dvdevicenumber",
      "serialnumber",
      "assetnumber",
      "number",
      "id",
    ],
  ],
  ["name", ["name", "unitname", "liftname", "elevatorname", "designation", "description"]],
  ["kind", ["kind", "type", "unittype", "devicetype", "equipmenttype", "category"]],
  ["drive", ["drive", "drivetype", "machinetype", "dvmachinetype"]],
  ["purpose", ["purpose", "usage", "service"]],
  ["manufacturer", ["manufacturer", "maker", "brand", "make", "dvmanufacturer"]],
  [
    "year",
    ["year", "yearbuilt", "builtyear", "constructionyear", "yearofconstruction", "yearofmanufacture", "installed"],
  ],
  ["ratedLoad", ["ratedload", "load", "capacity", "dvcapacity"]],
  ["ratedSpeed", ["ratedspeed", "speed", "dvspeed"]],
  ["travel", ["travel", "traveldistance", "travelheight", "rise", "dvtraveldistance"]],
  ["registerStatus", ["registerstatus", "status", "devicestatus", "dvdevicestatusdescription"]],
  [
    "buildingKey",
    ["buildingkey", "buildingnumber", "buildingno", "buildingid", "bin", "siteid", "sitenumber", "propertyid"],
  ],
  ["buildingName", ["buildingname", "building", "site", "sitename", "property", "propertyname"]],
  ["use", ["use", "buildinguse", "occupancy"]],
  ["street", ["street", "address", "streetaddress", "addressline1", "address1"]],
  ["locality", ["locality", "city", "town", "place", "municipality"]],
  ["region", ["region", "state", "province", "county", "borough"]],
  ["postalCode", ["postalcode", "postcode", "zip", "zipcode", "plz"]],
  ["country", ["country", "countrycode"]],
  ["timeZone", ["timezone", "tz"]],
  ["latitude", ["latitude", "lat"]],
  ["longitude", ["longitude", "lon", "lng", "long"]],
]
const houseNumber = ["housenumber", "houseno", "streetnumber"]
const streetName = ["streetname", "street", "road"]
const floorList = ["floors", "stops", "landings", "floormarkings"]
const floorFrom = ["floorfrom", "dvfloorfrom", "lowestfloor", "bottomfloor"]
const floorTo = ["floorto", "dvfloorto", "highestfloor", "topfloor"]

const unitWords = {
  ratedLoad: { kgs: "kg", kg: "kg", lbs: "lb", lb: "lb", pounds: "lb" },
  ratedSpeed: { mps: "m/s", ms: "m/s", fpm: "fpm", ftmin: "fpm" },
  travel: { metres: "m", meters: "m", m: "m", mm: "mm", feet: "ft", ft: "ft" },
} as const
const guessedUnit = { ratedLoad: "kg", ratedSpeed: "m/s", travel: "m" } as const

const bare = (name: string) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "")

/** The delimiter of which the first line holds most. */
export const likelyDelimiter = (firstLine: string): "," | ";" | "\t" | "|" => {
  const unquoted = firstLine.replace(/"[^"]*"/g, "")
  const counts = ([",", ";", "\t", "|"] as const).map((mark) => ({ mark, n: unquoted.split(mark).length }))
  return counts.reduce((best, next) => (next.n > best.n ? next : best)).mark
}

/**
 * Proposes a map from the header's names; `samples` are some values of each column. People check it before it is used.
 */
export const proposeMap = (
  header: ReadonlyArray<string>,
  samples: Readonly<Record<string, ReadonlyArray<string>>> = {},
  delimiter = ",",
): MapProposal => {
  const taken = new Set<string>()
  const take = (names: ReadonlyArray<string>) => {
    for (const name of names) {
      const column = header.find((h) => !taken.has(h) && bare(h) === name)
      if (column !== undefined) {
        taken.add(column)
        return column
      }
    }
    return undefined
  }
  const takeMeasured = (field: keyof typeof unitWords, names: ReadonlyArray<string>) => {
    for (const name of names) {
      for (const [suffix, unit] of Object.entries(unitWords[field])) {
        const column = take([name + suffix])
        if (column !== undefined) return { column, unit }
      }
    }
    const column = take(names)
    if (column === undefined) return undefined
    const figures = samples[column] ?? []
    const feet = field === "travel" && figures.some((text) => /['"]/.test(text) && readNumber(text) === null)
    return { column, unit: feet ? "ft-in" : guessedUnit[field] }
  }

  const fields: Record<string, unknown> = {}
  const put = (field: FieldName, value: unknown) => {
    if (value !== undefined) fields[field] = value
  }
  const house = take(houseNumber)
  const road = house === undefined ? undefined : take(streetName)
  if (house !== undefined && road !== undefined) put("street", { columns: [house, road] })
  const from = take(floorFrom)
  const to = take(floorTo)
  if (from !== undefined && to !== undefined) put("floors", { from, to })
  else {
    const column = take(floorList)
    if (column !== undefined) put("floors", { column, separator: likelySeparator(samples[column] ?? []) })
  }
  for (const [field, names] of usualNames) {
    if (field in fields) continue
    if (field === "ratedLoad" || field === "ratedSpeed" || field === "travel") put(field, takeMeasured(field, names))
    else put(field, take(names))
  }
  if (fields.latitude === undefined || fields.longitude === undefined) {
    delete fields.latitude
    delete fields.longitude
  }
  const missing: Array<FieldName> = requiredFields.filter((field) => fields[field] === undefined)
  if (fields.street === undefined && fields.buildingKey === undefined) missing.push("buildingKey")
  return { map: { delimiter, fields }, missing }
}

const likelySeparator = (samples: ReadonlyArray<string>) =>
  [",", ";", "|", "/"].find((mark) => samples.some((text) => text.includes(mark))) ?? " "
