import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { personOfSession } from "#access"
import { as } from "#kernel/database/database.ts"
import { addDays, dayAt, weekday, dayNumber } from "#kernel/time.ts"
import { askToMoveVisit, markMissed } from "#maintenance"
import { desk, phone, startBrowser } from "../support/browser.ts"
import { type Portal, testPortal, type Visitor } from "../support/portal.ts"
import { expectAccessibleInLight } from "../web/accessible.ts"
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

/** Opens a visit, is told why it is where it is, and moves it to a day by the form, after one that is over. */
const moveByForm = async (page: Page, { id, technicianId }: Picked, day: string) => {
  await page.goto(`/operations/planning/visits/${id}`)
  await page.getByRole("heading", { name: "Why this day" }).waitFor()
  await expectAccessibleInLight(page)
  expect(await htmlProblems(await (await dispatcher.get(`/operations/planning/visits/${id}`)).text())).toEqual([])
  await page.getByLabel("Technician").selectOption(String(technicianId))
  await page.getByLabel("Day", { exact: true }).fill("2020-01-01")
  await page.getByRole("button", { name: "Move the visit" }).tap()
  await page.getByRole("alert").getByText("Enter a day that is still to come").waitFor()
  await page.getByLabel("Day", { exact: true }).fill(day)
  await page.getByRole("button", { name: "Move the visit" }).tap()
  await page.getByText("The visit is moved. It stays there.").waitFor()
  await page.getByText("moved by hand: the planner leaves it here").waitFor()
}

/** Where the board shows a technician's week. */
const weekOf = ({ technicianId }: Picked, day: string) =>
  `a[href="/operations/planning/technicians/${technicianId}?week=${mondayOf(day)}"]`

const mondayOf = (day: string) => addDays(day, 1 - weekday(dayNumber(day)))

