import fc from "fast-check"
import { Effect } from "effect"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openAccount } from "#access"
import { as } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { type Modules, testModules } from "../../../tests/support/modules.ts"
import type { UnitWork } from "../domain/work-history.ts"
import { addUnits } from "./add-units.ts"
import { connectGateway, gatewayOfToken } from "./connect-gateway.ts"
import { noticeSilence } from "./notice-silence.ts"
import { recordTelemetry } from "./record-telemetry.ts"
import { recordWork } from "./record-work.ts"
import { rollUpTelemetry } from "./roll-up-telemetry.ts"
import { tellHistories } from "./tell-histories.ts"

let modules: Modules
beforeAll(async () => {
  modules = await testModules()
})
afterAll(() => modules.stop())

const MINUTE = 60_000
/** Steps of the clock from which everything here is. */
const STEPS = 60
const begun = Math.floor(Date.now() / MINUTE) * MINUTE - STEPS * 8 * MINUTE
const at = (step: number) => begun + step * 8 * MINUTE

let made = 0
/** Two units of an account of their own, as alike as can be. */
const twins = async (connected: boolean) => {
  const name = `Account ${(made += 1)}`
  const account = await modules.run(openAccount({ name, country: "GB", timeZone: "Asia/Kolkata" }))
  const building = { key: "b", name: "House", timeZone: "Asia/Kolkata", latitude: null, longitude: null, use: null }
  const address = { street: "1 Street", locality: "Town", region: null, postalCode: null, country: "IN" }
  const units = await modules.run(
    addUnits(
      account.id,
      ["A", "B"].map((number) => ({
        ...{ building, address, unit: { equipmentNumber: number, name: "Lift", kind: "lift" as const } },
      })),
    ),
  )
  const stored = await modules.database.owner<
    Array<{ id: number; number: string; accountId: number; buildingId: number }>
  >`select id, equipment_number as number, account_id as "accountId", building_id as "buildingId" from equipment.units
    where account_id = ${account.id} order by id`
  expect(stored).toHaveLength(units.length)
  if (!connected) return { units: stored, gateway: null }
  const { token } = await modules.run(connectGateway({ accountId: account.id, name: "Gateway", unitIds: "all" }))
  // It has spoken for them since before the first message.
  await modules.database
    .owner`update equipment.units set connected_since = ${new Date(at(0))} where account_id = ${account.id}`
  return { units: stored, gateway: await modules.run(gatewayOfToken(token)) }
}
type Twins = Awaited<ReturnType<typeof twins>>
type TestUnit = Twins["units"][number]

const historyOf = (unit: TestUnit) =>
  modules.database.owner<Array<{ startedAt: Date; endedAt: Date | null }>>`
    select state, fault, reason, class, rule, source, started_at as "startedAt", ended_at as "endedAt"
    from equipment.state_intervals where unit_id = ${unit.id} order by started_at`
const presentOf = (unit: TestUnit) =>
  modules.database.owner`
    select state, since, reason, fault, entrapment from equipment.unit_states where unit_id = ${unit.id}`
/** A month of which nothing is known counts nothing, whether it has a row or not. */
const monthsOf = (unit: TestUnit) =>
  modules.database.owner`
    select month, up::text, planned::text, unplanned::text from equipment.unit_months
    where unit_id = ${unit.id} and up + planned + external + unplanned > 0 order by month`

const someSpan = fc.tuple(fc.nat(STEPS - 2), fc.integer({ min: 1, max: 12 }))
const someWork = fc
  .record({
    span: someSpan,
    goesOn: fc.boolean(),
    state: fc.constantFrom("planned-outage" as const, "out-of-order" as const),
    leftAs: fc.option(fc.constantFrom("in-service" as const, "degraded" as const, "out-of-order" as const)),
  })
  .map(({ span: [from, length], goesOn, state, leftAs }): UnitWork => {
    const to = Math.min(from + length, STEPS - 1)
    return {
      ...{ state, external: false, reason: "" },
      down: { from: at(from), to: goesOn ? Infinity : at(to) },
      left: goesOn || leftAs === null ? null : { at: at(to), state: leftAs },
    }
  })
