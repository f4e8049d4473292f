import { Effect } from "effect"
import { type Context, Hono } from "hono"
import {
  buildingChoices,
  contractNumbers,
  countUnits,
  fleetSize,
  type FleetSize,
  stateCounts,
  unitKinds,
  type UnitFilter,
  unitPage,
  type UnitSort,
} from "#equipment"
import { reading } from "#kernel/database/database.ts"
import { dayAt, startOfDay, startOfMonth } from "#kernel/time.ts"
import { statesInOrder } from "../components/state.ts"
import type { SortHeader, UnitState } from "../components/view.ts"
import { allow } from "../http/access.ts"
import { respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formatsFor, layoutOf } from "../http/layout.ts"
import { pageLinks, withParts } from "../http/lists.ts"
import { follow, type LivePart } from "../http/live.ts"
import { mayReport } from "../services/request-words.ts"
import { type EquipmentQuery, readEquipmentQuery } from "./equipment-query.ts"
import type { EquipmentFilter, EquipmentView, RowView } from "./equipment-view.ts"
import { rowFigures, unitRows } from "./unit-rows.ts"

const PAGE_SIZE = 50
const MOST_CHOICES = 100

export const equipmentPages = new Hono<Env>()
  .get("/equipment", allow("look-around"), (c) =>
    respond(
      c,
      Effect.gen(function* () {
        const { render, words } = c.get("web")
        return c.html(render("equipment/equipment", yield* equipmentView(c), words))
      }),
    ),
  )
  .get("/live/equipment", allow("look-around"), (c) =>
    follow(
      c,
      () => true,
      Effect.map(equipmentView(c), (view) => equipmentParts(c, view)),
    ),
  )

const equipmentParts = (c: Context<Env>, view: EquipmentView): ReadonlyArray<LivePart> => {
  const { render, words } = c.get("web")
  return [
    { id: "equipment-answer", html: render("equipment/_answer", view.answer, words) },
    { id: "equipment-states", html: render("equipment/_states", { states: view.filter.states }, words) },
    ...view.rows.map((row) => ({
      id: `u${row.id}`,
      html: render("equipment/_row", { row, pick: true, place: true } satisfies RowView, words),
    })),
  ]
}

const isUnfiltered = (filter: UnitFilter) =>
  filter.text.trim() === "" &&
  filter.building === null &&
  filter.buildingName === "" &&
  filter.address === null &&
  filter.contract === undefined &&
  filter.account == null &&
  filter.kind === null &&
  filter.connected === undefined &&
  filter.states.length === 0

const equipmentView = Effect.fn("equipmentView")(function* (c: Context<Env>) {
  const { words, shared } = c.get("web")
  const url = new URL(c.req.url)
  const page = yield* Effect.promise(() =>
    layoutOf(c, {
      title: words.equipment.title,
      tab: "equipment",
      crumbs: [
        { href: "/", text: c.get("person")?.account?.name ?? words.layout.allAccounts },
        { href: "/equipment", text: words.equipment.title },
      ],
      live: `/live/equipment${url.search}`,
    }),
  )
  const body = yield* shared(c, `equipment ${url.search}`, (now) => equipmentBody(c, url, now))
  const view: EquipmentView = { page, mayReport: mayReport(c), ...body }
  return view
})

/** What the equipment list asks for a page of units: what is known at once, then the figures of the rows found. */
export const readEquipment = Effect.fn("readEquipment")(function* (query: EquipmentQuery, now: Date) {
  const first = yield* Effect.all(
    {
      size: fleetSize,
      counts: stateCounts,
      found: isUnfiltered(query.filter) ? Effect.succeed(null) : countUnits(query.filter),
      choices: buildingChoices(MOST_CHOICES),
      contracts: contractNumbers(MOST_CHOICES),
      rows: unitPage(query.filter, query.order, { size: PAGE_SIZE, number: query.page }, now),
    },
    { concurrency: "unbounded" },
  )
  return { ...first, figures: yield* rowFigures(first.rows, now) }
}, reading)

const equipmentBody = Effect.fn("equipmentBody")(function* (c: Context<Env>, url: URL, now: Date) {
  const { words } = c.get("web")
  const query = readEquipmentQuery(url.searchParams, words)
  const { size, counts, found, choices, contracts, rows, figures } = yield* readEquipment(query, now)
  const format = formatsFor(c)
  const matching = found ?? size
  const byState = new Map<UnitState, number>(counts.map(({ state, units }) => [state, units]))
  const connected = counts.reduce((sum, row) => sum + row.connected, 0)
  byState.set("not-connected", size.units - counts.reduce((sum, { units }) => sum + units, 0))
  const zone = c.get("person")?.timeZone ?? "UTC"
  const monthStart = startOfDay(startOfMonth(dayAt(now, zone)), zone)
  const body: Omit<EquipmentView, "page" | "mayReport"> = {
    answer: { text: headline(c, size, found, byState, connected) },
    csv: withParts(url, "/equipment.csv", {}),
    filter: equipmentFilter(c, query, { buildings: choices, contracts }, byState, size),
    columns: columns(url, query, words),
    rows: unitRows(c, rows, figures, now),
    pages: pageLinks(c, { page: query.page, size: PAGE_SIZE, total: matching.units }, (to) =>
      withParts(url, "/equipment", { page: to === 1 ? null : String(to) }),
    ),
    none: rows.length > 0 ? null : nothingFound(c, query, size, matching.units),
    availabilityNote: words.equipment.availabilityNote(
      format.dayMonth(dayAt(monthStart, zone)),
      format.since(now, monthStart),
    ),
  }
  return body
})

