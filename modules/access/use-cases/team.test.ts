import { Effect } from "effect"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { Live } from "#kernel/bus/live.ts"
import type { Database } from "#kernel/database/database.ts"
import { type Modules, testModules } from "../../../tests/support/modules.ts"
import { type Actor, portalItself } from "../domain/audit.ts"
import { hashPassword } from "../domain/password.ts"
import type { StaffRole } from "../domain/person.ts"
import type { Terms } from "../domain/terms.ts"
import { hashToken, newToken } from "../domain/token.ts"
import { acceptAsNewPerson, acceptInvitation, invitationOf } from "./accept-invitation.ts"
import { addMember } from "./add-member.ts"
import { changeMember } from "./change-member.ts"
import { changeStaff, removeStaff } from "./change-staff.ts"
import { invite, inviteStaff, resendInvitation, revokeInvitation } from "./invite.ts"
import { openAccount } from "./open-account.ts"
import { personOfSession } from "./person-of-session.ts"
import { leaveAccount, removeMember } from "./remove-member.ts"
import { switchAccount } from "./switch-account.ts"
import { invitationsOf, staffTeam, teamOf } from "./team-of.ts"
import { beginViewing, endViewing } from "./view-as.ts"

const HOUR = 3_600_000
const sender = { company: "Kestrel Lifts", address: "https://portal.example" }
const door = { place: "192.0.2.1", userAgent: "test", sessionHours: 2, formerSession: null, sender }
const PASSWORD = "a password for tests"

let modules: Modules
let passwordHash: string
beforeAll(async () => {
  modules = await testModules()
  passwordHash = await hashPassword(PASSWORD)
})
afterAll(() => modules.stop())

/** What became of it: "done", or the name of what hindered it. */
const outcome = <A, E extends { readonly _tag: string }>(work: Effect.Effect<A, E, Database | Live>): Promise<string> =>
  modules.run(
    work.pipe(
      Effect.as("done"),
      Effect.catch((problem) => Effect.succeed(problem._tag as string)),
    ),
  )

let count = 0
const named = (what: string) => `${what}-${(count += 1)}`

interface Someone {
  readonly id: number
  readonly email: string
  readonly actor: Actor
}
/** A person without going through argon2 each time. */
const someone = async (staffRole: StaffRole | null = null): Promise<Someone> => {
  const email = `${named("person")}@team.example`
  const [row] = await modules.database.owner<Array<{ id: number }>>`
    insert into access.users (email, name, password_hash, staff_role) values (${email}, ${email}, ${passwordHash}, ${staffRole}) returning id`
  const id = row?.id ?? 0
  return { id, email, actor: { userId: id, name: email, viewedBy: null, place: "192.0.2.1" } }
}
const account = async () =>
  (await modules.run(openAccount({ name: named("Account"), country: "AU", timeZone: "Australia/Sydney" }))).id

const whole = (role: Terms["role"], until: Date | null = null): Terms => ({
  role,
  portfolioIds: "whole account",
  until,
})
const join = (accountId: number, one: Someone, terms: Terms = whole("owner")) =>
  modules.run(
    addMember({
      accountId,
      userId: one.id,
      role: terms.role,
      portfolioIds: terms.portfolioIds,
      ...(terms.until === null ? {} : { expiresAt: terms.until }),
    }),
  )
/** An account with one owner. */
const team = async () => {
  const accountId = await account()
  const owner = await someone()
  await join(accountId, owner)
  return { accountId, owner }
}
const portfolio = async (accountId: number) => {
  const [row] = await modules.database.owner<Array<{ id: number }>>`
    insert into access.portfolios (account_id, name) values (${accountId}, ${named("Portfolio")}) returning id`
  return row?.id ?? 0
}
const membership = async (accountId: number, one: Someone) => {
  const [row] = await modules.database.owner<Array<{ id: number }>>`
    select id from access.memberships where account_id = ${accountId} and user_id = ${one.id}`
  return row?.id ?? 0
}

