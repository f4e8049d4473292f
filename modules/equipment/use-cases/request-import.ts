import { Effect } from "effect"
import { MessageBus } from "#kernel/bus/message-bus.ts"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import type { UnitMap } from "../domain/unit-map.ts"
import { ImportRequested } from "../events.ts"
import * as Imports from "../persistence/imports.ts"

export interface WantedImport {
  readonly accountId: number
  /** As the person knows it. */
  readonly fileName: string
  /** Where it lies until it is read. */
  readonly filePath: string
  readonly map: UnitMap
  readonly requestedBy: string
}

/** Notes that a file is to be read into an account's fleet; `runImport` does it. Returns the import's id. */
export const openImport = Effect.fn("Equipment.openImport")(
  function* (wanted: WantedImport) {
    return yield* Imports.insert(wanted)
  },
  transactional,
  as(everything),
)

/** The same, and has a worker run it. */
export const requestImport = Effect.fn("Equipment.requestImport")(
  function* (wanted: WantedImport) {
    const bus = yield* MessageBus
    const importId = yield* Imports.insert(wanted)
    yield* bus.publish(ImportRequested.of({ importId, accountId: wanted.accountId }))
    return importId
  },
  transactional,
  as(everything),
)
