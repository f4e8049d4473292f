import type { Fact, Link, Moment, UnitState } from "../components/view.ts"
import type { LayoutView } from "../layout/layout-view.ts"
import type { ResidentsWords } from "../report-a-fault/report-view.ts"

/** What the unit page says of residents: partial `residents/_unit`. Whoever may not write reads what is told, and no more. */
export interface UnitResidents {
  readonly told: ResidentsWords | null
  /** Null for who may only read. */
  readonly links: { readonly announce: Link; readonly notice: Link | null; readonly label: Link } | null
}

type Field = "reason" | "alternative" | "since" | "until" | "next"

/** `residents/announcement`: `GET` and `POST /equipment/units/<id>/announcement`. */
export interface AnnouncementView {
  readonly page: LayoutView
  readonly unit: string
  readonly action: string
  readonly reason: string
  readonly alternative: string
  /** The times as their fields hold them: "2026-11-10T09:12" or "". */
  readonly times: ReadonlyArray<{
    readonly name: "since" | "until" | "next"
    readonly label: string
    readonly hint: string
    readonly value: string
  }>
  /** Where it is ended; null while there is nothing to end. */
  readonly end: string | null
  readonly errors: ReadonlyArray<{ readonly field: Field; readonly text: string }>
}

/** `residents/notice`: `GET /equipment/units/<id>/notice`. */
export interface NoticeView {
  readonly page: LayoutView
  readonly css: string
  /** Null: there is nothing to say. */
  readonly notice: {
    readonly heading: string
    readonly unit: string
    readonly place: string
    readonly facts: ReadonlyArray<Fact>
    readonly written: string
    readonly code: { readonly squares: string; readonly size: number; readonly text: string; readonly address: string }
    readonly company: string
    readonly phone: string
  } | null
  readonly announce: string
}

/** `residents/links`: `GET` and `POST /equipment/buildings/<id>/residents`. */
export interface LinksView {
  readonly page: LayoutView
  readonly answer: string
  readonly action: string
  /** A UUID. */
  readonly key: string
  readonly links: ReadonlyArray<{
    readonly made: Moment
    readonly by: string
    readonly end: string
    readonly endOne: string
  }>
}

/** `residents/new-link`: what `POST /equipment/buildings/<id>/residents` answers. */
export interface NewLinkView {
  readonly page: LayoutView
  readonly css: string
  readonly building: string
  readonly link: string
  readonly code: { readonly squares: string; readonly size: number }
  readonly back: string
}

/** `residents/ending`: `GET /equipment/buildings/<id>/residents/<link>/end`. */
export interface EndingView {
  readonly page: LayoutView
  readonly building: string
  readonly action: string
  readonly back: string
}

/** `residents/residents`: `GET /b/<token>`. Partial `residents/_residents` is asked for again. */
export interface ResidentsView {
  readonly page: LayoutView
  readonly building: {
    readonly follow: string
    readonly name: string
    readonly place: string
    readonly answer: string
    readonly at: string
    readonly units: ReadonlyArray<{
      readonly name: string
      readonly state: UnitState
      readonly how: string
      readonly told: ResidentsWords | null
    }>
    readonly works: ReadonlyArray<{ readonly when: string; readonly what: string; readonly unit: string }>
  }
}
