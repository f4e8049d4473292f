import { dayNumber, isDay, localInstant } from "#kernel/time.ts"

const DAY = 86_400_000

/** A time as a file writes it: its day's number, milliseconds after midnight, and its offset from UTC in minutes; null: local. */
interface Written {
  readonly day: number
  readonly ms: number
  readonly offset: number | null
}

/** How a file writes its times: without `format` ISO 8601; without `zone` each time must give its offset. */
export interface TimeNotation {
  readonly format?: string
  readonly zone?: string
}

/** Reads a text as an instant, epoch milliseconds; null: it cannot be read. Of a local time that comes twice, the occurrence asked for. */
export type TimeReader = (text: string, occurrence: "earlier" | "later") => number | null

const days = new Map<string, number | null>()
/** The number of a calendar day, or null when there is none of that date. Files name the same days again and again. */
const dayOf = (year: string, month: string, day: string): number | null => {
  const text = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`
  let number = days.get(text)
  if (number === undefined) {
    if (days.size > 20_000) days.clear()
    days.set(text, (number = isDay(text) ? dayNumber(text) : null))
  }
  return number
}

const clock = (hour: number, minute: number, second: number, fraction: string): number | null => {
  if (hour > 24 || minute > 59 || second > 59 || (hour === 24 && (minute > 0 || second > 0))) return null
  return ((hour * 60 + minute) * 60 + second) * 1000 + Number(fraction.slice(0, 3).padEnd(3, "0"))
}

const offsetOf = (text: string): number | null => {
  if (/^z$/i.test(text)) return 0
  const [, sign, hours = "", minutes = "0"] = /^([+-])(\d\d):?(\d\d)?$/.exec(text) ?? []
  if (sign === undefined || Number(hours) > 14 || Number(minutes) > 59) return null
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}

const iso = /^(\d{4})-(\d\d)-(\d\d)(?:(?:T|\s+)(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?)?$/i

const readIso = (text: string): Written | null => {
  const found = iso.exec(text)
  if (found === null) return null
  const [, year = "", month = "", date = "", hour = "0", minute = "0", second = "0", fraction = "", zone] = found
  const day = dayOf(year, month, date)
  const ms = clock(Number(hour), Number(minute), Number(second), fraction)
  const offset = zone === undefined ? null : offsetOf(zone)
  return day === null || ms === null || (zone !== undefined && offset === null) ? null : { day, ms, offset }
}

/** What stands in a format for a part of a time, and the text that it matches. */
const parts: Readonly<Record<string, string>> = {
  YYYY: "(?<year>\\d{4})",
  MM: "(?<month>\\d{1,2})",
  DD: "(?<day>\\d{1,2})",
  HH: "(?<hour>\\d{1,2})",
  hh: "(?<half>\\d{1,2})",
  mm: "(?<minute>\\d{1,2})",
  ss: "(?<second>\\d{1,2})",
  SSS: "(?<fraction>\\d{1,9})",
  A: "(?<noon>[AaPp])\\.?[Mm]\\.?",
  Z: "(?<zone>[Zz]|[+-]\\d\\d:?(?:\\d\\d)?)",
}
const part = /YYYY|MM|DD|HH|hh|mm|ss|SSS|A|Z/g

/** Why a format cannot be used, or null when it can: it must say year, month and day, and each part once. */
export const formatProblem = (format: string): string | null => {
  if (format === "unix" || format === "unix-ms") return null
  const named: ReadonlyArray<string> = format.match(part) ?? []
  const twice = named.find((name, index) => named.indexOf(name) !== index)
  if (twice !== undefined) return `${twice} stands in it twice`
  const missing = ["YYYY", "MM", "DD"].filter((name) => !named.includes(name))
  if (missing.length > 0)
    return `${missing.join(", ")} is missing: write a time such as DD.MM.YYYY HH:mm, unix or unix-ms`
  if (named.includes("hh") !== named.includes("A")) return "hh and A (a.m. or p.m.) come together"
  return null
}

const readFormat = (format: string) => {
  const escaped = format.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&").replace(/\s+/g, "\\s+")
  const pattern = new RegExp(`^${escaped.replace(part, (name) => parts[name] ?? name)}$`, "u")
  return (text: string): Written | null => {
    const found = pattern.exec(text)?.groups
    if (found === undefined) return null
    const half = found["half"] === undefined ? null : Number(found["half"])
    if (half !== null && (half < 1 || half > 12)) return null
    const afternoon = found["noon"]?.toLowerCase() === "p"
    const hour = half === null ? Number(found["hour"] ?? 0) : (half % 12) + (afternoon ? 12 : 0)
    const day = dayOf(found["year"] ?? "", found["month"] ?? "", found["day"] ?? "")
    const ms = clock(hour, Number(found["minute"] ?? 0), Number(found["second"] ?? 0), found["fraction"] ?? "")
    const offset = found["zone"] === undefined ? null : offsetOf(found["zone"])
    return day === null || ms === null || (found["zone"] !== undefined && offset === null) ? null : { day, ms, offset }
  }
}

const readUnix = (factor: number) => (text: string) => {
  const ms = /^\d{1,15}(\.\d+)?$/.test(text) ? Math.floor(Number(text) * factor) : null
  return ms === null || ms > 8.64e15 ? null : ms
}

/**
 * Makes the reader of a file's times. A format is `unix` (seconds since 1970), `unix-ms`, or a text with YYYY, MM, DD, HH (or hh with
 * A), mm, ss, SSS and Z in it; `formatProblem` has found nothing in it. Times that clocks pass over are the instant of the jump.
 */
export const timeReader = ({ format, zone }: TimeNotation): TimeReader => {
  if (format === "unix") return readUnix(1000)
  if (format === "unix-ms") return readUnix(1)
  const read = format === undefined ? readIso : readFormat(format)
  return (text, occurrence) => {
    const written = read(text)
    if (written === null) return null
    const { day, ms, offset } = written
    if (offset !== null) return day * DAY + ms - offset * 60_000
    if (zone === undefined) return null
    const minutes = Math.floor(ms / 60_000)
    return localInstant(day, minutes, zone, occurrence) + (ms - minutes * 60_000)
  }
}
