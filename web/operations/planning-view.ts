import type { ProgressView } from "../components/progress.ts"
import type { Choice, Fact, Figure, Link, Pages } from "../components/view.ts"
import type { LayoutView } from "../layout/layout-view.ts"
import type { PlanningField } from "./planning-fields.ts"

/** A link of an error summary. */
interface Problem {
  readonly href: string
  readonly text: string
}

/** How the planner is getting on. Live part `planning-run`, partial `operations/_planning-run`. */
export interface PlanningRunView {
  /** The phase; changes of it are read out. */
  readonly phase: string
  readonly progress: ProgressView | null
  /** "Last run 12:04, for Hana Suzuki, took 3 s" or "". */
  readonly last: string
  /** Why the last one stopped, or "". */
  readonly failure: string
  readonly figures: ReadonlyArray<Figure>
  /** Whether this person may start it. */
  readonly mayStart: boolean
}

interface LoadCell {
  /** "63 %" or "away". */
  readonly text: string
  /** For who cannot see the column: "week of 12 Jan: 63 %, 14 visits". */
  readonly label: string
  readonly href: string
  /** More work than time. */
  readonly tooMuch: boolean
}

/** The load of every technician by week. Live part `planning-load`, partial `operations/_planning-load`. */
export interface PlanningLoadView {
  /** The Mondays: "5 Jan". */
  readonly weeks: ReadonlyArray<string>
  readonly rows: ReadonlyArray<{
    readonly name: string
    readonly href: string
    readonly cells: ReadonlyArray<LoadCell>
  }>
}

interface VisitRow {
  readonly href: string
  readonly unit: string
  readonly building: string
  readonly title: string
  /** "10 Mar" or "no day". */
  readonly planned: string
  readonly due: string
  readonly window: string
  readonly why: string
}

/** `operations/planning`: `GET /operations/planning`; `POST /operations/planning/runs` starts the planner. */
export interface PlanningView {
  readonly page: LayoutView
  readonly answer: string
  readonly run: PlanningRunView
  readonly load: PlanningLoadView
  readonly late: ReadonlyArray<VisitRow>
  readonly moreLate: string
  readonly unplaced: ReadonlyArray<VisitRow>
  readonly moreUnplaced: string
  readonly conflicts: ReadonlyArray<VisitRow>
  readonly wishes: ReadonlyArray<VisitRow>
}

/** `operations/planning-week`: `GET /operations/planning/technicians/<id>?week=2026-03-02`. */
export interface PlanningWeekView {
  readonly page: LayoutView
  readonly answer: string
  readonly earlier: string
  readonly later: string
  readonly technician: string
  readonly technicianId: string
  readonly days: ReadonlyArray<{
    /** "2026-03-02" */
    readonly day: string
    readonly name: string
    /** "3 h 00 min on site of 8 h 00 min", "away". */
    readonly load: string
    readonly visits: ReadonlyArray<{
      readonly href: string
      readonly unit: string
      readonly building: string
      readonly text: string
      /** Whether it can still be moved, and by this person. */
      readonly movable: boolean
      /** Where it is, for the form that moves it. */
      readonly seen: string
    }>
  }>
}

/** `operations/planning-visit`: `GET /operations/planning/visits/<id>`; `POST` to it moves, to its `/answer` answers a wish. */
export interface PlanningVisitView {
  readonly page: LayoutView
  readonly answer: string
  readonly facts: ReadonlyArray<Fact>
  readonly whyDay: ReadonlyArray<string>
  readonly whyPerson: ReadonlyArray<string>
  readonly action: string
  /** Null: it cannot be moved, or not by this person. */
  readonly move: ReadonlyArray<PlanningField> | null
  /** `askedAt` says which wish is answered. */
  readonly wish: {
    readonly text: string
    readonly words: string
    readonly askedAt: string
    readonly fields: ReadonlyArray<PlanningField>
  } | null
  /** Where the visit is, for the form that moves it. */
  readonly seen: string
  readonly problems: ReadonlyArray<Problem>
}

/** `operations/technicians`: `GET` and `POST /operations/technicians`. */
export interface TechniciansView {
  readonly page: LayoutView
  readonly answer: string
  readonly technicians: ReadonlyArray<{
    readonly href: string
    readonly name: string
    readonly base: string
    readonly skills: string
    readonly territory: string
    readonly hours: string
    readonly absence: string
    readonly week: string
    readonly weekLabel: string
  }>
  /** Null: only to look at. */
  readonly form: ReadonlyArray<PlanningField> | null
  readonly problems: ReadonlyArray<Problem>
}

