import { Effect } from "effect"
import type { Context } from "hono"
import { lineTyped, staffTeam } from "#access"
import { isDay } from "#kernel/time.ts"
import { isRegion, type KeptTechnician, skills, type TechnicianRow } from "#maintenance"
import type { Env } from "../http/env.ts"
import { idTyped } from "../http/path-id.ts"
import { timeZoneTyped } from "../words/time-zones.ts"
import { fieldsOf, type PlanningField, type Typed, type Wrongs } from "./planning-fields.ts"
import { hoursText, hoursTyped } from "./working-hours.ts"

const LONGEST = 200
const weekdays = [1, 2, 3, 4, 5, 6, 7] as const

/** A technician as the form shows them; without one, a form with usual hours. */
export const typedOf = (one: TechnicianRow | null): Typed => ({
  name: one?.name ?? "",
  base: one?.base ?? "",
  latitude: one?.latitude == null ? "" : String(one.latitude),
  longitude: one?.longitude == null ? "" : String(one.longitude),
  "time-zone": one?.timeZone ?? "",
  region: one?.region ?? "",
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

/** What was typed, read; or all that is wrong with it. */
export const technicianTyped = (c: Context<Env>, typed: Typed): KeptTechnician | Wrongs => {
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
  const hours = weekdays.flatMap(
    (weekday) => need(`hours-${weekday}`, hoursTyped(given(`hours-${weekday}`), weekday), errors.hours) ?? [],
  )
  const leftOn = given("left-on") === "" ? null : given("left-on")
  if (leftOn !== null && !isDay(leftOn)) wrongs.push({ field: "left-on", text: errors.leftOn })
  if (name === null || base === null || timeZone === null || region === null || wrongs.length > 0) return wrongs
  return {
    ...{ name, base, latitude, longitude, timeZone, region, hours, leftOn },
    userId: idTyped(given("user")),
    skills: skills.filter((skill) => typed[`skills-${skill}`] === "yes"),
  }
}

/** The fields of a technician. */
export const technicianFields = Effect.fnUntraced(function* (c: Context<Env>, typed: Typed, wrongs: Wrongs) {
  const { planning: words } = c.get("web").words
  const { form } = words.technicians
  const fields = fieldsOf(typed, wrongs)
  const staff = yield* staffTeam
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
