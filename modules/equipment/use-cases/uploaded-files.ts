import { Effect } from "effect"
import { as, reading, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import * as UploadedFiles from "../persistence/uploaded-files.ts"
import { requestImport, type WantedImport } from "./request-import.ts"

/**
 * Starts the import of a file that was uploaded for it, which lies where no other does. However often it is asked for, it
 * is started once: the id of the first import is returned. For staff.
 */
export const requestImportOnce = Effect.fn("Equipment.requestImportOnce")(
  function* (wanted: WantedImport) {
    yield* UploadedFiles.lock(wanted.filePath)
    return (yield* UploadedFiles.importOf(wanted.filePath)) ?? (yield* requestImport(wanted))
  },
  transactional,
  as(everything),
)

/** The id of the import that was started of an uploaded file, or null. For staff. */
export const importOfFile = (filePath: string) => UploadedFiles.importOf(filePath).pipe(reading, as(everything))

/** The files that imports still need: of those that wait, run, or were interrupted. For staff. */
export const filesStillNeeded = UploadedFiles.unfinished.pipe(reading, as(everything))
