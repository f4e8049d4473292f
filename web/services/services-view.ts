import type { Choice, Emptiness, Link, Moment, Pages } from "../components/view.ts"
import type { LayoutView } from "../layout/layout-view.ts"

/** How a request's state is marked: `act` is for what waits, `open` for what is being done, `plain` for the rest. */
export interface StateTag {
  readonly tone: "act" | "open" | "plain"
  readonly text: string
}

export interface RequestRow {
  readonly id: string
  readonly href: string
  readonly problem: string
  readonly unit: Link
  readonly building: string
  readonly state: StateTag
  /** Somebody is inside. */
  readonly trapped: boolean
  readonly reported: Moment
  readonly by: string
}

/** The parts of Services beside each other: partial `services/_nav`. */
export interface ServicesNav {
  readonly links: ReadonlyArray<Link & { readonly here: boolean }>
}

/** `services/requests`: `GET /services/requests`, filtered by `text` and `state`. */
export interface RequestsView {
  readonly page: LayoutView
  readonly nav: ServicesNav
  readonly answer: string
  /** Where a problem is reported; null for who may only read. */
  readonly report: string | null
  readonly text: string
  readonly states: ReadonlyArray<Choice>
  readonly active: boolean
  readonly requests: ReadonlyArray<RequestRow>
  readonly none: Emptiness
  readonly pages: Pages | null
}
