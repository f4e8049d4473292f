import { Effect } from "effect"
import type { Context } from "hono"
import { unitIdsOf, type UnitSet } from "#equipment"
import { everyVisit, lastVisits, nextVisits, type Visit, type VisitFilter } from "#maintenance"
import { addDays, type Day } from "#kernel/time.ts"
import type { Link } from "../components/view.ts"
import type { Env } from "../http/env.ts"
import { addressWith } from "../http/lists.ts"
import { SERVICES } from "./request-words.ts"
import { CALENDARS, maySubscribe } from "./services-nav.ts"
import { visitRow } from "./visit-words.ts"
import type { VisitRow } from "./visits-view.ts"

const NEXT = 3
const LAST = 3
const NEXT_AT_HOME = 5
/** So far ahead Home looks for visits, today included. */
const HOME_DAYS = 7

/** Partial `services/_place-visits`: what comes next to a place, and what was last. */
export interface PlaceVisits {
  /** What all of them are in, which is not said anew in every row. */
  readonly within: "unit" | "building" | null
  readonly next: ReadonlyArray<VisitRow>
  readonly last: ReadonlyArray<VisitRow>
  readonly links: ReadonlyArray<Link>
}

interface Read {
  readonly next: ReadonlyArray<Visit>
  readonly last: ReadonlyArray<Visit>
}

const filterOfSet = Effect.fnUntraced(function* (set: UnitSet) {
  if (set === "all" || !("buildingId" in set)) {
    const filter: VisitFilter = { ...everyVisit, unitIds: set === "all" ? null : yield* unitIdsOf(set) }
    return filter
  }
  return { ...everyVisit, buildingId: set.buildingId } satisfies VisitFilter
})

/** The next and the last visits to some units. */
export const readPlaceVisits = Effect.fn("readPlaceVisits")(function* (set: UnitSet, today: Day) {
  const filter = yield* filterOfSet(set)
  const read: Read = yield* Effect.all(
    { next: nextVisits(filter, today, NEXT), last: lastVisits(filter, today, LAST) },
    { concurrency: "unbounded" },
  )
  return read
})

/** The next visits of the coming weeks, for Home. */
export const readHomeVisits = (today: Day) =>
  nextVisits({ ...everyVisit, to: addDays(today, HOME_DAYS - 1) }, today, NEXT_AT_HOME)

/** A place's visits as its page shows them; `narrowed` is what its list is filtered by, `timeline` where its story is. */
export const placeVisits = (
  c: Context<Env>,
  read: Read,
  today: Day,
  narrowed: Readonly<Record<string, string>>,
  timeline: string | null,
): PlaceVisits => {
  const { visits: text } = c.get("web").words
  return {
    within: narrowed["unit"] !== undefined ? "unit" : narrowed["building"] !== undefined ? "building" : null,
    next: read.next.map((visit) => visitRow(c, visit, today)),
    last: read.last.map((visit) => visitRow(c, visit, today)),
    links: [
      { href: addressWith(SERVICES, narrowed), text: text.allOf },
      ...(timeline === null ? [] : [{ href: timeline, text: text.timeline.look }]),
      ...(narrowed["building"] !== undefined && maySubscribe(c)
        ? [{ href: addressWith(CALENDARS, narrowed), text: text.subscribe }]
        : []),
    ],
  }
}
