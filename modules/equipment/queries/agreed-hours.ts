import { Effect } from "effect"
import { as, reading } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import type { AgreedHours } from "../domain/agreed-hours.ts"
import { hoursOf } from "../persistence/unit-history.ts"

/** The hours that apply to a unit, by its building's clock: its contract's, else its building's; null: all the time. */
export interface UnitAgreedHours {
  readonly timeZone: string
  readonly agreedHours: AgreedHours | null
}

/** The agreed hours of units of all accounts, by their ids, in one query. For staff and their jobs. */
export const agreedHoursOf = (unitIds: ReadonlyArray<number>) =>
  hoursOf(unitIds).pipe(
    Effect.map((rows) => new Map<number, UnitAgreedHours>(rows.map((row) => [row.unitId, row]))),
    reading,
    as(everything),
  )
