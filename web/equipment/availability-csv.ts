import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { addDays } from "#kernel/time.ts"
import { allow } from "../http/access.ts"
import { orNotFound, respond } from "../http/bridge.ts"
import { csvLine, csvResponse } from "../http/streams.ts"
import type { Env } from "../http/env.ts"
import { pathId } from "../http/path-id.ts"
import { readAvailability } from "./availability-page.ts"
import type { AvailabilityKind } from "./availability-query.ts"
import { classWords, divisionOf, insideOf, ruleWords, sourceWords, type Stretch } from "./availability-words.ts"
import { availabilityOf } from "./unit-figures.ts"
import { causeWords } from "./unit-words.ts"

/** Lines that go out together: the rest of the product has its turn between two packets. */
const LINES = 500

/** What the page shows, all of it and in the order of time, with the same sums; times in UTC, lengths in seconds to the millisecond. */
export const availabilityCsv = new Hono<Env>().get("/equipment/units/:id/availability.csv", allow("look-around"), (c) =>
  respond(
    c,
    Effect.gen(function* () {
      const { unit, asked, explanation } = yield* readAvailability(c, yield* orNotFound(pathId(c)), new Date())
      const { kind } = asked
      const { stretches, time } = explanation
      const name = `availability-${unit.id}-${asked.from}-${addDays(asked.to, 1)}.csv`
      return csvResponse(c, name, async (write) => {
        await write(csvLine(titles(c, kind)))
        for (let at = 0; at < stretches.length; at += LINES) {
          const packet = stretches.slice(at, at + LINES)
          await write(packet.map((stretch) => csvLine(cells(c, unit.number, kind, stretch))).join(""))
        }
        const { period, known, counted } = divisionOf(kind, time)
        const text = c.get("web").words.csv.availability
        const share = availabilityOf[kind](time)
        const all = stretches.reduce((sum, { from, to }) => sum + to - from, 0)
        const excluded = stretches.reduce((sum, stretch) => sum + stretch[kind].excluded, 0)
        await write(line(text.sum, { length: all, inside: period, counted, excluded }))
        await write(line(text.known, { inside: known }))
        await write(csvLine([text.share, share === null ? text.noData : share.toFixed(9)]))
      })
    }),
  ),
)

const titles = (c: Context<Env>, kind: AvailabilityKind) => {
  const text = c.get("web").words.csv.availability
  return [
    ...[text.unit, text.from, text.to, text.state, text.cause, text.source, text.class, text.rule],
    ...[text.length, text.inside[kind], text.counted, text.excluded, text.why],
    ...[text.decidedBy, text.decidedAt, text.decidedWhy],
  ]
}

const seconds = (ms: number) => (ms / 1000).toFixed(3)

const cells = (c: Context<Env>, number: string, kind: AvailabilityKind, stretch: Stretch) => {
  const { words } = c.get("web")
  const { interval, from, to } = stretch
  const { counted, excluded, reason } = stretch[kind]
  const decision = interval?.decisions.at(-1)
  return [
    number,
    new Date(from).toISOString(),
    new Date(to).toISOString(),
    interval === null ? words.availability.nothingRecorded : words.states.upper[interval.state],
    interval === null ? "" : causeWords(interval, words),
    sourceWords(interval, words),
    classWords(stretch.class, words),
    ruleWords(interval, words),
    ...[to - from, insideOf(kind, stretch), counted, excluded].map(seconds),
    reason === null ? "" : words.availability.reasons[reason],
    decision?.decidedBy ?? "",
    decision?.decidedAt.toISOString() ?? "",
    decision?.reason ?? "",
  ]
}

/** A line of sums, each in the column of what it is the sum of. */
const line = (
  label: string,
  sums: { readonly length?: number; readonly inside: number; readonly counted?: number; readonly excluded?: number },
) => {
  const columns = [sums.length, sums.inside, sums.counted, sums.excluded]
  return csvLine([label, ...Array<null>(7).fill(null), ...columns.map((ms) => (ms === undefined ? null : seconds(ms)))])
}