/** The token in the last mail to an address. */
const mailed = async (email: string) => {
  const [row] = await modules.database.owner<Array<{ text: string }>>`
    select text_body as text from kernel.messages where recipient = ${email} order by id desc limit 1`
  return /\/invitations\/([\w-]+)/.exec(row?.text ?? "")?.[1] ?? ""
}
const ask = (by: Someone, accountId: number, email: string, terms: Terms = whole("viewer")) =>
  outcome(invite(by.actor, sender, { accountId, email, terms }))

/** A session of somebody, looking at an account. */
const session = async (one: Someone, accountId: number | null) => {
  const token = newToken()
  await modules.database.owner`
    insert into access.sessions (token_hash, user_id, account_id, user_agent, created_at, last_seen_at, expires_at)
    values (${hashToken(token)}, ${one.id}, ${accountId}, '', now(), now(), now() + interval '1 hour')`
  return token
}
const personIn = (token: string) => modules.run(personOfSession(token, 2))
const accept = async (one: Someone, token: string, accountId: number | null = null) => {
  const own = await session(one, accountId)
  const person = await personIn(own)
  if (person === null) throw new Error("Nobody holds this session.")
  return { session: own, became: await outcome(acceptInvitation(one.actor, person, own, token)) }
}
const newcomer = (token: string) =>
  outcome(acceptAsNewPerson(token, { ...door, name: "New Person", password: PASSWORD }))

const logged = (accountId: number) => modules.database.owner`
  select action, subject from access.audit_entries
  where account_id = ${accountId} and action <> 'account-opened' order by id`

