import type { Assets, LayoutView } from "../layout/layout-view.ts"
import { bigShaft } from "../components/big-shaft.ts"
import { dayStrip } from "../components/day-strip.ts"
import { miniShaft } from "../components/mini-shaft.ts"
import { ninetyDays, type StoryDay } from "../components/ninety-days.ts"
import type { ShaftUnit } from "../components/shaft.ts"
import { shareBar } from "../components/share-bar.ts"
import { worstState } from "../components/state.ts"
import { street, streetOrder, type StreetBuilding, type StreetUnit } from "../components/street.ts"
import type { Choice, Moment, UnitState } from "../components/view.ts"
import { weekGrid } from "../components/week-grid.ts"
import type { DocumentsView } from "../documents/documents-view.ts"
import type { WorstRow } from "../equipment/down-time.ts"
import type { EquipmentView, UnitRow } from "../equipment/equipment-view.ts"
import type { PlaceView } from "../equipment/place-view.ts"
import type { UnitView } from "../equipment/unit-view.ts"
import { errorWords, type ErrorView } from "../errors/error-view.ts"
import { runningAnswer, stateCounts, type CountsByState, type HomeView } from "../home/home-view.ts"
import type {
  CustomersView,
  DiscardView,
  FailedMessage,
  GatewaysView,
  ImportsView,
  ImportView,
  MappingView,
  MessagesView,
  OperationsView,
  QueuesView,
  GatewayTokenView,
} from "../operations/operations-view.ts"
import type { ReportsView } from "../reports/reports-view.ts"
import type { PlaceVisits } from "../services/place-visits.ts"
import type { RequestsView } from "../services/services-view.ts"
import type { VisitRow } from "../services/visits-view.ts"
import type { MySettingsView } from "../setup/my-view.ts"
import { firstAdministratorFields, type FirstAdministratorView, type SignInView } from "../sign-in/sign-in-view.ts"
import { english as words } from "../words/english.ts"
import { formats } from "../words/format.ts"

// Samples of every page, made up, at a fixed moment: the design page and the checks draw from them.

const now = Date.parse("2026-11-10T09:12:00Z")
const format = formats("en-GB", "Europe/London")
const hour = 3_600_000
const day = 24 * hour
const ago = (milliseconds: number): Moment => format.moment(now - milliseconds, now)

const floorsOf = (lowest: number, highest: number) =>
  Array.from({ length: highest - lowest + 1 }, (_, index) => {
    const floor = lowest + index
    return floor < 0 ? `B${-floor}` : floor === 0 ? "G" : String(floor)
  })

const visitSamples: ReadonlyArray<VisitRow> = [
  {
    ...{ href: "/services/visits/2", day: { iso: "2026-11-17", text: "Tue 17 Nov" }, time: "09:00–10:30" },
    unit: { href: "/equipment/units/2", text: "Lift 2, north entrance" },
    building: { href: "/equipment/buildings/1", text: "Meridian House" },
    ...{ kind: words.visits.activities.maintenance, title: "Monthly maintenance", technician: "Tom Reyes" },
    tag: { tone: "ask", text: words.visits.movedFrom("16 Nov") },
  },
]

const placeVisitsSample: PlaceVisits = {
  next: visitSamples,
  last: [],
  links: [{ href: "/services?view=list&unit=2", text: words.visits.allOf }],
}

interface SampleUnit extends StreetUnit {
  readonly number: string
  readonly building: string
  readonly buildingId: string
  readonly since: Moment | null
}

const unit = (
  id: string,
  name: string,
  building: string,
  buildingId: string,
  state: UnitState,
  over: Partial<SampleUnit> = {},
): SampleUnit => ({
  id,
  name,
  building,
  buildingId,
  state,
  href: `/units/${id}`,
  number: `KL-20${400 + Number(id)}`,
  kind: "lift",
  floors: floorsOf(-2, 7),
  floor: "3",
  door: "closed",
  direction: "stopped",
  since: state === "not-connected" ? null : ago(5 * day),
  ...over,
})

const meridian = [
  unit("1", "Lift 1, north entrance", "Meridian House", "1", "in-service", { floor: "5" }),
  unit("2", "Lift 2, north entrance", "Meridian House", "1", "out-of-order", { door: "opened", since: ago(8 * hour) }),
  unit("3", "Lift 3, south entrance", "Meridian House", "1", "in-service", {
    floors: floorsOf(-1, 6),
    floor: "G",
    door: "opened",
  }),
  unit("4", "Goods lift, loading bay", "Meridian House", "1", "in-service", { floors: floorsOf(-1, 3), floor: "B1" }),
]
const tannery = [
  unit("5", "Lift A, stair 1", "Tannery Court", "2", "degraded", {
    floors: floorsOf(0, 6),
    floor: "4",
    since: ago(37 * hour),
  }),
  unit("6", "Lift B, stair 2", "Tannery Court", "2", "in-service", { floors: floorsOf(0, 6), floor: "G" }),
]
const clinic = [
  unit("7", "Passenger lift, main hall", "St Brigid’s Clinic", "3", "in-service", {
    floors: floorsOf(-1, 4),
    floor: "2",
  }),
  unit("8", "Bed lift, east wing", "St Brigid’s Clinic", "3", "planned-outage", {
    floors: floorsOf(-1, 4),
    floor: "B1",
    door: "opened",
    since: ago(0.7 * hour),
  }),
  unit("9", "Kitchen dumbwaiter", "St Brigid’s Clinic", "3", "not-connected", {
    kind: "dumbwaiter",
    floors: floorsOf(-1, 3),
    floor: null,
  }),
]
const arcade = [
  unit("10", "Glass lift, atrium", "Canal Arcade", "4", "in-service", { floors: floorsOf(-1, 2), floor: "1" }),
  unit("11", "Escalator 1 up, atrium", "Canal Arcade", "4", "in-service", {
    kind: "escalator",
    direction: "up",
    floors: ["G", "1"],
    floor: null,
  }),
  unit("12", "Escalator 2 down, atrium", "Canal Arcade", "4", "in-service", {
    kind: "escalator",
    direction: "down",
    floors: ["G", "1"],
    floor: null,
  }),
  unit("13", "Moving walk, car park link", "Canal Arcade", "4", "unknown", {
    kind: "moving-walk",
    floors: ["G"],
    floor: null,
    since: ago(2.5 * hour),
  }),
]
const library = [
  unit("14", "Platform lift, reading room", "Old Library", "5", "not-connected", {
    kind: "platform-lift",
    floors: floorsOf(0, 1),
    floor: null,
  }),
]
const fleet = [...meridian, ...tannery, ...clinic, ...arcade, ...library]

