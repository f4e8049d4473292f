import { Effect } from "effect"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { cancelOrder } from "#maintenance"
import { as } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { type Portal, testPortal, type Visitor } from "../support/portal.ts"

let portal: Portal
let owner: Visitor
let viewer: Visitor
let stranger: Visitor
/** A visit to come to Meridian House, one to the Lantern Tower, which the viewer does not see, and the account. */
let ids: { account: number; meridian: number; tower: number; house: number; lift: number }

const textOf = async (answer: Promise<Response>) => (await answer).text()
const locationOf = (answer: Response) => answer.headers.get("location") ?? `${answer.status}`

/** A visit in so many days, at nine in the morning if a time was told. */
const plan = async (unit: string, days: number, timed = true): Promise<number> => {
  const [row] = await portal.database.owner<Array<{ id: number }>>`
    insert into maintenance.service_orders (account_id, building_id, unit_id, unit_name, unit_number, unit_kind, building_name,
      time_zone, activity_type, state, title, source, planned_on, planned_start, planned_minutes, technician, search_text,
      created_at, changed_at, changed_by)
    select u.account_id, b.id, u.id, u.name, u.equipment_number, u.kind, b.name, b.time_zone, 'maintenance', 'scheduled',
      'Swordfish; check, and grease', 'staff', d.day,
      case when ${timed} then (d.day + time '09:00') at time zone b.time_zone end, 90, 'Tom Reyes', lower(u.name || ' ' || b.name || ' swordfish'),
      now() - interval '1 day', now(), 'Dispatcher'
    from equipment.units u join equipment.buildings b on b.id = u.building_id,
      lateral (select (now() at time zone b.time_zone)::date + ${days}::int as day) d
    where b.name || ', ' || u.name = ${unit} returning id`
  if (row === undefined) throw new Error(`There is no ${unit}.`)
  return row.id
}

beforeAll(async () => {
  portal = await testPortal({ demo: true })
  const [meridian, tower] = [
    await plan("Meridian House, Lift 2, north entrance", 3),
    await plan("Lantern Tower, Lift 5", 3, false),
  ]
  const [row] = await portal.database.owner<Array<{ account: number; house: number; lift: number }>>`
    select account_id as account, building_id as house, unit_id as lift from maintenance.service_orders where id = ${meridian}`
  ids = { meridian, tower, account: row?.account ?? 0, house: row?.house ?? 0, lift: row?.lift ?? 0 }
  ;[owner, viewer, stranger] = await Promise.all([
    portal.signIn("owner@northgate.example"),
    portal.signIn("viewer@northgate.example"),
    portal.signIn("owner@harbourline.example"),
  ])
})
afterAll(() => portal.stop())

/** Makes a calendar and returns the path of its address. */
const subscribe = async (who: Visitor, scope = "all", name = "Visits") => {
  const form = { key: crypto.randomUUID(), name, scope }
  const text = await textOf(who.post("/services/calendars", form))
  return /\/calendar\/[\w-]+\.ics/.exec(text)?.[0] ?? text.slice(0, 200)
}

interface Component {
  readonly name: string
  readonly lines: ReadonlyMap<string, string>
  readonly parts: ReadonlyArray<Component>
}

/** Reads a calendar as RFC 5545 has it, and fails on what it does not allow. */
const parse = (text: string): Component => {
  expect(text.endsWith("END:VCALENDAR\r\n")).toBe(true)
  for (const line of text.slice(0, -2).split("\r\n")) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
  const stack: Array<{ name: string; lines: Map<string, string>; parts: Array<Component> }> = []
  for (const line of text.replaceAll("\r\n ", "").slice(0, -2).split("\r\n")) {
    const [, name = "", value = ""] = /^([A-Z][\w;=/-]*):(.*)$/s.exec(line) ?? expect.fail(line)
    if (name === "BEGIN") {
      const part = { name: value, lines: new Map<string, string>(), parts: [] }
      stack.at(-1)?.parts.push(part)
      stack.push(part)
    } else if (name === "END") {
      expect(stack.at(-1)?.name).toBe(value)
      if (stack.length > 1) stack.pop()
    } else {
      expect(stack.at(-1)?.lines.has(name), `${name} twice`).toBe(false)
      stack.at(-1)?.lines.set(name, value)
    }
  }
  return stack[0] ?? expect.fail("nothing")
}

const read = async (address: string) => parse(await textOf(portal.visitor().get(address)))
const eventOf = ({ parts }: Component, id: number) =>
  parts.find(({ name, lines }) => name === "VEVENT" && lines.get("URL")?.endsWith(`/visits/${id}`))