describe("inviting", () => {
  test("mails a link that brings somebody new in, once, with the account's clock and the portfolios named", async () => {
    const { accountId, owner } = await team()
    const portfolioId = await portfolio(accountId)
    const terms: Terms = { role: "viewer", portfolioIds: [portfolioId], until: null }
    expect(await ask(owner, accountId, " New.Person@Team.example", terms)).toBe("done")
    const token = await mailed("new.person@team.example")
    expect(await modules.run(invitationOf(token))).toMatchObject({ known: false, email: "new.person@team.example" })
    const opened = await modules.run(acceptAsNewPerson(token, { ...door, name: "New Person", password: PASSWORD }))
    expect(await personIn(opened)).toMatchObject({
      name: "New Person",
      timeZone: "Australia/Sydney",
      locale: "en-AU",
      role: "viewer",
      viewer: { reach: "portfolios", accountId },
    })
    expect(await modules.run(invitationOf(token))).toBeNull()
    expect(await newcomer(token)).toBe("InvitationWorthless")
    expect(await logged(accountId)).toMatchObject([
      { action: "member-invited", subject: "new.person@team.example" },
      { action: "invitation-accepted" },
      { action: "signed-in" },
    ])
  })

  test("brings somebody who is here already in by their own sign-in, and nobody else", async () => {
    const { accountId, owner } = await team()
    const [invited, other] = [await someone(), await someone()]
    await ask(owner, accountId, invited.email, whole("manager"))
    const token = await mailed(invited.email)
    expect(await newcomer(token)).toBe("AlreadyKnown")
    expect((await accept(other, token)).became).toBe("NotInvited")
    const first = await accept(invited, token)
    expect(first.became).toBe("done")
    expect(await personIn(first.session)).toMatchObject({ role: "manager", account: { id: accountId } })
    const [now] = await modules.database
      .owner`select last_account_id as account from access.users where id = ${invited.id}`
    expect(now).toEqual({ account: accountId })
    // Pressed again, it does nothing more; the link is worthless to everybody else.
    expect((await accept(invited, token)).became).toBe("done")
    expect((await accept(other, token)).became).toBe("InvitationWorthless")
  })

  test("makes one membership of two who accept at once", async () => {
    const { accountId, owner } = await team()
    const email = `${named("twice")}@team.example`
    await ask(owner, accountId, email)
    const token = await mailed(email)
    const outcomes = await Promise.all([newcomer(token), newcomer(token)])
    expect(outcomes.filter((one) => one === "done")).toHaveLength(1)
    const { all } = await modules.run(teamOf(accountId, { text: "", from: 0, most: 9 }))
    expect(all).toBe(2)

    const known = await someone()
    await ask(owner, accountId, known.email)
    const link = await mailed(known.email)
    const both = await Promise.all([accept(known, link), accept(known, link)])
    expect(both.map(({ became }) => became)).toEqual(["done", "done"])
    expect(await modules.run(teamOf(accountId, { text: known.email, from: 0, most: 9 }))).toMatchObject({
      matching: 1,
      all: 3,
    })
  })

  test("says so of who is here or invited already, also when two invite at once", async () => {
    const { accountId, owner } = await team()
    const member = await someone()
    await join(accountId, member, whole("viewer"))
    expect(await ask(owner, accountId, member.email.toUpperCase())).toBe("AlreadyMember")
    const outcomes = await Promise.all([1, 2, 3].map(() => ask(owner, accountId, "thrice@team.example")))
    expect(outcomes.toSorted()).toEqual(["AlreadyInvited", "AlreadyInvited", "done"])
    // The same person can be invited to another account all the same.
    const elsewhere = await team()
    expect(await ask(elsewhere.owner, elsewhere.accountId, "thrice@team.example")).toBe("done")
  })

  test("again makes the link before worthless; revoked, too late or after a guest's last day none is good", async () => {
    const { accountId, owner } = await team()
    const email = `${named("again")}@team.example`
    const { owner: sql } = modules.database
    await ask(owner, accountId, email)
    const first = await mailed(email)
    const id = (await modules.run(invitationsOf(accountId)))[0]?.id ?? 0
    expect(await outcome(resendInvitation(owner.actor, sender, accountId, id))).toBe("done")
    const second = await mailed(email)
    expect(await modules.run(invitationOf(first))).toBeNull()
    expect(await modules.run(invitationOf(second))).not.toBeNull()

    await sql`update access.invitations set expires_at = now() - interval '1 second' where id = ${id}`
    expect(await newcomer(second)).toBe("InvitationWorthless")
    expect(await modules.run(invitationsOf(accountId))).toMatchObject([{ state: "expired" }])
    // One that is too old stands in nobody's way.
    expect(await ask(owner, accountId, email, whole("viewer", new Date(Date.now() + HOUR)))).toBe("done")
    const third = await mailed(email)
    await sql`update access.invitations set member_until = now() - interval '1 second' where email = ${email}`
    expect(await newcomer(third)).toBe("InvitationWorthless")
    await sql`update access.invitations set member_until = null where email = ${email}`
    const last = (await modules.run(invitationsOf(accountId)))[0]?.id ?? 0
    expect(await outcome(revokeInvitation(owner.actor, accountId, last))).toBe("done")
    expect(await outcome(revokeInvitation(owner.actor, accountId, last))).toBe("InvitationNotFound")
    expect(await newcomer(third)).toBe("InvitationWorthless")
    expect(await newcomer("guessed")).toBe("InvitationWorthless")
  })

  test("fills nobody's mailbox: five letters an hour go from an account to one address, and no account hears of another's", async () => {
    const email = `${named("often")}@team.example`
    const { accountId, owner } = await team()
    expect(await ask(owner, accountId, email)).toBe("done")
    const id = (await modules.run(invitationsOf(accountId)))[0]?.id ?? 0
    const again = () => outcome(resendInvitation(owner.actor, sender, accountId, id))
    const more = ["done", "done", "done", "done", "TooManyTries"]
    for (const expected of more) expect(await again()).toBe(expected)
    // What was refused has changed nothing: the last link is good.
    expect(await modules.run(invitationOf(await mailed(email)))).not.toBeNull()
    const late = await team()
    expect(await ask(late.owner, late.accountId, email)).toBe("done")
    await modules.database.owner`
      update access.sign_in_failures set failed_at = failed_at - interval '61 minutes' where subject = ${`invitation ${accountId} ${email}`}`
    expect(await again()).toBe("done")
  })

  test("is worth nothing once whoever did it may not any more, until somebody sends it again who may", async () => {
    const { accountId, owner } = await team()
    const second = await someone()
    await join(accountId, second)
    const invited = await someone()
    await ask(second, accountId, invited.email)
    const token = await mailed(invited.email)
    const id = await membership(accountId, second)
    await outcome(changeMember(owner.actor, sender, accountId, id, whole("manager")))
    expect(await modules.run(invitationOf(token))).toBeNull()
    expect((await accept(invited, token)).became).toBe("InvitationWorthless")
    const [pending] = await modules.run(invitationsOf(accountId))
    expect(pending?.state).toBe("worthless")
    await outcome(resendInvitation(owner.actor, sender, accountId, pending?.id ?? 0))
    expect((await accept(invited, await mailed(invited.email))).became).toBe("done")
  })

  test("is for owners and administrators, of this account, now", async () => {
    const { accountId, owner } = await team()
    const other = await team()
    const [manager, viewer, dispatcher, administrator] = [
      await someone(),
      await someone(),
      await someone("dispatcher"),
      await someone("administrator"),
    ]
    await join(accountId, manager, whole("manager"))
    await join(accountId, viewer, whole("viewer"))
    for (const one of [manager, viewer, dispatcher, other.owner]) {
      expect(await ask(one, accountId, "x@team.example")).toBe("MayNotManage")
    }
    const behind = { ...owner, actor: { ...owner.actor, viewedBy: "Ruth" } }
    expect(await ask(behind, accountId, "x@team.example")).toBe("MayNotManage")
    await modules.database.owner`
      update access.memberships set expires_at = now() - interval '1 second' where user_id = ${owner.id}`
    expect(await ask(owner, accountId, "x@team.example")).toBe("MayNotManage")
    expect(await ask(administrator, accountId, "x@team.example")).toBe("done")
    expect(await ask(administrator, 2_000_000_000, "x@team.example")).toBe("AccountNotFound")
  })

  test("offers only what a membership can be, and the account's own portfolios", async () => {
    const { accountId, owner } = await team()
    const foreign = await portfolio((await team()).accountId)
    const own = await portfolio(accountId)
    const email = "terms@team.example"
    const soon = new Date(Date.now() + HOUR)
    const impossible: ReadonlyArray<Terms> = [
      { role: "owner", portfolioIds: [own], until: null },
      { role: "viewer", portfolioIds: [], until: null },
      { role: "viewer", portfolioIds: [foreign], until: null },
      whole("owner", soon),
      whole("manager", soon),
      whole("viewer", new Date()),
    ]
    for (const terms of impossible) expect(await ask(owner, accountId, email, terms)).toBe("TermsImpossible")
    expect(await ask(owner, accountId, email, { role: "viewer", portfolioIds: [own, foreign], until: soon })).toBe(
      "done",
    )
    expect(await modules.run(invitationsOf(accountId))).toMatchObject([{ portfolios: [{ id: own }] }])
  })
})

