import {
  type AddressLines,
  agreedHoursText,
  type BuildingRow,
  dataCoverage,
  defaultPeakHours,
  type HistoryInterval,
  monthTimes,
  type UnitDetail,
  type UnitListRow,
  type UnitUsage,
} from "#equipment"
import { dayAt, startOfDay, startOfMonth } from "#kernel/time.ts"
import { availabilityOf } from "../equipment/unit-figures.ts"
import { shownState } from "../equipment/unit-words.ts"

const addressOf = (id: number, { street, postalCode, locality, region, country }: AddressLines) => ({
  id,
  street,
  postalCode,
  locality,
  region,
  country,
})

type Listed = Pick<
  UnitListRow,
  | ("id" | "number" | "name" | "kind" | "drive" | "manufacturer" | "year" | "floors" | "buildingId" | "building")
  | ("timeZone" | "contractNumber" | "connected" | "state" | "since" | "fault" | "expectedBack")
>

/** A unit in a list. Times are ISO 8601 in UTC. */
export const unitAnswer = (unit: Listed) => ({
  id: unit.id,
  number: unit.number,
  name: unit.name,
  kind: unit.kind,
  drive: unit.drive,
  manufacturer: unit.manufacturer,
  year: unit.year,
  floors: unit.floors,
  building: { id: unit.buildingId, name: unit.building },
  timeZone: unit.timeZone,
  contract: unit.contractNumber,
  connected: unit.connected,
  state: shownState(unit.state),
  since: unit.since,
  fault: unit.fault,
  expectedBack: unit.expectedBack,
})

/** This month of the building's calendar so far, as the unit's page shows it: shares of one, null without known time. */
const monthAnswer = (
  unit: UnitDetail,
  intervals: ReadonlyArray<HistoryInterval>,
  usage: UnitUsage | null,
  now: Date,
) => {
  const { soFar } = monthTimes(unit, intervals, now)
  const month = startOfMonth(dayAt(now, unit.timeZone))
  return {
    month: month.slice(0, 7),
    from: startOfDay(month, unit.timeZone),
    to: now,
    technicalAvailability: availabilityOf.technical(soFar),
    contractualAvailability: availabilityOf.contractual(soFar),
    peakAvailability: availabilityOf.peak(soFar),
    coverage: dataCoverage(soFar),
    starts: usage?.months.find((one) => one.month === month)?.starts ?? null,
    runSeconds: usage?.months.find((one) => one.month === month)?.runSeconds ?? null,
  }
}

/** A unit with all that is known of it now. Of one that never told anything there are no figures. */
export const unitDetailAnswer = (
  unit: UnitDetail,
  intervals: ReadonlyArray<HistoryInterval>,
  usage: UnitUsage | null,
  now: Date,
) => ({
  ...unitAnswer(unit),
  purpose: unit.purpose,
  ratedLoadKg: unit.ratedLoad,
  ratedSpeedMetresPerSecond: unit.ratedSpeed,
  travelMetres: unit.travel,
  registerStatus: unit.registerStatus,
  address: addressOf(unit.addressId, unit),
  agreedHours: unit.agreedHours === null ? null : agreedHoursText(unit.agreedHours),
  peakHours: agreedHoursText(unit.peakHours ?? defaultPeakHours),
  connectedSince: unit.connectedSince,
  lastSignalAt: unit.lastSignalAt,
  reason: unit.reason,
  entrapment: unit.entrapment,
  floor: unit.floor,
  door: unit.door,
  direction: unit.direction,
  mode: unit.mode,
  today: usage === null ? null : usage.today,
  month: !unit.connected && intervals.length === 0 ? null : monthAnswer(unit, intervals, usage, now),
})

/** A building in a list, with how many of its units are seen. */
export const buildingAnswer = (building: BuildingRow) => ({
  id: building.id,
  name: building.name,
  use: building.use,
  timeZone: building.timeZone,
  address: addressOf(building.addressId, building),
  units: building.units,
})
