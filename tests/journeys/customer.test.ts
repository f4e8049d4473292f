import fs from "node:fs/promises"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { desk, phone, startBrowser } from "../support/browser.ts"
import { type Portal, testPortal } from "../support/portal.ts"
import { enter, heading, openAccountMenu, openScreen, screens, search, tabTo, unitRows } from "./screen.ts"

const OWNER = "owner@northgate.example"
const MANAGER = "manager@northgate.example"
const VIEWER = "viewer@northgate.example"

let portal: Portal
let browser: Browser
let liftTwo: { readonly id: number; readonly number: string }
beforeAll(async () => {
  ;[portal, browser] = await Promise.all([testPortal({ demo: true }), startBrowser()])
  const id = await portal.unitId("Lift 2, north entrance")
  const [unit] = await portal.database.owner`select equipment_number from equipment.units where id = ${id}`
  liftTwo = { id, number: String(unit?.["equipment_number"]) }
})
afterAll(async () => {
  await browser.close()
  await portal.stop()
})

describe.each(screens)("on $device", ({ size }) => {
  const open = (options = {}) => openScreen(browser, portal.url, size, options)
  const openAs = async (email: string) => open({ as: await portal.signIn(email) })

  test("a customer signs in with the keys alone and follows a count to the units behind it", async () => {
    const { page, context, complaints } = await open()
    await page.goto("/")
    expect(new URL(page.url()).pathname).toBe("/sign-in")
    await page.keyboard.press("Tab")
    expect(await page.locator(":focus").textContent()).toBe("Skip to content")
    await page.keyboard.press("Enter")
    await tabTo(page, page.getByLabel("E-mail"))
    await page.keyboard.type(OWNER)
    await page.keyboard.press("Tab")
    await page.keyboard.type("kestrel-demo-lifts")
    await page.keyboard.press("Enter")
    await heading(page, /1 of \d+ units is out of order/).waitFor()
    expect(await page.title()).toBe("Home – Kestrel Lifts")

    const count = page.locator("#home-counts").getByRole("link", { name: "in service" })
    const units = Number(/\d+/.exec((await count.textContent()) ?? "")?.[0])
    await tabTo(page, count)
    await page.keyboard.press("Enter")
    await heading(page, `${units} of `).waitFor()
    expect(new URL(page.url()).search).toBe("?state=in-service")
    const states = await unitRows(page).locator(".state").allTextContents()
    expect(new Set(states)).toEqual(new Set(["In service"]))
    expect(complaints()).toEqual([])
    await context.close()
  })

  test("a search leads to a unit, from there to its building and its address, and Back all the way to the list", async () => {
    const screen = await openAs(OWNER)
    const { page, context, complaints } = screen
    await page.goto("/")
    await search(screen, "out of order")
    await heading(page, /units? match/).waitFor()
    expect(new Set(await unitRows(page).locator(".state").allTextContents())).toEqual(new Set(["Out of order"]))
    await page.goto("/")
    await search(screen, liftTwo.number)
    await heading(page, "1 of ").waitFor()
    const found = page.url()

    await unitRows(page).getByRole("link", { name: "Lift 2, north entrance" }).click()
    await heading(page, "Lift 2, north entrance").waitFor()
    expect(await page.title()).toBe("Lift 2, north entrance: out of order – Kestrel Lifts")
    await page.locator("dl.facts").getByRole("link", { name: "Meridian House" }).click()
    await heading(page, "Meridian House").waitFor()
    await unitRows(page).getByRole("link", { name: "Lift 2, north entrance" }).waitFor()
    await page.locator("dl.facts").getByRole("link", { name: "24 Quayside Row" }).click()
    await heading(page, "24 Quayside Row").waitFor()

    await page.goBack()
    await heading(page, "Meridian House").waitFor()
    await page.goBack()
    await heading(page, "Lift 2, north entrance").waitFor()
    await page.goBack()
    await heading(page, "1 of ").waitFor()
    expect(page.url()).toBe(found)
    expect(await page.getByLabel("Anything printed here").inputValue()).toBe(liftTwo.number)
    expect(complaints()).toEqual([])
    await context.close()
  })
})

