import { worstState } from "../components/state.ts"
import { street } from "../components/street.ts"
import type { PlaceView } from "../equipment/place-view.ts"
import type { UnitView } from "../equipment/unit-view.ts"
import { runningAnswer, stateCounts } from "../home/home-view.ts"
import { english as words } from "../words/english.ts"
import {
  ago,
  countsOf,
  day,
  filtered,
  format,
  hardStreet,
  hour,
  meridian,
  placeVisitsSample,
  row,
  streetBuildings,
  worstSamples,
} from "./sample-fleet.ts"
import type { SampleFrames, SamplePages } from "./sample-frames.ts"

/** Samples of a building’s and an address’s page. */
export const placeSamples = ({ page, crumbs }: SampleFrames, unitView: UnitView) => {
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
  const pages: SamplePages = [
    ["building", "equipment/place", building],
    ["address", "equipment/place", address],
  ]
  return { pages }
}
