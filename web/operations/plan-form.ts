import type { Context } from "hono"
import { lineTyped } from "#access"
import { type Day, dayAt, isDay } from "#kernel/time.ts"
import { intervalUnits, isEverDue, lastFirstDue, planActivities, type PlanTerms, planRule, skills } from "#maintenance"
import type { Env } from "../http/env.ts"
import { fieldsOf, type PlanningField, type Typed, wholeTyped, type Wrongs } from "./planning-fields.ts"

const LONGEST_NAME = 100
const insides = ["leave-out", "before", "after"] as const

/** Today where whoever types is. */
export const todayOf = (c: Context<Env>): Day => dayAt(new Date(), c.get("person")?.timeZone ?? "UTC")

const two = (value: number) => String(value).padStart(2, "0")
const monthDay = ({ month, day }: { readonly month: number; readonly day: number }) => `${two(month)}-${two(day)}`

/** Terms as the form shows them; without any, those of a monthly visit. */
export const typedTerms = (terms: PlanTerms | null): Typed => {
  const recurrence = terms?.recurrence ?? { every: 1, unit: "month", countedFrom: "due" }
  const season = terms?.seasons[0]
  return {
    name: terms?.name ?? "",
    activity: terms?.activity ?? "maintenance",
    every: "rule" in recurrence ? "1" : String(recurrence.every),
    unit: "rule" in recurrence ? "month" : recurrence.unit,
    "counted-from": "rule" in recurrence ? "due" : recurrence.countedFrom,
    rule: "rule" in recurrence ? recurrence.rule : "",
    before: String(terms?.toleranceBefore ?? 7),
    after: String(terms?.toleranceAfter ?? 7),
    minutes: String(terms?.minutes ?? 60),
    ...Object.fromEntries((terms?.skills ?? []).map((skill) => [`skills-${skill}`, "yes"])),
    "season-from": season === undefined ? "" : monthDay(season.from),
    "season-to": season === undefined ? "" : monthDay(season.to),
    inside: season?.inside ?? "leave-out",
  }
}

const longestMonths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

const dayOfYear = (text: string) => {
  const [, month, day] = /^(\d{1,2})-(\d{1,2})$/.exec(text) ?? []
  const most = longestMonths[Number(month) - 1] ?? 0
  return Number(day) >= 1 && Number(day) <= most ? { month: Number(month), day: Number(day) } : null
}

/** The terms that were typed, or all that is wrong with them. */
export const termsTyped = (c: Context<Env>, typed: Typed): PlanTerms | Wrongs => {
  const { errors } = c.get("web").words.planning.plans
  const wrongs: Array<Wrongs[number]> = []
  const need = <A>(field: string, value: A | null, text: string): A | null => {
    if (value === null) wrongs.push({ field, text })
    return value
  }
  const given = (field: string) => (typed[field] ?? "").trim()
  const name = need("name", lineTyped(given("name"), LONGEST_NAME), errors.name)
  const rule = given("rule")
  const read = rule === "" ? null : planRule(rule)
  if (read !== null && "problem" in read) wrongs.push({ field: "rule", text: errors.rule(read.part) })
  const every = rule === "" ? need("every", wholeTyped(given("every"), 1, 999), errors.every) : 1
  const toleranceBefore = need("before", wholeTyped(given("before"), 0, 366), errors.days)
  const toleranceAfter = need("after", wholeTyped(given("after"), 0, 366), errors.days)
  const minutes = need("minutes", wholeTyped(given("minutes"), 1, 1440), errors.minutes)
  const hasSeason = given("season-from") !== "" || given("season-to") !== ""
  const from = hasSeason ? need("season-from", dayOfYear(given("season-from")), errors.season) : null
  const to = hasSeason ? need("season-to", dayOfYear(given("season-to")), errors.season) : null
  const inside = insides.find((one) => one === given("inside")) ?? "leave-out"
  const isWhole =
    name !== null && every !== null && toleranceBefore !== null && toleranceAfter !== null && minutes !== null
  if (!isWhole || wrongs.length > 0) return wrongs
  return {
    ...{ name, toleranceBefore, toleranceAfter, minutes },
    activity: planActivities.find((one) => one === given("activity")) ?? "maintenance",
    recurrence:
      read !== null && "text" in read
        ? { rule: read.text }
        : {
            every,
            unit: intervalUnits.find((one) => one === given("unit")) ?? "month",
            countedFrom: given("counted-from") === "completion" ? "completion" : "due",
          },
    skills: skills.filter((skill) => typed[`skills-${skill}`] === "yes"),
    seasons: from === null || to === null ? [] : [{ from, to, inside }],
  }
}

/** What is wrong with a first due date that was typed: it is none, or lies farther ahead than anybody plans. */
export const firstDueWrongs = (c: Context<Env>, startsOn: string): Wrongs => {
  const { errors } = c.get("web").words.planning.plans
  return isDay(startsOn) && startsOn <= lastFirstDue(todayOf(c)) ? [] : [{ field: "starts-on", text: errors.startsOn }]
}

/** What is wrong with terms by which nothing is ever due from a day on: the rule, or the season that leaves everything out. */
export const neverDueWrongs = (c: Context<Env>, terms: PlanTerms, startsOn: string): Wrongs => {
  const { errors } = c.get("web").words.planning.plans
  if (isEverDue(terms, startsOn, todayOf(c))) return []
  return [{ field: "rule" in terms.recurrence ? "rule" : "season-from", text: errors.neverDue }]
}

/** The fields of a plan's terms. */
export const termFields = (c: Context<Env>, typed: Typed, wrongs: Wrongs): ReadonlyArray<PlanningField> => {
  const { planning: words } = c.get("web").words
  const { form } = words.plans
  const fields = fieldsOf(typed, wrongs)
  return [
    fields.text("name", form.name),
    fields.select(
      "activity",
      form.activity,
      planActivities.map((one): readonly [string, string] => [one, words.activities[one]]),
    ),
    fields.number("every", form.every),
    fields.select(
      "unit",
      form.unit,
      intervalUnits.map((one): readonly [string, string] => [one, form.units[one]]),
    ),
    fields.select("counted-from", form.countedFrom, [
      ["due", form.due],
      ["completion", form.completion],
    ]),
    fields.text("rule", form.ruleText, form.ruleHint),
    fields.number("before", form.before),
    fields.number("after", form.after),
    fields.number("minutes", form.minutes),
    fields.checks(
      "skills",
      form.skills,
      skills.map((skill): readonly [string, string] => [skill, words.skills[skill]]),
    ),
    fields.text("season-from", `${form.season}: ${form.seasonFrom}`, form.seasonHint),
    fields.text("season-to", `${form.season}: ${form.seasonTo}`),
    fields.select(
      "inside",
      form.inside,
      insides.map((one): readonly [string, string] => [one, form.insides[one]]),
    ),
  ]
}
