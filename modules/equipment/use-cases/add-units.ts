import { Effect } from "effect"
import { as, query, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { addressKey, type FleetAddress, type FleetRow } from "../domain/fleet-row.ts"
import * as Fleet from "../persistence/fleet.ts"

export interface NewUnit extends Omit<FleetRow, "address" | "nameMadeUp"> {
  readonly address: Omit<FleetAddress, "key">
}

/** Adds units with their buildings and addresses to an account, or brings them up to date by their equipment numbers. */
export const addUnits = Effect.fn("Equipment.addUnits")(
  function* (accountId: number, units: ReadonlyArray<NewUnit>) {
    yield* Fleet.lock(accountId)
    yield* Fleet.write(
      Fleet.fleetRun(accountId),
      units.map((unit) => ({
        ...unit,
        nameMadeUp: false,
        address: { ...unit.address, key: addressKey(unit.address) },
      })),
    )
    return yield* query<{ id: number; buildingId: number; number: string; building: string }>(
      (tx) => tx`
      select u.id, u.building_id as "buildingId", u.equipment_number as number, b.key as building
      from equipment.units u join equipment.buildings b on b.id = u.building_id
      where u.account_id = ${accountId} and u.equipment_number = any(${units.map(({ unit }) => unit.equipmentNumber)}::text[])`,
    )
  },
  transactional,
  as(everything),
)
