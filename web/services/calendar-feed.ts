import { createHash } from "node:crypto"
import { Effect } from "effect"
import { Hono } from "hono"
import { type FeedHolder, feedHolder, noteFeedContent } from "#access"
import { type AddressLines, addressesOf, buildingDetail } from "#equipment"
import {
  calendarBuildings,
  calendarExtent,
  type CalendarExtent,
  type CalendarScope,
  type CalendarVisit,
  eachCalendarVisit,
} from "#maintenance"
import { as, lengthyReading, reading } from "#kernel/database/database.ts"
import { addDays, dayAt, startOfDay, startOfMonth } from "#kernel/time.ts"
import { addressText } from "../equipment/address-text.ts"
import { allow } from "../http/access.ts"
import { orNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { streamResponse } from "../http/streams.ts"
import { formats } from "../words/format.ts"
import type { Words } from "../words/words.ts"
import { titleIn } from "./visit-words.ts"
import { icsDay, icsInstant, icsLine, icsText, icsTime, icsTimeZone } from "./icalendar.ts"

/** Another number as soon as the same visits are written in another way. */
const VERSION = 2
const PAST_MONTHS = 3
/** Nothing can be planned or imported for a later day. */
const FUTURE_MONTHS = 21 * 12
/** From its first day on a calendar says for so long how clocks go: times outside are told by UTC. */
const CLOCK_MONTHS = 30

/**
 * A calendar (RFC 5545) for whoever knows its address, seen through the eyes that its maker has now: 404 when it was revoked,
 * or their membership has ended. A program that has it already is told so by 304.
 */
export const calendarFeed = new Hono<Env>().get("/calendar/:file{[\\w-]+\\.ics}", allow("anyone"), (c) =>
  respond(
    c,
    Effect.gen(function* () {
      const { runtime, words, log, address } = c.get("web")
      const holder = yield* orNotFound(yield* feedHolder(c.req.param("file").slice(0, -4)))
      const { portfolioId, buildingId } = holder
      const today = dayAt(new Date(), "UTC")
      const from = startOfMonth(today, -PAST_MONTHS)
      const scope: CalendarScope = { from, to: startOfMonth(today, FUTURE_MONTHS), portfolioId, buildingId }
      const clocks: Clocks = { from: startOfDay(from, "UTC"), to: startOfDay(startOfMonth(from, CLOCK_MONTHS), "UTC") }
      const { extent, building } = yield* Effect.all(
        {
          extent: calendarExtent(scope),
          building: buildingId === null ? Effect.succeed(null) : buildingDetail(buildingId),
        },
        { concurrency: "unbounded" },
      ).pipe(reading, as(holder.viewer))
      if (buildingId !== null) yield* orNotFound(building)
      const hash = createHash("sha256")
        .update([VERSION, holder.name, holder.locale, address(), extent.mark].join("\n"))
        .digest()
      const since = yield* noteFeedContent(holder, hash)
      const tag = `"${hash.toString("base64url")}"`
      const headers = { ETag: tag, "Last-Modified": since.toUTCString(), "Cache-Control": "private, no-cache" }
      if (isKnown(c.req.header("if-none-match"), c.req.header("if-modified-since"), tag, since)) {
        return c.body(null, 304, headers)
      }
      return streamResponse(
        c,
        {
          ...headers,
          "Content-Type": "text/calendar; charset=utf-8",
          "Content-Disposition": 'inline; filename="visits.ics"',
        },
        async (write) => {
          await write(beginning(holder, extent, clocks))
          await runtime
            .runPromise(
              Effect.gen(function* () {
                const places = yield* addressesOf(yield* calendarBuildings(scope))
                yield* eachCalendarVisit(scope, (visits) =>
                  write(visits.map((visit) => event(visit, places, clocks, holder.locale, address(), words)).join("")),
                )
              }).pipe(lengthyReading, as(holder.viewer)),
            )
            .catch((error: unknown) => {
              if (!c.req.raw.signal.aborted) log.error("calendar ended early", { error: error as Error })
              throw error
            })
          await write(icsLine("END", "VCALENDAR"))
        },
      )
    }),
  ),
)

/** Whether the program has this content already: by its tag or, when it says none, by its time. */
const isKnown = (match: string | undefined, modified: string | undefined, tag: string, since: Date) => {
  if (match !== undefined) {
    return match.split(",").some((one) => one.trim().replace(/^W\//, "") === tag || one.trim() === "*")
  }
  const time = Date.parse(modified ?? "")
  return !Number.isNaN(time) && since.getTime() <= time
}

/** From when to when a calendar says how clocks go. */
interface Clocks {
  readonly from: Date
  readonly to: Date
}

const beginning = ({ name }: FeedHolder, { zones }: CalendarExtent, { from, to }: Clocks) =>
  [
    icsLine("BEGIN", "VCALENDAR"),
    icsLine("VERSION", "2.0"),
    icsLine("PRODID", "-//Hoistway//Visits//EN"),
    icsLine("CALSCALE", "GREGORIAN"),
    icsLine("METHOD", "PUBLISH"),
    icsLine("NAME", icsText(name)),
    icsLine("X-WR-CALNAME", icsText(name)),
    icsLine("REFRESH-INTERVAL;VALUE=DURATION", "PT1H"),
    icsLine("X-PUBLISHED-TTL", "PT1H"),
    ...zones.map((zone) => icsTimeZone(zone, from, to)),
  ].join("")

const status = ({ state }: CalendarVisit) =>
  state === "cancelled" ? "CANCELLED" : state === "planned" ? "TENTATIVE" : "CONFIRMED"

const times = ({ day, start, end, timeZone }: CalendarVisit, { from, to }: Clocks): ReadonlyArray<string> => {
  if (start === null || end === null) {
    return [
      icsLine("DTSTART;VALUE=DATE", icsDay(day)),
      icsLine("DTEND;VALUE=DATE", icsDay(addDays(day, 1))),
      icsLine("TRANSP", "TRANSPARENT"),
    ]
  }
  const last = end > start ? end : new Date(start.getTime() + 60_000)
  const time = (name: string, at: Date) =>
    from <= start && last <= to ? icsTime(name, at, timeZone) : icsLine(name, icsInstant(at))
  return [time("DTSTART", start), time("DTEND", last)]
}

/** A building by its name and its address, which may be the same. */
const placeOf = ({ building }: CalendarVisit, address: AddressLines | undefined) => {
  const text = address === undefined ? "" : addressText(address)
  return [text.startsWith(building) ? "" : building, text].filter((part) => part !== "").join(", ")
}

/** A visit as a VEVENT. Its UID stays what it is whatever becomes of it, and is no other installation's. */
const event = (
  visit: CalendarVisit,
  places: ReadonlyMap<number, AddressLines>,
  clocks: Clocks,
  locale: string,
  address: string,
  words: Words,
): string => {
  const { visits } = words
  const text = visits.feed
  const { dayMonth } = formats(locale, visit.timeZone)
  const { id, state, title, technician, movedFrom, missedAt, contactName } = visit
  const done = state === "finished" || state === "closed" || state === "follow-up-needed"
  const summary = text.summary(visits.activities[visit.activity], visit.building, visit.unit)
  const about = [
    titleIn(words, title),
    done ? text.done : missedAt !== null && state !== "cancelled" ? text.missed : "",
    state === "planned" ? text.provisional : "",
    movedFrom === null ? "" : text.movedFrom(dayMonth(movedFrom)),
    technician === null ? "" : text.technician(technician),
    contactName === "" ? "" : text.opens(contactName),
    visit.comment,
  ]
  return [
    icsLine("BEGIN", "VEVENT"),
    icsLine("UID", `visit-${id}-${visit.createdAt.getTime().toString(36)}@hoistway`),
    icsLine("DTSTAMP", icsInstant(visit.changedAt)),
    icsLine("CREATED", icsInstant(visit.createdAt)),
    icsLine("LAST-MODIFIED", icsInstant(visit.changedAt)),
    icsLine("SEQUENCE", String(visit.revision)),
    icsLine("STATUS", status(visit)),
    ...times(visit, clocks),
    icsLine("SUMMARY", icsText(state === "cancelled" ? `${text.cancelled}: ${summary}` : summary)),
    icsLine("DESCRIPTION", icsText(about.filter((line) => line !== "").join("\n"))),
    icsLine("LOCATION", icsText(placeOf(visit, places.get(visit.buildingId)))),
    icsLine("CATEGORIES", icsText(visits.activities[visit.activity])),
    icsLine("URL", `${address}/services/visits/${id}`),
    icsLine("END", "VEVENT"),
  ].join("")
}
