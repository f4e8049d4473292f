import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { addMember, addUser } from "#access"
import { agreeHours, parseAgreedHours, unitDetail } from "#equipment"
import { as, reading } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { addDays, dayAt } from "#kernel/time.ts"
import { demoPassword } from "../../web/demo/demo-people.ts"
import { formats } from "../../web/words/format.ts"
import { type Portal, testPortal, type Visitor } from "../support/portal.ts"

const BUILDING = "Meridian House"
const LIFT = "Lift 2, north entrance"

let portal: Portal
let owner: Visitor
let viewer: Visitor
let dispatcher: Visitor
let stranger: Visitor
/** A manager of one portfolio, which does not hold the Lantern Tower. */
let narrow: Visitor
let lift: number
let tower: number

beforeAll(async () => {
  portal = await testPortal({ demo: true })
  lift = await portal.unitId(LIFT, BUILDING)
  tower = await portal.unitId("Lift 5", "Lantern Tower")
  const [portfolio] = await portal.database.owner<Array<{ id: number; account: number }>>`
    select p.id, p.account_id as account from access.portfolios p order by p.id limit 1`
  const narrowUser = await portal.runtime.runPromise(
    addUser({
      ...{ email: "narrow@requests.example", name: "Narrow Manager", password: demoPassword },
      ...{ locale: "en-GB", timeZone: "UTC", staffRole: null },
    }),
  )
  await portal.runtime.runPromise(
    addMember({
      ...{ accountId: portfolio?.account ?? 0, userId: narrowUser.id, role: "manager" },
      portfolioIds: [portfolio?.id ?? 0],
    }),
  )
  ;[owner, viewer, dispatcher, stranger, narrow] = await Promise.all([
    portal.signIn("owner@northgate.example"),
    portal.signIn("viewer@northgate.example"),
    portal.signIn("dispatch@kestrel.example"),
    portal.signIn("owner@harbourline.example"),
    portal.signIn("narrow@requests.example"),
  ])
})
afterAll(() => portal.stop())

const form = (unit: number, more: Readonly<Record<string, string>> = {}) => ({
  ...{ unit: String(unit), key: crypto.randomUUID(), inside: "no", problem: "doors-do-not-close" },
  ...{ description: "Swordfish in the shaft", name: "Ines Ferreira", phone: "" },
  ...more,
})
const locationOf = (answer: Response) => answer.headers.get("location") ?? `${answer.status}`
/** Reports a problem; the address of the request. */
const report = async (unit = lift, more: Readonly<Record<string, string>> = {}, by = owner) =>
  locationOf(await by.post("/services/requests", form(unit, more))).replace(/\?.*/, "")
const statesOf = (address: string) => portal.database.owner<Array<{ state: string }>>`
  select state from maintenance.service_requests where id = ${Number(address.split("/").at(-1))}`
const textOf = async (answer: Promise<Response>) => (await answer).text()

describe("a form that is not right", () => {
  test("comes back with what was typed and says what to do", async () => {
    const wrong = form(lift, { inside: "", problem: "steps-or-comb", name: " ", phone: "12", description: "<b>x</b>" })
    const answer = await owner.post("/services/requests", wrong)
    expect(answer.status).toBe(422)
    const text = await answer.text()
    for (const part of ["#f-inside", "#f-problem", "#f-name", "#f-phone", "&#60;b&#62;x&#60;/b&#62;", wrong.key]) {
      expect(text).toContain(part)
    }
    expect(text).toContain("<title>Error: ")
    const address = await report()
    expect((await owner.post(`${address}/messages`, { key: crypto.randomUUID(), message: " " })).status).toBe(422)
    expect((await dispatcher.post(`${address}/rejection`, { reason: "" })).status).toBe(422)
    expect((await owner.post(`${address}/messages`, { key: "no key", message: "Hello" })).status).toBe(404)
  })
})

test("with somebody inside nothing else need be said: it stands first on the board, and the number to call on its page", async () => {
  const before = await report()
  const address = await report(lift, { inside: "yes", problem: "" })
  const text = await textOf(owner.get(address))
  expect(text).toContain("Someone is trapped since")
  expect(text).toContain(`class="call"`)
  const board = await textOf(dispatcher.get("/operations/requests"))
  expect(board).toContain("1 with someone trapped.")
  const [first, second] = [board.indexOf(`"${address}"`), board.indexOf(`"${before}"`)]
  expect(first).toBeGreaterThan(0)
  expect(second).toBeGreaterThan(first)
})

