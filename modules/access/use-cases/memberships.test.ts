import { Effect } from "effect"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { sessionOf } from "../../../tests/support/door.ts"
import { type Modules, testModules } from "../../../tests/support/modules.ts"
import { addPerson } from "../../../tests/support/person.ts"
import type { StaffRole } from "../domain/person.ts"
import { addMember } from "./add-member.ts"
import { addUser } from "./add-user.ts"
import { makePortfolio } from "./make-portfolio.ts"
import { membershipsOf } from "./memberships-of.ts"
import { findAccountByName, openAccount } from "./open-account.ts"
import { personOfSession } from "./person-of-session.ts"
import { switchAccount } from "./switch-account.ts"

const PASSWORD = "a password for tests"
const HOUR = 3_600_000

let modules: Modules
const accounts: Record<string, number> = {}
beforeAll(async () => {
  modules = await testModules()
  for (const name of ["Alpha", "Beta", "Gamma"]) {
    accounts[name] = (await modules.run(openAccount({ name, country: "GB", timeZone: "Europe/London" }))).id
  }
})
afterAll(() => modules.stop())

let people = 0
const newUser = async (staffRole: StaffRole | null = null) => {
  const email = `person-${(people += 1)}@memberships.example`
  return { id: await addPerson(modules.database.owner, { email, name: email, password: PASSWORD, staffRole }), email }
}
const enter = (email: string) => sessionOf(modules, email, PASSWORD)
const personOf = async (token: string) => {
  const person = await modules.run(personOfSession(token, 2))
  if (person === null) throw new Error("Nobody holds this session.")
  return person
}
const join = (userId: number, account: string, options: Partial<Parameters<typeof addMember>[0]> = {}) =>
  modules.run(
    addMember({
      accountId: accounts[account] ?? 0,
      userId,
      role: "manager",
      portfolioIds: "whole account",
      ...options,
    }),
  )
const go = async (token: string, accountId: number | null) =>
  modules.run(
    switchAccount(await personOf(token), token, accountId).pipe(
      Effect.as("there"),
      Effect.catchTag("AccountNotFound", () => Effect.succeed("not found")),
    ),
  )

describe("a member", () => {
  test("sees the whole account, or the portfolios named", async () => {
    const whole = await newUser()
    await join(whole.id, "Alpha", { role: "owner" })
    expect(await personOf(await enter(whole.email))).toMatchObject({
      account: { id: accounts["Alpha"], name: "Alpha" },
      role: "owner",
      viewer: { reach: "account", accountId: accounts["Alpha"] },
    })
    const part = await newUser()
    const portfolio = await modules.run(
      makePortfolio({ accountId: accounts["Alpha"] ?? 0, name: "North", buildingIds: [7], units: [] }),
    )
    await join(part.id, "Alpha", { role: "viewer", portfolioIds: [portfolio.id] })
    const { viewer } = await personOf(await enter(part.email))
    expect(viewer).toMatchObject({ reach: "portfolios", accountId: accounts["Alpha"] })
    expect(await modules.run(membershipsOf(part.id))).toEqual([
      { account: "Alpha", role: "viewer", wholeAccount: false, portfolios: ["North"], expiresAt: null },
    ])
  })

  test("is not given another account's portfolio", async () => {
    const user = await newUser()
    const other = await modules.run(
      makePortfolio({ accountId: accounts["Beta"] ?? 0, name: "Theirs", buildingIds: [1], units: [] }),
    )
    await join(user.id, "Alpha", { role: "viewer", portfolioIds: [other.id] })
    expect(await modules.run(membershipsOf(user.id))).toMatchObject([{ account: "Alpha", portfolios: [] }])
  })

  test("whose time runs out sees nothing from that moment on, in a session that goes on", async () => {
    const user = await newUser()
    await join(user.id, "Alpha", { expiresAt: new Date(Date.now() + HOUR) })
    const token = await enter(user.email)
    expect((await personOf(token)).viewer.reach).toBe("account")
    await modules.database
      .owner`update access.memberships set expires_at = now() - interval '1 second' where user_id = ${user.id}`
    expect(await personOf(token)).toMatchObject({
      account: null,
      role: null,
      accounts: [],
      viewer: { reach: "nobody" },
    })
    expect(await modules.run(membershipsOf(user.id))).toEqual([])
    expect(await personOf(await enter(user.email))).toMatchObject({ account: null, viewer: { reach: "nobody" } })
  })

  test("of several accounts goes from one to the other, and comes back to the last one", async () => {
    const user = await newUser()
    await join(user.id, "Beta", { role: "viewer" })
    await join(user.id, "Alpha")
    const token = await enter(user.email)
    expect(await personOf(token)).toMatchObject({
      account: { name: "Alpha" },
      accounts: [{ name: "Alpha" }, { name: "Beta" }],
    })
    expect(await go(token, accounts["Beta"] ?? 0)).toBe("there")
    expect(await personOf(token)).toMatchObject({ account: { name: "Beta" }, role: "viewer" })
    expect((await personOf(await enter(user.email))).account?.name).toBe("Beta")
  })

  test("finds no account that is not theirs, nor all of them", async () => {
    const user = await newUser()
    await join(user.id, "Alpha")
    await join(user.id, "Beta", { expiresAt: new Date(Date.now() - 1) })
    const token = await enter(user.email)
    for (const account of [accounts["Gamma"] ?? 0, accounts["Beta"] ?? 0, 2_000_000_000, null]) {
      expect(await go(token, account)).toBe("not found")
    }
    expect((await personOf(token)).account?.name).toBe("Alpha")
  })
})

