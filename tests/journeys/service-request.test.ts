import type { Browser } from "playwright-core"
import sharp from "sharp"
import { afterAll, beforeAll, expect, test } from "vitest"
import { desk, phone, startBrowser } from "../support/browser.ts"
import { eventually } from "../support/eventually.ts"
import { type Portal, testPortal } from "../support/portal.ts"
import { heading, openScreen, tabTo, unitRows } from "./screen.ts"

let portal: Portal
let browser: Browser
beforeAll(async () => {
  ;[portal, browser] = await Promise.all([testPortal({ demo: true }), startBrowser()])
})
afterAll(async () => {
  await browser.close()
  await portal.stop()
})

/** A photo as a phone takes it. */
const photo = async (name: string) => {
  const picture = sharp({ create: { width: 600, height: 400, channels: 3, background: "#884422" } })
  return { name, mimeType: "image/jpeg", buffer: await picture.jpeg().toBuffer() }
}

test("a customer reports a lift with a photo on the phone, a colleague joins at a desk, the dispatcher sees it to its end, and they watch and rate it", async () => {
  const [owner, manager, dispatch] = [
    await portal.signIn("owner@northgate.example"),
    await portal.signIn("manager@northgate.example"),
    await portal.signIn("dispatch@kestrel.example"),
  ]
  const customer = await openScreen(browser, portal.url, phone, { as: owner })
  const counter = await openScreen(browser, portal.url, desk, { as: dispatch })
  await counter.page.goto("/operations/dispatch")
  await counter.page.locator("#live", { hasText: /^Live$/ }).waitFor()
  await counter.page.evaluate("window.sameAsBefore = true")

  const { page } = customer
  await page.goto("/equipment?text=Lantern+Tower")
  await page.getByRole("radio", { name: /Lift 5/ }).check()
  await page.getByRole("button", { name: "Create service request" }).click()
  await page.getByRole("link", { name: "Lift 5, Lantern Tower" }).waitFor()
  const number = page.locator(".call a")
  expect(await number.isVisible()).toBe(false)
  await page.getByLabel("Yes").check()
  await number.waitFor()
  expect((await number.boundingBox())?.height).toBeGreaterThan(44)
  await page.getByLabel("What else should we know?").fill("Between the second and the third floor")
  await page.getByLabel("Photos").setInputFiles([await photo("door.jpg")])
  await page.locator(".previews canvas").waitFor()
  await page.getByRole("button", { name: "Send the report" }).click()
  await heading(page, "Submitted. We will answer soon.").waitFor()
  await page.locator("#live", { hasText: /^Live$/ }).waitFor()
  await page.getByLabel("Message", { exact: true }).fill("half ty")
  await page.evaluate("window.sameAsBefore = true")

  const colleague = await openScreen(browser, portal.url, desk, { as: manager })
  const { page: beside } = colleague
  await beside.goto("/equipment?text=Lantern+Tower")
  await tabTo(beside, unitRows(beside).getByRole("radio").first())
  while (!(await beside.getByRole("radio", { name: /Lift 5/ }).isChecked())) await beside.keyboard.press("ArrowDown")
  await tabTo(beside, beside.getByRole("button", { name: "Create service request" }))
  await beside.keyboard.press("Enter")
  await tabTo(beside, beside.getByRole("button", { name: "It is the same: join it" }))
  await beside.keyboard.press("Enter")
  await heading(beside, "Submitted. We will answer soon.").waitFor()
  await page.locator("#request-thread", { hasText: "noticed it too" }).waitFor()

  const board = counter.page
  const waiting = board.getByRole("row", { name: /Someone trapped.*Lift 5/ })
  await waiting.waitFor()
  expect(await board.evaluate<boolean>("window.sameAsBefore")).toBe(true)
  await waiting.getByRole("link", { name: "It does not come or move" }).click()
  await board.getByRole("img", { name: "Photo", exact: true }).waitFor()
  await board.getByRole("button", { name: "Accept", exact: true }).click()
  await board.getByLabel("Message", { exact: true }).fill("Our technician comes at ten.")
  await board.getByRole("button", { name: "Send" }).click()
  await heading(page, "Accepted. We are seeing to it.").waitFor()
  await page.locator("#request-thread", { hasText: "Our technician comes at ten." }).waitFor()
  expect(await page.getByLabel("Message", { exact: true }).inputValue()).toBe("half ty")

  await board.getByRole("button", { name: "Completed" }).click()
  await heading(page, "Completed.").waitFor()
  expect(await page.evaluate<boolean>("window.sameAsBefore")).toBe(true)
  await heading(beside, "Completed.").waitFor()
  await page.getByLabel("5, very").check()
  await page.getByRole("button", { name: "Send the rating" }).click()
  await page.getByText("Thank you for your rating.").waitFor()
  await beside.locator("#request-thread", { hasText: "5 of 5" }).waitFor()
  await beside.getByRole("button", { name: "Close: all is well" }).click()
  await heading(beside, "Closed.").waitFor()
  await heading(page, "Closed.").waitFor()
  expect([...customer.complaints(), ...colleague.complaints(), ...counter.complaints()]).toEqual([])
})