const visitsIn = ({ parts }: Component) => parts.filter(({ name }) => name === "VEVENT").length

describe("a calendar", () => {
  test("is read without signing in, in the building's zone, by a program that follows the standard", async () => {
    const calendar = await read(await subscribe(owner))
    const zones = calendar.parts.filter(({ name }) => name === "VTIMEZONE").map(({ lines }) => lines.get("TZID"))
    for (const { lines } of calendar.parts.filter(({ name }) => name === "VEVENT")) {
      for (const name of ["UID", "DTSTAMP", "SEQUENCE", "STATUS", "SUMMARY"]) expect([...lines.keys()]).toContain(name)
      const zone = [...lines.keys()]
        .map((key) => /^DTSTART;TZID=(.*)$/.exec(key)?.[1])
        .find((found) => found !== undefined)
      if (zone !== undefined) expect(zones).toContain(zone)
    }
    const uids = calendar.parts.map(({ lines }) => lines.get("UID")).filter((uid) => uid !== undefined)
    expect(new Set(uids).size).toBe(uids.length)
    const event = eventOf(calendar, ids.meridian)?.lines
    expect(event?.get("DTSTART;TZID=Europe/London")).toMatch(/^\d{8}T090000$/)
    expect(event?.get("DTEND;TZID=Europe/London")).toMatch(/^\d{8}T103000$/)
    expect(event?.get("STATUS")).toBe("CONFIRMED")
    expect(event?.get("SUMMARY")).toBe("Maintenance: Meridian House\\, Lift 2\\, north entrance")
    expect(event?.get("DESCRIPTION")).toContain("Swordfish\\; check\\, and grease")
    const whole = eventOf(calendar, ids.tower)?.lines
    expect(whole?.get("DTSTART;VALUE=DATE")).toMatch(/^\d{8}$/)
  })

  test("is not sent again while it is the same, and tells every change and cancellation", async () => {
    const address = await subscribe(owner)
    const first = await portal.visitor().get(address)
    const before = eventOf(parse(await first.text()), ids.tower)?.lines
    const known = { etag: first.headers.get("etag") ?? "", since: first.headers.get("last-modified") ?? "" }
    expect((await portal.visitor().get(address, { "If-None-Match": known.etag })).status).toBe(304)
    expect((await portal.visitor().get(address, { "If-Modified-Since": known.since })).status).toBe(304)
    await portal.database
      .owner`update maintenance.service_orders set planned_on = planned_on + 1 where id = ${ids.tower}`
    const second = await portal.visitor().get(address, { "If-None-Match": known.etag })
    expect(second.status).toBe(200)
    const moved = eventOf(parse(await second.text()), ids.tower)?.lines
    expect(moved?.get("UID")).toBe(before?.get("UID"))
    expect(moved?.get("DTSTART;VALUE=DATE")).not.toBe(before?.get("DTSTART;VALUE=DATE"))
    expect(Number(moved?.get("SEQUENCE"))).toBeGreaterThan(Number(before?.get("SEQUENCE")))
    const by = { userId: null, name: "Dispatcher", staffRole: null }
    await portal.runtime.runPromise(
      cancelOrder(by, ids.tower, { reason: "Closed that day" }, new Date()).pipe(as(everything), Effect.orDie),
    )
    const cancelled = eventOf(await read(address), ids.tower)?.lines
    expect(cancelled?.get("STATUS")).toBe("CANCELLED")
    expect(Number(cancelled?.get("SEQUENCE"))).toBeGreaterThan(Number(moved?.get("SEQUENCE")))
  })

  test("shows what its maker sees at the time of asking, of a portfolio or a building when so made", async () => {
    const all = await read(await subscribe(owner))
    const theirs = await read(await subscribe(viewer))
    expect(eventOf(theirs, ids.meridian)).toBeDefined()
    expect(eventOf(theirs, ids.tower)).toBeUndefined()
    const house = await read(await subscribe(owner, `b${ids.house}`))
    const buildings = new Set(
      house.parts.map(({ lines }) => lines.get("LOCATION")).filter((place) => place !== undefined),
    )
    expect([...buildings]).toEqual(["Meridian House\\, 24 Quayside Row\\, E1 7QA London"])
    const [portfolio] = await portal.database.owner<Array<{ id: number }>>`
      select id from access.portfolios where account_id = ${ids.account} order by id limit 1`
    const part = await read(await subscribe(owner, `p${portfolio?.id}`))
    expect(visitsIn(part)).toBe(visitsIn(theirs))
    expect(visitsIn(part)).toBeLessThan(visitsIn(all))
    for (const scope of ["p2000000000", `b${ids.house}`, "b2000000000", "x", ""]) {
      const form = { key: crypto.randomUUID(), name: "Visits", scope }
      expect((await stranger.post("/services/calendars", form)).status, scope).toBe(422)
    }
  })

  test("is worthless once it is revoked, and nobody else can revoke it", async () => {
    const address = await subscribe(viewer, "all", "To revoke")
    const [feed] = await portal.database.owner<Array<{ id: number }>>`
      select id from access.calendar_feeds where name = 'To revoke'`
    const page = `/services/calendars/${feed?.id}/revocation`
    for (const who of [owner, stranger]) {
      expect((await who.get(page)).status).toBe(404)
      expect((await who.post(page, {})).status).toBe(404)
    }
    expect((await portal.visitor().get(address)).status).toBe(200)
    expect(await textOf(viewer.get(page))).toContain("To revoke")
    expect(locationOf(await viewer.post(page, {}))).toBe("/services/calendars?done=revoked")
    expect((await viewer.post(page, {})).status).toBe(404)
    expect((await portal.visitor().get(address)).status).toBe(404)
    expect((await portal.visitor().get("/calendar/guessed.ics")).status).toBe(404)
    const log = await portal.database.owner<Array<{ action: string }>>`
      select action from access.audit_entries where subject = 'To revoke' order by id`
    expect(log.map(({ action }) => action)).toEqual(["calendar-made", "calendar-revoked"])
  })

  test("made by a form that is sent twice is one, and its address is shown once", async () => {
    const form = { key: crypto.randomUUID(), name: "Twice", scope: "all" }
    const shown = await owner.post("/services/calendars", form)
    expect(shown.headers.get("cache-control")).toContain("no-store")
    expect(locationOf(await owner.post("/services/calendars", form))).toBe("/services/calendars?done=before")
    expect(await textOf(owner.get("/services/calendars"))).not.toContain(".ics")
    const wrong = await owner.post("/services/calendars", { ...form, name: " " })
    expect(wrong.status).toBe(422)
    expect(await wrong.text()).toContain("#f-name")
  })

  test("ends with its maker's membership", async () => {
    const manager = await portal.signIn("manager@northgate.example")
    const address = await subscribe(manager)
    expect((await portal.visitor().get(address)).status).toBe(200)
    await portal.database.owner`
      update access.memberships m set expires_at = now() - interval '1 second' from access.users u
      where u.id = m.user_id and u.email = 'manager@northgate.example'`
    expect((await portal.visitor().get(address)).status).toBe(404)
  })
})

