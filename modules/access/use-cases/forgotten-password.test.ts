import { Effect } from "effect"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { door, sessionOf } from "../../../tests/support/door.ts"
import { type Modules, testModules } from "../../../tests/support/modules.ts"
import { addPerson } from "../../../tests/support/person.ts"
import { newSecret } from "../domain/second-factor.ts"
import { askForNewPassword, chooseNewPassword, passwordLinkFor } from "./forgotten-password.ts"
import { personOfSession } from "./person-of-session.ts"
import { signIn } from "./sign-in.ts"

const EMAIL = "ann@forgotten.example"
const OLD = "a password for tests"

let modules: Modules
let people = 0
let email = EMAIL
beforeAll(async () => {
  modules = await testModules()
})
/** Somebody new, who has forgotten nothing yet. */
beforeEach(async () => {
  email = `person-${(people += 1)}@forgotten.example`
  await addPerson(modules.database.owner, { email, name: "ann", password: OLD })
  await modules.database.owner`delete from access.sign_in_failures`
})
afterAll(() => modules.stop())

const ask = (address = email, place = door.place) =>
  modules.run(
    askForNewPassword(address, place, door.sender).pipe(
      Effect.as("asked"),
      Effect.catchTag("TooManyTries", () => Effect.succeed("wait")),
    ),
  )
/** The tokens in the letters to an address, the latest last. */
const linksTo = async (address = email) => {
  const letters = await modules.database.owner<Array<{ text: string }>>`
    select text_body as text from kernel.messages where recipient = ${address} order by id`
  return letters.flatMap(({ text }) => /portal\.kestrel\.example\/new-password\/(\S+)/.exec(text)?.[1] ?? [])
}
const latestLink = async () => (await linksTo()).at(-1) ?? ""
const choose = (token: string, password: string) =>
  modules.run(
    chooseNewPassword(token, password, door.place, door.sender).pipe(
      Effect.as("chosen"),
      Effect.catchTag("PasswordLinkWorthless", () => Effect.succeed("worthless")),
    ),
  )
const opens = (password: string) =>
  modules.run(
    signIn({ ...door, email, password }).pipe(
      Effect.as(true),
      Effect.catchTags({ SignInRefused: () => Effect.succeed(false), TooManyTries: () => Effect.succeed(false) }),
    ),
  )

describe("a forgotten password", () => {
  test("is replaced by the link in a letter; every sign-in of before ends, and the person is told", async () => {
    const session = await sessionOf(modules, email, OLD)
    await ask(` ${email.toUpperCase()} `)
    const token = await latestLink()
    expect(await modules.run(passwordLinkFor(token))).toBe(email)
    expect(await choose(token, "a new one for tests")).toBe("chosen")
    expect(await modules.run(personOfSession(session, 2))).toBeNull()
    expect(await opens(OLD)).toBe(false)
    expect(await opens("a new one for tests")).toBe(true)
    const [letter] = await modules.database.owner`
      select subject from kernel.messages where recipient = ${email} order by id desc limit 1`
    expect(letter).toEqual({ subject: "Your password was changed" })
    const [entry] = await modules.database.owner`
      select actor, place from access.audit_entries where action = 'password-reset' and subject = ${email}`
    expect(entry).toEqual({ actor: "ann", place: door.place })
  })

  test("looking at a link does not use it up; using it does, once, for whoever comes at the same time", async () => {
    await ask()
    const token = await latestLink()
    for (let i = 0; i < 3; i++) expect(await modules.run(passwordLinkFor(token))).toBe(email)
    const outcomes = await Promise.all(["one for tests, long", "another for tests"].map((text) => choose(token, text)))
    expect(outcomes.toSorted()).toEqual(["chosen", "worthless"])
    expect(await modules.run(passwordLinkFor(token))).toBeNull()
  })

  test("a later link leaves earlier ones good, until one of them is used", async () => {
    await ask()
    await Promise.all([ask(), ask()])
    const links = await linksTo()
    const good = () => Promise.all(links.map((token) => modules.run(passwordLinkFor(token))))
    expect(await good()).toEqual([email, email, email])
    expect(await choose(links[1] ?? "", "a new one for tests")).toBe("chosen")
    expect(await good()).toEqual([null, null, null])
  })

  test("links last two hours", async () => {
    await ask()
    const token = await latestLink()
    const age = (time: string) =>
      modules.database.owner`update access.mailed_links set expires_at = expires_at - ${time}::interval`
    await age("119 minutes")
    expect(await modules.run(passwordLinkFor(token))).toBe(email)
    await age("61 seconds")
    expect(await modules.run(passwordLinkFor(token))).toBeNull()
    expect(await choose(token, "a new one for tests")).toBe("worthless")
  })

  test("an address that is nobody's is answered alike, and gets no letter", async () => {
    const before = await modules.database.owner`select 1 from kernel.messages`
    expect(await ask("nobody@forgotten.example")).toBe("asked")
    expect(await modules.database.owner`select 1 from kernel.messages`).toHaveLength(before.length)
  })

  test("after five letters to an address within a quarter of an hour there are no more, for nobody's either", async () => {
    for (const address of [email, "nobody@forgotten.example"]) {
      for (let i = 0; i < 5; i++) expect(await ask(address)).toBe("asked")
      expect(await ask(address, "203.0.113.4")).toBe("wait")
    }
    expect(await linksTo()).toHaveLength(5)
  })

  test("who is locked out may choose a new password, and comes in with it at once", async () => {
    for (let i = 0; i < 10; i++) expect(await opens("wrong")).toBe(false)
    await ask()
    expect(await choose(await latestLink(), "a new one for tests")).toBe("chosen")
    expect(await opens("a new one for tests")).toBe(true)
  })

  test("with a second factor a new password does not wipe out what was tried before", async () => {
    await modules.database.owner`update access.users set totp_secret = ${newSecret()} where email = ${email}`
    for (let i = 0; i < 10; i++) expect(await opens("wrong")).toBe(false)
    await ask()
    expect(await choose(await latestLink(), "a new one for tests")).toBe("chosen")
    expect(await opens("a new one for tests")).toBe(false)
    await modules.database.owner`delete from access.sign_in_failures`
    expect(await opens("a new one for tests")).toBe(true)
  })

  test("an old password that is being looked at while the new one is set leaves no sign-in behind", async () => {
    await ask()
    const token = await latestLink()
    const tries = Array.from({ length: 6 }, () => opens(OLD))
    await Promise.all([choose(token, "a new one for tests"), ...tries])
    const left = await modules.database.owner`
      select 1 from access.sessions s join access.users u on u.id = s.user_id where u.email = ${email}`
    expect(left).toHaveLength(0)
  })
})
