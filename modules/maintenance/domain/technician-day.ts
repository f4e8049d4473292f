import { placesOf, type Position, roundTrip } from "./planning/travel.ts"
import type { ActivityType, OrderState } from "./service-order.ts"

/** An order as somebody's day is laid out. Days are "2026-11-23", in the building's zone. */
export interface Stop {
  readonly id: number
  readonly buildingId: number
  readonly activity: ActivityType
  readonly state: OrderState
  readonly entrapment: boolean
  readonly plannedOn: string | null
  readonly plannedStart: Date | null
  readonly createdAt: Date
}

/** Where a stop is; null: nobody knows. */
export type WhereIs<S> = (stop: S) => Position | null

/** A technician's day: what is still to be done today, what is left from before, what is done, and tomorrow, each in order. */
export interface Day<S> {
  readonly today: ReadonlyArray<S>
  readonly overdue: ReadonlyArray<S>
  readonly done: ReadonlyArray<S>
  readonly tomorrow: ReadonlyArray<S>
}

const underWay: ReadonlyArray<OrderState> = ["on-site", "en-route"]
const toCome: ReadonlyArray<OrderState> = ["planned", "scheduled", "dispatched", "en-route", "on-site"]

const byTime = (a: Stop, b: Stop) => (a.plannedStart?.getTime() ?? 0) - (b.plannedStart?.getTime() ?? 0) || a.id - b.id
const byAge = (a: Stop, b: Stop) => a.createdAt.getTime() - b.createdAt.getTime() || a.id - b.id

/** A round trip over the stops' buildings from home: the place of each building in it. */
const tripOf = <S extends Stop>(home: Position | null, stops: ReadonlyArray<S>, whereIs: WhereIs<S>) => {
  const buildings = [...new Map(stops.map((stop) => [stop.buildingId, whereIs(stop)]))].toSorted(([a], [b]) => a - b)
  const places = placesOf(buildings.map(([, position]) => position))
  const { order } = roundTrip(placesOf([home]), 0, places, [...buildings.keys()])
  return new Map(order.map((stop, place) => [buildings[stop]![0], place]))
}

/**
 * The order in which to drive to stops: those with a time in the order of their times, and the others on the way, that is
 * before the first of those with a time that lies later on a round trip from home; all of one building together.
 */
export const routeOrder = <S extends Stop>(
  home: Position | null,
  stops: ReadonlyArray<S>,
  whereIs: WhereIs<S>,
): ReadonlyArray<S> => {
  const trip = tripOf(home, stops, whereIs)
  const placeOf = (stop: S) => trip.get(stop.buildingId)!
  const timed = stops.filter(({ plannedStart }) => plannedStart !== null).toSorted(byTime)
  const others = stops
    .filter(({ plannedStart }) => plannedStart === null)
    .toSorted((a, b) => placeOf(a) - placeOf(b) || a.id - b.id)
  /** Before how many of those with a time a stop comes. */
  const slotOf = (stop: S) => {
    const same = timed.findLastIndex(({ buildingId }) => buildingId === stop.buildingId)
    if (same >= 0) return same + 1
    const next = timed.findIndex((one) => placeOf(one) > placeOf(stop))
    return next < 0 ? timed.length : next
  }
  const bySlot = Map.groupBy(others, slotOf)
  // What belongs to the building where one is comes before what lies on the way to the next.
  const inSlot = (slot: number) => {
    const here = timed[slot - 1]?.buildingId
    const all = bySlot.get(slot) ?? []
    return [
      ...all.filter(({ buildingId }) => buildingId === here),
      ...all.filter(({ buildingId }) => buildingId !== here),
    ]
  }
  return [...inSlot(0), ...timed.flatMap((stop, at) => [stop, ...inSlot(at + 1)])]
}

const isUrgent = ({ activity, plannedStart }: Stop) => activity === "call-out" && plannedStart === null

/**
 * Lays out a technician's day. First what is under way, then where somebody is inside, then other call-outs for which no time
 * was told, the oldest first, then the route.
 */
export const layOutDay = <S extends Stop>(
  home: Position | null,
  stops: ReadonlyArray<S>,
  whereIs: WhereIs<S>,
  today: string,
): Day<S> => {
  const done = stops.filter(({ state }) => !toCome.includes(state))
  const open = stops.filter(({ state }) => toCome.includes(state))
  const begun = open.filter(({ state }) => underWay.includes(state))
  const rest = open.filter(({ state }) => !underWay.includes(state))
  const due = rest.filter(({ plannedOn }) => plannedOn === null || plannedOn === today)
  const urgent = due.filter(isUrgent)
  const on = (isThen: (plannedOn: string) => boolean) =>
    rest.filter(({ plannedOn }) => plannedOn !== null && isThen(plannedOn))
  const overdue = on((plannedOn) => plannedOn < today)
  return {
    today: [
      ...begun.toSorted((a, b) => underWay.indexOf(a.state) - underWay.indexOf(b.state) || byAge(a, b)),
      ...urgent.toSorted((a, b) => Number(b.entrapment) - Number(a.entrapment) || byAge(a, b)),
      ...routeOrder(
        home,
        due.filter((stop) => !isUrgent(stop)),
        whereIs,
      ),
    ],
    overdue: overdue.toSorted((a, b) => (a.plannedOn ?? "").localeCompare(b.plannedOn ?? "") || a.id - b.id),
    done: done.toSorted(byAge),
    tomorrow: routeOrder(
      home,
      on((plannedOn) => plannedOn > today),
      whereIs,
    ),
  }
}
