import type { Choice, Link, Moment, UnitState } from "../components/view.ts"
import type { PhotosField } from "../files/photos-view.ts"
import type { LayoutView } from "../layout/layout-view.ts"
import type { InsideWords } from "../services/new-request-view.ts"

type Wrong<Field extends string> = ReadonlyArray<{ readonly field: Field; readonly text: string }>

/** `report-a-fault/code`: `GET /f`, and any code that leads nowhere. */
export interface CodeView {
  readonly page: LayoutView
  readonly code: string
  readonly errors: Wrong<"code">
}

/** `report-a-fault/report`: `GET` and `POST /f/<code>`. */
export interface ReportView {
  readonly page: LayoutView
  readonly action: string
  readonly unit: string
  /** "Tannery Court, 3 Tannery Lane" */
  readonly place: string
  readonly number: string
  readonly state: UnitState
  /** How it is, in sentences. */
  readonly how: ReadonlyArray<string>
  readonly announcement: ResidentsWords | null
  readonly inside: InsideWords
  readonly say: string
  readonly form: {
    readonly token: string
    readonly inside: "" | "yes" | "no"
    /** What is known already comes first: to be joined, "Noise or shaking: reported 09:12, being worked on". */
    readonly problems: ReadonlyArray<Choice>
    readonly description: string
    readonly contact: string
    readonly photos: PhotosField
  }
  readonly errors: Wrong<"inside" | "problem" | "description" | "contact" | "photos" | "send">
}

/** What residents are told of a unit. Partial `residents/_told`. */
export interface ResidentsWords {
  readonly reason: string
  /** "" when none is said. */
  readonly alternative: string
  readonly since: Moment
  readonly until: Moment | null
  readonly next: Moment | null
}

export interface ProgressStep {
  readonly title: string
  readonly when: Moment | null
  readonly stage: "past" | "now" | "ahead"
}

/** `report-a-fault/progress`: `GET /r/<token>`. Partial `report-a-fault/_progress` is asked for again while it goes on. */
export interface ProgressPage {
  readonly page: LayoutView
  readonly progress: {
    /** Where it is asked for; null when nothing more will come. */
    readonly follow: string | null
    readonly heading: string
    readonly answer: string
    readonly back: string
    readonly place: string
    readonly call: { readonly phone: Link | null; readonly say: string; readonly words: InsideWords } | null
    readonly steps: ReadonlyArray<ProgressStep>
  }
}
