import { cellSources, type Cells, type Drop, folded, type Given, Refused, tidy } from "./cell-source.ts"
import { addressKey, type FleetAddress, type FleetBuilding, type FleetRow, type FleetUnit } from "./fleet-row.ts"
import { likelyDrive, likelyKind } from "./likely-words.ts"
import { readLength, readLoad, readNumber, readSpeed } from "./measures.ts"
import { countryCode, isTimeZoneName } from "./place.ts"
import { kindWords } from "./search-text.ts"
import { buildingUses, drives, type UnitKind, unitKinds } from "./unit.ts"
import type { FieldName, UnitMap } from "./unit-map.ts"

/** A value that could not be read, and so was left empty. */
export interface LeftEmpty {
  readonly field: FieldName
  readonly column: string
  readonly value: string
}

export type RowRead =
  | { readonly row: FleetRow; readonly leftEmpty: ReadonlyArray<LeftEmpty> }
  | { readonly refused: string; readonly leftEmpty: ReadonlyArray<LeftEmpty> }

/** Longer than any name of a thing: what is longer is a mistake in the file, and an index could not hold it. */
const LONGEST = 200
const LONGEST_NUMBER = 60
const usualMarking = "-?\\d{1,3}|[\\p{L}\\p{N}]{1,4}"

const notTooLong = (what: string, text: string, longest = LONGEST) => {
  if (text.length > longest) throw new Refused(`the ${what} is longer than ${longest} characters`)
  return text
}

const shortNumber = (text: string) => (text.length <= LONGEST_NUMBER ? text : null)
const short = (text: string) => (text.length <= LONGEST ? text : null)

const year = (text: string) => (/^(?:18[5-9]|19\d|20\d)\d$/.test(text) ? Number(text) : null)

/** Reads one of the product's own words, also "Moving walk" for "moving-walk". */
const wordOf = <const Words extends ReadonlyArray<string>>(words: Words) => {
  const known = new Map<string, Words[number]>(words.map((word) => [word, word]))
  return (text: string): Words[number] | null => known.get(folded(text).replaceAll(" ", "-")) ?? null
}

const kindOf = wordOf(unitKinds)
const driveOf = wordOf(drives)

/** A map that does not translate a register's words leaves it to us to recognise them. */
const kindReader = (given: UnitMap["fields"]["kind"]) =>
  typeof given === "string" || given.values === undefined ? (text: string) => kindOf(text) ?? likelyKind(text) : kindOf
const driveReader = (given: UnitMap["fields"]["drive"]) =>
  typeof given === "string" || given?.values === undefined
    ? (text: string) => driveOf(text) ?? likelyDrive(text)
    : driveOf

/** Reads each field of a row; what cannot be read goes to `drop`. */
const fieldReaders = (map: UnitMap, header: ReadonlyArray<string>, drop: Drop) => {
  const { fields } = map
  const mark = map.decimal ?? "."
  const { cell, source } = cellSources(header, drop)

  const required = (field: FieldName, what: string, longest?: number) => {
    const from = source(field, fields[field] as Given)
    return (cells: Cells) => {
      const text = notTooLong(what, from.of(cells), longest)
      if (text === "") throw new Refused(`no ${what}`)
      return text
    }
  }

  /** Undefined when the map does not name the field, so that the unit lacks it too. */
  const optional = <A>(field: FieldName, read: (text: string) => A | null) => {
    const given = fields[field] as Given | undefined
    if (given === undefined) return undefined
    const from = source(field, given)
    return (cells: Cells): A | null => {
      const text = from.of(cells)
      if (text === "") return null
      const value = read(text)
      return value === null ? drop(field, from.column, text) : value
    }
  }

  const coordinate = (limit: number) => (text: string) => {
    const value = readNumber(text.replace(/^[-+]/, ""), mark)
    return value === null || value > limit ? null : text.startsWith("-") ? -value : value
  }

  const floors = () => {
    const given = fields.floors
    if (given === undefined) return undefined
    const marking = new RegExp(`^(?:${given.marking ?? usualMarking})$`, "u")
    const known = (column: string, texts: ReadonlyArray<string>) =>
      texts.filter((text) => {
        if (text !== "" && !marking.test(text)) drop("floors", column, text)
        return marking.test(text)
      })
    const columns = given.column === undefined ? [given.from ?? "", given.to ?? ""] : [given.column]
    const { separator } = given
    const sources = columns.map(cell)
    return (cells: Cells): ReadonlyArray<string> => {
      const found = sources.flatMap(({ column, of }) => {
        const text = of(cells)
        return known(
          column,
          given.column === undefined ? [text] : text.split(separator ?? " ").map((part) => part.trim()),
        )
      })
      return [...new Set(found)]
    }
  }

  const { ratedLoad, ratedSpeed, travel } = fields
  return {
    equipmentNumber: required("equipmentNumber", "equipment number", LONGEST_NUMBER),
    kind: required("kind", "kind of unit"),
    kindOf: kindReader(fields.kind),
    country: required("country", "country"),
    timeZone: required("timeZone", "time zone"),
    name: source(
      "name",
      typeof fields.name === "object" && fields.name.template !== undefined
        ? undefined
        : (fields.name as Given | undefined),
    ).of,
    buildingKey: source("buildingKey", fields.buildingKey).of,
    buildingName: source("buildingName", fields.buildingName).of,
    street: source("street", fields.street).of,
    locality: optional("locality", short),
    region: optional("region", short),
    postalCode: optional("postalCode", short),
    latitude: optional("latitude", coordinate(90)),
    longitude: optional("longitude", coordinate(180)),
    use: optional("use", wordOf(buildingUses)),
    drive: optional("drive", driveReader(fields.drive)),
    purpose: optional("purpose", short),
    manufacturer: optional("manufacturer", short),
    year: optional("year", year),
    ratedLoad: ratedLoad && optional("ratedLoad", (text) => readLoad(text, ratedLoad.unit, mark)),
    ratedSpeed: ratedSpeed && optional("ratedSpeed", (text) => readSpeed(text, ratedSpeed.unit, mark)),
    travel: travel && optional("travel", (text) => readLength(text, travel.unit, mark)),
    floors: floors(),
    registerStatus: optional("registerStatus", short),
    contractNumber: optional("contractNumber", shortNumber),
    refusals: (map.refuse ?? []).map(({ when, reason }) => {
      const tests = Object.entries(when).map(([column, value]) => ({ of: cell(column).of, value: folded(tidy(value)) }))
      return { reason, applies: (cells: Cells) => tests.every(({ of, value }) => folded(of(cells)) === value) }
    }),
  }
}
type FieldReaders = ReturnType<typeof fieldReaders>

