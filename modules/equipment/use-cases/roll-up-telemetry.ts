import { Cause, Effect, Exit } from "effect"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { dayNumberAt } from "#kernel/time.ts"
import { type Counts, type Reading, spread } from "../domain/counters.ts"
import { addColumns, identityAt, type MessageColumns, noMessages } from "../domain/message-columns.ts"
import { COUNTERS, MODE, POSITION, STATE } from "../domain/telemetry-message.ts"
import type { UnitNews, UnitPresent } from "../domain/unit-present.ts"
import * as Telemetry from "../persistence/telemetry.ts"
import * as UnitFigures from "../persistence/unit-figures.ts"
import * as UnitHistory from "../persistence/unit-history.ts"
import * as UnitStates from "../persistence/unit-states.ts"
import { announceUnits, changeHistories, type Retold } from "./change-histories.ts"

/** About how many messages one roll-up takes: more at a time cost less each, and hold up what comes after them. */
export const MOST_ROLLED_UP = 400_000
/** Few enough for Postgres to look each up by its key rather than read the whole fleet, and to need no temporary files. */
const UNITS_OF_A_GROUP = 20_000

/**
 * Takes what gateways sent since the last roll-up and brings everything that follows from it up to date, in one transaction:
 * presents, hours, days, histories and months. What follows is the same in whatever order messages come. Returns how many
 * messages it took; more may be waiting when there were any. A batch that cannot be rolled up, which is a bug, is set aside
 * for a day, with the reason, and the failure is passed on.
 */
export const rollUpTelemetry = Effect.fn("Equipment.rollUpTelemetry")(function* (now: Date) {
  const together = yield* Effect.exit(rollUp(now, MOST_ROLLED_UP))
  if (Exit.isSuccess(together)) return together.value
  if (isPassing(together)) return yield* together
  let taken = 0
  for (;;) {
    const one = yield* Effect.exit(rollUp(now, 1))
    if (Exit.isFailure(one)) {
      if (!isPassing(one)) yield* setOldestAside(String(Cause.squash(one.cause)))
      return yield* one
    }
    if (one.value === 0) return taken
    taken += one.value
  }
})

const setOldestAside = Effect.fnUntraced(
  function* (failure: string) {
    yield* Telemetry.oneAtATime
    yield* Telemetry.setOldestAside(failure)
  },
  transactional,
  as(everything),
)

/** Failures of the database rather than of what is asked of it: lost connections, shutdowns, deadlocks, full disks. */
const isPassing = (exit: Exit.Failure<unknown, unknown>): boolean => {
  const { code = "" } = Cause.squash(exit.cause) as { code?: string }
  return /^(CONNECT|ECONN|08|40|53|57|58)/.test(code)
}

const rollUp = Effect.fnUntraced(
  function* (now: Date, most: number) {
    yield* Telemetry.oneAtATime
    const batches = yield* Telemetry.takeBatches(most)
    if (batches.length === 0) return 0
    const messages = noMessages()
    for (const batch of batches) {
      addColumns(messages, batch)
      yield* Effect.yieldNow
    }
    const placesOf = byUnit(messages)
    const unitIds = [...placesOf.keys()]
    const groups = Array.from({ length: Math.ceil(unitIds.length / UNITS_OF_A_GROUP) }, (_, index) =>
      unitIds.slice(index * UNITS_OF_A_GROUP, (index + 1) * UNITS_OF_A_GROUP),
    )
    // Two: while Postgres works for one, the other is reckoned.
    yield* Effect.forEach(groups, (group) => rollUpUnits(messages, placesOf, group, now), {
      concurrency: 2,
      discard: true,
    })
    return messages.unitIds.length
  },
  transactional,
  as(everything),
)

const rollUpUnits = Effect.fnUntraced(function* (
  messages: MessageColumns,
  placesOf: ReadonlyMap<number, ReadonlyArray<number>>,
  unitIds: ReadonlyArray<number>,
  now: Date,
) {
  const presents = yield* UnitStates.presentsOf(unitIds)
  const heard = presents.map((present): Heard => ({ present, places: placesOf.get(present.unitId) ?? [] }))
  yield* keepReports(messages, heard)
  yield* addFigures(messages, heard)
  yield* UnitStates.saveNews(heard.map((unit) => newsOf(messages, unit)))
  yield* changeHistories(yield* retoldUnits(messages, heard), now)
  yield* announceUnits(presents)
})

/** A unit with the places of its messages, in the order of their times and numbers. */
interface Heard {
  readonly present: UnitPresent
  readonly places: ReadonlyArray<number>
}

const byUnit = (messages: MessageColumns): ReadonlyMap<number, ReadonlyArray<number>> => {
  const { unitIds, ats, seqs } = messages
  const placesOf = new Map<number, Array<number>>()
  for (let place = 0; place < unitIds.length; place++) {
    const unitId = unitIds[place] ?? 0
    const places = placesOf.get(unitId)
    if (places === undefined) placesOf.set(unitId, [place])
    else places.push(place)
  }
  const order = (a: number, b: number) => (ats[a] ?? 0) - (ats[b] ?? 0) || (seqs[a] ?? 0) - (seqs[b] ?? 0)
  for (const places of placesOf.values()) if (places.length > 1) places.sort(order)
  return placesOf
}

