import type { Fact, Link, Moment } from "../components/view.ts"
import type { ShownPhoto } from "../files/photos-view.ts"
import type { LayoutView } from "../layout/layout-view.ts"
import type { RequestRow, ServicesNav } from "./services-view.ts"
import type { VisitTag } from "./visits-view.ts"

/** Live part `visit-sign`, partial `services/_visit-sign`. */
export interface VisitSign {
  /** "Maintenance: Lift 2, Meridian House" */
  readonly heading: string
  /** "On Tuesday 10 November, 09:00." */
  readonly answer: string
  readonly why: string
  /** Missed or moved. */
  readonly tag: VisitTag | null
}

/** Live part `visit-facts`, partial `services/_visit-facts`. */
export interface VisitFacts {
  readonly facts: ReadonlyArray<Fact>
}

/** Live part `visit-report`, partial `services/_visit-report`: what was found and done. */
export interface VisitReport {
  /** Why there is none; "" once somebody has finished. */
  readonly none: string
  readonly comment: string
  readonly facts: ReadonlyArray<Fact>
  readonly checklist: ReadonlyArray<{
    readonly item: string
    readonly result: string
    readonly tone: VisitTag["tone"]
    readonly value: string
    readonly because: string
  }>
  readonly parts: ReadonlyArray<{ readonly name: string; readonly number: string; readonly quantity: string }>
  readonly photos: ReadonlyArray<ShownPhoto>
  /** One at most. */
  readonly signature: ReadonlyArray<ShownPhoto>
}

/** One line of what happened to a visit. */
export interface VisitEntry {
  readonly id: string
  readonly when: Moment
  readonly title: string
  readonly text: string
  /** The latest. */
  readonly last: boolean
}

/** Live part `visit-story`, partial `services/_visit-story`. */
export interface VisitStory {
  readonly entries: ReadonlyArray<VisitEntry>
}

/** `services/visit`: `GET /services/visits/<id>`. Live parts: visit-sign, visit-facts, visit-report, visit-story. */
export interface VisitView {
  readonly page: LayoutView
  readonly nav: ServicesNav
  readonly sign: VisitSign
  readonly report: VisitReport
  readonly facts: VisitFacts
  readonly story: VisitStory
  readonly requests: ReadonlyArray<RequestRow>
  /** What whoever looks may do about it now. */
  readonly links: ReadonlyArray<Link>
  readonly timeline: Link
}

/** `services/visit-wish`: `GET /services/visits/<id>/wish`; `POST` there asks for another day, with `day`, `text` and `key`. */
export interface VisitWishView {
  readonly page: LayoutView
  /** "Maintenance: Lift 2, Meridian House" */
  readonly heading: string
  readonly about: string
  readonly back: string
  readonly form: {
    readonly action: string
    readonly key: string
    readonly day: string
    /** Which days it may be. */
    readonly days: { readonly first: string; readonly last: string }
    readonly text: string
    readonly errors: ReadonlyArray<{ readonly field: "day" | "text"; readonly text: string }>
  }
}

/** `services/visit-contact`: `GET /services/visits/<id>/contact`; `POST` there says who opens the door, with `name` and `phone`. */
export interface VisitContactView {
  readonly page: LayoutView
  readonly heading: string
  readonly back: string
  readonly form: {
    readonly action: string
    readonly name: string
    readonly phone: string
    readonly errors: ReadonlyArray<{ readonly field: "name" | "phone"; readonly text: string }>
  }
}
