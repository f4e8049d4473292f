import { type Effect, Layer, type ManagedRuntime } from "effect"
import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { addMember, addUser, makePortfolio, openAccount } from "#access"
import {
  addUnits,
  buildingAvailability,
  buildingChoices,
  buildingDetail,
  buildingsAtAddress,
  connectGateway,
  countUnits,
  daysOf,
  eventsOf,
  exportUnits,
  fleetSize,
  Intake,
  intervalsOf,
  setStateCounts,
  stateCounts,
  streetUnits,
  troubledUnits,
  unitDetail,
  type UnitExportRow,
  unitPage,
} from "#equipment"
import { Live } from "#kernel/bus/live.ts"
import { MessageBus } from "#kernel/bus/message-bus.ts"
import { as, Database, queryOutside, reading, type Tx } from "#kernel/database/database.ts"
import { APP_ROLE } from "#kernel/database/migrate.ts"
import { beginAs, type Viewer } from "#kernel/database/viewer.ts"
import { createRuntime, type Services } from "../../web/composition.ts"
import { testDatabase, type TestDatabase } from "../support/database.ts"

let database: TestDatabase
let runtime: ManagedRuntime.ManagedRuntime<Services, never>
let userId: number

beforeAll(async () => {
  database = await testDatabase()
  const base = Layer.mergeAll(Live.layer({ listening: false }), MessageBus.layer(database.appUrl, []), Intake.layer)
  runtime = createRuntime(base.pipe(Layer.provideMerge(Database.layer(database.appUrl, { read: 3, write: 3 }))))
  const user = await runtime.runPromise(
    addUser({
      email: "eyes@isolation.example",
      name: "Eyes",
      password: "a long password",
      locale: "en-GB",
      timeZone: "UTC",
      staffRole: null,
    }),
  )
  userId = user.id
})
afterAll(async () => {
  await runtime.dispose()
  await database.drop()
})

const run = <A, E>(effect: Effect.Effect<A, E, Services>) => runtime.runPromise(effect)

