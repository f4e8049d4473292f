import { as, query, reading } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import type { Drive, UnitKind } from "../domain/unit.ts"
import { matching } from "./unit-list.ts"

/** A unit with where it stands, as whoever plans work on it needs it. */
export interface Site {
  readonly unitId: number
  readonly accountId: number
  readonly buildingId: number
  readonly name: string
  readonly number: string
  readonly kind: UnitKind
  readonly drive: Drive | null
  readonly contract: string | null
  readonly building: string
  readonly street: string
  readonly locality: string
  /** As the register writes it: "NY", "Bavaria"; null when it says nothing. */
  readonly region: string | null
  readonly postalCode: string | null
  /** ISO 3166, two letters. */
  readonly country: string
  readonly timeZone: string
  readonly latitude: number | null
  readonly longitude: number | null
}

/** Which units are meant. Everything given must hold; a filter that gives nothing means all. */
export interface SiteFilter {
  readonly unitIds?: ReadonlyArray<number>
  readonly accountId?: number | null
  readonly kind?: UnitKind | null
  /** ISO 3166, two letters. */
  readonly country?: string | null
  /** Words that must all occur in what is printed about the unit. */
  readonly text?: string
}

/** The units of all accounts that match, each with where it stands, in a lasting order. For staff and their jobs. */
export const sites = (filter: SiteFilter) =>
  query<Site>(
    (tx) => tx`
    select u.id as "unitId", u.account_id as "accountId", u.building_id as "buildingId", u.name,
      u.equipment_number as number, u.kind, u.drive, u.contract_number as contract, b.name as building, a.street,
      a.locality, a.region, a.postal_code as "postalCode", a.country, b.time_zone as "timeZone", b.latitude, b.longitude
    from equipment.units u
    join equipment.buildings b on b.id = u.building_id
    join equipment.addresses a on a.id = b.address_id
    where ${filter.unitIds === undefined ? tx`true` : tx`u.id = any(${[...filter.unitIds]}::int[])`}
      and ${filter.accountId == null ? tx`true` : tx`u.account_id = ${filter.accountId}`}
      and ${filter.kind == null ? tx`true` : tx`u.kind = ${filter.kind}`}
      and ${filter.country == null ? tx`true` : tx`a.country = ${filter.country}`}
      and ${matching(tx, filter.accountId ?? null, filter.text ?? "")}
    order by u.building_id, u.id`,
  ).pipe(reading, as(everything))
