import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { desk, phone, startBrowser } from "../support/browser.ts"
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

test("a customer reports a lift on the phone, the dispatcher sees it to its end, and the customer watches and rates it", async () => {
  const [owner, dispatch] = [
    await portal.signIn("owner@northgate.example"),
    await portal.signIn("dispatch@kestrel.example"),
  ]
  const customer = await openScreen(browser, portal.url, phone, { as: owner })
  const counter = await openScreen(browser, portal.url, desk, { as: dispatch })
  await counter.page.goto("/operations/requests")
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
  await page.getByRole("button", { name: "Send the report" }).click()
  await heading(page, "Submitted. We will answer soon.").waitFor()
  await page.locator("#live", { hasText: /^Live$/ }).waitFor()
  await page.getByLabel("Message", { exact: true }).fill("half ty")
  await page.evaluate("window.sameAsBefore = true")

  const board = counter.page
  await heading(board, "1 open request. 1 with someone trapped.").waitFor()
  expect(await board.evaluate<boolean>("window.sameAsBefore")).toBe(true)
  await board.getByRole("link", { name: "It does not come or move" }).click()
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
