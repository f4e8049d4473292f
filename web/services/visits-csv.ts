import { Effect } from "effect"
import { Hono } from "hono"
import { exportVisits, type Visit } from "#maintenance"
import { as, lengthyReading } from "#kernel/database/database.ts"
import { allow } from "../http/access.ts"
import type { Env } from "../http/env.ts"
import { csvLine, csvResponse } from "../http/streams.ts"
import type { Words } from "../words/words.ts"
import { titleIn, todayFor } from "./visit-words.ts"
import { filterOf } from "./visits-page.ts"
import { readVisitsQuery } from "./visits-query.ts"

/** The visits of the days that Services shows, filtered and sorted like its list; times in UTC, numbers plain. */
export const visitsCsv = new Hono<Env>().get("/services.csv", allow("look-around"), (c) => {
  const { runtime, words, log } = c.get("web")
  const viewer = c.get("person")?.viewer ?? { reach: "nobody" as const }
  const query = readVisitsQuery(new URL(c.req.url).searchParams, todayFor(c, new Date()))
  return csvResponse(c, "visits.csv", async (write) => {
    await write(csvLine(words.visits.csvColumns))
    await runtime
      .runPromise(
        Effect.flatMap(filterOf(query), (filter) =>
          exportVisits({ ...filter, from: query.from, to: query.to }, query.order, (rows) =>
            write(rows.map((visit) => csvLine(cells(visit, words))).join("")),
          ),
        ).pipe(lengthyReading, as(viewer), Effect.asVoid),
      )
      .catch((error: unknown) => {
        if (!c.req.raw.signal.aborted) log.error("export ended early", { error: error as Error })
        throw error
      })
  })
})

const cells = (visit: Visit, words: Words): ReadonlyArray<string | number | null> => [
  visit.id,
  visit.day,
  visit.start?.toISOString() ?? null,
  visit.minutes,
  words.visits.activities[visit.activity],
  titleIn(words, visit.title),
  words.visits.standings[visit.standing],
  visit.unit,
  visit.number,
  visit.building,
  visit.technician,
  visit.movedFrom,
  visit.arrivedAt?.toISOString() ?? null,
  visit.finishedAt?.toISOString() ?? null,
  visit.contactName,
]
