import { afterAll, beforeAll, expect, test } from "vitest"
import { monthAvailability, setFigures, technicalAvailability } from "#equipment"
import { as, reading } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { dayAt, startOfMonth } from "#kernel/time.ts"
import { type Portal, testPortal, type Visitor } from "../../tests/support/portal.ts"
import { formats } from "../words/format.ts"

let portal: Portal
let owner: Visitor
let staff: Visitor

beforeAll(async () => {
  portal = await testPortal({ demo: true })
  owner = await portal.signIn("owner@northgate.example")
  staff = await portal.signIn("admin@kestrel.example")
})
afterAll(() => portal.stop())

const page = async (visitor: Visitor, address: string) => (await visitor.get(address)).text()

/** What a page shows as text, each piece parted from the next by one blank. */
const read = (html: string) =>
  html
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ")
    .replaceAll("&amp;", "&")

test("a contract has its units, its figures and its agreed hours in words", async () => {
  const text = read(await page(owner, "/equipment/contracts/C-1183"))
  expect(text).toMatch(
    /Agreed hours Mon–Fri 06:00–22:00; Sat 08:00–18:00; 25 December \d{4} closed; 26 December \d{4} closed/,
  )
  expect(text).toContain("Peak hours Mon–Fri 07:00–10:00, 16:00–19:00")
  for (const figure of ["Contractual availability", "Technical availability", "Availability at peak hours"]) {
    expect(text).toMatch(new RegExp(`${figure} \\d+\\.\\d % \\w+ so far`))
  }
  expect(text).toMatch(/so far, 16 of 16 units connected/)
  expect(text).toContain("Longest out of use")
})

test("units that are not connected are said to be so, and a place without any has no figures", async () => {
  expect(read(await page(owner, "/equipment/contracts/C-1182"))).toMatch(/so far, 13 of 14 units connected/)
  const [library] = await portal.database.owner<Array<{ id: number }>>`
    select id from equipment.buildings where name = 'Old Library'`
  const text = read(await page(owner, `/equipment/buildings/${library?.id}`))
  expect(text).toContain("1 unit, not connected.")
  expect(text).toContain("Agreed hours Mon–Fri 07:00–20:00")
  expect(text).not.toMatch(/availability \d|Longest out of use/)
})

test("a list is narrowed to a contract by its filter and by its number typed as text, the file for spreadsheets alike", async () => {
  const units = async (address: string) =>
    [...(await page(owner, address)).matchAll(/id="u(\d+)"/g)].map(([, id]) => id).toSorted()
  const filtered = await units("/equipment?contract=c-1183")
  expect(filtered).toHaveLength(16)
  expect(await units("/equipment?text=C-1183")).toEqual(filtered)
  const csv = (await page(owner, "/equipment.csv?contract=C-1183")).trim().split("\r\n")
  expect(csv).toHaveLength(17)
  expect(csv.slice(1).every((line) => line.includes(",C-1183,"))).toBe(true)
})

test("a number that two customers use leads staff to a choice, and each customer to their own", async () => {
  await portal.database.owner`
    update equipment.units set contract_number = 'C-1207' where name like 'Aufzug%' and contract_number = 'W-78'`
  const choice = await page(staff, "/equipment/contracts/C-1207")
  expect(read(choice)).toContain("2 customers have a contract C-1207.")
  const links = [...choice.matchAll(/href="(\/equipment\/contracts\/C-1207\?account=\d+)"/g)].map(
    ([, href]) => href ?? "",
  )
  expect(links).toHaveLength(2)
  const texts = await Promise.all(links.map(async (href) => read(await page(staff, href))))
  expect(texts.map((text) => /Customer ([\w ]+?) Buildings/.exec(text)?.[1]).toSorted()).toEqual([
    "Hotel Lindenhof",
    "Northgate Property Trust",
  ])
  expect(read(await page(owner, "/equipment/contracts/C-1207"))).toMatch(/1?\d of 17 units|All 17 units/)
})

test("Home of a member of one portfolio is that portfolio's roll-up", async () => {
  const viewer = await portal.signIn("viewer@northgate.example")
  const buildings = await portal.database.owner<Array<{ id: number }>>`
    select id from equipment.buildings where name in ('Meridian House', 'Tannery Court', 'Canal Arcade')`
  const set = { buildingIds: buildings.map(({ id }) => id) }
  const home = read(await page(viewer, "/"))
  const now = new Date()
  const month = startOfMonth(dayAt(now, "Europe/London"))
  const whole = await portal.runtime.runPromise(
    setFigures(set, { first: month, until: startOfMonth(month, 1) }, now).pipe(reading, as(everything)),
  )
  const quick = await portal.runtime.runPromise(monthAvailability(now, set).pipe(reading, as(everything)))
  expect(quick.thisMonth).toEqual(whole.time)
  const share = formats("en-GB", "Europe/London").share(technicalAvailability(whole.time) ?? 0)
  expect(home).toContain(`${share} % Available in`)
  expect(home).toContain(`the ${quick.knownUnits} connected units`)
})
