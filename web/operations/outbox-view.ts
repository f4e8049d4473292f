import type { Emptiness, Fact, Link, Moment, Pages } from "../components/view.ts"
import type { LayoutView } from "../layout/layout-view.ts"

export interface OutboxRow {
  readonly href: string
  readonly subject: string
  readonly kind: string
  readonly to: string
  readonly status: string
  /** Whether somebody should look at it. */
  readonly failed: boolean
  readonly when: Moment
  readonly tries: string
  readonly error: string
}

/** `operations/outbox`: `GET /operations/outbox`; `POST /operations/outbox/redelivery` sends all again that are kept or failed. */
export interface OutboxView {
  readonly page: LayoutView
  readonly answer: string
  readonly abouts: ReadonlyArray<string>
  /** The button that sends all again, or "". */
  readonly again: string
  /** All, and each state with how many are in it. */
  readonly filters: ReadonlyArray<Link & { readonly here: boolean }>
  readonly messages: ReadonlyArray<OutboxRow>
  readonly none: Emptiness
  readonly pages: Pages | null
}

/**
 * `operations/outbox-message`: `GET /operations/outbox/<id>`; `POST /operations/outbox/<id>/redelivery` sends it again, and
 * `GET /operations/outbox/<id>/html` is its other form, as it was written.
 */
export interface OutboxMessageView {
  readonly page: LayoutView
  readonly subject: string
  readonly facts: ReadonlyArray<Fact>
  /** Null: it has left, and its text is gone. */
  readonly text: string | null
  readonly gone: Emptiness
  readonly html: string | null
  /** Where to post to have it sent again; null where there is nothing to send again. */
  readonly again: string | null
}
