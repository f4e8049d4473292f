/** A point in time as the database, the clock or Temporal gives it. */
export type Instant = Date | number | { readonly epochMilliseconds: number }

const millis = (instant: Instant): number =>
  typeof instant === "number" ? instant : instant instanceof Date ? instant.getTime() : instant.epochMilliseconds

export interface Formats {
  /** "76,061" */
  readonly number: (value: number) => string
  /** "1.6"; as many digits as asked, always shown. */
  readonly decimal: (value: number, digits?: number) => string
  /** A share of one, one decimal, without the sign: "99.9". Never rounded up to 100.0 nor down to 0.0. */
  readonly share: (value: number) => string
  /** "99.9 %" */
  readonly percent: (value: number) => string
  /** "6 s", "33 min", "8 h 00 min", "3 d 04 h" */
  readonly duration: (seconds: number) => string
  /** All of it, to the second or, when it is not whole seconds, the millisecond, in milliseconds: "80:12:00", "0:00:01.250". */
  readonly exactly: (ms: number) => string
  /** A share of one with nine decimals, "0.972549019". */
  readonly precise: (value: number) => string
  /** "10 November 2026" */
  readonly date: (instant: Instant) => string
  /** Of a calendar day such as "2026-11-10": "10 Nov". */
  readonly dayMonth: (day: string) => string
  /** Of a calendar day: "10 November 2026". */
  readonly calendarDate: (day: string) => string
  /** Of a calendar day: "Nov 2026". */
  readonly monthYear: (day: string) => string
  /** Of a calendar day: "Nov". */
  readonly shortMonth: (day: string) => string
  /** Monday's name first: "Mon". */
  readonly weekdays: ReadonlyArray<string>
  /** "Tuesday 10 November, 09:12" */
  readonly today: (instant: Instant) => string
  /** "09:12" */
  readonly time: (instant: Instant) => string
  /** "10 Nov 2026, 09:12" */
  readonly dateTime: (instant: Instant) => string
  /** "10 Nov 2026, 09:12:05" */
  readonly toTheSecond: (instant: Instant) => string
  /** As short as it stays unmistakable: today "01:12"; this year "5 Nov, 15:35"; else "12 Mar 2024". */
  readonly since: (instant: Instant, now: Instant) => string
  /** `since` with the exact time for machines, the zone named when it is not the reader's. */
  readonly moment: (instant: Instant, now: Instant) => { readonly iso: string; readonly text: string }
  /** "November" */
  readonly month: (instant: Instant) => string
  /** "4.2 MB" */
  readonly bytes: (value: number) => string
  /** "Lift 1, Lift 2 and Lift 3" */
  readonly list: (items: ReadonlyArray<string>) => string
  /** " GMT-5" when the building's clock differs from the reader's at that time, else "". */
  readonly zone: (instant: Instant) => string
  /** The building's calendar day of an instant, "2026-11-10". */
  readonly day: (instant: Instant) => string
}

const two = (value: number) => String(value).padStart(2, "0")