test("a year is planned, one visit is moved on a phone, one by drag at a desk, one for its customer, and one is missed", async () => {
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
  await page.getByText("Live", { exact: true }).waitFor()
  const nobody = { day: moved.day, technician: "", seen: `${moved.day} ${moved.technicianId}` }
  const before = await page.locator(weekOf(moved, moved.day)).getAttribute("aria-label")
  await dispatcher.post(`/operations/planning/visits/${moved.id}`, nobody)
  await page.locator(`${weekOf(moved, moved.day)}:not([aria-label="${before}"])`).waitFor()

  const small = await openScreen(browser, portal.url, phone, { as: dispatcher })
  await moveByForm(small.page, moved, later)
  expect(small.complaints()).toEqual([])
  await small.context.close()

  await page.goto(`/operations/planning/technicians/${moved.technicianId}?week=${mondayOf(later)}`)
  const dragged = page.locator(`[data-move="/operations/planning/visits/${moved.id}"][draggable="true"]`)
  const monday = mondayOf(later)
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

/** The fields of a form of a page, as they stand. */
const fieldsOfForm = (html: string, action: string): Record<string, string> => {
  const form = html.split(`action="${action}"`).at(-1)?.split("</form>")[0] ?? ""
  const inputs = [...form.matchAll(/<input[^>]*name="([^"]+)" value="([^"]*)"([^>]*)>/g)]
  const chosen = inputs.filter(([input]) => !input.includes("checkbox") || input.includes(" checked"))
  return Object.fromEntries(chosen.map(([, name = "", value = ""]) => [name, value]))
}

test("a territory is set in words of addresses: what is no line is said line by line, and what it holds is counted", async () => {
  const address = "/operations/technicians/1"
  const form = fieldsOfForm(await (await dispatcher.get(address)).text(), address)
  const refused = await dispatcher.post(address, { ...form, territory: "GB, London\nLondon\nQQ, Elsewhere" })
  expect(refused.status).toBe(422)
  const html = await refused.text()
  expect(html).toContain("Line 2, “London”: begin with a country’s code")
  expect(html).toContain("Line 3: no country has the code QQ")
  expect(html).toContain("GB, London\nLondon\nQQ, Elsewhere</textarea>")
  const kept = await dispatcher.post(address, { ...form, territory: "gb,London,se1*\n\nGB, Lodnon" })
  expect(kept.status).toBe(303)
  const shown = await (await dispatcher.get(address)).text()
  expect(shown).toMatch(/GB, London, se1\*<\/th><td[^>]*>\d+ buildings, \d+ units/)
  expect(shown).toMatch(/GB, Lodnon<\/th><td[^>]*>nothing yet/)
  expect(await htmlProblems(shown)).toEqual([])
})

test("what nobody can read is refused and kept as it was typed, and does not stand for something else", async () => {
  const week = await dispatcher.get("/operations/planning/technicians/1?week=9999-12-31")
  expect(await week.text()).toContain(`data-on="${mondayOf(dayAt(new Date(), "UTC"))}"`)
  const refused = async (address: string, form: Record<string, string>, message: string, kept = "") => {
    const answer = await dispatcher.post(address, form)
    const html = await answer.text()
    expect([answer.status, html.includes(message), html.includes(kept)], address).toEqual([422, true, true])
    expect(await htmlProblems(html)).toEqual([])
  }
  const changes = "/operations/plans/changes"
  await refused(changes, { way: "pause", country: "Germany" }, "Enter a country’s code of two letters", "Germany")
  const terms = { way: "set", name: "Test", every: "1", before: "3", after: "3", minutes: "45", unit: "month" }
  const never = "By this nothing would ever be due"
  const rule = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"
  await refused(changes, { ...terms, "starts-on": "2026-12-01", rule }, never, rule)
  const season = { "season-from": "01-01", "season-to": "12-31", inside: "after" }
  await refused(changes, { ...terms, "starts-on": "2026-12-01", ...season }, never)
  await refused(changes, { ...terms, "starts-on": "9999-12-01" }, "Enter a day within the next ten years")
  const technician = fieldsOfForm(
    await (await dispatcher.get("/operations/technicians/2")).text(),
    "/operations/technicians/2",
  )
  await refused("/operations/technicians/2", { ...technician, user: "99999" }, "Choose somebody of the list")
  const { id, day } = await pickVisit()
  const visit = `/operations/planning/visits/${id}`
  await refused(`${visit}/answer`, { word: "Gladly" }, "Choose what to answer")
  const stale = { day: addDays(day, 1), technician: "", seen: `${day} 2000000000` }
  await refused(visit, stale, "Meanwhile somebody moved it to", stale.day)
})

test("usual plans are made one's own, changed for a contract's type, and what is shipped comes back", async () => {
  const usual = "/operations/plans/usual"
  const read = async (address: string) => {
    const html = await (await dispatcher.get(address)).text()
    expect(await htmlProblems(html)).toEqual([])
    return html
  }
  const done = async (address: string, form: Record<string, string>) =>
    (await dispatcher.post(address, form)).headers.get("location")
  expect((await dispatcher.get(`${usual}/new?country=GB`)).status).toBe(404)
  for (const again of [1, 2])
    expect(await done(`${usual}/countries`, { country: "GB" }), `${again}`).toBe(`${usual}?country=GB&done=own`)
  await read(`${usual}/new?country=GB`)
  const premium = {
    ...{
      country: "GB",
      kind: "lift",
      drive: "",
      "contract-type": "premium",
      name: "Maintenance",
      activity: "maintenance",
    },
    ...{ every: "2", unit: "week", "counted-from": "due", rule: "", before: "3", after: "3", minutes: "45" },
  }
  expect(await done(usual, premium)).toBe(`${usual}?country=GB&done=added`)
  const twice = await dispatcher.post(usual, premium)
  expect([twice.status, (await twice.text()).includes("There is a usual plan of that name")]).toEqual([422, true])
  const set = { way: "usual", kind: "lift", country: "GB", text: "Meridian House", "starts-on": "2026-12-01" }
  const changes = "/operations/plans/changes"
  expect(await done(changes, set)).toBe("/operations/plans?done=set&added=0&changed=0")
  expect(await done(changes, { ...set, "contract-type": "premium" })).toMatch(/added=0&changed=[1-9]/)
  const plans = await portal.database.owner`
    select distinct every, unit, minutes from maintenance.service_plans p
    where name = 'Maintenance' and minutes = 45`
  expect(plans.map((plan) => ({ ...plan }))).toEqual([{ every: 2, unit: "week", minutes: 45 }])
  const [, added = ""] =
    /href="(\/operations\/plans\/usual\/\d+)">Maintenance<\/a>[^]*?premium contract/.exec(
      await read(`${usual}?country=GB`),
    ) ?? []
  await read(added)
  await read(`${added}/removal`)
  for (const again of [1, 2])
    expect(await done(`${added}/removal`, { country: "GB" }), `${again}`).toBe(`${usual}?country=GB&done=removed`)
  await read(`${usual}/return?country=GB`)
  expect(await done(`${usual}/return`, { country: "GB" })).toBe(`${usual}?country=GB&done=returned`)
  expect(await read(`${usual}?country=GB`)).toContain("Change them")
})
