import type { LayoutView } from "../layout/layout-view.ts"
import type { ImportsView, ImportView, MappingView } from "../operations/operations-view.ts"
import { english as words } from "../words/english.ts"
import { ago, choices, hour } from "./sample-fleet.ts"
import type { SampleFrames, SamplePages } from "./sample-frames.ts"

/** Samples of imports, from the form to the end. */
export const importingSamples = (
  { page }: SampleFrames,
  operationsPage: (title: string, ...more: ReadonlyArray<string>) => LayoutView,
) => {
  const { operations: o } = words
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
  const pages: SamplePages = [
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
    ["operations-imports-nowhere", "operations/imports", importsNowhere],
  ]
  return { pages }
}
