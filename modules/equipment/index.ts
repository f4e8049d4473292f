export {
  type ChoiceProblem,
  columnTargets,
  columnUses,
  type ConstantField,
  constantFields,
  constantOf,
  type MapDraft,
  missingFields,
  withChoices,
  withoutAbsent,
} from "./domain/column-choices.ts"
export { type DayState, dayStates, type LastDays, lastDays } from "./domain/day-states.ts"
export { countryCodes, isTimeZoneName } from "./domain/place.ts"
export type { Fault, Mode } from "./domain/telemetry-message.ts"
export { buildingUses, drives, unitKinds, unitStates } from "./domain/unit.ts"
export {
  type FieldName,
  type MapProblem,
  decodeUnitMap,
  MapInvalid,
  parseUnitMap,
  type UnitMap,
} from "./domain/unit-map.ts"
export type { FleetRow } from "./domain/fleet-row.ts"
export type { BuildingUse, Drive, IntervalClass, UnitKind, UnitState } from "./domain/unit.ts"
export type { Gateway } from "./persistence/gateways.ts"
export type { Import, ImportStatus, Remark } from "./persistence/imports.ts"
export {
  addSeconds,
  dataCoverage,
  noSeconds,
  type PeriodSeconds,
  technicalAvailability,
  unitPeriod,
} from "./domain/availability.ts"
export { buildingAvailability, type BuildingAvailability } from "./queries/availability.ts"
export {
  fleetSize,
  type FleetSize,
  fleetSizes,
  placeStateCounts,
  stateCounts,
  streetUnits,
  type StreetUnitRow,
  troubledUnits,
  type TroubledUnit,
} from "./queries/fleet.ts"
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
  eventsAt,
  type HistoryInterval,
  intervalsOf,
  type PlaceDetail,
  type PlaceEventRow,
  startsOf,
  type UnitDay,
  unitDetail,
  type UnitDetail,
  type UnitStarts,
} from "./queries/unit.ts"
export { UNITS_CHANGED } from "./use-cases/change-states.ts"
export { addUnits, type NewUnit } from "./use-cases/add-units.ts"
export { connectGateway, gatewayOfToken, unitsOfGateway } from "./use-cases/connect-gateway.ts"
export { importProgress, IMPORTS_CHANGED, recentImports } from "./use-cases/import-progress.ts"
export { type ImportPreview, previewImport } from "./use-cases/preview-import.ts"
export { recordPast, type UnitPast } from "./use-cases/record-past.ts"
export { noticeSilence } from "./use-cases/notice-silence.ts"
export { type Receipt, recordTelemetry } from "./use-cases/record-telemetry.ts"
export { rejectedRows, rejectedRowsCsv } from "./use-cases/rejected-rows.ts"
export { openImport } from "./use-cases/request-import.ts"
export { type ImportStep, runImport } from "./use-cases/run-import.ts"
export { GatewayNameTaken, NoUnitsToConnect, renewGatewayToken, setUpGateway } from "./use-cases/set-up-gateway.ts"
export { filesStillNeeded, importOfFile, requestImportOnce } from "./use-cases/uploaded-files.ts"
export { schedules as equipmentSchedules, subscriptions as equipmentSubscriptions } from "./jobs.ts"
