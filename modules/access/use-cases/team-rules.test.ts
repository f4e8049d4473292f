import { Effect } from "effect"
import fc from "fast-check"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Live } from "#kernel/bus/live.ts"
import type { Database } from "#kernel/database/database.ts"
import { type Modules, testModules } from "../../../tests/support/modules.ts"
import type { Actor } from "../domain/audit.ts"
import type { Terms } from "../domain/terms.ts"
import { hashToken, newToken } from "../domain/token.ts"
import { acceptInvitation } from "./accept-invitation.ts"
import { addMember } from "./add-member.ts"
import { changeMember } from "./change-member.ts"
import { invite } from "./invite.ts"
import { openAccount } from "./open-account.ts"
import { personOfSession } from "./person-of-session.ts"
import { leaveAccount, removeMember } from "./remove-member.ts"

const PEOPLE = 5
/** By place: the first owns the account at the start, the last is an administrator and never a member. */
const ADMINISTRATOR = PEOPLE - 1
const sender = { company: "Kestrel Lifts", address: "https://portal.example" }

let modules: Modules
let people: ReadonlyArray<{
  readonly id: number
  readonly email: string
  readonly actor: Actor
  readonly session: string
}>
beforeAll(async () => {
  modules = await testModules()
  people = await Promise.all(
    Array.from({ length: PEOPLE }, async (_, place) => {
      const email = `person-${place}@rules.example`
      const role = place === ADMINISTRATOR ? "administrator" : null
      const [row] = await modules.database.owner<Array<{ id: number }>>`
        insert into access.users (email, name, staff_role) values (${email}, ${email}, ${role}) returning id`
      const id = row?.id ?? 0
      return { id, email, session: newToken(), actor: { userId: id, name: email, viewedBy: null, place: "" } }
    }),
  )
})
afterAll(() => modules.stop())

type Reach = "all" | "one" | "two"
interface Held {
  readonly role: Terms["role"]
  readonly reach: Reach
}
type Step = { readonly by: number; readonly about: number } & (
  | { readonly kind: "invite" | "change"; readonly held: Held }
  | { readonly kind: "accept" | "remove" | "leave" }
)

const someone = fc.nat(PEOPLE - 1)
const someMember = fc.nat(ADMINISTRATOR - 1)
const someTerms = fc.oneof(
  fc.constant<Held>({ role: "owner", reach: "all" }),
  fc.record<Held>({
    role: fc.constantFrom("manager" as const, "viewer" as const),
    reach: fc.constantFrom<Reach>("all", "one", "two"),
  }),
)
const someStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constantFrom("invite" as const, "change" as const),
    by: someone,
    about: someMember,
    held: someTerms,
  }),
  fc.record({
    kind: fc.constantFrom("accept" as const, "remove" as const, "leave" as const),
    by: someone,
    about: someMember,
  }),
)

/** A plain reading of the rules: who is what, and who is invited by whom to what. */
class Rules {
  readonly members = new Map<number, Held>([[0, { role: "owner", reach: "all" }]])
  readonly invited = new Map<number, { readonly by: number; readonly held: Held }>()

  mayManage(who: number) {
    return who === ADMINISTRATOR || this.members.get(who)?.role === "owner"
  }
  isLastOwner(who: number) {
    const owners = [...this.members].filter(([, { role }]) => role === "owner").map(([one]) => one)
    return owners.length === 1 && owners[0] === who
  }
  take(step: Step) {
    const { by, about } = step
    if (step.kind === "invite") {
      const present = this.invited.get(about)
      const open = present !== undefined && this.mayManage(present.by)
      if (this.mayManage(by) && !this.members.has(about) && !open) this.invited.set(about, { by, held: step.held })
    } else if (step.kind === "accept") {
      const present = this.invited.get(by)
      if (present === undefined || !this.mayManage(present.by)) return
      this.invited.delete(by)
      if (!this.members.has(by)) this.members.set(by, present.held)
    } else if (step.kind === "leave") {
      if (!this.isLastOwner(by)) this.members.delete(by)
    } else if (this.mayManage(by) && by !== about && this.members.has(about)) {
      const staysOwner = step.kind === "change" && step.held.role === "owner"
      if (this.isLastOwner(about) && !staysOwner) return
      if (step.kind === "change") this.members.set(about, step.held)
      else this.members.delete(about)
    }
  }
}