/** `operations/technician`: `GET` and `POST /operations/technicians/<id>`; absences under `/absences`. */
export interface TechnicianView {
  readonly page: LayoutView
  readonly name: string
  readonly action: string
  /** Their day on a phone. */
  readonly day: string
  readonly week: string
  readonly form: ReadonlyArray<PlanningField>
  readonly mayAct: boolean
  /** Each line of the territory and what stands there, and the last all together; none: no territory. */
  readonly territory: ReadonlyArray<{ readonly line: string; readonly holds: string }>
  readonly absences: ReadonlyArray<{
    readonly id: string
    readonly from: string
    readonly to: string
    readonly reason: string
    readonly label: string
  }>
  readonly absenceForm: ReadonlyArray<PlanningField>
  /** What the absence that was typed would move; null: nothing was asked. */
  readonly would: { readonly text: string; readonly from: string; readonly to: string; readonly reason: string } | null
  readonly problems: ReadonlyArray<Problem>
}

/** `operations/holidays`: `GET /operations/holidays`; `POST` to it, `/countries`, `/removals` and `/weeks`. */
export interface HolidaysView {
  readonly page: LayoutView
  readonly answer: string
  readonly region: string
  /** "Those of the whole country hold here too." or "". */
  readonly also: string
  readonly year: string
  readonly regions: ReadonlyArray<Choice>
  readonly years: ReadonlyArray<Choice>
  readonly holidays: ReadonlyArray<{
    readonly day: string
    readonly date: string
    readonly name: string
    readonly label: string
  }>
  readonly mayAct: boolean
  readonly countries: ReadonlyArray<PlanningField>
  readonly form: ReadonlyArray<PlanningField>
  readonly week: ReadonlyArray<PlanningField>
  readonly problems: ReadonlyArray<Problem>
}

/** `operations/plans`: `GET /operations/plans`. */
export interface PlansView {
  readonly page: LayoutView
  readonly answer: string
  readonly filters: ReadonlyArray<PlanningField>
  /** Kept by the filter: a unit's plans alone, or "". */
  readonly unit: string
  readonly plans: ReadonlyArray<{
    readonly href: string
    readonly name: string
    readonly activity: string
    readonly unit: Link
    readonly building: string
    readonly often: string
    readonly tolerance: string
    readonly minutes: string
    readonly from: string
    readonly paused: boolean
  }>
  readonly pages: Pages | null
}

/** `operations/plan`: `GET` and `POST /operations/plans/<id>`. */
export interface PlanView {
  readonly page: LayoutView
  readonly name: string
  readonly about: string
  readonly action: string
  readonly others: string
  readonly form: ReadonlyArray<PlanningField>
  readonly mayAct: boolean
  readonly problems: ReadonlyArray<Problem>
}

/** `operations/plans-changes`: `GET /operations/plans/changes` with a preview, `POST` to it does it. */
export interface PlanChangesView {
  readonly page: LayoutView
  readonly units: ReadonlyArray<PlanningField>
  readonly ways: ReadonlyArray<PlanningField>
  readonly terms: ReadonlyArray<PlanningField>
  /** What it would do, with all that was typed, to be posted. Null: nothing was asked, or something is wrong. */
  readonly would: { readonly text: string; readonly kept: ReadonlyArray<readonly [string, string]> } | null
  readonly problems: ReadonlyArray<Problem>
}

/** `operations/usual-plans`: `GET /operations/plans/usual?country=GB`; `POST` to its `/countries` makes them the operator's own. */
export interface UsualPlansView {
  readonly page: LayoutView
  readonly answer: string
  readonly about: string
  readonly country: string
  readonly choose: ReadonlyArray<PlanningField>
  readonly groups: ReadonlyArray<{
    readonly id: string
    readonly kind: string
    readonly plans: ReadonlyArray<{
      /** Null: it is shipped, or only to look at. */
      readonly href: string | null
      readonly name: string
      readonly activity: string
      /** Drive and contract type; "" is all of the kind. */
      readonly units: string
      readonly often: string
      readonly tolerance: string
      readonly minutes: string
    }>
  }>
  readonly mayAct: boolean
  readonly isOwn: boolean
  readonly adding: string
  readonly returning: string
}

/** `operations/usual-plan`: `GET /operations/plans/usual/new`, `GET` and `POST /operations/plans/usual/<id>`. */
export interface UsualPlanView {
  readonly page: LayoutView
  readonly name: string
  readonly about: string
  readonly action: string
  readonly country: string
  readonly form: ReadonlyArray<PlanningField>
  /** Null: it is not there yet. */
  readonly removal: string | null
  readonly problems: ReadonlyArray<Problem>
}

/** `operations/usual-plan-removal`: asks before a usual plan, or a country's own ones, are gone. */
export interface UsualPlanRemovalView {
  readonly page: LayoutView
  readonly question: string
  readonly about: string
  readonly yes: string
  readonly action: string
  readonly back: string
  readonly country: string
}
