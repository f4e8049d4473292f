import { Fleet } from "../fleet.ts"
import type { LedgerEntry } from "../ledger.ts"
import type { Line } from "../messages.ts"
import type { PortalUnit } from "../portal.ts"
import { takeOver } from "../unit-model.ts"
import type { Settings } from "../unit.ts"

/** Monday, in winter: local and universal time are the same in London. */
export const monday = Date.parse("2026-11-02T00:00:00Z")
export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

/** A lift with so many floors as the portal lists it. */
export const listedLift = (unit: string, use: string, floors: number, more: Partial<PortalUnit> = {}): PortalUnit => ({
  unit,
  kind: "lift",
  drive: null,
  floors: Array.from({ length: floors }, (_, level) => (level === 0 ? "G" : String(level))),
  ratedSpeed: null,
  timeZone: "Europe/London",
  use,
  state: "in-service",
  counters: null,
  lastSeq: null,
  ...more,
})

/** Some units of every kind. */
export const listedFleet = (count: number): ReadonlyArray<PortalUnit> =>
  Array.from({ length: count }, (_, number) => {
    const unit = `UNIT-${String(number).padStart(4, "0")}`
    const use = ["office", "home", "hospital", "transit", "hotel", "shop"][number % 6] ?? "office"
    return number % 5 === 4
      ? listedLift(unit, use, 0, { kind: "escalator", timeZone: "America/New_York" })
      : listedLift(unit, use, 2 + (number % 9))
  })

/** A fleet without a portal: what it says and records is kept. */
export const fleetOf = (
  listed: ReadonlyArray<PortalUnit>,
  { seed = "1", start = monday, ...settings }: Partial<Settings> & { seed?: string; start?: number } = {},
) => {
  const lines: Array<Line> = []
  const entries: Array<LedgerEntry> = []
  const scene = {
    settings: {
      faultRate: 1,
      evenFaults: false,
      hurry: 1,
      countersEvery: minute,
      restartEvery: 30 * day,
      counterSize: null,
      ...settings,
    },
    send: (line: Line) => void lines.push(line),
    record: (entry: LedgerEntry) => void entries.push(entry),
  }
  const fleet = new Fleet(
    listed.map((from) => takeOver(from, seed, start, scene)),
    start,
    scene,
  )
  return { fleet, scene, lines, entries }
}
