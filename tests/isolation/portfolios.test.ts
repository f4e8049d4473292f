import type { Effect } from "effect"
import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import {
  addMember,
  addToPortfolio,
  addUser,
  deletePortfolio,
  makePortfolio,
  openAccount,
  portalItself,
  removeFromPortfolio,
} from "#access"
import { addUnits, fleetSize, unitPage } from "#equipment"
import { as, reading, type Tx } from "#kernel/database/database.ts"
import type { Viewer } from "#kernel/database/viewer.ts"
import type { Services } from "../../web/composition.ts"
import { type Modules, testModules } from "../support/modules.ts"

let modules: Modules
let userId = 0
let accounts = 0
beforeAll(async () => {
  modules = await testModules()
  const user = { email: "sees@portfolios.example", name: "Sees", password: "a long password", locale: "en-GB" }
  userId = (await run(addUser({ ...user, timeZone: "UTC", staffRole: null }))).id
})
afterAll(() => modules.stop())

const run: Modules["run"] = (effect) => modules.run(effect)
const newAccount = async () => {
  accounts += 1
  return (await run(openAccount({ name: `Account ${accounts}`, country: "GB", timeZone: "Europe/London" }))).id
}

describe("what a member sees after whatever changes", () => {
  const made = async (accountId: number, name: string) =>
    (await run(makePortfolio({ accountId, name, buildingIds: [], units: [] }))).id
  const someChanges = fc.array(
    fc.record({
      do: fc.constantFrom("add", "remove", "grow", "move", "delete"),
      portfolio: fc.nat(1),
      buildings: fc.array(fc.nat(3), { maxLength: 2 }),
      units: fc.array(fc.nat(7), { maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 8 },
  )
  const everything = { text: "", building: null, buildingName: "", address: null, kind: null, states: [] } as const
  const place = (building: number) => ({
    building: {
      key: `B${building}`,
      name: `B${building}`,
      timeZone: "UTC",
      latitude: null,
      longitude: null,
      use: null,
    },
    address: { street: `${building} Street`, locality: "London", region: null, postalCode: null, country: "GB" },
  })
  const unitAt = (number: number, building: number) => ({
    unit: { equipmentNumber: `U${number}`, name: `Lift ${number}`, kind: "lift" as const },
    ...place(building),
  })

  test("is what a plain reading of the portfolios says", async () => {
    await fc.assert(
      fc.asyncProperty(someChanges, async (changes) => {
        const account = await newAccount()
        const where = new Map(Array.from({ length: 8 }, (_, n) => [n, n % 4]))
        await run(
          addUnits(
            account,
            [...where].map(([n, building]) => unitAt(n, building)),
          ),
        )
        const rows = await modules.database.owner<Array<{ id: number; n: number; building: number; name: string }>>`
          select u.id, substr(u.equipment_number, 2)::int as n, b.id as building, b.name from equipment.units u
          join equipment.buildings b on b.id = u.building_id where u.account_id = ${account}`
        const unitIds = new Map(rows.map(({ n, id }) => [n, id]))
        const buildingIds = new Map(rows.map(({ name, building }) => [Number(name.slice(1)), building]))
        const idOf = (ids: ReadonlyMap<number, number>, n: number) => ids.get(n) ?? 0
        const portfolios = [await made(account, "First"), await made(account, "Second")]
        await run(addMember({ accountId: account, userId, role: "viewer", portfolioIds: portfolios }))
        const [membership] = await modules.database
          .owner`select id from access.memberships where account_id = ${account}`
        const viewer: Viewer = { reach: "portfolios", accountId: account, membershipId: membership?.["id"] }
        const model = [0, 1].map(() => ({ gone: false, buildings: new Set<number>(), units: new Set<number>() }))

        for (const change of changes) {
          const id = portfolios[change.portfolio] ?? 0
          const held = model[change.portfolio]
          if (held === undefined) continue
          const contents = {
            accountId: account,
            id,
            buildingIds: change.buildings.map((n) => idOf(buildingIds, n)),
            units: change.units.map((n) => ({
              id: idOf(unitIds, n),
              buildingId: idOf(buildingIds, where.get(n) ?? 0),
            })),
          }
          if (change.do === "grow" || change.do === "move") {
            // A unit is added to a building, or turns out to be in another one.
            const [building = 0] = change.buildings
            const n = change.do === "grow" ? where.size : (change.units[0] ?? 0)
            where.set(n, building)
            for (const { id: unit } of await run(addUnits(account, [unitAt(n, building)]))) unitIds.set(n, unit)
          } else if (change.do === "delete") {
            if (!held.gone) await run(deletePortfolio(portalItself, account, id))
            held.gone = true
          } else if (!held.gone && change.do === "add") {
            await run(addToPortfolio(portalItself, contents))
            for (const n of change.buildings) {
              held.buildings.add(n)
              for (const unit of held.units) if (where.get(unit) === n) held.units.delete(unit)
            }
            for (const n of change.units) if (!held.buildings.has(where.get(n) ?? 0)) held.units.add(n)
          } else if (!held.gone) {
            await run(removeFromPortfolio(portalItself, contents))
            for (const n of change.buildings) held.buildings.delete(n)
            for (const n of change.units) held.units.delete(n)
          }
        }

        const present = model.filter(({ gone }) => !gone)
        const units = [...where].filter(([n, building]) =>
          present.some((held) => held.buildings.has(building) || held.units.has(n)),
        )
        const buildings = new Set([
          ...units.map(([, building]) => building),
          ...present.flatMap((held) => [...held.buildings]),
        ])
        const look = <A>(query: Effect.Effect<A, never, Tx>) =>
          run(query.pipe(reading, as(viewer)) as Effect.Effect<A, never, Services>)
        for (const by of ["building", "number"] as const) {
          const page = { size: 100, number: 1 }
          const seen = await look(unitPage(everything, { by, descending: false }, page, new Date()))
          expect(seen.map(({ number }) => number).toSorted()).toEqual(units.map(([n]) => `U${n}`).toSorted())
        }
        expect(await look(fleetSize)).toEqual({ units: units.length, buildings: buildings.size })
      }),
      { numRuns: 12 },
    )
  })
})
