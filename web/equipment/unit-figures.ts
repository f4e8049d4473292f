import type { Context } from "hono"
import {
  contractualAvailability,
  dataCoverage,
  peakAvailability,
  type PeriodTime,
  technicalAvailability,
  type UnitDetail,
  type UnitUsage,
  type UnitWeek,
  unknownTime,
} from "#equipment"
import { dayAt, startOfDay, startOfMonth } from "#kernel/time.ts"
import type { Figure } from "../components/view.ts"
import { type WeekGridView, weekGrid } from "../components/week-grid.ts"
import type { Env } from "../http/env.ts"
import { formatsFor } from "../http/layout.ts"
import { type AvailabilityKind, availabilityHref, availabilityKinds } from "./availability-query.ts"
import { monthBars } from "./unit-bars.ts"
import type { UnitUsageView } from "./unit-view.ts"

/** Of each kind of availability, the share of one that a period's time makes; null without any known time. */
export const availabilityOf: Readonly<Record<AvailabilityKind, (time: PeriodTime) => number | null>> = {
  technical: technicalAvailability,
  contractual: contractualAvailability,
  peak: peakAvailability,
}

/** The three availabilities of this month with how each is made and the month before, coverage, and what it did today. */
export const unitFigures = (
  c: Context<Env>,
  unit: Pick<UnitDetail, "id" | "timeZone">,
  months: { readonly soFar: PeriodTime; readonly before: PeriodTime },
  usage: UnitUsage | null,
  now: Date,
): ReadonlyArray<Figure> => {
  const { words } = c.get("web")
  const text = words.unit.figures
  const format = formatsFor(c, unit.timeZone)
  const today = dayAt(now, unit.timeZone)
  const [thisMonth, lastMonth] = [0, -1].map((by) => startOfDay(startOfMonth(today, by), unit.timeZone)) as [Date, Date]
  const before = (value: number | null) =>
    text.before(format.month(lastMonth), value === null ? text.noData : format.percent(value))
  const days = { from: startOfMonth(today), to: today }
  const figure = (label: string, value: string | null, unitText: string, period: string): Figure => ({
    label,
    value,
    unit: value === null ? "" : unitText,
    period: value === null ? text.reasons.notYet : period,
    link: null,
  })
  const availability = (kind: AvailabilityKind): Figure => {
    const value = availabilityOf[kind](months.soFar)
    const period = text.month(
      format.month(thisMonth),
      words.availability.definitions[kind],
      before(availabilityOf[kind](months.before)),
    )
    return {
      ...figure(words.availability.kinds[kind], value === null ? null : format.share(value), "%", period),
      link: { href: availabilityHref(unit.id, { ...days, kind }), text: text.how },
    }
  }
  const coverage = dataCoverage(months.soFar)
  const without = format.duration(unknownTime(months.soFar.all) / 1000)
  const since = text.today(format.time(startOfDay(today, unit.timeZone)))
  return [
    ...availabilityKinds.map(availability),
    figure(
      text.coverage,
      coverage === null ? null : format.share(coverage),
      "%",
      `${text.coveragePeriod(format.month(thisMonth), without)}. ${before(dataCoverage(months.before))}`,
    ),
    figure(text.startsToday, usage === null ? null : format.number(usage.today.starts), "", since),
    figure(text.hoursToday, usage === null ? null : format.decimal(usage.today.runSeconds / 3600), "h", since),
  ]
}

const MONTHS = 13

/** Starts and hours of today, 7 and 30 days as a table, and of thirteen months as bars. */
export const unitUsageView = (
  c: Context<Env>,
  { timeZone }: Pick<UnitDetail, "timeZone">,
  usage: UnitUsage,
  now: Date,
): UnitUsageView => {
  const text = c.get("web").words.unit.usage
  const format = formatsFor(c, timeZone)
  const today = dayAt(now, timeZone)
  const hours = (seconds: number) => format.decimal(seconds / 3600)
  const row = (period: string, days: number, { starts, runSeconds }: UnitUsage["today"]) => ({
    period,
    starts: format.number(starts),
    aDay: days === 1 ? "" : format.number(Math.round(starts / days)),
    hours: hours(runSeconds),
    perStart: starts === 0 ? "" : format.decimal(runSeconds / starts),
  })
  const months = Array.from({ length: MONTHS }, (_, index) => {
    const month = startOfMonth(today, index - MONTHS + 1)
    const { starts, runSeconds } = usage.months.find((one) => one.month === month) ?? { starts: 0, runSeconds: 0 }
    return { month, starts, runSeconds }
  })
  const bars = (title: string, of: (month: (typeof months)[number]) => number, value: (amount: number) => string) =>
    monthBars(
      title,
      months.map((one) => ({ month: one.month, amount: of(one) })),
      { value, short: format.shortMonth, long: format.monthYear },
      text.described,
    )
  return {
    rows: [row(text.today, 1, usage.today), row(text.days7, 7, usage.days7), row(text.days30, 30, usage.days30)],
    charts: [
      bars(text.startsByMonth, ({ starts }) => starts, format.number),
      bars(text.hoursByMonth, ({ runSeconds }) => runSeconds, hours),
    ],
    months: months
      .map(({ month, starts, runSeconds }, index) => ({
        month: index === MONTHS - 1 ? text.soFar(format.monthYear(month)) : format.monthYear(month),
        starts: format.number(starts),
        hours: hours(runSeconds),
      }))
      .toReversed(),
  }
}

/** When a unit is used, by weekday and hour. */
export const unitWeekView = (
  c: Context<Env>,
  { timeZone }: Pick<UnitDetail, "timeZone">,
  week: UnitWeek,
): WeekGridView => {
  const text = c.get("web").words.unit.week
  const format = formatsFor(c, timeZone)
  const day = (index: number) => format.weekdays[index] ?? ""
  const all = week.starts.flatMap((hours, index) => hours.map((starts, hour) => ({ index, hour, starts })))
  const busiest = all.reduce((most, one) => (one.starts > most.starts ? one : most))
  const hour = `${String(busiest.hour).padStart(2, "0")}:00`
  return weekGrid(
    text.picture(week.days),
    text.busiest(day(busiest.index), hour, format.number(Math.round(busiest.starts))),
    week.starts.map((hours, index) => ({ day: day(index), hours })),
    format.number,
  )
}
