import type { Fault, Mode, UnitKind, UnitState as ConnectedState } from "#equipment"
import type { ShaftUnit } from "../components/shaft.ts"
import type { UnitState } from "../components/view.ts"
import type { Words } from "../words/words.ts"

/** The state a page shows: a unit without live data is not connected, and nothing is claimed of it. */
export const shownState = (state: ConnectedState | null): UnitState => state ?? "not-connected"

/** What a picture of a unit shows. Of an escalator the mode tells which way it runs, or that it stands. */
export const pictureOf = (unit: {
  readonly kind: UnitKind
  readonly state: ConnectedState | null
  readonly floors: ReadonlyArray<string>
  readonly floor: string | null
  readonly door: string | null
  readonly direction: string | null
  readonly mode: Mode | null
}): ShaftUnit => {
  const { kind, floors, floor, door } = unit
  const moves = kind === "escalator" || kind === "moving-walk"
  return { kind, state: shownState(unit.state), floors, floor, door, direction: moves ? unit.mode : unit.direction }
}

/** Why a unit is in its state, in a few words, or "". What the controller said comes before the code of its fault. */
export const causeWords = (
  cause: { readonly reason: string | null; readonly fault: Fault | null },
  words: Words,
): string => cause.reason ?? (cause.fault === null ? "" : (words.faults[cause.fault] ?? ""))

export const unitHref = (id: number) => `/equipment/units/${id}`
export const buildingHref = (id: number) => `/equipment/buildings/${id}`
export const addressHref = (id: number) => `/equipment/addresses/${id}`
export const contractHref = (number: string) => `/equipment/contracts/${encodeURIComponent(number)}`
