import { Effect } from "effect"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { type Modules, testModules } from "../../../tests/support/modules.ts"
import { type Actor, portalItself } from "../domain/audit.ts"
import { hashPassword } from "../domain/password.ts"
import type { Person } from "../domain/person.ts"
import { hashToken, newToken } from "../domain/token.ts"
import { addMember } from "./add-member.ts"
import { changeStaff, removeStaff } from "./change-staff.ts"
import { endMyOtherSessions, endMySession } from "./my-sessions.ts"
import { openAccount } from "./open-account.ts"
import { personOfSession } from "./person-of-session.ts"
import { leaveAccount, removeMember } from "./remove-member.ts"
import { forgetExpired, signIn, signOut } from "./sign-in.ts"
import { beginViewing, endViewing } from "./view-as.ts"

const HOUR = 3_600_000
const PLACE = "192.0.2.1"
const PASSWORD = "a password for tests"
const sender = { company: "Kestrel Lifts", address: "https://portal.example" }

let modules: Modules
let passwordHash: string
let owner: Someone
beforeAll(async () => {
  modules = await testModules()
  passwordHash = await hashPassword(PASSWORD)
  await someone("administrator")
  owner = await someone(null)
})
afterAll(() => modules.stop())

interface Someone {
  readonly id: number
  readonly email: string
  readonly actor: Actor
}
let count = 0
const someone = async (staffRole: "administrator" | null): Promise<Someone> => {
  const email = `person-${(count += 1)}@viewing.example`
  const [row] = await modules.database.owner<Array<{ id: number }>>`
    insert into access.users (email, name, password_hash, staff_role) values (${email}, ${email}, ${passwordHash}, ${staffRole}) returning id`
  const id = row?.id ?? 0
  return { id, email, actor: { userId: id, name: email, viewedBy: null, place: PLACE } }
}
const session = async ({ id }: Someone, accountId: number | null = null) => {
  const token = newToken()
  const [row] = await modules.database.owner<Array<{ id: number }>>`
    insert into access.sessions (token_hash, user_id, account_id, user_agent, created_at, last_seen_at, expires_at)
    values (${hashToken(token)}, ${id}, ${accountId}, '', now(), now(), now() + interval '1 hour') returning id`
  return { token, id: row?.id ?? 0 }
}
const personIn = async (token: string): Promise<Person> => {
  const person = await modules.run(personOfSession(token, 2))
  if (person === null) throw new Error("Nobody holds this session.")
  return person
}
const join = async (accountId: number, one: Someone, role: "owner" | "viewer") => {
  const { owner: sql } = modules.database
  await modules.run(addMember({ accountId, userId: one.id, role, portfolioIds: "whole account" }))
  const [row] = await sql<Array<{ id: number }>>`
    select id from access.memberships where account_id = ${accountId} and user_id = ${one.id}`
  return row?.id ?? 0
}

let accountId: number
let member: Someone
let membershipId: number
let administrator: Someone
let looking: { readonly token: string; readonly id: number }
const begin = async () => {
  const person = await personIn(looking.token)
  await modules.run(beginViewing(administrator.actor, person, looking.token, membershipId))
}
beforeEach(async () => {
  accountId = (await modules.run(openAccount({ name: `Account ${(count += 1)}`, country: "GB", timeZone: "UTC" }))).id
  member = await someone(null)
  administrator = await someone("administrator")
  await join(accountId, owner, "owner")
  membershipId = await join(accountId, member, "viewer")
  looking = await session(administrator)
})

/** What the customer's log says about viewing, the oldest first. */
const logged = () => modules.database.owner<Array<{ action: string; place: string; at: Date }>>`
  select action, actor, user_id as "userId", place, subject, at from access.audit_entries
  where account_id = ${accountId} and action in ('viewing-begun', 'viewing-ended') order by id`
const entry = (action: "viewing-begun" | "viewing-ended", place: string) => ({
  action,
  place,
  actor: administrator.email,
  userId: administrator.id,
  subject: member.email,
})

