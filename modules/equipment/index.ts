export {
  type ChoiceProblem,
  columnTargets,
  columnUses,
  constantFields,
  constantOf,
  type MapDraft,
  missingFields,
  withChoices,
  withoutAbsent,
} from "./domain/column-choices.ts"
export type { BroughtKindName, Emptied, RowReader } from "./domain/brought-kinds.ts"
export { cellSources, type Cells, folded, type Given, refusalOf, Refused } from "./domain/cell-source.ts"
export { choice, fileKeys, mapReader, Text, timeKey } from "./domain/map-parts.ts"
export { timeReader } from "./domain/told-time.ts"
export { type NumberedUnit, unitsCalled } from "./queries/units-numbered.ts"
export { bringImport, type BroughtImport } from "./use-cases/bring-import.ts"
export { type AgreedHours, agreedHoursText, defaultPeakHours, parseAgreedHours } from "./domain/agreed-hours.ts"
export { meanTimeBetweenFailures, meanTimeToRestore } from "./domain/breakdowns.ts"
export { type DayState, dayStates, type LastDays, lastDays } from "./domain/day-states.ts"
export type { Counted, ExplainedStretch, Reason } from "./domain/explain-availability.ts"
export { classRules, type ClassRule, type DecidedClass, isDown } from "./domain/interval-class.ts"
export { countryCodes, isTimeZoneName } from "./domain/place.ts"
export { normaliseSearch } from "./domain/search-text.ts"
export type { Fault, Mode } from "./domain/telemetry-message.ts"
export { buildingUses, drives, unitKinds, unitStates } from "./domain/unit.ts"
export { MapInvalid, type MapProblem } from "./domain/map-parts.ts"
export {
  decodeImportMap,
  type ImportKind,
  importKinds,
  type ImportMap,
  kindOfMap,
  parseImportMap,
} from "./domain/import-map.ts"
export { type FieldName, decodeUnitMap, parseUnitMap, type UnitMap } from "./domain/unit-map.ts"
export type { FleetRow } from "./domain/fleet-row.ts"
export { intersections, overlap, type Windows, windowsOf } from "./domain/windows.ts"
export type { BuildingUse, Drive, IntervalClass, UnitKind, UnitState } from "./domain/unit.ts"
export type { Gateway } from "./persistence/gateways.ts"
export type { Import, ImportStatus, Remark } from "./persistence/imports.ts"
export {
  addPeriodTimes,
  type ClassTime,
  contractualAvailability,
  dataCoverage,
  noPeriodTime,
  peakAvailability,
  type Period,
  periodTime,
  type PeriodTime,
  technicalAvailability,
  unknownTime,
  wholePeriod,
} from "./domain/period-figures.ts"
export { type SetFigures, setFigures, type UnitTime, unitTimes } from "./queries/availability.ts"
export {
  buildingAvailability,
  type BuildingAvailability,
  monthAvailability,
  type MonthTimes,
} from "./queries/month-availability.ts"
export {
  type DownCause,
  downCauses,
  type DownTime,
  type WorstBuilding,
  worstOfMonth,
  type WorstUnit,
} from "./queries/down-time.ts"
export {
  contractNumbers,
  contractsNumbered,
  type ContractUnits,
  eventsOf,
  type HoursGroup,
  hoursOfSet,
  type PlaceEventRow,
  setStateCounts,
  type SetUsage,
  unitIdsOf,
  usageOf,
} from "./queries/places.ts"
export {
  addressesToAdd,
  buildingsToAdd,
  type Chosen,
  contentsToAdd,
  contractsToAdd,
  portfolioHolding,
  type PortfolioLine,
  portfolioLines,
  type PortfolioSize,
  portfolioSizes,
  type PortfolioWay,
  portfolioWays,
  unitsToAdd,
} from "./queries/portfolios.ts"
export type { Days, UnitSet } from "./queries/unit-set.ts"
export {
  type ClassDecision,
  type DecidedInterval,
  type UnitExplanation,
  unitExplanation,
  unitInterval,
} from "./queries/unit-explanation.ts"
export { monthTimes, type UnitUsage, unitUsage, type UnitWeek, unitWeek, type Usage } from "./queries/unit-figures.ts"
export {
  fleetSize,
  type FleetSize,
  fleetSizes,
  stateCounts,
  streetUnits,
  type StreetUnitRow,
  troubledUnits,
  type TroubledUnit,
} from "./queries/fleet.ts"
export { addressesOf, buildingPage, type BuildingRow, countBuildings } from "./queries/buildings.ts"
export { type KnownAddress, knownAddresses } from "./queries/known-addresses.ts"
export { type Site, type SiteFilter, sites } from "./queries/sites.ts"
export { agreedHoursOf, type UnitAgreedHours } from "./queries/agreed-hours.ts"
export { type EarlySign, earlySigns, silentLately } from "./queries/early-signs.ts"
export { figuresOfGateway, type GatewayFigures } from "./queries/gateway-figures.ts"
export { availabilityReport, type UnitReport } from "./queries/availability-report.ts"
export { gatewayState, type GatewayState, gatewayStates } from "./queries/gateways.ts"
export {
  buildingChoices,
  countUnits,
  exportUnits,
  type UnitExportRow,
  type UnitFilter,
  type UnitListRow,
  type UnitOrder,
  unitPage,
  type UnitSort,
  unitSorts,
} from "./queries/unit-list.ts"
export {
  type AddressLines,
  buildingDetail,
  buildingsAtAddress,
  daysOf,
  type HistoryInterval,
  intervalsOf,
  type PlaceDetail,
  startsOf,
  statesOf,
  type UnitDay,
  unitDetail,
  type UnitDetail,
  type UnitNeighbour,
  unitNeighbours,
  type UnitStarts,
} from "./queries/unit.ts"
export { UNITS_CHANGED } from "./use-cases/change-histories.ts"
export { addUnits, type NewUnit } from "./use-cases/add-units.ts"
export { agreeHours, type Agreement } from "./use-cases/agree-hours.ts"
export { decideClass, IntervalChanged, type SeenInterval } from "./use-cases/decide-class.ts"
export { connectGateway, gatewayOfToken, unitsOfGateway } from "./use-cases/connect-gateway.ts"
export { importProgress, IMPORTS_CHANGED, recentImports } from "./use-cases/import-progress.ts"
export { type ImportPreview, previewImport } from "./use-cases/preview-import.ts"
export { recordPast, type UnitPast } from "./use-cases/record-past.ts"
export { recordWork } from "./use-cases/record-work.ts"
export { sayStates, takeBackStates } from "./use-cases/say-states.ts"
export type { Saying } from "./persistence/said-states.ts"
export { UnitStateChanged } from "./events.ts"
export type { UnitWork } from "./domain/work-history.ts"
export { TelemetryDays } from "./use-cases/drop-old-messages.ts"
export { Intake, IntakeFailed, IntakeFull } from "./use-cases/intake.ts"
export { noticeSilence } from "./use-cases/notice-silence.ts"
export { type Receipt, recordTelemetry } from "./use-cases/record-telemetry.ts"
export { reckonChangedMonths } from "./use-cases/reckon-months.ts"
export { rollUpTelemetry } from "./use-cases/roll-up-telemetry.ts"
export { rejectedRows, rejectedRowsCsv } from "./use-cases/rejected-rows.ts"
export { takePast } from "./use-cases/take-past.ts"
export { openImport } from "./use-cases/request-import.ts"
export type { ImportStep } from "./use-cases/import-steps.ts"
export { runImport } from "./use-cases/run-import.ts"
export {
  GatewayNameTaken,
  NoUnitsToConnect,
  heartbeatMinutes,
  renewGatewayToken,
  setHeartbeatLimit,
  setUpGateway,
} from "./use-cases/set-up-gateway.ts"
export { filesStillNeeded, importOfFile, requestImportOnce } from "./use-cases/uploaded-files.ts"
export {
  schedules as equipmentSchedules,
  steadyWork as equipmentSteadyWork,
  subscriptions as equipmentSubscriptions,
} from "./jobs.ts"
