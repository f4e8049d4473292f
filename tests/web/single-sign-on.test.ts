import { generate } from "otplib"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { addMember, addUser, openAccount } from "#access"
import { newSecret } from "../../modules/access/domain/second-factor.ts"
import { type RunningProvider, startProvider } from "../support/identity-provider.ts"
import { type Portal, testPortal } from "../support/portal.ts"

const PASSWORD = "a password for tests"
const DOMAIN = "kestrel.example"

let portal: Portal
let provider: RunningProvider
let accountId = 0
beforeAll(async () => {
  provider = await startProvider()
  portal = await testPortal({
    settings: {
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: provider.clientId,
      OIDC_CLIENT_SECRET: provider.clientSecret,
      OIDC_DOMAINS: `${DOMAIN}, kestrel-lifts.example`,
      OIDC_NAME: "Kestrel & Co",
    },
  })
  provider.serve(`${portal.url}/sign-in/single-sign-on/return`)
  const account = await portal.runtime.runPromise(openAccount({ name: "Quay House", country: "GB", timeZone: "UTC" }))
  accountId = account.id
})
beforeEach(() => portal.database.owner`delete from access.sign_in_failures`)
afterAll(async () => {
  await portal.stop()
  await provider.stop()
})

let count = 0
/** Somebody with an address of their own, who may enter the account, or nothing. */
const somebody = async (domain = DOMAIN, enters = true) => {
  const name = `person-${(count += 1)}`
  const email = `${name}@${domain}`
  const person = { email, name, password: PASSWORD, locale: "en-GB", timeZone: "UTC", staffRole: null }
  const { id } = await portal.runtime.runPromise(addUser(person))
  const member = { accountId, userId: id, role: "viewer" as const, portfolioIds: "whole account" as const }
  if (enters) await portal.runtime.runPromise(addMember(member))
  return { id, email, subject: `subject of ${name}` }
}

/** A browser that keeps each site's cookies apart and goes where it is sent, until a page answers or `stop` matches. */
const browser = () => {
  const jars = new Map<string, Map<string, string>>()
  const walk = async (address: string, stop?: RegExp): Promise<{ url: URL; answer: Response }> => {
    const url = new URL(address)
    const jar = jars.get(url.origin) ?? new Map<string, string>()
    jars.set(url.origin, jar)
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ")
    const answer = await fetch(url, { redirect: "manual", headers: { Cookie: cookie } })
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ""] = line.split(";")
      jar.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1))
    }
    const location = answer.headers.get("location")
    if (location === null) return { url, answer }
    const next = new URL(location, url)
    return stop?.test(next.href) === true ? { url: next, answer } : walk(next.href, stop)
  }
  return { walk, jar: (origin: string) => jars.get(origin) ?? new Map<string, string>() }
}
const start = () => `${portal.url}/sign-in/single-sign-on?next=${encodeURIComponent("/setup")}`
/** Where it ends, and what the page there says. */
const goThrough = async () => {
  const { url, answer } = await browser().walk(start())
  return { status: answer.status, at: url.pathname + url.search, text: await answer.text() }
}
const refused = (reason: string) => ({ status: 200, at: `/sign-in?problem=provider-${reason}` })

