import type { Fact, Figure, Link, Moment, Pages, UnitState } from "../components/view.ts"
import type { LayoutView } from "../layout/layout-view.ts"
import type { AvailabilityLanes } from "./availability-lanes.ts"

/** A stretch of the period and what it does to the figure. */
export interface StretchView {
  /** "" for a stretch of which nothing is recorded. */
  readonly id: string
  readonly from: Moment
  readonly to: Moment
  /** That the interval began before the period, or outlasts it; or "". */
  readonly beyond: string
  readonly state: UnitState | null
  readonly cause: string
  readonly class: string
  readonly rule: string
  /** What staff decided on it last, or "". */
  readonly decision: string
  readonly source: string
  readonly length: string
  /** In the hours of the figure; "" where all hours are meant. */
  readonly inside: string
  readonly counted: string
  readonly counts: boolean
  /** Why all or part of it does not count, or "". */
  readonly why: string
  readonly link: Link | null
}

/** A sum of the period's stretches of one class, or of all. */
export interface SumView {
  readonly label: string
  readonly length: string
  readonly inside: string
  readonly counted: string
}

/** How a unit's availability comes about. */
export interface AvailabilityView {
  readonly page: LayoutView
  readonly errors: ReadonlyArray<{ readonly href: string | null; readonly text: string }>
  readonly name: string
  /** "Contractual availability: 97.3 %" */
  readonly answer: string
  readonly about: string
  readonly definition: string
  /** The three figures of the period, that which is explained without a link, and coverage. */
  readonly figures: ReadonlyArray<Figure>
  readonly chooser: {
    readonly action: string
    readonly hours: string
    /** As typed: a text where it is no day, which a field for days would not show. */
    readonly from: { readonly value: string; readonly type: "date" | "text" }
    readonly to: { readonly value: string; readonly type: "date" | "text" }
    readonly presets: ReadonlyArray<Link & { readonly chosen: boolean }>
  }
  readonly lanes: AvailabilityLanes | null
  /** The division in words and figures; without a figure, why there is none. */
  readonly division: { readonly formula: string; readonly known: string; readonly is: string } | null
  readonly sums: ReadonlyArray<SumView>
  readonly all: SumView
  /** The heading of the column of lengths inside the figure's hours; "" for all hours. */
  readonly insideTitle: string
  readonly title: string
  readonly stretches: ReadonlyArray<StretchView>
  readonly pages: Pages | null
  readonly csv: string
  readonly asKnown: string
}

/** What staff decided on an interval. */
export interface DecisionView {
  readonly when: Moment
  readonly who: string
  readonly before: string
  readonly after: string
  readonly why: string
}

/** The form that changes an interval's class, with what was typed. */
export interface ClassFormView {
  readonly action: string
  /** The interval as it is shown, to see whether it changes meanwhile. */
  readonly seen: string
  readonly choices: ReadonlyArray<{ readonly value: string; readonly text: string; readonly chosen: boolean }>
  readonly reason: string
}

/** One interval of a unit. */
export interface IntervalView {
  readonly page: LayoutView
  readonly state: UnitState
  readonly name: string
  /** "Out of order for 4 h 36 min." */
  readonly answer: string
  readonly when: string
  /** What is wrong with what was typed, or (without a field) with what it was about. */
  readonly errors: ReadonlyArray<{ readonly field: "class" | "reason" | null; readonly text: string }>
  readonly facts: ReadonlyArray<Fact>
  readonly decisions: ReadonlyArray<DecisionView>
  /** Null: not for whoever looks, or no down time. */
  readonly form: ClassFormView | null
  readonly back: string
}