describe("changing and removing", () => {
  test("ends a member's sign-ins in that account and their tokens at once, and those elsewhere not", async () => {
    const { accountId, owner } = await team()
    const elsewhere = await team()
    const member = await someone()
    await join(accountId, member, whole("manager"))
    await join(elsewhere.accountId, member, whole("viewer"))
    const id = await membership(accountId, member)
    const token = () => modules.database.owner`
      insert into access.api_tokens (account_id, membership_id, name, scopes, token_hash, created_by, created_at)
      values (${accountId}, ${id}, 'x', '{}', ${hashToken(newToken())}, '', now())`
    const good = async () =>
      (await modules.database.owner`select from access.api_tokens where membership_id = ${id} and revoked_at is null`)
        .length
    await token()
    const [here, there] = [await session(member, accountId), await session(member, elsewhere.accountId)]
    expect(await outcome(changeMember(owner.actor, sender, accountId, id, whole("manager")))).toBe("done")
    expect([await good(), (await personIn(here))?.role]).toEqual([1, "manager"])
    expect(await outcome(changeMember(owner.actor, sender, accountId, id, whole("viewer")))).toBe("done")
    expect([await good(), await personIn(here)]).toEqual([0, null])
    expect((await personIn(there))?.account?.id).toBe(elsewhere.accountId)

    const again = await session(member, accountId)
    await token()
    expect(await outcome(removeMember(owner.actor, sender, accountId, id))).toBe("done")
    expect([await good(), await personIn(again)]).toEqual([0, null])
    expect(await outcome(removeMember(owner.actor, sender, accountId, id))).toBe("MemberNotFound")
    const mails = await modules.database.owner`
      select subject from kernel.messages where recipient = ${member.email} order by id`
    expect(mails.map(({ subject }) => (subject as string).replace(/Account-\d+/, "…"))).toEqual([
      "Your access to … was changed",
      "Your access to … has ended",
    ])

    // Invited again, they are another member: nothing of before comes back.
    await ask(owner, accountId, member.email, whole("manager"))
    await accept(member, await mailed(member.email))
    const anew = await membership(accountId, member)
    expect(anew).toBeGreaterThan(id)
    expect((await modules.database.owner`select from access.api_tokens where membership_id = ${anew}`).length).toBe(0)
  })

  test("never takes the last owner's role, and nobody their own", async () => {
    const { accountId, owner } = await team()
    const administrator = await someone("administrator")
    const id = await membership(accountId, owner)
    const demote = (by: Someone) => outcome(changeMember(by.actor, sender, accountId, id, whole("manager")))
    const remove = (by: Someone) => outcome(removeMember(by.actor, sender, accountId, id))
    expect([await demote(owner), await remove(owner)]).toEqual(["OwnMembership", "OwnMembership"])
    expect([await demote(administrator), await remove(administrator)]).toEqual(["LastOwner", "LastOwner"])
    // One whose time runs out does not count.
    const guest = await someone()
    await join(accountId, guest, whole("owner", new Date(Date.now() + HOUR)))
    expect([await demote(administrator), await remove(administrator)]).toEqual(["LastOwner", "LastOwner"])
    await modules.database.owner`update access.memberships set expires_at = null where user_id = ${guest.id}`
    expect(await demote(guest)).toBe("done")
  })

  test("leaves one of two owners who remove each other at the same time", async () => {
    for (let round = 0; round < 5; round++) {
      const { accountId, owner } = await team()
      const other = await someone()
      await join(accountId, other)
      const [one, two] = [await membership(accountId, owner), await membership(accountId, other)]
      const outcomes = await Promise.all([
        outcome(removeMember(owner.actor, sender, accountId, two)),
        outcome(removeMember(other.actor, sender, accountId, one)),
      ])
      expect(outcomes.toSorted()).toEqual(["MayNotManage", "done"])
    }
  })

  test("finds no member of another account", async () => {
    const { owner } = await team()
    const other = await team()
    const [mine] = await modules.database.owner<Array<{ account: number }>>`
      select account_id as account from access.memberships where user_id = ${owner.id}`
    const id = await membership(other.accountId, other.owner)
    const here = mine?.account ?? 0
    expect(await outcome(removeMember(owner.actor, sender, here, id))).toBe("MemberNotFound")
    expect(await outcome(changeMember(owner.actor, sender, here, id, whole("viewer")))).toBe("MemberNotFound")
    expect(await outcome(removeMember(owner.actor, sender, other.accountId, id))).toBe("MayNotManage")
  })

  test("is not needed to leave: one goes to one's other account, but the last owner stays", async () => {
    const { accountId, owner } = await team()
    const viewer = await someone()
    await join(accountId, viewer, whole("viewer"))
    const elsewhere = await team()
    await join(elsewhere.accountId, viewer, whole("viewer"))
    const leave = async (one: Someone) => {
      const own = await session(one, accountId)
      const person = await personIn(own)
      if (person === null) throw new Error("Nobody holds this session.")
      return { own, became: await outcome(leaveAccount(one.actor, person, own)) }
    }
    const other = await session(viewer, accountId)
    const left = await leave(viewer)
    expect(left.became).toBe("done")
    expect(await personIn(left.own)).toMatchObject({ account: { id: elsewhere.accountId } })
    expect(await personIn(other)).toBeNull()
    expect((await leave(owner)).became).toBe("LastOwner")
    expect(await logged(accountId)).toMatchObject([{ action: "member-removed", subject: viewer.email }])
  })
})

