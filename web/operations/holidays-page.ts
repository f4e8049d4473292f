import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { lineTyped } from "#access"
import { dayAt, isDay } from "#kernel/time.ts"
import {
  addHoliday,
  holidaysOf,
  isRegion,
  loadHolidays,
  removeHoliday,
  setWorkingWeek,
  starterCountries,
} from "#maintenance"
import { allow } from "../http/access.ts"
import { orNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formTexts } from "../http/forms.ts"
import { formatsFor } from "../http/layout.ts"
import { addressWith } from "../http/lists.ts"
import { operationsFrame } from "./operations-frame.ts"
import { countriesIn } from "./places.ts"
import { doneText, fieldsOf, summaryOf, type Typed, wholeTyped, type Wrongs } from "./planning-fields.ts"
import { mayPlan } from "./planning-page.ts"
import type { HolidaysView } from "./planning-view.ts"

const HOLIDAYS = "/operations/holidays"
const LONGEST_NAME = 100
const weekdays = [1, 2, 3, 4, 5, 6, 7] as const
const MONDAY_TO_FRIDAY = "1,2,3,4,5"

/** The operator's table of public holidays and working weeks, by region and year. */
export const holidaysPages = new Hono<Env>()
  .get(HOLIDAYS, allow("see-operations"), (c) => respond(c, page(c, c.req.query(), [])))
  .post(HOLIDAYS, allow("plan-visits"), (c) => respond(c, add(c)))
  .post(`${HOLIDAYS}/countries`, allow("plan-visits"), (c) => respond(c, load(c)))
  .post(`${HOLIDAYS}/removals`, allow("plan-visits"), (c) => respond(c, remove(c)))
  .post(`${HOLIDAYS}/weeks`, allow("plan-visits"), (c) => respond(c, week(c)))

const backTo = (c: Context<Env>, region: string, year: string, done: string) =>
  c.redirect(addressWith(HOLIDAYS, { region, year, done }), 303)

const regionOf = (typed: Typed) => (typed["region"] ?? "").trim().toUpperCase()

const add = Effect.fn("operations.addHoliday")(function* (c: Context<Env>) {
  const { errors } = c.get("web").words.planning.holidays
  const typed = yield* formTexts(c)
  const region = regionOf(typed)
  const day = typed["day"] ?? ""
  const name = lineTyped((typed["name"] ?? "").trim(), LONGEST_NAME)
  const wrongs: Wrongs = [
    ...(isRegion(region) ? [] : [{ field: "region", text: errors.region }]),
    ...(isDay(day) ? [] : [{ field: "day", text: errors.day }]),
    ...(name === null ? [{ field: "name", text: errors.name }] : []),
  ]
  if (wrongs.length > 0 || name === null) return yield* page(c, typed, wrongs)
  yield* addHoliday({ region, day, name })
  return backTo(c, region, day.slice(0, 4), "added")
})

const load = Effect.fn("operations.loadHolidays")(function* (c: Context<Env>) {
  const typed = yield* formTexts(c)
  const country = yield* orNotFound(starterCountries.find((code) => code === typed["country"]) ?? null)
  yield* loadHolidays(country)
  return backTo(c, country, "", "loaded")
})

const remove = Effect.fn("operations.removeHoliday")(function* (c: Context<Env>) {
  const typed = yield* formTexts(c)
  const [region, day] = [regionOf(typed), typed["day"] ?? ""]
  if (isRegion(region) && isDay(day)) yield* removeHoliday(region, day)
  return backTo(c, region, day.slice(0, 4), "removed")
})

const week = Effect.fn("operations.setWorkingWeek")(function* (c: Context<Env>) {
  const { errors } = c.get("web").words.planning.holidays
  const typed = yield* formTexts(c)
  const region = regionOf(typed)
  const chosen = weekdays.filter((weekday) => typed[`weekdays-${weekday}`] === "yes")
  if (!isRegion(region)) return yield* page(c, typed, [{ field: "region", text: errors.region }])
  if (chosen.length === 0) return yield* page(c, typed, [{ field: "weekdays", text: errors.weekdays }])
  yield* setWorkingWeek(region, chosen.join() === MONDAY_TO_FRIDAY ? null : chosen)
  return backTo(c, region, typed["year"] ?? "", "week")
})

const page = Effect.fn("operations.holidays")(function* (c: Context<Env>, typed: Typed, wrongs: Wrongs) {
  const { render, words } = c.get("web")
  const { holidays: text, weekdays: dayNames } = words.planning
  const { number, calendarDate } = formatsFor(c)
  const person = c.get("person")
  const thisYear = Number(dayAt(new Date(), person?.timeZone ?? "UTC").slice(0, 4))
  const year = wholeTyped(typed["year"], 1900, 2200) ?? thisYear
  const asked = isRegion(regionOf(typed)) ? regionOf(typed) : null
  const first = yield* holidaysOf(asked ?? "", year)
  const region = asked ?? first.regions[0]?.region ?? ""
  const { regions, holidays, weeks } = region === asked ? first : yield* holidaysOf(region, year)
  const countries = countriesIn(person?.locale ?? "en-GB")
  const nameOf = (one: string) => {
    const [country = "", part] = one.split("-")
    const named = countries.get(country) ?? country
    return part === undefined ? named : text.part(named, part)
  }
  const failed = wrongs.length > 0
  const notice = doneText(text.done, typed["done"])
  const ofWeek = weeks.find((one) => one.region === region)?.weekdays ?? [1, 2, 3, 4, 5]
  const chosenDays = Object.fromEntries(ofWeek.map((weekday) => [`weekdays-${weekday}`, "yes"]))
  const fields = fieldsOf({ day: "", name: "", ...typed, region }, wrongs)
  const known = regions.some((one) => one.region === region) || region === ""
  const view: HolidaysView = {
    page: yield* operationsFrame(c, text.title, [{ href: HOLIDAYS, text: text.title }], {
      failed,
      ...(notice === undefined ? {} : { notice }),
    }),
    answer:
      region === "" ? text.none : text.answer(holidays.length, number(holidays.length), nameOf(region), String(year)),
    region,
    also: region.includes("-") ? text.also : "",
    year: String(year),
    regions: [...regions.map((one) => one.region), ...(known ? [] : [region])]
      .map((value) => ({ value, text: nameOf(value), chosen: value === region }))
      .toSorted((one, other) => one.text.localeCompare(other.text)),
    years: Array.from({ length: 5 }, (_, index) => thisYear - 1 + index)
      .map(String)
      .map((value) => ({ value, text: value, chosen: value === String(year) })),
    holidays: holidays.map(({ day, name }) => ({
      day,
      date: calendarDate(day),
      name,
      label: text.removeOne(name, calendarDate(day)),
    })),
    mayAct: mayPlan(c),
    countries: [
      fields.select(
        "country",
        text.country,
        [...countries].filter(([code]) => starterCountries.includes(code)),
      ),
    ],
    form: [fields.text("region", text.region), fields.date("day", text.day), fields.text("name", text.name)],
    week: [
      fieldsOf(chosenDays, wrongs).checks(
        "weekdays",
        text.weekDays(nameOf(region)),
        weekdays.map((weekday): readonly [string, string] => [String(weekday), dayNames[weekday - 1] ?? ""]),
      ),
    ],
    problems: summaryOf(wrongs),
  }
  return c.html(render("operations/holidays", view, words), failed ? 422 : 200)
})
