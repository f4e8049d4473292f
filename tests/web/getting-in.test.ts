import { addPerson } from "../support/person.ts"
import type { ParsedMail } from "mailparser"
import { generate } from "otplib"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { addMember, hashToken, openAccount } from "#access"
import { newSecret } from "../../modules/access/domain/second-factor.ts"
import { eventually } from "../support/eventually.ts"
import { type MailServer, startMailServer } from "../support/mail-server.ts"
import { cookieOf, type Portal, testPortal, type Visitor } from "../support/portal.ts"

const PASSWORD = "a password for tests"
const people = { ann: "ann@getting-in.example", two: "two-steps@getting-in.example" }

let portal: Portal
let mail: MailServer
const secret = newSecret()
beforeAll(async () => {
  mail = await startMailServer()
  const settings = { SMTP_URL: mail.url, MAIL_FROM: "Kestrel Lifts <portal@kestrel.example>" }
  portal = await testPortal({ settings })
  const { runtime, database } = portal
  const account = await runtime.runPromise(openAccount({ name: "Quay House", country: "GB", timeZone: "UTC" }))
  for (const email of Object.values(people)) {
    const userId = await addPerson(database.owner, { email, name: email, password: PASSWORD })
    const member = { accountId: account.id, userId, role: "owner" as const }
    await runtime.runPromise(addMember({ ...member, portfolioIds: "whole account" }))
  }
  await database.owner`update access.users set totp_secret = ${secret} where email = ${people.two}`
})
beforeEach(async () => {
  await portal.database.owner`delete from access.sign_in_failures`
  await portal.database.owner`update access.users set totp_last_step = null`
})
afterAll(async () => {
  await portal.stop()
  await mail.stop()
})

/** The cookies that an answer sets: by name, with what the browser is told to do with them. */
const cookiesOf = (answer: Response) =>
  new Map(
    answer.headers.getSetCookie().map((line) => {
      const [pair = "", ...flags] = line.split("; ")
      const at = pair.indexOf("=")
      return [pair.slice(0, at), { value: pair.slice(at + 1), flags: flags.toSorted() }] as const
    }),
  )
/** A browser with all the cookies that an answer sets. */
const withCookies = (answer: Response): Visitor =>
  portal.visitor([...cookiesOf(answer)].map(([name, { value }]) => `${name}=${value}`).join("; "))
const isIn = async (visitor: Visitor) => (await visitor.get("/setup")).status === 200
const mailTo = (address: string, subject: string): Promise<ParsedMail> =>
  eventually(() => {
    const found = mail.received.findLast(
      ({ recipients, parsed }) => recipients.includes(address) && parsed.subject === subject,
    )
    if (found === undefined) throw new Error(`No mail “${subject}” to ${address} yet.`)
    return found.parsed
  })
/** The address of the link in a mail, without the portal's own. */
const linkIn = ({ text = "" }: ParsedMail) => new RegExp(`${portal.url}(/\\S+)`).exec(text)?.[1] ?? ""

describe("signing in", () => {
  test("gives a new session each time, and the one that the browser brought is worth nothing any more", async () => {
    const fixed = portal.visitor("hoistway=a-session-that-somebody-else-chose")
    const first = await fixed.post("/sign-in", { email: people.ann, password: PASSWORD, next: "/setup" })
    expect(first.status).toBe(303)
    const mine = portal.visitor(cookieOf(first))
    expect(mine.cookie).not.toBe(fixed.cookie)
    expect([await isIn(fixed), await isIn(mine)]).toEqual([false, true])
    const again = portal.visitor(cookieOf(await mine.post("/sign-in", { email: people.ann, password: PASSWORD })))
    expect([await isIn(mine), await isIn(again)]).toEqual([false, true])
  })

  test("leads nowhere else, in one step or in two", async () => {
    for (const next of [
      "//evil.example",
      "https://evil.example/",
      "/\\evil.example",
      "/\t/evil.example",
      "javascript:x",
    ]) {
      const one = await portal.visitor().post("/sign-in", { email: people.ann, password: PASSWORD, next })
      expect(one.headers.get("location"), next).toBe("/")
      const begun = await portal.visitor().post("/sign-in", { email: people.two, password: PASSWORD, next })
      expect(begun.headers.get("location"), next).toBe("/sign-in/second-factor?next=%2F")
      await portal.database.owner`update access.users set totp_last_step = null`
      const two = await withCookies(begun).post("/sign-in/second-factor", { code: await generate({ secret }), next })
      expect(two.headers.get("location"), next).toBe("/")
    }
  })

  test("says no word of whose address it is: a locked one, an unknown one, and one that is locked and unknown", async () => {
    const answer = async (email: string) => {
      const refused = await portal.visitor().post("/sign-in", { email, password: "wrong" })
      const body = (await refused.text()).replaceAll(email, "…").replace(/Wait [^,]+,/, "Wait …,")
      return { status: refused.status, body }
    }
    expect(await answer(people.ann)).toEqual(await answer("nobody@getting-in.example"))
    for (const email of [people.ann, "nobody@getting-in.example"]) {
      for (let i = 0; i < 10; i++) await answer(email)
    }
    const locked = await answer(people.ann)
    expect(locked.status).toBe(429)
    expect(locked).toEqual(await answer("nobody@getting-in.example"))
    const letter = await mailTo(people.ann, "Too many tries to sign in as you")
    expect(linkIn(letter)).toBe("/forgotten-password")
    expect(mail.received.filter(({ parsed }) => parsed.subject === letter.subject)).toHaveLength(1)
  })
})

