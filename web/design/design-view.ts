import { bigShaft, type BigShaftView } from "../components/big-shaft.ts"
import { dayStrip, type Day, type DayStripView } from "../components/day-strip.ts"
import { miniShaft, type MiniShaftView } from "../components/mini-shaft.ts"
import type { NinetyDaysView } from "../components/ninety-days.ts"
import { shareBar, type ShareBarView } from "../components/share-bar.ts"
import { statesInOrder } from "../components/state.ts"
import { street, type StreetView } from "../components/street.ts"
import type {
  Emptiness,
  Fact,
  Field,
  Figure,
  Pages,
  SortHeader,
  Stop,
  UnitKind,
  UnitState,
} from "../components/view.ts"
import { weekGrid, type WeekGridView } from "../components/week-grid.ts"
import type { Assets, LayoutView } from "../layout/layout-view.ts"
import { english as words } from "../words/english.ts"
import { samples } from "./samples.ts"

/** The page at `/design`: every component in every state. Not part of the product, hence its English stands in the template. */
export interface DesignView {
  readonly page: LayoutView
  /** The page's own stylesheet. */
  readonly css: string
  readonly colours: ReadonlyArray<{
    readonly name: string
    readonly light: string
    readonly dark: string
    readonly contrast: string
  }>
  readonly states: ReadonlyArray<UnitState>
  readonly minis: ReadonlyArray<{ readonly name: string; readonly shaft: MiniShaftView }>
  readonly bigs: ReadonlyArray<{ readonly name: string; readonly shaft: BigShaftView & { readonly suffix: string } }>
  readonly strip: DayStripView
  readonly ninety: NinetyDaysView
  readonly street: StreetView
  readonly bars: ReadonlyArray<ShareBarView>
  readonly week: WeekGridView
  readonly figures: ReadonlyArray<Figure>
  readonly facts: ReadonlyArray<Fact>
  readonly fields: ReadonlyArray<Field>
  readonly headers: ReadonlyArray<SortHeader>
  readonly pages: Pages
  readonly empty: Emptiness
  readonly stops: ReadonlyArray<Stop>
}

const colours = [
  ["paper", "#f6f6f3", "#101415", ""],
  ["sunk", "#ebebe6", "#1b2123", ""],
  ["field", "#ffffff", "#090c0d", ""],
  ["ink", "#16191b", "#e9ecea", "16.3 / 15.6"],
  ["ink-2", "#495156", "#a9b2b5", "7.5 / 8.6"],
  ["edge", "#757c80", "#7a868a", "3.9 / 5.0"],
  ["line", "#cdd0cb", "#2f383b", "ornament only"],
  ["accent", "#0b5567", "#86cad8", "7.7 / 10.1"],
  ["ok", "#0e6f3f", "#63c08c", "5.8 / 8.3"],
  ["degraded", "#925800", "#e6ac46", "5.4 / 9.1"],
  ["out", "#a5150f", "#ff6f61", "7.1 / 6.9"],
  ["planned", "#1d57b4", "#8db6fb", "6.3 / 9.0"],
  ["unknown", "#5a6367", "#9aa5a9", "5.7 / 7.4"],
  ["ok-mark", "#3c9465", "#3f8f66", "3.5 / 4.7"],
  ["degraded-mark", "#b97a00", "#d39a35", "3.3 / 7.5"],
] as const

