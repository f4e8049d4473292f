import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { may, type StaffRole } from "#access"
import { createApp } from "../../web/app.ts"
import { type Allowed, rule } from "../../web/http/access.ts"
import { type Portal, testPortal } from "../support/portal.ts"
import { type Cast, found, gatherCast, type KnownUnit, LAKESHORE, type Person, secretsFor } from "./cast.ts"
import { beginning, hidden, NEVER, shown } from "./asking.ts"
import { everyRoute } from "./table.ts"

let portal: Portal
let cast: Cast
let routes: ReadonlyArray<{ readonly key: string; readonly allowed: ReadonlyArray<Allowed> | undefined }>

beforeAll(async () => {
  portal = await testPortal({ demo: true })
  cast = await gatherCast(portal)
  const whole = { ...portal.web, config: { ...portal.config, environment: "development" as const } }
  const grouped = Map.groupBy(
    createApp(whole).routes.filter((route) => route.method !== "ALL"),
    (route) => `${route.method} ${route.path}`,
  )
  routes = [...grouped].map(([key, [first]]) => ({
    key,
    // The rule stands first: nothing happens before it is asked.
    allowed: (first?.handler as { readonly [rule]?: ReadonlyArray<Allowed> } | undefined)?.[rule],
  }))
})
afterAll(() => portal.stop())

describe("every route", () => {
  test("says first of all whom it lets in", () => {
    expect(routes.filter((route) => route.allowed === undefined).map((route) => route.key)).toEqual([])
  })

  test("is tried below, and nothing is tried that does not exist", () => {
    expect(Object.keys(everyRoute).toSorted()).toEqual(routes.map((route) => route.key).toSorted())
  })

  test("lets in whom the table says", () => {
    const said = Object.fromEntries(routes.map((route) => [route.key, route.allowed]))
    const expected = Object.fromEntries(Object.entries(everyRoute).map(([key, probe]) => [key, probe.allowed]))
    expect(said).toEqual(expected)
  })
})

const probes = Object.entries(everyRoute).map(([key, probe]) => ({ key, method: key.split(" ")[0] ?? "", probe }))
const customersWho = (person: Person) => !person.staff
/** One for each pair of eyes: a manager of the whole account sees what its owner does, and so on. Worlds tries every role. */
const sameEyes = new Set(["a manager of it", "someone without any account"])
const eyes = (person: Person) => customersWho(person) && !sameEyes.has(person.who)

const hiddenFrom = (person: Person) => hidden(cast, person)

describe("what is about one thing", () => {
  const about = probes.flatMap(({ key, probe }) => ("about" in probe ? [{ key, probe }] : []))

  test.each(about)("$key: a stranger's thing is answered like one that never was", async ({ probe }) => {
    let tried = 0
    for (const person of cast.people.filter(eyes)) {
      const seen = new Set(cast.units.filter(person.sees).map((unit) => probe.about(unit)))
      const never = await shown(await person.visitor.get(probe.address(NEVER)))
      expect(never.status, person.who).toBe(404)
      expect(found(secretsFor(cast, person), never.body)).toEqual([])
      for (const unit of hiddenFrom(person)) {
        if (seen.has(probe.about(unit))) continue
        tried += 1
        const asked = await shown(await person.visitor.get(probe.address(probe.about(unit))))
        expect(asked, `${person.who}, ${unit.number}`).toEqual(never)
      }
    }
    expect(tried).toBeGreaterThan(20)
  })

  test.each(about)("$key: one's own is shown, and nothing of others in it", async ({ probe }) => {
    for (const person of cast.people.filter((one) => eyes(one) || one.who === "an administrator")) {
      const own = cast.units.find(person.sees)
      if (own === undefined) continue
      const answer = await person.visitor.get(probe.address(probe.about(own)))
      expect(answer.status, person.who).toBe(200)
      const text = await beginning(answer)
      expect(found([probe.says(own)], text), person.who).toEqual([probe.says(own)])
      expect(found(secretsFor(cast, person), text), person.who).toEqual([])
    }
  })

  test.each(about)("$key: who is not signed in learns nothing, whether it exists or not", async ({ probe }) => {
    const [real, never] = [probe.about(cast.units[0] as KnownUnit), NEVER].map((id) =>
      portal.visitor().get(probe.address(id)),
    )
    const [one, other] = [
      await shown(await (real as Promise<Response>)),
      await shown(await (never as Promise<Response>)),
    ]
    expect(one.status).toBe(303)
    expect(one.body).toEqual(other.body)
  })
})

