import type { Browser, BrowserContext } from "playwright-core"
import sharp from "sharp"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { cancelOrder, checklistOf, dispatchOrder, openOrder } from "#maintenance"
import { as } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { phone, startBrowser, useSession } from "../support/browser.ts"
import { eventually } from "../support/eventually.ts"
import { type Portal, testPortal, type Visitor } from "../support/portal.ts"
import { htmlProblems } from "../web/html.ts"
import { type Cable, layCable } from "./cable.ts"
import { heading, openScreen, type Screen } from "./screen.ts"

const dispatcher = { userId: null, name: "Colin Marsh", staffRole: "dispatcher" } as const

let portal: Portal
let browser: Browser
let cable: Cable
let technicianId: number

beforeAll(async () => {
  ;[portal, browser] = await Promise.all([testPortal({ demo: true }), startBrowser()])
  cable = await layCable(portal.port)
  const { owner } = portal.database
  // A day of their own: nobody else's orders stand in it.
  await owner`update maintenance.technicians set user_id = null
    where user_id = (select id from access.users where email = 'technician@kestrel.example')`
  const [made] = await owner<Array<{ id: number }>>`
    insert into maintenance.technicians (user_id, name, base, time_zone, region)
    select id, 'Tomasz Wolny', 'Depot Wapping', 'Europe/London', 'GB-ENG' from access.users
    where email = 'technician@kestrel.example' returning id`
  technicianId = made?.id ?? 0
})
afterAll(async () => {
  await browser.close()
  await cable.remove()
  await portal.stop()
})

/** An order for maintenance, in the technician's hands. */
const handOver = async (unit: string) => {
  const now = new Date()
  const work = { unitId: await portal.unitId(unit), activity: "maintenance", title: "Monthly service" } as const
  const id = await portal.runtime.runPromise(openOrder(dispatcher, work, now).pipe(as(everything)))
  await portal.runtime.runPromise(dispatchOrder(dispatcher, id, { technicianId }, now).pipe(as(everything)))
  return id
}

const stateOf = async (id: number) => {
  const [order] = await portal.database.owner`select state from maintenance.service_orders where id = ${id}`
  return order?.["state"]
}
const linesOf = async (id: number) => {
  const lines = await portal.database.owner<Array<{ kind: string }>>`
    select kind from maintenance.order_entries where order_id = ${id} order by id`
  return lines.map(({ kind }) => kind)
}

/** Who the pages of somebody's day say that they are. */
const personOf = async (visitor: Visitor) =>
  /data-person="(\d+)"/.exec(await (await visitor.get("/day")).text())?.[1] ?? ""

const sendPhotos = async (visitor: Visitor, id: number, fields: Readonly<Record<string, string>>) => {
  const body = new FormData()
  for (const [name, text] of Object.entries(fields)) body.append(name, text)
  const dot = await sharp({ create: { width: 8, height: 8, channels: 3, background: "red" } })
    .png()
    .toBuffer()
  body.append("photos", new Blob([new Uint8Array(dot)]), "pit.png")
  const headers = { Origin: portal.url, Cookie: visitor.cookie }
  return fetch(`${portal.url}/day/orders/${id}/photos`, { method: "POST", redirect: "manual", headers, body })
}

const loseSignal = async (context: BrowserContext) => {
  cable.cut()
  await context.setOffline(true)
}
const findSignal = async (context: BrowserContext) => {
  cable.mend()
  await context.setOffline(false)
}

const begin = async (id: number): Promise<Screen> => {
  const as = await portal.signIn("technician@kestrel.example")
  const screen = await openScreen(browser, cable.url, phone, { as })
  await screen.page.goto("/day")
  await screen.page.getByText("This day is kept on the phone").waitFor()
  await screen.page.getByRole("link", { name: /^Next: / }).click()
  await screen.page.getByRole("button", { name: "Start travel" }).click()
  await screen.page.getByText("You are on your way.").waitFor()
  expect(await stateOf(id)).toBe("en-route")
  return screen
}

