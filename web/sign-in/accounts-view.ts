import type { Choice, Pages } from "../components/view.ts"
import type { LayoutView } from "../layout/layout-view.ts"

/** `sign-in/accounts`: `GET /accounts?text=…`. Each is chosen by `POST /session/account`. */
export interface AccountsView {
  readonly page: LayoutView
  readonly answer: string
  readonly text: string
  /** The chosen one is looked at now. */
  readonly accounts: ReadonlyArray<Choice>
  readonly pages: Pages | null
}
