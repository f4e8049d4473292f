import { Effect } from "effect"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { door, sessionOf } from "../../../tests/support/door.ts"
import { type Modules, testModules } from "../../../tests/support/modules.ts"
import { addPerson } from "../../../tests/support/person.ts"
import { as } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { addMember } from "./add-member.ts"
import { openAccount } from "./open-account.ts"
import { personOfSession } from "./person-of-session.ts"
import { countNameless } from "./sign-in-tries.ts"
import { forgetExpired, type SignIn, signIn, signOut } from "./sign-in.ts"

const PASSWORD = "a password for tests"

let modules: Modules
beforeAll(async () => {
  modules = await testModules()
  for (const name of ["ann", "ben", "dan"]) {
    await addPerson(modules.database.owner, { email: `${name}@sign-in.example`, name, password: PASSWORD })
  }
})
beforeEach(() => modules.database.owner`delete from access.sign_in_failures`)
afterAll(() => modules.stop())

/** What became of a try: "in", "refused", or how many seconds to wait. */
const attempt = (given: Partial<SignIn> = {}) =>
  modules.run(
    signIn({
      ...door,
      email: "ann@sign-in.example",
      password: PASSWORD,
      ...given,
    }).pipe(
      Effect.map(({ kind }): string | number => kind),
      Effect.catchTags({
        SignInRefused: () => Effect.succeed("refused"),
        TooManyTries: ({ retryAfterSeconds }) => Effect.succeed(retryAfterSeconds),
      }),
    ),
  )
const wrong = (given: Partial<SignIn> = {}) => attempt({ password: "not it", ...given })
/** Makes all tries so far older. */
const letPass = (minutes: number) =>
  modules.database.owner`update access.sign_in_failures set failed_at = failed_at - make_interval(mins => ${minutes})`

