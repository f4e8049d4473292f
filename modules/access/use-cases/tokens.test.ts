import { Effect } from "effect"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { type Modules, testModules } from "../../../tests/support/modules.ts"
import { type Actor, portalItself } from "../domain/audit.ts"
import type { CustomerRole } from "../domain/person.ts"
import { latestTokenDay, tokenEnd } from "../domain/token-request.ts"
import { hashToken } from "../domain/token.ts"
import { makeToken } from "./make-token.ts"
import { openAccount } from "./open-account.ts"
import { issueGatewayToken } from "./gateway-token.ts"
import { revokeToken } from "./revoke-token.ts"
import { tokenHolder } from "./token-holder.ts"
import { revocableToken, tokensOf } from "./tokens-of.ts"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"

let modules: Modules
let accounts = 0
beforeAll(async () => {
  modules = await testModules()
})
afterAll(() => modules.stop())

interface Member {
  readonly userId: number
  readonly membershipId: number
  readonly role: CustomerRole
  readonly account: { readonly id: number; readonly name: string }
  readonly actor: Actor
}

let account: { readonly id: number; readonly name: string }
let owner: Member
let manager: Member
let viewer: Member
beforeEach(async () => {
  const name = `Account ${++accounts}`
  account = { id: (await modules.run(openAccount({ name, country: "GB", timeZone: "UTC" }))).id, name }
  ;[owner, manager, viewer] = [await join("owner"), await join("manager"), await join("viewer")]
})

/** A person who sees the whole account. Nobody here signs in, so that no password needs to be hashed. */
const join = async (role: CustomerRole): Promise<Member> => {
  const [row] = await modules.database.owner<Array<{ userId: number; membershipId: number }>>`
    with person as (
      insert into access.users (email, name, locale, time_zone)
      values (${`${role}@account-${account.id}.example`}, ${`The ${role}`}, 'en-GB', 'UTC') returning id)
    insert into access.memberships (account_id, user_id, role, whole_account)
    select ${account.id}, id, ${role}, true from person returning user_id as "userId", id as "membershipId"`
  if (row === undefined) throw new Error("The person was not added.")
  const actor = { userId: row.userId, name: `The ${role}`, viewedBy: null, place: "192.0.2.7" }
  return { ...row, role, account, actor }
}

const inAnHour = () => new Date(Date.now() + 3_600_000)
const make = (
  member: Member,
  more: { readonly expiresAt?: Date; readonly formKey?: string; readonly name?: string } = {},
) =>
  modules.run(
    makeToken(member.actor, member, {
      name: "Dashboard",
      scopes: ["read-equipment"],
      expiresAt: inAnHour(),
      formKey: crypto.randomUUID(),
      ...more,
    }).pipe(Effect.catch((refused) => Effect.succeed(refused._tag))),
  )
const made = async (member: Member, more: Parameters<typeof make>[1] = {}) => {
  const token = await make(member, more)
  if (typeof token === "string") throw new Error(token)
  return token
}
const holder = (token: string, scope: "read-equipment" | "telemetry" = "read-equipment") =>
  modules.run(tokenHolder(token, scope))
const revoke = (member: Member, id: number) =>
  modules.run(
    revokeToken(member.actor, member, id).pipe(
      Effect.map(({ name }) => name),
      Effect.catch((refused) => Effect.succeed(refused._tag)),
    ),
  )
const entries = () =>
  modules.database.owner`
    select action, actor, user_id as "userId", place, subject, detail from access.audit_entries
    where account_id = ${account.id} and action like 'token-%' order by id`

