import { Effect } from "effect"
import { Hono } from "hono"
import { exportUnits, type UnitExportRow } from "#equipment"
import { as, lengthyReading } from "#kernel/database/database.ts"
import { allow } from "../http/access.ts"
import { csvLine, csvResponse } from "../http/streams.ts"
import type { Env } from "../http/env.ts"
import type { Words } from "../words/words.ts"
import { readEquipmentQuery } from "./equipment-query.ts"
import { causeWords, shownState } from "./unit-words.ts"

/** What the list shows, all pages of it, in the list's order; times in UTC, numbers plain. */
export const equipmentCsv = new Hono<Env>().get("/equipment.csv", allow("look-around"), (c) => {
  const { runtime, words, log } = c.get("web")
  const viewer = c.get("person")?.viewer ?? { reach: "nobody" as const }
  const { filter, order } = readEquipmentQuery(new URL(c.req.url).searchParams, words)
  return csvResponse(c, "equipment.csv", async (write) => {
    await write(csvLine(Object.values(words.csv.equipment)))
    await runtime
      .runPromise(
        exportUnits(filter, order, new Date(), (rows) =>
          write(rows.map((row) => csvLine(cells(row, words))).join("")),
        ).pipe(lengthyReading, as(viewer), Effect.asVoid),
      )
      .catch((error: unknown) => {
        if (!c.req.raw.signal.aborted) log.error("export ended early", { error: error as Error })
        throw error
      })
  })
})

const cells = (row: UnitExportRow, words: Words): ReadonlyArray<string | number | null> => [
  row.number,
  row.name,
  words.kinds[row.kind],
  row.drive === null ? null : words.drives[row.drive],
  row.manufacturer,
  row.year,
  row.ratedLoad,
  row.ratedSpeed,
  row.floors.join(" "),
  row.building,
  row.street,
  row.postalCode,
  row.locality,
  row.region,
  row.country,
  row.registerStatus,
  row.contractNumber,
  words.states.upper[shownState(row.state)],
  row.since?.toISOString() ?? null,
  row.state === null ? null : causeWords({ reason: null, fault: row.fault }, words),
]
