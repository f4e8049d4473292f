import { classByRule, type ClassRule } from "./interval-class.ts"
import type { StateInterval } from "./state-history.ts"
import type { StateRow } from "./state-row.ts"
import type { IntervalClass, UnitState } from "./unit.ts"

/** A stretch of time, [from, to) in epoch milliseconds; to may be infinite. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** What a file told of a unit's state in a stretch of time. */
export interface ToldPiece extends Span {
  readonly state: UnitState
  readonly class: IntervalClass | null
  readonly rule: ClassRule
  readonly reason: string | null
}

const never = Number.POSITIVE_INFINITY

/** How many pairs of the stretches overlap; those that only touch do not. */
export const overlappingPairs = (spans: ReadonlyArray<Span>): number => {
  const begins = Float64Array.from(spans, ({ from }) => from).toSorted()
  const ends = Float64Array.from(spans, ({ to }) => to).toSorted()
  let ended = 0
  let pairs = 0
  begins.forEach((begin, index) => {
    while ((ends[ended] ?? never) <= begin) ended++
    pairs += index - ended
  })
  return pairs
}

/** The stretches in order, those that overlap or touch united. */
export const unitedSpans = (spans: ReadonlyArray<Span>): ReadonlyArray<Span> => {
  const united: Array<Span> = []
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    const last = united.at(-1)
    if (last !== undefined && from <= last.to)
      united[united.length - 1] = { from: last.from, to: Math.max(last.to, to) }
    else united.push({ from, to })
  }
  return united
}

/** What of the pieces lies in none of the stretches. Both in order and apart. */
export const outside = <Piece extends Span>(pieces: ReadonlyArray<Piece>, spans: ReadonlyArray<Span>): Array<Piece> => {
  const left: Array<Piece> = []
  let first = 0
  for (const piece of pieces) {
    while ((spans[first]?.to ?? never) <= piece.from) first++
    let at = piece.from
    for (let i = first; i < spans.length; i++) {
      const span = spans[i]
      if (span === undefined || span.from >= piece.to) break
      if (span.from > at) left.push({ ...piece, from: at, to: span.from })
      at = Math.max(at, span.to)
    }
    if (at < piece.to) left.push({ ...piece, from: at })
  }
  return left
}

/** The pieces, and over them those of `above`. Both in order and apart, and so is the result. */
export const laidOver = <Piece extends Span>(
  below: ReadonlyArray<Piece>,
  above: ReadonlyArray<Piece>,
): ReadonlyArray<Piece> => [...outside(below, above), ...above].toSorted((a, b) => a.from - b.from)

const fromLightest = ["unknown", "in-service", "degraded", "planned", "external", "unplanned"]

/** Which holds of two that overlap: the graver one, and of one class the one that is out of order. */
export const gravity = ({ state, class: its }: Omit<ToldPiece, keyof Span>): number =>
  fromLightest.indexOf(its ?? state) + (state === "out-of-order" ? 0.5 : 0)

const pieceOf = ({ from, to, state, reason, class: given }: StateRow): ToldPiece => {
  const byRule = classByRule({ state, reason, fault: null, source: "import" }, null)
  const isDown = state === "out-of-order" || state === "planned-outage"
  const its = given !== null && isDown ? { class: given, rule: "import" as const } : byRule
  return { from, to: to ?? never, state, reason, ...its }
}

/** Any order that does not depend on that of the rows. */
const compared = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

const LONGEST_REASON = 500

/** Pieces of one state and class as one each where they overlap or touch, with the reasons of all of them. In order. */
const unitedAlike = (pieces: ReadonlyArray<ToldPiece>): ReadonlyArray<ToldPiece> => {
  const united: Array<{ piece: ToldPiece; to: number; reasons: Set<string> }> = []
  for (const piece of pieces.toSorted(
    (a, b) => a.from - b.from || a.to - b.to || compared(a.reason ?? "", b.reason ?? ""),
  )) {
    const last = united.at(-1)
    const open = last !== undefined && piece.from <= last.to ? last : null
    const into = open ?? { piece, to: piece.to, reasons: new Set<string>() }
    if (open === null) united.push(into)
    into.to = Math.max(into.to, piece.to)
    if (piece.reason !== null) into.reasons.add(piece.reason)
  }
  return united.map(({ piece, to, reasons }) => ({
    ...piece,
    to,
    reason: reasons.size === 0 ? null : [...reasons].join("; ").slice(0, LONGEST_REASON),
  }))
}

