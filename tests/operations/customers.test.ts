import { afterAll, beforeAll, expect, test } from "vitest"
import { type Portal, testPortal, type Visitor } from "../support/portal.ts"

const ADDRESS = "/operations/customers"
const lindenhof = { name: "Bergbahn Lindenhof", country: "AT", "time-zone": "Europe/Vienna" }

let portal: Portal
let administrator: Visitor
beforeAll(async () => {
  portal = await testPortal({ demo: true })
  administrator = await portal.signIn("admin@kestrel.example")
})
afterAll(() => portal.stop())

const accountsNamed = (name: string) =>
  portal.database.owner<Array<{ id: number; name: string; country: string; zone: string }>>`
    select id, name, country, time_zone as zone from access.accounts where lower(name) = lower(${name})`
const titleIn = (html: string) => /<title>(.*?)<\/title>/.exec(html)?.[1] ?? ""

test("the customers of the demo are listed with where they are and how much they have", async () => {
  const html = await (await administrator.get(ADDRESS)).text()
  const [size] = await portal.database.owner<Array<{ buildings: number; units: number }>>`
    select count(distinct u.building_id)::int as buildings, count(*)::int as units
    from equipment.units u join access.accounts a on a.id = u.account_id where a.name = 'Northgate Property Trust'`
  const row = /<tr><th [^>]*>Northgate Property Trust<.*?<\/tr>/.exec(html)?.[0] ?? ""
  const cells = [...row.matchAll(/<td[^>]*>(.*?)<\/td>/g)].map(([, text]) => text)
  expect(cells).toEqual(["United Kingdom", "Europe/London", String(size?.buildings), String(size?.units)])
  expect(html).toContain("5 customers have accounts")
})

test("an account is opened, and chosen at once for the import of its equipment", async () => {
  const answer = await administrator.post(ADDRESS, { ...lindenhof, name: "  Bergbahn   Lindenhof " })
  const [opened] = await accountsNamed(lindenhof.name)
  expect(opened).toMatchObject({ name: lindenhof.name, country: "AT", zone: "Europe/Vienna" })
  expect(answer.status).toBe(303)
  const imports = await (await administrator.get(answer.headers.get("location") ?? "")).text()
  expect(imports).toContain(`<option value="${opened?.id}" selected>${lindenhof.name}</option>`)
  expect(imports).toContain(`The account of ${lindenhof.name} is open.`)
  const list = await (await administrator.get(ADDRESS)).text()
  expect(list).toMatch(/Bergbahn Lindenhof<.*?Austria<.*?Europe\/Vienna<.*?>0<.*?>0</)
})

test("a name is taken once, capitals aside, also by two at once", async () => {
  const again = await administrator.post(ADDRESS, { ...lindenhof, name: "BERGBAHN Lindenhof" })
  expect(again.status).toBe(422)
  const html = await again.text()
  expect(titleIn(html)).toMatch(/^Error: /)
  expect(html).toContain('<p class="wrong-text" id="e-name">There is an account of this name. Choose another</p>')
  expect(html).toContain('value="BERGBAHN Lindenhof"')
  expect(html).toContain('<option value="AT" selected>Austria</option>')
  expect(html).toContain('name="time-zone" value="Europe/Vienna"')

  const names = ["Two at once", "two at once", "Two At Once", "Two at once"]
  const answers = await Promise.all(names.map((name) => administrator.post(ADDRESS, { ...lindenhof, name })))
  expect(answers.map(({ status }) => status).toSorted()).toEqual([303, 422, 422, 422])
  expect(await accountsNamed("Two at once")).toHaveLength(1)
})

test("a name holds nothing that cannot be seen", async () => {
  for (const name of ["Bergbahn\u200B Lindenhof", "\u202EBergbahn", "\u3164", "–"]) {
    const answer = await administrator.post(ADDRESS, { ...lindenhof, name })
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain("Give the customer’s name")
    expect(await accountsNamed(name)).toEqual([])
  }
})

