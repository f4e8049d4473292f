import { Effect } from "effect"
import type { Context } from "hono"
import { countUnits, unitPage } from "#equipment"
import { reading } from "#kernel/database/database.ts"
import type { Env } from "../http/env.ts"
import { formatsFor } from "../http/layout.ts"
import { listQuery } from "../http/lists.ts"

const MOST_UNITS = 20

/** `equipment/_unit-choice`: the first units that a search finds, one of which is to be chosen. */
export interface UnitChoice {
  readonly text: string
  readonly units: ReadonlyArray<{ readonly id: string; readonly name: string; readonly place: string }>
  /** "The first 20 of 76,061." or "". */
  readonly more: string
}

/** The units that the address searches for by `text`; `more` words that there are more than are shown. */
export const unitChoice = Effect.fn("equipment.unitChoice")(function* (
  c: Context<Env>,
  more: (shown: string, found: string) => string,
) {
  const { number } = formatsFor(c)
  const { text } = listQuery(c)
  const filter = { text, building: null, buildingName: "", address: null, kind: null, states: [] }
  const { rows, found } = yield* Effect.all(
    {
      rows: unitPage(filter, { by: "building", descending: false }, { size: MOST_UNITS, number: 1 }, new Date()),
      found: countUnits(filter),
    },
    { concurrency: "unbounded" },
  ).pipe(reading)
  const choice: UnitChoice = {
    text,
    units: rows.map((row) => ({ id: String(row.id), name: row.name, place: `${row.building}, ${row.number}` })),
    more: found.units > rows.length ? more(number(rows.length), number(found.units)) : "",
  }
  return choice
})
