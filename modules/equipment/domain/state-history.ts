import { classByRule, type ClassRule, type Decision, decisionAbout, type IntervalSource } from "./interval-class.ts"
import type { Fault, Mode } from "./telemetry-message.ts"
import { laidOver } from "./told-history.ts"
import type { IntervalClass, UnitState } from "./unit.ts"

/** A stretch of time in one state and of one cause, [startedAt, endedAt); open when endedAt is null. */
export interface StateInterval {
  readonly state: UnitState
  readonly reason: string | null
  readonly fault: Fault | null
  readonly entrapment: boolean
  readonly class: IntervalClass | null
  /** Why it has its class. */
  readonly rule: ClassRule
  readonly source: IntervalSource
  readonly startedAt: Date
  readonly endedAt: Date | null
}

/** What a unit said of its state. Times here are milliseconds since 1970. */
export interface StateReport {
  readonly at: number
  readonly state: Exclude<UnitState, "unknown">
  readonly reason: string | null
  readonly fault: Fault | null
  readonly entrapment: boolean
  readonly expectedBack: Date | null
}

/** What mode a unit's car said it is in. */
export interface ModeReport {
  readonly at: number
  readonly mode: Mode
}

/** A stretch of time without a signal, [from, to); open when `to` is infinite. */
export type Silence = readonly [from: number, to: number]

/** Everything that a unit's history from an instant on is made of. */
export interface Evidence {
  readonly from: number
  /** In order; with the last one before `from`, whose state holds at `from`. */
  readonly states: ReadonlyArray<StateReport>
  /** In order; with the last one before `from`. */
  readonly modes: ReadonlyArray<ModeReport>
  /** In order and apart. */
  readonly silences: ReadonlyArray<Silence>
  /** Intervals that a file told: they hold whatever was told meanwhile. In order and apart. */
  readonly imported: ReadonlyArray<StateInterval>
  readonly decisions: ReadonlyArray<Decision>
  /** The intervals that were known until now and end at `from` or later, in order. */
  readonly stored: ReadonlyArray<StateInterval>
}

type Piece = Omit<StateInterval, "class" | "rule" | "startedAt" | "endedAt"> & {
  readonly from: number
  readonly to: number
}

const never = Number.POSITIVE_INFINITY
const time = (date: Date | null) => date?.getTime() ?? never
const unknown = { state: "unknown", reason: null, fault: null, entrapment: false } as const

/** Silences between signals (in order, milliseconds): gaps longer than the limit, each from the last sign of life on. */
export const silencesBetween = (signals: ReadonlyArray<number>, limit: number): ReadonlyArray<Silence> => {
  const silences: Array<Silence> = []
  for (let i = 1; i < signals.length; i++) {
    const [from, to] = [signals[i - 1] ?? 0, signals[i] ?? 0]
    if (to - from > limit) silences.push([from, to])
  }
  return silences
}

/**
 * The intervals of a unit from an instant on, without gaps, the last one open. They follow from what was told and when
 * something was heard, in whatever order it came. Before `from` stays what was known; an interval that spans it is joined.
 */
export const historyFrom = (evidence: Evidence): ReadonlyArray<StateInterval> => {
  const { from, stored } = evidence
  const told = silence(toldPieces(evidence), evidence.silences)
  const imported = evidence.imported.map(pieceOf)
  const pieces = overlay(told, imported)
  const begun = stored.filter((interval) => time(interval.startedAt) < from)
  const before = begun.map((interval) => ({ ...interval, endedAt: new Date(Math.min(time(interval.endedAt), from)) }))
  const after = unitePieces(pieces).map((piece) => intervalOf(piece, evidence))
  return joined(before, after)
}

const toldPieces = ({ from, states }: Evidence): ReadonlyArray<Piece> => {
  const first = states[0]
  const pieces: Array<Piece> = []
  if (first === undefined || first.at > from)
    pieces.push({ ...unknown, source: "telemetry", from, to: first?.at ?? never })
  states.forEach(({ at, state, reason, fault, entrapment }, index) => {
    const [begin, end] = [Math.max(at, from), states[index + 1]?.at ?? never]
    if (begin < end) pieces.push({ state, reason, fault, entrapment, source: "telemetry", from: begin, to: end })
  })
  return pieces
}

