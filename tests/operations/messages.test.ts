import { Effect } from "effect"
import { afterAll, beforeAll, expect, test } from "vitest"
import { DEAD_LETTERS, MessageBus } from "#kernel/bus/message-bus.ts"
import { deadLetters } from "#kernel/bus/operations.ts"
import { eventually } from "../support/eventually.ts"
import { type Portal, testPortal, type Visitor } from "../support/portal.ts"

let portal: Portal
let administrator: Visitor
beforeAll(async () => {
  portal = await testPortal({ demo: true })
  administrator = await portal.signIn("admin@kestrel.example")
})
afterAll(() => portal.stop())

const QUEUE = "equipment.run-import"
const UNHEARD = "parcels.weigh"
const letters = () => portal.runtime.runPromise(deadLetters(200))
const bus = () => portal.runtime.runPromise(MessageBus.use(({ boss }) => Effect.succeed(boss)))

const message = (importId: string) => ({
  event: "equipment.import-requested.v1",
  id: crypto.randomUUID(),
  occurredAt: new Date().toISOString(),
  payload: { importId },
})

/** Messages that do not fit their event: each becomes a dead letter at its first try, and again when it is tried again. */
const poison = async (count: number) => {
  const boss = await bus()
  await boss.insert(
    QUEUE,
    Array.from({ length: count }, () => ({ data: message("not a number") })),
  )
}

/** Dead letters of a queue that nobody works at: tried again, they wait. */
const leave = async (count: number) => {
  const boss = await bus()
  await boss.createQueue(UNHEARD, { deadLetter: DEAD_LETTERS, retryLimit: 0 })
  await boss.insert(
    UNHEARD,
    Array.from({ length: count }, () => ({ data: message("1") })),
  )
  const jobs = await boss.fetch(UNHEARD, { batchSize: count })
  await boss.fail(
    UNHEARD,
    jobs.map(({ id }) => id),
    { error: "the scales are broken" },
  )
}

test("failed messages are listed with their error, in pages", async () => {
  await poison(2)
  await leave(51)
  await eventually(async () => expect(await letters()).toHaveLength(53))
  const html = await (await administrator.get("/operations/messages")).text()
  expect(html).toContain("53 messages have failed.")
  expect(html).toContain("equipment.import-requested.v1")
  expect(html).toContain("the scales are broken")
  expect(html).toContain("1 to 50 of 53")
  const next = (/href="(\/operations\/messages\?after[^"]*)"/.exec(html)?.[1] ?? "").replaceAll("&#38;", "&")
  const second = await (await administrator.get(next)).text()
  expect(second).toContain("51 to 53 of 53")
  expect(second.match(/<tr id="m/g)).toHaveLength(3)
  expect(await (await administrator.get("/operations")).text()).toContain("53 messages have failed.")
  expect(await (await administrator.get("/operations/queues")).text()).toContain(QUEUE)
})

test("discarding asks first, and then removes this one alone", async () => {
  const before = (await letters()).length
  const one = (await letters()).find(({ queue }) => queue === UNHEARD)
  const page = await administrator.get(`/operations/messages/${one?.id}/disposal`)
  expect(await page.text()).toContain("Discard this message for good?")
  expect(await letters()).toHaveLength(before)
  const answer = await administrator.post(`/operations/messages/${one?.id}/disposal`, {})
  expect(answer.status).toBe(303)
  expect((await letters()).map(({ id }) => id)).not.toContain(one?.id)
  expect(await letters()).toHaveLength(before - 1)
  expect(await (await administrator.get(answer.headers.get("location") ?? "")).text()).toContain(
    "The message was discarded.",
  )
  expect((await administrator.get(`/operations/messages/${one?.id}/disposal`)).status).toBe(404)
})

test("a message is tried again on its own; a second click finds nothing left to do", async () => {
  const one = (await letters()).find(({ queue }) => queue === QUEUE)
  expect(one?.error).toContain("does not fit its event")
  const again = () => administrator.post(`/operations/messages/${one?.id}/redelivery`, {})
  expect((await again()).headers.get("location")).toBe("/operations/messages?retried=1")
  expect((await again()).headers.get("location")).toBe("/operations/messages?retried=0")
  // It fails again, and comes back as another one.
  await eventually(async () => {
    const now = await letters()
    expect(now.map(({ id }) => id)).not.toContain(one?.id)
    expect(now).toHaveLength(52)
  })
})

test("all are tried again at once, whatever their queue", async () => {
  const answer = await administrator.post("/operations/messages/redelivery", {})
  expect(answer.headers.get("location")).toBe("/operations/messages?retried=52")
  expect(await (await administrator.get("/operations/messages?retried=52")).text()).toContain(
    "52 messages are being tried again.",
  )
  await eventually(async () => expect((await letters()).map(({ queue }) => queue)).toEqual([QUEUE, QUEUE]))
  expect(await (await administrator.get("/operations/queues")).text()).toContain("50 messages are waiting.")
})

test("staff look, and only administrators act", async () => {
  const [one] = await letters()
  const address = `/operations/messages/${one?.id}`
  for (const email of ["dispatch", "technician", "billing"].map((name) => `${name}@kestrel.example`)) {
    const staff = await portal.signIn(email)
    for (const page of ["/operations", "/operations/messages", "/operations/queues", "/operations/gateways"]) {
      expect((await staff.get(page)).status).toBe(200)
    }
    expect(await (await staff.get("/operations/messages")).text()).not.toContain("redelivery")
    expect((await staff.get(`${address}/disposal`)).status).toBe(404)
    for (const act of [`${address}/disposal`, `${address}/redelivery`, "/operations/messages/redelivery"]) {
      expect((await staff.post(act, {})).status).toBe(404)
    }
  }
  const owner = await portal.signIn("owner@northgate.example")
  for (const page of [
    "/operations",
    "/operations/messages",
    "/operations/queues",
    "/operations/gateways",
    `${address}/disposal`,
  ]) {
    expect((await owner.get(page)).status).toBe(404)
  }
  expect((await owner.post(`${address}/redelivery`, {})).status).toBe(404)
  expect((await letters()).map(({ id }) => id)).toContain(one?.id)
})

test("nonsense in addresses does no harm", async () => {
  for (const id of ["x", "%27%20or%20true", "00000000-0000-0000-0000-000000000000"]) {
    expect((await administrator.get(`/operations/messages/${id}/disposal`)).status).toBe(404)
    expect((await administrator.post(`/operations/messages/${id}/redelivery`, {})).headers.get("location")).toBe(
      "/operations/messages?retried=0",
    )
  }
  expect((await administrator.get("/operations/messages?after=x&place=-1&retried=%3Cb%3E")).status).toBe(200)
})
