import { Effect } from "effect"
import { transactional } from "#kernel/database/database.ts"
import { decisionAbout } from "../domain/interval-class.ts"
import { cut, inOrder, joined, spanOf, within } from "../domain/interval-spans.ts"
import { historyFrom, type StateInterval, type StateReport } from "../domain/state-history.ts"
import { STATE } from "../domain/telemetry-message.ts"
import { type Decided, intervalOfPiece, pieceOfInterval, retold, type ToldPiece } from "../domain/told-history.ts"
import * as Telemetry from "../persistence/telemetry.ts"
import * as ToldStates from "../persistence/told-states.ts"
import * as UnitHistory from "../persistence/unit-history.ts"
import * as UnitStates from "../persistence/unit-states.ts"
import {
  isShownAnew,
  type KeptHistory,
  keptHistories,
  type Rewritten,
  rewriteHistories,
  withItsWork,
} from "./kept-histories.ts"

/** What a file tells of one unit: pieces in order and apart, and of which time it decides. */
export interface ToldUnit {
  readonly unit: ToldStates.KnownUnit
  readonly pieces: ReadonlyArray<ToldPiece>
  readonly decided: Decided
}

const never = Number.POSITIVE_INFINITY

/**
 * Writes what a file tells into the histories of units: it holds over what a gateway told of the same time, and work on the unit
 * over both; but the present of a connected unit is its gateway's, so that an open end of such a unit ends where its present state
 * begins. Units that are not connected stay so. Nothing is written where nothing differs. Returns how many units had been told
 * nothing of that time by a file, how many now differ and how many do not, and how many open ends of connected units were so ended
 * or left out. Joins the transaction.
 */
export const tellHistories = Effect.fn("Equipment.tellHistories")(function* (told: ReadonlyArray<ToldUnit>, now: Date) {
  const counts = { created: 0, updated: 0, unchanged: 0, openConnected: 0 }
  if (told.length === 0) return counts
  yield* Telemetry.oneAtATime
  const histories = yield* keptHistories(
    told.flatMap(({ unit, decided }) =>
      decided.spans[0] === undefined ? [] : [{ unitId: unit.id, from: decided.spans[0].from }],
    ),
  )
  const connected = new Set((yield* UnitStates.presentsOf([...histories.keys()])).map(({ unitId }) => unitId))
  const beneath = yield* heardBeneath(histories, connected, now)

  const rewritten: Array<Rewritten> = []
  const presents: Array<number> = []
  for (const { unit, pieces, decided } of told) {
    const { id: unitId, accountId, buildingId } = unit
    const kept = histories.get(unitId)
    if (kept === undefined) {
      counts.unchanged++
      continue
    }
    const before = kept.known.filter(({ source }) => source === "import").map(pieceOfInterval)
    const others = kept.known.filter(({ source }) => source !== "import")
    const base = joined([...others, ...(beneath.get(unitId) ?? [])])
    const present = base.at(-1)?.endedAt === null ? base.at(-1) : undefined
    const bounded = present === undefined ? pieces : endedBy(pieces, spanOf(present).from)
    counts.openConnected += pieces.at(-1)?.to === never && bounded.at(-1)?.to !== never ? 1 : 0

    const imported = retold(before, bounded, decided).map(intervalOfPiece)
    const known = inOrder([...cut(base, imported.map(spanOf)), ...imported]).map((interval) => {
      const { from, to } = spanOf(interval)
      const its = decisionAbout(kept.decisions, interval.state, from, to)
      return its === null || interval.rule === "by-hand"
        ? interval
        : { ...interval, class: its, rule: "by-hand" as const }
    })
    const rewriting = { unit: { unitId, accountId, buildingId }, kept, now: withItsWork(kept, known) }
    rewritten.push(rewriting)
    if (!isShownAnew(rewriting)) {
      counts.unchanged++
      continue
    }
    counts[before.length === 0 ? "created" : "updated"]++
    if (connected.has(unitId)) presents.push(unitId)
  }
  yield* rewriteHistories(rewritten)
  yield* ToldStates.savePresentSince(yield* UnitHistory.presentsBegan(presents))
  return counts
}, transactional)

/** What is open ends where the present of the unit begins. */
const endedBy = (pieces: ReadonlyArray<ToldPiece>, present: number) =>
  pieces.flatMap((piece) => {
    if (piece.to < never) return [piece]
    return piece.from < present ? [{ ...piece, to: present }] : []
  })

/** What a gateway told of the time that files had told of, of connected units by their ids. */
const heardBeneath = Effect.fnUntraced(function* (
  histories: ReadonlyMap<number, KeptHistory>,
  connected: ReadonlySet<number>,
  now: Date,
) {
  const beneath = new Map<number, ReadonlyArray<StateInterval>>()
  const holes = [...histories].flatMap(([unitId, { known }]) =>
    connected.has(unitId)
      ? known.filter(({ source }) => source === "import").map((interval) => ({ unitId, ...spanOf(interval) }))
      : [],
  )
  if (holes.length === 0) return beneath
  const holesOf = Map.groupBy(holes, (hole) => hole.unitId)
  const firsts = [...holesOf].map(([unitId, [first]]) => ({ unitId, from: first?.from ?? 0 }))
  const reports = Map.groupBy(yield* UnitHistory.reportsSince(firsts), (report) => report.unitId)
  const silences = Map.groupBy(yield* ToldStates.silencesIn(holes, now), (silence) => silence.unitId)
  for (const { unitId, from } of firsts) {
    const told = reports.get(unitId) ?? []
    const history = historyFrom({
      from,
      states: told.flatMap(({ kind, at, state, ...rest }): ReadonlyArray<StateReport> =>
        kind === STATE ? [{ ...rest, at: at.getTime(), state }] : [],
      ),
      modes: told.flatMap(({ at, mode }) => (mode === null ? [] : [{ at: at.getTime(), mode }])),
      silences: (silences.get(unitId) ?? []).map((silence) => [silence.from, silence.to]),
      imported: [],
      decisions: [],
      stored: [],
    })
    beneath.set(unitId, within(history, holesOf.get(unitId) ?? []))
  }
  return beneath
})
