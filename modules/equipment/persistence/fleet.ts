import { Effect } from "effect"
import { followMovedUnits } from "#access"
import { query } from "#kernel/database/database.ts"
import type { FleetRow, FleetUnit } from "../domain/fleet-row.ts"
import { type SearchedAddress, type SearchedUnit, searchText } from "../domain/search-text.ts"
import { addressOf, buildingOf, type FleetRun, type Renamed, writePlaces } from "./fleet-places.ts"

export { type FleetRun, fleetRun } from "./fleet-places.ts"

export interface FleetCounts {
  readonly created: number
  /** Units of which something differed from the file: the unit itself, its building or its address. */
  readonly updated: number
  readonly unchanged: number
}

/** A row of equipment.units as JSON. A key that is absent leaves the column as it is. */
type StoredUnit = Readonly<Record<string, unknown>>

/** Until the transaction ends, no other import writes to this account's fleet. */
export const lock = Effect.fn("Fleet.lock")(function* (accountId: number) {
  yield* query((tx) => tx`select pg_advisory_xact_lock(hashtext('equipment.fleet'), ${accountId})`)
  // Plans that were kept from when the fleet was small, those of the foreign keys among them, would read a large one whole for each row.
  yield* query((tx) => tx`discard plans`)
})

const stored = (unit: Partial<FleetUnit>): StoredUnit => ({
  equipment_number: unit.equipmentNumber,
  name: unit.name,
  kind: unit.kind,
  drive: unit.drive,
  purpose: unit.purpose,
  manufacturer: unit.manufacturer,
  year: unit.year,
  rated_load_kg: unit.ratedLoadKg,
  rated_speed_mps: unit.ratedSpeedMps,
  travel_metres: unit.travelMetres,
  floors: unit.floors,
  register_status: unit.registerStatus,
  contract_number: unit.contractNumber,
})

const searched = (unit: StoredUnit): SearchedUnit =>
  ({
    equipmentNumber: unit.equipment_number,
    name: unit.name,
    kind: unit.kind,
    drive: unit.drive,
    purpose: unit.purpose,
    manufacturer: unit.manufacturer,
    year: unit.year,
    ratedLoadKg: unit.rated_load_kg,
    ratedSpeedMps: unit.rated_speed_mps,
    travelMetres: unit.travel_metres,
    floors: unit.floors,
    registerStatus: unit.register_status,
    contractNumber: unit.contract_number,
  }) as SearchedUnit

/**
 * One look-up a row in the index of numbers. A join is planned badly while the table is new and has no statistics; and of an
 * account that is new to them the planner believes that it has one unit, so that any index would do: behind a select it
 * does not see which account it is.
 */
const compare = (accountId: number, units: ReadonlyArray<StoredUnit>) =>
  query<{ readonly number: string; readonly merged: StoredUnit | null }>(
    (tx) => tx`
    select (f.unit).equipment_number as number, case when n is distinct from f.unit then to_jsonb(n) end as merged
    from jsonb_array_elements(${tx.json(units as never)}) as g (row)
    cross join lateral (
      select u as unit from equipment.units u
      where u.account_id = (select ${accountId}::int) and u.equipment_number = g.row ->> 'equipment_number' for update) f
    cross join lateral jsonb_populate_record(f.unit, g.row) n`,
  )

const insert = (accountId: number, units: ReadonlyArray<StoredUnit>) =>
  query(
    (tx) => tx`
    insert into equipment.units (account_id, building_id, address_id, equipment_number, name, kind, drive, purpose, manufacturer,
      year, rated_load_kg, rated_speed_mps, travel_metres, floors, register_status, contract_number, search_text)
    select ${accountId}, building_id, address_id, equipment_number, name, kind, drive, purpose, manufacturer,
      year, rated_load_kg, rated_speed_mps, travel_metres, coalesce(floors, '{}'), register_status, contract_number, search_text
    from jsonb_populate_recordset(null::equipment.units, ${tx.json(units as never)})`,
  )

const update = (units: ReadonlyArray<StoredUnit>) =>
  query(
    (tx) => tx`
    update equipment.units u
    set (building_id, address_id, name, kind, drive, purpose, manufacturer, year, rated_load_kg, rated_speed_mps, travel_metres,
      floors, register_status, contract_number, search_text) = (n.building_id, n.address_id, n.name, n.kind, n.drive, n.purpose, n.manufacturer,
      n.year, n.rated_load_kg, n.rated_speed_mps, n.travel_metres, n.floors, n.register_status, n.contract_number, n.search_text)
    from jsonb_populate_recordset(null::equipment.units, ${tx.json(units as never)}) n
    where u.id = n.id`,
  )

