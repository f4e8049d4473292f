import { Effect } from "effect"
import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type Modules, testModules } from "../../../tests/support/modules.ts"
import { addPerson } from "../../../tests/support/person.ts"
import { type Actor, portalItself } from "../domain/audit.ts"
import type { CustomerRole, StaffRole } from "../domain/person.ts"
import { addMember } from "./add-member.ts"
import { addToPortfolio, removeFromPortfolio } from "./change-portfolio.ts"
import { deletePortfolio } from "./delete-portfolio.ts"
import { makePortfolio } from "./make-portfolio.ts"
import { openAccount } from "./open-account.ts"
import { portfolioOf, portfoliosOf } from "./portfolios-of.ts"
import { renamePortfolio } from "./rename-portfolio.ts"

let modules: Modules
let accounts = 0
let people = 0
beforeAll(async () => {
  modules = await testModules()
})
afterAll(() => modules.stop())

const run: Modules["run"] = (effect) => modules.run(effect)

const newAccount = async () => {
  accounts += 1
  return (await run(openAccount({ name: `Account ${accounts}`, country: "GB", timeZone: "Europe/London" }))).id
}

const newPerson = async (staffRole: StaffRole | null = null) => {
  people += 1
  const email = `person-${people}@portfolios.example`
  const name = `Person ${people}`
  const id = await addPerson(modules.database.owner, { email, name, password: "a long password", staffRole })
  const actor: Actor = { userId: id, name, viewedBy: null, place: "192.0.2.7" }
  return { id, email, actor }
}

const join = (
  accountId: number,
  userId: number,
  role: CustomerRole,
  portfolioIds: ReadonlyArray<number> | "whole account",
) => run(addMember({ accountId, userId, role, portfolioIds }))

/** What comes of it, or the name of what hinders it. */
const outcome = <A, E extends { readonly _tag: string }>(work: Effect.Effect<A, E, never>) =>
  run(work.pipe(Effect.catch((error: E) => Effect.succeed(error._tag))) as never) as Promise<A | string>

const empty = { buildingIds: [], units: [] }
const make = (accountId: number, name: string, actor: Actor = portalItself) =>
  outcome(makePortfolio({ accountId, name, ...empty }, actor) as never) as Promise<{ id: number } | string>
const made = async (accountId: number, name: string) => {
  const portfolio = await make(accountId, name)
  if (typeof portfolio === "string") throw new Error(portfolio)
  return portfolio.id
}
const audited = (accountId: number) =>
  modules.database.owner<Array<{ action: string; subject: string; actor: string; detail: unknown }>>`
    select action, subject, actor, detail from access.audit_entries
    where account_id = ${accountId} and action like 'portfolio-%' order by id`
const itemsOf = (id: number) =>
  modules.database.owner<Array<{ building: number; unit: number | null }>>`
    select building_id as building, unit_id as unit from access.portfolio_items where portfolio_id = ${id} order by 1, 2 nulls first`

describe("a portfolio's name", () => {
  test("is there once in an account, capitals aside, and once in another one too", async () => {
    const [own, other] = [await newAccount(), await newAccount()]
    await made(own, "Région Nord")
    expect(await make(own, "RÉGION nord")).toBe("PortfolioNameTaken")
    expect(await make(other, "Région Nord")).toEqual({ id: expect.any(Number) })
  })

  test("goes to one of those who want it at the same time", async () => {
    const account = await newAccount()
    const answers = await Promise.all(["Two", "two", "TWO", "Two"].map((name) => make(account, name)))
    expect(answers.filter((answer) => answer === "PortfolioNameTaken")).toHaveLength(3)
    expect(await run(portfoliosOf(account))).toHaveLength(1)
  })

  test("may change, also in its capitals alone, but not into one that is taken", async () => {
    const account = await newAccount()
    const id = await made(account, "North")
    await made(account, "South")
    const rename = (name: string) => outcome(renamePortfolio(portalItself, { accountId: account, id, name }) as never)
    await rename("NORTH")
    expect((await run(portfolioOf(account, id)))?.name).toBe("NORTH")
    await rename("NORTH")
    expect(await rename("south")).toBe("PortfolioNameTaken")
    expect((await audited(account)).map(({ action, subject, detail }) => [action, subject, detail])).toEqual([
      ["portfolio-made", "North", { buildings: 0, units: 0 }],
      ["portfolio-made", "South", { buildings: 0, units: 0 }],
      ["portfolio-renamed", "NORTH", { before: "North" }],
    ])
  })
})

