import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { demoHub, type Portal, report, testPortal, type Visitor } from "../support/portal.ts"

let portal: Portal
let token: string
let lift: { readonly id: number; readonly number: string }
let other: { readonly id: number; readonly number: string }
beforeAll(async () => {
  portal = await testPortal({ demo: true })
  token = await demoHub(portal)
  const find = async (building: string) => {
    const [unit] = await portal.database.owner<Array<{ id: number; number: string }>>`
      select u.id, u.equipment_number as number from equipment.units u join equipment.buildings b on b.id = u.building_id
      where b.name = ${building} order by u.id limit 1`
    if (unit === undefined) throw new Error(`No unit in ${building}.`)
    return unit
  }
  ;[lift, other] = [await find("Meridian House"), await find("Quay Station")]
})
afterAll(() => portal.stop())

/** A stream of changes as a browser reads it: `next` waits for a message, and is null when the stream has ended. */
const follow = async (visitor: Visitor, address: string, headers: Readonly<Record<string, string>> = {}) => {
  const answer = await visitor.get(address, headers)
  expect(answer.status).toBe(200)
  expect(answer.headers.get("content-type")).toBe("text/event-stream")
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader()
  const decoder = new TextDecoder()
  let text = ""
  return {
    next: async (): Promise<{ readonly data: string; readonly id: string } | null> => {
      for (;;) {
        const end = text.indexOf("\n\n")
        if (end >= 0) {
          const lines = text.slice(0, end).split("\n")
          text = text.slice(end + 2)
          const of = (field: string) =>
            lines
              .filter((line) => line.startsWith(`${field}: `))
              .map((line) => line.slice(field.length + 2))
              .join("\n")
          if (of("data") !== "") return { data: of("data"), id: of("id") }
          continue
        }
        const { done, value } = await reader.read()
        if (done) return null
        text += decoder.decode(value, { stream: true })
      }
    },
    leave: () => reader.cancel(),
  }
}

const minute = (() => {
  let told = Date.now() - 20 * 60_000
  return () => new Date((told += 1000)).toISOString()
})()
const says = (unit: typeof lift, state: string) =>
  report(portal.url, token, { unit: unit.number, kind: "state", state, at: minute() })

describe("a page that follows the fleet", () => {
  test("gets all of its parts at first, then those alone that changed", async () => {
    const owner = await portal.signIn("owner@northgate.example")
    const stream = await follow(owner, `/live/units/${lift.id}`)
    const first = (await stream.next())?.data ?? ""
    for (const part of ["unit-sign", "unit-now", "unit-figures", "unit-days"])
      expect(first).toContain(`hx-target="#${part}"`)
    await says(lift, "degraded")
    const second = (await stream.next())?.data ?? ""
    expect(second).toContain("Degraded.")
    expect(second).toContain('hx-target="#unit-sign"')
    await stream.leave()
  })

  test("hears nothing of other accounts", async () => {
    const owner = await portal.signIn("owner@northgate.example")
    const stream = await follow(owner, "/live/home")
    await stream.next()
    await says(other, "out-of-order")
    await says(lift, "out-of-order")
    const change = (await stream.next())?.data ?? ""
    expect(change).toContain(`/equipment/units/${lift.id}`)
    expect(change).not.toContain("Quay Station")
    await stream.leave()
  })

  test("ends when the session has ended", async () => {
    const manager = await portal.signIn("manager@northgate.example")
    const stream = await follow(manager, "/live/home")
    await stream.next()
    await manager.post("/sign-out", {})
    await says(lift, "in-service")
    expect(await stream.next()).toBeNull()
    expect((await manager.get("/live/home", { "Sec-Fetch-Dest": "empty" })).status).toBe(401)
  })

  test("ends when the membership has run out, and shows nothing more", async () => {
    const viewer = await portal.signIn("viewer@northgate.example")
    const stream = await follow(viewer, `/live/units/${lift.id}`)
    await stream.next()
    await portal.database.owner`
      update access.memberships set expires_at = now() - interval '1 second' where user_id = (select id from access.users where email = 'viewer@northgate.example')`
    await says(lift, "out-of-order")
    expect(await stream.next()).toBeNull()
    expect((await viewer.get(`/live/units/${lift.id}`)).status).toBe(404)
  })

  test("is not filled with another account's units when that one was chosen in another tab", async () => {
    const owner = await portal.signIn("owner@northgate.example")
    const stream = await follow(owner, "/live/home")
    const { id = "" } = (await stream.next()) ?? {}
    const [southbank] = await portal.database.owner<
      Array<{ id: number }>
    >`select id from access.accounts where name like 'Southbank%'`
    expect((await owner.post("/session/account", { account: String(southbank?.id) })).status).toBe(303)
    await says(lift, "in-service")
    expect(await stream.next()).toBeNull()
    // The browser comes back with the number of the last message: to this page, no more is told.
    expect((await owner.get("/live/home", { "Last-Event-ID": id })).status).toBe(404)
    const fresh = await follow(owner, "/live/home")
    expect((await fresh.next())?.id).not.toBe(id)
    await fresh.leave()
  })

  test("misses nothing that happens while it connects", async () => {
    const owner = await portal.signIn("owner@harbourline.example")
    for (const state of ["in-service", "out-of-order", "in-service", "out-of-order"]) {
      const [stream] = await Promise.all([follow(owner, `/live/units/${other.id}`), says(other, state)])
      const words = state === "in-service" ? "In service." : "Out of order."
      let shown = ""
      while (!shown.includes(`<p class="answer">${words}`)) shown = (await stream.next())?.data ?? words
      await stream.leave()
    }
  })
})
