import { Cause, Effect, Exit, Layer } from "effect"
import { Database } from "../database/database.ts"

/** Work that goes on and on: whenever something woke it, and at least once a second. Of several workers any may do it. */
export interface Steady<R = never> {
  readonly name: string
  /** A NOTIFY on it wakes the work. */
  readonly channel: string
  /** Does what there is to do and returns how much that was; more than nothing means: there may be more. */
  readonly run: Effect.Effect<number, never, R>
  /** What one run does at most: after as much as that the next one follows without a rest. */
  readonly most: number
}

const PAUSE_MS = 1000
/** Work that has done all there was rests for as long as it took, up to this: more at a time costs less in all. */
const LONGEST_REST_MS = 1000

/** Keeps doing the work until the scope closes. What fails is reported and tried again after a pause. */
export const keepDoing = <R>(
  works: ReadonlyArray<Steady<R>>,
  options: { readonly onFailure: (failure: { readonly name: string; readonly error: unknown }) => void },
) =>
  Layer.effectDiscard(
    Effect.forEach(works, ({ name, channel, run, most }) =>
      Effect.gen(function* () {
        const database = yield* Database
        let wake = () => {}
        let woken = false
        const nudge = () => {
          woken = true
          wake()
        }
        yield* database.listen(channel, nudge, nudge)
        const pause = Effect.promise<void>(
          (signal) =>
            new Promise((resolve) => {
              const timer = setTimeout(resolve, PAUSE_MS)
              wake = () => {
                clearTimeout(timer)
                resolve()
              }
              signal.addEventListener("abort", wake)
              if (woken) wake()
            }),
        )
        const rest = Effect.suspend(() => {
          woken = false
          return pause
        })
        yield* Effect.forkScoped(
          Effect.gen(function* () {
            for (;;) {
              woken = false
              const begun = performance.now()
              const exit = yield* Effect.exit(run)
              const took = performance.now() - begun
              if (Exit.isFailure(exit)) {
                options.onFailure({ name, error: Cause.squash(exit.cause) })
                yield* rest
              } else if (exit.value === 0) yield* pause
              else if (exit.value < most) yield* Effect.sleep(Math.min(took, LONGEST_REST_MS))
            }
          }),
        )
      }),
    ),
  )