describe("on any screen", () => {
  const open = (options = {}) => openScreen(browser, portal.url, phone, options)
  const openAs = async (email: string) => open({ as: await portal.signIn(email) })

  test("a list that was filtered is shared by its address and exported as it is shown", async () => {
    const screen = await openAs(OWNER)
    const { page, context, complaints } = screen
    await page.goto("/equipment")
    await search(screen, "tannery")
    await heading(page, "2 of ").waitFor()
    await page.getByLabel("Live data").selectOption({ label: "Connected" })
    await page.waitForURL(({ searchParams }) => searchParams.get("connected") === "yes")
    await heading(page, "2 of ").waitFor()
    await unitRows(page).first().getByRole("radio").check()
    const names = await unitRows(page).locator("th").allTextContents()
    await page.getByText(`for ${names[0]}, Tannery Court`).waitFor()

    const downloading = page.waitForEvent("download")
    await page.getByRole("link", { name: "CSV" }).click()
    const download = await downloading
    expect(download.suggestedFilename()).toBe("equipment.csv")
    const lines = (await fs.readFile(await download.path(), "utf8")).trim().split("\r\n")
    expect(lines).toHaveLength(3)
    expect(lines.slice(1).map((line) => /"(Lift [^"]*)"/.exec(line)?.[1])).toEqual(names)

    const another = await openScreen(browser, portal.url, desk)
    await another.page.goto(page.url())
    await enter(another.page, MANAGER)
    await heading(another.page, "2 of ").waitFor()
    expect(another.page.url()).toBe(page.url())
    expect(await unitRows(another.page).locator("th").allTextContents()).toEqual(names)
    expect([...complaints(), ...another.complaints()]).toEqual([])
    await another.context.close()
    await context.close()
  })

  test("one person switches between their accounts, and each shows its own units alone", async () => {
    const { page, context, complaints } = await openAs(OWNER)
    await page.goto("/")
    await heading(page, "units").waitFor()
    await openAccountMenu(page)
    await page.keyboard.press("Escape")
    await page.getByRole("button", { name: "Southbank Homes Association" }).waitFor({ state: "hidden" })
    await openAccountMenu(page)
    await page.getByRole("button", { name: "Southbank Homes Association" }).click()
    await page.locator("details.account > summary", { hasText: "Southbank Homes Association" }).waitFor()
    await page.goto("/equipment?text=house")
    const places = await unitRows(page).locator(".place").allTextContents()
    expect(places.length).toBeGreaterThan(40)
    expect(places.filter((place) => place.includes("Meridian House"))).toEqual([])
    await page.goto(`/equipment/units/${liftTwo.id}`)
    await heading(page, "There is nothing at this address.").waitFor()

    await openAccountMenu(page)
    await page.getByRole("button", { name: "Northgate Property Trust" }).click()
    await page.locator("details.account > summary", { hasText: "Northgate Property Trust" }).waitFor()
    await page.goto(`/equipment/units/${liftTwo.id}`)
    await heading(page, "Lift 2, north entrance").waitFor()
    expect(complaints()).toEqual([])
    await context.close()
  })

  test("everything can be reached without JavaScript", async () => {
    const { page, context } = await open({ javaScriptEnabled: false })
    await page.goto("/")
    await enter(page, OWNER)
    await page.locator("#home-counts").getByRole("link", { name: "not connected" }).click()
    await heading(page, / of \d+ units match/).waitFor()
    await page.getByRole("link", { name: "Show all", exact: true }).click()
    await heading(page, "in 14 buildings").waitFor()

    await page.locator("details.filter > summary").click()
    await page.getByLabel("Building", { exact: true }).selectOption({ label: "Lantern Tower" })
    await page.getByRole("checkbox", { name: "In service" }).check()
    await page.getByRole("button", { name: "Show", exact: true }).click()
    await heading(page, "16 of ").waitFor()
    await page.goto("/equipment?sort=-number")
    await page.getByRole("link", { name: "Next" }).click()
    await page.getByText(/^51 to /).waitFor()
    expect(new URL(page.url()).searchParams.get("sort")).toBe("-number")

    await unitRows(page).locator("th a").first().click()
    await page.locator("#unit-sign").waitFor()
    await page.getByRole("heading", { name: "Last 90 days" }).waitFor()
    await openAccountMenu(page)
    await page.getByRole("button", { name: "Southbank Homes Association" }).click()
    await page.locator("details.account > summary", { hasText: "Southbank Homes Association" }).waitFor()
    await openAccountMenu(page)
    await page.getByRole("button", { name: "Northgate Property Trust" }).click()
    await page.locator("details.account > summary", { hasText: "Northgate Property Trust" }).waitFor()
    await openAccountMenu(page)
    await page.getByRole("button", { name: "Sign out" }).click()
    await heading(page, "Sign in").waitFor()
    await context.close()
  })

  test("a viewer of a portfolio sees its three buildings and nothing else of the account", async () => {
    const screen = await openAs(VIEWER)
    const { page, context, complaints } = screen
    await page.goto("/equipment")
    await heading(page, "in 3 buildings").waitFor()
    const places = await unitRows(page).locator(".place a:first-child").allTextContents()
    expect(new Set(places)).toEqual(new Set(["Meridian House", "Tannery Court", "Canal Arcade"]))
    await page.goto("/")
    await search(screen, "Lantern Tower")
    await page.getByText("No unit matches “Lantern Tower”.").waitFor()
    await page.getByRole("link", { name: "Show all 10" }).click()
    await page.waitForURL(({ search: rest }) => rest === "")
    const [hidden] = await portal.database.owner`select id from equipment.buildings where name = 'Lantern Tower'`
    await page.goto(`/equipment/buildings/${hidden?.["id"]}`)
    await heading(page, "There is nothing at this address.").waitFor()
    expect(complaints()).toEqual([])
    await context.close()
  })

  test("a wrong password keeps the e-mail, and the summary leads to the field", async () => {
    const { page, context, complaints } = await open()
    await page.goto("/sign-in?next=%2Fequipment")
    await page.getByLabel("E-mail").fill(VIEWER)
    await page.getByLabel("Password").fill("kestrel")
    await page.keyboard.press("Enter")
    const summary = page.getByRole("alert")
    await summary.waitFor()
    expect(await page.title()).toMatch(/^Error: Sign in/)
    expect(await page.getByLabel("E-mail").inputValue()).toBe(VIEWER)
    expect(await page.getByLabel("Password").inputValue()).toBe("")
    await summary.getByRole("link").click()
    expect(await page.locator(":focus").getAttribute("name")).toBe("email")
    await page.getByLabel("Password").fill("kestrel-demo-lifts")
    await page.keyboard.press("Enter")
    await page.waitForURL(({ pathname }) => pathname === "/equipment")
    expect(complaints()).toEqual([])
    await context.close()
  })

  test("after signing out, Back shows nothing of what was seen", async () => {
    const { page, context, complaints } = await openAs(OWNER)
    await page.goto(`/equipment/units/${liftTwo.id}`)
    await heading(page, "Lift 2, north entrance").waitFor()
    await page.goto("/equipment")
    await openAccountMenu(page)
    await page.getByRole("button", { name: "Sign out" }).click()
    await heading(page, "Sign in").waitFor()
    for (let back = 0; back < 2; back++) {
      await page.goBack()
      await heading(page, "Sign in").waitFor()
      expect(await page.content()).not.toContain("Lift 2, north entrance")
    }
    expect(complaints()).toEqual([])
    await context.close()
  })
})

