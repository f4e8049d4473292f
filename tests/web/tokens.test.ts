import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { demoHub, type Portal, report, testPortal, type Visitor } from "../support/portal.ts"
import { formats } from "../../web/words/format.ts"

const ADDRESS = "/setup/tokens"

let portal: Portal
let owner: Visitor
let manager: Visitor
beforeAll(async () => {
  portal = await testPortal({ demo: true })
  owner = await portal.signIn("owner@northgate.example")
  manager = await portal.signIn("manager@northgate.example")
})
afterAll(() => portal.stop())

const form = async (visitor: Visitor, more: Readonly<Record<string, string>> = {}) => {
  const html = await (await visitor.get(ADDRESS)).text()
  const key = /name="key" value="([^"]+)"/.exec(html)?.[1] ?? ""
  return { key, name: "Dashboard", "scope-read-equipment": "yes", until: "90", day: "", ...more }
}
const tokenIn = (html: string) => /<dd><code>([\w-]{20,})<\/code>/.exec(html)?.[1] ?? ""
const make = async (visitor: Visitor, more: Readonly<Record<string, string>> = {}) =>
  tokenIn(await (await visitor.post(ADDRESS, await form(visitor, more))).text())
const ask = (token: string, address = "/api/units") =>
  fetch(portal.url + address, { headers: { Authorization: `Bearer ${token}` } })
const listed = async (visitor: Visitor) => (await visitor.get(ADDRESS)).text()
const revocations = (html: string) => [...html.matchAll(/href="([^"]+\/revocation)"/g)].map(([, href]) => href ?? "")
const countOf = async () => {
  const [row] = await portal.database.owner<Array<{ n: number }>>`
    select count(*)::int as n from access.api_tokens where revoked_at is null and membership_id is not null`
  return row?.n
}

describe("the page of tokens", () => {
  test("makes one, shows it once, and lists it without its text", async () => {
    const answer = await owner.post(ADDRESS, await form(owner, { name: "  Building <b>board</b> " }))
    expect(answer.status).toBe(200)
    expect(answer.headers.get("cache-control")).toBe("no-store")
    const html = await answer.text()
    const token = tokenIn(html)
    expect(html).toContain("Building &#60;b&#62;board&#60;/b&#62;")
    expect(html).toContain(`${portal.url}/api/units`)
    expect((await ask(token)).status).toBe(200)
    const list = await listed(owner)
    expect(list).toContain("Building &#60;b&#62;board&#60;/b&#62;")
    expect(list).toContain("Amara Quist")
    expect(list).not.toContain(token)
  })

  test("makes no other one when its form is sent again, by a reload or a second click", async () => {
    const sent = await form(owner, { name: "Twice" })
    const token = tokenIn(await (await owner.post(ADDRESS, sent)).text())
    const before = await countOf()
    const again = await owner.post(ADDRESS, sent)
    expect(again.status).toBe(303)
    const page = await (await owner.get(again.headers.get("location") ?? "")).text()
    expect(page).toContain("It had been made already")
    expect(page).not.toContain(token)
    expect(await countOf()).toBe(before)
    expect((await ask(token)).status).toBe(200)
  })

  test("says what is missing and keeps what was typed", async () => {
    const before = await countOf()
    const wrong = { name: " ", "scope-read-equipment": "", until: "day", day: "2020-01-01" }
    const sent = await form(owner, wrong)
    const answer = await owner.post(ADDRESS, sent)
    expect(answer.status).toBe(422)
    const html = await answer.text()
    for (const text of ["Give it a name", "Choose what it may do", "Choose its last day"]) expect(html).toContain(text)
    expect(html).toContain('value="2020-01-01"')
    expect(html).toContain(`value="${sent.key}"`)
    for (const until of ["", "0", "99999", "-1", "1e3", "forever"]) {
      expect((await owner.post(ADDRESS, await form(owner, { until }))).status, until).toBe(422)
    }
    expect((await owner.post(ADDRESS, await form(owner, { name: "x".repeat(101) }))).status).toBe(422)
    expect((await owner.post(ADDRESS, await form(owner, { name: "two\nlines" }))).status).toBe(422)
    expect(await countOf()).toBe(before)
  })

  test("asks before it revokes; then nothing gets in with the token any more", async () => {
    const token = await make(manager, { name: "Old ledger" })
    const [address = ""] = revocations(await listed(manager))
    expect(await (await manager.get(address)).text()).toContain("Revoke Old ledger for good?")
    expect((await ask(token)).status).toBe(200)
    const answer = await manager.post(address, {})
    expect(answer.headers.get("location")).toBe(`${ADDRESS}?done=revoked`)
    expect((await ask(token)).status).toBe(401)
    expect(await (await manager.get(`${ADDRESS}?done=revoked`)).text()).toContain("The token was revoked")
    expect((await manager.post(address, {})).status).toBe(404)
    expect(await (await manager.get(`${ADDRESS}?done=<b>free text</b>`)).text()).not.toContain("free text")
  })

  test("shows a manager their own tokens, and another's are answered like one that never was", async () => {
    await make(owner, { name: "Of the owner" })
    await make(manager, { name: "Of the manager" })
    expect(await listed(manager)).not.toContain("Of the owner")
    expect(await listed(owner)).toContain("Of the manager")
    const harbour = await portal.signIn("owner@harbourline.example")
    const others = revocations(await listed(owner))
    const own = new Set(revocations(await listed(manager)))
    const never = `${ADDRESS}/999999/revocation`
    const shown = async (answer: Response) => [answer.status, await answer.text()]
    for (const visitor of [manager, harbour]) {
      for (const address of others.filter((one) => visitor === harbour || !own.has(one))) {
        expect(await shown(await visitor.get(address))).toEqual(await shown(await visitor.get(never)))
        expect(await shown(await visitor.post(address, {}))).toEqual(await shown(await visitor.post(never, {})))
      }
    }
    expect(await (await harbour.get(ADDRESS)).text()).not.toContain("Of the")
  })

  test("is not there for who may have no tokens", async () => {
    for (const email of ["viewer@northgate.example", "admin@kestrel.example", "dispatch@kestrel.example"]) {
      const visitor = await portal.signIn(email)
      expect((await visitor.get(ADDRESS)).status, email).toBe(404)
      expect((await visitor.post(ADDRESS, { name: "Mine", until: "30" })).status, email).toBe(404)
    }
  })

  test("makes and revokes nothing for a page of another origin", async () => {
    const headers = { Origin: "https://evil.example" }
    expect((await owner.post(ADDRESS, await form(owner), headers)).status).toBe(403)
    const [address = ""] = revocations(await listed(owner))
    expect((await owner.post(address, {}, headers)).status).toBe(403)
  })
})

