import type { Context } from "hono"
import type { Cause, Visit } from "#maintenance"
import { type Day, dayAt, isDay } from "#kernel/time.ts"
import type { Link, Moment } from "../components/view.ts"
import { buildingHref, unitHref } from "../equipment/unit-words.ts"
import type { Env } from "../http/env.ts"
import { formatsFor } from "../http/layout.ts"
import type { Words } from "../words/words.ts"
import { SERVICES } from "./request-words.ts"
import type { VisitRow, VisitTag } from "./visits-view.ts"

export const VISITS = `${SERVICES}/visits`

export const visitHref = (id: number) => `${VISITS}/${id}`

/** How a visit stands, in a tag; a day that was changed after it was told is said before "to come". */
export const visitTag = (c: Context<Env>, visit: Pick<Visit, "state" | "standing" | "movedFrom">): VisitTag => {
  const text = c.get("web").words.visits
  switch (visit.standing) {
    case "missed":
      return { tone: "act", text: text.standings.missed }
    case "under-way":
      return { tone: "open", text: visit.state === "on-site" ? text.onSite : text.onTheWay }
    case "to-come":
      return visit.movedFrom === null
        ? { tone: "plain", text: text.standings["to-come"] }
        : { tone: "ask", text: text.movedFrom(formatsFor(c).dayMonth(visit.movedFrom)) }
    default:
      return { tone: "plain", text: text.standings[visit.standing] }
  }
}

/** From when to when somebody comes, "09:00–11:00", with the zone where the reader's clock differs; "" before a time is told. */
export const timeWords = (c: Context<Env>, { start, minutes, timeZone }: Visit): string => {
  if (start === null) return ""
  const format = formatsFor(c, timeZone)
  const end = start.getTime() + minutes * 60_000
  return `${format.time(start)}–${format.time(end)}${format.zone(start)}`
}

/** A calendar day for people and machines: "Tue 10 Nov". Another year than the present one is named. */
const dayMoment = (c: Context<Env>, day: string, today: string): Moment => {
  const format = formatsFor(c)
  const weekday = format.weekdays[(new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7] ?? ""
  const year = day.slice(0, 4)
  const text = `${weekday} ${format.dayMonth(day)}`
  return { iso: day, text: year === today.slice(0, 4) ? text : `${text} ${year}` }
}

/** A visit as a line of a list. */
export const visitRow = (c: Context<Env>, visit: Visit, today: string): VisitRow => ({
  href: visitHref(visit.id),
  day: dayMoment(c, visit.day, today),
  time: timeWords(c, visit),
  unit: { href: unitHref(visit.unitId), text: visit.unit } satisfies Link,
  building: { href: buildingHref(visit.buildingId), text: visit.building },
  kind: c.get("web").words.visits.activities[visit.activity],
  title: titleWords(c, visit.title),
  technician: visit.technician ?? "",
  tag: visitTag(c, visit),
})

/** The calendar day for whoever asks. */
export const todayFor = (c: Context<Env>, now: Date): Day => dayAt(now, c.get("person")?.timeZone ?? "UTC")

/** A calendar day of a building as a sentence tells it. */
export const dayInWords = (c: Context<Env>, day: string, now: Date): string =>
  isDay(day) ? dayMoment(c, day, todayFor(c, now)).text : day

const wordOf = (known: Readonly<Record<string, string>>, code: string) =>
  Object.hasOwn(known, code) ? known[code] : undefined

/** A cause in words: a fault, or what lies outside the unit. */
export const causeOfWords = (c: Context<Env>, cause: Cause): string => {
  const { faults, work } = c.get("web").words
  return wordOf(faults, cause) ?? wordOf(work.otherCauses, cause) ?? cause
}

/** An item of a checklist in words; one that is on none of our lists (any more) stands as it was written. */
export const checkWords = (c: Context<Env>, item: string): string =>
  wordOf(c.get("web").words.work.checks, item) ?? item

/** What an order is about: a reported problem, a fault or an early sign by its code, or somebody's own words. */
export const titleIn = ({ services, faults, signs }: Words, title: string): string =>
  wordOf(services.problems, title) ?? wordOf(faults, title) ?? wordOf(signs.titles, title) ?? title

/** The same for whoever asks. */
export const titleWords = (c: Context<Env>, title: string): string => titleIn(c.get("web").words, title)

/** The timeline of what stands at an address: a unit, a building or a contract. */
export const timelineHref = (href: string): string => href.replace(/(?=\?|$)/, "/timeline")
