import { afterAll, beforeAll, expect, test } from "vitest"
import { type Portal, report, testPortal, type Visitor } from "../support/portal.ts"

const ADDRESS = "/operations/gateways"

let portal: Portal
let administrator: Visitor
let account: string
beforeAll(async () => {
  portal = await testPortal({ demo: true })
  administrator = await portal.signIn("admin@kestrel.example")
  const [northgate] = await portal.database
    .owner`select id from access.accounts where name = 'Northgate Property Trust'`
  account = String(northgate?.["id"])
})
afterAll(() => portal.stop())

const tokenIn = (html: string) => /<dd><code>([\w-]{20,})<\/code>/.exec(html)?.[1] ?? ""
const unitsOf = async (token: string) => {
  const answer = await fetch(`${portal.url}/telemetry/units`, { headers: { Authorization: `Bearer ${token}` } })
  return answer.status === 200
    ? ((await answer.json()) as { units: ReadonlyArray<{ unit: string }> }).units
    : answer.status
}

test("the hub of the demo is listed with its units", async () => {
  const html = await (await administrator.get(ADDRESS)).text()
  expect(html).toContain("Demo hub")
  expect(html).toContain("All customers (hub)")
})

test("a gateway for the units that match gets a token that works, shown once", async () => {
  const answer = await administrator.post(ADDRESS, { name: "Tannery machine room", account, text: "tannery court" })
  const html = await answer.text()
  expect(answer.headers.get("cache-control")).toBe("no-store")
  const token = tokenIn(html)
  const units = await unitsOf(token)
  const [tannery] = await portal.database.owner`
    select array_agg(u.equipment_number order by u.equipment_number collate kernel.natural) as numbers
    from equipment.units u join equipment.buildings b on b.id = u.building_id where b.name = 'Tannery Court' and u.account_id = ${account}`
  expect(Array.isArray(units) && units.map(({ unit }) => unit)).toEqual(tannery?.["numbers"])
  const [first] = (tannery?.["numbers"] ?? []) as Array<string>
  const sent = await report(portal.url, token, { unit: first, at: new Date().toISOString(), heartbeat: {} })
  expect(sent.status).toBe(202)
  const list = await (await administrator.get(ADDRESS)).text()
  expect(list).toContain("Tannery machine room")
  expect(list).not.toContain(token)
})

test("units of another gateway are left where they are unless one says otherwise", async () => {
  const answer = await administrator.post(ADDRESS, { name: "Again", account, text: "tannery court", free: "yes" })
  expect(answer.status).toBe(422)
  const html = await answer.text()
  expect(html).toContain("No unit matches")
  expect(html).toContain('value="tannery court"')
})

test("a form that does not hold says what is missing and keeps what was typed", async () => {
  const empty = await administrator.post(ADDRESS, { name: " ", account: "", text: "" })
  expect(empty.status).toBe(422)
  const text = await empty.text()
  expect(text).toContain("Give it a name")
  expect(text).toContain("Choose whose units")
  const unseen = await administrator.post(ADDRESS, { name: "Tannery\u200B machine room", account, text: "" })
  expect(unseen.status).toBe(422)
  expect(await unseen.text()).toContain("Give it a name")
  const taken = await administrator.post(ADDRESS, { name: "Tannery machine room", account, text: "" })
  expect(taken.status).toBe(422)
  expect(await taken.text()).toContain("There is a gateway of this name")
})

test("a new token makes the one before worthless and keeps the units", async () => {
  const token = tokenIn(
    await (await administrator.post(ADDRESS, { name: "Canal", account, text: "canal arcade" })).text(),
  )
  const units = await unitsOf(token)
  const [canal] = await portal.database.owner`select id from equipment.gateways where name = 'Canal'`
  const renewed = tokenIn(await (await administrator.post(`${ADDRESS}/${canal?.["id"]}/token`, {})).text())
  expect(renewed).not.toBe(token)
  expect(await unitsOf(token)).toBe(401)
  expect(await unitsOf(renewed)).toEqual(units)
  expect((await administrator.post(`${ADDRESS}/999999/token`, {})).status).toBe(404)
})

test("the limit of silence is changed for a gateway's units, and a wrong one is told where it was typed", async () => {
  const [hub] = await portal.database.owner<Array<{ id: number }>>`
    select id from equipment.gateways where account_id is null`
  const address = `${ADDRESS}/${hub?.id}/heartbeat-limit`
  const limits = async () =>
    (
      await portal.database.owner`
        select distinct s.heartbeat_seconds / 60 as minutes from equipment.unit_states s
        join equipment.gateway_units g on g.unit_id = s.unit_id where g.gateway_id = ${hub?.id ?? 0}`
    ).map(({ minutes }) => minutes as number)
  for (const minutes of ["0", "1441", "7.5", "soon", ""]) {
    const answer = await administrator.post(address, { minutes })
    expect(answer.status, minutes).toBe(422)
    expect(await answer.text()).toContain(`href="#f-minutes-${hub?.id}"`)
  }
  expect(await limits()).toEqual([15])
  expect((await administrator.post(address, { minutes: " 45 " })).status).toBe(303)
  expect(await limits()).toEqual([45])
  expect((await administrator.post(`${ADDRESS}/999999/heartbeat-limit`, { minutes: "5" })).status).toBe(404)
  const [entry] = await portal.database.owner`
    select action, detail from access.audit_entries order by id desc limit 1`
  expect(entry).toEqual({ action: "gateway-limit-changed", detail: { minutes: 45, minutesBefore: 15 } })
})

test("only administrators set up gateways", async () => {
  for (const email of ["dispatch@kestrel.example", "technician@kestrel.example", "owner@northgate.example"]) {
    const somebody = await portal.signIn(email)
    expect((await somebody.post(ADDRESS, { name: "Mine", account, text: "" })).status).toBe(404)
    expect((await somebody.post(`${ADDRESS}/1/token`, {})).status).toBe(404)
  }
  const dispatcher = await portal.signIn("dispatch@kestrel.example")
  expect(await (await dispatcher.get(ADDRESS)).text()).not.toContain("New gateway")
  const [mine] = await portal.database.owner`select count(*)::int as n from equipment.gateways where name = 'Mine'`
  expect(mine?.["n"]).toBe(0)
})