describe("whoever manages portfolios", () => {
  test("owns the account, manages all of it, or administrates the portal, at the moment of the change", async () => {
    const account = await newAccount()
    const id = await made(account, "North")
    const attempts = async (actor: Actor) => [
      await make(account, `By ${actor.name}`, actor),
      await outcome(renamePortfolio(actor, { accountId: account, id, name: `Of ${actor.name}` }) as never),
      await outcome(addToPortfolio(actor, { accountId: account, id, buildingIds: [people], units: [] }) as never),
      await outcome(removeFromPortfolio(actor, { accountId: account, id, buildingIds: [people], units: [] }) as never),
    ]
    const no = ["PortfoliosNotAllowed", "PortfoliosNotAllowed", "PortfoliosNotAllowed", "PortfoliosNotAllowed"]
    const may = async (role: CustomerRole, portfolioIds: ReadonlyArray<number> | "whole account") => {
      const person = await newPerson()
      await join(account, person.id, role, portfolioIds)
      return attempts(person.actor)
    }
    for (const role of ["owner", "manager"] as const) expect(await may(role, "whole account")).not.toContain(no[0])
    expect(await attempts((await newPerson("administrator")).actor)).not.toContain(no[0])
    expect(await may("viewer", "whole account")).toEqual(no)
    expect(await may("manager", [id])).toEqual(no)
    for (const staff of ["dispatcher", "technician", "billing-clerk"] as const) {
      expect(await attempts((await newPerson(staff)).actor)).toEqual(no)
    }
    const elsewhere = await newPerson()
    await join(await newAccount(), elsewhere.id, "owner", "whole account")
    expect(await attempts(elsewhere.actor)).toEqual(no)
    const former = await newPerson()
    await join(account, former.id, "manager", "whole account")
    await modules.database
      .owner`update access.memberships set expires_at = now() - interval '1 second' where user_id = ${former.id}`
    expect(await attempts(former.actor)).toEqual(no)
    expect(await outcome(deletePortfolio(former.actor, account, id) as never)).toBe(no[0])
  })

  test("finds no portfolio of another account, and none that is gone", async () => {
    const [own, other] = [await newAccount(), await newAccount()]
    const theirs = await made(other, "Theirs")
    for (const id of [theirs, 2_000_000_000]) {
      const change = { accountId: own, id, buildingIds: [1], units: [] }
      expect(await outcome(renamePortfolio(portalItself, { ...change, name: "Mine" }) as never)).toBe(
        "PortfolioNotFound",
      )
      expect(await outcome(addToPortfolio(portalItself, change) as never)).toBe("PortfolioNotFound")
      expect(await outcome(removeFromPortfolio(portalItself, change) as never)).toBe("PortfolioNotFound")
      expect(await outcome(deletePortfolio(portalItself, own, id) as never)).toBe("PortfolioNotFound")
      expect(await run(portfolioOf(own, id))).toBeNull()
    }
    expect(await itemsOf(theirs)).toEqual([])
  })
})

