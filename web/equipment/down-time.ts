import type { Context } from "hono"
import type { DownCause, DownTime, WorstUnit } from "#equipment"
import { type ShareBarView, shareBar } from "../components/share-bar.ts"
import type { Link } from "../components/view.ts"
import type { Env } from "../http/env.ts"
import { formatsFor } from "../http/layout.ts"
import type { Words } from "../words/words.ts"
import { buildingHref, causeWords, unitHref } from "./unit-words.ts"

/** A unit that was long out of use, in `equipment/_worst-units`. */
export interface WorstRow {
  readonly unit: Link
  /** Null where all are in one building. */
  readonly building: Link | null
  /** Hours not available, drawn. */
  readonly out: ShareBarView
  /** What took most of the time: "Doors do not close". */
  readonly mostly: string
}

/** Everything a unit, or the units of a building, were out of use, in milliseconds. */
export const outOfUse = ({ unplanned, external, planned }: DownTime): number => unplanned + external + planned

/** Down time as a bar; `longest`, in milliseconds, fills the width. */
export const outBar = (c: Context<Env>, down: DownTime, longest: number): ShareBarView =>
  shareBar(down, longest, (ms) => formatsFor(c).duration(ms / 1000), c.get("web").words.home.outLabel)

/** Why a unit was out of use, in a few words; where nobody said why, the state it was in. */
export const causeText = (cause: DownCause, words: Words): string =>
  causeWords(cause, words) || words.states.upper[cause.state]

/** The longest of each unit or building, of causes that come in order. */
export const mainCauses = (
  causes: ReadonlyArray<DownCause>,
  of: (cause: DownCause) => number,
): ReadonlyMap<number, DownCause> => new Map(causes.toReversed().map((cause) => [of(cause), cause]))

/** The units that were longest out of use as rows. */
export const worstRows = (
  c: Context<Env>,
  units: ReadonlyArray<WorstUnit>,
  causes: ReadonlyArray<DownCause>,
  severalBuildings: boolean,
): ReadonlyArray<WorstRow> => {
  const { words } = c.get("web")
  const longest = Math.max(0, ...units.map(outOfUse))
  const main = mainCauses(causes, (cause) => cause.unitId)
  return units.map((unit) => {
    const cause = main.get(unit.unitId)
    return {
      unit: { href: unitHref(unit.unitId), text: unit.unit },
      building: severalBuildings ? { href: buildingHref(unit.buildingId), text: unit.building } : null,
      out: outBar(c, unit, longest),
      mostly: cause === undefined ? "" : causeText(cause, words),
    }
  })
}
