import { bigShaft } from "../components/big-shaft.ts"
import { ninetyDays } from "../components/ninety-days.ts"
import { weekGrid } from "../components/week-grid.ts"
import type { UnitView } from "../equipment/unit-view.ts"
import type { HomeView } from "../home/home-view.ts"
import { english as words } from "../words/english.ts"
import { arcade, floorsOf, format, meridian, now, placeVisitsSample, storyDays, tannery, unit } from "./sample-fleet.ts"
import type { SampleFrames, SamplePages } from "./sample-frames.ts"

/** Samples of a unit’s page. */
export const unitSamples = ({ page, crumbs }: SampleFrames, home: Pick<HomeView, "requests">) => {
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
      watched: true,
      signs: [
        {
          title: words.signs.titles["door-reopenings"] ?? "",
          text: words.signs.doors("6.1", "2.0"),
          noticed: { iso: "2026-11-12T05:34:00Z", text: "12 Nov, 05:34" },
          outcome: words.signs.onUnit.finished("3 Nov, 11:30", words.work.actions.cleaned, "The door track was dirty."),
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
  const pages: SamplePages = [
    ["unit", "equipment/unit", unitView],
    ["unit-not-connected", "equipment/unit", unitBare],
    ["unit-tower", "equipment/unit", unitTower],
    ["unit-escalator", "equipment/unit", unitEscalator],
    ["unit-unknown", "equipment/unit", unitUnknown],
  ]
  return { unitView, days, pages }
}
