import { query } from "#kernel/database/database.ts"
import type { UnitKind } from "../domain/unit.ts"

/** A unit that a row of a file names, as it is called now. */
export interface NumberedUnit {
  readonly id: number
  readonly number: string
  readonly name: string
  readonly kind: UnitKind
  readonly buildingId: number
  readonly building: string
  readonly timeZone: string
}

/** The units of an account with these equipment numbers, in no order. */
export const unitsCalled = (accountId: number, numbers: ReadonlyArray<string>) =>
  query<NumberedUnit>(
    (tx) => tx`
    select u.id, u.equipment_number as number, u.name, u.kind, b.id as "buildingId", b.name as building,
      b.time_zone as "timeZone"
    from unnest(${[...numbers]}::text[]) as n (number)
    join equipment.units u on u.account_id = (select ${accountId}::int) and u.equipment_number = n.number
    join equipment.buildings b on b.id = u.building_id`,
  )
