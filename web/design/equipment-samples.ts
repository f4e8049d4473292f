import type { EquipmentView, UnitRow } from "../equipment/equipment-view.ts"
import { stateCounts } from "../home/home-view.ts"
import { english as words } from "../words/english.ts"
import { choices, counts, filtered, fleet, format, large, row, sort, streetBuildings, unit } from "./sample-fleet.ts"
import type { SampleFrames, SamplePages } from "./sample-frames.ts"

/** Samples of the equipment list. */
export const equipmentSamples = ({ page, crumbs }: SampleFrames) => {
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
  const pages: SamplePages = [
    ["equipment", "equipment/equipment", equipment],
    ["equipment-large", "equipment/equipment", equipmentLarge],
    ["equipment-new-york", "equipment/equipment", equipmentNewYork],
    ["equipment-none", "equipment/equipment", equipmentNone],
  ]
  return { pages }
}
