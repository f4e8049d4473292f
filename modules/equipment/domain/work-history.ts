import { classByRule, type Decision, decisionAbout } from "./interval-class.ts"
import { cut, inOrder, spanOf, within } from "./interval-spans.ts"
import type { StateInterval } from "./state-history.ts"
import {
  gravity,
  intervalOfPiece,
  laidOver,
  outside,
  type Span,
  type ToldPiece,
  unitedNeighbours,
} from "./told-history.ts"
import type { UnitState } from "./unit.ts"

/** What work on a unit says of its state. Times in milliseconds since 1970. */
export interface UnitWork {
  /** When it was down; infinite while it goes on. Null: it was not. */
  readonly down: Span | null
  readonly state: Extract<UnitState, "out-of-order" | "planned-outage">
  /** What put it out of order lies outside the unit. */
  readonly external: boolean
  readonly reason: string
  /** How it was left, and when; null while the work goes on. */
  readonly left: { readonly at: number; readonly state: Exclude<UnitState, "unknown" | "planned-outage"> } | null
}

const never = Number.POSITIVE_INFINITY

/** The work without what goes on. */
export const overAndDone = (work: UnitWork): UnitWork => (work.down?.to === never ? { ...work, down: null } : work)

/** Whether work says anything of a unit: of a connected one, only that it is down for planned work. */
export const saysAnything = ({ down, state, left }: UnitWork, connected: boolean): boolean =>
  connected ? down !== null && state === "planned-outage" : down !== null || left !== null

/** The times of which work speaks. */
export const timesOfWork = ({ down, left }: UnitWork): ReadonlyArray<number> => [
  ...(down === null ? [] : [down.from]),
  ...(left === null ? [] : [left.at]),
]

/** All that is known of the work on a unit; since when it is connected: infinite when it is not. */
export interface WorkedUnit {
  readonly works: ReadonlyArray<UnitWork>
  readonly connectedSince: number
}

/**
 * From when on a history has to be looked at so that what changes from an instant on is shown as it should be: what goes on lies
 * around what it does not hide, and how long a unit that tells nothing stays as it was left depends on all that follows.
 */
export const lookedAtFrom = ({ works, connectedSince }: WorkedUnit, from: number): number => {
  const ongoing = works.flatMap(({ down }) => (down?.to === never ? [down.from] : []))
  const since = Math.min(from, ...ongoing)
  return since < connectedSince ? Math.min(since, ...works.flatMap(timesOfWork)) : since
}

/** A history with the work on its unit, and what of it the work covers. */
export interface WorkedHistory {
  readonly shown: ReadonlyArray<StateInterval>
  readonly covered: ReadonlyArray<StateInterval>
}

/**
 * Lays work over what else is known of a unit from an instant on (one that `lookedAtFrom` gave). A connected unit tells itself
 * whether it is out of order, and how it was left: of it, this is when it is down for planned work, which holds over what it tells;
 * while that goes on it does not hide that somebody is inside. Any other unit is as it was left until something else is known.
 */
export const withWork = (
  known: ReadonlyArray<StateInterval>,
  unit: WorkedUnit,
  from: number,
  decisions: ReadonlyArray<Decision>,
): WorkedHistory => {
  if (unit.works.length === 0) return { shown: known, covered: [] }
  const pieces = piecesOfWork(known, unit)
  const worked = pieces.flatMap((piece) => (piece.to > from ? [decided(intervalOfWork(piece), decisions)] : []))
  return { shown: inOrder([...cut(known, pieces), ...worked]), covered: within(known, pieces) }
}

const intervalOfWork = (piece: ToldPiece): StateInterval => ({ ...intervalOfPiece(piece), source: "work" })

const decided = (interval: StateInterval, decisions: ReadonlyArray<Decision>): StateInterval => {
  const { from, to } = spanOf(interval)
  const its = decisionAbout(decisions, interval.state, from, to)
  return its === null ? interval : { ...interval, class: its, rule: "by-hand" }
}

const piecesOfWork = (known: ReadonlyArray<StateInterval>, { works, connectedSince }: WorkedUnit) => {
  const trapped = known.filter(({ entrapment }) => entrapment).map(spanOf)
  const besideTrapped = (pieces: ReadonlyArray<ToldPiece>) =>
    pieces.flatMap((piece) => (piece.to < never ? [piece] : outside([piece], trapped)))
  const planned = works.filter(({ state }) => state === "planned-outage")
  const before = outside(besideTrapped(piecesAlone(known, works)), [{ from: connectedSince, to: never }])
  const after = outside(besideTrapped(layered(downPieces(planned))), [{ from: -never, to: connectedSince }])
  return unitedNeighbours([...before, ...after])
}

/** Of a unit that tells nothing itself. */
const piecesAlone = (known: ReadonlyArray<StateInterval>, works: ReadonlyArray<UnitWork>) => {
  const begins = [
    ...known.flatMap((interval) => (interval.state === "unknown" ? [] : [spanOf(interval).from])),
    ...works.flatMap(timesOfWork),
  ].toSorted((a, b) => a - b)
  const left = works.flatMap(({ left: its, reason }) => {
    if (its === null) return []
    const next = begins.find((begin) => begin > its.at) ?? never
    return [{ ...pieceOf(its.state, its.state === "in-service" ? null : reason), from: its.at, to: next }]
  })
  return layered([...left.toSorted((a, b) => a.from - b.from), ...downPieces(works)])
}

/** The lightest first, and of one weight the latest: what was begun is not parted. */
const downPieces = (works: ReadonlyArray<UnitWork>) =>
  works
    .flatMap((work) => (work.down === null ? [] : [{ ...downPiece(work), ...work.down }]))
    .toSorted((a, b) => gravity(a) - gravity(b) || b.from - a.from)

/** Pieces in order and apart, of those that overlap the last one. */
const layered = (pieces: ReadonlyArray<ToldPiece>) =>
  pieces.reduce<ReadonlyArray<ToldPiece>>((below, piece) => laidOver(below, [piece]), [])

const pieceOf = (state: UnitState, reason: string | null) => ({
  state,
  reason,
  ...classByRule({ state, fault: null, reason: null, source: "work" }, null),
})

const downPiece = ({ state, external, reason }: UnitWork) =>
  external && state === "out-of-order"
    ? { state, reason, class: "external" as const, rule: "external-reason" as const }
    : pieceOf(state, reason)