/**
 * What the rows of one unit say of its time, in order and apart: a union, in which rows of one state and class that overlap or
 * touch are one, and the graver one holds where others overlap (unplanned, external, planned, degraded, in service, unknown).
 * The rest of `upIn` is in service.
 */
export const toldPieces = (rows: ReadonlyArray<StateRow>, upIn: Span | null): ReadonlyArray<ToldPiece> => {
  const pieces = rows.map(pieceOf)
  const kinds = [...Map.groupBy(pieces, (piece) => `${piece.state} ${piece.class} ${piece.rule}`).values()]
  const layers = kinds
    .map(unitedAlike)
    .toSorted(([a = nothing], [b = nothing]) => gravity(a) - gravity(b) || compared(a.rule, b.rule))
  const bottom = upIn === null ? [] : [{ ...nothing, ...upIn }]
  return unitedNeighbours([bottom, ...layers].reduce(laidOver, []))
}
const nothing = { state: "in-service", class: null, rule: "up", reason: null, from: 0, to: 0 } as const

const isAlike = (a: ToldPiece, b: ToldPiece) =>
  a.state === b.state && a.class === b.class && a.rule === b.rule && a.reason === b.reason

/** Pieces in order and apart, those that touch and say the same united. */
export const unitedNeighbours = (pieces: ReadonlyArray<ToldPiece>): ReadonlyArray<ToldPiece> => {
  const united: Array<ToldPiece> = []
  for (const piece of pieces) {
    const last = united.at(-1)
    if (last !== undefined && last.to === piece.from && isAlike(last, piece))
      united[united.length - 1] = { ...last, to: piece.to }
    else united.push(piece)
  }
  return united
}

/** Of which time a file decides about a unit. */
export interface Decided {
  /** In order and apart. */
  readonly spans: ReadonlyArray<Span>
  /** Whether it says so itself; otherwise it is taken from its rows. */
  readonly bySaying: boolean
}

/** The period that the file covers and each row; without a period all the time from the unit's first row to its last. */
export const decidedTime = (rows: ReadonlyArray<Span>, period: Span | null): Decided => {
  if (period !== null) return { spans: unitedSpans([period, ...rows]), bySaying: true }
  const united = unitedSpans(rows)
  const [first, last] = [united[0], united.at(-1)]
  const spans = first === undefined || last === undefined ? [] : [{ from: first.from, to: last.to }]
  return { spans, bySaying: false }
}

/**
 * What files have told of a unit after a further one, which decides about some time: what an earlier one told of other time
 * stays, and what was open ends where the new one begins. Where the file does not say of which time it decides, it replaces whole
 * outages that it overlaps: their ends may have been mended. All in order and apart.
 */
export const retold = (
  before: ReadonlyArray<ToldPiece>,
  told: ReadonlyArray<ToldPiece>,
  { spans, bySaying }: Decided,
): ReadonlyArray<ToldPiece> => {
  const mended = bySaying
    ? []
    : before.filter(
        ({ from, to, state }) =>
          to < never && state !== "in-service" && spans.some((span) => from < span.to && span.from < to),
      )
  const openSince = before.at(-1)?.to === never ? (before.at(-1)?.from ?? never) : never
  const left = outside(before, unitedSpans([...spans, ...mended]))
  const kept = left.filter(({ from, to }) => to < never || from === openSince)
  return unitedNeighbours([...kept, ...told].toSorted((a, b) => a.from - b.from))
}

/** An interval that a file told, as a piece. */
export const pieceOfInterval = ({ state, class: its, rule, reason, startedAt, endedAt }: StateInterval): ToldPiece => ({
  ...{ state, class: its, rule, reason },
  ...{ from: startedAt.getTime(), to: endedAt?.getTime() ?? never },
})

/** A piece as an interval of a history. */
export const intervalOfPiece = ({ from, to, state, class: its, rule, reason }: ToldPiece): StateInterval => ({
  ...{ state, class: its, rule, reason, fault: null, entrapment: false, source: "import" },
  ...{ startedAt: new Date(from), endedAt: to === never ? null : new Date(to) },
})