describe("last here", () => {
  test("is noted at the door, in use and when an account is entered, and stays when the sign-ins are gone", async () => {
    const { accountId, owner } = await team()
    const { owner: sql } = modules.database
    const seen = async () => {
      const { members } = await modules.run(teamOf(accountId, { text: "", from: 0, most: 9 }))
      return members[0]?.lastSeenAt?.getTime() ?? null
    }
    expect(await seen()).toBeNull()
    const token = await session(owner, accountId)
    await sql`update access.sessions set last_seen_at = now() - interval '6 minutes' where user_id = ${owner.id}`
    const person = await personIn(token)
    const used = await seen()
    expect(used).toBeGreaterThan(Date.now() - 60_000)
    await sql`delete from access.sessions where user_id = ${owner.id}`
    expect(await seen()).toBe(used)
    if (person === null) throw new Error("Nobody holds this session.")
    await modules.run(switchAccount(person, await session(owner, null), accountId))
    expect(await seen()).toBeGreaterThanOrEqual(used ?? 0)
  })
})

describe("looking through somebody's eyes", () => {
  test("shows an administrator what a member sees, changes nothing of theirs, and is in the customer's log", async () => {
    const { accountId } = await team()
    const member = await someone()
    const portfolioId = await portfolio(accountId)
    await join(accountId, member, { role: "viewer", portfolioIds: [portfolioId], until: null })
    const administrator = await someone("administrator")
    const token = await session(administrator, null)
    const own = await personIn(token)
    if (own === null) throw new Error("Nobody holds this session.")
    const id = await membership(accountId, member)
    expect(await outcome(beginViewing(administrator.actor, own, token, id))).toBe("done")
    await modules.database.owner`
      update access.sessions set last_seen_at = now() - interval '6 minutes' where user_id = ${administrator.id}`
    const eyes = await personIn(token)
    expect(eyes).toMatchObject({
      userId: member.id,
      staffRole: null,
      role: "viewer",
      accounts: [{ id: accountId }],
      viewer: { reach: "portfolios", accountId, membershipId: id },
      viewedBy: { userId: administrator.id },
    })
    const [untouched] = await modules.database.owner`
      select u.last_account_id as account, m.last_seen_at as seen from access.users u join access.memberships m on m.user_id = u.id
      where m.id = ${id}`
    expect(untouched).toEqual({ account: null, seen: null })
    if (eyes === null) throw new Error("Nobody holds this session.")
    expect(await outcome(beginViewing(administrator.actor, eyes, token, id))).toBe("MayNotManage")
    await modules.run(endViewing(token, "192.0.2.1"))
    await modules.run(endViewing(token, "192.0.2.1"))
    expect(await personIn(token)).toMatchObject({
      userId: administrator.id,
      staffRole: "administrator",
      viewedBy: null,
    })
    expect(await logged(accountId)).toEqual([
      { action: "viewing-begun", subject: member.email },
      { action: "viewing-ended", subject: member.email },
    ])
  })

  test("is for administrators who are so now, and for members who are so now", async () => {
    const { accountId, owner } = await team()
    const id = await membership(accountId, owner)
    const dispatcher = await someone("dispatcher")
    const token = await session(dispatcher, null)
    const person = await personIn(token)
    if (person === null) throw new Error("Nobody holds this session.")
    const pretended = { ...person, staffRole: "administrator" as const }
    expect(await outcome(beginViewing(dispatcher.actor, pretended, token, id))).toBe("MayNotManage")
    await modules.database.owner`update access.users set staff_role = 'administrator' where id = ${dispatcher.id}`
    expect(await outcome(beginViewing(dispatcher.actor, pretended, token, 2_000_000_000))).toBe("MemberNotFound")
    expect(await outcome(beginViewing(dispatcher.actor, pretended, token, id))).toBe("done")
    // The role goes, and the eyes with it.
    await modules.database.owner`update access.users set staff_role = 'technician' where id = ${dispatcher.id}`
    expect(await personIn(token)).toMatchObject({ userId: dispatcher.id, viewedBy: null })
    await modules.database.owner`update access.users set staff_role = 'administrator' where id = ${dispatcher.id}`
    expect(await personIn(token)).toMatchObject({ userId: owner.id })
    await modules.database.owner`delete from access.memberships where id = ${id}`
    expect(await personIn(token)).toMatchObject({ userId: dispatcher.id, viewedBy: null })
  })
})

