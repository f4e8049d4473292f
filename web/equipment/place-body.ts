import { Effect } from "effect"
import type { Context } from "hono"
import {
  downCauses,
  eventsOf,
  type HoursGroup,
  hoursOfSet,
  monthAvailability,
  type PlaceEventRow,
  setStateCounts,
  type UnitFilter,
  unitPage,
  type UnitSet,
  type UnitState as ConnectedState,
  usageOf,
  worstOfMonth,
} from "#equipment"
import type { Day } from "#kernel/time.ts"
import { worstState } from "../components/state.ts"
import { street } from "../components/street.ts"
import type { Emptiness, Fact } from "../components/view.ts"
import { type CountsByState, runningAnswer, stateCounts } from "../home/home-view.ts"
import type { Env } from "../http/env.ts"
import { formatsFor } from "../http/layout.ts"
import type { LivePart } from "../http/live.ts"
import { placeVisits, readPlaceVisits } from "../services/place-visits.ts"
import { todayFor } from "../services/visit-words.ts"
import { worstRows } from "./down-time.ts"
import type { RowView } from "./equipment-view.ts"
import { contractRows } from "./place-facts.ts"
import { placeFigures } from "./place-figures.ts"
import { type PlaceAnswer, type PlaceEvent, type PlaceView, severalBuildings } from "./place-view.ts"
import { streetBuildings } from "./street-buildings.ts"
import { rowFigures, unitRows } from "./unit-rows.ts"
import { causeWords, shownState, unitHref } from "./unit-words.ts"

const UNITS = 60
const EVENTS = 20
const EVENT_DAYS = 30
const WORST = 5

/** A building, an address or a contract: units that are shown together. */
export interface Place {
  readonly set: UnitSet
  readonly filter: UnitFilter
  /** The equipment list with just these units. */
  readonly list: string
  readonly name: string
  readonly timeZone: string
  readonly facts: (groups: ReadonlyArray<HoursGroup>, units: number) => ReadonlyArray<Fact>
  /** What the list of visits is filtered by to show just theirs. */
  readonly visits: Readonly<Record<string, string>>
  /** The page of its timeline; null: it has none. */
  readonly timeline: string | null
  /** A contract's own page lists no contracts. */
  readonly contracts: Emptiness | null
}

export const anyUnit: UnitFilter = { text: "", building: null, buildingName: "", address: null, kind: null, states: [] }

const readPlace = Effect.fn("readPlace")(function* ({ set, filter }: Place, now: Date, today: Day) {
  const { units, ...read } = yield* Effect.all(
    {
      counts: setStateCounts(set),
      units: unitPage(filter, { by: "name", descending: false }, { size: UNITS + 1, number: 1 }, now),
      events: eventsOf(set, new Date(now.getTime() - EVENT_DAYS * 86_400_000), EVENTS),
      months: monthAvailability(now, set),
      worst: worstOfMonth(now, set, { units: WORST, buildings: 0 }),
      usage: usageOf(set, now),
      groups: hoursOfSet(set),
      visits: readPlaceVisits(set, today),
    },
    { concurrency: "unbounded" },
  )
  const { figures, causes } = yield* Effect.all(
    {
      figures: rowFigures(units, now),
      causes: downCauses(now, { unitIds: read.worst.units.map((unit) => unit.unitId) }),
    },
    { concurrency: "unbounded" },
  )
  return { ...read, units, figures, causes }
})

/** All that a place's page shows. Joins the reading. */
export const placeBody = Effect.fn("placeBody")(function* (c: Context<Env>, place: Place, now: Date) {
  const { words } = c.get("web")
  const today = todayFor(c, now)
  const read = yield* readPlace(place, now, today)
  const { units, counts, events, figures, months, worst, causes, usage, groups } = read
  const format = formatsFor(c, place.timeZone)
  const total = counts.reduce((sum, { units: some }) => sum + some, 0)
  const connected = counts.reduce((sum, row) => sum + row.connected, 0)
  const shown = units.slice(0, UNITS)
  const drawn = new Set(shown.map((unit) => unit.buildingId)).size
  const rest = { href: place.list, text: words.place.moreUnits(total - UNITS, format.number(total - UNITS)) }
  const body: Omit<PlaceView, "page" | "residents"> = {
    answer: placeAnswer(c, place, counts),
    street: street(streetBuildings(shown), drawn, "/equipment", words, format.number),
    rows: unitRows(c, shown, figures, now).map((row) => (place.contracts === null ? { ...row, contract: null } : row)),
    more: units.length > UNITS ? rest : null,
    figures: placeFigures(c, place.timeZone, { all: total, connected }, months, usage, now),
    worst:
      months.knownUnits === 0
        ? null
        : { rows: worstRows(c, worst.units, causes, drawn > 1), about: words.home.soFar(format.month(now)) },
    facts: place.facts(groups, total),
    events: events.map((event) => placeEvent(c, event, now)),
    noEvents: connected === 0 ? words.place.nothingKnown : words.place.noEvents,
    visits: placeVisits(c, read.visits, today, place.visits, place.timeline),
    contracts: place.contracts === null ? null : { rows: contractRows(c, groups), none: place.contracts },
  }
  return { title: place.name, body }
})

const placeAnswer = (
  c: Context<Env>,
  { name, list }: Place,
  counts: ReadonlyArray<{ readonly state: ConnectedState | null; readonly units: number }>,
): PlaceAnswer => {
  const { words } = c.get("web")
  const byState: CountsByState = Object.fromEntries(counts.map(({ state, units }) => [shownState(state), units]))
  return {
    state: worstState(counts.map(({ state }) => shownState(state))),
    name,
    text: runningAnswer(byState, formatsFor(c), words),
    counts: stateCounts(byState, formatsFor(c), (state) => `${list}&state=${state}`),
  }
}

const placeEvent = (c: Context<Env>, event: PlaceEventRow, now: Date): PlaceEvent => {
  const { words } = c.get("web")
  const format = formatsFor(c, event.timeZone)
  const end = event.endedAt ?? now
  const length = format.duration((end.getTime() - event.startedAt.getTime()) / 1000)
  return {
    unit: { href: unitHref(event.unitId), text: event.unit },
    state: event.state,
    from: format.moment(event.startedAt, now),
    to: event.endedAt === null ? null : format.moment(event.endedAt, now),
    length: event.endedAt === null ? words.days.soFar(length) : length,
    what: event.state === "unknown" ? "" : causeWords(event, words),
  }
}

/** What of a place's page changes while it is open. */
export const placeParts = (c: Context<Env>, view: Omit<PlaceView, "page">): ReadonlyArray<LivePart> => {
  const { render, words } = c.get("web")
  const place = severalBuildings(view.rows)
  return [
    { id: "place-answer", html: render("equipment/_place-answer", view.answer, words) },
    ...(view.street === null
      ? []
      : [{ id: "place-street", html: render("equipment/_place-street", view.street, words) }]),
    ...view.rows.map((row) => ({
      id: `u${row.id}`,
      html: render("equipment/_row", { row, pick: false, place } satisfies RowView, words),
    })),
  ]
}
