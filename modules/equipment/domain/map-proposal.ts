import { broughtKind, type BroughtKindName, isBrought } from "./brought-kinds.ts"
import type { ImportKind } from "./import-map.ts"
import { readNumber } from "./measures.ts"
import { requiredStatesFields } from "./states-map.ts"
import { type FieldName, requiredFields } from "./unit-map.ts"

/** A map to start from: `map` is JSON for `decodeImportMap` once `missing` is filled in. */
export interface MapProposal {
  readonly map: { readonly delimiter: string; readonly fields: Readonly<Record<string, unknown>> }
  readonly missing: ReadonlyArray<string>
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
  ["contractNumber", ["contractnumber", "contractno", "contract", "contractid", "servicecontractnumber"]],
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

/** The same for files of states and of agreed hours. */
const usualNamesOf: Readonly<
  Record<Exclude<ImportKind, "units" | BroughtKindName>, ReadonlyArray<readonly [string, ReadonlyArray<string>]>>
> = {
  states: [
    [
      "unit",
      [
        "unit",
        "equipmentnumber",
        "equipmentno",
        "equipment",
        "unitnumber",
        "unitno",
        "unitid",
        "elevator",
        "lift",
        "liftnumber",
        "liftno",
        "elevatornumber",
        "number",
        "id",
      ],
    ],
    [
      "from",
      ["from", "start", "started", "startedat", "begin", "begins", "since", "outofservice", "downsince", "down"],
    ],
    ["to", ["to", "until", "end", "ended", "endedat", "ends", "backinservice", "returned", "back", "restored"]],
    ["state", ["state", "status", "condition"]],
    ["class", ["class", "classification"]],
    ["reason", ["reason", "cause", "why", "remark", "comment"]],
  ],
  "agreed-hours": [
    ["building", ["building", "buildingkey", "buildingname", "buildingnumber", "site"]],
    ["contract", ["contract", "contractnumber", "contractno"]],
    ["hours", ["hours", "agreedhours", "windows", "times"]],
    ["peakHours", ["peakhours", "peak"]],
  ],
}
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

/** Takes the columns of a header by their usual names, each once. */
const taker = (header: ReadonlyArray<string>) => {
  const taken = new Set<string>()
  return (names: ReadonlyArray<string>) => {
    for (const name of names) {
      const column = header.find((h) => !taken.has(h) && bare(h) === name)
      if (column !== undefined) {
        taken.add(column)
        return column
      }
    }
    return undefined
  }
}

/**
 * Proposes a map of a kind from the header's names; `samples` are some values of each column. People check it before it is used.
 */
export const proposeMap = (
  kind: ImportKind,
  header: ReadonlyArray<string>,
  samples: Readonly<Record<string, ReadonlyArray<string>>> = {},
  delimiter = ",",
): MapProposal => {
  if (kind === "units") return proposeUnitMap(header, samples, delimiter)
  const take = taker(header)
  const usual = isBrought(kind) ? broughtKind(kind).usualNames : usualNamesOf[kind]
  const found = usual.flatMap(([field, names]) => {
    const column = take(names)
    return column === undefined ? [] : [[field, column] as const]
  })
  const fields: Readonly<Record<string, string>> = Object.fromEntries(found)
  return { map: { delimiter, fields }, missing: missingIn(kind, fields) }
}

/** The fields that no row of such a file can do without and that are not among the given ones. */
export const missingIn = (kind: ImportKind, fields: Readonly<Record<string, unknown>>): ReadonlyArray<string> => {
  if (kind === "agreed-hours") {
    const whose = fields["building"] === undefined && fields["contract"] === undefined ? ["building"] : []
    return [...whose, ...(fields["hours"] === undefined ? ["hours"] : [])]
  }
  if (isBrought(kind)) return broughtKind(kind).required.filter((field) => fields[field] === undefined)
  if (kind === "states") return requiredStatesFields.filter((field) => fields[field] === undefined)
  const place = fields["street"] === undefined && fields["buildingKey"] === undefined ? ["street"] : []
  return [...requiredFields.filter((field) => fields[field] === undefined), ...place]
}

const proposeUnitMap = (
  header: ReadonlyArray<string>,
  samples: Readonly<Record<string, ReadonlyArray<string>>>,
  delimiter: string,
): MapProposal => {
  const take = taker(header)
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
  return { map: { delimiter, fields }, missing: missingIn("units", fields) }
}

const likelySeparator = (samples: ReadonlyArray<string>) =>
  [",", ";", "|", "/"].find((mark) => samples.some((text) => text.includes(mark))) ?? " "
