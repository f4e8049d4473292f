import type { UnitChoice } from "../equipment/unit-choice.ts"
import type { Choice, Fact, Link, Moment } from "../components/view.ts"
import type { LayoutView } from "../layout/layout-view.ts"
import type { RequestRow } from "../services/services-view.ts"

/** How long something waits, in the hours agreed for its unit, against what is promised. */
export interface Clock {
  /** "35 min of 1 h" */
  readonly text: string
  /** `act`: late; `ask`: soon. */
  readonly tone: "act" | "ask" | "plain"
  readonly since: Moment
  /** "Stands still until Mon 08:00", outside the agreed hours; "": it runs. */
  readonly stands: string
}

interface BoardRow {
  readonly id: string
  readonly what: Link
  readonly trapped: boolean
  readonly unit: Link
  readonly building: string
  readonly customer: string
}

/** A request or a need to decide on. */
interface DecisionRow extends BoardRow {
  readonly from: string
  readonly contact: string
  readonly clock: Clock
  /** A form without fields. */
  readonly accept: { readonly action: string; readonly text: string }
  /** The page that asks for the reason of not doing it; null: it can only be done. */
  readonly refuse: Link | null
}

/** Hands an order to a technician, if it is still as it was `seen`. */
export interface HandOver {
  readonly technician: string
  readonly name: string
  readonly seen: string
  readonly text: string
  /** "free, 2.1 km away, at House B" */
  readonly why: string
}

interface OrderRow extends BoardRow {
  /** Null: nobody was promised. */
  readonly clock: Clock | null
  /** Null: nobody is free. */
  readonly suggested: HandOver | null
}

interface UnderWayRow extends BoardRow {
  readonly technician: string
  readonly state: string
  /** Null: nobody was promised, or somebody is there, and not for too long. */
  readonly clock: Clock | null
}

/** Live part `dispatch-board`, partial `operations/_dispatch-board`. */
export interface DispatchBoard {
  /** "2 to decide on. 1 with someone trapped." */
  readonly answer: string
  readonly about: string
  readonly decide: ReadonlyArray<DecisionRow>
  readonly hand: ReadonlyArray<OrderRow>
  readonly underWay: ReadonlyArray<UnderWayRow>
  /** What is left out of each list, or "". */
  readonly more: { readonly decide: string; readonly hand: string; readonly underWay: string }
  /** Whether whoever looks may decide and hand out. */
  readonly acts: boolean
}

/** `operations/dispatch`: `GET /operations/dispatch`. */
export interface DispatchView {
  readonly page: LayoutView
  readonly board: DispatchBoard
}

export interface StoryLine {
  readonly id: string
  readonly when: Moment
  readonly title: string
  readonly text: string
  readonly last: boolean
}

export type OrderField = "date" | "time" | "arrived" | "finished"

/** Live part `dispatch-order`, partial `operations/_dispatch-order`. Its forms stay as somebody left them while it follows. */
export interface DispatchOrder {
  readonly heading: string
  readonly why: string
  readonly state: { readonly tone: "act" | "open" | "plain"; readonly text: string }
  readonly trapped: boolean
  /** Null: somebody is there, or nobody was promised. */
  readonly clock: Clock | null
  readonly facts: ReadonlyArray<Fact>
  readonly links: ReadonlyArray<Link>
  readonly story: ReadonlyArray<StoryLine>
  /** The story's times name their zone. */
  readonly zoned: boolean
  readonly requests: ReadonlyArray<RequestRow>
  /** Address of the order; the forms post below it. */
  readonly action: string
  /** Null: it is not for now. */
  readonly who: { readonly candidates: ReadonlyArray<HandOver> } | null
  readonly unassign: string | null
  readonly when: {
    readonly about: string
    readonly date: string
    readonly time: string
    /** When it was planned for: somebody who changed that meanwhile is not overruled. */
    readonly seen: string
  } | null
  readonly times: { readonly about: string; readonly arrived: string; readonly finished: string | null } | null
  readonly close: boolean
  readonly cancel: boolean
  readonly errors: ReadonlyArray<{ readonly field: OrderField; readonly text: string }>
}

/** `operations/dispatch-order`: `GET /operations/dispatch/<id>`. */
export interface DispatchOrderView {
  readonly page: LayoutView
  readonly order: DispatchOrder
}

/** `operations/dispatch-reason`: asks why something is not done. */
export interface DispatchReasonView {
  readonly page: LayoutView
  readonly title: string
  readonly about: string
  readonly action: string
  readonly back: string
  readonly yes: string
  readonly no: string
  readonly reason: string
  readonly error: string
}

/** `operations/dispatch-unit`: for which unit an order is opened. */
export interface DispatchUnitView extends UnitChoice {
  readonly page: LayoutView
}

/** `operations/dispatch-new`: an order of a unit. */
export interface DispatchNewView {
  readonly page: LayoutView
  readonly unit: Link
  readonly form: {
    readonly unit: string
    readonly key: string
    readonly activities: ReadonlyArray<Choice>
    readonly title: string
    readonly name: string
    readonly phone: string
    readonly inside: boolean
  }
  readonly errors: ReadonlyArray<{ readonly field: "activity" | "title" | "name" | "phone"; readonly text: string }>
}
