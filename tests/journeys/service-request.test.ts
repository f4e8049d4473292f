import type { Browser } from "playwright-core"
import sharp from "sharp"
import { afterAll, beforeAll, expect, test } from "vitest"
import { desk, phone, startBrowser } from "../support/browser.ts"
import { eventually } from "../support/eventually.ts"
import { type Portal, testPortal } from "../support/portal.ts"
import { heading, openScreen } from "./screen.ts"

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

test("a customer reports a lift with a photo on the phone, the dispatcher sees it to its end, and the customer watches and rates it", async () => {
  const [owner, dispatch] = [
    await portal.signIn("owner@northgate.example"),
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
  await page.getByLabel("5, very").check()
  await page.getByRole("button", { name: "Send the rating" }).click()
  await page.getByText("Thank you for your rating.").waitFor()
  await page.getByRole("button", { name: "Close: all is well" }).click()
  await heading(page, "Closed.").waitFor()
  await page.locator("#request-thread", { hasText: "5 of 5" }).waitFor()
  expect([...customer.complaints(), ...counter.complaints()]).toEqual([])
})

test("a passer-by scans the code, sends a photo from the phone without an account, and their link shows when it is done", async () => {
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
  for (const step of ["acceptance", "completion"]) await dispatch.post(`${address}/${step}`, {})
  await heading(page, "Done.").waitFor()
  expect(await page.evaluate<boolean>("window.sameAsBefore")).toBe(true)
  expect([...passerBy.complaints(), ...customer.complaints()]).toEqual([])
})