describe("a token", () => {
  test("is known by its hash alone, and sees what its maker's membership sees", async () => {
    const { id, token } = await made(owner)
    const [row] = await modules.database.owner<Array<{ hash: Buffer }>>`
      select token_hash as hash from access.api_tokens where id = ${id}`
    expect(row?.hash).toEqual(hashToken(token))
    expect(await holder(token)).toMatchObject({ tokenId: id, viewer: { reach: "account", accountId: account.id } })
    await modules.database
      .owner`update access.memberships set role = 'viewer', whole_account = false where id = ${owner.membershipId}`
    expect((await holder(token))?.viewer).toEqual({
      reach: "portfolios",
      accountId: account.id,
      membershipId: owner.membershipId,
    })
  })

  test("is good for its scopes and no other", async () => {
    const { token } = await made(manager)
    expect(await holder(token, "telemetry")).toBeNull()
    expect(await holder(`${token}x`)).toBeNull()
  })

  test("runs out", async () => {
    const { token } = await made(owner, { expiresAt: new Date(Date.now() - 1) })
    expect(await holder(token)).toBeNull()
  })

  test("ends with the membership: when that runs out, and for good when it is removed", async () => {
    const { token } = await made(manager)
    await modules.database
      .owner`update access.memberships set expires_at = now() - interval '1 second' where id = ${manager.membershipId}`
    expect(await holder(token)).toBeNull()
    await modules.database.owner`update access.memberships set expires_at = null where id = ${manager.membershipId}`
    expect(await holder(token)).not.toBeNull()
    await modules.database.owner`delete from access.memberships where id = ${manager.membershipId}`
    expect(await holder(token)).toBeNull()
    await modules.database.owner`
      insert into access.memberships (account_id, user_id, role, whole_account) values (${account.id}, ${manager.userId}, 'owner', true)`
    expect(await holder(token)).toBeNull()
  })

  test("tells when it was used last, to five minutes", async () => {
    const { token } = await made(owner)
    expect(await modules.run(tokensOf(owner))).toMatchObject([{ lastUsedAt: null }])
    await holder(token)
    const [first] = await modules.run(tokensOf(owner))
    expect(first?.lastUsedAt?.getTime()).toBeGreaterThan(Date.now() - 60_000)
    await holder(token)
    expect(await modules.run(tokensOf(owner))).toEqual([first])
  })
})

describe("making a token", () => {
  test("is for owners and managers, as they are when it is made", async () => {
    expect(await make(viewer)).toBe("TokenNotAllowed")
    await modules.database.owner`update access.memberships set role = 'viewer' where id = ${manager.membershipId}`
    expect(await make(manager)).toBe("TokenNotAllowed")
    await modules.database
      .owner`update access.memberships set expires_at = now() - interval '1 second' where id = ${owner.membershipId}`
    expect(await make(owner)).toBe("TokenNotAllowed")
    expect(await entries()).toEqual([])
  })

  test("waits for a change of the maker's role that is under way", async () => {
    const { promise: changed, resolve: change } = Promise.withResolvers<void>()
    const { promise: locked, resolve: lock } = Promise.withResolvers<void>()
    const demotion = modules.database.owner.begin(async (tx) => {
      await tx`update access.memberships set role = 'viewer' where id = ${manager.membershipId}`
      lock()
      await changed
    })
    await locked
    const making = make(manager)
    change()
    await demotion
    expect(await making).toBe("TokenNotAllowed")
  })

  test("by a form that is sent twice, even at once, makes one", async () => {
    const formKey = crypto.randomUUID()
    const answers = await Promise.all([make(owner, { formKey }), make(owner, { formKey })])
    expect(answers.filter((answer) => answer === "TokenMadeBefore")).toHaveLength(1)
    expect(await modules.run(tokensOf(owner))).toHaveLength(1)
    // Another person's form is another one.
    expect(typeof (await make(manager, { formKey }))).toBe("object")
  })

  test("is in the audit log, without the token", async () => {
    const expiresAt = inAnHour()
    const { token } = await made(owner, { name: "Ledger", expiresAt })
    expect(await entries()).toEqual([
      {
        action: "token-made",
        actor: "The owner",
        userId: owner.userId,
        place: "192.0.2.7",
        subject: "Ledger",
        detail: { scopes: ["read-equipment"], until: expiresAt.toISOString() },
      },
    ])
    expect(JSON.stringify(await entries())).not.toContain(token)
  })
})