describe("the page of the service company's tokens", () => {
  const STAFF = "/operations/tokens"
  let admin: Visitor
  let dispatcherId: string
  beforeAll(async () => {
    admin = await portal.signIn("admin@kestrel.example")
    const [row] = await portal.database.owner<Array<{ id: number }>>`
      select id from access.users where email = 'dispatch@kestrel.example'`
    dispatcherId = String(row?.id)
  })
  const typed = (name: string) => ({ key: crypto.randomUUID(), name, staff: dispatcherId, until: "30", day: "" })
  const work = (token: string) => ask(token, "/api/work")

  test("makes one that acts for somebody, shows it once, tells them and writes it down", async () => {
    const sent = typed("Call <b>centre</b>")
    const answer = await admin.post(STAFF, sent)
    expect([answer.status, answer.headers.get("cache-control")]).toEqual([200, "no-store"])
    const token = tokenIn(await answer.text())
    expect((await work(token)).status).toBe(200)
    expect((await ask(token)).status).toBe(401)
    expect((await admin.post(STAFF, sent)).headers.get("location")).toBe(`${STAFF}?done=before`)
    const page = await (await admin.get(`${STAFF}?done=before`)).text()
    expect(page).toContain("Call &#60;b&#62;centre&#60;/b&#62;")
    expect(page).toContain("Colin Marsh, dispatcher")
    expect(page).not.toContain(token)
    const { owner: sql } = portal.database
    expect(
      await sql`select subject, detail from access.audit_entries where action = 'token-made' and detail ? 'for'`,
    ).toMatchObject([
      { subject: "Call <b>centre</b>", detail: { for: "dispatch@kestrel.example", scopes: ["work-orders"] } },
    ])
    expect(await sql`select from kernel.messages where recipient = 'dispatch@kestrel.example'`).toHaveLength(1)
  })

  test("says what is missing, and that somebody has one of that name", async () => {
    const html = async (form: Readonly<Record<string, string>>) => {
      const answer = await admin.post(STAFF, form)
      expect(answer.status).toBe(422)
      return answer.text()
    }
    expect(await html(typed("Call <b>centre</b>"))).toContain("Colin Marsh has a token of this name")
    const text = await html({ ...typed(" "), staff: "2000000000", until: "day" })
    for (const part of ["#f-name", "#f-staff", "#f-day"]) expect(text).toContain(part)
  })

  test("asks before it revokes one; and who leaves the staff takes theirs along", async () => {
    const [first, second] = [await admin.post(STAFF, typed("One")), await admin.post(STAFF, typed("Two"))]
    const [one, two] = [tokenIn(await first.text()), tokenIn(await second.text())]
    const addressOf = async (name: string) =>
      new RegExp(`href="([^"]+)" aria-label="Revoke ${name}"`).exec(await (await admin.get(STAFF)).text())?.[1] ?? ""
    const address = await addressOf("One")
    expect(await (await admin.get(address)).text()).toContain("Revoke One for good?")
    expect((await admin.post(address, {})).headers.get("location")).toBe(`${STAFF}?done=revoked`)
    expect((await admin.post(address, {})).status).toBe(404)
    expect([(await work(one)).status, (await work(two)).status]).toEqual([401, 200])
    // A customer's token is none of theirs.
    const customers = revocations(await listed(owner)).map((href) => href.replace("/setup", "/operations"))
    for (const href of customers) expect((await admin.post(href, {})).status).toBe(404)
    await admin.post(`/operations/staff/${dispatcherId}/removal`, {})
    expect((await work(two)).status).toBe(401)
    expect(await addressOf("Two")).toBe("")
  })
})