describe("signing in through an identity provider", () => {
  test("is offered at the door by its name", async () => {
    const page = await (await portal.visitor().get("/sign-in?next=/equipment")).text()
    expect(page).toContain("Sign in with Kestrel &#38; Co")
    expect(page).toContain('href="/sign-in/single-sign-on?next=%2Fequipment"')
  })

  test("lets in whose verified address is known here, tells them, and goes to where they were going", async () => {
    const ann = await somebody()
    provider.sits({ ...ann, email: ann.email.toUpperCase(), verified: true })
    expect(await goThrough()).toMatchObject({ status: 200, at: "/setup" })
    const letters = await portal.database.owner`select subject from kernel.messages where recipient = ${ann.email}`
    expect(letters).toHaveLength(1)
    expect(await goThrough()).toMatchObject({ at: "/setup" })
    const entries = await portal.database.owner`
      select detail from access.audit_entries where user_id = ${ann.id} and action = 'signed-in' and account_id = ${accountId}`
    expect([...entries]).toEqual([{ detail: { way: "single sign-on" } }, { detail: { way: "single sign-on" } }])
  })

  test("goes by the provider's own name for them once it is known, whatever the addresses say", async () => {
    const [ann, ben] = [await somebody(), await somebody()]
    provider.sits({ ...ann, verified: true })
    expect((await goThrough()).text).toContain(ann.email)
    // At the provider Ann now has Ben's address, and one that is not verified.
    provider.sits({ subject: ann.subject, email: ben.email, verified: false })
    const still = await goThrough()
    expect(still.text).toContain(ann.email)
    expect(still.text).not.toContain(ben.email)
    // Somebody else at the provider was given Ann's former address.
    provider.sits({ subject: "somebody new", email: ann.email, verified: true })
    expect(await goThrough()).toMatchObject(refused("unknown"))
  })

  test("takes no address that is not verified, nor of another domain", async () => {
    const ann = await somebody()
    const stranger = await somebody("customer.example")
    const sub = await somebody(`evil.${DOMAIN}`)
    for (const who of [
      { ...ann, verified: false },
      { ...stranger, verified: true },
      { ...sub, verified: true },
      { ...ann, email: `${stranger.email}@${DOMAIN}.example`, verified: true },
    ]) {
      provider.sits(who)
      expect(await goThrough(), who.email).toMatchObject(refused("not-vouched"))
    }
    expect(await portal.database.owner`select 1 from access.identities where user_id = ${ann.id}`).toHaveLength(0)
  })

  test("knows nobody who is not here, or who may enter nothing any more", async () => {
    provider.sits({ subject: "nobody", email: `nobody@${DOMAIN}`, verified: true })
    const unknown = await goThrough()
    expect(unknown).toMatchObject(refused("unknown"))
    expect(unknown.text).toContain("Nobody here has the address")
    const alone = await somebody(DOMAIN, false)
    provider.sits({ ...alone, verified: true })
    expect(await goThrough()).toMatchObject(refused("unknown"))
    expect(await portal.database.owner`select 1 from access.identities where user_id = ${alone.id}`).toHaveLength(0)
    expect(await portal.database.owner`select 1 from kernel.messages where recipient = ${alone.email}`).toHaveLength(0)
  })

  test("asks for the code of who signs in in two steps", async () => {
    const ann = await somebody()
    const secret = newSecret()
    await portal.database.owner`update access.users set totp_secret = ${secret} where id = ${ann.id}`
    provider.sits({ ...ann, verified: true })
    const own = browser()
    const { url } = await own.walk(start())
    expect(url.pathname + url.search).toBe("/sign-in/second-factor?next=%2Fsetup")
    const jar = own.jar(portal.url)
    expect(jar.get("hoistway")).toBeUndefined()
    const visitor = portal.visitor(`hoistway-second-factor=${jar.get("hoistway-second-factor")}`)
    const entered = await visitor.post("/sign-in/second-factor", { code: await generate({ secret }), next: "/setup" })
    expect(entered.headers.get("location")).toBe("/setup")
  })

  test("says so when somebody says no there", async () => {
    provider.sits(null)
    const page = await goThrough()
    expect(page).toMatchObject(refused("declined"))
    expect(page.text).toContain("<title>Error:")
  })

  test("takes no answer that belongs to nothing begun in this browser, or that comes twice", async () => {
    const ann = await somebody()
    provider.sits({ ...ann, verified: true })
    const back = /\/sign-in\/single-sign-on\/return/
    const own = browser()
    const { url } = await own.walk(start(), back)
    const problem = async (visitor: ReturnType<typeof browser>, address: string) =>
      (await visitor.walk(address)).url.search
    // Another browser brings the address, as a link that somebody sends would.
    expect(await problem(browser(), url.href)).toBe("?problem=provider-broken")
    // Another question's answer, and one with another state.
    const other = browser()
    await other.walk(start(), back)
    expect(await problem(other, url.href)).toBe("?problem=provider-broken")
    const bent = browser()
    const asked = (await bent.walk(start(), back)).url
    asked.searchParams.set("state", "guessed")
    expect(await problem(bent, asked.href)).toBe("?problem=provider-broken")
    expect((await own.walk(url.href)).url.pathname).toBe("/setup")
    // Whoever goes back in their browser is in already.
    expect((await own.walk(url.href)).url.href).toBe(`${portal.url}/`)
    expect(await problem(browser(), `${portal.url}/sign-in/single-sign-on/return`)).toBe("?problem=provider-broken")
  })

  test("cookies of a portal with https are bound to its host", async () => {
    const own = await testPortal({
      settings: { ...settingsOfPortal(), PUBLIC_ADDRESS: "https://portal.kestrel.example" },
    })
    const answer = await own.visitor().get("/sign-in/single-sign-on")
    expect(answer.headers.getSetCookie()[0]).toMatch(
      /^__Host-hoistway-single-sign-on=[\w-]{43}; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    )
    const sent = new URL(answer.headers.get("location") ?? "")
    expect(sent.searchParams.get("redirect_uri")).toBe("https://portal.kestrel.example/sign-in/single-sign-on/return")
    expect(sent.searchParams.get("code_challenge_method")).toBe("S256")
    await own.stop()
  })

  test("says so when the provider is away, without an error of our own", async () => {
    const away = await testPortal({ settings: { ...settingsOfPortal(), OIDC_ISSUER: `${provider.issuer}/elsewhere` } })
    const answer = await away.visitor().get("/sign-in/single-sign-on")
    expect(answer.headers.get("location")).toBe("/sign-in?problem=provider-unreachable")
    expect(away.logged.filter(({ level }) => level === "error")).toEqual([])
    expect(away.logged.find(({ message }) => message === "single sign-on failed")?.fields).toMatchObject({
      reason: "unreachable",
    })
    await away.stop()
  })
})

const settingsOfPortal = () => ({
  OIDC_ISSUER: provider.issuer,
  OIDC_CLIENT_ID: provider.clientId,
  OIDC_CLIENT_SECRET: provider.clientSecret,
  OIDC_DOMAINS: DOMAIN,
})