describe("revoking a token", () => {
  test("shuts it out at once, once, and is in the audit log", async () => {
    const { id, token } = await made(manager)
    expect(await revoke(owner, id)).toBe("Dashboard")
    expect(await holder(token)).toBeNull()
    expect(await revoke(owner, id)).toBe("TokenNotFound")
    expect(await modules.run(tokensOf(owner))).toEqual([])
    expect(await entries()).toMatchObject([
      { action: "token-made" },
      { action: "token-revoked", actor: "The owner", subject: "Dashboard", detail: { madeBy: "The manager" } },
    ])
  })

  test("is for owners of the account, and managers of their own", async () => {
    const [ofOwner, ofManager] = [await made(owner), await made(manager)]
    expect((await modules.run(tokensOf(owner))).map(({ id }) => id)).toEqual([ofManager.id, ofOwner.id])
    expect((await modules.run(tokensOf(manager))).map(({ id }) => id)).toEqual([ofManager.id])
    expect(await modules.run(tokensOf(viewer))).toEqual([])
    expect(await revoke(manager, ofOwner.id)).toBe("TokenNotFound")
    expect(await revoke(viewer, ofManager.id)).toBe("TokenNotFound")
    expect(await revoke(manager, ofManager.id)).toBe("Dashboard")
    const stranger = owner
    account = {
      id: (await modules.run(openAccount({ name: `Other ${accounts}`, country: "GB", timeZone: "UTC" }))).id,
      name: "Other",
    }
    expect(await revoke(await join("owner"), ofOwner.id)).toBe("TokenNotFound")
    expect(await revoke(stranger, ofOwner.id)).toBe("Dashboard")
  })

  test("goes by the role that whoever asks has now", async () => {
    const { id } = await made(manager)
    await modules.database.owner`update access.memberships set role = 'viewer' where id = ${manager.membershipId}`
    expect(await revoke(manager, id)).toBe("TokenNotFound")
  })

  test("leaves gateways alone: owners see theirs and no more", async () => {
    const gateway = issueGatewayToken({ accountId: account.id, name: "Machine room" })
    const { id, token } = await modules.run(gateway.pipe(transactional, as(everything)))
    expect(await modules.run(tokensOf(owner))).toMatchObject([{ id, name: "Machine room", membershipId: null }])
    expect(await modules.run(tokensOf(manager))).toEqual([])
    expect(await modules.run(revocableToken(owner, id))).toBeNull()
    expect(await revoke(owner, id)).toBe("TokenNotFound")
    expect(await holder(token, "telemetry")).toMatchObject({ tokenId: id, viewer: { reach: "nobody" } })
  })
})

describe("how long a token is good", () => {
  const now = new Date("2026-11-23T12:00:00Z")

  test("is a number of days that is offered, or until the end of a day in the maker's zone", () => {
    expect(tokenEnd({ days: 90 }, now, "UTC")).toEqual(new Date("2027-02-21T12:00:00Z"))
    expect(tokenEnd({ days: 91 }, now, "UTC")).toBeNull()
    expect(tokenEnd({ days: Number.NaN }, now, "UTC")).toBeNull()
    expect(tokenEnd({ day: "2026-11-23" }, now, "America/New_York")).toEqual(new Date("2026-11-24T05:00:00Z"))
  })

  test("never lies in the past or more than five years ahead", () => {
    expect(latestTokenDay(now, "UTC")).toBe("2031-11-23")
    expect(tokenEnd({ day: "2031-11-23" }, now, "UTC")).toEqual(new Date("2031-11-24T00:00:00Z"))
    for (const day of ["2031-11-24", "2026-11-22", "9999-12-31", "2027-02-30", "tomorrow", ""]) {
      expect(tokenEnd({ day }, now, "UTC"), day).toBeNull()
    }
  })
})

test("what the portal does by itself is written down under no name", async () => {
  const [entry] = await modules.database.owner`
    select actor, place, user_id as "userId", subject, detail from access.audit_entries
    where account_id = ${account.id} and action = 'account-opened'`
  expect(entry).toEqual({
    actor: portalItself.name,
    place: "",
    userId: null,
    subject: account.name,
    detail: { country: "GB", timeZone: "UTC" },
  })
})