describe("two steps", () => {
  const begin = async (next = "/setup") => {
    const answer = await portal.visitor().post("/sign-in", { email: people.two, password: PASSWORD, next })
    return { answer, visitor: withCookies(answer) }
  }

  test("the password alone opens nothing; the code does, and leads to where one was going", async () => {
    const { answer, visitor } = await begin("/equipment?text=lift")
    expect(answer.headers.get("location")).toBe("/sign-in/second-factor?next=%2Fequipment%3Ftext%3Dlift")
    const [[name, cookie] = ["", null]] = cookiesOf(answer)
    expect(name).toBe("hoistway-second-factor")
    expect(cookie?.flags).toEqual(["HttpOnly", "Max-Age=600", "Path=/", "SameSite=Lax"])
    expect(await isIn(visitor)).toBe(false)
    expect(await isIn(portal.visitor(`hoistway=${cookie?.value}`))).toBe(false)
    const asked = await visitor.get("/sign-in/second-factor?next=/equipment")
    expect(asked.status).toBe(200)
    expect(await asked.text()).toContain('name="next" value="/equipment"')
    const wrong = await visitor.post("/sign-in/second-factor", { code: "000000", next: "/equipment?text=lift" })
    expect(wrong.status).toBe(422)
    expect(await wrong.text()).toContain("4 tries are left")
    const code = await generate({ secret })
    const right = await visitor.post("/sign-in/second-factor", { code, next: "/equipment?text=lift" })
    expect(right.headers.get("location")).toBe("/equipment?text=lift")
    expect([...cookiesOf(right).keys()].toSorted()).toEqual(["hoistway", "hoistway-second-factor"])
    const session = cookiesOf(right).get("hoistway")?.value ?? ""
    const inside = portal.visitor(`hoistway=${session}; ${visitor.cookie}`)
    expect(await isIn(inside)).toBe(true)
    const twice = await inside.post("/sign-in/second-factor", { code, next: "/equipment" })
    expect(twice.headers.get("location")).toBe("/")
  })

  test("of two browsers that bring the same code at once, one comes in", async () => {
    const [one, other] = [await begin(), await begin()]
    const code = await generate({ secret })
    const answers = await Promise.all(
      [one, other].map(({ visitor }) => visitor.post("/sign-in/second-factor", { code, next: "/" })),
    )
    expect(answers.map(({ status }) => status).toSorted()).toEqual([303, 422])
  })

  test("after five wrong codes, without having begun, and too late, one is sent back to the door", async () => {
    const { visitor } = await begin()
    const wrong = () => visitor.post("/sign-in/second-factor", { code: "000000", next: "/" })
    for (let i = 0; i < 4; i++) expect((await wrong()).status).toBe(422)
    expect((await wrong()).headers.get("location")).toBe("/sign-in?problem=code-over")
    const right = await visitor.post("/sign-in/second-factor", { code: await generate({ secret }), next: "/" })
    expect(right.headers.get("location")).toBe("/sign-in?problem=code-over")
    expect(await (await visitor.get("/sign-in?problem=code-over")).text()).toContain("Sign in again.")
    expect((await visitor.get("/sign-in/second-factor")).headers.get("location")).toBe("/sign-in?problem=code-over")
    expect((await portal.visitor().get("/sign-in/second-factor")).status).toBe(303)
    expect((await portal.visitor().post("/sign-in/second-factor", { code: "1" })).status).toBe(303)
    expect(await (await portal.visitor().get("/sign-in?problem=<b>&done=toString")).text()).not.toContain("notice")
  })
})

