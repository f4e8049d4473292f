import { as, query, reading } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"

/** An address without its street, and how many buildings with units stand there, and units in them. */
export interface KnownAddress {
  /** ISO 3166, two letters. */
  readonly country: string
  readonly region: string | null
  readonly locality: string
  readonly postalCode: string | null
  readonly buildings: number
  readonly units: number
}

/** Where the buildings of all accounts stand, the places of most units first. For staff. */
export const knownAddresses = query<KnownAddress>(
  (tx) => tx`
  select a.country, a.region, a.locality, a.postal_code as "postalCode", count(*)::int as buildings, sum(u.units)::int as units
  from (select building_id, count(*) as units from equipment.units group by building_id) u
  join equipment.buildings b on b.id = u.building_id
  join equipment.addresses a on a.id = b.address_id
  group by 1, 2, 3, 4 order by units desc, 1, 2, 3, 4`,
).pipe(reading, as(everything))