describe("a technician whose phone loses the signal", () => {
  test("goes on: what was done is kept, shown as done, and sent once when the signal is back", async () => {
    const id = await handOver("Lift 2, north entrance")
    const { page, context } = await begin(id)
    const key = await page
      .locator("form", { has: page.getByText("I have arrived") })
      .locator("[name=key]")
      .inputValue()

    await loseSignal(context)
    const left = Date.now()
    await page.getByRole("button", { name: "I have arrived" }).click()
    await page.getByText("1 step is kept on this phone").waitFor()
    await page.getByText("On site.").waitFor()

    await page.getByRole("group", { name: "How you found the unit" }).getByText("In service").click()
    await page.getByRole("button", { name: "Mark the rest as done" }).click()
    for (const [name, value] of [
      ["Levelling at the landings", "4"],
      ["Closing time of the doors", "3,5"],
      ["Battery of the emergency light", "12.4"],
    ] as const) {
      await page.getByRole("group", { name }).getByLabel("Measured").fill(value)
    }
    await page.getByRole("group", { name: "Pit" }).getByText("Not possible").click()
    await page.getByRole("group", { name: "Pit" }).getByLabel("Because").fill("Under water")
    await page.getByLabel("For the customer").fill("Doors adjusted; the pit needs pumping out.")
    await page.getByRole("group", { name: "How you leave the unit" }).getByText("In service").click()
    // What is typed outlives the page.
    await page.reload()
    expect(await page.getByLabel("For the customer").inputValue()).toContain("pumping out")
    const canvas = page.getByRole("img", { name: "Field to sign in" })
    await canvas.scrollIntoViewIfNeeded()
    const box = await canvas.boundingBox()
    await page.mouse.move((box?.x ?? 0) + 40, (box?.y ?? 0) + 40)
    await page.mouse.down()
    await page.mouse.move((box?.x ?? 0) + 160, (box?.y ?? 0) + 70, { steps: 5 })
    await page.mouse.up()
    await page.getByLabel("Name of who signed").fill("Joan Price")
    // A photo that is larger than the portal takes is made smaller on the phone.
    const dot = await sharp({ create: { width: 8, height: 8, channels: 3, background: "red" } })
      .jpeg()
      .toBuffer()
    const buffer = Buffer.concat([dot, Buffer.alloc(11_000_000)])
    await page.locator("[type=file]").setInputFiles({ name: "pit.jpg", mimeType: "image/jpeg", buffer })
    await page.getByRole("button", { name: "Add the photos" }).click()
    await page.getByText("2 steps are kept on this phone").waitFor()
    await page.getByRole("button", { name: "Finish" }).click()

    await page.waitForURL(({ pathname }) => pathname === "/day")
    await page.getByText("3 steps are kept on this phone").waitFor()
    await page.reload()
    await page.getByText("3 steps are kept on this phone").waitFor()
    await page.getByText("kept on this phone, will be sent").waitFor()
    expect(await stateOf(id)).toBe("en-route")

    // As if the arrival had reached the portal, and only its answer was lost; and a second tab sends at the same time.
    const technician = await portal.signIn("technician@kestrel.example")
    await technician.post(`/day/orders/${id}/arrival`, {
      key,
      person: await personOf(technician),
      at: new Date(left).toISOString(),
    })
    expect(await stateOf(id)).toBe("on-site")
    const tab = await context.newPage()
    await tab.goto("/day")
    await tab.getByText("3 steps are kept on this phone").waitFor()

    await findSignal(context)
    await heading(page, "Nothing left today, 1 done.").waitFor()
    await heading(tab, "Nothing left today, 1 done.").waitFor()
    expect(await linesOf(id)).toEqual(["opened", "dispatched", "on-the-way", "arrived", "finished"])
    const [order] = await portal.database.owner`
      select state, arrived_at as arrived, finished_at as finished, comment, signed_by as signed, checklist,
        (select count(*)::int from maintenance.attachments a where a.order_id = o.id and kind = 'signature') as signatures,
        (select count(*)::int from maintenance.attachments a where a.order_id = o.id and kind = 'photo') as photos
      from maintenance.service_orders o where id = ${id}`
    expect(order).toMatchObject({ state: "finished", signed: "Joan Price", signatures: 1, photos: 1 })
    expect(order?.["comment"]).toContain("pumping out")
    expect(order?.["checklist"]).toContainEqual({ item: "pit", result: "not-possible", because: "Under water" })
    expect(order?.["checklist"]).toContainEqual({ item: "door-closing-time", result: "done", value: 3.5 })
    // As it was done, not as it arrived.
    expect(Number(order?.["arrived"])).toBe(left)
    // The page may hear of its end by the live stream before its outbox does.
    const kept = page.getByText("kept on this phone").filter({ visible: true })
    await eventually(async () => expect(await kept.count()).toBe(0))
    await context.close()
  })

  test("is told when somebody was quicker, and loses nothing of what was typed", async () => {
    const id = await handOver("Lift 1, north entrance")
    const { page, context } = await begin(id)
    const tab = await context.newPage()
    await tab.goto(page.url())
    await loseSignal(context)
    await page.getByRole("button", { name: "I have arrived" }).click()
    await page.getByText("1 step is kept on this phone").waitFor()
    // Another tab offers the same step no more.
    await tab.getByText("On site.").waitFor()
    await tab.close()
    await portal.runtime.runPromise(
      cancelOrder(dispatcher, id, { reason: "The customer called it off" }, new Date()).pipe(as(everything)),
    )

    await page.locator(".account > summary").click()
    await page.getByRole("button", { name: "Sign out" }).click()
    await heading(page, "What this phone keeps").waitFor()
    await page.getByText("Will be sent").waitFor()

    // The sign-in has ended meanwhile: nothing goes, and nothing is lost.
    await context.clearCookies()
    await findSignal(context)
    await page.getByRole("link", { name: "Sign in to send it." }).waitFor()
    await page.getByText("Will be sent").waitFor()
    await useSession(page, cable.url, (await portal.signIn("technician@kestrel.example")).cookie)
    await page.goto("/day/unsent")
    await page.getByText("Not accepted").waitFor()
    await page.getByText("Colin Marsh was quicker").waitFor()
    expect(await linesOf(id)).toEqual(["opened", "dispatched", "on-the-way", "cancelled"])
    await page.getByRole("button", { name: "Give it up" }).click()
    await page.getByRole("button", { name: "Really give it up" }).click()
    await page.getByText("Nothing is kept").waitFor()
    await page.locator(".account > summary").click()
    await page.getByRole("button", { name: "Sign out" }).click()
    await heading(page, "Sign in").waitFor()
    expect(await page.evaluate("caches.has('hoistway-day-pages')")).toBe(false)
    await eventually(async () => expect(await stateOf(id)).toBe("cancelled"))
    await context.close()
  })
})

