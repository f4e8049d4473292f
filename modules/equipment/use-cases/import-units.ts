import { Effect } from "effect"
import { transactional } from "#kernel/database/database.ts"
import { decodeUnitMap } from "../domain/unit-map.ts"
import * as Fleet from "../persistence/fleet.ts"
import type { Run } from "../persistence/imports.ts"
import { openMappedFile } from "./file-batches.ts"
import { fleetBatches } from "./fleet-file.ts"
import { type ImportStep, noteBatch, noteOpened, ROWS_A_BATCH, writeBatches } from "./import-steps.ts"

/** Writes a register into the account's fleet, batch by batch. Returns why it could not be read to its end, or null. */
export const importUnits = Effect.fn("Equipment.importUnits")(function* (run: Run, onStep: (step: ImportStep) => void) {
  const map = yield* decodeUnitMap(run.map)
  const file = yield* openMappedFile(run.filePath, map)
  yield* noteOpened(run, file)
  const fleet = Fleet.fleetRun(run.accountId)
  const { broken } = yield* writeBatches(file, fleetBatches(file, map, ROWS_A_BATCH), onStep, (before, batch) =>
    // The units, the remarks and how far it has come are written together, or not at all.
    Effect.gen(function* () {
      yield* Fleet.lock(run.accountId)
      return yield* noteBatch(run, before, batch, yield* Fleet.write(fleet, batch.rows))
    }).pipe(transactional),
  )
  return broken
}, Effect.scoped)
