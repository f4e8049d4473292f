import { createHash } from "node:crypto"
import { Effect } from "effect"
import { Hono } from "hono"
import { type FeedHolder, feedHolder, noteFeedContent } from "#access"
import { buildingDetail } from "#equipment"
import {
  calendarExtent,
  type CalendarExtent,
  type CalendarScope,
  type CalendarVisit,
  eachCalendarVisit,
} from "#maintenance"
import { as, lengthyReading, reading } from "#kernel/database/database.ts"
import { addDays, dayAt, startOfMonth } from "#kernel/time.ts"
import { allow } from "../http/access.ts"
import { orNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { streamResponse } from "../http/streams.ts"
import { formats } from "../words/format.ts"
import type { Words } from "../words/words.ts"
import { titleIn } from "./visit-words.ts"
import { icsDay, icsInstant, icsLine, icsText, icsTime, icsTimeZone } from "./icalendar.ts"

/** Another number as soon as the same visits are written in another way. */
const VERSION = 1
const PAST_MONTHS = 3

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
      const scope: CalendarScope = {
        from: startOfMonth(dayAt(new Date(), "UTC"), -PAST_MONTHS),
        portfolioId,
        buildingId,
      }
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
          await write(beginning(holder, extent))
          await runtime
            .runPromise(
              eachCalendarVisit(scope, (visits) =>
                write(visits.map((visit) => event(visit, holder.locale, address(), words)).join("")),
              ).pipe(lengthyReading, as(holder.viewer)),
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

const beginning = ({ name }: FeedHolder, { zones }: CalendarExtent) =>
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
    ...zones.map((zone) => icsTimeZone(zone.name, zone.first, zone.last)),
  ].join("")

const status = ({ state }: CalendarVisit) =>
  state === "cancelled" ? "CANCELLED" : state === "planned" ? "TENTATIVE" : "CONFIRMED"

const times = ({ day, start, end, timeZone }: CalendarVisit): ReadonlyArray<string> =>
  start === null || end === null
    ? [
        icsLine("DTSTART;VALUE=DATE", icsDay(day)),
        icsLine("DTEND;VALUE=DATE", icsDay(addDays(day, 1))),
        icsLine("TRANSP", "TRANSPARENT"),
      ]
    : [
        icsTime("DTSTART", start, timeZone),
        icsTime("DTEND", end > start ? end : new Date(start.getTime() + 60_000), timeZone),
      ]

/** A visit as a VEVENT. Its UID stays what it is whatever becomes of it, and is no other installation's. */
const event = (visit: CalendarVisit, locale: string, address: string, words: Words): string => {
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
    ...times(visit),
    icsLine("SUMMARY", icsText(state === "cancelled" ? `${text.cancelled}: ${summary}` : summary)),
    icsLine("DESCRIPTION", icsText(about.filter((line) => line !== "").join("\n"))),
    icsLine("LOCATION", icsText(visit.building)),
    icsLine("CATEGORIES", icsText(visits.activities[visit.activity])),
    icsLine("URL", `${address}/services/visits/${id}`),
    icsLine("END", "VEVENT"),
  ].join("")
}
