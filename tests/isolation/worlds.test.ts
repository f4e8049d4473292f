import { Effect } from "effect"
import fc from "fast-check"
import { afterAll, beforeAll, expect, test } from "vitest"
import { addMember, addUser, makePortfolio, openAccount } from "#access"
import { addUnits, connectGateway } from "#equipment"
import { openOrder } from "#maintenance"
import { as } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { type Portal, testPortal } from "../support/portal.ts"
import { beginning, hidden, NEVER, shown } from "./asking.ts"
import { type Cast, found, type KnownUnit, type Person, secretsFor } from "./cast.ts"
import { everyRoute } from "./table.ts"

const PASSWORD = "a password for worlds"
let portal: Portal

beforeAll(async () => {
  portal = await testPortal()
})
afterAll(() => portal.stop())

const roles = ["owner", "manager", "viewer"] as const

/** Accounts with buildings of one to three units; people with a role in one of them, of the whole account or of portfolios. */
const someWorld = fc.record({
  accounts: fc.array(fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 }), {
    minLength: 2,
    maxLength: 3,
  }),
  /** In the first account: buildings and single units of each portfolio, by place, wrapping round. */
  portfolios: fc.array(
    fc.record({ buildings: fc.array(fc.nat(3), { maxLength: 2 }), units: fc.array(fc.nat(8), { maxLength: 2 }) }),
    { minLength: 2, maxLength: 2 },
  ),
  people: fc.array(
    fc.record({
      account: fc.nat(2),
      role: fc.constantFrom(...roles),
      portfolios: fc.subarray([0, 1]),
      ended: fc.boolean(),
    }),
    { minLength: 2, maxLength: 4 },
  ),
})
type World = typeof someWorld extends fc.Arbitrary<infer A> ? A : never

const at = <A>(list: ReadonlyArray<A>, place: number): A => list[place % list.length] as A
const run: Portal["runtime"]["runPromise"] = (effect) => portal.runtime.runPromise(effect)

const nobody = { userId: null, name: "The service company", staffRole: null }

