import type { StreetView } from "../components/street.ts"
import type { Emptiness, Fact, Figure, Link, Moment, UnitState } from "../components/view.ts"
import type { LayoutView } from "../layout/layout-view.ts"
import type { StateCount } from "../home/home-view.ts"
import type { PlaceVisits } from "../services/place-visits.ts"
import type { WorstRow } from "./down-time.ts"
import type { UnitRow } from "./equipment-view.ts"

/** Something that happened to a unit: an interval in another state than in service. */
export interface PlaceEvent {
  readonly unit: Link
  readonly state: UnitState
  readonly from: Moment
  /** Null while it lasts. */
  readonly to: Moment | null
  readonly length: string
  readonly what: string
}

/** Live part `place-answer`, partial `equipment/_place-answer`. */
export interface PlaceAnswer {
  readonly state: UnitState
  /** "Meridian House" */
  readonly name: string
  /** "1 of 4 units is out of order." */
  readonly text: string
  readonly counts: ReadonlyArray<StateCount>
}

/** A contract with how many units it covers there. */
export interface ContractRow {
  readonly contract: Link
  /** "4 units" */
  readonly units: string
}

/** A building's, an address's or a contract's page (`equipment/place`). Live parts: place-answer, place-street, u<id> of each row. */
export interface PlaceView {
  readonly page: LayoutView
  readonly answer: PlaceAnswer
  /** One figure for each building. Partial `equipment/_place-street`. */
  readonly street: StreetView | null
  readonly rows: ReadonlyArray<UnitRow>
  /** The rest of the units, when there are more than are listed. */
  readonly more: Link | null
  readonly figures: ReadonlyArray<Figure>
  /** The units that were longest out of use, and of which time; null when nothing is known of any. */
  readonly worst: { readonly rows: ReadonlyArray<WorstRow>; readonly about: string } | null
  readonly facts: ReadonlyArray<Fact>
  /** Where residents are told something, for who may; empty on other pages than a building's. */
  readonly residents: ReadonlyArray<Link>
  readonly events: ReadonlyArray<PlaceEvent>
  /** When `events` is empty: nothing happened, or nothing is known. */
  readonly noEvents: string
  readonly visits: PlaceVisits
  /** Null on a contract's own page. */
  readonly contracts: { readonly rows: ReadonlyArray<ContractRow>; readonly none: Emptiness } | null
}

/** Whether rows are from more than one building: then each says from which. */
export const severalBuildings = (rows: ReadonlyArray<UnitRow>): boolean =>
  new Set(rows.map((row) => row.building.href)).size > 1
