import { Cause, Effect } from "effect"
import { audit, portalItself } from "#access"
import { Live } from "#kernel/bus/live.ts"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import * as Imports from "../persistence/imports.ts"
import { UNITS_CHANGED } from "./change-histories.ts"
import { importBrought } from "./bring-import.ts"
import { importAgreedHours } from "./import-agreed-hours.ts"
import { importProgress } from "./import-progress.ts"
import { importStates } from "./import-states.ts"
import { announce, type ImportStep } from "./import-steps.ts"
import { importUnits } from "./import-units.ts"

/** Open pages hear the end of the import, when lists and counts of the fleet have changed too. Joins the transaction. */
const announceEnd = (run: Imports.Run) =>
  Effect.andThen(
    announce(run),
    Live.use((live) => live.announce({ topic: UNITS_CHANGED, accountId: run.accountId, ids: null })),
  )

/** Notes the end of a run, in the account's audit log too, under the name of whoever asked for it. */
const finish = Effect.fnUntraced(function* (run: Imports.Run, failure: string | null) {
  const done = yield* Imports.finish(run, failure)
  yield* announceEnd(run)
  if (done === null) return
  const { accountId, fileName, kind, created, updated, unchanged, rejected } = done
  yield* audit(
    { ...portalItself, name: done.requestedBy },
    {
      accountId,
      action: "data-imported",
      subject: fileName,
      detail: { kind, created, updated, unchanged, rejected, ...(failure === null ? {} : { failure }) },
    },
  )
})

const importers = {
  units: importUnits,
  states: importStates,
  "agreed-hours": importAgreedHours,
  orders: importBrought("orders"),
} as const

/**
 * Reads the file of an import into its account: units, states, agreed hours or what other modules brought, whole batches at a time. Begun again after a crash
 * it starts over and writes only what is missing; once it has been to its end, it does nothing. What is wrong with the file or
 * the map is not an error here: it is the `failure` of the import that is returned. `onStep` is told after each batch.
 */
export const runImport = Effect.fn("Equipment.runImport")(function* (
  importId: number,
  onStep: (step: ImportStep) => void = () => {},
) {
  const run = yield* Imports.begin(importId).pipe(transactional)
  if (run !== null) {
    const failure = yield* importers[run.kind](run, onStep).pipe(
      Effect.catchTags({
        FileUnreadable: (file) => Effect.succeed(file.message),
        MapInvalid: (map) => Effect.succeed(`The map does not fit this file.\n${map.message}`),
      }),
      Effect.onError((cause) =>
        Cause.hasInterruptsOnly(cause) || Cause.hasDies(cause)
          ? Imports.interrupt(
              run,
              "It was stopped before its end. Run it again: it goes on with what is missing.",
            ).pipe(Effect.andThen(announceEnd(run)), transactional, as(everything), Effect.ignoreCause)
          : Effect.void,
      ),
    )
    yield* finish(run, failure).pipe(transactional)
  }
  return yield* importProgress(importId)
}, as(everything))
