import { normaliseSearch, type UnitPast } from "#equipment"
import type { HistoryLine, HistoryOrder } from "#maintenance"
import type { DemoUnit } from "./demo-fleet.ts"
import type { DemoPlan } from "./demo-visits.ts"

/** Somebody of the demo. */
export interface DemoDoer {
  readonly id: number | null
  readonly name: string
  readonly staff: boolean
}

/** A unit of the demo as it is stored, with its plans and its history. */
export interface DemoMaintained {
  readonly accountId: number
  readonly buildingId: number
  readonly unitId: number
  readonly demo: DemoUnit
  readonly plans: ReadonlyArray<DemoPlan>
  /** Null: it is not connected. */
  readonly intervals: UnitPast["intervals"] | null
  /** Who of the account reports what is wrong. */
  readonly reporter: DemoDoer & { readonly id: number }
}

/** A time as histories tell it. */
export const iso = (at: number) => new Date(at).toISOString()
/** The same, where there may be none. */
export const isoOrNull = (at: number | null) => (at === null ? null : iso(at))

/** A line of an order or of a request. */
export const line = <Kind>(
  kind: Kind,
  at: number,
  by: DemoDoer,
  text = "",
  rating: number | null = null,
): HistoryLine<Kind> => ({
  ...{ kind, text, rating, at: iso(at) },
  ...{ by_id: by.id, by_name: by.name, by_staff: by.staff },
})

/** Where something is, as it is called. */
export const placeOf = ({ accountId, buildingId, unitId, demo }: DemoMaintained) => {
  const { unit, building } = demo.unit
  return {
    account_id: accountId,
    building_id: buildingId,
    unit_id: unitId,
    unit_name: unit.name,
    unit_number: unit.equipmentNumber,
    unit_kind: unit.kind,
    building_name: building.name,
    time_zone: building.timeZone,
  }
}

/** An order of which nothing is known but where and what, and who made it. */
export const blankOrder = (
  unit: DemoMaintained,
  what: Pick<HistoryOrder, "activity_type" | "state" | "title" | "source" | "planned_minutes">,
  createdAt: number,
  by: DemoDoer,
): HistoryOrder => {
  const place = placeOf(unit)
  return {
    ...place,
    ...what,
    plan: null,
    due_on: null,
    window_from: null,
    window_to: null,
    planned_on: null,
    planned_start: null,
    technician: null,
    hold: 0,
    moved_from: null,
    missed_at: null,
    dispatched_at: null,
    travel_started_at: null,
    arrived_at: null,
    finished_at: null,
    closed_at: null,
    condition_on_arrival: null,
    condition_on_departure: null,
    cause: null,
    failed_component: null,
    technician_action: null,
    entrapment: false,
    comment: "",
    checklist: [],
    parts: [],
    labour_minutes: null,
    signed_by: null,
    follows: null,
    lines: [],
    search_text: normaliseSearch([place.unit_name, place.unit_number, place.building_name, what.title].join(" ")),
    created_at: iso(createdAt),
    changed_at: iso(createdAt),
    changed_by_id: by.id,
    changed_by: by.name,
  }
}
