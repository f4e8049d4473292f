import type { Fact } from "../components/view.ts"
import type { LayoutView } from "../layout/layout-view.ts"

export interface MembershipRow {
  readonly account: string
  readonly role: string
  /** "the whole account", or the portfolios' names. */
  readonly reach: string
}

/** My settings, to read. Template `setup/setup`. */
export interface SetupView {
  readonly page: LayoutView
  /** Name, e-mail, language, time zone. */
  readonly me: ReadonlyArray<Fact>
  readonly memberships: ReadonlyArray<MembershipRow>
}
