import type { Choice, Emptiness, Fact, Moment } from "../components/view.ts"
import type { LayoutView } from "../layout/layout-view.ts"
import type { TermFields } from "../setup/token-term.ts"

interface StaffTokenRow {
  readonly name: string
  /** "Colin Marsh, dispatcher" */
  readonly staff: string
  /** Whom it acts for is on the staff no more: it is good for nothing. */
  readonly left: boolean
  readonly by: string
  readonly made: Moment
  /** Null: it has no end. */
  readonly expires: Moment | null
  readonly ended: boolean
  readonly used: Moment | null
  readonly revocation: string
}

/**
 * `operations/staff-tokens`: `GET /operations/tokens`; `POST` there makes one, with `name`, `staff` (a user's id), `until` and `day`
 * as of partial `setup/_token-term`, and `key`, which is the form's own.
 */
export interface StaffTokensView {
  readonly page: LayoutView
  readonly answer: string
  readonly tokens: ReadonlyArray<StaffTokenRow>
  readonly none: Emptiness
  readonly form: {
    readonly key: string
    readonly name: string
    readonly staff: ReadonlyArray<Choice>
    readonly term: TermFields
    readonly errors: ReadonlyArray<{ readonly field: "name" | "staff" | "until" | "day"; readonly text: string }>
  }
}

/** `operations/staff-token`: the answer that shows a token, once. */
export interface NewStaffTokenView {
  readonly page: LayoutView
  readonly name: string
  readonly token: string
  readonly facts: ReadonlyArray<Fact>
  /** How a program asks with it. */
  readonly example: string
}

/** `operations/staff-token-revocation`: `GET /operations/tokens/<id>/revocation`; `POST` there revokes. */
export interface StaffTokenRevocationView {
  readonly page: LayoutView
  readonly question: string
  readonly facts: ReadonlyArray<Fact>
  readonly action: string
}