/** What is known of a unit goes with it when it turns out to be in another building. */
const moveHistory = Effect.fnUntraced(function* (unitIds: ReadonlyArray<number>) {
  yield* query(
    (tx) => tx`
    update equipment.unit_states s set building_id = u.building_id from equipment.units u
    where u.id = s.unit_id and u.id = any(${unitIds as Array<number>}) and s.building_id <> u.building_id`,
  )
  yield* query(
    (tx) => tx`
    update equipment.state_intervals s set building_id = u.building_id from equipment.units u
    where u.id = s.unit_id and u.id = any(${unitIds as Array<number>}) and s.building_id <> u.building_id`,
  )
  yield* query(
    (tx) => tx`
    update equipment.unit_days s set building_id = u.building_id from equipment.units u
    where u.id = s.unit_id and u.id = any(${unitIds as Array<number>}) and s.building_id <> u.building_id`,
  )
  yield* query(
    (tx) => tx`
    update equipment.unit_hours s set building_id = u.building_id from equipment.units u
    where u.id = s.unit_id and u.id = any(${unitIds as Array<number>}) and s.building_id <> u.building_id`,
  )
  yield* query(
    (tx) => tx`
    update equipment.class_decisions s set building_id = u.building_id from equipment.units u
    where u.id = s.unit_id and u.id = any(${unitIds as Array<number>}) and s.building_id <> u.building_id`,
  )
})

interface UnitOfPlace {
  readonly id: number
  readonly unit: StoredUnit
  readonly buildingName: string
  readonly address: SearchedAddress
}

/** Writes the search text of the units of renamed buildings and addresses anew. */
const searchAnew = Effect.fnUntraced(function* (renamed: Renamed) {
  if (renamed.addressIds.length === 0 && renamed.buildingIds.length === 0) return
  const units = yield* query<UnitOfPlace>(
    (tx) => tx`
    select u.id, to_jsonb(u) as unit, b.name as "buildingName", jsonb_build_object(
      'street', a.street, 'locality', a.locality, 'region', a.region, 'postalCode', a.postal_code) as address
    from equipment.units u join equipment.buildings b on b.id = u.building_id join equipment.addresses a on a.id = u.address_id
    where u.building_id = any(${renamed.buildingIds as Array<number>}) or u.address_id = any(${renamed.addressIds as Array<number>})`,
  )
  const ids = units.map(({ id }) => id)
  const texts = units.map(({ unit, buildingName, address }) =>
    searchText(searched(unit), { name: buildingName }, address),
  )
  yield* query(
    (tx) => tx`
    update equipment.units u set search_text = n.text
    from unnest(${ids}::int[], ${texts}::text[]) as n (id, text) where u.id = n.id and u.search_text <> n.text`,
  )
})

/**
 * Writes rows of a register into the fleet, in the caller's transaction: what is new is added, what differs is updated, and
 * what is the same is not touched. The equipment numbers of `rows` must differ from each other.
 */
export const write = Effect.fn("Fleet.write")(function* (run: FleetRun, rows: ReadonlyArray<FleetRow>) {
  const renamed = yield* writePlaces(run, rows)
  const placed = rows.map((row) => {
    const building = buildingOf(run, row.building.key)
    const address = addressOf(run, row.address.key)
    const placeChanged = building.changed || address.changed
    const text = (unit: SearchedUnit) => searchText(unit, building.building, row.address)
    return { row, text, placeChanged, ids: { building_id: building.id, address_id: address.id } }
  })

  const found = yield* compare(
    run.accountId,
    placed.map(({ row, ids }) => {
      const { name, ...unit } = row.unit
      return { ...stored(row.nameMadeUp ? unit : { ...unit, name }), ...ids }
    }),
  )
  const existing = new Map(found.map(({ number, merged }) => [number, merged]))
  const added: Array<StoredUnit> = []
  const changed: Array<StoredUnit> = []
  let updated = 0
  for (const { row, text, placeChanged, ids } of placed) {
    const merged = existing.get(row.unit.equipmentNumber)
    if (merged === undefined) added.push({ ...stored(row.unit), ...ids, search_text: text(row.unit) })
    else if (merged !== null) changed.push({ ...merged, search_text: text(searched(merged)) })
    if (merged !== undefined && (merged !== null || placeChanged)) updated++
  }
  if (added.length > 0) yield* insert(run.accountId, added)
  if (changed.length > 0) {
    yield* update(changed)
    yield* moveHistory(changed.map(({ id }) => id as number))
    yield* followMovedUnits(
      changed.map(({ id, building_id }) => ({ id: id as number, buildingId: building_id as number })),
    )
  }
  yield* searchAnew(renamed)
  const counts: FleetCounts = { created: added.length, updated, unchanged: rows.length - added.length - updated }
  return counts
})