const headline = (
  c: Context<Env>,
  size: FleetSize,
  found: FleetSize | null,
  byState: ReadonlyMap<UnitState, number>,
  connected: number,
) => {
  const words = c.get("web").words.equipment
  const { number } = formatsFor(c)
  if (found !== null) return words.headlineFound(found.units, number(found.units), number(size.units))
  const text = words.headline(size.units, number(size.units), size.buildings, number(size.buildings))
  return connected === 0 ? text : words.headlineRunning(text, number(byState.get("in-service") ?? 0))
}

const equipmentFilter = (
  c: Context<Env>,
  query: EquipmentQuery,
  {
    buildings: choices,
    contracts,
  }: { readonly buildings: ReadonlyArray<{ id: number; name: string }>; readonly contracts: ReadonlyArray<string> },
  byState: ReadonlyMap<UnitState, number>,
  size: FleetSize,
): EquipmentFilter => {
  const { words } = c.get("web")
  const { number } = formatsFor(c)
  const search = new URL(c.req.url).searchParams
  const chosenStates = new Set(search.getAll("state"))
  const chosenBuilding = choices.find((building) => building.id === query.filter.building)
  const summary = [
    search.get("text")?.trim() ?? "",
    chosenBuilding?.name ?? query.filter.buildingName,
    query.filter.contract === undefined ? "" : words.place.contract(query.filter.contract),
    query.filter.kind === null ? "" : words.kinds[query.filter.kind],
    query.connected === ""
      ? ""
      : query.connected === "yes"
        ? words.equipment.connectedOnly
        : words.equipment.notConnectedOnly,
    ...statesInOrder.filter((state) => chosenStates.has(state)).map((state) => words.states.lower[state]),
  ].filter((text) => text !== "")
  return {
    text: search.get("text") ?? "",
    buildings:
      choices.length > MOST_CHOICES
        ? null
        : [
            {
              value: "",
              text: words.equipment.allBuildings(number(size.buildings)),
              chosen: query.filter.building === null,
            },
            ...choices.map(({ id, name }) => ({ value: String(id), text: name, chosen: id === query.filter.building })),
          ],
    building: query.building,
    contracts:
      contracts.length > MOST_CHOICES || (contracts.length === 0 && query.filter.contract !== undefined)
        ? null
        : contracts.length === 0
          ? []
          : [
              { value: "", text: words.equipment.anyContract, chosen: query.filter.contract === undefined },
              ...contracts.map((number) => ({ value: number, text: number, chosen: number === query.filter.contract })),
            ],
    contract: query.filter.contract ?? "",
    kinds: [
      { value: "", text: words.equipment.allKinds, chosen: query.filter.kind === null },
      ...unitKinds.map((kind) => ({ value: kind, text: words.kinds[kind], chosen: kind === query.filter.kind })),
    ],
    connected: [
      { value: "", text: words.equipment.anyConnected, chosen: query.connected === "" },
      { value: "yes", text: words.equipment.connectedOnly, chosen: query.connected === "yes" },
      { value: "no", text: words.equipment.notConnectedOnly, chosen: query.connected === "no" },
    ],
    states: statesInOrder
      .filter((state) => state !== "not-connected" || chosenStates.has(state))
      .map((state) => ({ state, count: number(byState.get(state) ?? 0), chosen: chosenStates.has(state) })),
    kept: [...search]
      .filter(([name]) => name === "sort" || name === "address" || name === "account")
      .map(([name, value]) => ({ name, value })),
    active: summary.length > 0 || query.filter.address !== null,
    summary: summary.join(", "),
  }
}

const columns = (
  url: URL,
  query: EquipmentQuery,
  words: Context<Env>["var"]["web"]["words"],
): EquipmentView["columns"] => {
  const names = words.equipment.columns
  const header = (by: UnitSort, text: string, numeric = false): SortHeader => {
    const sorted = query.order.by === by
    const flip = sorted ? !query.order.descending : numeric
    return {
      text,
      href: withParts(url, "/equipment", { sort: flip ? `-${by}` : by }),
      direction: sorted ? (query.order.descending ? "descending" : "ascending") : null,
      numeric,
    }
  }
  return {
    name: header("name", names.name),
    number: header("number", names.number),
    building: header("building", names.building),
    state: header("state", names.state),
    startsToday: header("today", names.startsToday, true),
    starts30: header("starts", names.starts30, true),
    availability: header("availability", names.availability, true),
  }
}

const nothingFound = (
  c: Context<Env>,
  query: EquipmentQuery,
  size: FleetSize,
  matching: number,
): EquipmentView["none"] => {
  const { words } = c.get("web")
  const { number } = formatsFor(c)
  if (size.units === 0) return { text: words.equipment.noneAtAll, link: null }
  const back = { href: "/equipment", text: words.equipment.showAll(number(size.units)) }
  if (matching > 0) return { text: words.equipment.noSuchPage, link: back }
  const { text, kind, states, buildingName, contract } = query.filter
  const what = [
    text.trim() === "" ? "" : `“${text.trim()}”`,
    buildingName === "" ? "" : `“${buildingName}”`,
    contract === undefined ? "" : words.place.contract(contract),
    kind === null ? "" : words.kinds[kind].toLowerCase(),
    states.length === 0 ? "" : states.map((state) => words.states.lower[state]).join(", "),
  ].filter((part) => part !== "")
  return { text: words.equipment.none(what.length === 0 ? words.equipment.thisFilter : what.join(", ")), link: back }
}
