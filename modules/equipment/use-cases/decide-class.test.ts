import { Effect } from "effect"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { openAccount, portalItself } from "#access"
import { as, reading, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { addDays, dayAt } from "#kernel/time.ts"
import { type Modules, testModules } from "../../../tests/support/modules.ts"
import { contractualAvailability } from "../domain/period-figures.ts"
import * as UnitHistory from "../persistence/unit-history.ts"
import { unitTimes } from "../queries/availability.ts"
import { unitExplanation } from "../queries/unit-explanation.ts"
import { unitDetail } from "../queries/unit.ts"
import { addUnits } from "./add-units.ts"
import { connectGateway, gatewayOfToken } from "./connect-gateway.ts"
import { decideClass, type SeenInterval } from "./decide-class.ts"
import { reckonMonths } from "./reckon-months.ts"
import { recordTelemetry } from "./record-telemetry.ts"
import { rollUpTelemetry } from "./roll-up-telemetry.ts"

let modules: Modules
beforeAll(async () => {
  modules = await testModules()
})
afterAll(() => modules.stop())

const MINUTE = 60_000

let made = 0
/** A unit whose gateway reports from so many minutes ago on, every ten minutes; what it tells besides is given by minute. */
const newUnit = async () => {
  const number = `D-${(made += 1)}`
  const account = await modules.run(openAccount({ name: `Account of ${number}`, country: "GB", timeZone: "UTC" }))
  const [unit] = await modules.run(
    addUnits(account.id, [
      {
        unit: { equipmentNumber: number, name: "Lift", kind: "lift" },
        building: { key: "b", name: "House", timeZone: "UTC", latitude: null, longitude: null, use: null },
        address: { street: "1 Street", locality: "Town", region: null, postalCode: null, country: "GB" },
      },
    ]),
  )
  const { token } = await modules.run(connectGateway({ accountId: account.id, name: "Gateway", unitIds: "all" }))
  const gateway = await modules.run(gatewayOfToken(token))
  if (unit === undefined || gateway === null) throw new Error("The unit has no gateway.")
  const now = Math.floor(Date.now() / MINUTE) * MINUTE
  const send = async (...messages: ReadonlyArray<{ readonly ago: number; readonly [field: string]: unknown }>) => {
    const lines = messages.map(({ ago, ...message }) =>
      JSON.stringify({ unit: number, at: new Date(now - ago * MINUTE).toISOString(), ...message }),
    )
    await modules.run(recordTelemetry(gateway, lines))
    await modules.run(rollUpTelemetry(new Date()))
  }
  const beats = (from: number, to: number) =>
    Array.from({ length: (from - to) / 10 }, (_, index) => ({ ago: from - index * 10, kind: "heartbeat" }))
  return {
    id: unit.id,
    buildingId: unit.buildingId,
    accountId: account.id,
    at: (ago: number) => new Date(now - ago * MINUTE),
    send,
    beats,
  }
}
type Unit = Awaited<ReturnType<typeof newUnit>>

const state = (ago: number, to: string, rest: object = {}) => ({ ago, kind: "state", state: to, ...rest })

const intervalsOf = ({ id }: Unit) =>
  modules.database.owner<Array<SeenInterval & { state: string; startedAt: Date }>>`
    select state, class, rule, started_at as "startedAt", ended_at as "endedAt" from equipment.state_intervals
    where unit_id = ${id} and state not in ('in-service', 'unknown') order by started_at`
const decisionsOf = ({ id }: Unit) =>
  modules.database.owner<Array<Record<string, unknown>>>`
    select class, class_before as before, rule_before as rule, reason, decided_by as by from equipment.class_decisions
    where unit_id = ${id} order by id`

const firstOf = async (unit: Unit) => {
  const [interval] = await intervalsOf(unit)
  if (interval === undefined) throw new Error("The unit was never out.")
  return interval
}

const decide = async (
  unit: Unit,
  its: "planned" | "external" | "unplanned" | null,
  seen?: Awaited<ReturnType<typeof firstOf>>,
  reason = "Flood in the pit",
) => {
  const interval = seen ?? (await firstOf(unit))
  const wanted = {
    unitId: unit.id,
    startedAt: interval.startedAt,
    seen: interval,
    class: its,
    reason,
  }
  return modules.run(
    decideClass({ ...portalItself, name: "Pat Doe" }, wanted, new Date()).pipe(
      Effect.as("done"),
      Effect.catchTag("IntervalChanged", () => Effect.succeed("changed")),
    ),
  )
}

/** Out of order from 120 to 60 minutes ago, in service before and after. */
const anOutage = async (rest: object = { fault: "door-closing" }) => {
  const unit = await newUnit()
  await unit.send(
    state(180, "in-service"),
    ...unit.beats(170, 0),
    state(120, "out-of-order", rest),
    state(60, "in-service"),
  )
  return unit
}

const days = (unit: Unit) => {
  const [first, last] = [unit.at(180), new Date()].map((at) => dayAt(at, "UTC")) as [string, string]
  return { first, until: addDays(last, 1) }
}
const figureOf = async (unit: Unit) => {
  const now = new Date()
  const { times, explained } = await modules.run(
    Effect.gen(function* () {
      const found = yield* unitDetail(unit.id)
      if (found === null) throw new Error("There is no such unit.")
      const [one] = yield* unitTimes({ unitIds: [unit.id] }, days(unit), now)
      return { times: one, explained: yield* unitExplanation(found, days(unit), now) }
    }).pipe(reading, as(everything)),
  )
  expect(explained.time).toEqual(times?.time)
  return contractualAvailability(explained.time)
}
/** Contractual milliseconds of the unit's months, as lists of many units read them. */
const monthsOf = ({ id }: Unit) =>
  modules.database.owner<Array<{ external: number; unplanned: number }>>`
    select sum(agreed_external)::float8 as external, sum(agreed_unplanned)::float8 as unplanned from equipment.unit_months where unit_id = ${id}`

describe("a decision of staff", () => {
  test("changes how the interval counts, and every figure with it at once", async () => {
    const unit = await anOutage()
    expect(await figureOf(unit)).toBeLessThan(1)
    expect(await monthsOf(unit)).toEqual([{ external: 0, unplanned: 60 * MINUTE }])
    expect(await decide(unit, "external")).toBe("done")
    expect(await intervalsOf(unit)).toMatchObject([{ class: "external", rule: "by-hand" }])
    expect(await figureOf(unit)).toBe(1)
    expect(await monthsOf(unit)).toEqual([{ external: 60 * MINUTE, unplanned: 0 }])
    expect(await decisionsOf(unit)).toEqual([
      { class: "external", before: "unplanned", rule: "otherwise", reason: "Flood in the pit", by: "Pat Doe" },
    ])
  })

  test("is in the audit log of the unit's account, once", async () => {
    const unit = await anOutage()
    const seen = await firstOf(unit)
    await decide(unit, "external", seen)
    await decide(unit, "external", seen)
    const entries = await modules.database.owner`
      select e.actor, e.subject, e.detail from access.audit_entries e join equipment.units u on u.account_id = e.account_id
      join equipment.buildings b on b.id = u.building_id
      where u.id = ${unit.id} and e.action = 'down-time-classed' and e.subject = u.name || ', ' || b.name`
    expect(entries).toMatchObject([
      {
        actor: "Pat Doe",
        detail: {
          from: seen.startedAt.toISOString(),
          before: "unplanned",
          after: "external",
          reason: "Flood in the pit",
        },
      },
    ])
  })

  test("holds when later messages rebuild the history, however they move the interval's ends", async () => {
    const unit = await anOutage()
    await decide(unit, "planned")
    await unit.send(state(130, "out-of-order", { fault: "door-closing" }), state(70, "in-service"))
    expect(await intervalsOf(unit)).toMatchObject([
      { class: "planned", rule: "by-hand", startedAt: unit.at(130), endedAt: unit.at(70) },
    ])
  })

  test("on an interval that goes on holds to its end, and does not speak for the next one", async () => {
    const unit = await newUnit()
    await unit.send(state(40, "in-service"), ...unit.beats(40, 0), state(30, "out-of-order"), state(0, "out-of-order"))
    await decide(unit, "external")
    await unit.send(state(-2, "in-service"), state(-4, "out-of-order", { fault: "position-lost" }))
    expect(await intervalsOf(unit)).toMatchObject([
      { class: "external", rule: "by-hand", endedAt: unit.at(-2) },
      { class: "unplanned", rule: "otherwise", startedAt: unit.at(-4), endedAt: null },
    ])
  })

  test("can be taken back: the interval then counts by the rule it would have without any", async () => {
    const unit = await newUnit()
    await unit.send(
      state(180, "in-service"),
      ...unit.beats(170, 0),
      { ago: 125, kind: "mode", mode: "fire-operation" },
      state(120, "out-of-order"),
      state(60, "in-service"),
    )
    expect(await intervalsOf(unit)).toMatchObject([{ class: "external", rule: "external-mode" }])
    await decide(unit, "unplanned")
    expect(await decide(unit, null, undefined, "It was a fire drill after all")).toBe("done")
    expect(await intervalsOf(unit)).toMatchObject([{ class: "external", rule: "external-mode" }])
    await unit.send({ ago: 90, kind: "heartbeat" }, { ago: 55, kind: "counters", starts: 1, runSeconds: 1 })
    expect(await intervalsOf(unit)).toMatchObject([{ class: "external", rule: "external-mode" }])
    expect(await decisionsOf(unit)).toMatchObject([
      { class: "unplanned", before: "external", rule: "external-mode" },
      { class: null, before: "unplanned", rule: "by-hand" },
    ])
  })

  test("on an interval from a file is taken back to what the file said", async () => {
    const unit = await newUnit()
    const interval = {
      ...{ unitId: unit.id, accountId: unit.accountId, buildingId: unit.buildingId, state: "out-of-order" as const },
      ...{ reason: "Water", fault: null, entrapment: false, class: "planned" as const, rule: "import" as const },
      ...{ source: "import" as const, startedAt: unit.at(5000), endedAt: unit.at(4000) },
    }
    const imported = Effect.gen(function* () {
      yield* UnitHistory.insertIntervals([interval])
      yield* reckonMonths([{ unitId: unit.id, from: 0 }])
    })
    await modules.run(imported.pipe(transactional, as(everything)))
    await decide(unit, "unplanned")
    await decide(unit, "external", undefined, "On second thoughts")
    await decide(unit, null, undefined, "The file was right")
    expect(await intervalsOf(unit)).toMatchObject([{ class: "planned", rule: "import" }])
  })

  test("sent twice is one", async () => {
    const unit = await anOutage()
    const seen = await firstOf(unit)
    expect(await Promise.all([decide(unit, "external", seen), decide(unit, "external", seen)])).toEqual([
      "done",
      "done",
    ])
    expect(await decisionsOf(unit)).toHaveLength(1)
  })

  test("about an interval that looked otherwise then is not made", async () => {
    const unit = await anOutage()
    const seen = await firstOf(unit)
    await unit.send(state(65, "in-service"))
    expect(await decide(unit, "external", seen)).toBe("changed")
    expect(await decide(unit, "external", { ...seen, startedAt: unit.at(180) })).toBe("changed")
    expect(await decide(unit, null)).toBe("changed")
    expect(await decisionsOf(unit)).toEqual([])
  })
})
