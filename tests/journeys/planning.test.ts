import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { personOfSession } from "#access"
import { as } from "#kernel/database/database.ts"
import { addDays, dayAt, weekday, dayNumber } from "#kernel/time.ts"
import { askToMoveVisit, markMissed } from "#maintenance"
import { desk, startBrowser } from "../support/browser.ts"
import { type Portal, testPortal, type Visitor } from "../support/portal.ts"
import { expectMainAccessible } from "../web/accessible.ts"
import { htmlProblems } from "../web/html.ts"
import { heading, openScreen } from "./screen.ts"

let portal: Portal
let browser: Browser
let dispatcher: Visitor
beforeAll(async () => {
  ;[portal, browser] = await Promise.all([testPortal({ demo: true }), startBrowser()])
  dispatcher = await portal.signIn("dispatch@kestrel.example")
})
afterAll(async () => {
  await browser.close()
  await portal.stop()
})

interface Picked {
  readonly id: number
  readonly day: string
  readonly technicianId: number
  readonly technician: string
}

/** A told visit of Northgate's some days ahead, on a Monday to Thursday, so that the day after is a working day too. */
const pickVisit = async (besides = 0): Promise<Picked> => {
  const today = dayAt(new Date(), "Europe/London")
  const [picked] = await portal.database.owner<Array<Picked>>`
    select o.id, o.planned_on::text as day, o.technician_id as "technicianId", o.technician
    from maintenance.service_orders o join access.accounts a on a.id = o.account_id
    where a.name like 'Northgate%' and o.state = 'scheduled' and o.plan_id is not null and o.id <> ${besides}
      and o.planned_on > ${addDays(today, 2)}::date and extract(isodow from o.planned_on) < 5 order by o.planned_on, o.id limit 1`
  if (picked === undefined) throw new Error("Northgate has no visit to come.")
  return picked
}

test("a year is planned, one visit is moved by hand, one by drag, one for its customer, and one is missed", async () => {
  const { page, context, complaints } = await openScreen(browser, portal.url, desk, { as: dispatcher })
  await page.goto("/operations/planning")
  await page.getByRole("button", { name: "Run the planner now" }).click()
  await page
    .locator("#planning-run")
    .getByText(/^Last run/)
    .waitFor()
  await page.reload()
  await heading(page, "visits planned for the next twelve months").waitFor()

  const moved = await pickVisit()
  const later = addDays(moved.day, 1)
  await page.goto(`/operations/planning/visits/${moved.id}`)
  await page.getByRole("heading", { name: "Why this person" }).waitFor()
  await page.getByText("The customer was told of it.").first().waitFor()
  await expectMainAccessible(page)
  expect(await htmlProblems(await (await dispatcher.get(`/operations/planning/visits/${moved.id}`)).text())).toEqual([])
  await page.getByLabel("Day", { exact: true }).fill("2020-01-01")
  await page.getByRole("button", { name: "Move the visit" }).click()
  await page.getByRole("alert").getByText("Enter a day that is still to come").waitFor()
  await page.getByLabel("Day", { exact: true }).fill(later)
  await page.getByRole("button", { name: "Move the visit" }).click()
  await page.getByText("The visit is moved. It stays there.").waitFor()
  await page.getByText("moved by hand: the planner leaves it here").waitFor()

  await page.getByRole("link", { name: moved.technician }).click()
  const dragged = page.locator(`[data-move="/operations/planning/visits/${moved.id}"][draggable="true"]`)
  const monday = addDays(later, 1 - weekday(dayNumber(later)))
  const target = moved.day === monday ? addDays(monday, 4) : moved.day
  // All of the week fits, for what scrolls meanwhile is not dropped where it was meant to.
  await page.setViewportSize({ width: 1280, height: 1800 })
  await dragged.dragTo(page.locator(`[data-on="${target}"] h2`))
  await page.locator(`[data-on="${target}"] [data-move="/operations/planning/visits/${moved.id}"]`).waitFor()

  const wished = await pickVisit(moved.id)
  const owner = await portal.signIn("owner@northgate.example")
  const person = await portal.runtime.runPromise(personOfSession(owner.cookie.split("=")[1] ?? "", 336))
  const wish = { wishedOn: addDays(wished.day, 1), text: "The caretaker is away.", formKey: crypto.randomUUID() }
  await portal.runtime.runPromise(askToMoveVisit(person!, wished.id, wish, new Date()).pipe(as(person!.viewer)))
  await page.goto("/operations/planning")
  await page.getByText("The caretaker is away.").waitFor()
  await page.getByRole("region", { name: "Customers ask to move" }).getByRole("link").click()
  await page.getByRole("button", { name: "Move it to that day" }).click()
  await page.getByText("The visit is on the day that the customer wished for.").waitFor()

  await portal.database.owner`
    update maintenance.service_orders set window_to = current_date - 9, planned_on = current_date - 10 where id = ${wished.id}`
  expect(await portal.runtime.runPromise(markMissed(new Date()))).toBe(1)
  expect(await portal.runtime.runPromise(markMissed(new Date()))).toBe(0)
  await page.goto("/operations/planning")
  const late = page.getByRole("region", { name: "Late" })
  await late.getByText("missed").waitFor()
  await late.getByRole("link").click()
  await page.getByText("missed").waitFor()
  expect(complaints()).toEqual([])
  await context.close()
})