interface Detail {
  readonly state?: string
  readonly fault?: string
  readonly reason?: string
  readonly entrapment?: boolean
  readonly expectedBack?: string
  readonly mode?: string
  readonly floor?: string
  readonly door?: string
  readonly direction?: string
}

const detailAt = ({ details }: MessageColumns, place: number): Detail => JSON.parse(details[place] ?? "{}") as Detail

const keepReports = (messages: MessageColumns, heard: ReadonlyArray<Heard>) => {
  const reports = heard.flatMap(({ present: { unitId }, places }) =>
    places.flatMap((place) => {
      const kind = messages.kinds[place] ?? 0
      if (kind !== STATE && kind !== MODE) return []
      const { state, fault, reason, entrapment, expectedBack, mode } = detailAt(messages, place)
      return [
        {
          unitId,
          kind,
          at: new Date(messages.ats[place] ?? 0),
          seq: messages.seqs[place] ?? -1,
          state: state ?? null,
          fault: fault ?? null,
          reason: reason ?? null,
          entrapment: entrapment ?? false,
          expectedBack: expectedBack === undefined ? null : new Date(expectedBack),
          mode: mode ?? null,
        } as Parameters<typeof UnitHistory.keepReports>[0][number],
      ]
    }),
  )
  return reports.length === 0 ? Effect.void : UnitHistory.keepReports(reports)
}

const newsOf = (messages: MessageColumns, { present, places }: Heard): UnitNews => {
  const { kinds, ats, seqs } = messages
  let { firstSeq, lastSeq, numbered } = present
  let lastSignalAt = present.lastSignalAt ?? 0
  let [reading, position, mode] = [-1, -1, -1]
  for (const place of places) {
    const [kind, at, seq] = [kinds[place] ?? 0, ats[place] ?? 0, seqs[place] ?? -1]
    if (kind === COUNTERS && at >= (present.countersAt ?? 0)) reading = place
    else if (kind === POSITION && at >= (present.positionAt ?? 0)) position = place
    else if (kind === MODE && at >= (present.modeAt ?? 0)) mode = place
    if (seq >= 0) {
      // A later message with a smaller number: its gateway has begun to count anew.
      if (lastSeq !== null && seq < lastSeq && at > lastSignalAt) [firstSeq, lastSeq, numbered] = [seq, seq, 0]
      firstSeq = Math.min(firstSeq ?? seq, seq)
      lastSeq = Math.max(lastSeq ?? seq, seq)
      numbered++
    }
    if (at > lastSignalAt) lastSignalAt = at
  }
  const positioned = position === -1 ? null : detailAt(messages, position)
  return {
    unitId: present.unitId,
    lastSignalAt,
    firstSeq,
    lastSeq,
    numbered,
    counters: reading === -1 ? null : readingAt(messages, reading),
    position:
      positioned === null
        ? null
        : ({
            at: ats[position] ?? 0,
            floor: positioned.floor ?? null,
            door: positioned.door ?? null,
            direction: positioned.direction ?? null,
          } as UnitNews["position"]),
    mode: mode === -1 ? null : ({ at: ats[mode] ?? 0, mode: detailAt(messages, mode).mode } as UnitNews["mode"]),
  }
}

const readingAt = (messages: MessageColumns, place: number): Reading => ({
  at: messages.ats[place] ?? 0,
  seq: messages.seqs[place] ?? -1,
  starts: messages.starts[place] ?? 0,
  runSeconds: messages.runSeconds[place] ?? 0,
  doorCycles: messages.doorCycles[place] ?? null,
  doorReopens: messages.doorReopens[place] ?? null,
  distanceMetres: messages.distanceMetres[place] ?? null,
})

const lastReading = (present: UnitPresent): Reading | null =>
  present.countersAt === null
    ? null
    : {
        at: present.countersAt,
        seq: -1,
        starts: present.starts ?? 0,
        runSeconds: present.runSeconds ?? 0,
        doorCycles: present.doorCycles,
        doorReopens: present.doorReopens,
        distanceMetres: present.distanceMetres,
      }

/** Per hour or day, in the order of `countsOf`. */
type Sums = Map<number, Array<number>>

const countsOf = ({ starts, runSeconds, doorCycles, doorReopens, distanceMetres }: Counts): ReadonlyArray<number> => [
  starts,
  runSeconds,
  doorCycles ?? 0,
  doorReopens ?? 0,
  distanceMetres ?? 0,
]

const addTo = (sums: Sums, key: number, counts: ReadonlyArray<number>, sign: 1 | -1): void => {
  const sum = sums.get(key)
  if (sum === undefined) sums.set(key, sign === 1 ? [...counts] : counts.map((count) => -count))
  else for (let i = 0; i < counts.length; i++) sum[i] = (sum[i] ?? 0) + sign * (counts[i] ?? 0)
}

