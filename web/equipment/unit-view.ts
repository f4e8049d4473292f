import type { BigShaftView } from "../components/big-shaft.ts"
import type { NinetyDaysView } from "../components/ninety-days.ts"
import type { WeekGridView } from "../components/week-grid.ts"
import type { Emptiness, Fact, Figure, Link, Moment, UnitState } from "../components/view.ts"
import type { LayoutView } from "../layout/layout-view.ts"
import type { PlaceVisits } from "../services/place-visits.ts"
import type { UnitResidents } from "../residents/residents-view.ts"
import type { RequestRow } from "../services/services-view.ts"
import type { MonthBarsView } from "./unit-bars.ts"

/** Live part `unit-sign`, partial `equipment/_sign`. */
export interface UnitSign {
  readonly state: UnitState
  readonly name: string
  /** "Out of order. Back today about 11:30." */
  readonly answer: string
  /** "Since 01:12, for 8 h 00 min. Door closing." or "". */
  readonly why: string
}

/** Live part `unit-now`, partial `equipment/_now`. */
export interface UnitNow {
  /** The marking of the floor, an arrow for an escalator, or null when the position is not known. */
  readonly floor: string | null
  /** "Doors open", "Going up", "Inspection mode": what is known, in the order of importance. */
  readonly lines: ReadonlyArray<string>
  /** The last message, with its age as text: "6 s old". */
  readonly signal: Moment | null
  readonly shaft: BigShaftView
}

/** Live part `unit-figures`, partial `equipment/_figures`. */
export interface UnitFigures {
  readonly figures: ReadonlyArray<Figure>
}

/** Starts and hours in operation, in three periods up to now and by month. */
export interface UnitUsageView {
  /** `aDay` and `perStart` may be "". */
  readonly rows: ReadonlyArray<{
    readonly period: string
    readonly starts: string
    readonly aDay: string
    readonly hours: string
    readonly perStart: string
  }>
  readonly charts: ReadonlyArray<MonthBarsView>
  /** The latest first. */
  readonly months: ReadonlyArray<{ readonly month: string; readonly starts: string; readonly hours: string }>
}

/** Live part `unit-usage`, partial `equipment/_usage`. Null: nothing was counted yet. */
export interface UnitUsagePart {
  readonly usage: UnitUsageView | null
}

/** Live part `unit-requests`, partial `equipment/_unit-requests`: what is open, the oldest first. */
export interface UnitRequests {
  readonly requests: ReadonlyArray<RequestRow>
}

/** Live part `unit-signs`, partial `equipment/_unit-signs`: what it showed before it failed, the newest first. */
export interface UnitSigns {
  /** Whether it says so when there is nothing. */
  readonly watched: boolean
  readonly signs: ReadonlyArray<{
    readonly title: string
    readonly text: string
    readonly noticed: Moment
    /** What came of it. */
    readonly outcome: string
    readonly settled: boolean
    readonly visit: Pick<Link, "href"> | null
  }>
}

/** A unit's page. Live parts: unit-sign, unit-requests, unit-signs, unit-visits, unit-now, unit-figures, unit-days, unit-usage. */
export interface UnitView {
  readonly page: LayoutView
  readonly sign: UnitSign
  /** Where a problem of it is reported; null for who may only read. */
  readonly report: string | null
  readonly requests: UnitRequests
  readonly signs: UnitSigns
  /** What residents are told; null: nothing, and this reader tells them nothing. */
  readonly residents: UnitResidents | null
  /** Null for a unit that is not connected; when nothing else is known of it, `notConnected` says what live data would show. */
  readonly now: UnitNow | null
  readonly notConnected: Emptiness | null
  /** Empty for a unit of which nothing is known. */
  readonly figures: UnitFigures
  /** Partial `equipment/_days`, live part `unit-days`. */
  readonly days: NinetyDaysView | null
  /** Null for a unit that is not connected. */
  readonly usage: UnitUsagePart | null
  /** When it is used; `grid` null: no hours are known. Null for a unit that is not connected. */
  readonly week: { readonly grid: WeekGridView | null; readonly about: string } | null
  /** "This lift", "This escalator" */
  readonly factsTitle: string
  readonly facts: ReadonlyArray<Fact>
  /** Other units of the building, as a way out when this one stands. */
  readonly neighbours: ReadonlyArray<Link & { readonly state: UnitState }>
  /** Live part `unit-visits`, partial `equipment/_unit-visits`. */
  readonly visits: PlaceVisits
}
