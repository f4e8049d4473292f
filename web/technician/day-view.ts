import type { Choice, Emptiness, Fact, Link } from "../components/view.ts"
import type { ShownPhoto } from "../files/photos-view.ts"
import type { LayoutView } from "../layout/layout-view.ts"

/** What every page of the day has: whose phone it is, and the worker that keeps its pages. */
export interface PhoneFrame {
  readonly page: LayoutView
  /** The stylesheet of the day, beside everybody's. */
  readonly css: string
  /** The id of who is signed in. */
  readonly person: string
  readonly worker: string
}

/** How somebody is called who opens a door, or reported something. */
export interface Contact {
  readonly name: string
  readonly phone: Link | null
}

/** Something that was reported and belongs to an order. */
export interface Reported {
  readonly link: Link
  readonly text: string
  readonly by: string
  readonly contact: Contact
  readonly trapped: boolean
  readonly photos: ReadonlyArray<ShownPhoto>
}

/** A stop of the day. What is needed on the way stands on the day's page, so that it is there without a connection. */
export interface StopView {
  readonly href: string
  readonly state: string
  /** Changes with the order. */
  readonly version: string
  /** "Lift 2, Meridian House" */
  readonly name: string
  readonly unit: Link
  readonly building: string
  readonly address: string
  /** On this phone, and on the web. */
  readonly maps: ReadonlyArray<Link>
  /** "Maintenance, told for 09:30" */
  readonly short: string
  /** "Maintenance: monthly service" */
  readonly what: string
  /** "told for 09:30", "about 1 h 00 min", "due by 30 Nov" */
  readonly when: string
  readonly trapped: boolean
  readonly opens: Contact
  readonly reported: ReadonlyArray<Reported>
  readonly open: boolean
}

export interface StopGroup {
  readonly id: string
  readonly title: string
  readonly about: string
  readonly stops: ReadonlyArray<StopView>
}

/** Live part `day-sign`, partial `technician/_sign`: the page's script asks for the day anew when its version changes. */
export interface DaySign {
  /** "4 stops left today, 1 done." */
  readonly answer: string
  /** "Monday 23 November" */
  readonly about: string
  readonly version: string
}

/** `technician/day`: `GET /day`. */
export interface DayView extends PhoneFrame {
  readonly sign: DaySign
  readonly groups: ReadonlyArray<StopGroup>
  /** The first stop that is not done; null: none is left. */
  readonly next: { readonly href: string; readonly name: string } | null
  /** Nothing is left, or nobody is set up. */
  readonly none: Emptiness | null
  /** Whose day is shown; empty for a technician's own. */
  readonly technicians: ReadonlyArray<Choice>
}

export interface CheckView {
  /** As forms call it. */
  readonly item: string
  readonly name: string
  readonly results: ReadonlyArray<Choice>
  /** Null: it is not measured. */
  readonly measured: {
    readonly label: string
    readonly limits: string
    readonly value: string
    /** Of a phone: that for figures has no minus sign. */
    readonly keyboard: "decimal" | "text"
  } | null
  readonly because: string
  readonly error: string
}

export interface PartRow {
  readonly place: string
  readonly name: string
  readonly number: string
  readonly quantity: string
  readonly error: string
}

export interface ReportView {
  readonly action: string
  readonly key: string
  /** It came back with errors: what was typed is in it. */
  readonly answered: boolean
  readonly arrival: ReadonlyArray<Choice>
  readonly departure: ReadonlyArray<Choice>
  readonly checks: ReadonlyArray<CheckView>
  readonly isAnyCheckNeeded: boolean
  readonly causes: ReadonlyArray<Choice>
  readonly components: ReadonlyArray<Choice>
  readonly actions: ReadonlyArray<Choice>
  readonly trapped: boolean
  readonly asksTrapped: boolean
  readonly parts: ReadonlyArray<PartRow>
  readonly labour: string
  readonly labourHint: string
  readonly comment: string
  readonly followUp: string
  readonly signedBy: string
  readonly signature: string
}

/** A step with its form: one press. */
export interface StepForm {
  readonly action: string
  readonly key: string
}

export interface Problem {
  /** Of which field; "": of none. */
  readonly field: string
  readonly text: string
}

/** `technician/order`: `GET /day/orders/:id`. */
export interface OrderView extends PhoneFrame {
  readonly href: string
  /** Changes with the order. */
  readonly version: string
  /** "Lift 2, Meridian House" */
  readonly name: string
  readonly heading: string
  readonly state: string
  /** The state's sentences, of which the script shows another one when a step is kept. */
  readonly says: ReadonlyArray<{ readonly states: string; readonly text: string; readonly shown: boolean }>
  readonly why: string
  /** Who acts may; null: whoever looks may not. */
  readonly steps: {
    readonly travel: StepForm
    readonly arrival: StepForm
    readonly report: ReportView
    readonly photos: StepForm
  } | null
  readonly notYours: string
  readonly facts: ReadonlyArray<Fact>
  readonly maps: ReadonlyArray<Link>
  readonly opens: Contact
  readonly reported: ReadonlyArray<Reported>
  readonly photos: ReadonlyArray<ShownPhoto>
  readonly visit: string
  readonly errors: ReadonlyArray<Problem>
}

/** `technician/unsent`: `GET /day/unsent`. */
export type UnsentView = PhoneFrame
