import { Effect } from "effect"
import { transactional } from "#kernel/database/database.ts"
import { decisionAbout } from "../domain/interval-class.ts"
import {
  historyFrom,
  isSameInterval,
  presentSince,
  type StateInterval,
  type StateReport,
} from "../domain/state-history.ts"
import { STATE } from "../domain/telemetry-message.ts"
import {
  type Decided,
  intervalOfPiece,
  outside,
  pieceOfInterval,
  retold,
  type Span,
  type ToldPiece,
} from "../domain/told-history.ts"
import * as Telemetry from "../persistence/telemetry.ts"
import * as ToldStates from "../persistence/told-states.ts"
import * as UnitHistory from "../persistence/unit-history.ts"
import * as UnitStates from "../persistence/unit-states.ts"
import { reckonMonths } from "./reckon-months.ts"

/** What a file tells of one unit: pieces in order and apart, and of which time it decides. */
export interface ToldUnit {
  readonly unit: ToldStates.KnownUnit
  readonly pieces: ReadonlyArray<ToldPiece>
  readonly decided: Decided
}

const never = Number.POSITIVE_INFINITY
const time = (date: Date | null) => date?.getTime() ?? never
const from = (interval: StateInterval) => interval.startedAt.getTime()
const span = (interval: StateInterval): Span => ({ from: from(interval), to: time(interval.endedAt) })

/**
 * Writes what a file tells into the histories of units: it holds over what a gateway told of the same time, but the present of a
 * connected unit is its gateway's, so that an open end of such a unit ends where its present state begins. Units that are not
 * connected stay so. Nothing is written where nothing differs. Returns how many units had been told nothing of that time by a file,
 * how many now differ and how many do not, and how many open ends of connected units were so ended or left out. Joins the transaction.
 */
export const tellHistories = Effect.fn("Equipment.tellHistories")(function* (told: ReadonlyArray<ToldUnit>) {
  const counts = { created: 0, updated: 0, unchanged: 0, openConnected: 0 }
  if (told.length === 0) return counts
  yield* Telemetry.oneAtATime
  const since = told.flatMap(({ unit, decided }) =>
    decided.spans[0] === undefined ? [] : [{ unitId: unit.id, from: decided.spans[0].from }],
  )
  const stored = Map.groupBy(yield* UnitHistory.intervalsSince(since), (interval) => interval.unitId)
  const decisions = Map.groupBy(yield* UnitHistory.decisionsSince(since), (decision) => decision.unitId)
  const connected = new Map(
    (yield* UnitStates.presentsOf(since.map(({ unitId }) => unitId))).map((unit) => [unit.unitId, unit]),
  )
  const beneath = yield* heardBeneath(stored, new Set(connected.keys()))

  const removed: Array<{ unitId: number; startedAt: Date }> = []
  const added: Array<UnitHistory.OwnedInterval> = []
  const changed: Array<UnitHistory.UnitSince> = []
  const presents: Array<{ unitId: number; since: Date }> = []
  for (const { unit, pieces, decided } of told) {
    const { id: unitId, accountId, buildingId } = unit
    const known: ReadonlyArray<StateInterval> = stored.get(unitId) ?? []
    const before = known.filter(({ source }) => source === "import").map(pieceOfInterval)
    const others = known.filter(({ source }) => source !== "import")
    const base = joined([...others, ...(beneath.get(unitId) ?? [])].toSorted((a, b) => from(a) - from(b)))
    const present = base.at(-1)?.endedAt === null ? base.at(-1) : undefined
    const bounded = present === undefined ? pieces : endedBy(pieces, from(present))
    counts.openConnected += pieces.at(-1)?.to === never && bounded.at(-1)?.to !== never ? 1 : 0

    const imported = retold(before, bounded, decided).map(intervalOfPiece)
    const whole = [...cut(base, imported.map(span)), ...imported].toSorted((a, b) => from(a) - from(b))
    const history = whole.map((interval) => {
      const its = decisionAbout(decisions.get(unitId) ?? [], interval.state, from(interval), time(interval.endedAt))
      return its === null || interval.rule === "by-hand"
        ? interval
        : { ...interval, class: its, rule: "by-hand" as const }
    })
    const differing = notAmong(history, known)
    const gone = notAmong(known, history)
    if (differing.length + gone.length === 0) {
      counts.unchanged++
      continue
    }
    counts[before.length === 0 ? "created" : "updated"]++
    for (const { startedAt } of gone) removed.push({ unitId, startedAt })
    for (const interval of differing) added.push({ ...interval, unitId, accountId, buildingId })
    changed.push({ unitId, from: Math.min(...[...gone, ...differing].map(from)) })
    const was = connected.get(unitId)
    const began = presentSince(history)
    if (was === undefined || began === null) continue
    // What led up to the first interval was not looked at: its state may have begun earlier.
    const earlier = began.getTime() === from(history[0] as StateInterval) && was.since < began.getTime()
    presents.push({ unitId, since: earlier ? new Date(was.since) : began })
  }
  yield* UnitHistory.replaceIntervals(removed, added)
  yield* ToldStates.savePresentSince(presents)
  yield* reckonMonths(changed)
  return counts
}, transactional)