test("what is kept stands still while the phone looks for it", async () => {
  const as = await portal.signIn("technician@kestrel.example")
  const { page, context } = await openScreen(browser, portal.url, phone, { as })
  const { promise: scriptsMayCome, resolve: letScriptsCome } = Promise.withResolvers<void>()
  await page.route(/\.js$/, (route) => scriptsMayCome.then(() => route.continue()))
  await page.goto("/day/unsent", { waitUntil: "commit" })
  const below = page.locator("main").getByRole("link", { name: "Back to the day" })
  // Once its style is there.
  await eventually(async () => expect((await below.boundingBox())?.height).toBeGreaterThan(44))
  const place = await below.boundingBox()
  expect(await page.getByText("Nothing is kept").isVisible()).toBe(false)
  letScriptsCome()
  await page.getByText("Nothing is kept").waitFor()
  expect(await below.boundingBox()).toEqual(place)
  await context.close()
})

describe("the forms of a day, sent by a browser without JavaScript", () => {
  const form = async (visitor: Visitor, more: Readonly<Record<string, string>> = {}) => ({
    key: crypto.randomUUID(),
    person: await personOf(visitor),
    at: "",
    ...more,
  })
  const done = Object.fromEntries(
    checklistOf("maintenance", "lift").map(({ item, kind }) =>
      kind === "measured" ? [`value-${item}`, "5"] : [`check-${item}`, "done"],
    ),
  )

  test("lead from step to step; a wrong report comes back with what was typed, and a form sent twice counts once", async () => {
    const id = await handOver("Lift 2, north entrance")
    const technician = await portal.signIn("technician@kestrel.example")
    const post = async (step: string, more: Readonly<Record<string, string>>) => {
      const answer = await technician.post(`/day/orders/${id}/${step}`, await form(technician, more))
      return { status: answer.status, to: answer.headers.get("location"), text: await answer.text() }
    }
    const key = crypto.randomUUID()
    expect((await post("travel", { key })).to).toBe(`/day/orders/${id}?done=travel`)
    expect((await post("travel", { key })).to).toBe(`/day/orders/${id}?done=travel`)
    expect((await post("arrival", {})).to).toBe(`/day/orders/${id}?done=arrival`)

    const wrong = await post("report", {
      ...done,
      "check-pit": "",
      "value-levelling": "much",
      labour: "long",
      comment: "Dry pit",
    })
    expect(wrong.status).toBe(422)
    for (const said of [
      "Pit: choose a result.",
      "Levelling at the landings: choose a result.",
      "Choose how you leave the unit.",
      "whole minutes",
      "Dry pit",
    ]) {
      expect(wrong.text).toContain(said)
    }
    expect(await htmlProblems(wrong.text)).toEqual([])
    const photo = await sendPhotos(technician, id, await form(technician))
    expect(photo.headers.get("location")).toBe(`/day/orders/${id}?done=photos`)
    const parts = { "part-name-1": "Guide shoe", "part-quantity-1": "2" }
    expect((await post("report", { ...done, ...parts, departure: "in-service", labour: "45" })).to).toBe(
      "/day?done=finished",
    )
    expect((await post("report", { ...done, departure: "in-service" })).to).toBe("/day?done=finished")
    expect(await linesOf(id)).toEqual(["opened", "dispatched", "on-the-way", "arrived", "finished"])
    const [order] = await portal.database.owner`
      select labour_minutes as labour, parts, (select count(*)::int from maintenance.attachments where order_id = o.id) as photos
      from maintenance.service_orders o where id = ${id}`
    expect(order).toMatchObject({ labour: 45, photos: 1, parts: [{ name: "Guide shoe", number: "", quantity: 2 }] })
  })

  test("are the technician’s own: another’s order can be read and not touched, and a form of somebody else waits for them", async () => {
    const id = await handOver("Lift 1, north entrance")
    const [own, other, dispatch] = await Promise.all(
      ["technician@kestrel.example", "technician.sydney@kestrel.example", "dispatch@kestrel.example"].map((email) =>
        portal.signIn(email),
      ),
    )
    const page = await (await other!.get(`/day/orders/${id}`)).text()
    expect(page).toContain("This order is Tomasz Wolny’s")
    expect(page).not.toContain('<form method="post" action="/day')
    const asScript = { Accept: "application/json" }
    const refused = await other!.post(`/day/orders/${id}/travel`, await form(other!), asScript)
    expect([refused.status, await refused.json()]).toEqual([
      422,
      { said: "The order is not yours any more. Nothing was changed." },
    ])
    expect((await sendPhotos(other!, id, await form(other!))).status).toBe(422)
    const mixed = await dispatch!.post(`/day/orders/${id}/travel`, await form(own!), asScript)
    expect(mixed.status).toBe(409)
    expect((await portal.visitor().post(`/day/orders/${id}/travel`, await form(own!), asScript)).status).toBe(401)
    expect(await linesOf(id)).toEqual(["opened", "dispatched"])

    expect(await (await dispatch!.get(`/day?technician=${technicianId}`)).text()).toContain("Tomasz Wolny’s day")
    const sent = await dispatch!.post(`/day/orders/${id}/travel`, await form(dispatch!), asScript)
    expect(await sent.json()).toEqual({ next: `/day/orders/${id}?done=travel` })
  })
})