/** `css` is the address of `design.css`. */
export const designView = (assets: Assets, css: string): DesignView => {
  const sample = samples(assets)
  const { format } = sample
  const shaft = (state: UnitState, kind: UnitKind = "lift", over: object = {}) => ({
    kind,
    state,
    floors: ["B1", "G", "1", "2"],
    floor: "1",
    door: "closed",
    direction: "up",
    ...over,
  })
  const kinds: ReadonlyArray<readonly [string, UnitKind, object]> = [
    ["Escalator up", "escalator", {}],
    ["Escalator down", "escalator", { direction: "down" }],
    ["Moving walk", "moving-walk", {}],
    ["Platform lift", "platform-lift", {}],
    ["Dumbwaiter", "dumbwaiter", {}],
    ["Floors not known", "lift", { floors: [], floor: null }],
  ]
  const every: ReadonlyArray<Day> = ["planned-outage", "degraded", "out-of-order", "unknown"].flatMap((state, kind) =>
    [0.8, 3, 9, 20].map((hours, index) => ({
      date: `2026-10-${10 + kind * 4 + index}`,
      state: state as UnitState,
      seconds: hours * 3600,
    })),
  )
  const calm = Array.from({ length: 10 }, (_, index): Day => ({
    date: `2026-10-${index + 30}`,
    state: "in-service",
    seconds: 0,
  }))
  const none = Array.from({ length: 4 }, (_, index): Day => ({
    date: `2026-11-${index + 10}`,
    state: null,
    seconds: 0,
  }))
  const moment = (text: string) => ({ iso: "2026-11-10T08:55:00Z", text })
  return {
    page: sample.page({
      title: "Design",
      tab: null,
      crumbs: [
        { href: "/", text: "Hoistway" },
        { href: "/design", text: "Design" },
      ],
    }),
    css,
    colours: colours.map(([name, light, dark, contrast]) => ({ name, light, dark, contrast })),
    states: statesInOrder,
    minis: [
      ...statesInOrder.map((state) => ({
        name: words.states.upper[state],
        shaft: miniShaft(shaft(state, "lift", state === "out-of-order" ? { door: "opened" } : {})),
      })),
      ...kinds.map(([name, kind, over]) => ({ name, shaft: miniShaft(shaft("in-service", kind, over)) })),
    ],
    bigs: [
      ["Running, doors closed", shaft("in-service")],
      ["Out of order, doors open", shaft("out-of-order", "lift", { floor: "G", door: "opened" })],
      ["Planned outage", shaft("planned-outage", "lift", { floor: "B1", door: "opened" })],
      ["No signal: no car is drawn", shaft("unknown")],
      ["Two floors", shaft("in-service", "lift", { floors: ["0", "1"], floor: "0" })],
      ["63 floors", shaft("in-service", "lift", { floors: sample.floorsOf(-4, 58), floor: "31" })],
      ["Floors not known", shaft("not-connected", "lift", { floors: [], floor: null })],
      ["Platform lift", shaft("in-service", "platform-lift", { floors: ["0", "1"], floor: "1" })],
      ["Escalator", shaft("in-service", "escalator", { floors: ["G", "1"] })],
      ["Moving walk", shaft("degraded", "moving-walk", { floors: ["G"] })],
    ].map(([name, unit], index) => ({
      name: name as string,
      shaft: { ...bigShaft(unit as Parameters<typeof bigShaft>[0], words), suffix: `-${index}` },
    })),
    strip: dayStrip([...calm, ...every, ...none], words),
    ninety: sample.days,
    street: street(sample.hardStreet, 34_912, "/equipment", words, format.number)!,
    bars: [
      [8, 5, 4.75],
      [0.1, 0, 2],
      [0, 0, 1.7],
    ].map(([unplanned, external, planned]) =>
      shareBar(
        { unplanned: unplanned! * 3600, external: external! * 3600, planned: planned! * 3600 },
        17.75 * 3600,
        format.duration,
        words.home.outLabel,
      ),
    ),
    week: weekGrid(
      words.unit.week.picture(35),
      "",
      ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].map((day, index) => ({
        day,
        hours: Array.from({ length: 24 }, (_, hour) =>
          index > 4 ? 2 : hour > 6 && hour < 19 ? 20 + ((hour * 37) % 65) : 1,
        ),
      })),
      format.number,
    ),
    figures: [
      {
        label: words.unit.figures.availability,
        value: "97.3",
        unit: "%",
        period: "November so far",
        link: { href: "#days", text: words.unit.figures.how },
      },
      { label: words.unit.figures.startsToday, value: "3,751", unit: "", period: "since 00:00", link: null },
      {
        label: words.unit.figures.hoursToday,
        value: null,
        unit: "h",
        period: words.unit.figures.reasons.noCounters,
        link: null,
      },
    ],
    facts: [
      { label: words.unit.facts.number, value: "KL-20418", href: null },
      { label: words.unit.facts.address, value: "24 Quayside Row, London", href: "/design" },
    ],
    fields: [
      { name: "ok", label: "Name", hint: null, type: "text", value: "Amara Quist", autocomplete: "off", error: null },
      {
        name: "phone",
        label: "Telephone",
        hint: words.firstAdministrator.fields.phoneHint,
        type: "tel",
        value: "7946 0",
        autocomplete: "off",
        error: words.firstAdministrator.errors.phone!,
      },
    ],
    headers: [
      { text: "Unit", href: "/design", direction: null, numeric: false },
      { text: "Building", href: "/design", direction: "ascending", numeric: false },
      { text: "Starts today", href: "/design", direction: "descending", numeric: true },
    ],
    pages: {
      text: words.pages.range("101", "150", "76,061"),
      first: "/design",
      previous: "/design",
      next: "/design",
      last: "/design",
    },
    empty: words.home.noInvoices,
    stops: [
      { when: moment("01:14"), stage: "past", title: "Passed", href: null, text: "Solid rails, a sill for each stop" },
      { when: moment("08:55"), stage: "now", title: "Now", href: "/design", text: "The car" },
      { when: moment("11:30"), stage: "ahead", title: "Expected", href: null, text: "Dotted rails" },
    ],
  }
}
