import { Effect } from "effect"
import type { Context } from "hono"
import { streamSSE } from "hono/streaming"
import { ACCESS_CHANGED, type Person, personOfSession } from "#access"
import { UNITS_CHANGED } from "#equipment"
import { as } from "#kernel/database/database.ts"
import { type Change, Live } from "#kernel/bus/live.ts"
import type { Services } from "../composition.ts"
import type { PageNotFound } from "./bridge.ts"
import type { Env } from "./env.ts"
import { pageNotFound } from "./errors.ts"
import { livePageCount } from "./metrics.ts"

/** A part of a page that follows changes: an element with this id, rendered by its own partial. */
export interface LivePart {
  readonly id: string
  readonly html: string
}

/** Which changes reach a page: those of one topic or some, and of the account that is looked at or, on pages for staff, of every one. */
interface Heard {
  readonly topic: string | ReadonlyArray<string>
  readonly ofEveryAccount: boolean
}

const LEAST_MS_BETWEEN = 1000
const BEAT_MS = 20_000

const message = (parts: ReadonlyArray<LivePart>) =>
  parts.map(({ id, html }) => `<hx-partial hx-target="#${id}" hx-swap="outerMorph">${html}</hx-partial>`).join("\n")

const withdrawal = (id: string) => `<hx-partial hx-target="#${id}" hx-swap="delete"></hx-partial>`

/** Through whose eyes a page is seen. It goes out with every message, and the browser sends it when it comes back. */
const eyesOf = ({ userId, viewer, role, staffRole }: Person) =>
  [userId, role ?? staffRole, ...Object.values(viewer)].join(" ")

/**
 * Streams a page's live parts: all of them on connecting, for a hidden tab has missed some, and then those that changed,
 * at most once a second. Ends when the session has ended, or sees something else than when the page was opened: a
 * membership has run out, or another account was chosen in another tab.
 */
export const follow = async (
  c: Context<Env>,
  concerns: (change: Change) => boolean,
  parts: Effect.Effect<ReadonlyArray<LivePart>, PageNotFound, Services>,
  heard: Heard = { topic: UNITS_CHANGED, ofEveryAccount: false },
): Promise<Response> => {
  const { runtime, config, log } = c.get("web")
  const person = c.get("person")
  const token = c.get("sessionToken")
  if (person === null || token === null) return pageNotFound(c)
  const { viewer } = person
  // What changes for either of them changes what the page may show.
  const lookers = new Set([person.userId, person.viewedBy?.userId])
  const eyes = eyesOf(person)
  const before = c.req.header("last-event-id")
  if (before !== undefined && before !== eyes) return pageNotFound(c)
  const accountId = viewer.reach === "nobody" ? 0 : viewer.accountId
  const topics = [heard.topic].flat()
  const live = await runtime.runPromise(
    Effect.gen(function* () {
      return yield* Live
    }),
  )
  let wake: () => void = () => {}
  let dirty = false
  let doubtful = false
  let mayHoldLess = false
  const touch = () => {
    dirty = true
    wake()
  }
  // Heard from before the first reading on, so that nothing falls between the two.
  const stops = [
    live.listen((change) => {
      if (change.topic === ACCESS_CHANGED && (change.ids === null || change.ids.some((id) => lookers.has(id)))) {
        doubtful = true
        mayHoldLess = true
        touch()
      }
      const mine = heard.ofEveryAccount || accountId === null || change.accountId === accountId
      if (topics.includes(change.topic) && mine && concerns(change)) touch()
    }),
    live.onGap(touch),
  ]
  const leave = () => {
    for (const stop of stops) stop()
  }
  const read = () =>
    runtime.runPromise(
      parts.pipe(
        as(viewer),
        Effect.catchTag("PageNotFound", () => Effect.succeed(null)),
      ),
    )
  const seesTheSame = async () => {
    const now = await runtime.runPromise(personOfSession(token, config.sessionHours))
    return now !== null && eyesOf(now) === eyes
  }
  const first = await read().catch((error: unknown) => {
    leave()
    throw error
  })
  if (first === null) {
    leave()
    return pageNotFound(c)
  }
  c.header("X-Accel-Buffering", "no")
  return streamSSE(c, async (stream) => {
    const sent = new Map<string, string>()
    stream.onAbort(() => wake())
    livePageCount(1)
    const send = async (current: ReadonlyArray<LivePart>, mayLack: boolean) => {
      const changed = current.filter(({ id, html }) => sent.get(id) !== html)
      // Parts may be missing because the list is in another order now; after a change of access, because they are hidden.
      const gone = mayLack ? [...sent.keys()].filter((id) => !current.some((part) => part.id === id)) : []
      for (const { id, html } of changed) sent.set(id, html)
      for (const id of gone) sent.delete(id)
      if (changed.length + gone.length > 0) {
        await stream.writeSSE({ data: [message(changed), ...gone.map(withdrawal)].join("\n"), id: eyes })
      }
    }
    try {
      await send(first, false)
      let beat = Date.now()
      while (!stream.aborted && !stream.closed) {
        if (!dirty && !doubtful) {
          await new Promise<void>((resolve) => {
            const timer = setTimeout(resolve, BEAT_MS)
            timer.unref()
            wake = () => {
              clearTimeout(timer)
              resolve()
            }
          })
          wake = () => {}
        }
        if (stream.aborted) break
        if (doubtful || Date.now() - beat >= BEAT_MS) {
          beat = Date.now()
          doubtful = false
          if (!(await seesTheSame())) break
          await stream.write(": still here\n\n")
        }
        if (!dirty) continue
        dirty = false
        if (!(await seesTheSame())) break
        // Before reading: of what is heard meanwhile the reading may know nothing yet.
        const mayLack = mayHoldLess
        mayHoldLess = false
        const current = await read()
        if (current === null) break
        await send(current, mayLack)
        await stream.sleep(LEAST_MS_BETWEEN)
      }
    } catch (error) {
      log.warn("live page ended", { error: error as Error })
    } finally {
      leave()
      livePageCount(-1)
    }
  })
}
