import { isSameInterval, type StateInterval } from "./state-history.ts"
import { outside, type Span } from "./told-history.ts"

const never = Number.POSITIVE_INFINITY

/** When an interval is, in milliseconds since 1970; to infinity while it is open. */
export const spanOf = ({ startedAt, endedAt }: StateInterval): Span => ({
  from: startedAt.getTime(),
  to: endedAt?.getTime() ?? never,
})

/** What of the intervals lies in none of the stretches, which are in order and apart. */
export const cut = (intervals: ReadonlyArray<StateInterval>, away: ReadonlyArray<Span>): ReadonlyArray<StateInterval> =>
  outside(
    intervals.map((interval) => ({ ...spanOf(interval), interval })),
    away,
  ).map(({ from, to, interval }) => ({
    ...interval,
    startedAt: new Date(from),
    endedAt: to === never ? null : new Date(to),
  }))

/** What of the intervals lies in the stretches. Both in order and apart. */
export const within = (
  intervals: ReadonlyArray<StateInterval>,
  stretches: ReadonlyArray<Span>,
): ReadonlyArray<StateInterval> => cut(intervals, outside(intervals.map(spanOf), stretches))

/** The intervals in order, those that touch and are the same in all but their times as one. */
export const joined = (intervals: ReadonlyArray<StateInterval>): ReadonlyArray<StateInterval> => {
  const united: Array<StateInterval> = []
  for (const interval of inOrder(intervals)) {
    const last = united.at(-1)
    const same =
      last !== undefined && isSameInterval({ ...interval, startedAt: last.startedAt, endedAt: last.endedAt }, last)
    if (same && spanOf(last).to === spanOf(interval).from)
      united[united.length - 1] = { ...last, endedAt: interval.endedAt }
    else united.push(interval)
  }
  return united
}

/** The intervals by their beginnings. */
export const inOrder = (intervals: ReadonlyArray<StateInterval>): ReadonlyArray<StateInterval> =>
  intervals.toSorted((a, b) => a.startedAt.getTime() - b.startedAt.getTime())

/** The intervals of which the others have no equal; in each no two begin at once. */
export const notAmong = (intervals: ReadonlyArray<StateInterval>, others: ReadonlyArray<StateInterval>) => {
  const beginning = new Map(others.map((other) => [other.startedAt.getTime(), other]))
  return intervals.filter((interval) => {
    const other = beginning.get(interval.startedAt.getTime())
    return other === undefined || !isSameInterval(other, interval)
  })
}
