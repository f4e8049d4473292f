import http from "node:http"
import type { AddressInfo } from "node:net"
import { afterEach, describe, expect, test } from "vitest"
import { Crews, runCrews } from "./crews.ts"
import { findingsOf } from "./crew-words.ts"

const second = 1000
const minute = 60 * second
/** A Monday, 10:00 in London. */
const monday = Date.parse("2026-11-23T10:00:00Z")

interface Order {
  readonly id: number
  readonly unit: { readonly kind: string; readonly timeZone: string }
  readonly activity: string
  readonly title: string
  readonly createdAt: string
  state: string
  technician: number | null
  plannedStart: string | null
}

const leads: Readonly<Record<string, string>> = { assignment: "dispatched", travel: "en-route", arrival: "on-site" }

/** A service company's portal as far as crews ask it, in memory, with a clock that the test moves. */
class Company {
  now = monday
  demo = true
  requests: Array<{ id: number; state: string; waitingSince: string }> = []
  orders: Array<Order> = []
  readonly technicians = [
    { id: 1, name: "Tomasz", timeZone: "Europe/London", signsIn: false },
    { id: 2, name: "Mia", timeZone: "Australia/Sydney", signsIn: false },
    { id: 3, name: "Grace", timeZone: "Europe/London", signsIn: false },
  ]
  readonly happened: Array<{ readonly path: string; readonly after: number; readonly body: Record<string, unknown> }> =
    []
  readonly tokens: Array<string> = []
  #server = http.createServer((request, response) => {
    let text = ""
    request.on("data", (piece: Buffer) => (text += piece.toString()))
    request.on("end", () => {
      this.tokens.push(request.headers.authorization ?? "")
      const { status, body } = this.#answer(request.url ?? "", text)
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body))
    })
  })

  async open(): Promise<string> {
    await new Promise<void>((done) => void this.#server.listen(0, "127.0.0.1", done))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  report(id: number, timeZone = "Europe/London"): void {
    this.requests.push({ id, state: "submitted", waitingSince: new Date(this.now).toISOString() })
    this.#units.set(id, timeZone)
  }
  readonly #units = new Map<number, string>()

  #answer(path: string, text: string): { status: number; body: unknown } {
    if (path === "/api/work") {
      const { demo, requests, technicians } = this
      const orders = this.orders.filter(({ state }) => state !== "finished")
      return { status: 200, body: { demo, requests, orders, technicians } }
    }
    const [, , what, id = "", step = ""] = path.split("/")
    const body = JSON.parse(text) as Record<string, unknown>
    this.happened.push({ path, after: (this.now - monday) / second, body })
    if (what === "requests") {
      const request = this.requests.find((one) => one.id === Number(id))
      if (request === undefined) return { status: 409, body: { error: "it is accepted, by Ruth" } }
      this.requests = this.requests.filter((one) => one !== request)
      this.orders.push(order(request.id * 10, this.#units.get(request.id) ?? "UTC", this.now))
      return { status: 200, body: {} }
    }
    const found = this.orders.find((one) => one.id === Number(id))
    if (found === undefined) return { status: 404, body: {} }
    found.state = leads[step] ?? "finished"
    if (step === "assignment") found.technician = Number(body["technician"])
    return { status: 200, body: {} }
  }
}

const order = (id: number, timeZone: string, at: number, more: Partial<Order> = {}): Order => ({
  ...{ id, unit: { kind: "lift", timeZone }, activity: "call-out", title: "doors-do-not-close", state: "planned" },
  ...{ technician: null, plannedStart: null, createdAt: new Date(at).toISOString(), ...more },
})

let open: Company | undefined
afterEach(() => open?.close())

/** Lets the crews work until a time that the test's clock reaches by their waiting. */
const watch = async (company: Company, until: number): Promise<{ done: boolean; trouble: ReadonlyArray<string> }> => {
  open = company
  const stop = new AbortController()
  const trouble: Array<string> = []
  const target = await company.open()
  const world = {
    now: () => company.now,
    wait: async (ms: number) => {
      company.now += ms
      if (company.now >= until) stop.abort()
    },
    news: () => undefined,
    trouble: (line: string) => void trouble.push(line),
  }
  return { done: await runCrews({ target, token: "secret", seed: "1", quiet: true }, world, stop.signal), trouble }
}

describe("the crews of a demo", () => {
  test("see to a request from its report to the end of the work in less than three minutes, one step after the other", async () => {
    const company = new Company()
    company.report(7)
    expect(await watch(company, monday + 3 * minute)).toEqual({ done: true, trouble: [] })
    const steps = company.happened
    expect(steps.map(({ path }) => path)).toEqual([
      "/api/requests/7/acceptance",
      "/api/orders/70/assignment",
      "/api/orders/70/travel",
      "/api/orders/70/arrival",
      "/api/orders/70/completion",
    ])
    expect(steps[0]?.after).toBeGreaterThan(15)
    expect(steps[2]?.after).toBeLessThan(55)
    expect(steps[4]?.body).toMatchObject({ component: "car-door", conditionOnDeparture: "in-service" })
    expect(new Set(company.tokens)).toEqual(new Set(["Bearer secret"]))
  })

  test("send somebody who is near and free", async () => {
    const company = new Company()
    company.orders.push(order(1, "Europe/London", monday - 90 * minute, { state: "on-site", technician: 1 }))
    company.report(7)
    company.report(8, "Australia/Sydney")
    await watch(company, monday + minute)
    const sent = company.happened.filter(({ path }) => path.endsWith("assignment"))
    expect(sent.map(({ path, body }) => [path, body["technician"]]).toSorted()).toEqual([
      ["/api/orders/70/assignment", 3],
      ["/api/orders/80/assignment", 2],
    ])
  })

  test("leave for a while what was under way before them, and what somebody else was quicker with", async () => {
    const company = new Company()
    company.orders.push(order(1, "Europe/London", monday - 90 * minute, { state: "en-route", technician: 1 }))
    company.report(7)
    const crews = new Crews("1", monday)
    const work = () => ({
      demo: true,
      requests: [],
      orders: company.orders.map(asRead),
      technicians: company.technicians,
    })
    expect(crews.decide(work(), monday)).toEqual([])
    expect(crews.decide(work(), monday + 10 * minute)).toEqual([])
    expect(crews.decide(work(), monday + 20 * minute).map(({ path }) => path)).toEqual(["/api/orders/1/arrival"])
  })

  test("make visits at their time, by day, and one after the other", () => {
    const at = (time: string) => new Date(time).toISOString()
    const visit = (id: number, plannedStart: string) =>
      asRead(
        order(id, "Europe/London", monday - 9e8, {
          ...{ activity: "maintenance", state: "dispatched", technician: 1, plannedStart: at(plannedStart) },
        }),
      )
    const orders = [
      visit(1, "2026-11-23T09:30:00Z"),
      visit(2, "2026-11-23T09:30:00Z"),
      visit(3, "2026-11-23T14:00:00Z"),
    ]
    const work = { demo: true, requests: [], orders, technicians: [] }
    const [day, night] = [new Crews("1", monday), new Crews("1", monday)]
    day.decide(work, monday)
    expect(day.decide(work, monday + minute).map(({ path }) => path)).toEqual(["/api/orders/1/travel"])
    night.decide(work, monday + 10 * 60 * minute)
    expect(night.decide(work, monday + 10 * 60 * minute + minute)).toEqual([])
  })

  test("leave to a visitor what is that visitor's to do, and send others first", () => {
    const technicians = [
      { id: 1, name: "Tomasz", timeZone: "Europe/London", signsIn: true },
      { id: 3, name: "Grace", timeZone: "Europe/London", signsIn: false },
    ]
    const decided = (one: Order, ...minutes: ReadonlyArray<number>) => {
      const crews = new Crews("1", monday)
      const work = { demo: true, requests: [], orders: [asRead(one)], technicians }
      return minutes.flatMap((after) =>
        crews.decide(work, monday + after * minute).map(({ path, body }) => [path, body]),
      )
    }
    const dispatched = { state: "dispatched", technician: 1 }
    const visit = { ...dispatched, activity: "maintenance", plannedStart: new Date(monday).toISOString() }
    expect(decided(order(1, "Europe/London", monday, visit), 0, 30, 110)).toEqual([])
    expect(decided(order(1, "Europe/London", monday, visit), 121, 130)).toEqual([["/api/orders/1/travel", {}]])
    expect(decided(order(2, "Europe/London", monday, dispatched), 0, 1)).toEqual([])
    expect(decided(order(3, "Europe/London", monday), 0, 1)).toEqual([["/api/orders/3/assignment", { technician: 3 }]])
  })

  test("do nothing on a portal that is real", async () => {
    const company = new Company()
    company.demo = false
    company.report(7)
    const { done, trouble } = await watch(company, monday + minute)
    expect([done, trouble, company.happened]).toEqual([
      false,
      ["this portal is no demo: what happens there is real, and nothing is done"],
      [],
    ])
  })

  test("say once that the portal is away, and go on when it is back", async () => {
    const stop = new AbortController()
    const trouble: Array<string> = []
    let waits = 0
    const world = {
      now: () => monday,
      wait: async () => void (++waits >= 3 && stop.abort()),
      news: () => undefined,
      trouble: (line: string) => void trouble.push(line),
    }
    const plan = { target: "http://127.0.0.1:9", token: "t", seed: "1", quiet: true }
    expect(await runCrews(plan, world, stop.signal)).toBe(true)
    expect(trouble).toEqual(["the portal cannot be reached; asking again"])
  })

  test("find words for every problem, and something for what they do not know", () => {
    expect(findingsOf("call-out", "escalator", "handrail").component).toBe("handrail-drive")
    expect(findingsOf("call-out", "lift", "handrail").cause).toBe("none-found")
    expect(findingsOf("maintenance", "lift", "Maintenance").cause).toBeNull()
  })
})

const asRead = ({ plannedStart, createdAt, ...rest }: Order) => ({
  ...rest,
  plannedStart: plannedStart === null ? null : Date.parse(plannedStart),
  createdAt: Date.parse(createdAt),
})
