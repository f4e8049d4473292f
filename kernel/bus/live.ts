import { Context, Effect, Layer } from "effect"
import { Database, Tx } from "../database/database.ts"

/** Something visible changed: which kind of thing, whose, and which ones (null: too many to name). */
export interface Change {
  readonly topic: string
  readonly accountId: number
  readonly ids: ReadonlyArray<number> | null
}

const CHANNEL = "hoistway_live"
/** A NOTIFY carries less than 8,000 bytes. */
const MOST_BYTES = 7900

export class Live extends Context.Service<
  Live,
  {
    /** Tells every web process, when the transaction commits, what has changed. */
    announce(...changes: ReadonlyArray<Change>): Effect.Effect<void, never, Tx>
    /** Calls the listener for each change until the returned function is called. */
    listen(listener: (change: Change) => void): () => void
    /** Calls the listener whenever changes may have been missed: the connection was lost and is back. */
    onGap(listener: () => void): () => void
  }
>()("kernel/Live") {
  /** `listening`: a web process, which holds one connection on LISTEN. A worker only announces. */
  static readonly layer = (options: { readonly listening: boolean }) =>
    Layer.effect(
      Live,
      Effect.gen(function* () {
        const database = yield* Database
        const listeners = new Set<(change: Change) => void>()
        const gapListeners = new Set<() => void>()
        if (options.listening) {
          let first = true
          yield* database.listen(
            CHANNEL,
            (text) => {
              const change = JSON.parse(text) as Change
              for (const listener of listeners) listener(change)
            },
            () => {
              if (!first) for (const listener of gapListeners) listener()
              first = false
            },
          )
        }
        return Live.of({
          announce: Effect.fn("Live.announce")(function* (...changes) {
            if (changes.length === 0) return
            const tx = yield* Tx
            const texts = changes.map((change) => {
              const named = JSON.stringify(change)
              return Buffer.byteLength(named) > MOST_BYTES ? JSON.stringify({ ...change, ids: null }) : named
            })
            yield* Effect.promise(
              async () => tx`select pg_notify(${CHANNEL}, text) from unnest(${texts}::text[]) as text`,
            )
          }),
          listen: (listener) => {
            listeners.add(listener)
            return () => listeners.delete(listener)
          },
          onGap: (listener) => {
            gapListeners.add(listener)
            return () => gapListeners.delete(listener)
          },
        })
      }),
    )
}
