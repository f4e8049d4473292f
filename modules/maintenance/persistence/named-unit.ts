import type { UnitKind } from "#equipment"

/** The unit that something is about, with the names that it and its building had at the time. */
export interface NamedUnit {
  readonly accountId: number
  readonly buildingId: number
  readonly unitId: number
  readonly unit: string
  readonly number: string
  readonly kind: UnitKind
  readonly building: string
  readonly timeZone: string
}

/** The columns of a NamedUnit; `from` is "" or its table's name with a dot. */
export const namedUnitColumns = (from: "" | `${string}.`) =>
  `${from}account_id as "accountId", ${from}building_id as "buildingId", ${from}unit_id as "unitId", ${from}unit_name as unit,
  ${from}unit_number as number, ${from}unit_kind as kind, ${from}building_name as building, ${from}time_zone as "timeZone"`
