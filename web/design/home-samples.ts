import { shareBar } from "../components/share-bar.ts"
import { street, streetOrder } from "../components/street.ts"
import { type HomeView, runningAnswer, stateCounts } from "../home/home-view.ts"
import { english as words } from "../words/english.ts"
import {
  counts,
  filtered,
  format,
  hardStreet,
  large,
  now,
  streetBuildings,
  visitSamples,
  worstSamples,
} from "./sample-fleet.ts"
import type { SampleFrames, SamplePages } from "./sample-frames.ts"

/** Samples of Home. */
export const homeSamples = ({ page, staff }: SampleFrames) => {
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
  const pages: SamplePages = [
    ["home", "home/home", home],
    ["home-calm", "home/home", homeCalm],
    ["home-empty", "home/home", homeEmpty],
    ["home-large", "home/home", homeLarge],
  ]
  return { home, pages }
}