const streetBuildings: ReadonlyArray<StreetBuilding> = [meridian, tannery, clinic, arcade, library].map((units) => ({
  id: units[0]!.buildingId,
  href: `/buildings/${units[0]!.buildingId}`,
  name: units[0]!.building,
  units,
}))

/** A tower of 62 floors, a bank of sixteen lifts, and a house of two floors: what a street must bear. */
const hardStreet: ReadonlyArray<StreetBuilding> = [
  {
    id: "t1",
    href: "/buildings/t1",
    name: "Exchange Tower",
    units: Array.from({ length: 16 }, (_, index) =>
      unit(
        String(100 + index),
        `Lift ${index + 1}`,
        "Exchange Tower",
        "t1",
        index === 3 ? "out-of-order" : index === 9 ? "unknown" : "in-service",
        { floors: floorsOf(-4, 58), floor: String(2 + index * 3) },
      ),
    ),
  },
  {
    id: "t2",
    href: "/buildings/t2",
    name: "350 FIFTH AVENUE, MANHATTAN",
    units: Array.from({ length: 3 }, (_, index) =>
      unit(String(130 + index), `1P${1200 + index}`, "350 Fifth Avenue", "t2", "not-connected", {
        floors: [],
        floor: null,
      }),
    ),
  },
  ...streetBuildings.slice(0, 2),
  {
    id: "t3",
    href: "/buildings/t3",
    name: "Gatehouse",
    units: [unit("140", "Lift", "Gatehouse", "t3", "in-service", { floors: ["0", "1"], floor: "1" })],
  },
]

/** The same every time: a small generator of numbers from 0 to 1. */
const chance = (seed: number) => () => {
  seed = (seed * 1103515245 + 12345) % 2147483648
  return seed / 2147483648
}

const storyDays = (count: number, seed: number, endsWith: UnitState = "in-service"): ReadonlyArray<StoryDay> => {
  const next = chance(seed)
  const whats: Partial<Record<UnitState, string>> = {
    "out-of-order": "doors did not close",
    degraded: "doors slow",
    "planned-outage": "maintenance",
    unknown: "no signal",
  }
  return Array.from({ length: count }, (_, index) => {
    const luck = next()
    const state: UnitState =
      index === count - 1
        ? endsWith
        : luck > 0.95
          ? "out-of-order"
          : luck > 0.91
            ? "degraded"
            : luck > 0.88
              ? "planned-outage"
              : luck > 0.86
                ? "unknown"
                : "in-service"
    return {
      date: format.day(now - (count - 1 - index) * day),
      state,
      seconds: Math.round(next() * next() * 20 * 3600) + 1200,
      what: whats[state] ?? "",
    }
  })
}

const worstSamples = (several: boolean): ReadonlyArray<WorstRow> =>
  [
    {
      name: "Lift 2, north entrance",
      hours: { unplanned: 8, external: 5, planned: 1.25 },
      mostly: "Doors do not close",
    },
    { name: "Lift 1, north entrance", hours: { unplanned: 0, external: 0, planned: 3.5 }, mostly: "Maintenance visit" },
  ].map(({ name, hours, mostly }, index) => ({
    unit: { href: `/units/${index + 1}`, text: name },
    building: several ? { href: "/buildings/1", text: "Meridian House" } : null,
    out: shareBar(hours, 14.25, (time) => format.duration(time * 3600), words.home.outLabel),
    mostly,
  }))

const row = (one: SampleUnit): UnitRow => ({
  id: one.id,
  href: one.href,
  name: one.name,
  number: one.number,
  building: { href: `/buildings/${one.buildingId}`, text: one.building },
  contract: Number(one.id) % 3 === 0 ? null : { href: "/contracts/C-1182", text: "C-1182" },
  state: one.state,
  since: one.since,
  back: one.state === "out-of-order" ? format.moment(now + 2.3 * hour, now) : null,
  shaft: miniShaft(one),
  live:
    one.state === "not-connected"
      ? null
      : {
          days: dayStrip(storyDays(30, Number(one.id), one.state), words),
          startsToday: format.number((Number(one.id) * 37) % 240),
          starts30: format.number(2000 + ((Number(one.id) * 977) % 14000)),
          availability: format.percent(0.95 + ((Number(one.id) * 7) % 50) / 1000),
        },
})

const countsOf = (units: ReadonlyArray<ShaftUnit>): CountsByState => {
  const counts: Partial<Record<UnitState, number>> = {}
  for (const { state } of units) counts[state] = (counts[state] ?? 0) + 1
  return counts
}
const filtered = (state: UnitState) => `/equipment?state=${state}`

