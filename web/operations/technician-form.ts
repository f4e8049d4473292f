import { Effect } from "effect"
import type { Context } from "hono"
import { lineTyped, staffTeam } from "#access"
import { countryCodes, knownAddresses } from "#equipment"
import { isDay } from "#kernel/time.ts"
import { isRegion, type KeptTechnician, skills, territoryLine, type TechnicianRow } from "#maintenance"
import type { Env } from "../http/env.ts"
import { formatsFor } from "../http/layout.ts"
import { idTyped } from "../http/path-id.ts"
import { timeZoneTyped } from "../words/time-zones.ts"
import { fieldsOf, type PlanningField, type Typed, type Wrongs } from "./planning-fields.ts"
import { hoursText, hoursTyped } from "./working-hours.ts"

const LONGEST = 200
const MOST_LINES = 100
const EXAMPLES = 3
const weekdays = [1, 2, 3, 4, 5, 6, 7] as const

/** A technician as the form shows them; without one, a form with usual hours. */
export const typedOf = (one: TechnicianRow | null): Typed => ({
  name: one?.name ?? "",
  base: one?.base ?? "",
  latitude: one?.latitude == null ? "" : String(one.latitude),
  longitude: one?.longitude == null ? "" : String(one.longitude),
  "time-zone": one?.timeZone ?? "",
  region: one?.region ?? "",
  territory: (one?.territory ?? []).join("\n"),
  user: String(one?.userId ?? ""),
  "left-on": one?.leftOn ?? "",
  ...Object.fromEntries((one?.skills ?? []).map((skill) => [`skills-${skill}`, "yes"])),
  ...Object.fromEntries(
    weekdays.map((weekday) => [
      `hours-${weekday}`,
      one === null ? (weekday < 6 ? "08:00-12:00, 12:30-16:30" : "") : hoursText(one.hours, weekday),
    ]),
  ),
})

const degrees = (text: string, most: number): number | null => {
  const value = Number(text)
  return /^-?\d{1,3}(?:\.\d{1,12})?$/.test(text) && Math.abs(value) <= most ? value : null
}

/** The lines of a territory that were typed, and what is wrong with which of them. */
const territoryTyped = (c: Context<Env>, text: string) => {
  const { errors } = c.get("web").words.planning.technicians
  const { number } = formatsFor(c)
  const countries = new Set(countryCodes())
  const lines: Array<string> = []
  const wrongs: Array<Wrongs[number]> = []
  for (const [index, typed] of text.split(/\r?\n/).entries()) {
    if (typed.trim() === "") continue
    const line = lineTyped(typed, LONGEST) === null ? null : territoryLine(typed)
    const country = line?.slice(0, 2) ?? ""
    if (line === null)
      wrongs.push({ field: "territory", text: errors.territory(number(index + 1), typed.trim().slice(0, 40)) })
    else if (!countries.has(country))
      wrongs.push({ field: "territory", text: errors.territoryCountry(number(index + 1), country) })
    else if (!lines.includes(line)) lines.push(line)
  }
  const tooMany = lines.length > MOST_LINES
  return {
    lines,
    wrongs: tooMany ? [{ field: "territory", text: errors.territoryLong(number(MOST_LINES)) }] : wrongs,
  }
}

/** What was typed, read; or all that is wrong with it. Only staff sign in as a technician. */
export const technicianTyped = Effect.fnUntraced(function* (c: Context<Env>, typed: Typed) {
  const staff = yield* staffTeam
  return readTyped(c, typed, new Set(staff.map(({ userId }) => userId)))
})

const readTyped = (c: Context<Env>, typed: Typed, staffIds: ReadonlySet<number>): KeptTechnician | Wrongs => {
  const { errors } = c.get("web").words.planning.technicians
  const wrongs: Array<Wrongs[number]> = []
  const need = <A>(field: string, value: A | null, text: string): A | null => {
    if (value === null) wrongs.push({ field, text })
    return value
  }
  const given = (name: string) => (typed[name] ?? "").trim()
  const name = need("name", lineTyped(given("name"), LONGEST), errors.name)
  const base = need("base", lineTyped(given("base"), LONGEST), errors.base)
  const isPlaced = given("latitude") !== "" || given("longitude") !== ""
  const latitude = isPlaced ? need("latitude", degrees(given("latitude"), 90), errors.position) : null
  const longitude = isPlaced ? need("longitude", degrees(given("longitude"), 180), errors.position) : null
  const timeZone = need("time-zone", timeZoneTyped(given("time-zone")), errors.timeZone)
  const region = need(
    "region",
    isRegion(given("region").toUpperCase()) ? given("region").toUpperCase() : null,
    errors.region,
  )
  const userId = idTyped(given("user"))
  if (given("user") !== "" && (userId === null || !staffIds.has(userId)))
    wrongs.push({ field: "user", text: errors.notStaff })
  const territory = territoryTyped(c, typed["territory"] ?? "")
  wrongs.push(...territory.wrongs)
  const hours = weekdays.flatMap(
    (weekday) => need(`hours-${weekday}`, hoursTyped(given(`hours-${weekday}`), weekday), errors.hours) ?? [],
  )
  const leftOn = given("left-on") === "" ? null : given("left-on")
  if (leftOn !== null && !isDay(leftOn)) wrongs.push({ field: "left-on", text: errors.leftOn })
  if (name === null || base === null || timeZone === null || region === null || wrongs.length > 0) return wrongs
  return {
    ...{ name, base, latitude, longitude, timeZone, region, hours, leftOn },
    userId,
    territory: territory.lines,
    skills: skills.filter((skill) => typed[`skills-${skill}`] === "yes"),
  }
}

/** Lines as a territory writes them, of the places of most units. */
const examplesOf = Effect.map(knownAddresses, (addresses) => {
  const lines = new Set(addresses.map(({ country, locality }) => `${country}, ${locality}`))
  return [...lines].slice(0, EXAMPLES).join("; ")
})

/** The fields of a technician. */
export const technicianFields = Effect.fnUntraced(function* (c: Context<Env>, typed: Typed, wrongs: Wrongs) {
  const { planning: words } = c.get("web").words
  const { form } = words.technicians
  const fields = fieldsOf(typed, wrongs)
  const staff = yield* staffTeam
  const examples = yield* examplesOf
  const users = staff.map(({ userId, name }): readonly [string, string] => [String(userId), name])
  const all: ReadonlyArray<PlanningField> = [
    fields.text("name", form.name),
    fields.text("base", form.base),
    fields.text("latitude", form.latitude, form.position),
    fields.text("longitude", form.longitude),
    fields.text("time-zone", form.timeZone),
    fields.text("region", form.region, form.regionHint),
    fields.select("user", form.user, [["", form.noUser], ...users]),
    fields.checks(
      "skills",
      form.skills,
      skills.map((skill): readonly [string, string] => [skill, words.skills[skill]]),
    ),
    fields.lines("territory", form.territory, form.territoryHint(examples)),
    ...weekdays.map((weekday) =>
      fields.text(
        `hours-${weekday}`,
        `${form.hours}, ${words.weekdays[weekday - 1] ?? ""}`,
        weekday === 1 ? form.hoursHint : "",
      ),
    ),
    fields.date("left-on", form.leftOn, form.leftHint),
  ]
  return all
})
