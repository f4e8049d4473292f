import type { LedgerEntry } from "./ledger.ts"
import type { Counters, Line } from "./messages.ts"
import type { Snapshot } from "./state-file.ts"

/** A stretch of time in one state; unknown while the unit was silent. [from, to), milliseconds since 1970. */
export interface Stretch {
  readonly state: string
  readonly fault: string | null
  readonly from: number
  readonly to: number
}

/** What a portal must know of one unit from `from` to `to`: all messages of that time were delivered, so nothing in it can change. */
export interface UnitTruth {
  readonly unit: string
  readonly from: number
  readonly to: number
  /** What rose in each hour of local time, by the hour's begin. An hour that is missing here brought nothing. */
  readonly hours: ReadonlyMap<number, Counters>
  /** From when on the state is known: of a unit that was taken over in an outage, only the portal knows the cause of that. */
  readonly statesFrom: number
  readonly stretches: ReadonlyArray<Stretch>
}

/** Neighbours in the same state with the same fault as one, cut to [from, to): what two accounts of the same time are compared by. */
export const unitedWithin = (stretches: ReadonlyArray<Stretch>, from: number, to: number): ReadonlyArray<Stretch> => {
  const united: Array<Stretch> = []
  for (const stretch of stretches.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    const piece = { ...stretch, from: Math.max(from, stretch.from), to: Math.min(to, stretch.to) }
    if (piece.from >= piece.to) continue
    const last = united.at(-1)
    if (last?.state === piece.state && last.fault === piece.fault && last.to === piece.from) {
      united[united.length - 1] = { ...last, to: piece.to }
    } else united.push(piece)
  }
  return united
}

/** Cuts silences out of what was told, and puts what stands for them in their place. Both are in order; the result need not be. */
export const withSilences = <A extends { readonly from: number; readonly to: number }>(
  told: ReadonlyArray<A>,
  silences: ReadonlyArray<{ readonly from: number; readonly to: number }>,
  unknown: (silence: { readonly from: number; readonly to: number }) => A,
): ReadonlyArray<A> => {
  let next = 0
  const heard = told.flatMap((stretch) => {
    const pieces: Array<A> = []
    let { from } = stretch
    while ((silences[next]?.to ?? Infinity) <= from) next += 1
    for (let place = next; ; place += 1) {
      const silence = silences[place]
      if (silence === undefined || silence.from >= stretch.to) break
      pieces.push({ ...stretch, from, to: silence.from })
      from = silence.to
    }
    return [...pieces, { ...stretch, from }]
  })
  return [...heard, ...silences.map(unknown)]
}

/** When the first of a unit's lines that the portal may not have was said; Infinity where it has all. */
const firstMissing = (snapshot: Snapshot): ReadonlyMap<string, number> => {
  const first = new Map<string, number>()
  const missing = (line: Line): void => {
    if (line.seq === undefined) return
    const at = Date.parse((JSON.parse(line.text) as { readonly at: string }).at)
    first.set(line.unit, Math.min(at, first.get(line.unit) ?? Infinity))
  }
  for (const line of snapshot.pending) missing(line)
  for (const { held } of snapshot.units) for (const line of held) missing(line)
  return first
}

const asUnknown = ({ from, to }: { readonly from: number; readonly to: number }): Stretch => ({
  state: "unknown",
  fault: null,
  from,
  to,
})

interface Collected {
  readonly hours: Map<number, Extract<LedgerEntry, { kind: "hour" }>>
  readonly states: Map<number, Stretch>
  readonly gaps: Map<number, { readonly from: number; readonly to: number }>
}

/** By their begin: a ledger that lived its last seconds twice may hold an entry twice. */
const collect = (entries: Iterable<LedgerEntry>): ReadonlyMap<string, Collected> => {
  const all = new Map<string, Collected>()
  for (const entry of entries) {
    let own = all.get(entry.unit)
    if (own === undefined) all.set(entry.unit, (own = { hours: new Map(), states: new Map(), gaps: new Map() }))
    const { from, to } = entry
    if (entry.kind === "hour") own.hours.set(from, entry)
    else if (entry.kind === "gap") own.gaps.set(from, { from, to })
    else if (entry.kind === "state") own.states.set(from, { state: entry.state, fault: entry.fault, from, to })
  }
  return all
}

/**
 * What the portal must know of each unit, from the first to the last whole hour of which it has all messages. Units of which there
 * is no such hour yet are left out. `limit` is how long, in milliseconds, a unit may be silent before it counts as unknown.
 */
export const truthOf = (
  snapshot: Snapshot,
  entries: Iterable<LedgerEntry>,
  limit: number,
): ReadonlyMap<string, UnitTruth> => {
  const collected = collect(entries)
  const missing = firstMissing(snapshot)
  const truths = new Map<string, UnitTruth>()
  for (const { unit, ledger } of snapshot.units) {
    const own = collected.get(unit)
    if (own === undefined) continue
    const { since, toldSince, state, fault, stateSince } = ledger
    const before = missing.get(unit) ?? Infinity
    const closed = [...own.hours.values()].filter((hour) => hour.from >= since && hour.to < before)
    const first = closed[0]
    if (first === undefined) continue
    const from = closed.reduce((least, hour) => Math.min(least, hour.from), first.from)
    const to = closed.reduce((most, hour) => Math.max(most, hour.to), first.to)
    const told = [...own.states.values(), { state, fault, from: stateSince, to: Infinity }]
    const gaps = [...own.gaps.values()].filter((gap) => gap.to - gap.from > limit)
    const inOrder = <A extends { readonly from: number }>(all: ReadonlyArray<A>) =>
      all.filter((one) => one.from >= since).toSorted((a, b) => a.from - b.from)
    const statesFrom = Math.max(from, toldSince)
    truths.set(unit, {
      unit,
      from,
      to,
      hours: new Map(closed.map((hour) => [hour.from, hour])),
      statesFrom,
      stretches: unitedWithin(withSilences(inOrder(told), inOrder(gaps), asUnknown), statesFrom, to),
    })
  }
  return truths
}
