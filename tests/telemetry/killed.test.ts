import { afterAll, beforeAll, expect, test } from "vitest"
import { openAccount } from "#access"
import { addUnits, connectGateway, rollUpTelemetry } from "#equipment"
import { type Modules, testModules } from "../support/modules.ts"
import { report } from "../support/portal.ts"
import { killAll, startServer } from "../support/processes.ts"

const LIVES = 2
const BATCH = 50

let modules: Modules
let token: string
beforeAll(async () => {
  modules = await testModules()
  const account = await modules.run(openAccount({ name: "Customer", country: "GB", timeZone: "UTC" }))
  await modules.run(
    addUnits(account.id, [
      {
        unit: { equipmentNumber: "LIFT-1", name: "Lift", kind: "lift" },
        building: { key: "b", name: "House", timeZone: "UTC", latitude: null, longitude: null, use: null },
        address: { street: "1 Street", locality: "Town", region: null, postalCode: null, country: "GB" },
      },
    ]),
  )
  ;({ token } = await modules.run(connectGateway({ accountId: account.id, name: "Gateway", unitIds: "all" })))
})
afterAll(async () => {
  killAll()
  await modules.stop()
})

test("nothing that was accepted is lost, and nothing doubled, when the server is killed again and again", async () => {
  const begun = Date.now() - 3_600_000
  const message = (seq: number) => ({
    unit: "LIFT-1",
    kind: "counters",
    seq,
    at: new Date(begun + seq * 100).toISOString(),
    starts: seq,
    runSeconds: seq * 15,
  })
  const accepted = new Set<number>()
  const post = async (url: string, from: number) => {
    const batch = Array.from({ length: BATCH }, (_, i) => from + i)
    const answer = await report(url, token, ...batch.map(message))
    expect(answer.status).toBe(202)
    const receipt = (await answer.json()) as { readonly accepted: number; readonly duplicates: number }
    expect(receipt.accepted + receipt.duplicates).toBe(BATCH)
    for (const seq of batch) accepted.add(seq)
  }
  let next = 0
  for (let life = 0; life < LIVES; life++) {
    const { said: url, kill } = await startServer(modules.database.ownerUrl)
    for (let i = 0; i < 3; i++, next += BATCH) await post(url, next)
    // Killed while a request is on its way. The gateway sends again what was not acknowledged, as after any other silence.
    const underWay = Promise.allSettled([post(url, next), post(url, next), post(url, next)])
    await kill()
    await underWay
  }
  const { said: url } = await startServer(modules.database.ownerUrl)
  await post(url, next)
  const highest = next + BATCH - 1

  const { owner } = modules.database
  const stored = await owner<Array<{ seq: number }>>`select seq::int from equipment.telemetry order by seq`
  expect(stored.map(({ seq }) => seq)).toEqual(Array.from({ length: highest + 1 }, (_, seq) => seq))
  expect(accepted.size).toBe(stored.length)
  while ((await modules.run(rollUpTelemetry(new Date()))) > 0);
  const [sum] = await owner`select sum(starts)::int as starts, sum(run_seconds)::int as run from equipment.unit_days`
  expect(sum).toEqual({ starts: highest, run: highest * 15 })
})