test("a form that does not hold says what is missing beside each field and keeps what was typed", async () => {
  const empty = await administrator.post(ADDRESS, {})
  expect(empty.status).toBe(422)
  const html = await empty.text()
  expect(titleIn(html)).toMatch(/^Error: /)
  for (const [field, sentence] of [
    ["name", "Give the customer’s name, at most 200 characters"],
    ["country", "Choose the customer’s country"],
    ["time-zone", "Give a time zone such as Europe/London"],
  ]) {
    expect(html).toContain(`<a href="#f-${field}">${sentence}</a>`)
    expect(html).toContain(`<p class="wrong-text" id="e-${field}">${sentence}</p>`)
  }
  const odd = { name: 'Odd "<Name>"', country: "XX", "time-zone": "Europe/Lindenhof" }
  const answer = await administrator.post(ADDRESS, odd)
  expect(answer.status).toBe(422)
  const kept = await answer.text()
  expect(kept).toContain('value="Odd &#34;&#60;Name&#62;&#34;"')
  expect(kept).toContain('name="time-zone" value="Europe/Lindenhof"')
  expect(kept).not.toContain('id="e-name"')
  expect(await accountsNamed(odd.name)).toEqual([])
})

test.each(["ZZ", "EU", "SU", "UK", "gb", "GBR", "G", ""])("no country has the code “%s”", async (country) => {
  const answer = await administrator.post(ADDRESS, { ...lindenhof, name: "Nowhere", country })
  expect(answer.status).toBe(422)
  expect(await answer.text()).toContain('id="e-country"')
})

test.each(["+01:00", "Europe", "Nowhere/At all", "Europe/London; drop", "x".repeat(5000)])(
  "“%.20s” is no time zone",
  async (timeZone) => {
    const answer = await administrator.post(ADDRESS, { ...lindenhof, name: "Never", "time-zone": timeZone })
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain('id="e-time-zone"')
  },
)

test.each([
  ["america/new york", "America/New_York"],
  ["Asia/Kolkata", "Asia/Kolkata"],
  ["UTC", "UTC"],
])("the time zone “%s” is understood", async (timeZone, zone) => {
  const name = `In ${timeZone}`
  expect((await administrator.post(ADDRESS, { ...lindenhof, name, "time-zone": timeZone })).status).toBe(303)
  expect((await accountsNamed(name))[0]?.zone).toBe(zone)
})

test("a name of more than 200 characters is refused and kept", async () => {
  const name = "n".repeat(201)
  const answer = await administrator.post(ADDRESS, { ...lindenhof, name })
  expect(answer.status).toBe(422)
  expect(await answer.text()).toContain(`value="${name}"`)
})

test("only administrators open accounts; other staff see them", async () => {
  for (const email of ["dispatch@kestrel.example", "technician@kestrel.example", "owner@northgate.example"]) {
    const somebody = await portal.signIn(email)
    expect((await somebody.post(ADDRESS, { ...lindenhof, name: "Mine" })).status).toBe(404)
  }
  expect(await accountsNamed("Mine")).toEqual([])
  const dispatcher = await portal.signIn("dispatch@kestrel.example")
  const html = await (await dispatcher.get(ADDRESS)).text()
  expect(html).toContain("Northgate Property Trust")
  expect(html).not.toContain('<form class="wide-form"')
  expect(html).toContain("Only an administrator can open accounts.")
  const owner = await portal.signIn("owner@northgate.example")
  expect((await owner.get(ADDRESS)).status).toBe(404)
})

test("staff who look at one account see all of them here, with what they have", async () => {
  const [account] = await accountsNamed("Hotel Lindenhof")
  const looking = await portal.signIn("admin@kestrel.example")
  const before = /<tbody>.*<\/tbody>/s.exec(await (await looking.get(ADDRESS)).text())?.[0]
  await looking.post("/session/account", { account: String(account?.id) })
  expect(/<tbody>.*<\/tbody>/s.exec(await (await looking.get(ADDRESS)).text())?.[0]).toBe(before)
})
