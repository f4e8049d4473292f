import fs from "node:fs/promises"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { offerSetup } from "#access"
import { desk, phone, startBrowser } from "../support/browser.ts"
import { eventually } from "../support/eventually.ts"
import { type Portal, testPortal, type Visitor } from "../support/portal.ts"
import { enter, heading, openScreen, search, type Size, unitRows } from "./screen.ts"

let portal: Portal
let browser: Browser
let administrator: Visitor
beforeAll(async () => {
  ;[portal, browser] = await Promise.all([testPortal({ demo: true }), startBrowser()])
  administrator = await portal.signIn("admin@kestrel.example")
})
afterAll(async () => {
  await browser.close()
  await portal.stop()
})

const open = (size: Size, options = {}) => openScreen(browser, portal.url, size, { as: administrator, ...options })

/** Four rows of which one is refused, with a column that no reader could guess. */
const fleet = (prefix: string) =>
  [
    "Plate,Kind,Name,Building,Street,Town,Country,Time zone",
    ...[1, 2, 3].map((n) => `${prefix}-${n},lift,Lift ${n},${prefix} Mill,1 ${prefix} Lane,Leeds,GB,Europe/London`),
    `${prefix}-4,hoist,Hoist,${prefix} Mill,1 ${prefix} Lane,Leeds,GB,Europe/London`,
    "",
  ].join("\n")

/** From the list of imports to the page that shows what would be read. */
const upload = async (page: Page, name: string) => {
  await page
    .getByLabel("File to import")
    .setInputFiles({ name: `${name}.csv`, mimeType: "text/csv", buffer: Buffer.from(fleet(name)) })
  await page.getByLabel("Into the account of").selectOption({ label: "Hotel Lindenhof" })
  await page.getByRole("button", { name: "Show what would be read" }).click()
  await heading(page, `8 columns in ${name}.csv`).waitFor()
}

const startButton = (page: Page) => page.getByRole("button", { name: "Start the import" }).last()

const importsOf = async (name: string) => {
  const [found] = await portal.database.owner`
    select count(*)::int as imports from equipment.imports where file_name = ${`${name}.csv`}`
  return found?.["imports"]
}

test("on a phone a fleet is imported: uploaded, its columns named, followed to the end, its refused row fetched", async () => {
  const name = "Phone"
  const screen = await open(phone)
  const { page, context, complaints } = screen
  await page.goto("/")
  await page.getByRole("link", { name: /^(Operations|Staff)$/ }).click()
  await page.getByRole("navigation", { name: "Operations" }).getByRole("link", { name: "Imports" }).click()
  await upload(page, name)
  const summary = page.getByRole("alert")
  await summary.getByText("Equipment number").waitFor()
  await page.getByLabel("Plate", { exact: true }).selectOption({ label: "Equipment number" })
  await page.getByRole("button", { name: "Read again" }).click()
  await page.getByText("None in the first").or(page.getByText("in the first 4 rows")).waitFor()
  expect(await summary.count()).toBe(0)
  await page.getByText("the map does not know the kind of unit").first().waitFor()

  // Nothing can be written meanwhile, so that the page is there before the import is done.
  const hold = await portal.database.owner.reserve()
  await hold`begin`
  await hold`lock table equipment.units in share mode`
  await startButton(page).click()
  await page.locator("#import-progress progress").waitFor()
  await page.locator("#live", { hasText: "Live" }).waitFor()
  await page.evaluate("window.sameAsBefore = true")
  await hold`commit`
  hold.release()
  await heading(page, "4 rows read").waitFor()
  await page.locator("#announce", { hasText: "4 rows read" }).waitFor({ state: "attached" })
  await page.locator("#import-progress progress").waitFor({ state: "detached" })
  await page.locator("#import-remarks").getByText("hoist").first().waitFor()
  expect(await page.evaluate("window.sameAsBefore")).toBe(true)

  const downloading = page.waitForEvent("download")
  await page.getByRole("link", { name: "Refused rows as CSV" }).click()
  const csv = await fs.readFile(await (await downloading).path(), "utf8")
  expect(csv.trim().split("\r\n")).toHaveLength(2)
  expect(csv).toContain(`${name}-4`)

  await page.getByRole("link", { name: "See the equipment" }).click()
  await heading(page, "units in").waitFor()
  await search(screen, `${name} Mill`)
  await heading(page, "3 of ").waitFor()
  expect(await unitRows(page).count()).toBe(3)
  expect(complaints()).toEqual([])
  await context.close()
})
test("starting an import twice, by two clicks, in two tabs or after Back, imports once", async () => {
  const { page, context, complaints } = await open(desk)
  await page.goto("/operations/imports")
  await upload(page, "Twice")
  await page.getByLabel("Plate", { exact: true }).selectOption({ label: "Equipment number" })
  await page.getByRole("button", { name: "Read again" }).click()
  await page.getByText("in the first 4 rows").waitFor()
  const tab = await context.newPage()
  await tab.goto(page.url())
  await startButton(page).dblclick()
  await heading(page, "4 rows read").waitFor()
  const imported = page.url()

  await startButton(tab).click()
  await heading(tab, "4 rows read").waitFor()
  expect(tab.url()).toBe(imported)
  await page.goBack()
  await heading(page, "4 rows read").waitFor()
  expect(await importsOf("Twice")).toBe(1)
  expect(complaints()).toEqual([])
  await context.close()
})