test("at a desk, keys reach the search, the list of keys and the tabs", async () => {
  const { page, context, complaints } = await openScreen(browser, portal.url, desk, { as: await portal.signIn(OWNER) })
  await page.goto("/")
  await page.keyboard.press("/")
  expect(await page.locator(":focus").getAttribute("id")).toBe("find")
  await page.keyboard.type("a/b?")
  expect(await page.locator(":focus").inputValue()).toBe("a/b?")
  await page.keyboard.press("Escape")
  await page.keyboard.press("?")
  const keys = page.getByRole("dialog", { name: "Keys" })
  await keys.getByText("this list").waitFor()
  await page.keyboard.press("Escape")
  await keys.waitFor({ state: "hidden" })
  await page.keyboard.press("g")
  await page.keyboard.press("e")
  await page.waitForURL(({ pathname }) => pathname === "/equipment")
  await page.keyboard.press("g")
  await page.keyboard.press("h")
  await page.waitForURL(({ pathname }) => pathname === "/")
  expect(complaints()).toEqual([])
  await context.close()
})

test("a page that the browser kept whole is asked for again when it comes back", async () => {
  const visitor = await portal.signIn(OWNER)
  const { page, context } = await openScreen(browser, portal.url, desk, { as: visitor })
  await page.goto("/setup")
  await heading(page, "My settings").waitFor()
  await visitor.post("/sign-out", {})
  // The browser of the tests keeps no pages itself: it is told what one that does would tell the page.
  await page.evaluate('dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }))')
  await heading(page, "Sign in").waitFor()
  await context.close()
})