/** Accounts with buildings, each a list of the streets at which its units stand: two buildings may share a street. */
const someWorld = fc.record({
  accounts: fc.array(
    fc.array(fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
    { minLength: 2, maxLength: 3 },
  ),
  /** Of the first account: which buildings and which single units are in each of two portfolios (by place, wrapping round). */
  portfolios: fc.array(
    fc.record({
      buildings: fc.array(fc.nat(5), { maxLength: 2 }),
      units: fc.array(fc.nat(9), { maxLength: 3 }),
    }),
    { minLength: 2, maxLength: 2 },
  ),
  /** Which of the two the membership has. */
  has: fc.subarray([0, 1]),
})

interface Unit {
  readonly id: number
  readonly accountId: number
  readonly buildingId: number
  readonly addressId: number
}

const at = <A>(list: ReadonlyArray<A>, place: number): A => {
  const found = list[place % list.length]
  if (found === undefined) throw new Error("Nothing to choose from.")
  return found
}

const buildingNamed = (name: string) => ({
  key: name,
  name,
  timeZone: "Europe/London",
  latitude: null,
  longitude: null,
  use: null,
})
const addressIn = (street: string) => ({ street, locality: "London", region: null, postalCode: null, country: "GB" })

let worlds = 0
/** Puts the world into the database, beside those of earlier tries. */
const build = async (world: typeof someWorld extends fc.Arbitrary<infer A> ? A : never) => {
  worlds += 1
  const accountIds: Array<number> = []
  for (const [a, buildings] of world.accounts.entries()) {
    const { id } = await run(
      openAccount({ name: `World ${worlds}, account ${a}`, country: "GB", timeZone: "Europe/London" }),
    )
    accountIds.push(id)
    const units = buildings.flatMap((streets, b) =>
      streets.map((street, u) => ({
        unit: { equipmentNumber: `${b}-${u}`, name: `Lift ${u}`, kind: "lift" as const },
        building: buildingNamed(`Building ${b}`),
        address: addressIn(`${street} Long Street`),
      })),
    )
    await run(addUnits(id, units))
    await run(connectGateway({ accountId: id, name: "Gateway", unitIds: "all" }))
  }
  const units = await database.owner<Array<Unit>>`
    select id, account_id as "accountId", building_id as "buildingId", address_id as "addressId" from equipment.units
    where account_id = any(${accountIds}) order by account_id, id`
  await database.owner`
    insert into equipment.unit_days (unit_id, account_id, building_id, day, starts)
    select id, account_id, building_id, '2026-11-01', 1 from equipment.units where account_id = any(${accountIds})`
  // One in two is out of order, so that lists of trouble have something to show.
  await database.owner`update equipment.unit_states set state = 'out-of-order' where unit_id % 2 = 0 and account_id = any(${accountIds})`
  // Of one in three there is no live data, but something is said.
  await database.owner`delete from equipment.unit_states where unit_id % 3 = 0 and account_id = any(${accountIds})`
  await database.owner`
    insert into equipment.said_states (unit_id, said_by, account_id, state, since)
    select id, 'request 1', account_id, 'out-of-order', now() from equipment.units
    where id % 3 = 0 and account_id = any(${accountIds})`
  const accountId = at(accountIds, 0)
  const mine = units.filter((unit) => unit.accountId === accountId)
  const myBuildings = [...new Set(mine.map((unit) => unit.buildingId))]
  const contents = world.portfolios.map((portfolio) => ({
    buildingIds: portfolio.buildings.map((place) => at(myBuildings, place)),
    units: portfolio.units.map((place) => at(mine, place)).map(({ id, buildingId }) => ({ id, buildingId })),
  }))
  const made: Array<number> = []
  for (const [i, content] of contents.entries()) {
    made.push((await run(makePortfolio({ accountId, name: `Portfolio ${i}`, ...content }))).id)
  }
  await run(addMember({ accountId, userId, role: "viewer", portfolioIds: world.has.map((place) => at(made, place)) }))
  const [membership] = await database.owner<Array<{ id: number }>>`
    select id from access.memberships where account_id = ${accountId} and user_id = ${userId}`
  return { accountId, units, held: world.has.map((place) => at(contents, place)), membershipId: membership?.id ?? 0 }
}

/** What a plain reading of the portfolios lets a viewer see. */
const model = (units: ReadonlyArray<Unit>, sees: (unit: Unit) => boolean, wholeBuildings: ReadonlyArray<number>) => {
  const seen = units.filter(sees)
  return {
    units: seen.map((unit) => unit.id),
    buildings: [...new Set([...seen.map((unit) => unit.buildingId), ...wholeBuildings])],
    addresses: [...new Set(seen.map((unit) => unit.addressId))],
  }
}

const everyFilter = { text: "", building: null, buildingName: "", address: null, kind: null, states: [] } as const
const sorted = (ids: ReadonlyArray<number>) => [...new Set(ids)].toSorted((a, b) => a - b)
const NOW = new Date()

/** Asks every question that a page asks, and gathers whose units, buildings and addresses came out. */
const ask = async (viewer: Viewer, units: ReadonlyArray<Unit>) => {
  const look = <A>(query: Effect.Effect<A, never, never> | Effect.Effect<A, never, Tx>) =>
    run(query.pipe(reading, as(viewer)) as Effect.Effect<A, never, Services>)
  const ids = units.map((unit) => unit.id)
  const buildings = sorted(units.map((unit) => unit.buildingId))
  const addresses = sorted(units.map((unit) => unit.addressId))
  const exported: Array<UnitExportRow> = []
  const order = { by: "name", descending: false } as const
  await look(exportUnits(everyFilter, order, NOW, async (rows) => void exported.push(...rows)))
  const each = async <A>(list: ReadonlyArray<number>, question: (id: number) => Promise<ReadonlyArray<A>>) =>
    (await Promise.all(list.map(question))).flat()
  const after = new Date(0)
  return {
    size: await look(fleetSize),
    count: await look(countUnits(everyFilter)),
    inStates: (await look(stateCounts)).reduce((sum, state) => sum + state.units, 0),
    unitLists: {
      page: sorted((await look(unitPage(everyFilter, order, { size: 100, number: 1 }, NOW))).map((row) => row.id)),
      byFigure: sorted(
        (
          await look(unitPage(everyFilter, { by: "availability", descending: true }, { size: 100, number: 1 }, NOW))
        ).map((row) => row.id),
      ),
      exported: sorted(exported.map((row) => row.id)),
      street: sorted((await look(streetUnits(100))).map((row) => row.id)),
      details: sorted(await each(ids, async (id) => ((await look(unitDetail(id))) === null ? [] : [id]))),
      days: sorted((await look(daysOf(ids, "2026-01-01"))).map((row) => row.unitId)),
      intervals: sorted((await look(intervalsOf(ids, after))).map((row) => row.unitId)),
      searched: sorted(
        (await look(unitPage({ ...everyFilter, text: "long street" }, order, { size: 100, number: 1 }, NOW))).map(
          (row) => row.id,
        ),
      ),
      ofBuildings: sorted(
        await each(buildings, async (building) =>
          (await look(unitPage({ ...everyFilter, building }, order, { size: 100, number: 1 }, NOW))).map(
            (row) => row.id,
          ),
        ),
      ),
      atAddresses: sorted(
        await each(addresses, async (address) =>
          (await look(unitPage({ ...everyFilter, address }, order, { size: 100, number: 1 }, NOW))).map(
            (row) => row.id,
          ),
        ),
      ),
      eventsOfBuildings: sorted(
        await each(buildings, async (buildingId) =>
          (await look(eventsOf({ buildingId }, after, 100))).map((row) => row.unitId),
        ),
      ),
      eventsAtAddresses: sorted(
        await each(addresses, async (addressId) =>
          (await look(eventsOf({ addressId }, after, 100))).map((row) => row.unitId),
        ),
      ),
    },
    troubled: sorted((await look(troubledUnits(100))).map((row) => row.id)),
    countsOfPlaces: (
      await each(buildings, async (buildingId) => (await look(setStateCounts({ buildingId }))).map((row) => row.units))
    ).reduce((sum, count) => sum + count, 0),
    buildingLists: {
      choices: sorted((await look(buildingChoices(100))).map((row) => row.id)),
      details: sorted(await each(buildings, async (id) => ((await look(buildingDetail(id))) === null ? [] : [id]))),
    },
    available: sorted((await look(buildingAvailability(NOW))).map((row) => row.buildingId)),
    addresses: sorted(
      await each(addresses, async (id) => ((await look(buildingsAtAddress(id))).length > 0 ? [id] : [])),
    ),
    buildingsAtAddresses: sorted(
      (await each(addresses, async (id) => look(buildingsAtAddress(id)))).map((building) => building.id),
    ),
  }
}

const expectEyes = async (viewer: Viewer, units: ReadonlyArray<Unit>, expected: ReturnType<typeof model>) => {
  const asked = await ask(viewer, units)
  for (const [list, ids] of Object.entries(asked.unitLists)) expect(ids, list).toEqual(sorted(expected.units))
  for (const [list, ids] of Object.entries(asked.buildingLists)) expect(ids, list).toEqual(sorted(expected.buildings))
  const withUnits = sorted(units.filter((unit) => expected.units.includes(unit.id)).map((unit) => unit.buildingId))
  expect(asked.addresses).toEqual(sorted(expected.addresses))
  expect(asked.buildingsAtAddresses).toEqual(withUnits)
  expect(asked.available).toEqual(withUnits)
  expect(asked.size).toEqual({ units: expected.units.length, buildings: expected.buildings.length })
  expect(asked.count).toEqual({ units: expected.units.length, buildings: withUnits.length })
  expect(asked.inStates).toBe(expected.units.length)
  expect(asked.countsOfPlaces).toBe(expected.units.length)
  // All are in trouble: out of order, or unknown since nothing was heard of them yet.
  expect(asked.troubled).toEqual(sorted(expected.units))
}

describe("what a viewer sees in whatever world", () => {
  test("is what a plain reading of portfolios and memberships says", async () => {
    await fc.assert(
      fc.asyncProperty(someWorld, async (world) => {
        const { accountId, units, held, membershipId } = await build(world)
        const whole = new Set(held.flatMap((portfolio) => portfolio.buildingIds))
        const single = new Set(held.flatMap((portfolio) => portfolio.units.map((unit) => unit.id)))
        const inPortfolio = (unit: Unit) =>
          unit.accountId === accountId && (whole.has(unit.buildingId) || single.has(unit.id))
        await expectEyes({ reach: "portfolios", accountId, membershipId }, units, model(units, inPortfolio, [...whole]))
        await expectEyes(
          { reach: "account", accountId },
          units,
          model(units, (unit) => unit.accountId === accountId, []),
        )
        await expectEyes(
          { reach: "nobody" },
          units,
          model(units, () => false, []),
        )
        // A membership of another account opens nothing here.
        const stranger = {
          reach: "portfolios",
          accountId: at(units, units.length - 1).accountId,
          membershipId,
        } as const
        await expectEyes(
          stranger,
          units,
          model(units, () => false, []),
        )
        expect(await countsUnfiltered(stranger)).toEqual({})
        expect(await countsUnfiltered({ reach: "portfolios", accountId, membershipId })).toEqual(
          await countsByOwner(
            units.filter(inPortfolio).map((unit) => unit.id),
            [...whole],
          ),
        )
        expect(await countsUnfiltered({ reach: "account", accountId })).toEqual(
          await countsByOwner(
            units.filter((unit) => unit.accountId === accountId).map((unit) => unit.id),
            [],
          ),
        )
      }),
      { numRuns: 8 },
    )
  })
})

const tables = [
  "units",
  "unit_states",
  "said_states",
  "said_presents",
  "state_intervals",
  "unit_days",
  "buildings",
  "addresses",
] as const

/** How many rows of each table show themselves to the application's role without any condition. Nought is left out. */
const countsUnfiltered = async (viewer: Viewer) => {
  const counts = await run(
    queryOutside(async (connection) => {
      try {
        await connection.unsafe(beginAs(viewer, "read only"))
        const [role] = await connection<Array<{ name: string }>>`select current_user as name`
        expect(role?.name).toBe(APP_ROLE)
        const found: Array<readonly [string, number]> = []
        for (const table of tables) {
          const [row] = await connection<
            Array<{ n: number }>
          >`select count(*)::int as n from ${connection(`equipment.${table}`)}`
          found.push([table, row?.n ?? 0])
        }
        return found
      } finally {
        await connection`rollback`
      }
    }),
  )
  return Object.fromEntries(counts.filter(([, n]) => n > 0))
}

/** The same as counted by the owner of the tables, whom row security does not bind, for known units. */
const countsByOwner = async (unitIds: ReadonlyArray<number>, wholeBuildings: ReadonlyArray<number>) => {
  const [row] = await database.owner<Array<Record<(typeof tables)[number], number>>>`
    with u as (select * from equipment.units where id = any(${[...unitIds]}::int[])),
      b as (select * from equipment.buildings where id in (select building_id from u) or id = any(${[...wholeBuildings]}::int[]))
    select (select count(*) from u)::int as units,
      (select count(*) from equipment.unit_states where unit_id in (select id from u))::int as unit_states,
      (select count(*) from equipment.said_states where unit_id in (select id from u))::int as said_states,
      (select count(*) from equipment.said_presents where unit_id in (select id from u))::int as said_presents,
      (select count(*) from equipment.state_intervals where unit_id in (select id from u))::int as state_intervals,
      (select count(*) from equipment.unit_days where unit_id in (select id from u))::int as unit_days,
      (select count(*) from b)::int as buildings,
      (select count(*) from equipment.addresses where id in (select address_id from u) or id in (select address_id from b))::int as addresses`
  return Object.fromEntries(Object.entries(row ?? {}).filter(([, n]) => n > 0))
}

describe("row security, without any condition in the statement", () => {
  test("lets nobody write into another account, or move a row out of their own", async () => {
    const [own, other] = await Promise.all(
      ["Own", "Other"].map((name) => run(openAccount({ name, country: "GB", timeZone: "Europe/London" }))),
    )
    if (own === undefined || other === undefined) throw new Error("No accounts.")
    const unit = { equipmentNumber: "1", name: "Lift", kind: "lift" as const }
    for (const account of [own, other]) {
      await run(addUnits(account.id, [{ unit, building: buildingNamed("Building"), address: addressIn("1 Street") }]))
    }
    const attempt = async (statement: string) => {
      const [outcome] = await run(
        queryOutside<number | string>(async (connection) => {
          try {
            await connection.unsafe(beginAs({ reach: "account", accountId: own.id }, "read write"))
            return [(await connection.unsafe(statement)).count]
          } catch (error) {
            return [(error as Error).message]
          } finally {
            await connection`rollback`
          }
        }),
      )
      return outcome
    }
    const forbidden = expect.stringContaining("violates row-level security policy")
    expect(await attempt(`update equipment.units set name = 'Mine'`)).toBe(1)
    expect(await attempt(`update equipment.units set name = 'Mine' where account_id = ${other.id}`)).toBe(0)
    expect(await attempt(`delete from equipment.buildings where account_id = ${other.id}`)).toBe(0)
    expect(await attempt(`update equipment.units set account_id = ${other.id}`)).toEqual(forbidden)
    expect(
      await attempt(
        `insert into equipment.addresses (account_id, key, street, locality, country) values (${other.id}, 'k', 's', 'l', 'GB')`,
      ),
    ).toEqual(forbidden)
    expect(await attempt(`insert into access.portfolios (account_id, name) values (${other.id}, 'Theirs')`)).toEqual(
      forbidden,
    )
    expect(await attempt(`update access.memberships set role = 'owner' where account_id <> ${own.id}`)).toBe(0)
    const [owner] = await database.owner<Array<{ name: string }>>`select current_user as name`
    expect(await attempt(`set role ${owner?.name}`)).toEqual(expect.stringContaining("permission denied"))
  })

  test("opens nothing to a portfolio that names another account's building or unit", async () => {
    const accounts: Array<{ readonly id: number; readonly unit: Unit }> = []
    for (const name of ["Curious", "Quiet"]) {
      const { id } = await run(openAccount({ name, country: "GB", timeZone: "Europe/London" }))
      const unit = { equipmentNumber: "1", name: "Lift", kind: "lift" as const }
      await run(addUnits(id, [{ unit, building: buildingNamed("House"), address: addressIn("9 Street") }]))
      const [added] = await database.owner<Array<Unit>>`
        select id, account_id as "accountId", building_id as "buildingId", address_id as "addressId" from equipment.units where account_id = ${id}`
      if (added !== undefined) accounts.push({ id, unit: added })
    }
    const [curious, quiet] = [at(accounts, 0), at(accounts, 1)]
    const { id } = await run(
      makePortfolio({
        accountId: curious.id,
        name: "Theirs",
        buildingIds: [quiet.unit.buildingId],
        units: [{ id: quiet.unit.id, buildingId: quiet.unit.buildingId }],
      }),
    )
    await run(addMember({ accountId: curious.id, userId, role: "viewer", portfolioIds: [id] }))
    const [membership] = await database.owner<Array<{ id: number }>>`
      select id from access.memberships where account_id = ${curious.id} and user_id = ${userId}`
    const viewer = { reach: "portfolios", accountId: curious.id, membershipId: membership?.id ?? 0 } as const
    expect(await countsUnfiltered(viewer)).toEqual({})
    expect(await countsUnfiltered({ ...viewer, accountId: quiet.id })).toEqual({})
  })

  test("forgets the viewer at the end of the transaction: the next one on the same connection sees nothing", async () => {
    const left = await run(
      queryOutside(async (connection) => {
        const count = () => connection<Array<{ n: number }>>`select count(*)::int as n from equipment.units`
        await connection.unsafe(beginAs({ reach: "all", accountId: null }, "read only"))
        const [during] = await count()
        await connection`commit`
        const [afterwards] = await count()
        return [during?.n ?? 0, afterwards?.n]
      }),
    )
    expect(left[0]).toBeGreaterThan(0)
    expect(left[1]).toBe(0)
  })
})
