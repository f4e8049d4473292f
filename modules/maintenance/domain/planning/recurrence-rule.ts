import { weekday } from "#kernel/time.ts"
import { civil, type DayNumber, daysInMonth, mondayOf, numberOf } from "./dates.ts"

/** A weekday (1 is Monday) and, in a month, which of them: 1 the first, -1 the last, 0 each. */
export interface RuleWeekday {
  readonly weekday: number
  readonly nth: number
}

/**
 * The part of an RFC 5545 recurrence rule that a service plan may use. Empty lists mean "not given". Weeks begin on Monday. As
 * in the RFC, a day that a month does not have is left out: -1 is a month's last day.
 */
export interface RecurrenceRule {
  readonly frequency: "DAILY" | "WEEKLY" | "MONTHLY" | "YEARLY"
  readonly interval: number
  readonly byDay: ReadonlyArray<RuleWeekday>
  readonly byMonthDay: ReadonlyArray<number>
  readonly byMonth: ReadonlyArray<number>
}

/** Why a text is no rule that a service plan may have: the part it is about. */
export interface RuleProblem {
  readonly part: string
  readonly problem: "unknown" | "twice" | "not-a-value" | "missing" | "not-with-this-frequency"
}

const weekdayCodes = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
const frequencies = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"] as const
const parts = ["FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "WKST"]

const wholeNumbers = (text: string, fits: (value: number) => boolean): ReadonlyArray<number> | null => {
  const values = text.split(",").map((value) => (/^[+-]?\d{1,3}$/.test(value) ? Number(value) : Number.NaN))
  return values.every(fits) ? values : null
}

const weekdays = (text: string): ReadonlyArray<RuleWeekday> | null => {
  const found: Array<RuleWeekday> = []
  for (const value of text.split(",")) {
    const [, nth, code] = /^([+-]?[1-5])?([A-Z]{2})$/.exec(value) ?? []
    const index = weekdayCodes.indexOf(code ?? "")
    if (index < 0) return null
    found.push({ weekday: index + 1, nth: nth === undefined ? 0 : Number(nth) })
  }
  return found
}

const splitParts = (text: string): ReadonlyMap<string, string> | RuleProblem => {
  const found = new Map<string, string>()
  for (const pair of text
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, "")
    .replace(/;$/, "")
    .split(";")) {
    const [name = "", ...values] = pair.split("=")
    if (!parts.includes(name)) return { part: name, problem: "unknown" }
    if (found.has(name)) return { part: name, problem: "twice" }
    found.set(name, values.join("="))
  }
  return found
}

/** The rule that a text such as `FREQ=MONTHLY;BYDAY=1MO` writes, or what is wrong with it. */
export const parseRule = (text: string): RecurrenceRule | RuleProblem => {
  const given = splitParts(text)
  if ("problem" in given) return given
  const wrong = (part: string): RuleProblem => ({ part, problem: "not-a-value" })
  if (!given.has("FREQ")) return { part: "FREQ", problem: "missing" }
  const frequency = frequencies.find((name) => name === given.get("FREQ"))
  if (frequency === undefined) return wrong("FREQ")
  const list = <A>(part: string, read: (value: string) => ReadonlyArray<A> | null) => {
    const value = given.get(part)
    return value === undefined ? [] : read(value)
  }
  const interval = list("INTERVAL", (value) => (/^\d{1,3}$/.test(value) && Number(value) > 0 ? [Number(value)] : null))
  const byDay = list("BYDAY", weekdays)
  const byMonthDay = list("BYMONTHDAY", (value) => wholeNumbers(value, (day) => day !== 0 && Math.abs(day) <= 31))
  const byMonth = list("BYMONTH", (value) => wholeNumbers(value, (month) => month >= 1 && month <= 12))
  if (interval === null) return wrong("INTERVAL")
  if (byDay === null) return wrong("BYDAY")
  if (byMonthDay === null) return wrong("BYMONTHDAY")
  if (byMonth === null) return wrong("BYMONTH")
  if ((given.get("WKST") ?? "MO") !== "MO") return wrong("WKST")
  if (frequency === "WEEKLY" && byMonthDay.length > 0) return { part: "BYMONTHDAY", problem: "not-with-this-frequency" }
  const inMonths = frequency === "MONTHLY" || (frequency === "YEARLY" && byMonth.length > 0)
  if (!inMonths && byDay.some(({ nth }) => nth !== 0)) return { part: "BYDAY", problem: "not-with-this-frequency" }
  return { frequency, interval: interval[0] ?? 1, byDay, byMonthDay, byMonth }
}

