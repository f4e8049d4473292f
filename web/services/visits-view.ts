import type { Choice, Emptiness, Link, Moment, Pages, SortHeader } from "../components/view.ts"
import type { LayoutView } from "../layout/layout-view.ts"
import type { ServicesNav } from "./services-view.ts"

/** What is said of a visit beside its kind: done, missed, moved, on site. */
export interface VisitTag {
  readonly tone: "act" | "ask" | "open" | "plain"
  readonly text: string
}

/** Visits to a building on a day that go together. */
export interface VisitChip {
  readonly href: string
  readonly building: string
  /** "Maintenance, Lift 2, 09:00–11:00" */
  readonly what: string
  /** Of the chip: "past" is done or cancelled. */
  readonly look: "past" | "missed" | "plan"
  readonly tag: VisitTag | null
}

/** One day of the calendar. */
export interface CalendarDay {
  readonly date: string
  /** "Mon" */
  readonly weekday: string
  /** "10" or, where a month begins, "1 Dec" */
  readonly text: string
  readonly today: boolean
  /** Saturday or Sunday. */
  readonly off: boolean
  /** Not of the month that is shown. */
  readonly other: boolean
  readonly chips: ReadonlyArray<VisitChip>
  /** The rest of the day, or all of a busy one: "412 visits". */
  readonly more: Link | null
  /** Of a busy day, what should be seen first: "3 missed". */
  readonly parts: ReadonlyArray<Link>
}

/** Partial `services/_calendar`: a month or a week. */
export interface CalendarView {
  readonly caption: string
  readonly week: boolean
  /** Monday's name first. */
  readonly weekdays: ReadonlyArray<string>
  readonly weeks: ReadonlyArray<ReadonlyArray<CalendarDay>>
}

export interface VisitRow {
  readonly href: string
  readonly day: Moment
  /** "09:00–11:00" or "". */
  readonly time: string
  readonly unit: Link
  readonly building: Link
  readonly kind: string
  readonly title: string
  readonly technician: string
  readonly tag: VisitTag
}

/** Partial `services/_visits`. */
export interface VisitRows {
  readonly rows: ReadonlyArray<VisitRow>
}

export interface VisitList extends VisitRows {
  readonly caption: string
  readonly columns: Readonly<Record<"day" | "building" | "unit" | "technician", SortHeader>>
  readonly none: Emptiness
  readonly pages: Pages | null
}

/** Live part `visits-sign`, partial `services/_visits-sign`. */
export interface VisitsSign {
  /** "4 of 5 visits done, 1 missed." */
  readonly answer: string
  readonly why: string
  readonly act: Link | null
}

export interface VisitsFilter {
  readonly text: string
  /** Null: too many to choose from, the name is typed. */
  readonly buildings: ReadonlyArray<Choice> | null
  readonly building: string
  readonly contracts: ReadonlyArray<Choice> | null
  readonly contract: string
  readonly contacts: ReadonlyArray<Choice> | null
  readonly contact: string
  readonly kinds: ReadonlyArray<Choice>
  readonly states: ReadonlyArray<Choice>
  /** Of the list: its first and last day. */
  readonly days: { readonly from: string; readonly to: string } | null
  readonly kept: ReadonlyArray<{ readonly name: string; readonly value: string }>
  readonly active: boolean
  /** Where nothing is filtered. */
  readonly all: string
}

/** Live part `visits-body`, partial `services/_visits-body`: calendar or list. */
export interface VisitsBody {
  readonly calendar: CalendarView | null
  readonly list: VisitList | null
  /** "17 visits: 5 done, 1 missed, 2 under way, 9 to come."; "" is nothing to say. */
  readonly note: string
}

/** `services/visits`: `GET /services`. Live parts: visits-sign, visits-body. */
export interface VisitsView {
  readonly page: LayoutView
  readonly nav: ServicesNav
  readonly sign: VisitsSign
  readonly filter: VisitsFilter
  readonly bar: {
    readonly title: string
    /** Null for a list of chosen days. */
    readonly previous: Link | null
    readonly next: Link | null
    readonly today: Link
    readonly views: ReadonlyArray<Link & { readonly here: boolean }>
    readonly csv: string
    readonly calendars: string | null
  }
  readonly body: VisitsBody
}
