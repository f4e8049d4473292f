import { Effect } from "effect"
import { query } from "#kernel/database/database.ts"
import { type FleetAddress, type FleetBuilding, type FleetRow, supplement } from "../domain/fleet-row.ts"

interface Written {
  readonly id: number
  /** It stood there before this run, and said something else. */
  readonly changed: boolean
}

type PlacedBuilding = FleetBuilding & { readonly addressId: number }

/** What one run over a file has written so far: the first row of a building decides about it. */
export interface FleetRun {
  readonly accountId: number
  readonly addresses: Map<string, Written>
  readonly buildings: Map<string, Written & { readonly building: PlacedBuilding }>
}

export const fleetRun = (accountId: number): FleetRun => ({ accountId, addresses: new Map(), buildings: new Map() })

/** Places whose name changed: what is searched for in their units is to be written anew. */
export interface Renamed {
  readonly addressIds: ReadonlyArray<number>
  readonly buildingIds: ReadonlyArray<number>
}

interface Place extends Written {
  readonly key: string
}

// The laterals look up one index entry a row, and the account is behind a select: see `compare` in fleet.ts for why.

const upsertAddresses = (accountId: number, addresses: ReadonlyArray<FleetAddress>) =>
  query<Place>(
    (tx) => tx`
    with given as materialized (
      select g.*, a.id
      from jsonb_to_recordset(${tx.json(addresses as never)})
        as g (key text, street text, locality text, region text, "postalCode" text, country text)
      left join lateral (
        select id from equipment.addresses where account_id = (select ${accountId}::int) and key = g.key limit 1) a on true
    ), changed as (
      update equipment.addresses a
      set street = g.street, locality = g.locality, region = g.region, postal_code = g."postalCode", country = g.country
      from given g
      where a.id = g.id and (a.street, a.locality, a.region, a.postal_code, a.country)
        is distinct from (g.street, g.locality, g.region, g."postalCode", g.country)
      returning a.id
    ), added as (
      insert into equipment.addresses (account_id, key, street, locality, region, postal_code, country)
      select ${accountId}, key, street, locality, region, "postalCode", country from given where id is null
      returning id, key
    )
    select id, key, false as changed from added
    union all
    select id, key, id in (select id from changed) from given where id is not null`,
  )

const upsertBuildings = (accountId: number, buildings: ReadonlyArray<PlacedBuilding>) =>
  query<Place & { readonly renamed: boolean }>(
    // A register that does not say where a building lies, or what it is for, is no reason to forget it.
    (tx) => tx`
    with given as materialized (
      select g.key, g.name, g."addressId", g."timeZone", coalesce(g.latitude, b.latitude) as latitude,
        coalesce(g.longitude, b.longitude) as longitude, coalesce(g.use, b.use) as use, b.id, b.name <> g.name as renamed
      from jsonb_to_recordset(${tx.json(buildings as never)})
        as g (key text, name text, "addressId" int, "timeZone" text, latitude float8, longitude float8, use text)
      left join lateral (
        select * from equipment.buildings where account_id = (select ${accountId}::int) and key = g.key limit 1) b on true
    ), changed as (
      update equipment.buildings b
      set name = g.name, address_id = g."addressId", time_zone = g."timeZone",
        latitude = g.latitude, longitude = g.longitude, use = g.use
      from given g
      where b.id = g.id and (b.name, b.address_id, b.time_zone, b.latitude, b.longitude, b.use)
        is distinct from (g.name, g."addressId", g."timeZone", g.latitude, g.longitude, g.use)
      returning b.id
    ), added as (
      insert into equipment.buildings (account_id, key, name, address_id, time_zone, latitude, longitude, use)
      select ${accountId}, key, name, "addressId", "timeZone", latitude, longitude, use from given where id is null
      returning id, key
    )
    select id, key, false as changed, false as renamed from added
    union all
    select id, key, id in (select id from changed), renamed from given where id is not null`,
  )

const writeAddresses = Effect.fnUntraced(function* (run: FleetRun, rows: ReadonlyArray<FleetRow>) {
  const unmet = new Map<string, FleetAddress>()
  for (const { address } of rows) {
    if (!run.addresses.has(address.key) && !unmet.has(address.key)) unmet.set(address.key, address)
  }
  if (unmet.size === 0) return []
  const places = yield* upsertAddresses(run.accountId, [...unmet.values()])
  for (const { id, key, changed } of places) run.addresses.set(key, { id, changed })
  return places.filter(({ changed }) => changed).map(({ id }) => id)
})

const writeBuildings = Effect.fnUntraced(function* (run: FleetRun, rows: ReadonlyArray<FleetRow>) {
  const toWrite = new Map<string, PlacedBuilding>()
  for (const { building, address } of rows) {
    const known = toWrite.get(building.key) ?? run.buildings.get(building.key)?.building
    const better =
      known === undefined ? { ...building, addressId: addressOf(run, address.key).id } : supplement(known, building)
    if (better !== known) toWrite.set(building.key, better)
  }
  if (toWrite.size === 0) return []
  const places = yield* upsertBuildings(run.accountId, [...toWrite.values()])
  for (const { id, key, changed } of places) {
    const building = toWrite.get(key)
    const before = run.buildings.get(key)?.changed === true
    if (building !== undefined) run.buildings.set(key, { id, building, changed: changed || before })
  }
  return places.filter(({ renamed }) => renamed).map(({ id }) => id)
})

/** Writes each address and building that this run meets for the first time, or learns more of. */
export const writePlaces = Effect.fn("Fleet.writePlaces")(function* (run: FleetRun, rows: ReadonlyArray<FleetRow>) {
  const addressIds = yield* writeAddresses(run, rows)
  const buildingIds = yield* writeBuildings(run, rows)
  const renamed: Renamed = { addressIds, buildingIds }
  return renamed
})

const met = <A>(places: ReadonlyMap<string, A>, key: string): A => {
  const place = places.get(key)
  if (place === undefined) throw new Error(`The place ${key} was not written.`)
  return place
}

export const addressOf = (run: FleetRun, key: string) => met(run.addresses, key)
export const buildingOf = (run: FleetRun, key: string) => met(run.buildings, key)
