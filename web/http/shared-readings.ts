import { Effect } from "effect"
import type { Context } from "hono"
import { Live } from "#kernel/bus/live.ts"
import { CurrentViewer } from "#kernel/database/viewer.ts"
import type { Services } from "../composition.ts"
import type { Env } from "./env.ts"

const KEPT_MS = 1000
const MOST_KEPT = 500

/**
 * What a page shows, shared by all who look at the same page with the same eyes, in the same language and time zone: two
 * hundred open pages of one account ask the database once, not two hundred times, when something changes. `name` tells the
 * page apart, its filter included; `read` may take nothing else from the request.
 */
export type SharedReadings = Share & {
  /** Shows nobody any more what was read before now. */
  readonly forget: () => void
}
type Share = <A, E>(
  c: Context<Env>,
  name: string,
  read: (now: Date) => Effect.Effect<A, E, Services>,
) => Effect.Effect<A, E, Services>

interface Kept {
  readonly accountId: number | null
  readonly readAt: number
  readonly reading: Effect.Effect<unknown, unknown, Services>
}

/** One a process. A reading is kept until something of its account changes, and for a second at most. */
export const sharedReadings = (): SharedReadings => {
  const kept = new Map<string, Kept>()
  let listening = false

  const forget = (accountId: number) => {
    for (const [key, { accountId: own }] of kept) if (own === null || own === accountId) kept.delete(key)
  }

  const share = Effect.fnUntraced(function* (
    c: Context<Env>,
    name: string,
    read: (now: Date) => Effect.Effect<unknown, unknown, Services>,
  ) {
    const viewer = yield* CurrentViewer
    if (!listening) {
      const live = yield* Live
      listening = true
      live.listen((change) => forget(change.accountId))
      live.onGap(() => kept.clear())
    }
    const person = c.get("person")
    const key = JSON.stringify([viewer, person?.locale, person?.timeZone, name])
    const now = Date.now()
    const found = kept.get(key)
    if (found !== undefined && now - found.readAt < KEPT_MS) return yield* found.reading
    const reading = yield* Effect.cached(read(new Date(now)))
    kept.delete(key)
    kept.set(key, { accountId: viewer.reach === "nobody" ? 0 : viewer.accountId, readAt: now, reading })
    const [oldest] = kept.keys()
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest)
    return yield* reading
  })
  return Object.assign(share as Share, { forget: () => kept.clear() })
}
