import { dayStrip } from "../components/day-strip.ts"
import { miniShaft } from "../components/mini-shaft.ts"
import type { StoryDay } from "../components/ninety-days.ts"
import type { ShaftUnit } from "../components/shaft.ts"
import { shareBar } from "../components/share-bar.ts"
import { type StreetBuilding, type StreetUnit } from "../components/street.ts"
import type { Choice, Moment, UnitState } from "../components/view.ts"
import type { WorstRow } from "../equipment/down-time.ts"
import type { UnitRow } from "../equipment/equipment-view.ts"
import type { CountsByState } from "../home/home-view.ts"
import type { PlaceVisits } from "../services/place-visits.ts"
import type { VisitRow } from "../services/visits-view.ts"
import { english as words } from "../words/english.ts"
import { formats } from "../words/format.ts"

export const now = Date.parse("2026-11-10T09:12:00Z")
export const format = formats("en-GB", "Europe/London")
export const hour = 3_600_000
export const day = 24 * hour
export const ago = (milliseconds: number): Moment => format.moment(now - milliseconds, now)

export const floorsOf = (lowest: number, highest: number) =>
  Array.from({ length: highest - lowest + 1 }, (_, index) => {
    const floor = lowest + index
    return floor < 0 ? `B${-floor}` : floor === 0 ? "G" : String(floor)
  })

export const visitSamples: ReadonlyArray<VisitRow> = [
  {
    ...{ href: "/services/visits/2", day: { iso: "2026-11-17", text: "Tue 17 Nov" }, time: "09:00–10:30" },
    unit: { href: "/equipment/units/2", text: "Lift 2, north entrance" },
    building: { href: "/equipment/buildings/1", text: "Meridian House" },
    ...{ kind: words.visits.activities.maintenance, title: "Monthly maintenance", technician: "Tom Reyes" },
    tag: { tone: "ask", text: words.visits.movedFrom("16 Nov") },
  },
]

export const placeVisitsSample: PlaceVisits = {
  within: null,
  next: visitSamples,
  last: [],
  links: [{ href: "/services?view=list&unit=2", text: words.visits.allOf }],
}

export interface SampleUnit extends StreetUnit {
  readonly number: string
  readonly building: string
  readonly buildingId: string
  readonly since: Moment | null
}

export const unit = (
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

export const meridian = [
  unit("1", "Lift 1, north entrance", "Meridian House", "1", "in-service", { floor: "5" }),
  unit("2", "Lift 2, north entrance", "Meridian House", "1", "out-of-order", { door: "opened", since: ago(8 * hour) }),
  unit("3", "Lift 3, south entrance", "Meridian House", "1", "in-service", {
    floors: floorsOf(-1, 6),
    floor: "G",
    door: "opened",
  }),
  unit("4", "Goods lift, loading bay", "Meridian House", "1", "in-service", { floors: floorsOf(-1, 3), floor: "B1" }),
]
export const tannery = [
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
export const arcade = [
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
export const fleet = [...meridian, ...tannery, ...clinic, ...arcade, ...library]

export const streetBuildings: ReadonlyArray<StreetBuilding> = [meridian, tannery, clinic, arcade, library].map(
  (units) => ({
    id: units[0]!.buildingId,
    href: `/buildings/${units[0]!.buildingId}`,
    name: units[0]!.building,
    units,
  }),
)

/** A tower of 62 floors, a bank of sixteen lifts, and a house of two floors: what a street must bear. */
export const hardStreet: ReadonlyArray<StreetBuilding> = [
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

export const storyDays = (count: number, seed: number, endsWith: UnitState = "in-service"): ReadonlyArray<StoryDay> => {
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

export const worstSamples = (several: boolean): ReadonlyArray<WorstRow> =>
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

export const row = (one: SampleUnit): UnitRow => ({
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

export const countsOf = (units: ReadonlyArray<ShaftUnit>): CountsByState => {
  const counts: Partial<Record<UnitState, number>> = {}
  for (const { state } of units) counts[state] = (counts[state] ?? 0) + 1
  return counts
}
export const filtered = (state: UnitState) => `/equipment?state=${state}`

export const choices = (texts: ReadonlyArray<readonly [string, string]>, chosen = ""): ReadonlyArray<Choice> =>
  texts.map(([value, text]) => ({ value, text, chosen: value === chosen }))

export const sort = (text: string, numeric = false, direction: "ascending" | "descending" | null = null) => ({
  text,
  numeric,
  direction,
  href: `/equipment?sort=${text.toLowerCase().replaceAll(" ", "-")}`,
})

/** How many units of the sample fleet are in each state. */
export const counts = countsOf(fleet)

/** The same of a fleet as large as New York’s. */
export const large = {
  "in-service": 198,
  degraded: 9,
  "out-of-order": 14,
  "planned-outage": 6,
  unknown: 3,
  "not-connected": 75_831,
}