/** An account of its own with two portfolios, and the steps as they are really taken. */
const world = async () => {
  const { owner } = modules.database
  const name = `Account ${crypto.randomUUID()}`
  const { id: accountId } = await modules.run(openAccount({ name, country: "GB", timeZone: "UTC" }))
  const [row] = await owner<Array<{ ids: [number, number] }>>`
    with made as (insert into access.portfolios (account_id, name) values (${accountId}, 'One'), (${accountId}, 'Two') returning id)
    select array_agg(id order by id) as ids from made`
  const [one, two] = row?.ids ?? [0, 0]
  const termsOf = ({ role, reach }: Held): Terms => ({
    role,
    portfolioIds: reach === "all" ? "whole account" : reach === "one" ? [one] : [one, two],
    until: null,
  })
  await modules.run(addMember({ accountId, userId: people[0]?.id ?? 0, role: "owner", portfolioIds: "whole account" }))

  const membershipOf = async (userId: number) => {
    const [found] = await owner<Array<{ id: number }>>`
      select id from access.memberships where account_id = ${accountId} and user_id = ${userId}`
    return found?.id ?? 2_000_000_000
  }
  /** Every sign-in of somebody may just have been ended: they sign in again, and look at this account. */
  const personIn = async ({ id, session }: (typeof people)[number]) => {
    await owner`
      insert into access.sessions (token_hash, user_id, account_id, user_agent, created_at, last_seen_at, expires_at)
      values (${hashToken(session)}, ${id}, ${accountId}, '', now(), now(), now() + interval '1 hour')
      on conflict (token_hash) do update set account_id = ${accountId}`
    const person = await modules.run(personOfSession(session, 2))
    if (person === null) throw new Error("Nobody holds this session.")
    return person
  }
  const tokenFor = async (email: string) => {
    const [mail] = await owner<Array<{ text: string }>>`
      select text_body as text from kernel.messages
      where recipient = ${email} and text_body like '%/invitations/%' order by id desc limit 1`
    return /\/invitations\/([\w-]+)/.exec(mail?.text ?? "")?.[1] ?? "none"
  }
  const take = async (step: Step) => {
    const by = people[step.by] as (typeof people)[number]
    const about = people[step.about] as (typeof people)[number]
    const attempt = <E>(work: Effect.Effect<unknown, E, Database | Live>) => modules.run(Effect.ignore(work))
    if (step.kind === "invite") {
      await attempt(invite(by.actor, sender, { accountId, email: about.email, terms: termsOf(step.held) }))
    } else if (step.kind === "accept") {
      await attempt(acceptInvitation(by.actor, await personIn(by), by.session, await tokenFor(by.email)))
    } else if (step.kind === "leave") {
      await attempt(leaveAccount(by.actor, await personIn(by), by.session))
    } else if (step.kind === "change") {
      await attempt(changeMember(by.actor, sender, accountId, await membershipOf(about.id), termsOf(step.held)))
    } else {
      await attempt(removeMember(by.actor, sender, accountId, await membershipOf(about.id)))
    }
  }
  const lastingOwners = async () => {
    const [found] = await owner<Array<{ owners: number }>>`
      select count(*)::int as owners from access.memberships
      where account_id = ${accountId} and role = 'owner' and expires_at is null`
    return found?.owners ?? 0
  }
  /** What each person is, and how much they see, by what their own session says. */
  const seen = async () => {
    const all: Array<readonly [number, Held]> = []
    for (const [place, one] of people.entries()) {
      const { role, viewer, membershipId } = await personIn(one)
      if (role === null) continue
      const [row] = await owner<Array<{ count: number }>>`
        select count(*)::int as count from access.membership_portfolios where membership_id = ${membershipId}`
      const reach = viewer.reach === "account" || viewer.reach === "all" ? "all" : row?.count === 1 ? "one" : "two"
      all.push([place, { role, reach }])
    }
    return all
  }
  return { take, lastingOwners, seen }
}

test("whatever a team does, everybody is and sees what the rules say, and an owner is always left", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(someStep, { maxLength: 14 }), async (steps) => {
      const rules = new Rules()
      const { take, lastingOwners, seen } = await world()
      for (const step of steps) {
        rules.take(step)
        await take(step)
        expect(await lastingOwners()).toBeGreaterThan(0)
      }
      expect(await seen()).toEqual([...rules.members].toSorted(([a], [b]) => a - b))
    }),
    { numRuns: 30 },
  )
})

test("also when they do it all at once, an owner is left, and nobody is a member twice", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(someStep, { minLength: 2, maxLength: 4 }), { maxLength: 4 }), async (rounds) => {
      const { take, lastingOwners, seen } = await world()
      for (const round of rounds) {
        await Promise.all(round.map(take))
        expect(await lastingOwners()).toBeGreaterThan(0)
      }
      const places = (await seen()).map(([place]) => place)
      expect(new Set(places).size).toBe(places.length)
    }),
    { numRuns: 15 },
  )
})
