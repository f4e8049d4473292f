import { afterAll, beforeAll, expect, test } from "vitest"
import { as, lengthyReading } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { type Modules, testModules } from "../../../tests/support/modules.ts"
import {
  contractualAvailability,
  dataCoverage,
  peakAvailability,
  technicalAvailability,
  unknownTime,
} from "../domain/period-figures.ts"
import { parseAgreedHours } from "../domain/agreed-hours.ts"
import { addUnits } from "../use-cases/add-units.ts"
import { availabilityReport, type UnitReport } from "./availability-report.ts"
import type { UnitFilter } from "./unit-list.ts"

const accountId = 3
const zone = "Europe/London"
const everyUnit: UnitFilter = { text: "", building: null, buildingName: "", address: null, kind: null, states: [] }
// London's clocks go back at 02:00 on the 25th, which has 25 hours.
const days = { first: "2026-10-24", until: "2026-10-27" }
const agreed = "Mon–Fri 08:00–18:00; Sun 00:30–03:00; Sat 20:00–25:15"

let modules: Modules
beforeAll(async () => {
  modules = await testModules()
  const address = { street: "1 Street", locality: "Town", region: null, postalCode: null, country: "GB" }
  const building = { key: "H", name: "House", timeZone: zone, latitude: null, longitude: null, use: null }
  const units = await modules.run(
    addUnits(
      accountId,
      ["L10", "L9", "L11"].map((number) => ({
        ...{ address, building },
        unit: {
          equipmentNumber: number,
          name: `Lift ${number}`,
          kind: "lift" as const,
          contractNumber: number === "L9" ? "C-1" : null,
        },
      })),
    ),
  )
  const nine = units.find(({ number }) => number === "L9")
  const whose = [nine?.id ?? 0, accountId, nine?.buildingId ?? 0] as const
  for (const { state, class: its, from, to } of history) {
    await modules.database.owner`
      insert into equipment.state_intervals (unit_id, account_id, building_id, state, class, rule, source, started_at, ended_at)
      values (${whose[0]}, ${whose[1]}, ${whose[2]}, ${state}, ${its}, 'otherwise', 'telemetry', ${from}, ${to})`
  }
  for (const [day, starts] of [
    ["2026-10-23", 1000],
    ["2026-10-24", 20],
    ["2026-10-26", 3],
    ["2026-10-27", 5000],
  ] as const) {
    await modules.database.owner`
      insert into equipment.unit_days (unit_id, account_id, building_id, day, starts, run_seconds)
      values (${whose[0]}, ${whose[1]}, ${whose[2]}, ${day}, ${starts}, ${starts * 15})`
  }
  const hours = parseAgreedHours(agreed)
  await modules.database.owner`
    insert into equipment.agreed_hours (account_id, contract_number, hours)
    values (${accountId}, 'C-1', ${modules.database.owner.json(hours as never)})`
})
afterAll(() => modules.stop())

const interval = (state: string, its: string | null, from: string, to: string | null) => ({
  ...{ state, class: its, from: new Date(from) },
  to: to === null ? null : new Date(to),
})
const history = [
  interval("out-of-order", "unplanned", "2026-10-20T00:00:00Z", "2026-10-23T12:00:00Z"),
  interval("unknown", "unknown", "2026-10-23T12:00:00Z", "2026-10-24T00:10:00Z"),
  // Begins in the period, but only silence lies between it and a breakdown from before.
  interval("out-of-order", "external", "2026-10-24T00:10:00Z", "2026-10-24T01:00:07Z"),
  interval("in-service", null, "2026-10-24T01:00:07Z", "2026-10-24T22:30:00Z"),
  interval("out-of-order", "unplanned", "2026-10-24T22:30:00Z", "2026-10-25T00:20:30Z"),
  interval("unknown", "unknown", "2026-10-25T00:20:30Z", "2026-10-25T00:50:00Z"),
  interval("out-of-order", "unplanned", "2026-10-25T00:50:00Z", "2026-10-25T02:20:11Z"),
  interval("planned-outage", "planned", "2026-10-25T02:20:11Z", "2026-10-26T07:30:00Z"),
  interval("degraded", null, "2026-10-26T07:30:00Z", "2026-10-26T16:00:00Z"),
  interval("out-of-order", "external", "2026-10-26T16:00:00Z", null),
]

const clock = new Intl.DateTimeFormat("en-GB", {
  timeZone: zone,
  weekday: "short",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
  day: "2-digit",
  month: "2-digit",
})

