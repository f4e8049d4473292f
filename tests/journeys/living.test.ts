import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { desk, phone, startBrowser } from "../support/browser.ts"
import { demoHub, type Portal, report, testPortal, type Visitor } from "../support/portal.ts"
import { type Cable, layCable } from "./cable.ts"
import { heading, openScreen } from "./screen.ts"

const LIFT = "Lift 5"
const BUILDING = "Lantern Tower"

let portal: Portal
let browser: Browser
let cable: Cable
let owner: Visitor
let token: string
let lift: { readonly id: number; readonly number: string }
beforeAll(async () => {
  ;[portal, browser] = await Promise.all([testPortal({ demo: true }), startBrowser()])
  cable = await layCable(portal.port)
  owner = await portal.signIn("owner@northgate.example")
  token = await demoHub(portal)
  const id = await portal.unitId(LIFT, BUILDING)
  const [unit] = await portal.database.owner`select equipment_number from equipment.units where id = ${id}`
  lift = { id, number: String(unit?.["equipment_number"]) }
})
afterAll(async () => {
  await browser.close()
  await cable.remove()
  await portal.stop()
})

/** The lift says something by itself, as its gateway does. */
const says = async (what: object) => {
  const answer = await report(portal.url, token, { unit: lift.number, at: new Date().toISOString(), ...what })
  expect(await answer.json()).toMatchObject({ accepted: 1 })
}
const breaksDown = () => says({ kind: "state", state: "out-of-order", fault: "door-closing" })
const isRepaired = () => says({ kind: "state", state: "in-service" })

const follows = (page: Page) => page.locator("#live", { hasText: /^Live$/ }).waitFor()

/** Opens a page, and waits until it follows the fleet. */
const watch = async (page: Page, address: string) => {
  await page.goto(address)
  await follows(page)
  await page.evaluate("window.sameAsBefore = true")
}
const isSameAsBefore = (page: Page) => page.evaluate<boolean | undefined>("window.sameAsBefore")

const answers = (page: Page, text: string) => page.locator("#unit-sign .answer", { hasText: text }).waitFor()
const unitAddress = () => `/equipment/units/${lift.id}`

test("a lift that breaks down changes the pages that are open, on a phone and at a desk, without reloading, and says so politely", async () => {
  const onPhone = await openScreen(browser, portal.url, phone, { as: owner })
  const atDesk = await openScreen(browser, portal.url, desk, { as: owner })
  const { page } = onPhone
  const home = await atDesk.context.newPage()
  const lists = [await onPhone.context.newPage(), atDesk.page].map((list) => ({
    list,
    row: list.locator(`#u${lift.id}`),
  }))
  await watch(page, unitAddress())
  await watch(home, "/")
  for (const { list, row } of lists) {
    await watch(list, `/equipment?text=${encodeURIComponent(BUILDING)}`)
    await row.getByRole("radio").check()
    await list.getByLabel("Anything printed here").fill("half ty")
  }

  const marked = lists.map(({ list, row }) => row.and(list.locator(".changed")).waitFor())
  await breaksDown()
  await Promise.all(marked)
  await answers(page, "Out of order.")
  await page.locator("#unit-sign .why", { hasText: "Doors do not close" }).waitFor()
  for (const { row } of lists) await row.locator(".state", { hasText: "Out of order" }).waitFor()
  await heading(home, "2 of ").waitFor()
  await home.locator("#home-counts", { hasText: "2 out of order" }).waitFor()
  await home.locator("#home-attention").getByRole("link", { name: LIFT, exact: true }).waitFor()

  const spoken = page.locator("#announce")
  await spoken.filter({ hasText: `${LIFT}: Out of order.` }).waitFor({ state: "attached" })
  expect(await spoken.getAttribute("aria-live")).toBe("polite")
  await home.locator("#announce", { hasText: "2 of " }).waitFor({ state: "attached" })

  await says({ kind: "position", floor: "7", door: "opened", direction: "stopped" })
  await page.locator("#unit-now .indicator b", { hasText: /^7$/ }).waitFor()
  await isRepaired()
  await answers(page, "In service.")
  for (const { row } of lists) await row.locator(".state", { hasText: "In service" }).waitFor()
  await heading(home, "1 of ").waitFor()

  for (const { list, row } of lists) {
    expect(await row.getByRole("radio").isChecked()).toBe(true)
    expect(await list.getByLabel("Anything printed here").inputValue()).toBe("half ty")
  }
  expect(await Promise.all([page, home, ...lists.map(({ list }) => list)].map(isSameAsBefore))).toEqual([
    true,
    true,
    true,
    true,
  ])
  expect([...onPhone.complaints(), ...atDesk.complaints()]).toEqual([])
  await onPhone.context.close()
  await atDesk.context.close()
})

describe("a phone on a bad line", () => {
  const open = (url: string) => openScreen(browser, url, phone, { as: owner })
  const notLive = (page: Page) => page.locator("#live", { hasText: /^Not live since \d\d:\d\d$/ }).waitFor()

  test("admits that it is cut off, and shows what it missed when the line is back", async () => {
    const { page, context } = await open(cable.url)
    await watch(page, unitAddress())
    cable.cut()
    await notLive(page)
    await breaksDown()
    cable.mend()
    await follows(page)
    await answers(page, "Out of order.")
    await isRepaired()
    await answers(page, "In service.")
    expect(await isSameAsBefore(page)).toBe(true)
    await context.close()
  })

  test("follows again after a moment without any network", async () => {
    const { page, context } = await open(portal.url)
    await watch(page, unitAddress())
    await context.setOffline(true)
    await notLive(page)
    await context.setOffline(false)
    await follows(page)
    await breaksDown()
    await answers(page, "Out of order.")
    await isRepaired()
    expect(await isSameAsBefore(page)).toBe(true)
    await context.close()
  })

  test("admits that it never was live, and follows as soon as it can", async () => {
    const { page, context } = await open(cable.url)
    cable.cutAt("GET /live/")
    await page.goto(unitAddress())
    await notLive(page)
    cable.mend()
    await context.setOffline(true)
    await context.setOffline(false)
    await follows(page)
    await context.close()
  })
})
