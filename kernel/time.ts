/** A calendar day written YYYY-MM-DD. */
export type Day = string

/** The calendar day at that instant in an IANA time zone. */
export const dayAt = (instant: Date, timeZone: string): Day => dayOf(dayNumberAt(instant.getTime(), timeZone))

/** The instant at which a calendar day begins in a zone; the next day's beginning is 23, 24 or 25 hours later. */
export const startOfDay = (day: Day, timeZone: string): Date =>
  new Date(localInstant(dayNumber(day), 0, timeZone, "earlier"))

/** That many days after a calendar day; negative for before. */
export const addDays = (day: Day, days: number): Day => dayOf(dayNumber(day) + days)

/** The first day of the month that lies `months` after the month of `day`. */
export const startOfMonth = (day: Day, months = 0): Day =>
  Temporal.PlainDate.from(day).with({ day: 1 }).add({ months }).toString()

/** Whether the name is a time zone that this machine knows. */
export const isTimeZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** Whether the text is a day of the calendar, written YYYY-MM-DD. */
export const isDay = (text: string): boolean => {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false
  try {
    Temporal.PlainDate.from(text, { overflow: "reject" })
    return true
  } catch {
    return false
  }
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A stretch of time, [from, to), in which a zone keeps one offset from UTC. All in milliseconds; from and to may be infinite. */
interface Stretch {
  readonly from: number
  readonly to: number
  readonly offset: number
}

const reckonStretch = (ms: number, timeZone: string): Stretch => {
  const local = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone)
  // Strictly before or after is what is asked for, and a stretch begins with its first millisecond.
  const from = local.add({ milliseconds: 1 }).getTimeZoneTransition("previous")
  const to = local.getTimeZoneTransition("next")
  return {
    from: from?.epochMilliseconds ?? Number.NEGATIVE_INFINITY,
    to: to?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
    offset: local.offsetNanoseconds / 1_000_000,
  }
}

interface Zone {
  latest: Stretch
  known: Array<Stretch>
}
const zones = new Map<string, Zone>()
/** There are a few a year: more than these is a walk through the centuries, which need not be kept. */
const MOST_STRETCHES = 64

/** Intake asks this for every message, so only the first question about a stretch reaches the calendar. */
const stretchAt = (ms: number, timeZone: string): Stretch => {
  const zone = zones.get(timeZone)
  if (zone === undefined) {
    const latest = reckonStretch(ms, timeZone)
    zones.set(timeZone, { latest, known: [latest] })
    return latest
  }
  if (zone.latest.from <= ms && ms < zone.latest.to) return zone.latest
  let stretch = zone.known.find(({ from, to }) => from <= ms && ms < to)
  if (stretch === undefined) {
    stretch = reckonStretch(ms, timeZone)
    if (zone.known.length >= MOST_STRETCHES) zone.known = []
    zone.known.push(stretch)
  }
  zone.latest = stretch
  return stretch
}

/**
 * The instant (epoch milliseconds) at which the hour of local time that holds an instant began. Where clocks are set forward
 * or back by other than whole hours, an hour of local time also begins at that moment, so that none spans two days.
 */
export const localHourStart = (ms: number, timeZone: string): number => {
  const { from, offset } = stretchAt(ms, timeZone)
  return Math.max(from, Math.floor((ms + offset) / HOUR) * HOUR - offset)
}

/** The first instant after the given one at which an hour of local time begins, as `localHourStart` cuts them. */
export const nextLocalHour = (ms: number, timeZone: string): number => {
  const { to, offset } = stretchAt(ms, timeZone)
  return Math.min(to, (Math.floor((ms + offset) / HOUR) + 1) * HOUR - offset)
}

/** The number of a calendar day, counted from 1970-01-01. */
export const dayNumber = (day: Day): number => Date.parse(day) / DAY

const dayOf = (number: number): Day => new Date(number * DAY).toISOString().split("T")[0] ?? ""

/** The number of the calendar day at an instant (epoch milliseconds) in a zone. */
export const dayNumberAt = (ms: number, timeZone: string): number =>
  Math.floor((ms + stretchAt(ms, timeZone).offset) / DAY)

/** The hour, 0 to 23, that a zone's clocks show at an instant (epoch milliseconds). */
export const hourAt = (ms: number, timeZone: string): number =>
  Math.floor(((((ms + stretchAt(ms, timeZone).offset) % DAY) + DAY) % DAY) / HOUR)

/** The weekday of a day's number: 1 is Monday, 7 is Sunday. */
export const weekday = (number: number): number => ((((number + 3) % 7) + 7) % 7) + 1

/**
 * The instant (epoch milliseconds) at which a zone's clocks show so many minutes past the midnight that begins a day; 1500 is
 * 01:00 of the next day. A time that clocks pass over is the instant at which they jump; of one that comes twice, the
 * occurrence asked for.
 */
export const localInstant = (
  number: number,
  minutes: number,
  timeZone: string,
  occurrence: "earlier" | "later",
): number => {
  const local = number * DAY + minutes * MINUTE
  let found: number | undefined
  let stretch = stretchAt(local - DAY, timeZone)
  for (;;) {
    const instant = local - stretch.offset
    if (instant < stretch.from) return found ?? stretch.from
    if (instant < stretch.to) {
      if (occurrence === "earlier") return instant
      found = instant
    }
    if (found !== undefined && stretch.to > local + DAY) return found
    stretch = stretchAt(stretch.to, timeZone)
  }
}
