import type { Choice, Emptiness, Link, Pages } from "../components/view.ts"
import type { LayoutView } from "../layout/layout-view.ts"
import type { SetupNav } from "./setup-frame.ts"

interface SetupPage {
  readonly page: LayoutView
  readonly nav: SetupNav
}

/** A name being typed, and what is wrong with it, "" for nothing. */
export interface NameForm {
  readonly name: string
  readonly error: string
}

/** `setup/portfolios`: `GET /setup/portfolios`; `POST` there makes one. */
export interface PortfoliosView extends SetupPage {
  readonly answer: string
  readonly portfolios: ReadonlyArray<{
    readonly link: Link
    readonly buildings: string
    readonly units: string
    /** "3 people, 1 invited" */
    readonly seenBy: string
  }>
  readonly none: Emptiness
  readonly form: NameForm
}

export interface ReaderRow {
  readonly name: string
  readonly email: string
  readonly invited: boolean
}

/** `setup/portfolio`: `GET /setup/portfolios/<id>`; `POST` there gives it another name, `POST …/removals` takes out. */
export interface PortfolioView extends SetupPage {
  readonly address: string
  readonly name: string
  /** "14 units in 5 buildings" */
  readonly answer: string
  readonly lines: ReadonlyArray<{
    /** The form's field `pick-<index>` has this value. */
    readonly value: string
    readonly link: Link
    /** "whole building", or the unit's number. */
    readonly kind: string
    readonly place: string
    readonly units: string
  }>
  readonly text: string
  /** The search is shown when there is something to be searched. */
  readonly searchable: boolean
  readonly empty: Emptiness | null
  /** Kept by the form, so that one comes back to the same page. */
  readonly pageNumber: string
  readonly pages: Pages | null
  /** Asks to take out all that match; null: the page shows all of it. */
  readonly removeAll: Link | null
  readonly readers: ReadonlyArray<ReaderRow>
  /** "and 20 more people." or "". */
  readonly moreReaders: string
  readonly readersWhole: string
  readonly form: NameForm
}

export interface OfferedRow {
  readonly value: string
  readonly name: string
  /** The equipment number, an address, or "". */
  readonly more: string
  /** What it would add: "3 whole buildings, 2 single units". */
  readonly adds: string
  readonly isIn: string
  /** All of it is in: it cannot be ticked. */
  readonly done: boolean
}

/** `setup/portfolio-additions`: `GET /setup/portfolios/<id>/additions`; `POST` there adds what is ticked. */
export interface PortfolioAdditionsView extends SetupPage {
  readonly address: string
  readonly back: Link
  readonly heading: string
  readonly way: "unit" | "building" | "address" | "contract"
  readonly ways: ReadonlyArray<Link & { readonly here: boolean }>
  readonly text: string
  /** "312 units match “otis”" */
  readonly found: string
  readonly rows: ReadonlyArray<OfferedRow>
  /** Kept by the form, so that one comes back to the same page. */
  readonly pageNumber: string
  readonly pages: Pages | null
  readonly addAll: Link | null
  readonly error: string
}

/** `setup/portfolio-question`: asks before many are added, or taken out. */
export interface PortfolioQuestionView extends SetupPage {
  readonly question: string
  readonly about: ReadonlyArray<string>
  readonly action: string
  readonly fields: ReadonlyArray<Pick<Choice, "value"> & { readonly name: string }>
  readonly yes: string
  readonly no: Link
}

/** `setup/portfolio-deletion`: `GET /setup/portfolios/<id>/deletion`; `POST` there deletes. */
export interface PortfolioDeletionView extends SetupPage {
  readonly question: string
  readonly about: string
  readonly action: string
  readonly back: string
  readonly alone: ReadonlyArray<ReaderRow>
  readonly others: ReadonlyArray<ReaderRow>
}