describe("signing in", () => {
  test("takes the address whatever its capitals, and keeps no more than the hash of its token", async () => {
    const entered = await modules.run(
      signIn({ ...door, email: " Ann@Sign-In.example", password: PASSWORD, userAgent: "x".repeat(900) }),
    )
    const token = "session" in entered ? entered.session : ""
    const person = await modules.run(personOfSession(token, 2))
    expect(person).toMatchObject({
      name: "ann",
      email: "ann@sign-in.example",
      account: null,
      viewer: { reach: "nobody" },
    })
    const [session] = await modules.database.owner`
      select token_hash = sha256(${token}::text::bytea) as hashed, length(user_agent) as agent,
        extract(epoch from expires_at - created_at)::int as seconds from access.sessions`
    expect(session).toEqual({ hashed: true, agent: 300, seconds: 7200 })
    await modules.run(signOut(token, "192.0.2.1"))
    expect(await modules.run(personOfSession(token, 2))).toBeNull()
    await modules.run(signOut(token, "192.0.2.1"))
  })

  test("refuses a wrong password, an unknown address and a person without a password alike", async () => {
    expect(await wrong()).toBe("refused")
    expect(await wrong({ email: "nobody@sign-in.example" })).toBe("refused")
    await modules.database.owner`insert into access.users (email, name) values ('cat@sign-in.example', 'cat')`
    expect(await wrong({ email: "cat@sign-in.example" })).toBe("refused")
    expect(await attempt({ email: "cat@sign-in.example", password: "" })).toBe("refused")
  })

  test("ends the session that the browser had, and no other of the person", async () => {
    const [first, other] = [
      await sessionOf(modules, "ann@sign-in.example", PASSWORD),
      await sessionOf(modules, "ann@sign-in.example", PASSWORD),
    ]
    expect(await attempt({ email: "ben@sign-in.example", formerSession: first })).toBe("in")
    expect(await modules.run(personOfSession(first, 2))).toBeNull()
    expect(await modules.run(personOfSession(other, 2))).toMatchObject({ name: "ann" })
  })

  test("is in the log of the account that is entered", async () => {
    const { id } = await modules.run(openAccount({ name: "Quay House", country: "GB", timeZone: "UTC" }))
    const [ben] = await modules.database.owner<Array<{ id: number }>>`
      select id from access.users where email = 'ben@sign-in.example'`
    const membership = { accountId: id, userId: ben?.id ?? 0, role: "viewer" as const }
    await modules.run(addMember({ ...membership, portfolioIds: "whole account" }))
    await attempt({ email: "ben@sign-in.example", place: "198.51.100.7" })
    const entries = await modules.database.owner`
      select actor, user_id = ${ben?.id ?? 0} as ben, place, action, subject, detail 
      from access.audit_entries where account_id = ${id} and action = 'signed-in'`
    expect(entries).toEqual([
      {
        actor: "ben",
        ben: true,
        place: "198.51.100.7",
        action: "signed-in",
        subject: "ben@sign-in.example",
        detail: { way: "password" },
      },
    ])
  })

  test("after ten wrong tries about an address takes not even the right password, and says how long", async () => {
    for (let i = 0; i < 10; i++) expect(await wrong({ place: `192.0.2.${i}` })).toBe("refused")
    expect(await attempt()).toBeGreaterThan(14 * 60)
    expect(await attempt({ email: "ben@sign-in.example" })).toBe("in")
    await letPass(10)
    const wait = await attempt()
    expect(wait).toBeGreaterThan(4 * 60)
    expect(wait).toBeLessThanOrEqual(5 * 60)
    await letPass(5)
    expect(await attempt()).toBe("in")
  })

  test("does not make those wait longer who keep trying", async () => {
    for (let i = 0; i < 10; i++) await wrong()
    for (let i = 0; i < 5; i++) {
      await letPass(2)
      expect(await wrong()).not.toBe("refused")
    }
    await letPass(5)
    expect(await attempt()).toBe("in")
  })

  test("tells the owner of a locked address once, by mail and by the log, however many keep trying", async () => {
    const dan = { email: "dan@sign-in.example" }
    const told = async (email: string) => {
      const [row] = await modules.database.owner`
        select (select count(*)::int from kernel.messages where recipient = ${email}) as letters,
          (select count(*)::int from access.audit_entries where action = 'sign-in-locked' and subject = ${email}) as entries`
      return row
    }
    for (let i = 0; i < 10; i++) await wrong(dan)
    expect(await told(dan.email)).toEqual({ letters: 0, entries: 0 })
    await Promise.all(Array.from({ length: 6 }, () => wrong({ ...dan, place: "203.0.113.9" })))
    expect(await told(dan.email)).toEqual({ letters: 1, entries: 1 })
    const [letter] = await modules.database.owner`
      select subject, text_body like '%203.0.113.9.%' as place from kernel.messages where recipient = ${dan.email}`
    expect(letter).toEqual({ subject: "Too many tries to sign in as you", place: true })
    await letPass(16)
    for (let i = 0; i < 11; i++) await wrong(dan)
    expect(await told(dan.email)).toEqual({ letters: 2, entries: 2 })
  })

  test("counts an unknown address like a known one, and tells nobody that it is locked", async () => {
    const nobody = { email: "nobody@sign-in.example" }
    for (let i = 0; i < 10; i++) expect(await wrong(nobody)).toBe("refused")
    expect(await wrong(nobody)).toBeGreaterThan(0)
    const told = await modules.database.owner`select 1 from kernel.messages where recipient = ${nobody.email}`
    expect(told).toHaveLength(0)
  })

  test("lets no more through when all tries come at once", async () => {
    const outcomes = await Promise.all(Array.from({ length: 40 }, () => wrong()))
    expect(outcomes.filter((outcome) => outcome === "refused").length).toBeLessThanOrEqual(10)
  })

  test("stops a place that tries many addresses, and no other place", async () => {
    await modules.run(
      Effect.all(Array.from({ length: 40 }, () => countNameless(door.place, new Date()))).pipe(as(everything)),
    )
    const guesses = await Promise.all(
      Array.from({ length: 10 }, (_, i) => wrong({ email: `guess-${i}@sign-in.example` })),
    )
    expect(new Set(guesses)).toEqual(new Set(["refused"]))
    expect(await attempt({ email: "ben@sign-in.example" })).toBeGreaterThan(0)
    expect(await attempt({ email: "ben@sign-in.example", place: "198.51.100.7" })).toBe("in")
  })

  test("counts all addresses of an IPv6 network as one place, and logs the one that it was", async () => {
    const from = (n: number) => `2001:db8:0:7::${n.toString(16)}`
    const tries = Array.from({ length: 50 }, (_, i) => countNameless(from(i), new Date()))
    await modules.run(Effect.all(tries).pipe(as(everything)))
    expect(await attempt({ email: "ben@sign-in.example", place: from(99) })).toBeGreaterThan(0)
    expect(await attempt({ email: "ben@sign-in.example", place: "2001:db8:0:8::1" })).toBe("in")
    const [last] = await modules.database.owner`
      select place from access.audit_entries where action = 'signed-in' order by id desc limit 1`
    expect(last).toEqual({ place: "2001:db8:0:8::1" })
  })

  test("lets a whole office in from one place", async () => {
    for (let round = 0; round < 8; round++) {
      const email = round % 2 === 0 ? "ann@sign-in.example" : "ben@sign-in.example"
      const outcomes = await Promise.all(Array.from({ length: 8 }, () => attempt({ email })))
      expect(new Set(outcomes)).toEqual(new Set(["in"]))
    }
  })

  test("forgets the wrong tries of a person who got in", async () => {
    for (let i = 0; i < 9; i++) await wrong()
    expect(await attempt()).toBe("in")
    for (let i = 0; i < 10; i++) expect(await wrong()).toBe("refused")
  })

  test("leaves nothing for ever: ended sessions and old tries go", async () => {
    await wrong()
    await letPass(25 * 60)
    await modules.database.owner`update access.sessions set expires_at = now() - interval '1 second'`
    await modules.run(forgetExpired())
    const [left] = await modules.database.owner`
      select (select count(*)::int from access.sessions) as sessions, (select count(*)::int from access.sign_in_failures) as tries`
    expect(left).toEqual({ sessions: 0, tries: 0 })
  })
})