describe("what lists things", () => {
  const listing = probes.flatMap(({ key, probe }) => ("lists" in probe ? [{ key, probe }] : []))

  test.each(listing)("$key: holds nothing of what one may not see, however it is asked", async ({ probe }) => {
    // From staff nothing is hidden.
    for (const person of cast.people.filter(eyes)) {
      const secrets = secretsFor(cast, person)
      for (const address of probe.lists(hiddenFrom(person))) {
        const answer = await person.visitor.get(address)
        expect([200, 404], `${person.who}: ${address}`).toContain(answer.status)
        // What was typed is shown again; everything else of the unit would be a leak.
        const typed = decodeURIComponent(address)
        const text = await beginning(answer)
        expect(
          found(
            secrets.filter((word) => !typed.includes(word)),
            text,
          ),
          `${person.who}: ${address}`,
        ).toEqual([])
      }
    }
  })

  test.each(listing)("$key: asks strangers to sign in", async ({ probe }) => {
    for (const address of probe.lists(cast.units.slice(0, 1))) {
      const answer = await portal.visitor().get(address)
      expect(answer.status).toBe(303)
      expect(answer.headers.get("location")).toBe(`/sign-in?next=${encodeURIComponent(address)}`)
    }
  })

  test("the file for spreadsheets holds exactly the units that one may see", async () => {
    for (const person of cast.people) {
      const text = await (await person.visitor.get("/equipment.csv")).text()
      const numbers = text
        .trim()
        .split("\r\n")
        .slice(1)
        .map((line) => line.split(",")[0])
      const expected = cast.units.filter(person.sees).map((unit) => unit.number)
      expect(numbers.toSorted(), person.who).toEqual(expected.toSorted())
    }
  })

  test("Home and the list count exactly the units that one may see", async () => {
    for (const person of cast.people) {
      const seen = cast.units.filter(person.sees)
      const buildings = new Set(seen.map((unit) => unit.buildingId)).size
      const list = await (await person.visitor.get("/equipment")).text()
      expect(list, person.who).toMatch(new RegExp(`\\b${seen.length} units? in ${buildings} buildings?\\b`))
      const home = await (await person.visitor.get("/")).text()
      const counted = [
        ...home.matchAll(/<b>(\d+)<\/b> (in service|degraded|out of order|planned outage|unknown|not connected)</g),
      ]
      const sum = counted.reduce((total, [, count]) => total + Number(count), 0)
      expect(sum, person.who).toBe(seen.length)
    }
  })

  test("a contract of others is answered like one that never was, and one's own holds just the units that one may see", async () => {
    const contracts = Map.groupBy(
      cast.units.filter((unit) => unit.contract !== null),
      (unit) => `${unit.contract}?account=${unit.accountId}`,
    )
    expect(contracts.size).toBeGreaterThan(8)
    for (const person of cast.people) {
      const never = await shown(await person.visitor.get("/equipment/contracts/never"))
      expect(never.status, person.who).toBe(404)
      for (const [address, units] of contracts) {
        const seen = units.filter(person.sees).length
        const asked = await shown(await person.visitor.get(`/equipment/contracts/${address}`))
        if (seen === 0) expect(asked, `${person.who}, ${address}`).toEqual(never)
        else expect(asked.body, `${person.who}, ${address}`).toMatch(new RegExp(`<dt>Units</dt><dd>${seen}</dd>`))
      }
    }
  })

  test("the choice of buildings offers those that one may see and no other", async () => {
    for (const person of cast.people) {
      const list = await (await person.visitor.get("/equipment")).text()
      const select = /<select id="building".*?<\/select>/s.exec(list)?.[0] ?? ""
      const offered = [...select.matchAll(/<option value="(\d+)"/g)].map(([, id]) => Number(id))
      const expected = [...new Set(cast.units.filter(person.sees).map((unit) => unit.buildingId))]
      expect(offered.toSorted(), person.who).toEqual(expected.toSorted())
    }
  })
})

describe("what is for staff", () => {
  const forStaff = probes.flatMap(({ key, method, probe }) => ("staff" in probe ? [{ key, method, probe }] : []))
  const ask = (person: Pick<Person, "visitor">, method: string, address: string) =>
    method === "GET" ? person.visitor.get(address) : person.visitor.post(address, {})

  test.each(forStaff)("$key: is not there for a customer", async ({ method, probe }) => {
    for (const person of cast.people.filter(customersWho)) {
      const never = await shown(await ask(person, method, "/operations/there-is-no-such-page"))
      expect(never.status).toBe(404)
      expect(await shown(await ask(person, method, probe.staff)), person.who).toEqual(never)
    }
  })

  test.each(forStaff)("$key: is there for the roles that it names, and for no other", async ({ method, probe }) => {
    const staffRoles: Readonly<Record<string, StaffRole>> = {
      "an administrator": "administrator",
      "a dispatcher": "dispatcher",
      "a technician": "technician",
      "a billing clerk": "billing-clerk",
    }
    for (const person of cast.people.filter((one) => one.staff)) {
      const staffRole = staffRoles[person.who] ?? null
      const allowed = probe.allowed.some(
        (one) => one !== "anyone" && one !== "token" && may({ staffRole, role: null }, one),
      )
      if (allowed && method === "GET") {
        const answer = await ask(person, method, probe.staff)
        expect(answer.status, person.who).toBe(probe.missing === true ? 404 : 200)
        await answer.body?.cancel()
      }
      if (allowed) continue
      const never = await shown(await ask(person, method, "/operations/there-is-no-such-page"))
      expect(await shown(await ask(person, method, probe.staff)), person.who).toEqual(never)
    }
  })

  test.each(forStaff)("$key: asks strangers to sign in", async ({ method, probe }) => {
    const answer = await ask({ visitor: portal.visitor() }, method, probe.staff)
    expect(answer.status).toBe(method === "GET" ? 303 : 401)
  })
})

