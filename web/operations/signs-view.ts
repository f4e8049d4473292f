import type { Link, Moment } from "../components/view.ts"
import type { LayoutView } from "../layout/layout-view.ts"

/** What a unit shows before it fails, to be decided on. */
interface SignRow {
  readonly id: string
  readonly what: string
  /** "The doors open again 6.1 times in a hundred while they close; usually it is 2.0." */
  readonly text: string
  readonly unit: Link
  readonly building: string
  readonly customer: string
  readonly noticed: Moment
  /** Where it is decided: `/order`, `/dismissal`. */
  readonly action: string
}

/** `operations/signs`: `GET /operations/early-signs`. */
export interface SignsView {
  readonly page: LayoutView
  readonly answer: string
  readonly signs: ReadonlyArray<SignRow>
  readonly more: string
  /** Whether whoever looks may decide. */
  readonly acts: boolean
}
