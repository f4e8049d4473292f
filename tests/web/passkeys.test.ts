import type { Browser, CDPSession, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { addUser } from "#access"
import { newRegistration, verifyRegistration } from "../../modules/access/domain/passkey.ts"
import { complaintsOf, phone, startBrowser } from "../support/browser.ts"
import { type Portal, testPortal } from "../support/portal.ts"

let portal: Portal
let browser: Browser
/** A name, for a passkey cannot be bound to a number. */
let url = ""
let userId = 0
beforeAll(async () => {
  ;[portal, browser] = await Promise.all([testPortal(), startBrowser()])
  url = portal.url.replace("127.0.0.1", "localhost")
  const person = { email: "ann@passkeys.example", name: "Ann", password: "a password for tests", locale: "en-GB" }
  const { id } = await portal.runtime.runPromise(addUser({ ...person, timeZone: "UTC", staffRole: null }))
  userId = id
})
afterAll(async () => {
  await browser.close()
  await portal.stop()
})

/** A telephone that is unlocked by a finger, within the browser. */
const addAuthenticator = async (session: CDPSession) => {
  await session.send("WebAuthn.enable")
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return authenticatorId
}

/** Makes a passkey in the browser, as the settings do, and keeps it for Ann. */
const register = async (page: Page) => {
  const { owner } = portal.database
  const party = { id: "localhost", origin: url }
  const [user] = await owner<Array<{ handle: Buffer }>>`
    select passkey_handle as handle from access.users where id = ${userId}`
  const person = { handle: user?.handle ?? Buffer.alloc(0), email: "ann@passkeys.example", name: "Ann" }
  const { options, challenge } = await newRegistration(party, "Kestrel Lifts", person, [])
  const answer = await page.evaluate<string>(
    `navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(${JSON.stringify(options)}) })
      .then((made) => JSON.stringify(made.toJSON()))`,
  )
  expect(await verifyRegistration({ ...party, origin: "https://evil.example" }, challenge, answer)).toBeNull()
  expect(await verifyRegistration(party, "another", answer)).toBeNull()
  expect(await verifyRegistration(party, challenge, "{}")).toBeNull()
  const made = await verifyRegistration(party, challenge, answer)
  expect(made?.transports).toEqual(["internal"])
  await owner`
    insert into access.passkeys (user_id, credential_id, public_key, counter, transports, name, created_at)
    values (${userId}, ${made?.credentialId ?? ""}, ${made?.publicKey ?? Buffer.alloc(0)}, ${made?.counter ?? 0}, '{internal}',
      'Telephone', now())`
}

test("at the door a passkey is enough, and nothing is typed", async () => {
  const context = await browser.newContext({ viewport: phone, baseURL: url })
  const page = await context.newPage()
  const complaints = complaintsOf(page, url)
  const session = await context.newCDPSession(page)
  const authenticatorId = await addAuthenticator(session)
  await page.goto("/sign-in?next=/setup")
  await register(page)
  const button = page.getByRole("button", { name: "Sign in with a passkey" })
  await button.click()
  await page.waitForURL("**/setup")
  await page.getByText("ann@passkeys.example").first().waitFor()
  expect(complaints).toEqual([])

  // Nobody unlocks it: the page says what to do, and stays.
  await context.clearCookies()
  await page.goto("/sign-in")
  await session.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false })
  await button.click()
  await page.getByText("No passkey was chosen.").waitFor()

  // Somebody has a copy of it that was used more often.
  await session.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: true })
  await portal.database.owner`update access.passkeys set counter = 1000`
  await button.click()
  await page.getByRole("alert").getByText("This passkey does not open anything here").waitFor()
  expect(await page.title()).toMatch(/^Error:/)
  await context.close()
}, 60_000)

test("without scripts nobody is offered what would do nothing", async () => {
  const context = await browser.newContext({ baseURL: url, javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto("/sign-in")
  expect(await page.getByRole("button", { name: "Sign in", exact: true }).isVisible()).toBe(true)
  expect(await page.locator("form[data-passkey]").isHidden()).toBe(true)
  await context.close()
})
