import type { Choice, Link } from "../components/view.ts"
import type { LayoutView } from "../layout/layout-view.ts"

/** `report-a-fault/labels`: `GET /equipment/labels?building=…&unit=…` and `GET /equipment/units/<id>/label`. */
export interface LabelsView {
  readonly page: LayoutView
  readonly css: string
  readonly heading: string
  /** Files with the same. */
  readonly files: ReadonlyArray<Link>
  /** Pictures, each a file of its own. */
  readonly labels: ReadonlyArray<{ readonly src: string; readonly text: string }>
  /** The PDF has no letters for some of the names. */
  readonly leavesOut: boolean
  /** "The first 48 of 60." or "". */
  readonly more: string
  /** The units of the building, to print some of them; null: there is nothing to choose. */
  readonly choice: { readonly building: string; readonly units: ReadonlyArray<Choice> } | null
  /** Where a unit gets a new code; null for several. */
  readonly renewal: string | null
}

/** `report-a-fault/renewal`: `GET /equipment/units/<id>/label/renewal`. */
export interface RenewalView {
  readonly page: LayoutView
  readonly unit: string
  readonly action: string
  readonly back: string
  /** The code that ends. */
  readonly code: string
}
