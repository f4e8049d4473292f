/** What a unit is doing. `not-connected` is a unit that sends nothing: of it no live state is claimed. */
export type UnitState = "in-service" | "degraded" | "out-of-order" | "planned-outage" | "unknown" | "not-connected"

export type UnitKind = "lift" | "escalator" | "moving-walk" | "platform-lift" | "dumbwaiter"

/** A point in time: `iso` for machines, `text` for people (already in the building's zone). */
export interface Moment {
  readonly iso: string
  readonly text: string
}

export interface Link {
  readonly href: string
  readonly text: string
}

/** A choice of a select, radio or check box. */
export interface Choice {
  readonly value: string
  readonly text: string
  readonly chosen: boolean
}

/** A row of facts: `href` makes the value a link. */
export interface Fact {
  readonly label: string
  readonly value: string
  readonly href: string | null
}

/** A number that explains itself. Without `value` it says "no data", and `period` gives the reason. */
export interface Figure {
  readonly label: string
  readonly value: string | null
  /** "%", "h", "in 12 months"; "" when the number needs none. */
  readonly unit: string
  /** What the number covers, or why there is none. */
  readonly period: string
  readonly link: Link | null
}

/** One input of a form. `error` is the sentence that says what to do. */
export interface Field {
  readonly name: string
  readonly label: string
  readonly hint: string | null
  readonly type: "text" | "email" | "password" | "tel" | "search"
  readonly value: string
  readonly autocomplete: string
  readonly error: string | null
}

/** "No visits are recorded yet" and what will stand here. */
export interface Emptiness {
  readonly title: string
  readonly text: string
  readonly link: Link | null
}

export interface SortHeader {
  readonly text: string
  readonly href: string
  readonly direction: "ascending" | "descending" | null
  readonly numeric: boolean
}

export interface Pages {
  /** "1 to 50 of 76,061" */
  readonly text: string
  readonly first: string | null
  readonly previous: string | null
  readonly next: string | null
  readonly last: string | null
}

/** One entry on the rails: behind the present, at it, or ahead. */
export interface Stop {
  readonly when: Moment
  readonly stage: "past" | "now" | "ahead"
  readonly title: string
  readonly href: string | null
  readonly text: string
}
