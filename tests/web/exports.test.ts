import net from "node:net"
import { afterAll, beforeAll, expect, test } from "vitest"
import { eventually } from "../support/eventually.ts"
import { type Portal, testPortal, type Visitor } from "../support/portal.ts"

const UNITS = 3000
let portal: Portal
let owner: Visitor
beforeAll(async () => {
  portal = await testPortal({ demo: true })
  owner = await portal.signIn("owner@northgate.example")
  // Makers of long names: the file is larger than what the lines between us and a reader hold.
  await portal.database.owner`
    insert into equipment.units (account_id, building_id, address_id, equipment_number, name, kind, manufacturer, search_text)
    select account_id, building_id, address_id, 'X-' || i, 'Lift ' || i, 'lift', rpad('', 6000, '.'), 'lift ' || i
    from equipment.units, generate_series(1, ${UNITS}) as i where name = 'Lift 1, north entrance'`
})
afterAll(() => portal.stop())

test("a large file comes whole, packed or not", async () => {
  for (const encoding of ["gzip", "identity"]) {
    const text = await (await owner.get("/equipment.csv?text=lift", { "Accept-Encoding": encoding })).text()
    expect(text.match(/^X-\d+,/gm)).toHaveLength(UNITS)
  }
})

test("readers who take nothing keep no page waiting, and are no error when they go", async () => {
  const ask = `GET /equipment.csv HTTP/1.1\r\nHost: 127.0.0.1:${portal.port}\r\nCookie: ${owner.cookie}\r\n\r\n`
  const readers = Array.from({ length: 8 }, () => {
    const socket = net.connect(portal.port, "127.0.0.1", () => socket.write(ask))
    return socket.pause()
  })
  await eventually(async () => {
    const [held] = await portal.database.owner`
      select count(*)::int as n from pg_stat_activity
      where datname = current_database() and application_name = 'hoistway lengthy' and xact_start is not null`
    expect(held).toEqual({ n: 3 })
  })
  for (const address of ["/", "/equipment", "/setup"]) expect((await owner.get(address)).status).toBe(200)
  for (const reader of readers) reader.destroy()
  await eventually(async () => expect((await owner.get("/equipment.csv?text=meridian")).status).toBe(200))
  expect(portal.logged.filter(({ level }) => level === "error")).toEqual([])
})
