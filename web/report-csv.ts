import {
  contractualAvailability,
  dataCoverage,
  peakAvailability,
  technicalAvailability,
  type UnitReport,
  unknownTime,
} from "#equipment"
import { csvLine, spreadsheetSafe } from "#kernel/csv.ts"

const columns = [
  ...["number", "name", "building"],
  ...["up_seconds", "planned_seconds", "external_seconds", "unplanned_seconds", "unknown_seconds", "agreed_seconds"],
  ...["technical_availability", "contractual_availability", "peak_availability", "coverage"],
  ...["starts", "run_seconds", "breakdowns"],
]

/** Seconds of whole milliseconds, with as many decimals as they need. */
const seconds = (milliseconds: number) => String(milliseconds / 1000)
const share = (value: number | null) => value?.toFixed(9) ?? ""
const count = (value: number | null) => (value === null ? "" : String(value))

/** The names of the report's columns, as a line. */
export const reportHead = (): string => `${csvLine(columns)}\r\n`

/** One unit's line. `hours` says whose seconds the classes count: all the time's, or those inside the agreed hours. */
export const reportLine = (
  { number, name, building, time, starts, runSeconds, breakdowns }: UnitReport,
  hours: "agreed" | "all",
): string => {
  const { up, planned, external, unplanned } = time[hours]
  const cells = [
    ...[number, name, building].map(spreadsheetSafe),
    ...[up, planned, external, unplanned, unknownTime(time[hours]), time.agreed.period].map(seconds),
    ...[technicalAvailability(time), contractualAvailability(time), peakAvailability(time), dataCoverage(time)].map(
      share,
    ),
    ...[starts, runSeconds, breakdowns].map(count),
  ]
  return `${csvLine(cells)}\r\n`
}