test("buttons pressed twice do what they say once, and one who comes late is told so", async () => {
  const same = form(lift)
  const both = await Promise.all([1, 2].map(() => owner.post("/services/requests", same)))
  const [address] = both.map((answer) => locationOf(answer).replace(/\?.*/, ""))
  expect(new Set(both.map(locationOf)).size).toBe(1)
  const press = async (who: Visitor, step: string, fields: Readonly<Record<string, string>> = {}) =>
    locationOf(await who.post(`${address}/${step}`, fields)).replace(/^.*done=/, "")
  const admin = await portal.signIn("admin@kestrel.example")
  expect(await press(dispatcher, "acceptance")).toBe("accepted")
  expect(await press(dispatcher, "acceptance")).toBe("accepted")
  expect(await press(admin, "acceptance")).toBe("meanwhile")
  expect(await press(admin, "rejection", { reason: "No" })).toBe("meanwhile")
  expect(locationOf(await admin.get(`${address}/rejection`))).toBe(`${address}?done=meanwhile`)
  expect(await press(dispatcher, "completion")).toBe("completed")
  expect(await press(owner, "rating", { rating: "4", words: "" })).toBe("rated")
  expect(await press(owner, "rating", { rating: "1", words: "" })).toBe("rated-before")
  expect(await press(owner, "closing")).toBe("closed")
  expect(await press(owner, "reopening", { reopening: "It still does" })).toBe("reopened")
  expect(await textOf(owner.get(`${address}?done=meanwhile`))).toContain("somebody was quicker")
  expect(await textOf(owner.get(`${address}?done=<b>`))).not.toContain("<b>&")
})

test("what somebody has changed is on the next page, however soon it is asked for", async () => {
  const [name, address] = ["Room service dumbwaiter", "/equipment?state=out-of-order&text=dumbwaiter"]
  const unit = await portal.unitId(name, "Exchange Hotel")
  for (let round = 0; round < 12; round++) {
    expect(await textOf(owner.get(address))).not.toContain(name)
    const request = await report(unit, { problem: "does-not-come" })
    expect(await textOf(owner.get(address))).toContain(name)
    await dispatcher.post(`${request}/rejection`, { reason: "It runs" })
  }
})

test("a unit without live data is out of order wherever units are told, as long as a request says that it stands", async () => {
  const [name, building] = ["Room service dumbwaiter", "Exchange Hotel"]
  const unit = await portal.unitId(name, building)
  const places = [
    "/",
    "/equipment?state=out-of-order",
    "/equipment?connected=no&state=out-of-order&text=out+of+order",
    "/equipment.csv?state=out-of-order",
  ]
  const telling = async () => {
    const texts = await Promise.all(places.map((place) => textOf(owner.get(place))))
    return places.filter((_, at) => texts[at]?.includes(name))
  }
  const signOf = async () =>
    /<p class="answer">(.*?)<\/p>/.exec(await textOf(owner.get(`/equipment/units/${unit}`)))?.[1]
  expect(await signOf()).toBe("Not connected.")
  const before = await telling()
  const address = await report(unit, { problem: "does-not-come" })
  expect(await telling()).toEqual(places)
  expect(await signOf()).toBe("Out of order.")
  expect(await textOf(owner.get("/equipment?connected=yes&state=out-of-order"))).not.toContain(name)
  await dispatcher.post(`${address}/rejection`, { reason: "It runs" })
  expect(await telling()).toEqual(before)
  expect(await signOf()).toBe("Not connected.")
})

test("an open problem is shown to whoever is about to report it again, and joined in place of a twin", async () => {
  const address = await report()
  const text = await textOf(owner.get(`/services/requests/new?unit=${lift}`))
  expect(text).toContain(`${address}/joining`)
  const joined = await narrow.post(`${address}/joining`, { key: crypto.randomUUID() })
  expect(locationOf(joined)).toBe(`${address}?done=joined`)
  expect(await textOf(owner.get(address))).toContain("Narrow Manager noticed it too")
})