describe("what is in a portfolio", () => {
  const add = (
    accountId: number,
    id: number,
    buildingIds: ReadonlyArray<number>,
    units: ReadonlyArray<[number, number]>,
  ) =>
    run(
      addToPortfolio(portalItself, {
        accountId,
        id,
        buildingIds,
        units: units.map(([unit, buildingId]) => ({ id: unit, buildingId })),
      }),
    )

  test("is in it once; a whole building takes the place of its units, and is told apart from what is new", async () => {
    const account = await newAccount()
    const id = await made(account, "North")
    expect(
      await add(
        account,
        id,
        [1],
        [
          [20, 2],
          [21, 2],
          [20, 2],
        ],
      ),
    ).toEqual({ buildings: 1, units: 2 })
    expect(
      await add(
        account,
        id,
        [1, 1],
        [
          [10, 1],
          [20, 2],
        ],
      ),
    ).toEqual({ buildings: 0, units: 0 })
    expect(await add(account, id, [2], [[22, 2]])).toEqual({ buildings: 1, units: 0 })
    expect(await itemsOf(id)).toEqual([
      { building: 1, unit: null },
      { building: 2, unit: null },
    ])
    const taken = await run(
      removeFromPortfolio(portalItself, { accountId: account, id, buildingIds: [1, 9], units: [] }),
    )
    expect(taken).toEqual({ buildings: 1, units: 0 })
    // What changed nothing is in no log.
    expect((await audited(account)).map(({ detail }) => detail).slice(1)).toEqual([
      { what: "added", buildings: 1, units: 2 },
      { what: "added", buildings: 1, units: 0 },
      { what: "removed", buildings: 1, units: 0 },
    ])
  })

  test("is the same when two add the same at once", async () => {
    const account = await newAccount()
    const id = await made(account, "North")
    const added = await Promise.all([1, 2, 3].map(() => add(account, id, [1, 2], [[30, 3]])))
    expect(added.reduce((sum, one) => sum + one.buildings + one.units, 0)).toBe(3)
    expect(await itemsOf(id)).toHaveLength(3)
  })

  test("may be ten thousand units at once", async () => {
    const account = await newAccount()
    const id = await made(account, "Many")
    const units = Array.from({ length: 10_000 }, (_, i): [number, number] => [i + 1, 1 + (i % 700)])
    expect(await add(account, id, [], units)).toEqual({ buildings: 0, units: 10_000 })
    const [first, ...rest] = units.map(([unit, buildingId]) => ({ id: unit, buildingId }))
    expect(
      await run(removeFromPortfolio(portalItself, { accountId: account, id, buildingIds: [], units: rest })),
    ).toEqual({
      buildings: 0,
      units: 9_999,
    })
    expect(await itemsOf(id)).toEqual([{ building: first?.buildingId, unit: first?.id }])
  })
})

describe("who sees a portfolio", () => {
  test("is told: members by name, then those invited, and who would be left with nothing", async () => {
    const account = await newAccount()
    const [one, two] = [await made(account, "One"), await made(account, "Two")]
    const [both, alone, whole] = [await newPerson(), await newPerson(), await newPerson()]
    await join(account, both.id, "viewer", [one, two])
    await join(account, alone.id, "manager", [one])
    await join(account, whole.id, "owner", "whole account")
    await modules.database.owner`
      with i as (insert into access.invitations (account_id, email, role, whole_account, token_hash, invited_by, created_at, expires_at)
        values (${account}, 'new@portfolios.example', 'viewer', false, '\\x01', '', now(), now() + interval '1 day'),
          (${account}, 'late@portfolios.example', 'viewer', false, '\\x02', '', now(), now() - interval '1 day') returning id)
      insert into access.invitation_portfolios select id, ${one}, ${account} from i`
    const portfolio = await run(portfolioOf(account, one))
    expect(portfolio?.readers.map(({ email, userId, hasNoOther }) => [email, userId === null, hasNoOther])).toEqual([
      [both.email, false, false],
      [alone.email, false, true],
      ["new@portfolios.example", true, true],
    ])
    expect(portfolio?.wholeAccount).toBe(1)
    expect(await run(portfoliosOf(account))).toMatchObject([
      { name: "One", members: 2, invitations: 1 },
      { name: "Two", members: 1, invitations: 0 },
    ])
    await run(deletePortfolio(portalItself, account, one))
    expect(await run(portfoliosOf(account))).toMatchObject([{ name: "Two", members: 1 }])
    expect((await audited(account)).at(-1)).toMatchObject({
      action: "portfolio-deleted",
      subject: "One",
      detail: { people: [both.email, alone.email, "new@portfolios.example"], more: 0 },
    })
  })
})

