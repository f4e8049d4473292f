import { Effect } from "effect"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { dayAt, startOfDay, startOfMonth } from "#kernel/time.ts"
import { type AgreedHours, defaultPeakHours } from "../domain/agreed-hours.ts"
import { type ClassTime, periodTime } from "../domain/period-figures.ts"
import type { StateInterval } from "../domain/state-history.ts"
import { type Windows, windowsOf } from "../domain/windows.ts"
import * as Telemetry from "../persistence/telemetry.ts"
import * as UnitHistory from "../persistence/unit-history.ts"

/**
 * Adds the intervals of units up by month of their buildings' calendars, anew from the month of an instant (milliseconds since
 * 1970) on. An interval that is open counts to the end of the month in which it began: whoever asks before that end takes off
 * what is still to come. Joins the transaction.
 */
export const reckonMonths = Effect.fn("Equipment.reckonMonths")(function* (
  changed: ReadonlyArray<UnitHistory.UnitSince>,
) {
  if (changed.length === 0) return
  const hours = new Map(
    (yield* UnitHistory.hoursOf(changed.map(({ unitId }) => unitId))).map((row) => [row.unitId, row]),
  )
  const units = changed.flatMap(({ unitId, from }) => {
    const own = hours.get(unitId)
    if (own === undefined) return []
    const month = startOfMonth(dayAt(new Date(from), own.timeZone))
    return [{ ...own, month, from: startOfDay(month, own.timeZone).getTime() }]
  })
  const intervals = Map.groupBy(yield* UnitHistory.intervalsSince(units), (interval) => interval.unitId)
  const monthOf = calendar()
  const rows = units.flatMap(({ unitId, accountId, buildingId, timeZone, agreedHours, peakHours, month: first }) => {
    const own = intervals.get(unitId) ?? []
    const last = own.at(-1)
    // Of an open interval: any instant of the month in which it began, that is, its beginning.
    const end = last === undefined ? 0 : (last.endedAt?.getTime() ?? last.startedAt.getTime() + 1)
    const months: Array<UnitHistory.UnitMonthRow> = []
    for (let month = first; ; month = startOfMonth(month, 1)) {
      const period = monthOf(month, timeZone, agreedHours, peakHours)
      if (period.from >= end) return months
      const { all, agreed, peak } = periodTime(within(own, period), period)
      months.push({
        unitId,
        accountId,
        buildingId,
        month,
        times: [...classes(all), ...classes(agreed), ...classes(peak)],
      })
    }
  })
  yield* UnitHistory.replaceMonths(units, rows)
})

export const MOST_RECKONED = 500

/** Reckons months anew of units whose calendar, hours or building changed, some at a time. Returns how many units it took. */
export const reckonChangedMonths = Effect.fn("Equipment.reckonChangedMonths")(
  function* () {
    yield* Telemetry.oneAtATime
    const units = yield* UnitHistory.takeUnitsToReckon(MOST_RECKONED)
    yield* reckonMonths(units)
    return units.length
  },
  transactional,
  as(everything),
)

const classes = ({ up, planned, external, unplanned }: ClassTime) => [up, planned, external, unplanned]

const within = (
  intervals: ReadonlyArray<StateInterval>,
  { from, to }: { readonly from: number; readonly to: number },
) => intervals.filter(({ startedAt, endedAt }) => startedAt.getTime() < to && (endedAt?.getTime() ?? to) > from)

interface Month {
  readonly from: number
  readonly to: number
  readonly agreed: Windows
  readonly peak: Windows
}

/** Months with their windows, each reckoned once: the units of a building share them. */
const calendar = () => {
  const known = new Map<string, Month>()
  return (month: string, timeZone: string, agreedHours: AgreedHours | null, peakHours: AgreedHours | null): Month => {
    const key = JSON.stringify([month, timeZone, agreedHours, peakHours])
    const found = known.get(key)
    if (found !== undefined) return found
    const from = startOfDay(month, timeZone).getTime()
    const to = startOfDay(startOfMonth(month, 1), timeZone).getTime()
    const made = {
      from,
      to,
      agreed: windowsOf(agreedHours, timeZone, from, to),
      peak: windowsOf(peakHours ?? defaultPeakHours, timeZone, from, to),
    }
    known.set(key, made)
    return made
  }
}
