import { Effect } from "effect"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { dayNumber, dayNumberAt, type Day } from "#kernel/time.ts"
import type { Reading } from "../domain/counters.ts"
import { classByRule } from "../domain/interval-class.ts"
import type { StateInterval } from "../domain/state-history.ts"
import { STATE } from "../domain/telemetry-message.ts"
import type { UnitPresent } from "../domain/unit-present.ts"
import * as Telemetry from "../persistence/telemetry.ts"
import * as UnitFigures from "../persistence/unit-figures.ts"
import * as UnitHistory from "../persistence/unit-history.ts"
import * as UnitStates from "../persistence/unit-states.ts"
import { reckonMonths } from "./reckon-months.ts"

/** What is known of a stretch of a unit's past from before its gateway spoke for it here. */
export interface UnitPast {
  readonly unitId: number
  /** In order and apart; at most the last one open, which then is the present. */
  readonly intervals: ReadonlyArray<Pick<StateInterval, "state" | "reason" | "fault" | "startedAt" | "endedAt">>
  /** Each hour of local time by its beginning (milliseconds since 1970), with starts, seconds of running, door cycles, reopenings, metres. */
  readonly hours: ReadonlyArray<{ readonly hour: number; readonly counts: ReadonlyArray<number> }>
  /** Days of which no hours are known. */
  readonly days: ReadonlyArray<{ readonly day: Day; readonly counts: ReadonlyArray<number> }>
  /** What the counters showed at its end. */
  readonly reading: Reading | null
  /** When a unit that stands is expected back. */
  readonly expectedBack: Date | null
}

const never = Number.POSITIVE_INFINITY
const time = (date: Date | null) => date?.getTime() ?? never

/**
 * Adds stretches of the past of connected units, one of each unit at a time, where nothing is known of them yet. Returns the
 * units of which something is known in that time: nothing of theirs is added.
 */
export const recordPast = Effect.fn("Equipment.recordPast")(
  function* (pasts: ReadonlyArray<UnitPast>) {
    yield* Telemetry.oneAtATimeOf(pasts.map((past) => past.unitId))
    const presents = new Map(
      (yield* UnitStates.presentsOf(pasts.map((past) => past.unitId))).map((present) => [present.unitId, present]),
    )
    const known = pasts.flatMap((past) => {
      const present = presents.get(past.unitId)
      const first = past.intervals[0]
      return present === undefined || first === undefined ? [] : [{ past, present, from: first.startedAt.getTime() }]
    })
    const stored = Map.groupBy(
      yield* UnitHistory.intervalsSince(known.map(({ past, from }) => ({ unitId: past.unitId, from }))),
      (interval) => interval.unitId,
    )
    const fits = known.filter(({ past, from }) => {
      const to = time(past.intervals.at(-1)?.endedAt ?? null)
      return (stored.get(past.unitId) ?? []).every(
        ({ state, startedAt, endedAt }) => state === "unknown" || time(startedAt) >= to || time(endedAt) <= from,
      )
    })
    yield* UnitStates.connectedBefore(fits.map(({ past, from }) => ({ unitId: past.unitId, since: new Date(from) })))
    yield* rewriteUnknown(fits, stored)
    yield* UnitHistory.keepReports(fits.flatMap(({ past }) => reportsOf(past)))
    yield* addCounts(fits)
    yield* takeOver(fits)
    yield* reckonMonths(fits.map(({ past, from }) => ({ unitId: past.unitId, from })))
    const added = new Set(fits.map(({ past }) => past.unitId))
    return pasts.map(({ unitId }) => unitId).filter((unitId) => !added.has(unitId))
  },
  transactional,
  as(everything),
)

interface Known {
  readonly past: UnitPast
  readonly present: UnitPresent
  readonly from: number
}