describe("a visit to come", () => {
  const wished = `${new Date().getUTCFullYear() + 1}-05-04`

  test("is asked to be on another day, and answered by its page", async () => {
    const page = `/services/visits/${ids.meridian}`
    const form = { key: crypto.randomUUID(), day: wished, text: "The house is closed <b>then</b>" }
    for (const wrong of ["2020-01-01", "9999-12-31", "soon"]) {
      expect((await owner.post(`${page}/wish`, { ...form, day: wrong })).status, wrong).toBe(422)
    }
    for (let twice = 0; twice < 2; twice++) {
      expect(locationOf(await owner.post(`${page}/wish`, form))).toBe(`${page}?done=asked`)
    }
    const text = await textOf(owner.get(`${page}?done=asked`))
    expect(text).toMatch(/asked for \w{3} 4 May \d{4};/)
    expect(text).toContain("The house is closed &#60;b&#62;then")
    expect(text.match(/asks for another day/g)).toHaveLength(1)
  })

  test("has somebody named who opens the door, by whom one can filter", async () => {
    const page = `/services/visits/${ids.meridian}`
    expect((await owner.post(`${page}/contact`, { name: "", phone: "12" })).status).toBe(422)
    const named = await owner.post(`${page}/contact`, { name: "Piet Oduya", phone: "+44 20 7946 0123" })
    expect(locationOf(named)).toBe(`${page}?done=named`)
    expect(await textOf(owner.get(page))).toContain("Piet Oduya opens the door.")
    const list = await textOf(owner.get("/services?view=list&from=2020-01-01&contact=Piet+Oduya"))
    expect(list).toContain(`href="${page}"`)
    expect(await textOf(owner.get("/services?view=list&from=2020-01-01&contact=Nobody"))).not.toContain(
      `href="${page}"`,
    )
  })

  test("is not another's, nor one that is over, to change; who may only read changes nothing", async () => {
    for (const step of ["wish", "contact"]) {
      const address = `/services/visits/${ids.meridian}/${step}`
      const form = { key: crypto.randomUUID(), day: wished, text: "", name: "Mallory", phone: "" }
      for (const who of [stranger, viewer]) {
        expect((await who.get(address)).status).toBe(404)
        expect((await who.post(address, form)).status).toBe(404)
      }
      expect((await owner.get(`/services/visits/${ids.tower}/${step}`)).status).toBe(404)
      expect(locationOf(await owner.post(`/services/visits/${ids.tower}/${step}`, form))).toContain("done=meanwhile")
    }
  })
})

