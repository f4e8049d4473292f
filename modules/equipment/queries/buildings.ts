import { Effect } from "effect"
import { scopedQuery } from "./scope.ts"
import type { AddressLines } from "./unit.ts"
import type { BuildingUse } from "../domain/unit.ts"

export interface BuildingRow extends AddressLines {
  readonly id: number
  readonly name: string
  readonly use: BuildingUse | null
  readonly timeZone: string
  readonly addressId: number
  /** Of those that the viewer may see. */
  readonly units: number
}

/** One page of the buildings, by name. */
export const buildingPage = (page: { readonly size: number; readonly number: number }) =>
  scopedQuery<BuildingRow>(
    (tx, scope) => tx`
    select b.id, b.name, b.use, b.time_zone as "timeZone", a.id as "addressId", a.street, a.postal_code as "postalCode", a.locality,
      a.region, a.country,
      (select count(*)::int from equipment.units u where u.building_id = b.id and ${scope("u.account_id")}) as units
    from equipment.buildings b join equipment.addresses a on a.id = b.address_id
    where ${scope("b.account_id")}
    order by b.name collate kernel.natural, b.id limit ${page.size} offset ${(page.number - 1) * page.size}`,
  )

/** The addresses of those of some buildings that the viewer sees, by the building's id. */
export const addressesOf = (buildingIds: ReadonlyArray<number>) =>
  scopedQuery<AddressLines & { readonly id: number }>(
    (tx, scope) => tx`
    select b.id, a.street, a.postal_code as "postalCode", a.locality, a.region, a.country
    from equipment.buildings b join equipment.addresses a on a.id = b.address_id
    where b.id = any(${[...buildingIds]}::int[]) and ${scope("b.account_id")}`,
  ).pipe(Effect.map((rows): ReadonlyMap<number, AddressLines> => new Map(rows.map((row) => [row.id, row]))))

/** How many there are. */
export const countBuildings = scopedQuery<{ buildings: number }>(
  (tx, scope) => tx`select count(*)::int as buildings from equipment.buildings b where ${scope("b.account_id")}`,
).pipe(Effect.map(([row]) => row?.buildings ?? 0))