/** The text of a rule; `parseRule` reads it back. */
export const ruleText = ({ frequency, interval, byDay, byMonthDay, byMonth }: RecurrenceRule): string =>
  [
    `FREQ=${frequency}`,
    ...(interval === 1 ? [] : [`INTERVAL=${interval}`]),
    ...(byMonth.length === 0 ? [] : [`BYMONTH=${byMonth.join(",")}`]),
    ...(byMonthDay.length === 0 ? [] : [`BYMONTHDAY=${byMonthDay.join(",")}`]),
    ...(byDay.length === 0
      ? []
      : [`BYDAY=${byDay.map((one) => `${one.nth || ""}${weekdayCodes[one.weekday - 1]}`).join(",")}`]),
  ].join(";")

/** Whether a day is one that BYMONTH, BYMONTHDAY and BYDAY allow. */
const allowed = (rule: RecurrenceRule, number: DayNumber): boolean => {
  const { year, month, day } = civil(number)
  if (rule.byMonth.length > 0 && !rule.byMonth.includes(month)) return false
  const length = daysInMonth(year, month)
  if (rule.byMonthDay.length > 0 && !rule.byMonthDay.some((one) => (one > 0 ? one : length + 1 + one) === day))
    return false
  const onWeekday = weekday(number)
  const nth = Math.ceil(day / 7)
  const nthFromEnd = -Math.ceil((length - day + 1) / 7)
  return (
    rule.byDay.length === 0 ||
    rule.byDay.some((one) => one.weekday === onWeekday && (one.nth === 0 || one.nth === nth || one.nth === nthFromEnd))
  )
}

/** The first day of the period (day, week, month, year) that lies `count` periods after that of a day. */
const periodStart = (frequency: RecurrenceRule["frequency"], anchor: DayNumber, count: number): DayNumber => {
  if (frequency === "DAILY") return anchor + count
  if (frequency === "WEEKLY") return mondayOf(anchor) + 7 * count
  const { year, month } = civil(anchor)
  if (frequency === "YEARLY") return numberOf(year + count, 1, 1)
  const index = year * 12 + month - 1 + count
  return numberOf(Math.floor(index / 12), (index % 12) + 1, 1)
}

/** No period is longer than this, nor shorter than one day in as many. */
const longestPeriod = { DAILY: 1, WEEKLY: 7, MONTHLY: 31, YEARLY: 366 } as const

/** The days in [from, to) on which a rule that begins with `anchor` falls, in order. None lies before the anchor. */
export const ruleDays = (
  rule: RecurrenceRule,
  anchor: DayNumber,
  from: DayNumber,
  to: DayNumber,
): ReadonlyArray<DayNumber> => {
  // What the rule leaves open is as on its first day.
  const first = civil(anchor)
  const named = rule.byDay.length > 0 || rule.byMonthDay.length > 0
  const full: RecurrenceRule = {
    ...rule,
    byMonth: rule.byMonth.length > 0 || rule.frequency !== "YEARLY" || named ? rule.byMonth : [first.month],
    byMonthDay: named || rule.frequency === "DAILY" || rule.frequency === "WEEKLY" ? rule.byMonthDay : [first.day],
    byDay: rule.frequency === "WEEKLY" && !named ? [{ weekday: weekday(anchor), nth: 0 }] : rule.byDay,
  }
  const days: Array<DayNumber> = []
  const skipped = Math.floor((from - anchor) / (longestPeriod[rule.frequency] * rule.interval)) - 1
  for (let step = Math.max(0, skipped); ; step++) {
    const start = periodStart(rule.frequency, anchor, step * rule.interval)
    if (start >= to) return days
    const end = Math.min(to, periodStart(rule.frequency, anchor, step * rule.interval + 1))
    for (let day = Math.max(start, from, anchor); day < end; day++) if (allowed(full, day)) days.push(day)
  }
}
