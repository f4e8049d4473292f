import { Effect } from "effect"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { localHourStart } from "#kernel/time.ts"
import { type PastLine, readPastLine } from "../domain/past-line.ts"
import * as Gateways from "../persistence/gateways.ts"
import { recordPast } from "./record-past.ts"

/** What became of each line. */
export interface PastReceipt {
  readonly accepted: number
  readonly rejected: ReadonlyArray<{ readonly line: number; readonly reason: string }>
}

/**
 * Takes stretches of the past of a gateway's units, one a line and those of a unit in order, from before the portal heard of
 * them: intervals and hours. A line about time of which something is known already is rejected; the others go through.
 */
export const takePast = Effect.fn("Equipment.takePast")(
  function* (gateway: Gateways.Gateway, lines: ReadonlyArray<string>) {
    const now = Date.now()
    const units = new Map((yield* Gateways.unitsOf(gateway.id)).map((unit) => [unit.name, unit]))
    const rejected: Array<{ line: number; reason: string }> = []
    let waiting: Array<{
      readonly number: number
      readonly line: PastLine
      readonly unitId: number
      readonly timeZone: string
    }> = []
    lines.forEach((text, index) => {
      if (text.trim() === "") return
      const reject = (reason: string) => void rejected.push({ line: index + 1, reason })
      const line = readPastLine(text, now)
      if ("problem" in line) return reject(line.problem)
      const unit = units.get(line.unit)
      if (unit === undefined) return reject(`this gateway does not speak for a unit ${line.unit}`)
      const uneven = line.hours.find(({ hour }) => localHourStart(hour, unit.timeZone) !== hour)
      if (uneven !== undefined)
        return reject(`${new Date(uneven.hour).toISOString()} is not the beginning of an hour in ${unit.timeZone}`)
      waiting.push({ number: index + 1, line, unitId: unit.unitId, timeZone: unit.timeZone })
    })
    let accepted = 0
    while (waiting.length > 0) {
      const nextOf = new Map(waiting.toReversed().map((entry) => [entry.unitId, entry]))
      const known = new Set(yield* recordPast([...nextOf.values()].map(({ unitId, line }) => pastOf(unitId, line))))
      for (const { number, unitId } of nextOf.values()) {
        if (known.has(unitId)) rejected.push({ line: number, reason: "something is known of this unit in that time" })
        else accepted++
      }
      waiting = waiting.filter((entry) => nextOf.get(entry.unitId) !== entry)
    }
    return { accepted, rejected: rejected.toSorted((a, b) => a.line - b.line) } satisfies PastReceipt
  },
  transactional,
  as(everything),
)

const pastOf = (unitId: number, { intervals, hours }: PastLine) => ({
  unitId,
  intervals: intervals.map(({ state, fault, reason, from, to }) => ({
    state,
    fault: fault ?? null,
    reason: reason ?? null,
    startedAt: new Date(from),
    endedAt: to === null ? null : new Date(to),
  })),
  hours,
  days: [],
  reading: null,
  expectedBack: null,
})