const readKind = (read: FieldReaders, cells: Cells): UnitKind => {
  const text = read.kind(cells)
  const kind = read.kindOf(text)
  if (kind === null) throw new Refused(`the map does not know the kind of unit "${text}"`)
  return kind
}

const readPlace = (read: FieldReaders, cells: Cells): { building: FleetBuilding; address: FleetAddress } => {
  const key = notTooLong("building number", read.buildingKey(cells))
  const street = notTooLong("street", read.street(cells))
  if (key === "" && street === "") throw new Refused("neither building number nor address")
  const name = notTooLong("building's name", read.buildingName(cells)) || street || key
  const country = read.country(cells)
  const code = countryCode(country)
  if (code === null) throw new Refused(`"${country}" is not a country's code of two letters`)
  const timeZone = read.timeZone(cells)
  if (!isTimeZoneName(timeZone)) throw new Refused(`"${timeZone}" is not a time zone such as Europe/London`)

  const words = {
    street: street || name,
    locality: read.locality?.(cells) ?? "",
    region: read.region?.(cells) ?? null,
    postalCode: read.postalCode?.(cells) ?? null,
    country: code,
  }
  const address = { key: addressKey(words), ...words }
  const latitude = read.latitude?.(cells) ?? null
  const longitude = read.longitude?.(cells) ?? null
  const located = latitude !== null && longitude !== null
  const building = {
    key: key || address.key,
    name,
    timeZone,
    latitude: located ? latitude : null,
    longitude: located ? longitude : null,
    use: read.use?.(cells) ?? null,
  }
  return { building, address }
}

/** The fields that the map names. */
const readFacts = (
  read: FieldReaders,
  kind: UnitKind,
  cells: Cells,
): Omit<FleetUnit, "equipmentNumber" | "name" | "kind"> => ({
  ...(read.purpose && { purpose: read.purpose(cells) }),
  ...(read.manufacturer && { manufacturer: read.manufacturer(cells) }),
  // What a register says in this column about an escalator is another thing than a lift's drive.
  ...(read.drive && { drive: kind === "escalator" || kind === "moving-walk" ? null : read.drive(cells) }),
  ...(read.year && { year: read.year(cells) }),
  ...(read.ratedLoad && { ratedLoadKg: read.ratedLoad(cells) }),
  ...(read.ratedSpeed && { ratedSpeedMps: read.ratedSpeed(cells) }),
  ...(read.travel && { travelMetres: read.travel(cells) }),
  ...(read.floors && { floors: read.floors(cells) }),
  ...(read.registerStatus && { registerStatus: read.registerStatus(cells) }),
  ...(read.contractNumber && { contractNumber: read.contractNumber(cells) }),
})

/**
 * Makes the reader of a file's rows. The header's names must be trimmed and hold every column that the map names. The
 * reader depends on nothing but the row: an optional value that it cannot read is left empty and told, a required one
 * refuses the row.
 */
export const fleetRowReader = (map: UnitMap, header: ReadonlyArray<string>): ((cells: Cells) => RowRead) => {
  let leftEmpty: Array<LeftEmpty> = []
  const read = fieldReaders(map, header, (field, column, value) => {
    leftEmpty.push({ field: field as FieldName, column, value })
    return null
  })
  const template = typeof map.fields.name === "object" ? map.fields.name.template : undefined

  const readRow = (cells: Cells): FleetRow => {
    const refusal = read.refusals.find(({ applies }) => applies(cells))
    if (refusal !== undefined) throw new Refused(refusal.reason)
    const equipmentNumber = read.equipmentNumber(cells)
    const { building, address } = readPlace(read, cells)
    const kind = readKind(read, cells)
    const facts = readFacts(read, kind, cells)
    const words: Readonly<Record<string, string | null | undefined>> = {
      ...facts,
      equipmentNumber,
      kind: kindWords[kind],
      buildingName: building.name,
    } as never
    const made = () =>
      tidy((template ?? "{kind} {equipmentNumber}").replace(/\{(\w+)\}/g, (_, field: string) => words[field] ?? ""))
    const given = read.name(cells)
    const name = notTooLong("name", given || made())
    return {
      unit: { equipmentNumber, name, kind, ...facts },
      nameMadeUp: given === "" && template === undefined,
      building,
      address,
    }
  }

  return (cells) => {
    leftEmpty = []
    try {
      return { row: readRow(cells), leftEmpty }
    } catch (error) {
      if (error instanceof Refused) return { refused: error.message, leftEmpty: [] }
      throw error
    }
  }
}