test("what a membership reaches is what its portfolios hold, though both change at the same time, and again and again", async () => {
  const { owner } = modules.database
  const account = await newAccount()
  const portfolios = [await made(account, "One"), await made(account, "Two")]
  const members: Array<number> = []
  for (let i = 0; i < 3; i++) {
    const [row] = await owner<Array<{ id: number }>>`
      insert into access.memberships (account_id, user_id, role, whole_account)
      values (${account}, ${(await newPerson()).id}, 'viewer', false) returning id`
    members.push(row?.id ?? 0)
  }
  let moves = 0
  // Each change holds the portfolio first, as those of the product do.
  const some = fc.tuple(fc.nat(6), fc.nat(1), fc.constantFrom(...members), fc.nat(4))
  const change = async ([kind, which, member, place]: readonly [number, number, number, number]) => {
    const building = place + 1
    const portfolio = portfolios[which] ?? 0
    if (kind === 6) {
      portfolios[which] = await made(account, `Another ${(moves += 1)}`)
      await run(
        deletePortfolio(portalItself, account, portfolio).pipe(Effect.catchTag("PortfolioNotFound", () => Effect.void)),
      )
    } else if (kind < 2) {
      await owner`insert into access.portfolio_items (portfolio_id, account_id, building_id, unit_id)
        select p.id, ${account}, ${building}, ${kind === 0 ? null : place * 10}::int
        from access.portfolios p where p.id = ${portfolio} for key share on conflict do nothing`
    } else if (kind === 2) {
      await owner`
        with held as materialized (select id from access.portfolios where id = ${portfolio} for no key update)
        delete from access.portfolio_items where portfolio_id in (select id from held) and building_id = ${building}`
    } else if (kind === 3) {
      await owner`
        with held as materialized (select id from access.portfolios where id = ${portfolio} for no key update)
        update access.portfolio_items set building_id = ${(moves += 100)}
        where portfolio_id in (select id from held) and building_id = ${building} and unit_id is not null`
    } else if (kind === 4) {
      await owner`insert into access.membership_portfolios (membership_id, portfolio_id, account_id)
        select ${member}, p.id, ${account} from access.portfolios p where p.id = ${portfolio} for key share
        on conflict do nothing`
    } else
      await owner`
        with held as materialized (select id from access.portfolios where id = ${portfolio} for no key update)
        delete from access.membership_portfolios where membership_id = ${member} and portfolio_id in (select id from held)`
  }
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(some, { minLength: 1, maxLength: 4 }), { maxLength: 5 }), async (rounds) => {
      for (const round of rounds) await Promise.all(round.map(change))
      const differing = await owner`
        with held as (
          select mp.membership_id as id, i.building_id, i.unit_id
          from access.membership_portfolios mp join access.portfolio_items i using (portfolio_id) where mp.account_id = ${account}),
        reckoned as (
          select m.id,
            (select range_agg(int4range(building_id, building_id, '[]')) from held h where h.id = m.id and unit_id is null) as whole,
            (select range_agg(int4range(unit_id, unit_id, '[]')) from held h where h.id = m.id and unit_id is not null) as single,
            (select range_agg(int4range(building_id, building_id, '[]')) from held h where h.id = m.id) as buildings
          from access.memberships m where m.account_id = ${account})
        select k.id from reckoned k left join access.membership_reach r on r.membership_id = k.id
        where coalesce(k.whole, '{}') <> coalesce(r.whole_buildings, '{}') or coalesce(k.single, '{}') <> coalesce(r.single_units, '{}')
          or coalesce(k.buildings, '{}') <> coalesce(r.buildings, '{}')`
      expect(differing).toHaveLength(0)
    }),
    { numRuns: 25 },
  )
})
