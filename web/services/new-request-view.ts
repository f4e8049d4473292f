import type { UnitChoice } from "../equipment/unit-choice.ts"
import type { Choice, Link } from "../components/view.ts"
import type { PhotosField } from "../files/photos-view.ts"
import type { LayoutView } from "../layout/layout-view.ts"

/** `services/unit-choice`: `GET /services/requests/new` without a unit, searched by `text`. */
export interface UnitChoiceView extends UnitChoice {
  readonly page: LayoutView
}

/** An open request of the same unit. */
export interface KnownProblem {
  readonly link: Link
  /** "Accepted, reported 09:12" */
  readonly about: string
  /** Where it is joined, by a form. */
  readonly join: string
}

export interface NewRequestForm {
  readonly unit: string
  /** A UUID: sent twice, the form makes one request. */
  readonly key: string
  readonly inside: "" | "yes" | "no"
  readonly problems: ReadonlyArray<Choice>
  readonly description: string
  readonly name: string
  readonly phone: string
  readonly photos: PhotosField
}

export interface InsideWords {
  readonly question: string
  /** When there is no number to call. */
  readonly noNumber: string
  readonly stay: string
}

/** `services/new-request`: `GET /services/requests/new?unit=<id>`; `POST /services/requests`. */
export interface NewRequestView {
  readonly page: LayoutView
  /** "Lift 2, Meridian House" */
  readonly unit: Link
  readonly known: { readonly title: string; readonly problems: ReadonlyArray<KnownProblem> } | null
  /** The first question, and what to do when the answer is yes: other words for a lift than for an escalator. */
  readonly inside: InsideWords
  /** What the caller says. */
  readonly say: string
  readonly form: NewRequestForm
  readonly errors: ReadonlyArray<{
    readonly field: "inside" | "problem" | "description" | "name" | "phone" | "photos"
    readonly text: string
  }>
}