describe("the staff", () => {
  test("is invited, changed and removed by administrators, of whom one stays", async () => {
    const administrator = await someone("administrator")
    await modules.database.owner`
      update access.users set staff_role = 'dispatcher' where staff_role = 'administrator' and id <> ${administrator.id}`
    const invited = await someone()
    const wanted = { email: invited.email, staffRole: "administrator" as const }
    expect(await outcome(inviteStaff(invited.actor, sender, wanted))).toBe("MayNotManage")
    expect(await outcome(inviteStaff(administrator.actor, sender, wanted))).toBe("done")
    expect(await outcome(inviteStaff(administrator.actor, sender, wanted))).toBe("AlreadyInvited")
    const before = await session(invited, null)
    const { session: own, became } = await accept(invited, await mailed(invited.email))
    expect(became).toBe("done")
    expect(await personIn(own)).toMatchObject({ staffRole: "administrator", viewer: { reach: "all" } })
    expect(await personIn(before)).toBeNull()
    expect(await outcome(inviteStaff(administrator.actor, sender, wanted))).toBe("AlreadyMember")

    expect(await outcome(removeStaff(invited.actor, sender, invited.id))).toBe("OwnMembership")
    const outcomes = await Promise.all([
      outcome(changeStaff(administrator.actor, sender, invited.id, "technician")),
      outcome(removeStaff(invited.actor, sender, administrator.id)),
    ])
    expect(outcomes.toSorted()).toEqual(["MayNotManage", "done"])
    const left = (await modules.run(staffTeam)).filter(({ role }) => role === "administrator")
    expect(left).toHaveLength(1)
    const last = left[0]?.userId ?? 0
    expect(await outcome(removeStaff(portalItself, sender, last))).toBe("LastAdministrator")
    expect(await outcome(changeStaff(portalItself, sender, last, "dispatcher"))).toBe("LastAdministrator")
  })

  test("that is removed has no sign-in any more", async () => {
    const technician = await someone("technician")
    const token = await session(technician, null)
    expect(await outcome(removeStaff(portalItself, sender, technician.id))).toBe("done")
    expect(await personIn(token)).toBeNull()
    expect(await outcome(removeStaff(portalItself, sender, technician.id))).toBe("MemberNotFound")
  })
})
