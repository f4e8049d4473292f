import { Effect, Schema } from "effect"
import { as, reading } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import * as Imports from "../persistence/imports.ts"

/** The topic under which open pages hear how far imports have come. */
export const IMPORTS_CHANGED = "imports"

export class ImportNotFound extends Schema.TaggedError<ImportNotFound>()("ImportNotFound", { id: Schema.Int }) {}

/** How far an import has come, or what came of it. For staff. */
export const importProgress = Effect.fn("Equipment.importProgress")(
  function* (id: number) {
    return (yield* Imports.byId(id)) ?? (yield* new ImportNotFound({ id }))
  },
  reading,
  as(everything),
)

/** The newest imports of all accounts. For staff. */
export const recentImports = (limit: number) => Imports.recent(limit).pipe(reading, as(everything))
