import type { Context } from "hono"
import {
  contractualAvailability,
  dataCoverage,
  type MonthTimes,
  peakAvailability,
  type SetUsage,
  technicalAvailability,
  unknownTime,
} from "#equipment"
import { dayAt, startOfDay, startOfMonth } from "#kernel/time.ts"
import type { Figure } from "../components/view.ts"
import type { Env } from "../http/env.ts"
import { formatsFor } from "../http/layout.ts"

const kinds = {
  technical: technicalAvailability,
  contractual: contractualAvailability,
  peak: peakAvailability,
} as const

/**
 * What the units of a place did together: the three availabilities of this month, weighted by unit-time, with how each is made
 * and the month before, how much of the time is known, starts and hours in operation. Empty where no unit is connected.
 */
export const placeFigures = (
  c: Context<Env>,
  timeZone: string,
  units: { readonly all: number; readonly connected: number },
  months: MonthTimes,
  usage: SetUsage | null,
  now: Date,
): ReadonlyArray<Figure> => {
  if (units.connected === 0 && months.knownUnits === 0) return []
  const { words } = c.get("web")
  const text = words.unit.figures
  const format = formatsFor(c, timeZone)
  const today = dayAt(now, timeZone)
  const [thisMonth = "", lastMonth = ""] = [0, -1].map((by) =>
    format.month(startOfDay(startOfMonth(today, by), timeZone)),
  )
  const figure = (label: string, value: string | null, unit: string, period: string): Figure => ({
    label,
    value,
    unit: value === null ? "" : unit,
    period: value === null ? text.reasons.notYet : period,
    link: null,
  })
  const availability = (kind: keyof typeof kinds): Figure => {
    const share = kinds[kind](months.thisMonth)
    const before = kinds[kind](months.lastMonth)
    return figure(
      words.availability.kinds[kind],
      share === null ? null : format.share(share),
      "%",
      text.month(
        thisMonth,
        words.availability.definitions[kind],
        text.before(lastMonth, before === null ? text.noData : format.percent(before)),
      ),
    )
  }
  const hours = (seconds: number) => {
    const value = seconds / 3600
    return value < 1000 ? format.decimal(value) : format.number(value)
  }
  const coverage = dataCoverage(months.thisMonth)
  return [
    availability("contractual"),
    availability("technical"),
    availability("peak"),
    figure(
      words.place.starts30,
      usage === null ? null : format.number(usage.starts30),
      "",
      words.place.todayToo(format.number(usage?.startsToday ?? 0)),
    ),
    figure(
      words.place.hours30,
      usage === null ? null : hours(usage.run30),
      "h",
      words.place.todayToo(`${hours(usage?.runToday ?? 0)} h`),
    ),
    figure(
      text.coverage,
      coverage === null ? null : format.share(coverage),
      "%",
      words.place.coveragePeriod(
        thisMonth,
        words.place.connected(format.number(units.connected), units.all, format.number(units.all)),
        format.duration(unknownTime(months.thisMonth.all) / 1000),
      ),
    ),
  ]
}