test("the file holds the visits of the list, whatever it is filtered by", async () => {
  const query = "from=2020-01-01&text=swordfish&sort=-day"
  const lines = (await textOf(owner.get(`/services.csv?view=list&${query}`))).trim().split("\r\n")
  expect(lines).toHaveLength(3)
  expect(lines[1]).toContain("Cancelled")
  expect(lines[2]).toContain("Meridian House")
  const narrow = await textOf(viewer.get(`/services.csv?view=list&${query}`))
  expect(narrow).not.toContain("Lantern Tower")
  for (const filter of [
    `building=${ids.house}`,
    `unit=${ids.lift}`,
    "building=meridian",
    "kind=maintenance",
    "state=to-come",
  ]) {
    const text = await textOf(owner.get(`/services?view=list&from=2020-01-01&text=swordfish&${filter}`))
    expect(text, filter).toContain(`/services/visits/${ids.meridian}"`)
  }
  const nonsense =
    "view=x&day=2026-13-45&from=y&building=-1&contract=%25&kind=z&state=q&sort=-nothing&page=0&address=9&unit=a"
  expect((await owner.get(`/services?${nonsense}`)).status).toBe(200)
})

test("a timeline leads page by page to the beginning, and each of its lines to its page", async () => {
  const seen = new Set<string>()
  const pages: Array<string> = []
  for (let next: string | undefined = `/equipment/units/${ids.lift}/timeline`; next !== undefined;) {
    const text = await textOf(owner.get(next))
    pages.push(next)
    const rows = [...text.matchAll(/<th scope="row" class="head"><a class="name" href="([^"]+)"/g)].map(
      ([, href = ""]) => href,
    )
    for (const href of rows) {
      expect(seen.has(href), href).toBe(false)
      seen.add(href)
    }
    next = /href="([^"]+)" rel="next"/.exec(text)?.[1]?.replaceAll("&#38;", "&").replaceAll("&amp;", "&")
  }
  expect(pages.length).toBeGreaterThan(1)
  const kinds = ["/services/visits/", "/services/requests/", "/intervals/"]
  for (const kind of kinds) {
    const href = [...seen].find((one) => one.includes(kind)) ?? ""
    expect((await owner.get(href)).status, kind).toBe(200)
  }
  const [counted] = await portal.database.owner<Array<{ lines: number }>>`
    select (select count(*) from maintenance.service_requests where unit_id = ${ids.lift})::int
      + (select count(*) from maintenance.service_orders where unit_id = ${ids.lift} and id <> ${ids.meridian}
        and coalesce(finished_at, arrived_at, missed_at, travel_started_at, planned_start, planned_on) < now())::int
      + (select count(*) from equipment.state_intervals where unit_id = ${ids.lift} and state <> 'in-service')::int as lines`
  expect(seen.size).toBe(counted?.lines)
})

test("a calendar says how clocks go for some years: a visit decades ahead is told by UTC, and none that cannot be written", async () => {
  const [far, never] = [await plan("Lantern Tower, Lift 5", 19 * 365), await plan("Lantern Tower, Lift 5", 1)]
  await portal.database.owner`
    update maintenance.service_orders set planned_on = '9999-12-31', planned_start = '9999-12-31T23:00:00Z' where id = ${never}`
  const calendar = await read(await subscribe(owner))
  const clocks = calendar.parts.find(({ lines }) => lines.get("TZID") === "Europe/London")
  expect(clocks?.parts.length).toBeLessThan(10)
  const event = eventOf(calendar, far)?.lines
  expect(event?.get("DTSTART")).toMatch(/^\d{8}T0[89]0000Z$/)
  expect(event?.get("DTEND")).toMatch(/^\d{8}T(?:09|10)3000Z$/)
  expect(eventOf(calendar, never)).toBeUndefined()
})
