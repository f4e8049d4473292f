import { generate } from "otplib"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { addUser } from "#access"
import { demoPassword } from "../../web/demo/demo-people.ts"
import { phone, startBrowser } from "../support/browser.ts"
import { type Portal, testPortal } from "../support/portal.ts"
import { expectAccessible } from "../web/accessible.ts"
import { htmlProblems } from "../web/html.ts"
import { enter, heading, openScreen } from "./screen.ts"

const EMAIL = "ann@journeys.example"

let portal: Portal
let browser: Browser
/** Passkeys are bound to a name, and a number is none. */
let url: string
beforeAll(async () => {
  ;[portal, browser] = await Promise.all([testPortal(), startBrowser()])
  url = portal.url.replace("127.0.0.1", "localhost")
  const ann = { email: EMAIL, name: "Ann Lee", locale: "en-GB", timeZone: "UTC", staffRole: null }
  await portal.runtime.runPromise(addUser({ ...ann, password: demoPassword }))
})
afterAll(async () => {
  await browser.close()
  await portal.stop()
})

/** The page that is open is accessible and not too wide; one that can be asked for again is valid as well. */
const expectGood = async (page: Page, asked: "asked for" | "answered" = "asked for") => {
  const [scrolled, width] = await page.evaluate<readonly [number, number]>(
    "[document.documentElement.scrollWidth, innerWidth]",
  )
  expect(scrolled).toBeLessThanOrEqual(width)
  await expectAccessible(page)
  await page.setViewportSize(phone)
  if (asked === "answered") return
  expect(await htmlProblems(await (await page.request.get(page.url())).text())).toEqual([])
}

const open = () => openScreen(browser, url, phone, { reducedMotion: "reduce" })
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click()
const follow = (page: Page, name: string | RegExp) => page.getByRole("link", { name }).click()

test("a person sets up an authenticator app on a phone, keeps the recovery codes, makes new ones and turns it off", async () => {
  const { page, context, complaints } = await open()
  await page.goto("/setup")
  await enter(page, EMAIL)
  await heading(page, "My settings").waitFor()
  await follow(page, "Change Two steps")
  await page.getByLabel("Your password").fill(demoPassword)
  await press(page, "Set up an app")
  await heading(page, "Set up your authenticator app").waitFor()
  await page.getByRole("img", { name: /^QR code/ }).waitFor()
  const secret = ((await page.locator("code").textContent()) ?? "").replaceAll(" ", "")
  const address = await page.getByRole("link", { name: "Open the app on this device" }).getAttribute("href")
  expect(new URL(address ?? "").searchParams.get("secret")).toBe(secret)
  await expectGood(page)
  await page.getByLabel("Code from the app").fill("12 34")
  await press(page, "Switch on")
  expect(await page.title()).toMatch(/^Error: Set up an app/)
  await page.getByLabel("Code from the app").fill(await generate({ secret }))
  await press(page, "Switch on")
  await heading(page, "Keep these recovery codes").waitFor()
  const codes = ((await page.locator("pre").textContent()) ?? "").split("\n")
  expect(codes).toHaveLength(10)
  await expectGood(page, "answered")
  await follow(page, "I have kept them")
  await heading(page, "Signing in takes two steps").waitFor()

  await follow(page, "Make new recovery codes")
  await heading(page, "Make new recovery codes?").waitFor()
  await expectGood(page)
  await page.getByLabel("Or a code").fill(codes[3]?.toLowerCase() ?? "")
  await press(page, "Make ten new codes")
  await heading(page, "Keep these recovery codes").waitFor()
  // Sent again by the browser's own button, it makes no others: a code counts once.
  await page.reload()
  await page.getByText("That is not right").first().waitFor()
  await page.goto("/setup/two-factor")
  await follow(page, "Turn off")
  await heading(page, "Turn the second step off?").waitFor()
  await expectGood(page)
  await page.getByLabel("Your password").fill(demoPassword)
  await press(page, "Turn off")
  await page.getByText("Signing in takes one step again.").waitFor()
  expect(complaints()).toEqual([])
  await context.close()
})

test("a person adds a passkey on a phone, comes in with it, and removes it", async () => {
  const { page, context, complaints } = await open()
  const session = await context.newCDPSession(page)
  await session.send("WebAuthn.enable")
  await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  await page.goto("/setup/passkeys")
  await enter(page, EMAIL)
  await heading(page, "You have no passkeys").waitFor()
  await page.getByLabel("Name").fill("My phone")
  await page.getByLabel("Your password").fill("not it")
  await press(page, "Add a passkey")
  await page.getByText("That is not your password.").waitFor()
  await page.getByLabel("Your password").fill(demoPassword)
  await press(page, "Add a passkey")
  await page.getByText("The passkey is added.").waitFor()
  await heading(page, "You have 1 passkey").waitFor()
  await expectGood(page)
  await page.reload()
  await page.getByLabel("Your password").fill(demoPassword)
  await press(page, "Add a passkey")
  await page.getByText("This device has a passkey for you already.").waitFor()

  await page.goto("/setup")
  await press(page, "Sign out")
  await press(page, "Sign in with a passkey")
  await page.waitForURL(({ pathname }) => pathname === "/")
  await page.goto("/setup/passkeys")
  await page.getByRole("row", { name: /My phone/ }).waitFor()
  expect(await page.getByRole("row", { name: /My phone/ }).textContent()).not.toMatch("never")
  await follow(page, "Remove My phone")
  await heading(page, "Remove the passkey “My phone”?").waitFor()
  await expectGood(page)
  await press(page, "Remove it")
  await page.getByText("The passkey is removed.").waitFor()
  expect(complaints()).toEqual([])
  await context.close()
})

test("a person removes their telephone number after a question", async () => {
  await portal.database.owner`update access.users set phone = '+442079460018' where email = ${EMAIL}`
  const { page, context, complaints } = await open()
  await page.goto("/setup/phone")
  await enter(page, EMAIL)
  await page.getByText("Your number is +442079460018.").waitFor()
  await follow(page, "Remove my number")
  await heading(page, "Remove your telephone number?").waitFor()
  await expectGood(page)
  await follow(page, "Keep it")
  await follow(page, "Remove my number")
  await press(page, "Remove it")
  await page.getByText("Your telephone number is removed.").waitFor()
  expect(complaints()).toEqual([])
  await context.close()
})