describe("a customer's log says once that an administrator looks through their eyes no longer", () => {
  const ways: ReadonlyArray<readonly [way: string, place: string, end: () => Promise<unknown>]> = [
    ["says so", PLACE, () => modules.run(endViewing(looking.token, PLACE))],
    ["signs out", PLACE, () => modules.run(signOut(looking.token, PLACE))],
    [
      "signs in as somebody in the same browser",
      PLACE,
      () => {
        const door = { place: PLACE, userAgent: "test", sessionHours: 2, formerSession: looking.token, sender }
        return modules.run(signIn({ ...door, email: administrator.email, password: PASSWORD }))
      },
    ],
    [
      "ends that sign-in from another one",
      PLACE,
      () => modules.run(endMySession(administrator.actor, administrator.id, looking.id)),
    ],
    [
      "ends all sign-ins but another one",
      "",
      async () => {
        const other = await session(administrator)
        await modules.run(endMyOtherSessions(administrator.actor, administrator.id, other.id))
      },
    ],
    ["gets another role", "", () => modules.run(changeStaff(portalItself, sender, administrator.id, "dispatcher"))],
    ["leaves the service company", "", () => modules.run(removeStaff(portalItself, sender, administrator.id))],
    [
      "looks on when the member is removed",
      "",
      () => modules.run(removeMember(portalItself, sender, accountId, membershipId)),
    ],
    [
      "looks on when the member leaves",
      "",
      async () => {
        const { token } = await session(member, accountId)
        await modules.run(leaveAccount(member.actor, await personIn(token), token))
      },
    ],
    [
      "is taken out of that account themself",
      "",
      async () => {
        const own = await join(accountId, administrator, "viewer")
        await modules.database.owner`update access.sessions set account_id = ${accountId} where id = ${looking.id}`
        await modules.run(removeMember(portalItself, sender, accountId, own))
      },
    ],
  ]
  test.each(ways)("who %s", async (_way, place, end) => {
    await begin()
    await end()
    await modules.run(signOut(looking.token, PLACE))
    await modules.run(forgetExpired())
    expect(await logged()).toMatchObject([entry("viewing-begun", PLACE), entry("viewing-ended", place)])
  })

  test.each(["access.sessions", "access.memberships"])("whose time in %s has run out, and when", async (table) => {
    const { owner: sql } = modules.database
    await begin()
    const over = new Date(Date.now() - HOUR)
    const id = table === "access.sessions" ? looking.id : membershipId
    await sql`update ${sql(table)} set expires_at = ${over} where id = ${id}`
    await modules.run(forgetExpired())
    await modules.run(forgetExpired())
    expect(await logged()).toMatchObject([entry("viewing-begun", PLACE), { ...entry("viewing-ended", ""), at: over }])
  })

  test("who looks through other eyes, since the member's time has run out", async () => {
    await begin()
    await modules.database.owner`
      update access.memberships set expires_at = now() - interval '1 second' where id = ${membershipId}`
    membershipId = await join(accountId, await someone(null), "viewer")
    await begin()
    expect((await logged()).map(({ action }) => action)).toEqual(["viewing-begun", "viewing-ended", "viewing-begun"])
  })
})

describe("at the same time", () => {
  test("two that begin and two that end it are one of each in the log", async () => {
    const person = await personIn(looking.token)
    const start = beginViewing(administrator.actor, person, looking.token, membershipId)
    await modules.run(Effect.all([start, start], { concurrency: "unbounded" }))
    const ends = [endViewing(looking.token, PLACE), signOut(looking.token, PLACE)]
    await modules.run(Effect.all(ends, { concurrency: "unbounded" }))
    expect(await logged()).toMatchObject([entry("viewing-begun", PLACE), entry("viewing-ended", PLACE)])
  })

  test("a member is removed and looked through: what is begun is ended", async () => {
    for (let round = 0; round < 8; round++) {
      const person = await personIn(looking.token)
      await modules.run(
        Effect.all(
          [
            beginViewing(administrator.actor, person, looking.token, membershipId).pipe(
              Effect.catchTag("MemberNotFound", () => Effect.void),
            ),
            removeMember(portalItself, sender, accountId, membershipId),
          ],
          { concurrency: "unbounded" },
        ),
      )
      const actions = (await logged()).map(({ action }) => action)
      expect(actions.filter((one) => one === "viewing-ended")).toHaveLength(actions.length / 2)
      expect((await personIn(looking.token)).viewedBy).toBeNull()
      membershipId = await join(accountId, member, "viewer")
    }
  })

  test("nothing is begun by a session that has ended", async () => {
    const person = await personIn(looking.token)
    await modules.run(signOut(looking.token, PLACE))
    await modules.run(beginViewing(administrator.actor, person, looking.token, membershipId))
    expect(await logged()).toHaveLength(0)
  })
})