const nothing: UnitWork = { down: null, state: "planned-outage", external: false, reason: "", left: null }
const someOrder = fc.constantFrom("order 1", "order 2", "order 3")
const someState = fc.constantFrom("in-service", "degraded", "out-of-order")
const someStep = fc.oneof(
  { weight: 3, arbitrary: fc.record({ work: someWork, toldBy: someOrder }) },
  fc.record({ work: fc.constant(nothing), toldBy: someOrder }),
  { weight: 2, arbitrary: fc.record({ message: someState, after: fc.nat(5), entrapment: fc.boolean() }) },
  fc.record({ file: someSpan, up: fc.boolean() }),
  fc.constant("forget messages" as const),
)

const tell = (unit: TestUnit, toldBy: string, work: UnitWork) =>
  modules.run(recordWork(unit, toldBy, { ...work, reason: `Service ${toldBy}` }, new Date()).pipe(as(everything)))
const file = ({ units }: Twins, from: number, to: number, state: "in-service" | "out-of-order") => {
  const isUp = state === "in-service"
  const piece = {
    state,
    reason: null,
    class: isUp ? null : ("unplanned" as const),
    rule: isUp ? "up" : "otherwise",
  } as const
  const decided = { spans: [{ from, to }], bySaying: true }
  return modules.run(
    tellHistories(
      units.map((unit) => ({ unit, pieces: [{ ...piece, from, to }], decided })),
      new Date(),
    ).pipe(Effect.asVoid, as(everything)),
  )
}

test("however work was told, corrected and taken away, the history is what its last word makes of what is known", async () => {
  await fc.assert(
    fc.asyncProperty(fc.boolean(), fc.array(someStep, { minLength: 4, maxLength: 14 }), async (connected, steps) => {
      const both = await twins(connected)
      const [unit, other] = both.units
      if (unit === undefined || other === undefined) throw new Error("There are no twins.")
      const last = new Map<string, UnitWork>()
      let heard = 0
      for (const step of steps) {
        if (step === "forget messages") await modules.database.owner`truncate equipment.telemetry`
        else if ("work" in step) {
          last.set(step.toldBy, step.work)
          await tell(unit, step.toldBy, step.work)
        } else if ("file" in step) {
          const [from, length] = step.file
          await file(both, at(from), at(Math.min(from + length, STEPS - 1)), step.up ? "in-service" : "out-of-order")
        } else if (both.gateway !== null) {
          heard = Math.min(heard + step.after, STEPS)
          const entrapment = step.entrapment && step.message === "out-of-order"
          const told = { kind: "state", state: step.message, entrapment, at: new Date(at(heard)).toISOString() }
          const lines = both.units.map(({ number }) => JSON.stringify({ ...told, unit: number }))
          await modules.run(recordTelemetry(both.gateway, lines))
          await modules.run(rollUpTelemetry(new Date()))
        }
      }
      for (const [toldBy, work] of last) await tell(other, toldBy, work)
      await modules.run(noticeSilence(new Date()))
      expect(await historyOf(unit)).toEqual(await historyOf(other))
      expect(await presentOf(unit)).toEqual(await presentOf(other))
      expect(await monthsOf(unit)).toEqual(await monthsOf(other))
      for (const toldBy of last.keys()) await tell(unit, toldBy, nothing)
      expect((await historyOf(unit)).filter((interval) => "source" in interval && interval.source === "work")).toEqual(
        [],
      )
      const [left] = await modules.database.owner`
        select count(*)::int as n from equipment.covered_intervals where unit_id = ${unit.id}`
      expect(left).toEqual({ n: 0 })
    }),
    { numRuns: 6 },
  )
})