interface Unit {
  readonly id: number
  readonly number: string
  readonly kind: string
  readonly state: string
  readonly building: { readonly id: number; readonly name: string }
}
interface UnitsPage {
  readonly units: ReadonlyArray<Unit>
  readonly total: number
  readonly next: string | null
}

describe("the API", () => {
  let token: string
  beforeAll(async () => {
    token = await make(owner, { name: "API" })
  })
  const reportProblem = async (bearer: string, unit: number, body: unknown) => {
    const answer = await fetch(`${portal.url}/api/units/${unit}/requests`, {
      method: "POST",
      headers: { Authorization: `Bearer ${bearer}` },
      body: typeof body === "string" ? body : JSON.stringify(body),
    })
    return { status: answer.status, ...((await answer.json()) as { readonly id?: number; readonly error?: string }) }
  }

  test("takes a problem that a program reports, once, and shows it to people", async () => {
    const unit = await portal.unitId("Lift 2, north entrance")
    const writing = await make(owner, { name: "Front desk", "scope-read-equipment": "", "scope-write-requests": "yes" })
    const body = { key: crypto.randomUUID(), problem: "not-level", description: "Step of 2 cm", contactName: "Desk" }
    const first = await reportProblem(writing, unit, body)
    expect(first).toEqual({ status: 201, id: expect.any(Number), href: `/services/requests/${first.id}` })
    expect(await reportProblem(writing, unit, body)).toEqual(first)
    expect(await (await owner.get(`/services/requests/${first.id}`)).text()).toContain("Step of 2 cm")
    expect((await reportProblem(token, unit, body)).error).toMatch(/may report problems/)
    expect((await ask(writing, "/api/units")).status).toBe(401)
    expect((await reportProblem(writing, 2_000_000_000, body)).status).toBe(404)
    for (const [wrong, says] of [
      ["{", "not JSON"],
      [[], "not a JSON object"],
      [{ ...body, colour: 1 }, "no field colour"],
      [{ ...body, key: "1" }, "key must be a UUID"],
      [{ ...body, problem: "handrail" }, "problem must be one of"],
      [{ ...body, trapped: "yes" }, "trapped must be"],
      [{ ...body, description: "x".repeat(2001) }, "at most 2000"],
      [{ ...body, contactName: " " }, "contactName must be"],
      [{ ...body, contactPhone: "call me" }, "contactPhone must be"],
    ] as const) {
      const { status, error } = await reportProblem(writing, unit, wrong)
      expect([status, error]).toEqual([400, expect.stringContaining(says)])
    }
    expect((await reportProblem(writing, unit, "x".repeat(70_000))).status).toBe(413)
  })

  const json = async <A>(address: string) => (await (await ask(token, address)).json()) as A

  test("lists units by pages that hold each once", async () => {
    const seen: Array<Unit> = []
    let address: string | null = "/api/units?size=20"
    while (address !== null) {
      const page: UnitsPage = await json(address)
      expect(page.total).toBe(68)
      seen.push(...page.units)
      address = page.next
    }
    expect(seen).toHaveLength(68)
    expect(new Set(seen.map(({ id }) => id)).size).toBe(68)
    expect((await json<UnitsPage>("/api/units?size=500")).units).toEqual(seen)
    expect((await json<UnitsPage>("/api/units?page=40")).units).toEqual([])
  })

  test("narrows them as the list does", async () => {
    const { units: all } = await json<UnitsPage>("/api/units?size=500")
    const numbers = async (query: string) =>
      (await json<UnitsPage>(`/api/units?size=500&${query}`)).units.map(({ number }) => number)
    const expected = (which: (unit: Unit) => boolean) => all.filter(which).map(({ number }) => number)
    const [first] = all as [Unit]
    expect(await numbers("kind=escalator")).toEqual(expected(({ kind }) => kind === "escalator"))
    expect(await numbers("state=not-connected")).toEqual(expected(({ state }) => state === "not-connected"))
    expect(await numbers(`building=${first.building.id}`)).toEqual(
      expected(({ building }) => building.id === first.building.id),
    )
    expect(await numbers(`text=${first.number}`)).toEqual([first.number])
    expect((await numbers("contract=c-1182")).length).toBeGreaterThan(0)
    expect(await numbers("contract=")).toEqual([])
  })

  test.each([
    "size=501",
    "size=0",
    "page=-1",
    "kind=rocket",
    "state=flying",
    "building=x",
    "q=1",
    "text=%00",
    "page=1e9",
  ])("says what is wrong with ?%s", async (query) => {
    const answer = await ask(token, `/api/units?${query}`)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toEqual({ error: expect.stringMatching(/\w+ \w+/) })
  })

  test("tells of a unit what its page tells", async () => {
    const hub = await demoHub(portal)
    const id = await portal.unitId("Lift 1, north entrance")
    const at = new Date().toISOString()
    const { number } = await json<Unit>(`/api/units/${id}`)
    await report(portal.url, hub, { unit: number, kind: "heartbeat", at })
    const unit = await json<Unit & { readonly month: Readonly<Record<string, number>> }>(`/api/units/${id}`)
    const html = await (await owner.get(`/equipment/units/${id}`)).text()
    const { share } = formats("en-GB", "Europe/London")
    for (const figure of ["technicalAvailability", "contractualAvailability", "peakAvailability", "coverage"]) {
      expect(html, figure).toContain(share(unit.month[figure] ?? Number.NaN))
    }
    expect(unit).toMatchObject({ id, name: "Lift 1, north entrance", timeZone: "Europe/London" })
    const plain = await portal.unitId("Platform lift, reading room")
    expect(await json(`/api/units/${plain}`)).toMatchObject({ state: "not-connected", today: null, month: null })
  })

  test("lists the buildings with their units", async () => {
    const { buildings, total } = await json<{
      readonly buildings: ReadonlyArray<{ readonly name: string; readonly units: number }>
      readonly total: number
    }>("/api/buildings")
    expect(buildings).toHaveLength(total)
    expect(buildings.reduce((sum, { units }) => sum + units, 0)).toBe(68)
    expect((await ask(token, "/api/buildings?text=x")).status).toBe(400)
  })

  test("asks for a token that is good, and for nothing else", async () => {
    for (const headers of [
      {},
      { Authorization: "Basic eDp5" },
      { Authorization: `Bearer ${"x".repeat(43)}` },
      { Cookie: owner.cookie },
    ]) {
      const answer = await fetch(`${portal.url}/api/units`, { headers })
      expect(answer.status).toBe(401)
      expect(answer.headers.get("www-authenticate")).toMatch(/^Bearer/)
      expect(answer.headers.get("access-control-allow-origin")).toBeNull()
      expect(await answer.json()).toEqual({ error: expect.any(String) })
    }
    // A gateway's is good for its telemetry alone.
    expect((await ask(await demoHub(portal))).status).toBe(401)
    expect((await ask(token, "/telemetry/units")).status).toBe(401)
    const opened = await portal.visitor(`hoistway=${token}`).get("/equipment")
    expect(opened.status).toBe(303)
  })

  test("ends with its maker's membership at once", async () => {
    const own = await make(manager, { name: "Of somebody who leaves" })
    expect((await ask(own)).status).toBe(200)
    await portal.database.owner`
      delete from access.memberships where user_id = (select id from access.users where email = 'manager@northgate.example')`
    expect((await ask(own)).status).toBe(401)
  })

  test("puts off who asks more than 600 times in a minute, and no other", async () => {
    const busy = await make(owner, { name: "Busy" })
    const asked = await Promise.all(Array.from({ length: 601 }, () => ask(busy, "/api/buildings?size=0")))
    const refused = asked.filter(({ status }) => status === 429)
    expect(refused).toHaveLength(1)
    expect(Number(refused[0]?.headers.get("retry-after"))).toBeGreaterThan(0)
    expect((await ask(token, "/api/buildings")).status).toBe(200)
  })
})
