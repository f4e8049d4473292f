import type { Choice, Emptiness, Moment, Pages } from "../components/view.ts"
import type { LayoutView } from "../layout/layout-view.ts"
import type { SetupNav } from "./setup-frame.ts"

export interface LogRow {
  readonly when: Moment
  readonly who: string
  /** The administrator behind them, in words, or "". */
  readonly viewedBy: string
  readonly action: string
  readonly subject: string
  readonly details: ReadonlyArray<string>
  /** A network address, or "" for the portal itself. */
  readonly place: string
  /** Where all accounts are looked at: whose log it belongs to. */
  readonly account: string
}

/** `setup/log`: `GET /setup/log`, narrowed by `person`, `action`, `from`, `to` (days) and `text`. */
export interface LogView {
  readonly page: LayoutView
  readonly nav: SetupNav
  readonly answer: string
  readonly csv: string
  readonly person: string
  readonly actions: ReadonlyArray<Choice>
  readonly from: string
  readonly to: string
  readonly text: string
  readonly filtered: boolean
  readonly entries: ReadonlyArray<LogRow>
  /** Whether each entry names its account. */
  readonly ofAll: boolean
  readonly none: Emptiness
  readonly pages: Pages | null
}
