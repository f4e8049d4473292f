import { Schema } from "effect"
import { defineEvent } from "#kernel/bus/event.ts"
import { unitStates } from "./domain/unit.ts"

export const UnitStateChanged = defineEvent(
  "equipment.unit-state-changed.v1",
  "A connected unit is in another state than before, by its own report or by its silence.",
  {
    unitId: Schema.Int,
    accountId: Schema.Int,
    buildingId: Schema.Int,
    before: Schema.Literals(unitStates),
    state: Schema.Literals(unitStates),
    since: Schema.String,
    fault: Schema.NullOr(Schema.String),
    entrapment: Schema.Boolean,
  },
)

export const ImportRequested = defineEvent(
  "equipment.import-requested.v1",
  "Someone wants a file of units read into an account.",
  { importId: Schema.Int, accountId: Schema.Int },
)