describe("a request of a unit that one does not see", () => {
  test("is answered like one that never was, whatever is tried, and nothing of it is told or changed", async () => {
    const address = await report(tower)
    const never = "/services/requests/2000000000"
    const fields = { key: crypto.randomUUID(), message: "Hello", reopening: "Hello", rating: "5", reason: "Hello" }
    for (const who of [stranger, narrow]) {
      const shown = (text: string) => text.replaceAll(/\d{4}-[^"]+Z/g, "")
      expect((await who.get(address)).status).toBe(404)
      expect(shown(await textOf(who.get(address)))).toBe(shown(await textOf(who.get(never))))
      expect((await who.get(address.replace("/services", "/live"))).status).toBe(404)
      for (const step of ["messages", "joining", "closing", "reopening", "rating"]) {
        expect((await who.post(`${address}/${step}`, fields)).status, step).toBe(404)
      }
      expect((await who.post("/services/requests", form(tower))).status).toBe(404)
      expect((await who.get(`/services/requests/new?unit=${tower}`)).status).toBe(404)
      for (const list of ["/services/requests", "/services/requests?text=swordfish", "/"]) {
        expect(await textOf(who.get(list)), list).not.toContain(address)
      }
    }
    expect(await statesOf(address)).toEqual([{ state: "submitted" }])
    expect(await textOf(owner.get("/services/requests?text=swordfish+lantern"))).toContain(address)
  })

  test("who may only read reads, and neither reports nor answers", async () => {
    const address = await report()
    const text = await textOf(viewer.get(address))
    expect(text).toContain("Swordfish")
    expect(text).not.toContain(`${address}/`)
    expect((await viewer.get("/services/requests/new")).status).toBe(404)
    expect((await viewer.post("/services/requests", form(lift))).status).toBe(404)
    for (const who of [viewer, owner]) {
      for (const step of ["acceptance", "rejection", "completion"]) {
        expect((await who.post(`${address}/${step}`, { reason: "No" })).status, step).toBe(404)
      }
      expect((await who.get("/operations/requests")).status).toBe(404)
    }
    expect(await statesOf(address)).toEqual([{ state: "submitted" }])
  })
})

test("the list is filtered by state and words, and says how many are open", async () => {
  const address = await report(lift, { description: "A very particular squeak" })
  await dispatcher.post(`${address}/rejection`, { reason: "Not ours" })
  const has = async (query: string) =>
    (await textOf(owner.get(`/services/requests?${query}`))).includes(`href="${address}"`)
  expect(await has("state=rejected&text=particular+squeak")).toBe(true)
  expect(await has("state=open&text=particular")).toBe(false)
  expect(await has("text=%25")).toBe(false)
  expect(await has("page=9")).toBe(false)
  expect(await textOf(owner.get("/services/requests"))).toMatch(/requests? (is|are) open/)
})

describe("on the board", () => {
  const BOARD = "/operations/dispatch"
  const orderOf = async (address: string) =>
    (
      await portal.database.owner<Array<{ id: number }>>`
      select order_id as id from maintenance.service_requests where id = ${Number(address.split("/").at(-1))}`
    )[0]?.id ?? 0

  test("a visit that nobody finished since yesterday stands there, for the dispatcher to finish it", async () => {
    const arrive = async (hoursAgo: number) => {
      const [order] = await portal.database.owner<Array<{ id: number }>>`
        update maintenance.service_orders set state = 'on-site', arrived_at = now() - make_interval(hours => ${hoursAgo}),
          finished_at = null, closed_at = null
        where id = (select max(id) from maintenance.service_orders where plan_id is not null and state <> 'on-site')
        returning id`
      return order?.id ?? 0
    }
    const [today, forgotten] = [await arrive(11), await arrive(13)]
    const board = await textOf(dispatcher.get(BOARD))
    expect(board).not.toContain(`${BOARD}/${today}"`)
    expect(board).toMatch(new RegExp(`${BOARD}/${forgotten}"[^]*?forgotten to finish`))
    const page = await textOf(dispatcher.get(`${BOARD}/${forgotten}`))
    expect(page).toContain("forgotten to finish")
    expect(page).toContain(`href="/day/orders/${forgotten}"`)
    expect(await textOf(dispatcher.get(`/day/orders/${forgotten}`))).toContain(`/day/orders/${forgotten}/report`)
  })

  test("a request is accepted, handed to whoever is suggested, and taken back, and every form says what happened", async () => {
    const address = await report(tower)
    const board = await textOf(dispatcher.get(BOARD))
    const accept = `${BOARD}${address.replace("/services", "")}/acceptance`
    expect(board).toContain(`action="${accept}"`)
    expect(locationOf(await dispatcher.post(accept, {}))).toBe(`${BOARD}?done=accepted`)
    expect(locationOf(await dispatcher.post(accept, {}))).toBe(`${BOARD}?done=accepted`)
    const order = `${BOARD}/${await orderOf(address)}`
    const page = await textOf(dispatcher.get(order))
    const technicians = [...page.matchAll(/name="technician" value="(\d+)"/g)].map(([, id]) => id ?? "")
    expect(technicians.length).toBeGreaterThan(1)
    expect(page).toContain("km away")
    const [first = "", second = ""] = technicians
    const handOver = async (technician: string, seen: string) =>
      locationOf(await dispatcher.post(`${order}/technician`, { technician, seen }))
    expect(await handOver(first, "")).toBe(`${order}?done=handed`)
    expect(await handOver(first, "")).toBe(`${order}?done=handed`)
    expect(await handOver(second, "")).toBe(`${order}?done=meanwhile`)
    expect(await handOver(second, first)).toBe(`${order}?done=handed`)
    expect(await textOf(owner.get(address))).toContain("A technician is assigned")
    expect(locationOf(await dispatcher.post(`${order}/unassignment`, {}))).toBe(`${order}?done=unassigned`)

    for (const date of ["soon", "2020-01-01", "9999-12-31"]) {
      const day = await dispatcher.post(`${order}/day`, { date, time: "" })
      expect([day.status, (await day.text()).includes("#f-date")], date).toEqual([422, true])
    }
    const soon = addDays(dayAt(new Date(), "Europe/London"), 8)
    const seen = /day-form[^]*?name="seen" value="([^"]*)"/.exec(await textOf(dispatcher.get(order)))?.[1] ?? ""
    const setTime = async (time: string) =>
      locationOf(await dispatcher.post(`${order}/day`, { date: soon, time, seen })).split("?")[1]
    expect([await setTime("14:30"), await setTime("14:30"), await setTime("15:30")]).toEqual([
      ...["done=scheduled", "done=scheduled", "done=meanwhile"],
    ])
    expect(await textOf(dispatcher.get(order))).toContain("14:30")
    expect((await dispatcher.post(`${order}/cancellation`, { reason: " " })).status).toBe(422)
    const reason = "The customer called: it runs again"
    expect(locationOf(await dispatcher.post(`${order}/cancellation`, { reason }))).toBe(`${order}?done=cancelled`)
    expect(await textOf(owner.get(address))).toContain(reason)
    expect(await textOf(dispatcher.get(BOARD))).toContain(`${accept.replace("acceptance", "order")}"`)
  })

  test("an order that staff open is one, however often its form is sent, and says what is missing", async () => {
    const form = {
      unit: String(lift),
      key: crypto.randomUUID(),
      activity: "repair",
      title: "New rope",
      name: "",
      phone: "",
    }
    const both = await Promise.all([1, 2].map(() => dispatcher.post(BOARD, form)))
    expect(new Set(both.map(locationOf)).size).toBe(1)
    const urgent = { ...form, key: crypto.randomUUID(), activity: "call-out", inside: "yes" }
    const order = locationOf(await dispatcher.post(BOARD, urgent)).replace(/\?.*/, "")
    expect(await textOf(dispatcher.get(order))).toMatch(/Somebody is trapped[^]* of 1 h/)
    const wrong = await dispatcher.post(BOARD, { ...form, activity: "", title: "", phone: "12" })
    expect(wrong.status).toBe(422)
    const text = await wrong.text()
    for (const part of ["#f-activity", "#f-title", "#f-phone"]) expect(text).toContain(part)
  })

  test("times that nobody can mean are refused where they were typed, and nothing of it is lost", async () => {
    const [done] = await portal.database.owner<Array<{ id: number }>>`
      select id from maintenance.service_orders where state = 'closed' and arrived_at is not null order by id limit 1`
    const typed = { arrived: "2001-01-02T10:00", finished: "2001-01-02T11:00" }
    const answer = await dispatcher.post(`${BOARD}/${done?.id ?? 0}/times`, typed)
    const page = await answer.text()
    expect([answer.status, page.includes("Check the day and the year of the arrival")]).toEqual([422, true])
    for (const time of Object.values(typed)) expect(page).toContain(`value="${time}"`)
  })

  test("a clock runs in the agreed hours, and says when it goes on; while somebody is inside it always runs", async () => {
    const unit =
      (await portal.runtime.runPromise(unitDetail(tower).pipe(reading, as(everything)))) ?? expect.fail("no unit")
    const opens = addDays(dayAt(new Date(), unit.timeZone), 3)
    const agreed = parseAgreedHours(`Mon–Sun closed; ${opens} 08:00–12:00`)
    if ("problems" in agreed) throw new Error(agreed.problems.join(" "))
    await portal.runtime.runPromise(agreeHours(unit.accountId, [{ contractNumber: unit.contractNumber ?? "", agreed }]))
    const [waits, trapped] = [await report(tower), await report(tower, { inside: "yes" })]
    const board = await textOf(dispatcher.get(BOARD))
    const rowOf = (address: string) => board.split("<tr ").find((row) => row.includes(address)) ?? ""
    const day = new Intl.DateTimeFormat("en-GB", { weekday: "short", timeZone: "UTC" }).format(Date.parse(opens))
    expect(rowOf(waits)).toMatch(/0 s of 4 h/)
    expect(rowOf(waits)).toContain(`Stands still until ${day} 08:00`)
    expect(rowOf(trapped)).toContain("of 1 h")
    expect(rowOf(trapped)).not.toContain("Stands still")
    await dispatcher.post(`${BOARD}${waits.replace("/services", "")}/acceptance`, {})
    const order = await textOf(dispatcher.get(`${BOARD}/${await orderOf(waits)}`))
    expect(order).toContain(`Stands still until ${day} 08:00`)
    const { calendarDate } = formats("en-GB", unit.timeZone)
    expect(order).toContain(`Mon–Sun closed; ${calendarDate(opens)} 08:00–12:00, by the clock of ${unit.timeZone}`)

    // More that has waited for longer than the board has room for, but need not be seen to for days.
    await portal.database.owner`
      insert into maintenance.service_orders overriding system value
      select (jsonb_populate_record(o, jsonb_build_object('id', 900000 + n, 'created_at', now() - interval '2 days'))).*
      from maintenance.service_orders o, generate_series(1, 101) n where o.id = ${await orderOf(waits)}`
    const urgent = { ...form(lift), activity: "call-out", title: "Soon", inside: "no" }
    const soon = locationOf(await dispatcher.post(BOARD, urgent)).replace(/\?.*/, "")
    const full = await textOf(dispatcher.get(BOARD))
    expect(full.indexOf(`href="${soon}"`)).toBeGreaterThan(0)
    expect(full.indexOf(`href="${soon}"`)).toBeLessThan(full.indexOf(`href="${BOARD}/9000`))
    expect(full.match(/id="order-900/g)?.length).toBeLessThan(100)
    await portal.database.owner`delete from maintenance.service_orders where id > 900000`
  })

  test("nobody decides but who may", async () => {
    const address = await report(tower)
    const technician = await portal.signIn("technician@kestrel.example")
    const steps = ["technician", "unassignment", "day", "times", "closing", "cancellation"].map((step) => `/1/${step}`)
    const others = ["", "/needs/1/order", "/needs/1/dismissal", "/requests/1/acceptance", "/requests/1/order"]
    for (const who of [owner, stranger, technician]) {
      for (const step of [...steps, ...others]) {
        expect((await who.post(`${BOARD}${step}`, { reason: "No" })).status, step).toBe(404)
      }
    }
    const board = await textOf(technician.get(BOARD))
    expect(board).toContain(address)
    expect(board).not.toContain(`${BOARD}/requests`)
  })
})
