import { afterAll, beforeAll, expect, test } from "vitest"
import { makeToken, portalItself, renewStaffToken } from "#access"
import { type Portal, testPortal } from "../support/portal.ts"

const NEVER = 2_000_000_000

let portal: Portal
let dispatcher = ""
let technician = ""
let billing = ""
let customer = ""

beforeAll(async () => {
  portal = await testPortal({ demo: true })
  const tokenOf = async (email: string) => (await portal.runtime.runPromise(renewStaffToken(email, "A test"))) ?? ""
  dispatcher = await tokenOf("dispatch@kestrel.example")
  technician = await tokenOf("technician@kestrel.example")
  billing = await tokenOf("billing@kestrel.example")
  const [owner] = await portal.database.owner<Array<{ id: number }>>`
    select m.id from access.memberships m join access.users u on u.id = m.user_id
    where u.email = 'manager@northgate.example'`
  const wanted = {
    ...{ name: "Work", scopes: ["read-equipment", "write-requests"] as const, formKey: crypto.randomUUID() },
    expiresAt: new Date(Date.now() + 3_600_000),
  }
  customer = (await portal.runtime.runPromise(makeToken(portalItself, { membershipId: owner?.id ?? 0 }, wanted))).token
})
afterAll(() => portal.stop())

const ask = (token: string, path: string, body?: unknown) =>
  fetch(portal.url + path, {
    headers: { Authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body) }),
  })

interface Work {
  readonly demo: boolean
  readonly requests: ReadonlyArray<{
    readonly id: number
    readonly state: string
    readonly unit: { readonly id: number }
  }>
  readonly orders: ReadonlyArray<{
    readonly id: number
    readonly state: string
    readonly technician: number | null
    readonly unit: { readonly id: number }
  }>
  readonly technicians: ReadonlyArray<{ readonly id: number; readonly name: string }>
}
const workOf = async (token: string) => (await (await ask(token, "/api/work")).json()) as Work
const technicianNamed = async (name: string) =>
  (await workOf(dispatcher)).technicians.find((one) => one.name === name)?.id ?? 0

/** A request of a customer, as a program of theirs reports it. Returns its id. */
const report = async (unit: string, building: string) => {
  const unitId = await portal.unitId(unit, building)
  const answer = await ask(customer, `/api/units/${unitId}/requests`, {
    ...{ key: crypto.randomUUID(), problem: "does-not-come", contactName: "Daniel Obi" },
  })
  return ((await answer.json()) as { readonly id: number }).id
}
const accept = async (request: number) => {
  const answer = await ask(dispatcher, `/api/requests/${request}/acceptance`, {})
  return ((await answer.json()) as { readonly order: number }).order
}

test("a request goes from its report to the end of the work, each step told in its thread", async () => {
  const request = await report("Lift 2", "Ropeworks")
  expect((await workOf(dispatcher)).requests).toContainEqual(
    expect.objectContaining({ id: request, state: "submitted" }),
  )
  const order = await accept(request)
  const liam = await technicianNamed("Liam Byrne")
  const steps = [
    ["assignment", { technician: liam }, "dispatched"],
    ["travel", {}, "en-route"],
    ["arrival", {}, "on-site"],
    [
      "completion",
      {
        conditionOnArrival: "out-of-order",
        conditionOnDeparture: "in-service",
        cause: "controller",
        component: "controller",
      },
      "finished",
    ],
  ] as const
  for (const [step, body, state] of steps) {
    const answer = await ask(dispatcher, `/api/orders/${order}/${step}`, body)
    expect([answer.status, await answer.json()], step).toEqual([200, expect.objectContaining({ id: order, state })])
  }
  const thread = await portal.database.owner<Array<{ kind: string; by: string }>>`
    select kind, by_name as by from maintenance.request_entries where request_id = ${request} order by id`
  expect(thread.map(({ kind }) => kind)).toEqual([
    "submitted",
    "accepted",
    "assigned",
    "on-the-way",
    "arrived",
    "completed",
  ])
  expect(thread.map(({ by }) => by).slice(3)).toEqual(["Liam Byrne", "Liam Byrne", "Liam Byrne"])
  const late = await ask(dispatcher, `/api/orders/${order}/arrival`, {})
  expect([late.status, await late.json()]).toEqual([409, expect.objectContaining({ state: "finished" })])
  const again = await ask(dispatcher, `/api/requests/${request}/acceptance`, {})
  expect([again.status, await again.json()]).toEqual([409, expect.objectContaining({ state: "completed" })])
})

test("only tokens of the service company's people are let in, each for what that person may do, as long as they belong to it", async () => {
  const request = await report("Lift 3", "Ropeworks")
  const steps = [
    `requests/${request}/acceptance`,
    ...["assignment", "travel", "arrival", "completion"].map((step) => `orders/1/${step}`),
  ]
  for (const token of [customer, "A".repeat(43), ""]) {
    expect((await ask(token, "/api/work")).status).toBe(401)
    for (const step of steps) expect((await ask(token, `/api/${step}`, {})).status, step).toBe(401)
  }
  expect((await ask(dispatcher, "/api/units")).status).toBe(401)
  expect((await ask(billing, "/api/work")).status).toBe(403)
  expect((await ask(technician, `/api/requests/${request}/acceptance`, {})).status).toBe(403)
  expect((await ask(technician, "/api/orders/1/assignment", { technician: 1 })).status).toBe(403)
  await portal.database.owner`update access.users set staff_role = null where email = 'billing@kestrel.example'`
  expect((await ask(billing, "/api/work")).status).toBe(401)
})

test("a technician's program works on their own orders alone", async () => {
  const order = await accept(await report("Lift 4", "Ropeworks"))
  await ask(dispatcher, `/api/orders/${order}/assignment`, { technician: await technicianNamed("Grace Okafor") })
  expect((await ask(technician, `/api/orders/${order}/travel`, {})).status).toBe(409)
  await ask(dispatcher, `/api/orders/${order}/assignment`, { technician: await technicianNamed("Tomasz Wolny") })
  expect((await ask(technician, `/api/orders/${order}/travel`, {})).status).toBe(200)
})

test("what is not there is a 404, and a body that does not hold is refused in a sentence", async () => {
  for (const path of [`requests/${NEVER}/acceptance`, `orders/${NEVER}/travel`, `orders/${NEVER}/completion`]) {
    expect((await ask(dispatcher, `/api/${path}`, {})).status, path).toBe(404)
  }
  const order = await accept(await report("Lift 5", "Ropeworks"))
  const refusal = async (step: string, body: unknown) => {
    const answer = await ask(dispatcher, `/api/orders/${order}/${step}`, body)
    return [answer.status, ((await answer.json()) as { readonly error: string }).error]
  }
  expect(await refusal("assignment", { technician: "Tomasz" })).toEqual([
    400,
    "technician must be the id of one, a whole number",
  ])
  expect(await refusal("assignment", { technician: NEVER })).toEqual([
    400,
    "there is no technician of that id who works for the company",
  ])
  expect(await refusal("travel", { at: "now" })).toEqual([400, "there is no field at; there are none"])
  expect(await refusal("completion", "{")).toEqual([400, "the body is not JSON"])
  expect(await refusal("completion", { action: "sang" })).toEqual([
    400,
    expect.stringMatching(/^action must be one of inspected, /),
  ])
  expect(await refusal("completion", { minutes: -1 })).toEqual([400, "minutes must be a whole number up to 10000"])
})