/** Adds what the unit did, sign 1, or takes it back, sign -1, hour by hour, from one reading to the next. */
const addRises = (hours: Sums, readings: ReadonlyArray<Reading>, timeZone: string, sign: 1 | -1): void => {
  for (let i = 1; i < readings.length; i++) {
    const [before, after] = [readings[i - 1], readings[i]]
    if (before === undefined || after === undefined) continue
    for (const rise of spread(before, after, timeZone)) addTo(hours, rise.hour, countsOf(rise), sign)
  }
}

/** Readings that are later than all before add to their hours. A late one takes the rise across it back, and adds both its sides. */
const addFigures = Effect.fn("Equipment.addFigures")(function* (messages: MessageColumns, heard: ReadonlyArray<Heard>) {
  const hoursOf = new Map<Heard, Sums>()
  const late: Array<{ readonly unit: Heard; readonly stretch: UnitFigures.LateStretch }> = []
  for (const unit of heard) {
    const { present, places } = unit
    const readings = places.filter((place) => messages.kinds[place] === COUNTERS)
    const [first, last] = [readings[0], readings.at(-1)]
    if (first === undefined || last === undefined) continue
    const at = messages.ats[first] ?? 0
    if (present.countersAt !== null && at <= present.countersAt) {
      late.push({ unit, stretch: { unitId: present.unitId, first: at, last: messages.ats[last] ?? 0 } })
      continue
    }
    const before = lastReading(present)
    const chain = readings.map((place) => readingAt(messages, place))
    const hours: Sums = new Map()
    addRises(hours, before === null ? chain : [before, ...chain], present.timeZone, 1)
    hoursOf.set(unit, hours)
  }
  if (late.length > 0) {
    const around = Map.groupBy(yield* UnitFigures.readingsAround(late.map(({ stretch }) => stretch)), (r) => r.unitId)
    for (const { unit } of late) {
      const { unitId, timeZone } = unit.present
      const chain = around.get(unitId) ?? []
      const fresh = new Set(unit.places.map((place) => identityAt(messages, place)))
      const known = chain.filter(({ at, seq }) => !fresh.has(`${unitId} ${at} ${seq} ${COUNTERS}`))
      const hours: Sums = new Map()
      addRises(hours, known, timeZone, -1)
      addRises(hours, chain, timeZone, 1)
      hoursOf.set(unit, hours)
    }
  }
  const hourRows: Array<UnitFigures.Added & { hour: number }> = []
  const dayRows: Array<UnitFigures.Added & { day: number }> = []
  for (const [{ present }, hours] of hoursOf) {
    const { unitId, accountId, buildingId, timeZone } = present
    const days: Sums = new Map()
    for (const [hour, counts] of hours) {
      if (counts.every((count) => count === 0)) continue
      hourRows.push({ unitId, accountId, buildingId, hour, counts })
      addTo(days, dayNumberAt(hour, timeZone), counts, 1)
    }
    for (const [day, counts] of days) dayRows.push({ unitId, accountId, buildingId, day, counts })
  }
  if (hourRows.length === 0) return
  yield* UnitFigures.addToHours(hourRows)
  yield* UnitFigures.addToDays(dayRows)
})

/** The units whose histories what they sent may change: they told a state, were silent, unknown or worked on before, or it came late. */
const retoldUnits = Effect.fn("Equipment.retoldUnits")(function* (
  messages: MessageColumns,
  heard: ReadonlyArray<Heard>,
) {
  const retold: Array<Retold> = []
  const late: Array<{ readonly present: UnitPresent; readonly stretch: UnitFigures.LateStretch }> = []
  for (const { present, places } of heard) {
    const ats = places.map((place) => messages.ats[place] ?? 0)
    const [first, last] = [ats[0] ?? 0, ats.at(-1) ?? 0]
    const before = present.lastSignalAt
    if (before !== null && first < before) {
      late.push({ present, stretch: { unitId: present.unitId, first, last } })
      continue
    }
    const signals = before === null ? ats : [before, ...ats]
    const limit = present.heartbeatSeconds * 1000
    const changes =
      present.state === "unknown" ||
      // Work on it may hide that it was called unknown before.
      present.state === "planned-outage" ||
      places.some((place) => messages.kinds[place] === STATE) ||
      signals.some((at, index) => index > 0 && at - (signals[index - 1] ?? at) > limit)
    if (changes) retold.push({ present, from: signals[0] ?? first, signals, toTheEnd: true })
  }
  if (late.length > 0) {
    const around = Map.groupBy(yield* UnitFigures.signalsAround(late.map(({ stretch }) => stretch)), (s) => s.unitId)
    for (const { present, stretch } of late) {
      const signals = (around.get(present.unitId) ?? []).map((signal) => signal.at)
      const end = Math.max(present.lastSignalAt ?? 0, stretch.last)
      // What was known from elsewhere, before the first message, has a last signal that is no message.
      if ((signals.at(-1) ?? 0) <= stretch.last && stretch.last < end) signals.push(end)
      retold.push({ present, from: signals[0] ?? stretch.first, signals, toTheEnd: (signals.at(-1) ?? 0) >= end })
    }
  }
  return retold
})
