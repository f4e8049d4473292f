import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { openAccount } from "#access"
import { type Modules, testModules } from "../../../tests/support/modules.ts"
import { addUnits } from "./add-units.ts"
import { connectGateway, gatewayOfToken } from "./connect-gateway.ts"
import { recordTelemetry } from "./record-telemetry.ts"

let modules: Modules
beforeAll(async () => {
  modules = await testModules()
})
afterAll(() => modules.stop())

const MINUTE = 60_000

let made = 0
/** A unit with a gateway of its own, which sends what it is given in one request. */
const newUnit = async (timeZone = "Europe/London") => {
  const number = `U-${(made += 1)}`
  const account = await modules.run(openAccount({ name: `Account of ${number}`, country: "GB", timeZone }))
  const [unit] = await modules.run(
    addUnits(account.id, [
      {
        unit: { equipmentNumber: number, name: "Lift", kind: "lift" },
        building: { key: "b", name: "House", timeZone, latitude: null, longitude: null, use: null },
        address: { street: "1 Street", locality: "Town", region: null, postalCode: null, country: "GB" },
      },
    ]),
  )
  const { token } = await modules.run(connectGateway({ accountId: account.id, name: "Gateway", unitIds: "all" }))
  const gateway = await modules.run(gatewayOfToken(token))
  if (unit === undefined || gateway === null) throw new Error("The unit has no gateway.")
  return {
    id: unit.id,
    send: (...messages: ReadonlyArray<object>) =>
      modules.run(
        recordTelemetry(
          gateway,
          messages.map((message) => JSON.stringify({ unit: number, ...message })),
        ),
      ),
  }
}
type Unit = Awaited<ReturnType<typeof newUnit>>

const historyOf = ({ id }: Unit) =>
  modules.database.owner<Array<{ state: string; from: Date; to: Date | null }>>`
    select state, started_at as "from", ended_at as "to" from equipment.state_intervals where unit_id = ${id} order by started_at`
const daysOf = ({ id }: Unit) =>
  modules.database.owner<Array<{ day: string; starts: number; run: number }>>`
    select day::text, starts, run_seconds as run from equipment.unit_days where unit_id = ${id} order by day`

const states = ["in-service", "degraded", "out-of-order", "planned-outage"] as const

/** What the messages tell, read plainly: neighbours in the same state are one stretch, the last one is open. */
const plainHistory = (told: ReadonlyArray<{ readonly at: Date; readonly state: string }>) => {
  const history: Array<{ state: string; from: Date; to: Date | null }> = []
  for (const { at, state } of told.toSorted((a, b) => a.at.getTime() - b.at.getTime())) {
    const last = history.at(-1)
    if (last?.state === state) continue
    if (last !== undefined) last.to = at
    history.push({ state, from: at, to: null })
  }
  return history
}

