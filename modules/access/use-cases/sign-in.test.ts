import { Effect } from "effect"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { type Modules, testModules } from "../../../tests/support/modules.ts"
import { addUser } from "./add-user.ts"
import { personOfSession } from "./person-of-session.ts"
import { forgetExpired, type SignIn, signIn, signOut } from "./sign-in.ts"

const PASSWORD = "a password for tests"

let modules: Modules
beforeAll(async () => {
  modules = await testModules()
  for (const name of ["ann", "ben"]) {
    await modules.run(
      addUser({
        email: `${name}@sign-in.example`,
        name,
        password: PASSWORD,
        locale: "en-GB",
        timeZone: "UTC",
        staffRole: null,
      }),
    )
  }
})
beforeEach(() => modules.database.owner`delete from access.sign_in_failures`)
afterAll(() => modules.stop())

/** What became of a try: "in", "refused", or how many seconds to wait. */
const attempt = (given: Partial<SignIn> = {}) =>
  modules.run(
    signIn({
      email: "ann@sign-in.example",
      password: PASSWORD,
      place: "192.0.2.1",
      userAgent: "test",
      sessionHours: 2,
      ...given,
    }).pipe(
      Effect.as<string | number>("in"),
      Effect.catchTags({
        SignInRefused: () => Effect.succeed("refused"),
        TooManySignIns: ({ retryAfterSeconds }) => Effect.succeed(retryAfterSeconds),
      }),
    ),
  )
const wrong = (given: Partial<SignIn> = {}) => attempt({ password: "not it", ...given })
/** Makes all tries so far older. */
const letPass = (minutes: number) =>
  modules.database.owner`update access.sign_in_failures set failed_at = failed_at - make_interval(mins => ${minutes})`

describe("signing in", () => {
  test("takes the address whatever its capitals, and keeps no more than the hash of its token", async () => {
    const token = await modules.run(
      signIn({
        email: " Ann@Sign-In.example",
        password: PASSWORD,
        place: "p",
        userAgent: "x".repeat(900),
        sessionHours: 2,
      }),
    )
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
    await modules.run(signOut(token))
    expect(await modules.run(personOfSession(token, 2))).toBeNull()
    await modules.run(signOut(token))
  })

  test("refuses a wrong password and an unknown address alike", async () => {
    expect(await wrong()).toBe("refused")
    expect(await wrong({ email: "nobody@sign-in.example" })).toBe("refused")
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

  test("counts an unknown address like a known one", async () => {
    for (let i = 0; i < 10; i++) await wrong({ email: "nobody@sign-in.example" })
    expect(await wrong({ email: "nobody@sign-in.example" })).toBeGreaterThan(0)
  })

  test("lets no more through when all tries come at once", async () => {
    const outcomes = await Promise.all(Array.from({ length: 40 }, () => wrong()))
    expect(outcomes.filter((outcome) => outcome === "refused").length).toBeLessThanOrEqual(10)
  })

  test("stops a place that tries many addresses, and no other place", async () => {
    const guesses = await Promise.all(
      Array.from({ length: 50 }, (_, i) => wrong({ email: `guess-${i}@sign-in.example` })),
    )
    expect(new Set(guesses)).toEqual(new Set(["refused"]))
    expect(await attempt({ email: "ben@sign-in.example" })).toBeGreaterThan(0)
    expect(await attempt({ email: "ben@sign-in.example", place: "198.51.100.7" })).toBe("in")
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