/** The intervals of which the others have no equal; in each no two begin at once. */
const notAmong = (intervals: ReadonlyArray<StateInterval>, others: ReadonlyArray<StateInterval>) => {
  const beginning = new Map(others.map((other) => [from(other), other]))
  return intervals.filter((interval) => {
    const other = beginning.get(from(interval))
    return other === undefined || !isSameInterval(other, interval)
  })
}

/** What is open ends where the present of the unit begins. */
const endedBy = (pieces: ReadonlyArray<ToldPiece>, present: number) =>
  pieces.flatMap((piece) => {
    if (piece.to < never) return [piece]
    return piece.from < present ? [{ ...piece, to: present }] : []
  })

/** What of the intervals lies in none of the stretches, which are in order and apart. */
const cut = (intervals: ReadonlyArray<StateInterval>, away: ReadonlyArray<Span>): ReadonlyArray<StateInterval> =>
  outside(
    intervals.map((interval) => ({ ...span(interval), interval })),
    away,
  ).map(({ from: begin, to, interval }) => ({
    ...interval,
    startedAt: new Date(begin),
    endedAt: to === never ? null : new Date(to),
  }))

/** The intervals with those that touch and are the same in all but their times as one. */
const joined = (intervals: ReadonlyArray<StateInterval>) => {
  const united: Array<StateInterval> = []
  for (const interval of intervals) {
    const last = united.at(-1)
    const same =
      last !== undefined && isSameInterval({ ...interval, startedAt: last.startedAt, endedAt: last.endedAt }, last)
    if (same && time(last.endedAt) === from(interval))
      united[united.length - 1] = { ...last, endedAt: interval.endedAt }
    else united.push(interval)
  }
  return united
}

/** What connected units' gateways told of the time that files had told of. */
const heardBeneath = Effect.fnUntraced(function* (
  stored: ReadonlyMap<number, ReadonlyArray<StateInterval>>,
  connected: ReadonlySet<number>,
) {
  const beneath = new Map<number, ReadonlyArray<StateInterval>>()
  const holes = [...stored].flatMap(([unitId, intervals]) =>
    connected.has(unitId)
      ? intervals.filter(({ source }) => source === "import").map((interval) => ({ unitId, ...span(interval) }))
      : [],
  )
  if (holes.length === 0) return beneath
  const holesOf = Map.groupBy(holes, (hole) => hole.unitId)
  const firsts = [...holesOf].map(([unitId, [first]]) => ({ unitId, from: first?.from ?? 0 }))
  const reports = Map.groupBy(yield* UnitHistory.reportsSince(firsts), (report) => report.unitId)
  const silences = Map.groupBy(yield* ToldStates.silencesIn(holes), (silence) => silence.unitId)
  for (const { unitId, from: begin } of firsts) {
    const told = reports.get(unitId) ?? []
    const history = historyFrom({
      from: begin,
      states: told.flatMap(({ kind, at, state, ...rest }): ReadonlyArray<StateReport> =>
        kind === STATE ? [{ ...rest, at: at.getTime(), state }] : [],
      ),
      modes: told.flatMap(({ at, mode }) => (mode === null ? [] : [{ at: at.getTime(), mode }])),
      silences: (silences.get(unitId) ?? []).map((silence) => [silence.from, silence.to]),
      imported: [],
      decisions: [],
      stored: [],
    })
    const own = holesOf.get(unitId) ?? []
    beneath.set(unitId, cut(history, outside(history.map(span), own)))
  }
  return beneath
})
