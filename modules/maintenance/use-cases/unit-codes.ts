import { Effect, Schema } from "effect"
import { type Actor, audit } from "#access"
import { unitDetail } from "#equipment"
import { transactional } from "#kernel/database/database.ts"
import { newUnitCode } from "../domain/unit-code.ts"
import * as UnitCodes from "../persistence/unit-codes.ts"

/** There is no such unit that whoever asks may see, or its code is another one by now. */
class UnitCodeNotFound extends Schema.TaggedError<UnitCodeNotFound>()("UnitCodeNotFound", {}) {}

/** The code of each of some units that the viewer sees, by the unit's id; who has none yet is given one. */
export const unitCodes = Effect.fn("Maintenance.unitCodes")(function* (
  units: ReadonlyArray<{ readonly id: number; readonly accountId: number }>,
  now: Date,
) {
  const ids = units.map(({ id }) => id)
  const before = new Set((yield* UnitCodes.of(ids)).map(({ unitId }) => unitId))
  const missing = units.filter(({ id }) => !before.has(id))
  if (missing.length > 0) {
    yield* UnitCodes.addMissing(
      missing.map(({ id, accountId }) => ({ id, accountId, code: newUnitCode() })),
      now,
    )
  }
  const codes = yield* UnitCodes.of(ids)
  return new Map(codes.map(({ unitId, code }) => [unitId, code]))
}, transactional)

/** Ends the present code of a unit that the viewer sees and gives it a new one: labels with the old one lead nowhere. */
export const renewUnitCode = Effect.fn("Maintenance.renewUnitCode")(function* (
  actor: Actor,
  unitId: number,
  code: string,
  now: Date,
) {
  const unit = yield* unitDetail(unitId)
  if (unit === null || !(yield* UnitCodes.revoke(unitId, code, now))) return yield* new UnitCodeNotFound()
  yield* UnitCodes.addMissing([{ id: unitId, accountId: unit.accountId, code: newUnitCode() }], now)
  yield* audit(actor, {
    accountId: unit.accountId,
    action: "unit-code-renewed",
    subject: `${unit.name}, ${unit.building}`,
  })
}, transactional)