/** What the clocks of the building show at an instant: "Sun", and minutes after midnight. */
const shownAt = (at: number) => {
  const parts = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, value]))
  return {
    date: `${parts["month"]}-${parts["day"]}`,
    weekday: parts["weekday"] ?? "",
    minutes: Number(parts["hour"]) * 60 + Number(parts["minute"]),
  }
}

const isAgreed = (weekday: string, minutes: number) => {
  if (weekday === "Sat") return minutes >= 20 * 60
  if (weekday === "Sun") return minutes < 75 || (minutes >= 30 && minutes < 3 * 60)
  return minutes >= 8 * 60 && minutes < 18 * 60
}
const isPeak = (weekday: string, minutes: number) =>
  !weekday.startsWith("S") && ((minutes >= 7 * 60 && minutes < 10 * 60) || (minutes >= 16 * 60 && minutes < 19 * 60))

/** The figures by looking at every second. */
const countSeconds = (until: number) => {
  const count = () => ({ up: 0, planned: 0, external: 0, unplanned: 0, unknown: 0, period: 0 })
  const sums = { all: count(), agreed: count(), peak: count() }
  let shown = shownAt(0)
  let now: (typeof history)[number] | undefined
  for (let at = Date.parse("2026-10-23T23:00:00Z"); at < until; at += 1000) {
    if (at % 60_000 === 0) shown = shownAt(at)
    const { date, weekday, minutes } = shown
    if (!["10-24", "10-25", "10-26"].includes(date)) throw new Error(`${date} is no day of the period.`)
    if (now === undefined || at >= (now.to?.getTime() ?? Infinity))
      now = history.find(({ from, to }) => from.getTime() <= at && at < (to?.getTime() ?? Infinity))
    const its = (now === undefined ? "unknown" : (now.class ?? "up")) as keyof typeof sums.all
    const where = [
      sums.all,
      ...(isAgreed(weekday, minutes) ? [sums.agreed] : []),
      ...(isPeak(weekday, minutes) ? [sums.peak] : []),
    ]
    for (const sum of where) {
      sum[its]++
      sum.period++
    }
  }
  return sums
}

const report = async (filter: UnitFilter, now: string) => {
  const rows: Array<UnitReport> = []
  await modules.run(
    availabilityReport(filter, days, new Date(now), (some) => {
      rows.push(...some)
      return Promise.resolve()
    }).pipe(lengthyReading, as(everything)),
  )
  return rows
}

test.each([
  ["of days that are over, one of them with 25 hours", "2026-11-01T00:00:00Z", "2026-10-27T00:00:00Z"],
  ["up to now", "2026-10-26T17:23:45Z", "2026-10-26T17:23:45Z"],
])("the report is what one gets by counting seconds: %s", async (_, now, until) => {
  const [row] = await report({ ...everyUnit, contract: "c-1" }, now)
  if (row === undefined) throw new Error("The unit is not reported.")
  const seconds = countSeconds(Date.parse(until))
  for (const part of ["all", "agreed", "peak"] as const) {
    const { period, up, planned, external, unplanned } = row.time[part]
    const counted = { period, up, planned, external, unplanned, unknown: unknownTime(row.time[part]) }
    expect(Object.fromEntries(Object.entries(counted).map(([name, ms]) => [name, ms / 1000])), part).toEqual(
      seconds[part],
    )
  }
  const { all, agreed: inside, peak } = seconds
  expect(technicalAvailability(row.time)).toBeCloseTo(
    1 - (all.planned + all.external + all.unplanned) / (all.period - all.unknown),
    12,
  )
  expect(contractualAvailability(row.time)).toBeCloseTo(1 - inside.unplanned / (inside.period - inside.unknown), 12)
  expect(peakAvailability(row.time)).toBeCloseTo(1 - peak.unplanned / (peak.period - peak.unknown), 12)
  expect(dataCoverage(row.time)).toBeCloseTo(1 - all.unknown / all.period, 12)
  expect(row).toMatchObject({
    number: "L9",
    name: "Lift L9",
    building: "House",
    starts: 23,
    runSeconds: 345,
    breakdowns: 2,
  })
})

test("units without a history are reported as unknown, in the order of their numbers", async () => {
  const rows = await report(everyUnit, "2026-11-01T00:00:00Z")
  expect(rows.map(({ number }) => number)).toEqual(["L9", "L10", "L11"])
  expect(rows[1]).toMatchObject({ starts: null, runSeconds: null, breakdowns: 0 })
  expect(rows[1] && [technicalAvailability(rows[1].time), dataCoverage(rows[1].time)]).toEqual([null, 0])
  expect(await report({ ...everyUnit, contract: "C-9" }, "2026-11-01T00:00:00Z")).toEqual([])
})
