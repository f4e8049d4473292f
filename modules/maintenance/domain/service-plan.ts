import { parseRule, ruleText } from "./planning/recurrence-rule.ts"
import { type Day, dayNumber } from "#kernel/time.ts"
import { dueDays, type Interval, type Season, type Timetable } from "./planning/recurrence.ts"

export const planActivities = ["maintenance", "inspection"] as const
export type PlanActivity = (typeof planActivities)[number]

export const intervalUnits = ["day", "week", "month", "year"] as const

/** How often something is due: each so many days, weeks, months or years, or an RFC 5545 rule as text. */
export type PlanRecurrence = Omit<Interval, "kind"> | { readonly rule: string }

/** What a service plan says, whichever unit it is of. */
export interface PlanTerms {
  readonly activity: PlanActivity
  /** By which a unit's plans are told apart. */
  readonly name: string
  readonly recurrence: PlanRecurrence
  /** Days before and after the due date. */
  readonly toleranceBefore: number
  readonly toleranceAfter: number
  /** Expected time on site, 1 to 1440. */
  readonly minutes: number
  readonly skills: ReadonlyArray<string>
  readonly seasons: ReadonlyArray<Season>
}

/** A day's number counted from 1970-01-01 for each that a plan names. */
export interface PlanDays {
  readonly start: number
  readonly end: number | null
  readonly completed: number | null
}

/** When a plan is due. Its rule was read when it was written: one that no longer holds is a bug. */
export const timetableOf = (
  {
    recurrence,
    toleranceBefore,
    toleranceAfter,
    seasons,
  }: Pick<PlanTerms, "recurrence" | "toleranceBefore" | "toleranceAfter" | "seasons">,
  days: PlanDays,
): Timetable => ({
  ...days,
  recurrence: "rule" in recurrence ? ruleOf(recurrence.rule) : { kind: "interval", ...recurrence },
  tolerance: { before: toleranceBefore, after: toleranceAfter },
  seasons,
})

const ruleOf = (text: string): Timetable["recurrence"] => {
  const rule = parseRule(text)
  if ("problem" in rule) throw new Error(`A service plan holds a rule that does not: ${text} (${rule.part}).`)
  return { kind: "rule", rule }
}

/** What is due for the first time so many years ahead is a slip of the hand. */
const YEARS_AHEAD = 10
/** An interval from so many years ago may still be running. */
const YEARS_BACK = 20

/** The last day that may be typed as a plan's first due date. */
export const lastFirstDue = (today: Day): Day => Temporal.PlainDate.from(today).add({ years: YEARS_AHEAD }).toString()

/** Whether anything is due by these terms: not by those of 30 February, nor where a season without visits is the whole year. */
export const isEverDue = (
  terms: Pick<PlanTerms, "recurrence" | "toleranceBefore" | "toleranceAfter" | "seasons">,
  startsOn: Day,
  today: Day,
): boolean => {
  const start = dayNumber(startsOn)
  const from = dayNumber(Temporal.PlainDate.from(today).subtract({ years: YEARS_BACK }).toString())
  const timetable = timetableOf(terms, { start, end: null, completed: null })
  return dueDays(timetable, Math.max(start, from), dayNumber(lastFirstDue(today)) + 1).length > 0
}

const daysOf = { day: 1, week: 7, month: 30, year: 365 } as const
const daysOfRule = { DAILY: 1, WEEKLY: 7, MONTHLY: 30, YEARLY: 365 } as const

/** About how many days lie between two due dates: over so many are the first ones of a fleet spread. */
export const usualDistance = (recurrence: PlanRecurrence): number => {
  if (!("rule" in recurrence)) return recurrence.every * daysOf[recurrence.unit]
  const rule = parseRule(recurrence.rule)
  return "problem" in rule ? 1 : rule.interval * daysOfRule[rule.frequency]
}

/** The rule that a text writes, as it is kept; or which part of it is wrong. */
export const planRule = (
  text: string,
): { readonly text: string } | { readonly problem: string; readonly part: string } => {
  const rule = parseRule(text)
  return "problem" in rule ? rule : { text: ruleText(rule) }
}
