import { Schema } from "effect"
import { isDay } from "#kernel/time.ts"

const DAY = 24 * 60

const minutes = {
  from: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: DAY - 1 })),
  to: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 2 * DAY })),
}
const endsAfterItBegins = Schema.makeFilter((window: { readonly from: number; readonly to: number }) =>
  window.from < window.to ? undefined : "Expected a window that ends after it begins",
)
const isCalendarDay = Schema.makeFilter((day: string) =>
  isDay(day) ? undefined : "Expected a day of the calendar such as 2026-12-25",
)

/**
 * The hours of the week in which availability was agreed: windows that begin on a weekday (1 is Monday) and reach from `from`
 * to `to`, minutes of local time after its midnight, beyond 1440 into the day after. On the date of an exception its windows
 * begin in place of the weekday's; none: closed.
 */
export const AgreedHours = Schema.Struct({
  windows: Schema.Array(
    Schema.Struct({ day: Schema.Literals([1, 2, 3, 4, 5, 6, 7]), ...minutes }).check(endsAfterItBegins),
  ),
  exceptions: Schema.Array(
    Schema.Struct({
      date: Schema.String.check(isCalendarDay),
      windows: Schema.Array(Schema.Struct(minutes).check(endsAfterItBegins)),
    }),
  ),
})
export type AgreedHours = typeof AgreedHours.Type

type Weekday = AgreedHours["windows"][number]["day"]

/** A window of a day, in minutes after its midnight. */
export interface DayWindow {
  readonly from: number
  readonly to: number
}

const weekdays: ReadonlyArray<Weekday> = [1, 2, 3, 4, 5, 6, 7]
const dayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
const longNames = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
const allDay: ReadonlyArray<DayWindow> = [{ from: 0, to: DAY }]

/** Windows of one day in order, those that overlap or touch united. */
const inOrder = (windows: ReadonlyArray<DayWindow>): ReadonlyArray<DayWindow> => {
  const united: Array<DayWindow> = []
  for (const { from, to } of windows.toSorted((a, b) => a.from - b.from)) {
    const before = united.at(-1)
    if (before !== undefined && from <= before.to) {
      united[united.length - 1] = { from: before.from, to: Math.max(before.to, to) }
    } else united.push({ from, to })
  }
  return united
}

/** Text that cannot be understood, in a sentence that says what to write instead. */
class Problem extends Error {}

const weekdayOf = (name: string, part: string): Weekday => {
  const written = name.trim().toLowerCase()
  const day = weekdays.find((_, i) => written.length >= 3 && longNames[i]?.startsWith(written))
  if (day === undefined) {
    throw new Problem(
      written === ""
        ? `“${part}” does not say on which days: write Mon–Fri 08:00–17:00, and dates as 2026-12-25.`
        : `“${name.trim()}” in “${part}” is no weekday: write ${dayNames.join(", ")}, or a date as 2026-12-25.`,
    )
  }
  return day
}

/** "Mon–Wed, Sat": a range may go round the end of the week. */
const weekdaysOf = (text: string, part: string): ReadonlyArray<Weekday> =>
  text.split(",").flatMap((piece) => {
    const [first = "", last, ...more] = piece.split("-")
    if (more.length > 0) throw new Problem(`“${piece.trim()}” in “${part}” has too many dashes: write Mon–Fri.`)
    const from = weekdayOf(first, part)
    const to = last === undefined ? from : weekdayOf(last, part)
    return weekdays.slice(0, ((to - from + 7) % 7) + 1).map((_, i) => (((from - 1 + i) % 7) + 1) as Weekday)
  })

const windowOf = (text: string, part: string): DayWindow => {
  const match = /^(\d{1,2}):(\d\d)\s*-\s*(\d{1,2}):(\d\d)$/.exec(text)
  if (match === null) {
    throw new Problem(
      /^[a-z]/i.test(text)
        ? `“${text}” in “${part}” stands where hours were expected: separate days with other hours by a semicolon.`
        : `“${text}” in “${part}” is not understood: write hours as 08:00–17:00.`,
    )
  }
  const [fromHour, fromMinute, toHour, toMinute] = match.slice(1).map(Number) as [number, number, number, number]
  const from = fromHour * 60 + fromMinute
  const to = toHour * 60 + toMinute
  if (fromMinute > 59 || toMinute > 59) throw new Problem(`“${text}” in “${part}”: an hour has minutes 00 to 59.`)
  if (from >= DAY) {
    throw new Problem(`“${text}” in “${part}” begins after the end of its day: hours begin from 00:00 to 23:59.`)
  }
  if (to > 2 * DAY)
    throw new Problem(`“${text}” in “${part}” is too long: hours end by 48:00, midnight of the next day.`)
  if (to <= from) {
    throw new Problem(
      `“${text}” in “${part}” ends before it begins: past midnight go on counting, ${timeText(from)}–${timeText(to + DAY)}.`,
    )
  }
  return { from, to }
}

