import type { ShareBarView } from "../components/share-bar.ts"
import { needsAttention, statesByGravity, statesInOrder } from "../components/state.ts"
import type { StreetView } from "../components/street.ts"
import type { Emptiness, Link, UnitState } from "../components/view.ts"
import type { WorstRow } from "../equipment/down-time.ts"
import type { LayoutView } from "../layout/layout-view.ts"
import type { RequestRow } from "../services/services-view.ts"
import type { VisitRow } from "../services/visits-view.ts"
import type { Formats } from "../words/format.ts"
import type { Words } from "../words/words.ts"

/** Live part `home-answer`, partial `home/_answer`. */
export interface HomeAnswer {
  /** The worst state present, for the sign; "in-service" when all is well. */
  readonly state: UnitState
  /** "1 of 14 units is out of order, 1 is unknown." (`runningAnswer` in this file writes it.) */
  readonly text: string
  /** One or two sentences about the worst unit, or "". */
  readonly why: string
  /** The unit the sentences are about. */
  readonly unit: Link | null
}

/** Live part `home-counts`, partial `home/_counts`. */
export interface HomeCounts {
  readonly counts: ReadonlyArray<StateCount>
}

export interface StateCount {
  readonly state: UnitState
  /** Formatted. */
  readonly count: string
  /** The equipment list, filtered by this state. */
  readonly href: string
}

/** Live part `home-attention`, partial `home/_attention`. */
export interface HomeAttention {
  /** How many need attention in all, formatted. */
  readonly count: string
  readonly rows: ReadonlyArray<AttentionRow>
  /** The rest, when there are more than are listed. */
  readonly more: Link | null
}

export interface AttentionRow {
  readonly id: string
  readonly name: string
  readonly href: string
  readonly building: string
  /** Staff look at many customers: the customer's name, or null. */
  readonly account: string | null
  readonly state: UnitState
  /** "Since 01:12. Doors reopen too often" */
  readonly known: string
}

/** One building's availability this month against last. */
export interface AvailabilityRow {
  readonly building: Link
  /** "98.0 %", or null when no unit there is connected or nothing is known of the month. */
  readonly thisMonth: string | null
  readonly lastMonth: string | null
  /** What took most of the time: "Doors do not close, Lift 2"; without `thisMonth`, why there is none. */
  readonly reason: string
  /** Hours not available, drawn; null with `thisMonth`. */
  readonly out: ShareBarView | null
}

export interface HomeAvailability {
  /** Of all connected units: "99.0", without the sign; null for none. */
  readonly total: string | null
  readonly totalLastMonth: string | null
  /** "November so far" */
  readonly thisMonth: string
  /** "October" */
  readonly lastMonth: string
  /** "Technical availability of the 12 connected units; signal 99.9 % of the time." */
  readonly about: string
  readonly rows: ReadonlyArray<AvailabilityRow>
  readonly more: Link | null
  /** The units that were longest out of use. */
  readonly worst: ReadonlyArray<WorstRow>
}

/** Live part `home-requests`, partial `home/_requests`: the open service requests, the most urgent first. */
export interface HomeRequests {
  readonly count: string
  readonly requests: ReadonlyArray<RequestRow>
  readonly more: Link | null
}

/** Live part `home-visits`, partial `home/_visits`: who comes next. */
export interface HomeVisits {
  readonly rows: ReadonlyArray<VisitRow>
  readonly all: Link
}

/** Home: is everything running? Live parts: home-answer, home-counts, home-street, home-attention, home-requests, home-visits. */
export interface HomeView {
  readonly page: LayoutView
  /** No unit at all: then only `answer` and `empty` are shown. */
  readonly empty: Emptiness | null
  readonly answer: HomeAnswer
  readonly counts: HomeCounts
  /** Partial `home/_street`; null when no building can be drawn. */
  readonly street: StreetView | null
  readonly attention: HomeAttention
  readonly availability: HomeAvailability
  readonly requests: HomeRequests
  /** Where a problem is reported; null for who may only read. */
  readonly report: string | null
  /** A technician's own day; null for everybody else. */
  readonly day: string | null
  readonly visits: HomeVisits
  readonly toPay: Emptiness
}

/** How many units are in each state; a missing one counts as none. */
export type CountsByState = Readonly<Partial<Record<UnitState, number>>>

/**
 * The answer to "is everything running?", for Home, a building or an address: what stands still first, then what is not known.
 * Units that are not connected never count as running.
 */
export const runningAnswer = (counts: CountsByState, format: Formats, words: Words): string => {
  const { home } = words
  const of = (state: UnitState) => counts[state] ?? 0
  const total = statesInOrder.reduce((sum, state) => sum + of(state), 0)
  const connected = total - of("not-connected")
  if (total === 0) return home.noUnits
  if (connected === 0) return home.noneConnected(total, format.number(total))
  const troubles = statesByGravity.filter((state) => needsAttention(state) && of(state) > 0)
  if (troubles.length > 0) {
    return home.trouble(
      troubles.slice(0, 2).map((state, index) => {
        const figure = format.number(of(state))
        return index === 0
          ? home.first(figure, format.number(total), of(state), home.being[state], total)
          : home.next(figure, of(state), home.being[state])
      }),
    )
  }
  return connected === total
    ? home.allRunning(total, format.number(total))
    : home.allConnectedRunning(connected, format.number(connected), format.number(total))
}

/** The states to list, in their usual order; "not connected" and the troubles only where there are any. */
export const stateCounts = (
  counts: CountsByState,
  format: Formats,
  href: (state: UnitState) => string,
): ReadonlyArray<StateCount> =>
  statesInOrder.flatMap((state) => {
    const count = counts[state] ?? 0
    return count === 0 && state !== "in-service" && state !== "out-of-order"
      ? []
      : [{ state, count: format.number(count), href: href(state) }]
  })