describe("staff", () => {
  test("look at all customers or at one, and see everything either way", async () => {
    const clerk = await newUser("billing-clerk")
    const token = await enter(clerk.email)
    expect(await personOf(token)).toMatchObject({
      staffRole: "billing-clerk",
      account: null,
      viewer: { reach: "all", accountId: null },
    })
    expect(await go(token, accounts["Gamma"] ?? 0)).toBe("there")
    expect((await personOf(token)).viewer).toEqual({ reach: "all", accountId: accounts["Gamma"] })
    expect(await go(token, 2_000_000_000)).toBe("not found")
    expect(await go(token, null)).toBe("there")
  })
})

describe("a session", () => {
  test("ends when it was not used for long enough, and is prolonged by use", async () => {
    const user = await newUser()
    const token = await enter(user.email)
    const { owner } = modules.database
    await owner`update access.sessions set last_seen_at = now() - interval '6 minutes', expires_at = now() + interval '1 minute' where user_id = ${user.id}`
    await personOf(token)
    const [session] = await owner`
      select expires_at > now() + interval '119 minutes' as prolonged from access.sessions where user_id = ${user.id}`
    expect(session).toEqual({ prolonged: true })
    await owner`update access.sessions set expires_at = now() - interval '1 second' where user_id = ${user.id}`
    expect(await modules.run(personOfSession(token, 2))).toBeNull()
    expect(await modules.run(personOfSession("made-up", 2))).toBeNull()
  })
})

describe("names", () => {
  test("of accounts and addresses of people are there once", async () => {
    const again = openAccount({ name: "Alpha", country: "GB", timeZone: "UTC" }).pipe(
      Effect.as("opened"),
      Effect.catchTag("AccountNameTaken", ({ name }) => Effect.succeed(`${name} is taken`)),
    )
    expect(await modules.run(again)).toBe("Alpha is taken")
    expect(await modules.run(findAccountByName("aLPHA"))).toEqual({ id: accounts["Alpha"], name: "Alpha" })
    const { email } = await newUser()
    const twice = addUser({
      email: email.toUpperCase(),
      name: "x",
      password: PASSWORD,
      locale: "en-GB",
      timeZone: "UTC",
      staffRole: null,
    }).pipe(
      Effect.as("added"),
      Effect.catchTag("EmailTaken", (taken) => Effect.succeed(taken.email)),
    )
    expect(await modules.run(twice)).toBe(email)
  })
})

test("signing in and changing the account in several tabs at once get in nobody's way", async () => {
  const { id, email } = await newUser()
  await join(id, "Alpha")
  const tabs = await Promise.all([enter(email), enter(email), enter(email)])
  const person = await personOf(tabs[0] ?? "")
  const there = accounts["Alpha"] ?? 0
  const comeAndGo = async (tab: string) => {
    for (let move = 0; move < 40; move++) await modules.run(switchAccount(person, tab, there))
  }
  await Promise.all([enter(email), enter(email), enter(email), ...tabs.map(comeAndGo)])
  expect((await personOf(tabs[2] ?? "")).account?.name).toBe("Alpha")
})
