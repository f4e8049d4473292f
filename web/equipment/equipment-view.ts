import type { DayStripView } from "../components/day-strip.ts"
import type { MiniShaftView } from "../components/mini-shaft.ts"
import type { Choice, Link, Moment, Pages, SortHeader, UnitState } from "../components/view.ts"
import type { LayoutView } from "../layout/layout-view.ts"

/** A unit in a list. Live part `u<id>`, partial `equipment/_row` (give it a `RowView`). */
export interface UnitRow {
  readonly id: string
  readonly href: string
  readonly name: string
  /** The equipment number, "" when it is the name. */
  readonly number: string
  readonly building: Link
  /** The contract that covers it; null when none is known. */
  readonly contract: Link | null
  readonly state: UnitState
  /** Null when nothing is known of it (not connected, or no message yet). */
  readonly since: Moment | null
  readonly back: Moment | null
  readonly shaft: MiniShaftView
  /** Null for a unit that is not connected: the cells then say so, once. */
  readonly live: UnitRowLive | null
  /** In place of live data: "Lift, traction. Otis, 1987". */
  readonly about?: string
}

export interface UnitRowLive {
  readonly days: DayStripView
  readonly startsToday: string
  readonly starts30: string
  /** "98.9 %" or "no data". */
  readonly availability: string
}

/** What one row needs to be drawn, also alone in a live message. */
export interface RowView {
  readonly row: UnitRow
  /** With a radio button in front, as on the equipment list. */
  readonly pick: boolean
  /** With the building's column; a building's own page leaves it out. */
  readonly place: boolean
}

export interface StateFilter {
  readonly state: UnitState
  readonly count: string
  readonly chosen: boolean
}

export interface EquipmentFilter {
  readonly text: string
  /** Up to 100 buildings a select (value: the building's id), beyond that a text matched by name. */
  readonly buildings: ReadonlyArray<Choice> | null
  readonly building: string
  readonly kinds: ReadonlyArray<Choice>
  readonly connected: ReadonlyArray<Choice>
  /** Up to 100 contracts a select; none: left out; null: too many, or of all customers. */
  readonly contracts: ReadonlyArray<Choice> | null
  /** The contract asked for, "" for any. */
  readonly contract: string
  /** Live part `equipment-states`, partial `equipment/_states`. */
  readonly states: ReadonlyArray<StateFilter>
  /** Kept through the form: name and value of what the form itself does not show (sort). */
  readonly kept: ReadonlyArray<{ readonly name: string; readonly value: string }>
  /** Any filter set: then there is a way back to all. */
  readonly active: boolean
  /** "Meridian House, out of order": what is set, for the folded filter on a phone. */
  readonly summary: string
}

export interface EquipmentColumns {
  readonly name: SortHeader
  readonly number: SortHeader
  readonly building: SortHeader
  readonly state: SortHeader
  readonly startsToday: SortHeader
  readonly starts30: SortHeader
  readonly availability: SortHeader
}

/** The equipment list. Live parts: equipment-answer, equipment-states, u<id> of each row. */
export interface EquipmentView {
  readonly page: LayoutView
  /** Whether whoever looks may report a problem of the unit that they select. */
  readonly mayReport: boolean
  /** Live part `equipment-answer`, partial `equipment/_answer`. */
  readonly answer: EquipmentAnswer
  readonly csv: string
  readonly filter: EquipmentFilter
  readonly columns: EquipmentColumns
  readonly rows: ReadonlyArray<UnitRow>
  readonly pages: Pages
  /** No row: the sentence that says so ("No unit matches “glass” in Tannery Court."), and the way back. */
  readonly none: { readonly text: string; readonly link: Link | null } | null
  /** "technical availability, 1 to 10 November 09:12"; shown beneath when a row is connected. */
  readonly availabilityNote: string
}

export interface EquipmentAnswer {
  /** "14 units in 5 buildings, 10 in service" */
  readonly text: string
}