describe("a unit's history", () => {
  test("is what its messages tell, whatever their order, however they are parted into requests and repeated", async () => {
    const someMessages = fc.uniqueArray(
      fc.record({ minute: fc.integer({ min: 1, max: 40_000 }), state: fc.constantFrom(...states) }),
      {
        selector: ({ minute }) => minute,
        minLength: 1,
        maxLength: 12,
      },
    )
    await fc.assert(
      fc.asyncProperty(
        someMessages,
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 12, maxLength: 12 }),
        fc.nat(11),
        async (order, sizes, again) => {
          const now = Date.now()
          const messages = order.map(({ minute, state }) => ({
            kind: "state",
            at: new Date(now - minute * MINUTE).toISOString(),
            state,
          }))
          const unit = await newUnit()
          const rest = [...messages]
          for (const size of sizes) if (rest.length > 0) await unit.send(...rest.splice(0, size))
          const repeated = messages[again % messages.length]
          expect(await unit.send(repeated ?? {})).toEqual({ accepted: 0, duplicates: 1, rejected: [] })
          // Before its first message a unit is unknown; that stretch begins when it was connected.
          const told = (await historyOf(unit)).filter(({ state }) => state !== "unknown")
          expect(told).toEqual(plainHistory(messages.map(({ at, state }) => ({ at: new Date(at), state }))))
          const [present] = await modules.database
            .owner`select state from equipment.unit_states where unit_id = ${unit.id}`
          expect(present?.["state"]).toBe(told.at(-1)?.state)
        },
      ),
      { numRuns: 25 },
    )
  })

  test("takes what is late or a little early, and refuses what cannot be", async () => {
    const unit = await newUnit()
    const at = (minutes: number) => new Date(Date.now() + minutes * MINUTE).toISOString()
    const heartbeat = (minutes: number) => ({ kind: "heartbeat", at: at(minutes) })
    const receipt = await unit.send(heartbeat(4), heartbeat(6), heartbeat(-34 * 24 * 60), heartbeat(-36 * 24 * 60))
    expect(receipt.accepted).toBe(2)
    expect(receipt.rejected).toEqual([
      { line: 2, reason: "at is more than 5 minutes in the future" },
      { line: 4, reason: "at is more than 35 days ago" },
    ])
  })
})

describe("what a unit did", () => {
  test("is counted on the day of its building, on either side of the date line", async () => {
    for (const timeZone of ["Pacific/Auckland", "America/Chicago", "Europe/Berlin", "Pacific/Kiritimati"]) {
      const unit = await newUnit(timeZone)
      const begun = Date.now() - 30 * 3_600_000
      const hours = Array.from({ length: 30 }, (_, i) => ({ at: new Date(begun + i * 3_600_000), starts: i * 10 }))
      await unit.send(
        ...hours.map(({ at, starts }) => ({ kind: "counters", at: at.toISOString(), starts, runSeconds: starts * 15 })),
      )
      const dayOf = new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" })
      const expected = Map.groupBy(hours.slice(1), ({ at }) => dayOf.format(at))
      expect(await daysOf(unit), timeZone).toEqual(
        [...expected].map(([day, counted]) => ({ day, starts: counted.length * 10, run: counted.length * 150 })),
      )
    }
  })

  test("adds up over requests, goes on from nought after a reset, and is not counted twice when it comes again", async () => {
    const unit = await newUnit("UTC")
    const begun = Date.now() - 20 * MINUTE
    const counters = (minute: number, starts: number) => ({
      kind: "counters",
      at: new Date(begun + minute * MINUTE).toISOString(),
      starts,
      runSeconds: starts,
    })
    await unit.send(counters(0, 1000))
    await unit.send(counters(1, 1010))
    await unit.send(counters(1, 1010), counters(2, 1015))
    await unit.send(counters(3, 4), counters(4, 10))
    await unit.send(counters(1, 1010), counters(3, 4))
    // Late, between what is known already: nothing is added, nothing is lost.
    await unit.send({ ...counters(2, 1016), at: new Date(begun + 2.5 * MINUTE).toISOString() })
    const total = (await daysOf(unit)).reduce((sum, { starts }) => sum + starts, 0)
    expect(total).toBe(15 + 10)
  })

  test("is all there when many requests about it meet, each with some of the same messages", async () => {
    const unit = await newUnit("UTC")
    const begun = Date.now() - 60 * MINUTE
    const counters = (i: number) => ({
      kind: "counters",
      seq: i,
      at: new Date(begun + i * 1000).toISOString(),
      starts: i,
      runSeconds: i,
    })
    await unit.send(counters(0))
    const batches = Array.from({ length: 8 }, (_, batch) =>
      Array.from({ length: 30 }, (_, i) => counters(batch * 20 + i)),
    )
    const receipts = await Promise.all(batches.map((batch) => unit.send(...batch)))
    expect(receipts.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(7 * 20 + 30 - 1)
    const total = (await daysOf(unit)).reduce((sum, { starts }) => sum + starts, 0)
    expect(total).toBe(7 * 20 + 29)
  })
})
