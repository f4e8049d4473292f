import { Context, Effect } from "effect"
import { as, reading } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import type { FileStore } from "#kernel/file-store.ts"
import * as Attachments from "../persistence/attachments.ts"

/** Where the installation's pictures lie; null: nowhere that this process knows. */
export const PictureFiles = Context.Reference<FileStore | null>("maintenance/PictureFiles", {
  defaultValue: () => null,
})

/** What a form brought can come back with it for a day. */
const KEPT_MS = 2 * 86_400_000
const AT_A_TIME = 500

/** Removes pictures that were sent more than two days ago with a form that nobody sent to its end. Returns how many. */
export const dropOrphanedPictures = Effect.fn("Maintenance.dropOrphanedPictures")(function* (now: Date) {
  const files = yield* PictureFiles
  if (files === null) return 0
  const before = new Date(now.getTime() - KEPT_MS)
  const old = yield* Effect.promise(() => files.keptBefore(before))
  let dropped = 0
  for (let at = 0; at < old.length; at += AT_A_TIME) {
    const some = old.slice(at, at + AT_A_TIME)
    const needed = new Set(yield* Attachments.known(some).pipe(reading, as(everything)))
    for (const sha of some.filter((one) => !needed.has(one))) {
      // Sent anew meanwhile, it is young again, and stays.
      if (yield* Effect.promise(() => files.drop(sha, before))) dropped += 1
    }
  }
  return dropped
})
