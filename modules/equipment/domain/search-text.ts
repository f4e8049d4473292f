import { printedLoad, printedSpeed, printedTravel } from "./measures.ts"
import type { Drive, UnitKind } from "./unit.ts"

export const kindWords: Readonly<Record<UnitKind, string>> = {
  lift: "Lift",
  escalator: "Escalator",
  "moving-walk": "Moving walk",
  "platform-lift": "Platform lift",
  dumbwaiter: "Dumbwaiter",
}

const driveWords: Readonly<Record<Drive, string>> = {
  traction: "Traction",
  hydraulic: "Hydraulic",
  "machine-room-less": "Machine-room-less",
}

const undecomposed: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ð: "d",
  ł: "l",
  ı: "i",
  þ: "th",
  "’": "'",
}

const withoutAccents = (text: string) =>
  text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(/[ßæœøđðłıþ’]/g, (letter) => undecomposed[letter] ?? letter)
    .normalize("NFC")

// oxlint-disable-next-line no-control-regex -- asks just this: is it plain ASCII?
const ascii = /^[\u0000-\u007f]*$/

/**
 * Text as it is searched: lower case, without accents, blanks single, "2,500" as "2500". For what is stored and for
 * what a person types alike; it changes nothing when applied twice.
 */
export const normaliseSearch = (text: string): string => {
  const lower = ascii.test(text) ? text.toLowerCase() : withoutAccents(text)
  const digits = lower.includes(",") ? lower.replace(/(\d),(?=\d{3}(?!\d))/g, "$1") : lower
  return (/\s\s|[^\S ]/.test(digits) ? digits.replace(/\s+/g, " ") : digits).trim()
}

export interface SearchedUnit {
  readonly equipmentNumber: string
  readonly name: string
  readonly kind: UnitKind
  readonly drive?: Drive | null
  readonly purpose?: string | null
  readonly manufacturer?: string | null
  readonly year?: number | null
  readonly ratedLoadKg?: number | null
  readonly ratedSpeedMps?: number | null
  readonly travelMetres?: number | null
  readonly floors?: ReadonlyArray<string>
  readonly registerStatus?: string | null
  readonly contractNumber?: string | null
}

export interface SearchedBuilding {
  readonly name: string
}

export interface SearchedAddress {
  readonly street: string
  readonly locality: string
  readonly region?: string | null
  readonly postalCode?: string | null
}

const BETWEEN = "\u0001"

/** Everything printed about a unit, its building and its address, as `normaliseSearch` leaves it. What is said twice is kept once. */
export const searchText = (unit: SearchedUnit, building: SearchedBuilding, address: SearchedAddress): string => {
  const printed = [
    unit.name,
    unit.equipmentNumber,
    building.name,
    address.street,
    address.locality,
    address.region,
    address.postalCode,
    kindWords[unit.kind],
    unit.drive == null ? null : driveWords[unit.drive],
    unit.purpose,
    unit.manufacturer,
    unit.year == null ? null : String(unit.year),
    unit.ratedLoadKg == null ? null : printedLoad(unit.ratedLoadKg),
    unit.ratedSpeedMps == null ? null : printedSpeed(unit.ratedSpeedMps),
    unit.travelMetres == null ? null : printedTravel(unit.travelMetres),
    unit.registerStatus,
    unit.contractNumber,
    ...(unit.floors ?? []),
  ]
  // Normalised in one go, which is several times as fast as piece by piece.
  const pieces = normaliseSearch(printed.filter((piece) => piece != null && piece !== "").join(BETWEEN)).split(BETWEEN)
  let text = " "
  for (const piece of pieces) if (!text.includes(` ${piece} `)) text += `${piece} `
  return text.trim()
}
