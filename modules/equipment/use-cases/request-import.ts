import { Effect } from "effect"
import { MessageBus } from "#kernel/bus/message-bus.ts"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import type { ImportKind, ImportMap } from "../domain/import-map.ts"
import { ImportRequested } from "../events.ts"
import * as Imports from "../persistence/imports.ts"

export interface WantedImport {
  readonly accountId: number
  /** As the person knows it. */
  readonly fileName: string
  /** Where it lies until it is read. */
  readonly filePath: string
  readonly requestedBy: string
  /** What the file holds; a register of units when it is not said. */
  readonly kind?: ImportKind
  readonly map: ImportMap["map"]
}

const noted = (wanted: WantedImport) => Imports.insert({ ...wanted, kind: wanted.kind ?? "units" })

/** Notes that a file is to be read into an account; `runImport` does it. Returns the import's id. */
export const openImport = Effect.fn("Equipment.openImport")(
  function* (wanted: WantedImport) {
    return yield* noted(wanted)
  },
  transactional,
  as(everything),
)

/** The same, and has a worker run it. */
export const requestImport = Effect.fn("Equipment.requestImport")(
  function* (wanted: WantedImport) {
    const bus = yield* MessageBus
    const importId = yield* noted(wanted)
    yield* bus.publish(ImportRequested.of({ importId, accountId: wanted.accountId }))
    return importId
  },
  transactional,
  as(everything),
)