const silence = (pieces: ReadonlyArray<Piece>, silences: ReadonlyArray<Silence>) =>
  overlay(
    pieces,
    silences.map(([from, to]) => ({ ...unknown, source: "silence" as const, from, to })),
  )

/** The pieces, and over them those of `above` as far as these reach. Both in order and apart. */
const overlay = (below: ReadonlyArray<Piece>, above: ReadonlyArray<Piece>): ReadonlyArray<Piece> => {
  const [from, to] = [below[0]?.from ?? never, below.at(-1)?.to ?? never]
  const clipped = above.map((piece) => ({ ...piece, from: Math.max(piece.from, from), to: Math.min(piece.to, to) }))
  return laidOver(
    below,
    clipped.filter((piece) => piece.from < piece.to),
  )
}

const isSame = (a: Omit<Piece, "from" | "to">, b: Omit<Piece, "from" | "to">) =>
  a.state === b.state &&
  a.fault === b.fault &&
  a.reason === b.reason &&
  a.entrapment === b.entrapment &&
  a.source === b.source

const unitePieces = (pieces: ReadonlyArray<Piece>): ReadonlyArray<Piece> => {
  const united: Array<Piece> = []
  for (const piece of pieces) {
    const last = united.at(-1)
    // What files told is as it should be: two such intervals that meet differ in their class.
    if (last !== undefined && last.to === piece.from && isSame(last, piece) && piece.source !== "import") {
      united[united.length - 1] = { ...last, to: piece.to }
    } else united.push(piece)
  }
  return united
}

const pieceOf = (interval: StateInterval): Piece => {
  const { state, reason, fault, entrapment, source } = interval
  return { state, reason, fault, entrapment, source, from: time(interval.startedAt), to: time(interval.endedAt) }
}

const intervalOf = ({ from, to, ...rest }: Piece, { modes, imported, decisions }: Evidence): StateInterval => {
  const known = rest.source === "import" ? imported.find((interval) => time(interval.endedAt) > from) : undefined
  const byRule = known ?? classByRule(rest, modes.findLast((report) => report.at <= from)?.mode ?? null)
  const decision = decisionAbout(decisions, rest.state, from, to)
  return {
    ...rest,
    class: decision ?? byRule.class,
    rule: decision === null ? byRule.rule : "by-hand",
    startedAt: new Date(from),
    endedAt: to === never ? null : new Date(to),
  }
}

/** The intervals before and after an instant; those that meet there in one state and of one cause are one. */
const joined = (
  before: ReadonlyArray<StateInterval>,
  after: ReadonlyArray<StateInterval>,
): ReadonlyArray<StateInterval> => {
  const [last, first] = [before.at(-1), after[0]]
  if (last === undefined || first === undefined) return [...before, ...after]
  if (time(last.endedAt) !== time(first.startedAt) || !isSame(last, first)) return [...before, ...after]
  if (first.source === "import" && (last.class !== first.class || last.rule !== first.rule))
    return [...before, ...after]
  return [...before.slice(0, -1), { ...last, endedAt: first.endedAt }, ...after.slice(1)]
}

/** Since when the unit has been in the state of the last interval, whatever causes were told meanwhile. */
export const presentSince = (history: ReadonlyArray<StateInterval>): Date | null => {
  const open = history.at(-1)
  if (open === undefined) return null
  let since = open.startedAt
  for (let i = history.length - 2; i >= 0; i--) {
    const interval = history[i]
    if (interval?.state !== open.state || time(interval.endedAt) !== time(since)) break
    since = interval.startedAt
  }
  return since
}

/** Whether two intervals are the same in every respect. */
export const isSameInterval = (a: StateInterval, b: StateInterval): boolean =>
  time(a.startedAt) === time(b.startedAt) &&
  time(a.endedAt) === time(b.endedAt) &&
  a.class === b.class &&
  a.rule === b.rule &&
  isSame(a, b)
