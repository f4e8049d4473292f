import type { Choice, Emptiness, Moment } from "../components/view.ts"
import type { LayoutView } from "../layout/layout-view.ts"
import type { ServicesNav } from "./services-view.ts"

/**
 * `services/calendars`: `GET /services/calendars`; `POST` there makes one, with `name`, `scope` ("all", "p<id>" of a portfolio,
 * "b<id>" of a building), and `key`, which is the form's own.
 */
export interface CalendarsView {
  readonly page: LayoutView
  readonly nav: ServicesNav
  readonly answer: string
  readonly feeds: ReadonlyArray<{
    readonly name: string
    readonly scope: string
    readonly made: Moment
    readonly asked: Moment | null
    readonly revocation: string
  }>
  readonly none: Emptiness
  readonly form: {
    readonly key: string
    readonly name: string
    readonly scopes: ReadonlyArray<Choice>
    readonly errors: ReadonlyArray<{ readonly field: "name" | "scope"; readonly text: string }>
  }
}

/** `services/calendar`: the answer that shows a calendar's address, once. */
export interface NewCalendarView {
  readonly page: LayoutView
  readonly name: string
  readonly address: string
  /** For programs that follow calendars: webcal. */
  readonly open: string
  readonly back: string
}

/** `services/calendar-revocation`: `GET /services/calendars/<id>/revocation`; `POST` there revokes. */
export interface CalendarRevocationView {
  readonly page: LayoutView
  readonly question: string
  readonly action: string
  readonly back: string
}