/** What a page needs around it; the assets come from whoever renders. */
export const samples = (assets: Assets) => {
  const page = (over: Partial<LayoutView>): LayoutView => ({
    locale: "en-GB",
    title: "Home",
    failed: false,
    tab: "home",
    staff: false,
    administrator: false,
    viewing: null,
    company: {
      name: "Kestrel Lifts",
      address: "14 Foundry Yard, London",
      emergencyPhone: { href: "tel:+442079460199", text: "020 7946 0199" },
    },
    user: { id: "1", name: "Amara Quist" },
    account: { id: "1", name: "Northgate Property Trust" },
    accounts: [
      { id: "1", name: "Northgate Property Trust" },
      { id: "2", name: "Southbank Homes Association" },
    ],
    allAccounts: null,
    crumbs: [],
    today: null,
    searched: "",
    banners: [],
    live: null,
    assets,
    ...over,
  })
  const staff = {
    staff: true,
    user: { id: "2", name: "Odile Marchetti" },
    account: null,
    accounts: [
      { id: "all", name: "All customers" },
      { id: "1", name: "Northgate Property Trust" },
    ],
  }
  const crumbs = (...texts: ReadonlyArray<string>) =>
    ["Northgate Property Trust", ...texts].map((text, index) => ({ text, href: index === 0 ? "/" : "/equipment" }))
  const open = (over: Partial<LayoutView>) => page({ user: null, account: null, accounts: [], tab: null, ...over })

  const availabilityRow = (
    name: string,
    id: string,
    thisMonth: number,
    lastMonth: number,
    unplanned: number,
    external: number,
    planned: number,
  ) => ({
    building: { href: `/buildings/${id}`, text: name },
    thisMonth: format.percent(thisMonth),
    lastMonth: format.percent(lastMonth),
    reason: "",
    out: shareBar(
      { unplanned: unplanned * 3600, external: external * 3600, planned: planned * 3600 },
      18 * 3600,
      format.duration,
      words.home.outLabel,
    ),
  })
  const counts = countsOf(fleet)
  const home: HomeView = {
    page: page({ today: format.today(now), live: "/live/home", banners: [words.banners.demo] }),
    empty: null,
    answer: {
      state: "out-of-order",
      text: runningAnswer(counts, format, words),
      unit: { href: "/units/2", text: "Lift 2, north entrance" },
      why: words.home.whySince("Meridian House", "01:12", "Doors do not close"),
    },
    counts: { counts: stateCounts(counts, format, filtered) },
    street: street(streetBuildings, 5, "/equipment", words, format.number),
    attention: {
      count: "4",
      more: null,
      rows: [
        {
          id: "2",
          name: "Lift 2, north entrance",
          href: "/units/2",
          building: "Meridian House",
          account: null,
          state: "out-of-order",
          known: "Since 01:12. Doors do not close. Back about 11:30",
        },
        {
          id: "13",
          name: "Moving walk, car park link",
          href: "/units/13",
          building: "Canal Arcade",
          account: null,
          state: "unknown",
          known: words.home.noSignal("06:41"),
        },
        {
          id: "5",
          name: "Lift A, stair 1",
          href: "/units/5",
          building: "Tannery Court",
          account: null,
          state: "degraded",
          known: "Since 8 Nov, 20:25. Doors reopen too often",
        },
        {
          id: "8",
          name: "Bed lift, east wing",
          href: "/units/8",
          building: "St Brigid’s Clinic",
          account: null,
          state: "planned-outage",
          known: "Since 08:30. Maintenance. Back about 10:00",
        },
      ],
    },
    availability: {
      total: "99.0",
      totalLastMonth: "99.8 %",
      thisMonth: words.home.soFar("November"),
      lastMonth: "October",
      about: words.home.about(12, "12", "99.9 %"),
      more: null,
      rows: [
        availabilityRow("Meridian House", "1", 0.98, 0.998, 8, 5, 4.75),
        availabilityRow("Tannery Court", "2", 0.994, 0.997, 0.75, 0, 2),
        availabilityRow("St Brigid’s Clinic", "3", 0.996, 0.999, 0, 0, 1.7),
        availabilityRow("Canal Arcade", "4", 0.994, 0.997, 2.6, 0, 2.4),
        {
          building: { href: "/buildings/5", text: "Old Library" },
          thisMonth: null,
          lastMonth: null,
          reason: words.home.notConnected,
          out: null,
        },
      ],
      worst: worstSamples(true),
    },
    requests: {
      count: "1",
      requests: [
        {
          ...{ id: "1", href: "/services/requests/1", problem: words.services.problems["doors-do-not-close"] },
          ...{ unit: { href: "/equipment/units/2", text: "Lift 2, north entrance" }, building: "Meridian House" },
          ...{ state: { tone: "open", text: words.services.states.accepted }, trapped: false },
          ...{ reported: { iso: "2026-11-10T01:14:00Z", text: "01:14" }, by: "Ines Ferreira" },
        },
      ],
      more: null,
    },
    report: "/services/requests/new",
    day: null,
    visits: { rows: visitSamples, all: { href: "/services", text: words.visits.allOf } },
    toPay: words.home.noInvoices,
  }
  const homeCalm: HomeView = {
    ...home,
    answer: {
      state: "in-service",
      text: runningAnswer({ "in-service": 12, "not-connected": 2 }, format, words),
      why: "",
      unit: null,
    },
    counts: { counts: stateCounts({ "in-service": 12, "not-connected": 2 }, format, filtered) },
    attention: { count: "0", rows: [], more: null },
  }
  const homeEmpty: HomeView = {
    ...home,
    page: page({ today: format.today(now) }),
    empty: words.home.empty,
    answer: { state: "not-connected", text: runningAnswer({}, format, words), why: "", unit: null },
    counts: { counts: [] },
    street: null,
    attention: { count: "0", rows: [], more: null },
    availability: { ...home.availability, total: null, totalLastMonth: null, about: words.home.aboutNone, rows: [] },
  }
  const large = {
    "in-service": 198,
    degraded: 9,
    "out-of-order": 14,
    "planned-outage": 6,
    unknown: 3,
    "not-connected": 75_831,
  }
  const homeLarge: HomeView = {
    ...home,
    page: page({ ...staff, today: format.today(now), live: "/live/home" }),
    answer: {
      state: "out-of-order",
      text: runningAnswer(large, format, words),
      why: words.home.whySince("Exchange Tower", "01:12", ""),
      unit: { href: "/units/103", text: "Lift 4" },
    },
    counts: { counts: stateCounts(large, format, filtered) },
    street: street(streetOrder(hardStreet, 8), 34_912, "/equipment", words, format.number),
    attention: {
      count: "32",
      more: { href: "/equipment?state=out-of-order", text: words.home.moreAttention(24, "24") },
      rows: Array.from({ length: 8 }, (_, index) => ({
        ...home.attention.rows[index % 4]!,
        id: String(200 + index),
        account: "Northgate Property Trust",
      })),
    },
    availability: {
      ...home.availability,
      more: { href: "/equipment", text: words.home.moreBuildings(34_907, "34,907") },
    },
  }

  const choices = (texts: ReadonlyArray<readonly [string, string]>, chosen = ""): ReadonlyArray<Choice> =>
    texts.map(([value, text]) => ({ value, text, chosen: value === chosen }))
  const sort = (text: string, numeric = false, direction: "ascending" | "descending" | null = null) => ({
    text,
    numeric,
    direction,
    href: `/equipment?sort=${text.toLowerCase().replaceAll(" ", "-")}`,
  })
  const { columns } = words.equipment
  const equipment: EquipmentView = {
    page: page({
      title: words.equipment.title,
      tab: "equipment",
      crumbs: crumbs("Equipment"),
      live: "/live/equipment",
    }),
    mayReport: true,
    answer: { text: words.equipment.headlineRunning(words.equipment.headline(14, "14", 5, "5"), "8") },
    csv: "/equipment.csv",
    filter: {
      text: "",
      building: "",
      active: false,
      summary: "",
      kept: [],
      contract: "",
      contracts: choices([
        ["", words.equipment.anyContract],
        ["C-1182", "C-1182"],
        ["C-1183", "C-1183"],
      ]),
      buildings: choices([
        ["", words.equipment.allBuildings("5")],
        ...streetBuildings.map((building) => [building.id, building.name] as const),
      ]),
      kinds: choices([["", words.equipment.allKinds], ...Object.entries(words.kinds)]),
      connected: choices([
        ["", words.equipment.anyConnected],
        ["yes", words.equipment.connectedOnly],
        ["no", words.equipment.notConnectedOnly],
      ]),
      states: stateCounts(counts, format, filtered).map(({ state, count }) => ({ state, count, chosen: false })),
    },
    columns: {
      name: sort(columns.name),
      number: sort(columns.number),
      building: sort(columns.building, false, "ascending"),
      state: sort(columns.state),
      startsToday: sort(columns.startsToday, true),
      starts30: sort(columns.starts30, true),
      availability: sort(columns.availability, true),
    },
    rows: fleet.map(row),
    pages: { text: words.pages.range("1", "14", "14"), first: null, previous: null, next: null, last: null },
    none: null,
    availabilityNote: words.equipment.availabilityNote("1 November", "10 November, 09:12"),
  }
  const fifty = Array.from({ length: 50 }, (_, index) => ({
    ...row({ ...fleet[index % 13]!, id: String(3000 + index * 7) }),
    number: `KL-${31_400 + index * 13}`,
    building: { href: `/buildings/${700 + (index >> 2)}`, text: `${120 + index * 3} Quayside Row` },
  }))
  const equipmentLarge: EquipmentView = {
    ...equipment,
    answer: { text: words.equipment.headlineFound(12_408, "12,408", "76,061") },
    filter: {
      ...equipment.filter,
      active: true,
      text: "quayside",
      buildings: null,
      building: "",
      summary: "“quayside”, in service",
      states: stateCounts(large, format, filtered).map(({ state, count }) => ({
        state,
        count,
        chosen: state === "in-service",
      })),
      kept: [{ name: "sort", value: "-starts" }],
    },
    rows: fifty,
    pages: {
      text: words.pages.range("101", "150", "12,408"),
      first: "/equipment",
      previous: "/equipment?page=2",
      next: "/equipment?page=4",
      last: "/equipment?page=249",
    },
  }
  const newYork = Array.from({ length: 50 }, (_, index): UnitRow => ({
    ...row(
      unit(
        String(9000 + index),
        `${1 + (index % 5)}${"PEDF"[index % 4]}${217 + index * 31}`,
        `${300 + index} WEST ${20 + index} STREET`,
        String(8000 + index),
        "not-connected",
        { floors: [], floor: null },
      ),
    ),
    number: "",
    about: `${words.kinds.lift}, ${words.drives.traction}. ${1931 + index}`,
  }))
  const equipmentNewYork: EquipmentView = {
    ...equipmentLarge,
    answer: { text: words.equipment.headline(76_061, "76,061", 34_912, "34,912") },
    filter: { ...equipmentLarge.filter, active: false, text: "", summary: "" },
    rows: newYork,
  }
  const equipmentNone: EquipmentView = {
    ...equipment,
    answer: { text: words.equipment.headlineFound(0, "0", "14") },
    filter: { ...equipment.filter, active: true, text: "glass", summary: "“glass”" },
    rows: [],
    none: {
      text: words.equipment.none("“glass” in Tannery Court"),
      link: { href: "/equipment", text: words.equipment.showAll("14") },
    },
  }

  const { figures: f } = words.unit
  const days = ninetyDays(storyDays(90, 7, "out-of-order"), format, words)
  const facts = (kind: string) => {
    const { facts: l } = words.unit
    return [
      { label: l.number, value: "KL-20418", href: null },
      { label: l.kind, value: kind, href: null },
      { label: l.maker, value: "Halden, 2014", href: null },
      { label: l.load, value: l.kilograms("1,000"), href: null },
      { label: l.speed, value: l.perSecond("1.6"), href: null },
      { label: l.stops, value: l.stopsValue(10, "B2", "7"), href: null },
      { label: l.building, value: "Meridian House", href: "/buildings/1" },
      { label: l.address, value: "24 Quayside Row, London", href: "/addresses/1" },
      { label: l.live, value: l.connectedSince("12 March 2024"), href: null },
    ]
  }
  const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
  const unitView: UnitView = {
    page: page({
      title: "Lift 2, north entrance: out of order",
      tab: "equipment",
      crumbs: crumbs("Meridian House", "Lift 2, north entrance"),
      live: "/live/units/2",
    }),
    report: "/services/requests/new?unit=2",
    residents: null,
    requests: home.requests,
    signs: {
      signs: [
        {
          title: words.signs.titles["door-reopenings"] ?? "",
          text: words.signs.doors("6.1", "2.0"),
          noticed: { iso: "2026-11-12T05:34:00Z", text: "12 Nov, 05:34" },
          outcome: words.signs.onUnit.finished(words.work.actions.cleaned, "The door track was dirty."),
          settled: true,
          visit: { href: "/services/visits/81" },
        },
      ],
    },
    sign: {
      state: "out-of-order",
      name: "Lift 2, north entrance",
      answer: words.unit.back(words.unit.answers["out-of-order"], "11:30"),
      why: `${words.unit.why.since("01:12", "8 h 00 min")} ${words.unit.why.reason("Doors do not close")}`,
    },
    now: {
      floor: "3",
      lines: [words.doors.opened, words.modes.inspection],
      signal: { iso: new Date(now - 6000).toISOString(), text: words.unit.signal("6 s") },
      shaft: bigShaft(meridian[1]!, words),
    },
    notConnected: null,
    figures: {
      figures: [
        {
          label: f.availability,
          value: "95.3",
          unit: "%",
          period: f.periodMonth("November"),
          link: { href: "#unit-days", text: f.how },
        },
        {
          label: f.lastMonth,
          value: "99.7",
          unit: "%",
          period: f.periodLast("October"),
          link: { href: "#unit-days", text: f.how },
        },
        { label: f.coverage, value: "99.3", unit: "%", period: f.coveragePeriod("November", "1 h 30 min"), link: null },
        { label: f.startsToday, value: "4", unit: "", period: f.today("00:00"), link: null },
        { label: f.starts30, value: "13,206", unit: "", period: f.days30("440"), link: null },
        { label: f.hours30, value: "58.7", unit: "h", period: f.perStart("16.0"), link: null },
        { label: f.hoursToday, value: null, unit: "h", period: f.reasons.noCounters, link: null },
      ],
    },
    days,
    usage: { usage: null },
    week: {
      about: words.unit.week.about(35),
      grid: weekGrid(
        words.unit.week.picture(35),
        "",
        weekdays.map((name, index) => ({
          day: name,
          hours: Array.from({ length: 24 }, (_, at) =>
            index > 4 ? 2 : at > 6 && at < 19 ? 20 + ((at * 37 + index * 11) % 65) : 1,
          ),
        })),
        format.number,
      ),
    },
    factsTitle: words.unit.this.lift,
    facts: facts("Lift, machine-room-less"),
    neighbours: [meridian[0]!, meridian[2]!, meridian[3]!].map(({ href, name, state }) => ({
      href,
      text: name,
      state,
    })),
    visits: placeVisitsSample,
  }
  const unitBare: UnitView = {
    ...unitView,
    page: page({ title: "1E217: not connected", tab: "equipment", crumbs: crumbs("350 FIFTH AVENUE", "1E217") }),
    sign: {
      state: "not-connected",
      name: "1E217",
      answer: words.unit.answers["not-connected"],
      why: words.unit.why.notConnected,
    },
    now: null,
    notConnected: words.unit.notConnected,
    figures: { figures: [] },
    days: null,
    week: null,
    neighbours: [],
    facts: facts("Lift").slice(0, 5),
  }
  const tower = unit("103", "Lift 4", "Exchange Tower", "t1", "in-service", {
    floors: floorsOf(-4, 58),
    floor: "31",
    direction: "up",
  })
  const unitTower: UnitView = {
    ...unitView,
    page: page({ title: "Lift 4: in service", tab: "equipment", crumbs: crumbs("Exchange Tower", "Lift 4") }),
    sign: {
      state: "in-service",
      name: "Lift 4",
      answer: words.unit.answers["in-service"],
      why: words.unit.why.since("5 Nov, 15:35", "4 d 17 h"),
    },
    now: {
      floor: "31",
      lines: [words.directions.up, words.doors.closed, words.modes.normal],
      signal: { iso: new Date(now).toISOString(), text: words.unit.signal("1 s") },
      shaft: bigShaft(tower, words),
    },
    week: null,
  }
  const unitEscalator: UnitView = {
    ...unitTower,
    page: page({
      title: "Escalator 1 up: in service",
      tab: "equipment",
      crumbs: crumbs("Canal Arcade", "Escalator 1 up, atrium"),
    }),
    sign: { ...unitTower.sign, name: "Escalator 1 up, atrium" },
    factsTitle: words.unit.this.escalator,
    now: {
      floor: "↑",
      lines: [words.modes.up],
      signal: { iso: new Date(now).toISOString(), text: words.unit.signal("12 s") },
      shaft: bigShaft(arcade[1]!, words),
    },
  }
  const unitUnknown: UnitView = {
    ...unitTower,
    page: page({ title: "Lift B: unknown", tab: "equipment", crumbs: crumbs("Tannery Court", "Lift B, stair 2") }),
    sign: {
      state: "unknown",
      name: "Lift B, stair 2",
      answer: words.unit.unknownSince("06:41"),
      why: words.unit.why.unknown("2 h 31 min"),
    },
    now: {
      floor: null,
      lines: [words.unit.noPosition],
      signal: { iso: new Date(now).toISOString(), text: words.unit.lastSignal("06:41") },
      shaft: bigShaft({ ...tannery[1]!, state: "unknown", floors: ["0", "1"] }, words),
    },
  }

  const { facts: pf } = words.place
  const building: PlaceView = {
    page: page({
      title: "Meridian House",
      tab: "equipment",
      crumbs: crumbs("Equipment", "Meridian House"),
      live: "/live/buildings/1",
    }),
    residents: [],
    answer: {
      state: worstState(meridian.map(({ state }) => state)),
      name: "Meridian House",
      text: runningAnswer(countsOf(meridian), format, words),
      counts: stateCounts(countsOf(meridian), format, filtered),
    },
    street: street(streetBuildings.slice(0, 1), 1, "/equipment", words, format.number),
    rows: meridian.map(row),
    more: null,
    figures: unitView.figures.figures.slice(0, 6),
    facts: [
      { label: pf.address, value: "24 Quayside Row, London EC3R 6AB", href: "/addresses/1" },
      { label: pf.use, value: words.place.uses.office, href: null },
      { label: pf.timeZone, value: "Europe/London", href: null },
      { label: pf.coordinates, value: "51.508, −0.081", href: null },
      { label: pf.units, value: "4", href: "/equipment?building=1" },
    ],
    events: [
      {
        unit: { href: "/units/2", text: "Lift 2, north entrance" },
        state: "out-of-order",
        from: ago(8 * hour),
        to: null,
        length: words.days.soFar("8 h 00 min"),
        what: "Doors do not close",
      },
      {
        unit: { href: "/units/2", text: "Lift 2, north entrance" },
        state: "unknown",
        from: ago(2.4 * day),
        to: ago(2.3 * day),
        length: "1 h 30 min",
        what: "No signal",
      },
      {
        unit: { href: "/units/1", text: "Lift 1, north entrance" },
        state: "planned-outage",
        from: ago(7 * day),
        to: ago(6.9 * day),
        length: "1 h 15 min",
        what: "Maintenance",
      },
    ],
    noEvents: words.place.noEvents,
    visits: placeVisitsSample,
    worst: { rows: worstSamples(false), about: words.home.soFar("November") },
    contracts: {
      rows: [{ contract: { href: "/contracts/C-1182", text: "C-1182" }, units: words.place.unitCount(4, "4") }],
      none: words.place.noContracts,
    },
  }
  const address: PlaceView = {
    ...building,
    page: page({ title: "1 Exchange Square", tab: "equipment", crumbs: crumbs("Equipment", "1 Exchange Square") }),
    answer: {
      ...building.answer,
      name: "1 Exchange Square, London",
      text: runningAnswer({ "out-of-order": 1, unknown: 1, "in-service": 14 }, format, words),
    },
    street: street(hardStreet.slice(0, 2), 2, "/equipment", words, format.number),
    events: [],
    more: { href: "/equipment?text=exchange", text: words.place.moreUnits(12, "12") },
    figures: [],
  }

  const demo = [
    ["Owner of Northgate Property Trust", "amara@northgate.example"],
    ["Manager of Northgate Property Trust", "piet@northgate.example"],
    ["Administrator of Kestrel Lifts", "admin@kestrel.example"],
  ] as const
  const signIn: SignInView = {
    page: open({ title: words.signIn.title }),
    email: "",
    next: "/",
    problem: null,
    done: null,
    passkeys: true,
    provider: "Kestrel Lifts",
    demo: demo.map(([who, email]) => ({ who, email, password: "hoistway" })),
  }
  const typed = { company: "Kestrel Lifts", address: "", phone: "7946 0", name: "", email: "odile@kestrel.example" }
  const first: FirstAdministratorView = {
    page: open({
      title: words.firstAdministrator.title,
      company: { name: "Hoistway", address: null, emergencyPhone: null },
    }),
    action: "/first-administrator/token",
    fields: firstAdministratorFields({ company: "", address: "", phone: "", name: "", email: "" }, new Set(), words),
  }
  const error = (status: number, reference: string | null = null): ErrorView => {
    const { title, answer, text, link } = errorWords(status, words, "2 minutes")
    return {
      page: status === 404 || status === 403 ? page({ title, tab: null }) : open({ title }),
      answer,
      text,
      reference,
      link,
    }
  }

  const operationsPage = (title: string, ...more: ReadonlyArray<string>) =>
    page({
      ...staff,
      title,
      tab: "operations",
      crumbs: ["All customers", "Operations", ...more].map((text) => ({ text, href: "/operations" })),
    })
  const message = (id: string): FailedMessage => ({
    id,
    event: "equipment.unit-state-changed.v1",
    queue: "notifications.tell-subscribers",
    when: ago(2 * hour),
    tries: "6",
    error: "connect ECONNREFUSED 127.0.0.1:2525",
    trace: "    at TCPConnectWrap.afterConnect (node:net:1637:16)",
    payload: JSON.stringify({ unitId: 2, state: "out-of-order", since: "2026-11-10T01:12:00Z" }, null, 2),
  })
  const { operations: o } = words
  const operations: OperationsView = {
    page: operationsPage(o.title),
    answer: o.overview.answerFailed(3, "3"),
    figures: [
      {
        label: o.facts.failed,
        value: "3",
        unit: "",
        period: "the oldest since 07:12",
        link: { href: "/operations/messages", text: o.nav.messages },
      },
      {
        label: o.facts.waiting,
        value: "12",
        unit: "",
        period: "in 9 queues",
        link: { href: "/operations/queues", text: o.nav.queues },
      },
      {
        label: o.facts.customers,
        value: "6",
        unit: "",
        period: o.facts.withAccount,
        link: { href: "/operations/customers", text: o.nav.customers },
      },
      {
        label: o.facts.gateways,
        value: "38",
        unit: "",
        period: "2 silent",
        link: { href: "/operations/gateways", text: o.nav.gateways },
      },
      {
        label: o.facts.lastImport,
        value: "76,061",
        unit: "units",
        period: "elevators.csv, 27 rows refused",
        link: { href: "/operations/imports", text: o.nav.imports },
      },
    ],
  }
  const messages: MessagesView = {
    page: operationsPage(o.messages.title, o.messages.title),
    answer: o.messages.answer(3, "3"),
    count: "3",
    mayAct: true,
    messages: ["11", "12", "13"].map(message),
    pages: null,
  }
  const discard: DiscardView = {
    page: operationsPage(o.discard.title, o.messages.title, o.discard.title),
    message: message("11"),
  }
  const queues: QueuesView = {
    page: operationsPage(o.queues.title, o.queues.title),
    answer: o.queues.answer(12, "12"),
    queues: ["equipment.follow-silence", "notifications.tell-subscribers", "equipment.import-units"].map(
      (name, index) => ({
        name,
        waiting: String(index * 4),
        active: String(index),
        failed: String(index === 1 ? 3 : 0),
        oldest: index === 1 ? ago(hour) : null,
      }),
    ),
    schedules: [
      {
        name: "equipment.follow-silence",
        runs: "every minute",
        last: ago(60_000),
        next: format.moment(now + 60_000, now),
      },
      { name: "access.sweep-sessions", runs: "every night at 03:00", last: null, next: null },
    ],
  }
  const importRow = (id: string, status: "waiting" | "running" | "finished" | "failed", counts: string) => ({
    href: `/operations/imports/${id}`,
    file: "nyc-elevators-2015.csv.gz",
    account: "City of New York",
    kind: o.imports.kinds.units,
    when: ago(3 * hour),
    by: "Odile Marchetti",
    status,
    counts,
  })
  const imports: ImportsView = {
    page: operationsPage(o.imports.title, o.imports.title),
    answer: o.imports.answer(4, "4"),
    none: o.imports.none,
    noAccounts: null,
    mayAct: true,
    kept: null,
    pages: null,
    mapText: "",
    errors: [],
    imports: [
      importRow("4", "running", ""),
      importRow("3", "finished", o.imports.counts("0", "0", "76,061", "27")),
      importRow("2", "failed", o.imports.counts("31,000", "0", "0", "11")),
      importRow("1", "waiting", ""),
    ],
    accounts: choices([
      ["1", "Northgate Property Trust"],
      ["6", "City of New York"],
    ]),
    kinds: choices(Object.entries(o.imports.kinds)),
    maps: choices([
      ["new-york-2015", "New York elevators, 2015"],
      ["hoistway", "Hoistway’s own columns"],
    ]),
  }
  const importsWrong: ImportsView = {
    ...imports,
    imports: [],
    page: { ...imports.page, failed: true },
    kept: { id: "5d0c8c64-6a52-4f0f-9a3d-0f3a0c6c1d11", file: "nyc-elevators-2015.csv.gz" },
    errors: [
      { field: "file", text: "Choose a CSV file" },
      { field: "map-text", text: "The map is not JSON: line 3 lacks a comma" },
    ],
  }
  const importsNowhere: ImportsView = {
    ...imports,
    answer: o.imports.answer(0, "0"),
    imports: [],
    none: { title: o.imports.none.title, text: o.imports.noAccounts, link: null },
    noAccounts: {
      title: o.imports.noAccounts,
      text: o.imports.needsAccount,
      link: { href: "/operations/customers", text: o.imports.openFirst },
    },
  }
  const customers: CustomersView = {
    page: { ...operationsPage(o.customers.title, o.customers.title), failed: true },
    answer: o.customers.answer(2, "2"),
    customers: [
      {
        name: "City of New York",
        country: "United States",
        timeZone: "America/New_York",
        buildings: "34,912",
        units: "76,061",
      },
      {
        name: "Northgate Property Trust",
        country: "United Kingdom",
        timeZone: "Europe/London",
        buildings: "12",
        units: "68",
      },
    ],
    none: o.customers.none,
    form: {
      name: "Northgate Property Trust",
      countries: choices([
        ["AT", "Austria"],
        ["GB", "United Kingdom"],
      ]),
      timeZone: "Vienna",
      timeZones: ["Europe/London", "Europe/Vienna"],
      errors: [
        { field: "name", text: o.customers.nameTaken },
        { field: "time-zone", text: o.customers.timeZoneMissing },
      ],
    },
  }
  const targets = Object.entries(o.mapping.fields)
  const mapping: MappingView = {
    page: operationsPage(o.mapping.title, o.imports.title, o.mapping.title),
    action: "/operations/imports/preview/5d0c8c64-6a52-4f0f-9a3d-0f3a0c6c1d11",
    account: "City of New York",
    mayAct: true,
    answer: o.mapping.answer("25", "nyc-elevators-2015.csv.gz"),
    columns: [
      ["DV_DEVICE_NUMBER", "equipmentNumber", "1D1", "1E217", "1P7740", "2P12", "5E9"],
      ["Device Status", "registerStatus", "A", "I", "A", "R", "A"],
      ["BIN", "buildingKey", "1001026", "1083331", "", "1015862", "4538328"],
      ["DV_SPEED_FPM", "ratedSpeed fpm", "350", "0", "500", "100", "0.1"],
      ["DV_CAPACITY_LBS", "", "2500", "4000", "", "0", "3500"],
    ].map(([column, chosen, ...values], index) => ({
      name: `column-${index}`,
      column: column!,
      samples: values,
      also: index === 1 ? o.mapping.also(o.mapping.fields.purpose!) : "",
      choices: choices(targets, chosen),
    })),
    constants: ["locality", "country", "timeZone"].map((field, index) => ({
      name: `constant-${field}`,
      label: o.mapping.fields[field]!,
      hint: o.mapping.hints[field] ?? "",
      value: ["New York", "US", "America/New_York"][index]!,
      choices: null,
    })),
    file: [
      {
        name: "decimal",
        label: o.mapping.decimal,
        hint: "",
        value: ".",
        choices: choices(Object.entries(o.mapping.decimals), "."),
      },
    ],
    base: '{"fields":{}}',
    map: '{\n  "fields": {}\n}',
    previewHeads: [
      o.mapping.fields.equipmentNumber!,
      o.mapping.fields.kind!,
      o.mapping.fields.street!,
      o.mapping.fields.ratedSpeed!,
    ],
    preview: [
      { line: "2", cells: ["1D1", "Dumbwaiter", "60 WALL STREET", "1.78 m/s"], remark: "", refused: false },
      {
        line: "3",
        cells: ["1E217", "Escalator", "350 FIFTH AVENUE", ""],
        remark: "Rated speed left empty: 0",
        refused: false,
      },
      { line: "4", cells: ["1P7740", "Lift", "", ""], remark: "neither building number nor address", refused: true },
    ],
    previewSummary: o.mapping.problems(2, "2"),
    problemSummary: o.mapping.lookedAt(2, "2", "1,000"),
    problems: [
      { line: "4", reason: "neither building number nor address", refused: true, row: "1P7740,A,,,,," },
      {
        line: "812",
        reason: 'DV_SPEED_FPM "VAR" cannot be read as a rated speed: left empty',
        refused: false,
        row: "2P12,A,1015862,",
      },
    ],
    moreProblems: "",
    errors: [],
    hasAbsent: false,
  }
  const importFacts = [
    { label: o.import.account, value: "City of New York", href: null },
    { label: o.import.by, value: "Odile Marchetti", href: null },
    { label: o.import.started, value: "10 Nov 2026, 06:12", href: null },
    { label: o.import.size, value: "2.6 MB", href: null },
  ]
  const { counts: ic } = o.import
  const importFigures = (values: ReadonlyArray<string>) =>
    [ic.read, ic.created.units, ic.updated, ic.unchanged, ic.rejected, ic.empty].map((label, index) => ({
      label,
      value: values[index]!,
      unit: "",
      period: "",
      link: null,
    }))
  const running: ImportView = {
    page: page({
      ...operationsPage(o.import.title("nyc-elevators-2015.csv.gz"), o.imports.title, "nyc-elevators-2015.csv.gz"),
      live: "/live/imports/4",
    }),
    file: "nyc-elevators-2015.csv.gz",
    now: {
      self: "/operations/imports/4",
      status: "running",
      answer: o.import.running("62"),
      progress: { share: 0.62, text: o.import.progress("2.4 MB", "3.9 MB") },
      figures: importFigures(["47,100", "47,084", "0", "0", "16", "1,208"]),
      failure: "",
      rejected: null,
      units: null,
    },
    facts: importFacts,
    refused: { remarks: [], moreRemarks: "" },
  }
  const finished: ImportView = {
    ...running,
    page: { ...running.page, live: null },
    now: {
      ...running.now,
      status: "finished",
      answer: o.import.finished(76_088, "76,088"),
      progress: { share: 1, text: "" },
      figures: importFigures(["76,088", "76,061", "0", "0", "27", "2,311"]),
      failure: "",
      rejected: { href: "/operations/imports/4/rejected.csv", text: o.import.rejected },
      units: { href: "/equipment", text: o.import.seeUnits },
    },
    refused: {
      remarks: [
        { line: "1,204", reason: "DUMMY RECORD", row: "1P0000,A,,DUMMY RECORD,,," },
        { line: "8,811", reason: "neither building number nor address", row: "2P4411,A,,,,," },
      ],
      moreRemarks: o.import.more("25"),
    },
  }
  const stopped: ImportView = {
    ...running,
    now: {
      ...running.now,
      status: "failed",
      answer: o.import.failed,
      failure: "The file ends in the middle of a quoted value, line 31,012.",
    },
  }
  const gateways: GatewaysView = {
    page: operationsPage(o.gateways.title, o.gateways.title),
    answer: o.gateways.answer(3, "3") + o.gateways.silent(1, "1"),
    none: o.gateways.none,
    gateways: ["Meridian House, machine room", "Tannery Court", "Canal Arcade"].map((name, index) => ({
      id: String(index),
      name,
      account: "Northgate Property Trust",
      units: String(4 - index),
      last: index === 2 ? null : ago(6000),
      missing: index === 2 ? "1,204" : "0",
      silent: index === 2,
      limit: "15 min",
      minutes: "15",
    })),
    form: { name: "", accounts: choices([["1", "Northgate Property Trust"]]), text: "", free: true, errors: [] },
  }
  const gatewayToken: GatewayTokenView = {
    page: operationsPage(o.gateways.tokenTitle, o.gateways.title, o.gateways.tokenTitle),
    name: "Meridian House, machine room",
    token: "xK3vT0h1qB7cR9sW2yZ5uE8mN4pL6aJd",
    units: o.gateways.connects(4, "4"),
    example: "POST https://portal.example.com/telemetry, Authorization: Bearer xK3v…",
  }

  const mine = words.mySettings
  const mySettings: MySettingsView = {
    page: page({ title: mine.title, tab: "setup", crumbs: crumbs(words.tabs.setup) }),
    nav: {
      links: [
        { href: "/setup", text: words.setup.parts.settings, here: true },
        { href: "/setup/team", text: words.setup.parts.team, here: false },
      ],
    },
    done: mine.done.details,
    me: [
      { label: mine.name, value: "Amara Quist", href: null },
      { label: mine.language, value: "British English", href: null },
      { label: mine.timeZone, value: "Europe/London", href: null },
    ],
    reached: [
      { label: mine.email, value: "amara@northgate.example", link: { href: "/setup/e-mail", text: mine.change } },
      { label: mine.phone, value: "+442079460018", link: { href: "/setup/phone", text: mine.change } },
    ],
    signIn: [
      { label: mine.password, value: mine.passwordSet, link: { href: "/setup/password", text: mine.change } },
      {
        label: mine.twoFactor,
        value: mine.twoFactorOn(9, "9"),
        link: { href: "/setup/two-factor", text: mine.change },
      },
      { label: mine.passkeys, value: mine.countPasskeys(0, "0"), link: { href: "/setup/passkeys", text: mine.change } },
      { label: mine.sessions, value: mine.countSessions(2, "2"), link: { href: "/setup/sessions", text: mine.change } },
    ],
    hidden: "",
    own: true,
    memberships: [
      { account: "Northgate Property Trust", role: words.roles.owner, reach: words.setup.wholeAccount },
      { account: "Southbank Homes Association", role: words.roles.viewer, reach: "Towers" },
    ],
    none: mine.nothing,
    leave: { href: "/setup/departure", text: words.team.departure.link("Northgate Property Trust") },
  }
  const services: RequestsView = {
    page: page({ title: words.services.requests, tab: "services", crumbs: crumbs(words.tabs.services) }),
    nav: {
      links: [
        { href: "/services", text: words.visits.title, here: false },
        { href: "/services/requests", text: words.services.requests, here: true },
      ],
    },
    answer: words.services.answer(1, "1"),
    report: "/services/requests/new",
    text: "",
    states: [{ value: "", text: words.services.anyState, chosen: true }],
    active: false,
    requests: home.requests.requests,
    none: { ...words.services.none, link: null },
    pages: null,
  }
  const reports: ReportsView = {
    page: page({ title: words.reports.title, tab: "reports", crumbs: crumbs(words.tabs.reports) }),
    csv: "/equipment.csv",
  }
  const documents: DocumentsView = {
    page: page({ title: words.documents.title, tab: "documents", crumbs: crumbs(words.tabs.documents) }),
  }

  /** Name of the sample, template, view. */
  const pages: ReadonlyArray<readonly [string, string, object]> = [
    ["home", "home/home", home],
    ["home-calm", "home/home", homeCalm],
    ["home-empty", "home/home", homeEmpty],
    ["home-large", "home/home", homeLarge],
    ["equipment", "equipment/equipment", equipment],
    ["equipment-large", "equipment/equipment", equipmentLarge],
    ["equipment-new-york", "equipment/equipment", equipmentNewYork],
    ["equipment-none", "equipment/equipment", equipmentNone],
    ["unit", "equipment/unit", unitView],
    ["unit-not-connected", "equipment/unit", unitBare],
    ["unit-tower", "equipment/unit", unitTower],
    ["unit-escalator", "equipment/unit", unitEscalator],
    ["unit-unknown", "equipment/unit", unitUnknown],
    ["building", "equipment/place", building],
    ["address", "equipment/place", address],
    ["services", "services/requests", services],
    ["reports", "reports/reports", reports],
    ["documents", "documents/documents", documents],
    ["my-settings", "setup/my-settings", mySettings],
    ["sign-in", "sign-in/sign-in", signIn],
    [
      "sign-in-wrong",
      "sign-in/sign-in",
      {
        ...signIn,
        page: open({ title: words.signIn.title, failed: true }),
        email: "amara@northgate.example",
        problem: { text: words.signIn.wrong, field: "email" },
      },
    ],
    [
      "sign-in-too-many",
      "sign-in/sign-in",
      { ...signIn, problem: { text: words.signIn.tooMany("2 minutes"), field: null }, demo: [] },
    ],
    ["first-administrator", "sign-in/first-administrator", first],
    [
      "first-administrator-wrong",
      "sign-in/first-administrator",
      {
        ...first,
        page: { ...first.page, failed: true },
        fields: firstAdministratorFields(typed, new Set(["address", "phone", "name", "password"] as const), words),
      },
    ],
    ["operations", "operations/overview", operations],
    ["operations-messages", "operations/messages", messages],
    [
      "operations-messages-none",
      "operations/messages",
      { ...messages, answer: o.messages.answer(0, "0"), messages: [], count: "0" },
    ],
    ["operations-discard", "operations/discard", discard],
    ["operations-queues", "operations/queues", queues],
    ["operations-imports", "operations/imports", imports],
    ["operations-imports-wrong", "operations/imports", importsWrong],
    ["operations-mapping", "operations/mapping", mapping],
    [
      "operations-mapping-wrong",
      "operations/mapping",
      { ...mapping, errors: [{ href: "#columns", text: o.mapping.missingColumn(o.mapping.fields.equipmentNumber!) }] },
    ],
    ["operations-import", "operations/import", running],
    ["operations-import-finished", "operations/import", finished],
    ["operations-import-failed", "operations/import", stopped],
    ["operations-customers", "operations/customers", customers],
    ["operations-imports-nowhere", "operations/imports", importsNowhere],
    ["operations-gateways", "operations/gateways", gateways],
    ["operations-gateway-token", "operations/gateway-token", gatewayToken],
    ["error-404", "errors/error", error(404)],
    ["error-403", "errors/error", error(403)],
    ["error-429", "errors/error", error(429)],
    ["error-500", "errors/error", error(500, "7F3K-21")],
    ["error-503", "errors/error", error(503)],
  ]
  return { page, pages, fleet, format, days, storyDays, hardStreet, streetBuildings, unit, floorsOf }
}