const windowsIn = (text: string, part: string): ReadonlyArray<DayWindow> => {
  if (text === "") throw new Problem(`“${part}” has no hours: write ${part} 08:00–17:00, or ${part} closed.`)
  if (/^closed$/i.test(text)) return []
  return inOrder(text.split(",").map((piece) => windowOf(piece.trim(), part)))
}

/** One part between semicolons, put in its place in the week or among the dates. */
const readPart = (
  part: string,
  week: Map<Weekday, ReadonlyArray<DayWindow>>,
  dates: Map<string, ReadonlyArray<DayWindow>>,
) => {
  const text = part.replaceAll(/\s*[–—−‐‑-]\s*/g, "-")
  if (/^always$/i.test(text)) return weekdays.forEach((day) => week.set(day, allDay))
  const [, date, itsHours = ""] = /^(\d{4}-\d\d-\d\d)(?:\s+(.*))?$/.exec(text) ?? []
  if (date !== undefined) {
    if (!isDay(date)) throw new Problem(`“${date}” is not in the calendar.`)
    return dates.set(date, windowsIn(itsHours, part))
  }
  const [, days = "", hours = ""] = /^(.*?)\s*(closed|\d.*)?$/i.exec(text) ?? []
  const named = weekdaysOf(days, part)
  const windows = windowsIn(hours, part)
  return named.forEach((day) => week.set(day, windows))
}

/**
 * Reads agreed hours as people write them: `Mon–Fri 05:00–24:00; Fri 05:00–27:00; Sat,Sun 08:00–12:00, 13:00–17:00;
 * 2026-12-25 closed`, or `always`. A later part replaces what an earlier one said of the same day. Otherwise the problems, each
 * a sentence a person can act on.
 */
export const parseAgreedHours = (text: string): AgreedHours | { readonly problems: ReadonlyArray<string> } => {
  const parts = text
    .split(/[;\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== "")
  const week = new Map<Weekday, ReadonlyArray<DayWindow>>()
  const dates = new Map<string, ReadonlyArray<DayWindow>>()
  const problems = parts.flatMap((part) => {
    try {
      readPart(part, week, dates)
      return []
    } catch (error) {
      if (error instanceof Problem) return [error.message]
      throw error
    }
  })
  if (problems.length > 0) return { problems }
  if (week.size === 0) {
    return { problems: ["The hours of the week are missing: write Mon–Fri 08:00–17:00, always, or Mon–Sun closed."] }
  }
  return {
    windows: weekdays.flatMap((day) => (week.get(day) ?? []).map((window) => ({ day, ...window }))),
    exceptions: [...dates].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([date, windows]) => ({ date, windows })),
  }
}

const two = (number: number) => String(number).padStart(2, "0")
const timeText = (minute: number) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
const hoursText = (windows: ReadonlyArray<DayWindow>) =>
  windows.length === 0
    ? "closed"
    : inOrder(windows)
        .map(({ from, to }) => `${timeText(from)}–${timeText(to)}`)
        .join(", ")

/** "Mon–Wed,Sat": three days in a row or more become a range. */
const daysText = (days: ReadonlyArray<Weekday>) => {
  const rows: Array<Array<Weekday>> = []
  for (const day of days) {
    const row = rows.at(-1)
    if (row?.at(-1) === day - 1) row.push(day)
    else rows.push([day])
  }
  const name = (day: Weekday) => dayNames[day - 1] ?? ""
  return rows
    .map((row) => {
      const names = row.map(name)
      return names.length < 3 ? names.join(",") : `${names[0]}–${names.at(-1)}`
    })
    .join(",")
}

/**
 * The text that `parseAgreedHours` reads as these hours again, in its shortest form. People may be given days of the calendar
 * in their own way, by `dateText`.
 */
export const agreedHoursText = (
  { windows, exceptions }: AgreedHours,
  dateText: (date: string) => string = (date) => date,
): string => {
  const byDay = weekdays.map((day) => ({ day, hours: hoursText(windows.filter((window) => window.day === day)) }))
  const open = byDay.filter(({ hours }) => hours !== "closed")
  const groups = [...Map.groupBy(open, ({ hours }) => hours)]
  const always = groups.length === 1 && open.length === 7 && open[0]?.hours === hoursText(allDay)
  const week = always
    ? ["always"]
    : groups.length === 0
      ? ["Mon–Sun closed"]
      : groups.map(([hours, days]) => `${daysText(days.map(({ day }) => day))} ${hours}`)
  return [
    ...week,
    ...exceptions.map((exception) => `${dateText(exception.date)} ${hoursText(exception.windows)}`),
  ].join("; ")
}

const peak = (day: Weekday) => [
  { day, from: 7 * 60, to: 10 * 60 },
  { day, from: 16 * 60, to: 19 * 60 },
]
/** The peak hours of a building that has none of its own: weekdays 07:00–10:00 and 16:00–19:00. */
export const defaultPeakHours: AgreedHours = {
  windows: weekdays.slice(0, 5).flatMap(peak),
  exceptions: [],
}
