import { Effect } from "effect"
import { type Context, Hono } from "hono"
import {
  addSeconds,
  buildingAvailability,
  buildingDetail,
  buildingsAtAddress,
  dataCoverage,
  eventsAt,
  noSeconds,
  type PlaceDetail,
  type PlaceEventRow,
  placeStateCounts,
  technicalAvailability,
  unitPage,
  type UnitState as ConnectedState,
} from "#equipment"
import { reading } from "#kernel/database/database.ts"
import { dayAt, startOfDay, startOfMonth } from "#kernel/time.ts"
import { worstState } from "../components/state.ts"
import { street } from "../components/street.ts"
import type { Fact, Figure } from "../components/view.ts"
import { type CountsByState, runningAnswer, stateCounts } from "../home/home-view.ts"
import { allow } from "../http/access.ts"
import { orNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formatsFor, layoutOf } from "../http/layout.ts"
import { follow, type LivePart } from "../http/live.ts"
import { pathId } from "../http/path-id.ts"
import { addressText } from "./address-text.ts"
import type { RowView } from "./equipment-view.ts"
import type { PlaceAnswer, PlaceEvent, PlaceView } from "./place-view.ts"
import { streetBuildings } from "./street-buildings.ts"
import { rowFigures, unitRows } from "./unit-rows.ts"
import { addressHref, buildingHref, causeWords, shownState, unitHref } from "./unit-words.ts"

const UNITS = 60
const EVENTS = 20
const EVENT_DAYS = 30

type Place = { readonly buildingId: number } | { readonly addressId: number }

export const placePages = new Hono<Env>()
  .get("/equipment/buildings/:id", allow("signed-in"), (c) => page(c, (id) => ({ buildingId: id })))
  .get("/equipment/addresses/:id", allow("signed-in"), (c) => page(c, (id) => ({ addressId: id })))
  .get("/live/buildings/:id", allow("signed-in"), (c) => stream(c, (id) => ({ buildingId: id })))
  .get("/live/addresses/:id", allow("signed-in"), (c) => stream(c, (id) => ({ addressId: id })))

const isBuilding = (place: Place): place is { readonly buildingId: number } => "buildingId" in place

const page = (c: Context<Env>, place: (id: number) => Place) =>
  respond(
    c,
    Effect.gen(function* () {
      const { render, words } = c.get("web")
      const id = yield* orNotFound(pathId(c))
      return c.html(render("equipment/place", yield* placeView(c, place(id)), words))
    }),
  )

const stream = (c: Context<Env>, place: (id: number) => Place) =>
  follow(
    c,
    () => true,
    Effect.gen(function* () {
      const id = yield* orNotFound(pathId(c))
      return placeParts(c, yield* placeView(c, place(id)))
    }),
  )

const placeParts = (c: Context<Env>, view: PlaceView): ReadonlyArray<LivePart> => {
  const { render, words } = c.get("web")
  return [
    { id: "place-answer", html: render("equipment/_place-answer", view.answer, words) },
    ...(view.street === null
      ? []
      : [{ id: "place-street", html: render("equipment/_place-street", view.street, words) }]),
    ...view.rows
      .filter((row) => row.live !== null)
      .map((row) => ({
        id: `u${row.id}`,
        html: render("equipment/_row", { row, pick: false, place: false } satisfies RowView, words),
      })),
  ]
}

const placeView = Effect.fn("placeView")(function* (c: Context<Env>, place: Place) {
  const { words, shared } = c.get("web")
  const name = `place ${JSON.stringify(place)}`
  const { title, live, body } = yield* shared(c, name, (now) => placeBody(c, place, now))
  const href = isBuilding(place) ? buildingHref(place.buildingId) : addressHref(place.addressId)
  const page = yield* Effect.promise(() =>
    layoutOf(c, {
      title,
      tab: "equipment",
      crumbs: [
        { href: "/equipment", text: c.get("person")?.account?.name ?? words.layout.allAccounts },
        { href, text: title },
      ],
      ...(live ? { live: href.replace("/equipment/", "/live/") } : {}),
    }),
  )
  const view: PlaceView = { page, ...body }
  return view
})

const placeBody = Effect.fn("placeBody")(function* (c: Context<Env>, place: Place, now: Date) {
  const { words } = c.get("web")
  const { buildings, first, units, counts, events, figures, availability } = yield* readPlace(place, now)
  const format = formatsFor(c, first.timeZone)
  const title = isBuilding(place) ? first.name : first.street
  const total = counts.reduce((sum, { units: some }) => sum + some, 0)
  const connected = units.filter((unit) => unit.state !== null).length
  const months = (which: "thisMonth" | "lastMonth") => availability.map((b) => b[which]).reduce(addSeconds, noSeconds)
  const shown = units.slice(0, UNITS)
  const drawn = new Set(shown.map((unit) => unit.buildingId)).size
  const all = isBuilding(place) ? `/equipment?building=${place.buildingId}` : `/equipment?address=${place.addressId}`
  const rest = { href: all, text: words.place.moreUnits(total - UNITS, format.number(total - UNITS)) }
  const body: Omit<PlaceView, "page"> = {
    answer: placeAnswer(c, place, title, counts),
    street: street(streetBuildings(shown), drawn, "/equipment", words, format.number),
    rows: unitRows(c, shown, figures, now),
    more: units.length > UNITS ? rest : null,
    figures: placeFigures(c, first.timeZone, connected, months("thisMonth"), months("lastMonth"), now),
    facts: placeFacts(c, place, buildings, first, total),
    events: events.map((event) => placeEvent(c, event, first.timeZone, now)),
    noEvents: connected === 0 ? words.place.nothingKnown : words.place.noEvents,
    visits: words.place.noVisits,
    contracts: words.place.noContracts,
  }
  return { title, live: connected > 0, body }
})

