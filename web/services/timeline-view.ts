import type { Choice, Emptiness, Link, Moment, UnitState } from "../components/view.ts"
import type { LayoutView } from "../layout/layout-view.ts"
import type { VisitTag } from "./visits-view.ts"

export interface TimelineRow {
  readonly href: string
  readonly when: Moment
  /** "Maintenance", "Request", "Out of order" */
  readonly what: string
  readonly text: string
  /** Null on the page of a single unit. */
  readonly unit: Link | null
  /** Of a change of state. */
  readonly state: UnitState | null
  readonly tag: VisitTag | null
}

/** `services/timeline`: `GET /equipment/units/<id>/timeline` and the like, filtered by `kind`. */
export interface TimelineView {
  readonly page: LayoutView
  readonly heading: string
  readonly action: string
  readonly kinds: ReadonlyArray<Choice>
  readonly rows: ReadonlyArray<TimelineRow>
  readonly none: Emptiness
  readonly newest: string | null
  readonly older: string | null
}