describe("a forgotten password", () => {
  const ask = (email: string) => portal.visitor().post("/forgotten-password", { email })

  test("the mail has a text, no picture from afar, and a link that works once, however often it is looked at", async () => {
    const asked = await ask(people.ann)
    expect([asked.status, asked.headers.get("location")]).toEqual([303, "/forgotten-password?done=sent"])
    const letter = await mailTo(people.ann, "Choose a new password")
    expect(letter.from?.text).toContain("portal@kestrel.example")
    expect(letter.html).not.toMatch(/<(img|link|script|iframe)|url\(/i)
    const link = linkIn(letter)
    expect(link).toMatch(/^\/new-password\/[\w-]{43}$/)
    expect(letter.html).toContain(link)
    for (let i = 0; i < 3; i++) expect((await portal.visitor().get(link)).status).toBe(200)
    const short = await portal.visitor().post(link, { password: "short" })
    expect(short.status).toBe(422)
    expect(await short.text()).toContain("at least 12 characters")
    const former = await portal.signIn(people.ann, PASSWORD)
    const answers = await Promise.all(
      ["one for tests, long", "another for tests"].map(async (password) => ({
        password,
        answer: await portal.visitor().post(link, { password }),
      })),
    )
    expect(answers.map(({ answer }) => answer.status).toSorted()).toEqual([303, 404])
    const chosen = answers.find(({ answer }) => answer.status === 303)
    expect(chosen?.answer.headers.get("location")).toBe("/sign-in?done=new-password")
    expect(chosen?.answer.headers.getSetCookie()).toEqual([])
    expect(await isIn(former)).toBe(false)
    expect(await isIn(await portal.signIn(people.ann, chosen?.password))).toBe(true)
    expect(linkIn(await mailTo(people.ann, "Your password was changed"))).toBe("/forgotten-password")
  })

  test("who signs in in two steps does so with the new password too", async () => {
    await ask(people.two)
    const link = linkIn(await mailTo(people.two, "Choose a new password"))
    expect((await portal.visitor().post(link, { password: PASSWORD })).status).toBe(303)
    const entered = await portal.visitor().post("/sign-in", { email: people.two, password: PASSWORD })
    expect(entered.headers.get("location")).toContain("/sign-in/second-factor")
  })

  test("an address that is nobody's is answered alike, and a worthless link like one that never was", async () => {
    const shown = async (answer: Response) => [answer.status, answer.headers.get("location"), await answer.text()]
    expect(await shown(await ask("nobody@getting-in.example"))).toEqual(await shown(await ask(people.ann)))
    const used = `/new-password/${"x".repeat(43)}`
    await portal.database.owner`
      insert into access.mailed_links (token_hash, kind, user_id, expires_at)
      select ${hashToken("old")}, 'password', id, now() from access.users where email = ${people.ann}`
    const never = await shown(await portal.visitor().get(used))
    expect(never[0]).toBe(404)
    expect(await shown(await portal.visitor().get("/new-password/old"))).toEqual(never)
    expect((await portal.visitor().post("/new-password/old", { password: PASSWORD })).status).toBe(404)
  })

  test("what is no address, and too many letters, are said", async () => {
    const wrong = await ask("ann at home")
    expect(wrong.status).toBe(422)
    const body = await wrong.text()
    expect(body).toContain('value="ann at home"')
    expect(body).toContain("<title>Error:")
    for (let i = 0; i < 5; i++) await ask("nobody@getting-in.example")
    const much = await ask("nobody@getting-in.example")
    expect(much.status).toBe(429)
    expect(Number(much.headers.get("retry-after"))).toBeGreaterThan(800)
  })
})

test("the door of a portal without a provider does not offer one, and at a number no passkey", async () => {
  const page = await (await portal.visitor().get("/sign-in")).text()
  expect(page).not.toContain("single-sign-on")
  expect(page).not.toContain("data-passkey")
  expect((await portal.visitor().get("/sign-in/single-sign-on")).status).toBe(404)
  expect((await portal.visitor().get("/sign-in/single-sign-on/return?code=x")).status).toBe(404)
  expect((await portal.visitor().post("/sign-in/passkey/options", {})).status).toBe(404)
})
