import { classByRule } from "./interval-class.ts"
import { type Decided, type Span, type ToldPiece, unitedSpans } from "./told-history.ts"
import type { UnitState } from "./unit.ts"

/** What work on a unit says of its state. Times in milliseconds since 1970. */
export interface UnitWork {
  /** When it was said before to be down for the same work: that no longer holds. Infinite where it went on. */
  readonly was: Span | null
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

/**
 * What work says of a unit, as a file would say it. A connected unit tells itself whether it is out of order, and how it is now:
 * of it, this is when it was down for planned work that is over. Any other unit is as it was left until something else is
 * known, and before a beginning that was moved as it was before. `known` is its history, in order.
 */
export const piecesOfWork = (
  work: UnitWork,
  known: ReadonlyArray<ToldPiece>,
  connected: boolean,
): { readonly pieces: ReadonlyArray<ToldPiece>; readonly decided: Decided } =>
  connected ? piecesBesideGateway(work) : piecesAlone(work, known)

const told = (pieces: ReadonlyArray<ToldPiece>, spans: ReadonlyArray<Span>) => ({
  pieces,
  decided: { spans: unitedSpans(spans), bySaying: true },
})

const piecesBesideGateway = (work: UnitWork) => {
  const isOver = (span: Span | null): span is Span => span !== null && span.to < never
  const down = work.state === "planned-outage" && isOver(work.down) ? [{ ...work.down, ...downPiece(work) }] : []
  return told(down, [...(isOver(work.was) ? [work.was] : []), ...down])
}

const piecesAlone = (work: UnitWork, known: ReadonlyArray<ToldPiece>) => {
  const { was, down, left, reason } = work
  const pieces: Array<ToldPiece> = []
  const begins = down?.from ?? left?.at ?? never
  const before = was === null ? undefined : known.findLast(({ from }) => from < was.from)
  if (was !== null && before?.to === was.from && was.from < begins && begins < never) {
    pieces.push({ ...before, from: was.from, to: begins })
  }
  if (down !== null) pieces.push({ ...down, ...downPiece(work) })
  if (left !== null) {
    const settled = Math.max(left.at, was?.to ?? left.at)
    const next = known.find(({ from }) => from > settled)?.from ?? never
    const isUp = left.state === "in-service"
    pieces.push({ ...pieceOf(left.state, isUp ? null : reason), from: left.at, to: next })
  }
  return told(pieces, [...(was === null ? [] : [was]), ...pieces])
}

const pieceOf = (state: UnitState, reason: string | null) => ({
  state,
  reason,
  ...classByRule({ state, fault: null, reason: null, source: "import" }, null),
})

const downPiece = ({ state, external, reason }: UnitWork) =>
  external && state === "out-of-order"
    ? { state, reason, class: "external" as const, rule: "external-reason" as const }
    : pieceOf(state, reason)
