import type { Fault } from "./telemetry-message.ts"
import type { IntervalClass, UnitState } from "./unit.ts"

/** A stretch of time in one state, [startedAt, endedAt); open when endedAt is null. */
export interface StateInterval {
  readonly state: UnitState
  readonly reason: string | null
  readonly fault: Fault | null
  readonly class: IntervalClass | null
  readonly source: "telemetry" | "import" | "silence"
  readonly startedAt: Date
  readonly endedAt: Date | null
}

/** What is known from an instant on. */
export type StateChange = Omit<StateInterval, "endedAt" | "class">

/** Faults that come from outside the unit (domain: power, vandalism, misuse, fire mode, flood). */
const externalFaults: ReadonlySet<Fault> = new Set(["power-supply"])

/** The class of an interval by rule; staff may change it later. In service and degraded have none: the unit is up. */
export const classOf = (state: UnitState, fault: Fault | null): IntervalClass | null => {
  if (state === "planned-outage") return "planned"
  if (state === "unknown") return "unknown"
  if (state !== "out-of-order") return null
  return fault !== null && externalFaults.has(fault) ? "external" : "unplanned"
}

const time = (date: Date | null) => date?.getTime() ?? Number.POSITIVE_INFINITY

/** Neighbours in the same state are one interval, which keeps what was first known of its cause. */
const unite = (intervals: ReadonlyArray<StateInterval>): ReadonlyArray<StateInterval> => {
  const united: Array<StateInterval> = []
  for (const interval of intervals) {
    const before = united.at(-1)
    if (before !== undefined && before.state === interval.state && time(before.endedAt) === time(interval.startedAt)) {
      const fault = before.fault ?? interval.fault
      united[united.length - 1] = {
        ...before,
        fault,
        reason: before.reason ?? interval.reason,
        class: classOf(before.state, fault),
        endedAt: interval.endedAt,
      }
    } else united.push(interval)
  }
  return united
}

/**
 * A history, in order and without gaps, with one more change in it. The change holds until `until`, the next time of which
 * a message told the state (null: none has), whatever order the messages came in; then what held before holds again.
 */
export const recordChange = (
  history: ReadonlyArray<StateInterval>,
  change: StateChange,
  until: Date | null,
): ReadonlyArray<StateInterval> => {
  const known = { ...change, class: classOf(change.state, change.fault) }
  const at = time(change.startedAt)
  const index = history.findIndex((interval) => time(interval.startedAt) <= at && at < time(interval.endedAt))
  const holding = history[index]
  if (holding === undefined) {
    const next = history.find((interval) => time(interval.startedAt) > at)
    const added = { ...known, endedAt: next?.startedAt ?? null }
    return unite([...history, added].toSorted((a, b) => time(a.startedAt) - time(b.startedAt)))
  }
  const before = time(holding.startedAt) < at ? [{ ...holding, endedAt: change.startedAt }] : []
  const after = until !== null && time(until) < time(holding.endedAt) ? [{ ...holding, startedAt: until }] : []
  const during = { ...known, endedAt: after.length > 0 ? until : holding.endedAt }
  return unite([...history.slice(0, index), ...before, during, ...after, ...history.slice(index + 1)])
}