const build = (locale: string, timeZone: string, readerZone: string): Formats => {
  const date = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { ...options, timeZone })
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })
  const decimals = [0, 1, 2, 3].map(
    (digits) => new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
  )
  const tenth = decimals[1]!
  const longDate = date({ day: "numeric", month: "long", year: "numeric" })
  const mediumDate = date({ day: "numeric", month: "short", year: "numeric" })
  const shortDate = date({ day: "numeric", month: "short" })
  const calendarDay = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: "UTC" })
  const clock = date({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" })
  const seconds = date({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" })
  const weekday = date({ weekday: "long" })
  const dayAndMonth = date({ day: "numeric", month: "long" })
  const monthName = date({ month: "long" })
  const isoDay = new Intl.DateTimeFormat("sv-SE", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" })
  const zoneName = date({ timeZoneName: "short" })
  const nineDecimals = new Intl.NumberFormat(locale, { minimumFractionDigits: 9, maximumFractionDigits: 9 })
  const calendar = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" })
    return (day: string) => format.format(Date.parse(`${day}T00:00:00Z`))
  }
  const weekdayName = calendar({ weekday: "short" })
  const list = new Intl.ListFormat(locale, { style: "long", type: "conjunction" })
  const wallClock = (zone: string) =>
    new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" })
  const here = wallClock(timeZone)
  const there = wallClock(readerZone)

  const day = (instant: Instant) => isoDay.format(millis(instant))
  const time = (instant: Instant) => clock.format(millis(instant))
  const share = (value: number) => {
    const tenths = Math.round(value * 1000)
    return tenth.format((tenths >= 1000 && value < 1 ? 999 : tenths <= 0 && value > 0 ? 1 : tenths) / 10)
  }
  const zone = (instant: Instant) => {
    const at = millis(instant)
    if (timeZone === readerZone || here.format(at) === there.format(at)) return ""
    return ` ${zoneName.formatToParts(at).find((part) => part.type === "timeZoneName")?.value ?? timeZone}`
  }
  const since = (instant: Instant, now: Instant) => {
    const then = day(instant)
    const today = day(now)
    if (then === today) return time(instant)
    if (then.slice(0, 4) === today.slice(0, 4)) return `${shortDate.format(millis(instant))}, ${time(instant)}`
    return mediumDate.format(millis(instant))
  }
  return {
    number: (value) => number.format(value),
    decimal: (value, digits = 1) => decimals[digits]!.format(value),
    share,
    percent: (value) => `${share(value)} %`,
    duration: (seconds) => {
      const whole = Math.max(0, Math.floor(seconds))
      if (whole < 60) return `${whole} s`
      const minutes = Math.floor(whole / 60)
      if (minutes < 60) return `${minutes} min`
      const hours = Math.floor(minutes / 60)
      if (hours < 72) return `${hours} h ${two(minutes % 60)} min`
      return `${number.format(Math.floor(hours / 24))} d ${two(hours % 24)} h`
    },
    exactly: (ms) => {
      const [whole, rest] = [Math.floor(ms / 1000), ms % 1000]
      const minutes = Math.floor(whole / 60)
      const fraction = rest === 0 ? "" : `.${String(rest).padStart(3, "0")}`
      return `${number.format(Math.floor(minutes / 60))}:${two(minutes % 60)}:${two(whole % 60)}${fraction}`
    },
    precise: (value) => nineDecimals.format(value),
    date: (instant) => longDate.format(millis(instant)),
    dayMonth: (calendar) => calendarDay.format(Date.parse(`${calendar}T00:00:00Z`)),
    calendarDate: calendar({ day: "numeric", month: "long", year: "numeric" }),
    monthYear: calendar({ month: "short", year: "numeric" }),
    shortMonth: calendar({ month: "short" }),
    weekdays: [5, 6, 7, 8, 9, 10, 11].map((day) => weekdayName(`2026-01-${two(day)}`)),
    today: (instant) => `${weekday.format(millis(instant))} ${dayAndMonth.format(millis(instant))}, ${time(instant)}`,
    time,
    dateTime: (instant) => `${mediumDate.format(millis(instant))}, ${time(instant)}`,
    toTheSecond: (instant) => `${mediumDate.format(millis(instant))}, ${seconds.format(millis(instant))}`,
    since,
    moment: (instant, now) => ({
      iso: new Date(millis(instant)).toISOString(),
      text: since(instant, now) + zone(instant),
    }),
    month: (instant) => monthName.format(millis(instant)),
    bytes: (value) => {
      if (value < 1000) return `${number.format(value)} B`
      if (value < 1e6) return `${tenth.format(value / 1e3)} kB`
      if (value < 1e9) return `${tenth.format(value / 1e6)} MB`
      return `${tenth.format(value / 1e9)} GB`
    },
    list: (items) => list.format(items),
    zone,
    day,
  }
}

const kept = new Map<string, Formats>()

/**
 * Numbers and times as the reader writes them, in the building's own zone. Where the reader's clock differs,
 * moments carry the zone. Formatters are costly to make and few: they are kept for the life of the process.
 */
export const formats = (locale: string, timeZone: string, readerZone: string = timeZone): Formats => {
  const key = `${locale} ${timeZone} ${readerZone}`
  let found = kept.get(key)
  if (found === undefined) kept.set(key, (found = build(locale, timeZone, readerZone)))
  return found
}