/** Puts the past into the time that was unknown, which stays on both its sides. */
const rewriteUnknown = (known: ReadonlyArray<Known>, stored: ReadonlyMap<number, ReadonlyArray<StateInterval>>) => {
  const removed: Array<{ unitId: number; startedAt: Date }> = []
  const added: Array<UnitHistory.OwnedInterval> = []
  for (const { past, present, from } of known) {
    const { unitId, accountId, buildingId } = present
    const to = time(past.intervals.at(-1)?.endedAt ?? null)
    for (const interval of stored.get(unitId) ?? []) {
      const [begin, end] = [time(interval.startedAt), time(interval.endedAt)]
      if (interval.state !== "unknown" || begin >= to || end <= from) continue
      removed.push({ unitId, startedAt: interval.startedAt })
      const whose = { unitId, accountId, buildingId }
      if (begin < from) added.push({ ...interval, ...whose, endedAt: new Date(from) })
      if (to < end) added.push({ ...interval, ...whose, startedAt: new Date(to) })
    }
    for (const interval of past.intervals) {
      const source = interval.state === "unknown" ? ("silence" as const) : ("telemetry" as const)
      const known = { ...interval, source, entrapment: false }
      added.push({ ...known, ...classByRule(known, null), unitId, accountId, buildingId })
    }
  }
  return UnitHistory.replaceIntervals(removed, added)
}

const reportsOf = ({ unitId, intervals, expectedBack }: UnitPast) =>
  intervals.flatMap(({ state, reason, fault, startedAt, endedAt }) =>
    state === "unknown"
      ? []
      : [
          {
            unitId,
            kind: STATE,
            at: startedAt,
            seq: -1,
            state,
            reason,
            fault,
            entrapment: false,
            expectedBack: endedAt === null ? expectedBack : null,
            mode: null,
          },
        ],
  )

const addCounts = Effect.fnUntraced(function* (known: ReadonlyArray<Known>) {
  const hours = known.flatMap(({ past, present: { unitId, accountId, buildingId } }) =>
    past.hours.map((hour) => ({ ...hour, unitId, accountId, buildingId })),
  )
  const days = known.flatMap(({ past, present: { unitId, accountId, buildingId, timeZone } }) => {
    const sums = new Map(past.days.map(({ day, counts }) => [dayNumber(day), [...counts]]))
    for (const { hour, counts } of past.hours) {
      const day = dayNumberAt(hour, timeZone)
      const sum = sums.get(day)
      if (sum === undefined) sums.set(day, [...counts])
      else counts.forEach((count, index) => (sum[index] = (sum[index] ?? 0) + count))
    }
    return [...sums].map(([day, counts]) => ({ unitId, accountId, buildingId, day, counts }))
  })
  yield* UnitFigures.addToNewHours(hours)
  yield* UnitFigures.addToDays(days)
})

/** The present goes on from an end that is open, and from what the counters showed. */
const takeOver = Effect.fnUntraced(function* (known: ReadonlyArray<Known>) {
  const open = known.flatMap(({ past }) => {
    const last = past.intervals.at(-1)
    return last?.endedAt === null ? [{ past, last }] : []
  })
  yield* UnitStates.savePresentStates(
    open.map(({ past: { unitId, expectedBack }, last: { state, reason, fault, startedAt } }) => ({
      unitId,
      state,
      since: startedAt,
      reason,
      fault,
      entrapment: false,
      expectedBack,
    })),
  )
  const readings = known.flatMap(({ past: { reading, unitId } }) => (reading === null ? [] : [{ unitId, reading }]))
  yield* UnitFigures.insertReadings(
    readings.map(({ unitId, reading }) => ({ ...reading, unitId, seq: reading.seq ?? -1 })),
  )
  yield* UnitStates.saveNews(
    known.flatMap(
      ({ past: { reading, intervals }, present: { unitId, firstSeq, lastSeq, numbered, lastSignalAt } }) => {
        // Whoever tells what still goes on gives a sign of life with it.
        const heardAt = reading?.at ?? (intervals.at(-1)?.endedAt === null ? Date.now() : null)
        if (heardAt === null) return []
        return [
          {
            ...{ unitId, firstSeq, lastSeq, numbered, lastSignalAt: Math.max(heardAt, lastSignalAt ?? 0) },
            ...{ counters: reading, position: null, mode: null },
          },
        ]
      },
    ),
  )
})
