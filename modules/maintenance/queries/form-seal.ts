import { Effect } from "effect"
import { as, query, reading } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"

/** The key that signs what forms bring back: 256 bits, one for each installation, known to all of its processes. */
export const formSeal = query<{ key: Uint8Array }>((tx) => tx`select key from maintenance.form_seal`).pipe(
  Effect.flatMap(([row]) => (row === undefined ? Effect.die("There is no form seal.") : Effect.succeed(row.key))),
  reading,
  as(everything),
)
