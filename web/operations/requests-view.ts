import type { Moment } from "../components/view.ts"
import type { LayoutView } from "../layout/layout-view.ts"
import type { RequestRow } from "../services/services-view.ts"

export interface WaitingRequest extends RequestRow {
  readonly customer: string
  readonly contact: string
  /** "for 33 min" */
  readonly waits: string
  readonly since: Moment
}

/** Live part `requests-board`, partial `operations/_requests`. */
export interface RequestBoard {
  /** "3 open requests. 1 with someone inside." */
  readonly answer: string
  readonly requests: ReadonlyArray<WaitingRequest>
  /** "The first 200 of 240." or "". */
  readonly more: string
}

/** `operations/requests`: `GET /operations/requests`. */
export interface RequestBoardView {
  readonly page: LayoutView
  readonly board: RequestBoard
}
