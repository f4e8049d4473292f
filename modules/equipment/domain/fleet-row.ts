import { createHash } from "node:crypto"
import type { BuildingUse, Drive, UnitKind } from "./unit.ts"
import { normaliseSearch } from "./search-text.ts"

/** A unit as a register gives it. A field that the map does not name is absent; null is "the register says nothing". */
export interface FleetUnit {
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
  /** The number of the contract that covers it. */
  readonly contractNumber?: string | null
}

export interface FleetAddress {
  /** Two rows with the same words, capitals and accents aside, are at one address. */
  readonly key: string
  readonly street: string
  readonly locality: string
  readonly region: string | null
  readonly postalCode: string | null
  readonly country: string
}

export interface FleetBuilding {
  readonly key: string
  readonly name: string
  readonly timeZone: string
  readonly latitude: number | null
  readonly longitude: number | null
  readonly use: BuildingUse | null
}

/** One row of a register: a unit, the building it is in, and its own address (a large building has several). */
export interface FleetRow {
  readonly unit: FleetUnit
  /** The register has no name for the unit: it is for a new unit only, and never replaces a name. */
  readonly nameMadeUp: boolean
  readonly building: FleetBuilding
  readonly address: FleetAddress
}

export const addressKey = (address: Omit<FleetAddress, "key">): string => {
  const words = [address.street, address.locality, address.region ?? "", address.postalCode ?? "", address.country]
  const key = normaliseSearch(words.join("|"))
  // A B-tree holds at most 2,704 bytes.
  return key.length <= 600 ? key : createHash("sha256").update(key).digest("hex")
}

/** The first row of a building decides; what it left unknown, a later row supplies. Returns `first` itself when nothing is new. */
export const supplement = <Building extends FleetBuilding>(first: Building, later: FleetBuilding): Building => {
  const place = first.latitude === null && later.latitude !== null
  const use = first.use === null && later.use !== null
  if (!place && !use) return first
  return {
    ...first,
    ...(place ? { latitude: later.latitude, longitude: later.longitude } : {}),
    ...(use ? { use: later.use } : {}),
  }
}