test("an import runs without JavaScript too: its page is asked for again by hand", async () => {
  const { page, context } = await open(desk, { javaScriptEnabled: false })
  await page.goto("/operations/imports")
  await upload(page, "Plain")
  await page.getByLabel("Plate", { exact: true }).selectOption({ label: "Equipment number" })
  await page.getByRole("button", { name: "Read again" }).click()
  await page.getByText("in the first 4 rows").waitFor()
  const hold = await portal.database.owner.reserve()
  await hold`begin`
  await hold`lock table equipment.units in share mode`
  await startButton(page).click()
  const refresh = page.getByRole("link", { name: "Refresh" })
  await refresh.waitFor()
  await hold`commit`
  hold.release()
  await eventually(async () => {
    await page.reload()
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("4 rows read")
  })
  await context.close()
})

test("an empty portal is set up by its link, once, and its first administrator comes in", async () => {
  const empty = await testPortal()
  const token = await empty.runtime.runPromise(offerSetup())
  const { page, context, complaints } = await openScreen(browser, empty.url, desk)
  await page.goto("/")
  await heading(page, "Sign in").waitFor()
  await page.goto(`/set-up/${token}`)
  await heading(page, "Set up this portal").waitFor()
  await page.getByLabel("Name of the service company").fill("Alpenlift")
  await page.getByLabel("Address", { exact: true }).fill("Gasse 1, Innsbruck")
  await page.getByLabel("Emergency telephone number").fill("1234")
  await page.getByLabel("Your name").fill("Eva Moser")
  await page.getByLabel("Your e-mail").fill("eva@alpenlift.example")
  await page.getByLabel("Password").fill("short")
  await page.keyboard.press("Enter")

  const summary = page.getByRole("alert")
  await summary.waitFor()
  expect(await page.title()).toMatch(/^Error: /)
  expect(await summary.getByRole("link").allTextContents()).toEqual([
    "Enter a telephone number with the country code, like +44 20 7946 0199",
    "Enter a password of at least 12 characters",
  ])
  expect(await page.getByLabel("Name of the service company").inputValue()).toBe("Alpenlift")
  await summary.getByRole("link").first().click()
  const focused = page.locator(":focus")
  expect(await focused.getAttribute("name")).toBe("phone")
  await focused.fill("+43 512 1234")
  await page.getByLabel("Password").fill("mountain railway 1912")
  await page.getByRole("button", { name: "Create and sign in" }).click()

  await heading(page, "There is no equipment here yet.").waitFor()
  expect(await page.title()).toBe("Home – Alpenlift")
  await page.getByRole("link", { name: "Import equipment" }).click()
  await heading(page, "Nothing was imported yet.").waitFor()
  await page.getByRole("link", { name: "Open a customer account first" }).click()
  await heading(page, "No customer has an account yet.").waitFor()
  await page.getByLabel("Name of the customer").fill("Hotel Lindenhof")
  await page.getByLabel("Country").selectOption({ label: "Austria" })
  await page.getByLabel("Time zone").fill("Europe/Wien")
  await page.getByRole("button", { name: "Open the account" }).click()
  await page.getByRole("alert").waitFor()
  expect(await page.title()).toMatch(/^Error: /)
  expect(await page.getByLabel("Country").inputValue()).toBe("AT")
  await page.getByRole("alert").getByRole("link", { name: "Give a time zone" }).click()
  expect(await focused.getAttribute("name")).toBe("time-zone")
  await focused.fill("Europe/Vienna")
  await page.keyboard.press("Enter")
  await page.getByText("The account of Hotel Lindenhof is open.").waitFor()
  expect(await page.locator("option:checked").first().textContent()).toBe("Hotel Lindenhof")
  await upload(page, "First")

  const late = await openScreen(browser, empty.url, desk)
  await late.page.goto(`/set-up/${token}`)
  await heading(late.page, "There is nothing at this address.").waitFor()
  await late.page.goto("/")
  await enter(late.page, "eva@alpenlift.example", "mountain railway 1912")
  await heading(late.page, "There is no equipment here yet.").waitFor()
  expect([...complaints(), ...late.complaints()]).toEqual([])
  await context.close()
  await late.context.close()
  await empty.stop()
})