const readPlace = Effect.fn("readPlace")(function* (place: Place, now: Date) {
  const buildings = isBuilding(place)
    ? [yield* orNotFound(yield* buildingDetail(place.buildingId))]
    : yield* buildingsAtAddress(place.addressId)
  const first = yield* orNotFound(buildings[0] ?? null)
  const filter = {
    text: "",
    building: isBuilding(place) ? place.buildingId : null,
    buildingName: "",
    address: isBuilding(place) ? null : place.addressId,
    kind: null,
    states: [],
  }
  const { units, counts, events } = yield* Effect.all(
    {
      counts: placeStateCounts(place),
      units: unitPage(filter, { by: "name", descending: false }, { size: UNITS + 1, number: 1 }, now),
      events: eventsAt(place, new Date(now.getTime() - EVENT_DAYS * 86_400_000), EVENTS),
    },
    { concurrency: "unbounded" },
  )
  const only = isBuilding(place) ? place : { unitIds: units.map((unit) => unit.id) }
  const { figures, availability } = yield* Effect.all(
    { figures: rowFigures(units, now), availability: buildingAvailability(now, only) },
    { concurrency: "unbounded" },
  )
  return { buildings, first, units, counts, events, figures, availability }
}, reading)

const placeAnswer = (
  c: Context<Env>,
  place: Place,
  name: string,
  counts: ReadonlyArray<{ readonly state: ConnectedState | null; readonly units: number }>,
): PlaceAnswer => {
  const { words } = c.get("web")
  const byState: CountsByState = Object.fromEntries(counts.map(({ state, units }) => [shownState(state), units]))
  const where = "buildingId" in place ? `building=${place.buildingId}` : `address=${place.addressId}`
  return {
    state: worstState(counts.map(({ state }) => shownState(state))),
    name,
    text: runningAnswer(byState, formatsFor(c), words),
    counts: stateCounts(byState, formatsFor(c), (state) => `/equipment?${where}&state=${state}`),
  }
}

const placeFigures = (
  c: Context<Env>,
  timeZone: string,
  connected: number,
  thisMonth: typeof noSeconds,
  lastMonth: typeof noSeconds,
  now: Date,
): ReadonlyArray<Figure> => {
  if (connected === 0) return []
  const text = c.get("web").words.unit.figures
  const format = formatsFor(c, timeZone)
  const today = dayAt(now, timeZone)
  const month = (months: number) => format.month(startOfDay(startOfMonth(today, months), timeZone))
  const figure = (label: string, share: number | null, period: string): Figure => ({
    label,
    value: share === null ? null : format.share(share),
    unit: share === null ? "" : "%",
    period: share === null ? text.reasons.notYet : period,
    link: null,
  })
  return [
    figure(text.availability, technicalAvailability(thisMonth), text.periodMonth(month(0))),
    figure(text.lastMonth, technicalAvailability(lastMonth), text.periodLast(month(-1))),
    figure(text.coverage, dataCoverage(thisMonth), text.coveragePeriod(month(0), format.duration(thisMonth.unknown))),
  ]
}

const placeFacts = (
  c: Context<Env>,
  place: Place,
  buildings: ReadonlyArray<PlaceDetail>,
  first: PlaceDetail,
  units: number,
): ReadonlyArray<Fact> => {
  const { words } = c.get("web")
  const text = words.place.facts
  const format = formatsFor(c)
  const fact = (label: string, value: string | null, href: string | null = null): ReadonlyArray<Fact> =>
    value === null || value === "" ? [] : [{ label, value, href }]
  const coordinates =
    first.latitude === null || first.longitude === null
      ? null
      : `${format.decimal(first.latitude, 3)}, ${format.decimal(first.longitude, 3)}`
  const own =
    "buildingId" in place
      ? fact(text.address, addressText(first), addressHref(first.addressId))
      : buildings.flatMap((building) => fact(text.building, building.name, buildingHref(building.id)))
  return [
    ...own,
    ...("buildingId" in place ? [] : fact(text.address, addressText(first))),
    ...fact(text.use, first.use === null ? null : words.place.uses[first.use]),
    ...fact(text.units, format.number(units)),
    ...fact(text.timeZone, first.timeZone.replaceAll("_", " ")),
    ...fact(text.coordinates, coordinates),
  ]
}

const placeEvent = (c: Context<Env>, event: PlaceEventRow, timeZone: string, now: Date): PlaceEvent => {
  const { words } = c.get("web")
  const format = formatsFor(c, timeZone)
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