test("an order's page follows what others do with it, and keeps what is being typed into its forms", async () => {
  const [owner, dispatch] = [
    await portal.signIn("owner@northgate.example"),
    await portal.signIn("dispatch@kestrel.example"),
  ]
  const form = { key: crypto.randomUUID(), activity: "repair", title: "New rope", name: "", phone: "" }
  const unit = String(await portal.unitId("Lift 6", "Lantern Tower"))
  const opened = await dispatch.post("/operations/dispatch", { ...form, unit })
  const address = (opened.headers.get("location") ?? "").replace(/\?.*/, "")
  expect((await owner.get(address)).status).toBe(404)
  const screen = await openScreen(browser, portal.url, desk, { as: dispatch })
  const { page } = screen
  await page.goto(address)
  await page.locator("#live", { hasText: /^Live$/ }).waitFor()
  await page.evaluate("window.sameAsBefore = true")
  await page.getByLabel("Day", { exact: true }).fill("2027-01-04")
  await page.getByLabel("Time (if it is agreed)").fill("09:15")
  await page.getByRole("heading", { name: "Facts" }).click()
  const soon = new Date(Date.now() + 8 * 86_400_000).toISOString().slice(0, 10)
  await dispatch.post(`${address}/day`, { date: soon, time: "11:00" })
  await page.locator("#dispatch-order", { hasText: /11:00/ }).waitFor()
  expect(await page.getByLabel("Day", { exact: true }).inputValue()).toBe("2027-01-04")
  expect(await page.getByLabel("Time (if it is agreed)").inputValue()).toBe("09:15")
  await dispatch.post(`${address}/cancellation`, { reason: "No rope needed" })
  await page.getByText("No rope needed").waitFor()
  expect(await page.getByLabel("Day", { exact: true }).count()).toBe(0)
  expect(await page.evaluate<boolean>("window.sameAsBefore")).toBe(true)
  expect(screen.complaints()).toEqual([])
})

test("a passer-by scans the code, sends a photo from the phone without an account, another joins at a desk, and their links show when it is done", async () => {
  const [owner, dispatch] = [
    await portal.signIn("owner@northgate.example"),
    await portal.signIn("dispatch@kestrel.example"),
  ]
  const lift = await portal.unitId("Lift 7", "Lantern Tower")
  const label = await (await owner.get(`/equipment/units/${lift}/label`)).text()
  const code = /[\dA-Z]{4}-[\dA-Z]{4}-[\dA-Z]{4}/.exec(label)?.[0] ?? ""
  const passerBy = await openScreen(browser, portal.url, phone)
  const { page } = passerBy
  await page.goto("/f")
  await page.getByLabel("Code on the label").fill(code.toLowerCase())
  await page.getByRole("button", { name: "Next" }).click()
  await heading(page, "Lift 7").waitFor()
  await page.getByLabel("Yes", { exact: true }).check()
  const number = page.locator(".call a")
  expect((await number.boundingBox())?.height).toBeGreaterThan(44)
  await page.getByLabel("No", { exact: true }).check()
  expect(await number.isVisible()).toBe(false)
  await page.getByLabel("Noise or shaking").check()
  await page.getByLabel("Photos").setInputFiles([await photo("door.jpg")])
  await page.getByLabel("Photos").setInputFiles([await photo("floor.jpg")])
  await page.locator(".previews canvas").nth(1).waitFor()
  await page.getByRole("button", { name: "Remove floor.jpg" }).click()
  // A form that comes back sooner than people answer it asks to be sent once more, and has kept everything.
  await eventually(async () => {
    await page.getByRole("button", { name: "Send the report" }).click()
    await page.waitForURL(/\/r\//, { timeout: 2000 })
  })
  await heading(page, "Registered. We will see to it soon.").waitFor()
  await page.evaluate("window.sameAsBefore = true")

  const customer = await openScreen(browser, portal.url, phone, { as: owner })
  await customer.page.goto(`/equipment/units/${lift}`)
  await customer.page.getByRole("link", { name: "Noise or shaking" }).click()
  const seen = customer.page.getByRole("img", { name: "Photo", exact: true })
  await seen.waitFor()
  await eventually(async () =>
    expect(await seen.evaluate((image) => Reflect.get(image, "naturalWidth") as unknown)).toBe(320),
  )
  const address = new URL(customer.page.url()).pathname
  await dispatch.post(`${address}/acceptance`, {})

  const resident = await openScreen(browser, portal.url, desk)
  const { page: atDesk } = resident
  await atDesk.goto(`/f/${code.replaceAll("-", "")}`)
  await atDesk.getByText("The problem is known and being worked on.").waitFor()
  await atDesk.getByLabel("No", { exact: true }).check()
  await atDesk.getByRole("radio", { name: /^Noise or shaking: reported/ }).check()
  await eventually(async () => {
    await atDesk.getByRole("button", { name: "Send the report" }).click()
    await atDesk.waitForURL(/\/r\//, { timeout: 2000 })
  })
  await heading(atDesk, "Accepted. We are seeing to it.").waitFor()
  await dispatch.post(`${address}/completion`, {})
  for (const link of [page, atDesk]) await heading(link, "Done.").waitFor()
  expect(await page.evaluate<boolean>("window.sameAsBefore")).toBe(true)
  expect([...passerBy.complaints(), ...resident.complaints(), ...customer.complaints()]).toEqual([])
})