let worlds = 0
/** Puts the world into the database; every name in it is one that no other text holds. */
const build = async (world: World): Promise<Pick<Cast, "units" | "people">> => {
  worlds += 1
  const word = (kind: string, ...places: ReadonlyArray<number>) => `${kind}${[worlds, ...places].join("x")}q`
  const accounts: Array<{ id: number; name: string }> = []
  for (const [a, buildings] of world.accounts.entries()) {
    const name = word("Holding", a)
    const { id } = await run(openAccount({ name, country: "GB", timeZone: "Europe/London" }))
    accounts.push({ id, name })
    await run(
      addUnits(
        id,
        buildings.flatMap((count, b) =>
          Array.from({ length: count }, (_, u) => ({
            unit: { equipmentNumber: word("N", a, b, u), name: `Lift ${u}`, kind: "lift" as const },
            building: {
              ...{ key: word("K", a, b), name: word("House", a, b), timeZone: "Europe/London" },
              ...{ latitude: null, longitude: null, use: null },
            },
            address: {
              street: word("Street", a, b),
              locality: "London",
              region: null,
              postalCode: null,
              country: "GB",
            },
          })),
        ),
      ),
    )
    await run(connectGateway({ accountId: id, name: "Gateway", unitIds: "all" }))
  }
  await portal.database.owner`
    update equipment.units set contract_number = 'C' || account_id where account_id = any(${accounts.map(({ id }) => id)})`
  const found = await portal.database.owner<Array<Omit<KnownUnit, "visitId">>>`
    select u.id, u.equipment_number as number, u.name, b.id as "buildingId", b.name as building, a.id as "addressId", a.street,
      c.id as "accountId", c.name as account, u.contract_number as contract
    from equipment.units u join equipment.buildings b on b.id = u.building_id
    join equipment.addresses a on a.id = u.address_id join access.accounts c on c.id = u.account_id
    where u.account_id = any(${accounts.map(({ id }) => id)}) order by u.id`
  const units: Array<KnownUnit> = []
  for (const unit of found) {
    const visit = openOrder(nobody, { unitId: unit.id, activity: "maintenance", title: "A visit" }, new Date())
    units.push({ ...unit, visitId: await run(visit.pipe(as(everything), Effect.orDie)) })
  }
  const first = at(accounts, 0)
  const mine = units.filter((unit) => unit.accountId === first.id)
  const houses = [...new Set(mine.map((unit) => unit.buildingId))]
  const portfolios: Array<{ id: number; buildings: ReadonlySet<number>; units: ReadonlySet<number> }> = []
  for (const [p, content] of world.portfolios.entries()) {
    const buildingIds = content.buildings.map((place) => at(houses, place))
    const single = content.units.map((place) => at(mine, place))
    const { id } = await run(makePortfolio({ accountId: first.id, name: word("Folio", p), buildingIds, units: single }))
    portfolios.push({ id, buildings: new Set(buildingIds), units: new Set(single.map((unit) => unit.id)) })
  }
  const people: Array<Person> = []
  for (const [p, { account, role, portfolios: places, ended }] of world.people.entries()) {
    const into = at(accounts, account)
    // Only the first account has portfolios, and an owner sees everything.
    const narrow = role !== "owner" && into.id === first.id
    const held = narrow ? places.map((place) => at(portfolios, place)) : []
    const email = `${word("person", p).toLowerCase()}@worlds.example`
    const user = await run(
      addUser({ email, name: "Someone", password: PASSWORD, locale: "en-GB", timeZone: "UTC", staffRole: null }),
    )
    await run(
      addMember({
        ...{ accountId: into.id, userId: user.id, role },
        portfolioIds: narrow ? held.map(({ id }) => id) : "whole account",
        ...(ended ? { expiresAt: new Date(Date.now() - 1000) } : {}),
      }),
    )
    people.push({
      who: `${role} of ${into.name}, ${narrow ? `${held.length} portfolios` : "all of it"}${ended ? ", ended" : ""}`,
      visitor: await portal.signIn(email, PASSWORD),
      staff: false,
      accounts: ended ? [] : [into.name],
      sees: (unit) =>
        !ended &&
        unit.accountId === into.id &&
        (!narrow || held.some(({ buildings, units: single }) => buildings.has(unit.buildingId) || single.has(unit.id))),
    })
  }
  return { units, people }
}

const probes = Object.entries(everyRoute)

test("in whatever world, every route shows each person what is theirs, and of the rest not even that it is there", async () => {
  await fc.assert(
    fc.asyncProperty(someWorld, async (world) => {
      const { units, people } = await build(world)
      for (const person of people) {
        const secrets = secretsFor({ units, people: [], lakeshoreGateway: "" }, person)
        for (const [key, probe] of probes) {
          if ("about" in probe) {
            const own = new Set(units.filter(person.sees).map((unit) => probe.about(unit)))
            const never = await shown(await person.visitor.get(probe.address(NEVER)))
            for (const id of new Set(units.map((unit) => probe.about(unit)))) {
              const answer = await person.visitor.get(probe.address(id))
              if (own.has(id)) {
                expect(answer.status, `${person.who}: ${key}`).toBe(200)
                expect(found(secrets, await beginning(answer)), `${person.who}: ${key}`).toEqual([])
              } else expect(await shown(answer), `${person.who}: ${key}`).toEqual(never)
            }
          }
          if (!("lists" in probe)) continue
          for (const address of probe.lists(hidden({ units }, person))) {
            const text = await beginning(await person.visitor.get(address))
            const untyped = secrets.filter((secret) => !decodeURIComponent(address).includes(secret))
            expect(found(untyped, text), `${person.who}: ${address}`).toEqual([])
          }
        }
      }
    }),
    { numRuns: 2 },
  )
})