describe("what is open to all", () => {
  const open = probes.flatMap(({ key, probe }) => ("open" in probe ? [{ key, probe }] : []))

  test.each(open)("$key: names no customer's thing", async ({ probe }) => {
    // The door of the demo names its people's accounts: they are part of what a visitor chooses from.
    const accounts = cast.units.map((unit) => unit.account)
    const secrets = secretsFor(cast, { sees: () => false, accounts })
    const answer = await portal.visitor().get(probe.open)
    expect(answer.status).toBeLessThan(500)
    expect(found(secrets, await answer.text())).toEqual([])
  })
})

describe("what is done by posting", () => {
  test("looking at an account that is somebody else's is answered like one that never was", async () => {
    for (const person of cast.people.filter(customersWho)) {
      const foreign = cast.units.find((unit) => !person.accounts.includes(unit.account)) as KnownUnit
      const asked = await shown(await person.visitor.post("/session/account", { account: String(foreign.accountId) }))
      expect(asked, person.who).toEqual(
        await shown(await person.visitor.post("/session/account", { account: String(NEVER) })),
      )
      expect(asked.status).toBe(404)
      expect(found([foreign.account], asked.body)).toEqual([])
      expect((await person.visitor.post("/session/account", { account: "all" })).status).toBe(404)
    }
    expect((await portal.visitor().post("/session/account", { account: "1" })).status).toBe(401)
  })

  test("the door and the way out tell nobody who else is here", async () => {
    const refused = async (email: string) => {
      const headers = { "Accept-Encoding": "identity" }
      const answer = await portal.visitor().post("/sign-in", { email, password: "no" }, headers)
      const { body, ...rest } = await shown(answer)
      return { ...rest, body: body.replaceAll(email, "…") }
    }
    expect(await refused("never@isolation.example")).toEqual(await refused("ended@isolation.example"))
    expect((await portal.visitor().post("/sign-out", {})).status).toBe(303)
    expect((await portal.visitor().post("/set-up/guessed", { company: "x" })).status).toBe(404)
  })
})

describe("a gateway", () => {
  const ask = (token: string, lines?: ReadonlyArray<object>) =>
    fetch(`${portal.url}${lines === undefined ? "/telemetry/units" : "/telemetry"}`, {
      method: lines === undefined ? "GET" : "POST",
      headers: { Authorization: `Bearer ${token}` },
      ...(lines === undefined ? {} : { body: lines.map((line) => JSON.stringify(line)).join("\n") }),
    })

  test("is told of the units of its account alone", async () => {
    const { units } = (await (await ask(cast.lakeshoreGateway)).json()) as { units: ReadonlyArray<{ unit: string }> }
    const expected = cast.units.filter((unit) => unit.account === LAKESHORE).map((unit) => unit.number)
    expect(units.map(({ unit }) => unit).toSorted()).toEqual(expected.toSorted())
  })

  test("cannot speak for another's unit, and is told no more than of one that never was", async () => {
    const before = await portal.database.owner`select * from equipment.unit_states order by unit_id`
    const at = new Date().toISOString()
    const out = (unit: string) => ({ unit, at, kind: "state", state: "out-of-order" })
    const foreign = cast.units.find((unit) => unit.account === "Northgate Property Trust") as KnownUnit
    const receipt = (await (await ask(cast.lakeshoreGateway, [out(foreign.number), out("NEVER-1")])).json()) as {
      accepted: number
      rejected: ReadonlyArray<{ reason: string }>
    }
    expect(receipt.accepted).toBe(0)
    const reasons = receipt.rejected.map(({ reason }) => reason.replace(foreign.number, "…").replace("NEVER-1", "…"))
    expect(new Set(reasons).size).toBe(1)
    expect(await portal.database.owner`select * from equipment.unit_states order by unit_id`).toEqual(before)
  })

  test("opens no page with its token, and a person sends no telemetry with theirs", async () => {
    const asCookie = portal.visitor(`hoistway=${cast.lakeshoreGateway}`)
    expect((await asCookie.get("/equipment")).status).toBe(303)
    const session = (cast.people[0] as Person).visitor.cookie.split("=")[1] ?? ""
    expect((await ask(session)).status).toBe(401)
    expect((await ask(session, [])).status).toBe(401)
    expect(
      (
        await fetch(`${portal.url}/equipment`, {
          headers: { Authorization: `Bearer ${cast.lakeshoreGateway}` },
          redirect: "manual",
        })
      ).status,
    ).toBe(303)
  })
})
