import { createServer, type IncomingMessage } from "node:http"
import type { AddressInfo } from "node:net"
import { Effect } from "effect"
import fc from "fast-check"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { readConfig } from "#kernel/config.ts"
import { startMailServer } from "../../tests/support/mail-server.ts"
import { type Modules, testModules } from "../../tests/support/modules.ts"
import { start } from "../../tests/support/processes.ts"
import { as, transactional } from "../database/database.ts"
import { everything } from "../database/viewer.ts"
import { Carriers, carriers } from "./carriers.ts"
import { deliverWaiting } from "./deliver.ts"
import type { Letter } from "./letter.ts"
import { type OutboxMessage, outboxMessage, postMail, postText, sendAgain } from "./outbox.ts"
import { anyText } from "../../tests/support/any-text.ts"

let modules: Modules
beforeAll(async () => {
  modules = await testModules()
})
afterAll(() => modules.stop())
beforeEach(() => modules.database.owner`delete from kernel.messages`)

const MAIL_FROM = "Kestrel Lifts <portal@kestrel.example>"
const letter = (more: Partial<Letter> = {}): Letter => ({
  subject: "Choose a new password",
  paragraphs: ["Somebody asked for a new password."],
  action: { label: "Choose", url: "https://portal.example/new-password/secret-of-the-link" },
  closing: "If it was not you, do nothing.",
  from: "Kestrel Lifts",
  ...more,
})

const post = (recipient: string, more: Partial<Letter> = {}) =>
  modules.run(postMail(recipient, letter(more)).pipe(transactional, as(everything)))
/** One round of a worker that has these settings. */
const deliver = (settings: Readonly<Record<string, string>>) =>
  modules.run(deliverWaiting().pipe(Effect.provideService(Carriers, carriers(readConfig(settings)))))
const all = () =>
  modules.database.owner<Array<OutboxMessage & { html: string | null; waits: number }>>`
    select recipient, status, tries, last_error as error, text_body as text, html_body as html,
      extract(epoch from next_try_at - now())::int as waits from kernel.messages order by id`
/** As if the time of the next try had come. */
const nextTry = () => modules.database.owner`update kernel.messages set next_try_at = now() where status = 'waiting'`

test("a letter arrives as text and as a page, names nobody else, fetches nothing, and its text is then forgotten", async () => {
  await using server = await mailServer()
  await post("ines@customer.example", { subject: "Aufzüge für Zoë 🛗", paragraphs: ["Grüße — 東京", "Line two"] })
  expect(await deliver(server.settings)).toBe(1)
  const [mail] = server.received
  expect(mail?.recipients).toEqual(["ines@customer.example"])
  expect(mail?.parsed.subject).toBe("Aufzüge für Zoë 🛗")
  expect(mail?.parsed.from?.text).toBe('"Kestrel Lifts" <portal@kestrel.example>')
  expect(mail?.parsed.text).toContain("Grüße — 東京")
  expect(mail?.parsed.text).toContain("https://portal.example/new-password/secret-of-the-link")
  expect(mail?.parsed.html).toContain("Grüße — 東京")
  expect(mail?.parsed.html).not.toMatch(/<img|<script|<link|src=|url\(/)
  expect(mail?.parsed.headers.get("auto-submitted")).toBe("auto-generated")
  expect(await all()).toMatchObject([{ status: "sent", tries: 1, text: null, html: null }])
  expect(await deliver(server.settings)).toBe(0)
})

test("without a mail server it is kept, and leaves when there is one and somebody says so", async () => {
  await post("ines@customer.example")
  await deliver({})
  expect(await all()).toMatchObject([{ status: "kept", text: expect.stringContaining("secret-of-the-link") }])
  await using server = await mailServer()
  expect(await deliver(server.settings)).toBe(0)
  expect(await modules.run(sendAgain(null).pipe(transactional, as(everything)))).toBe(1)
  expect(await deliver(server.settings)).toBe(1)
  expect(server.received).toHaveLength(1)
})

test("a letter of a transaction that rolls back never leaves", async () => {
  await using server = await mailServer()
  const failed = postMail("ines@customer.example", letter()).pipe(
    Effect.andThen(Effect.fail("changed my mind")),
    transactional,
    as(everything),
    Effect.flip,
  )
  expect(await modules.run(failed)).toBe("changed my mind")
  expect(await deliver(server.settings)).toBe(0)
  expect(server.received).toEqual([])
})

test("a recipient whom the server does not know is given up at once, one who is greylisted is tried again", async () => {
  await using server = await mailServer({
    refuse: (recipient) => (recipient.startsWith("gone") ? 550 : recipient.startsWith("later") ? 451 : 0),
  })
  await post("gone@customer.example")
  await post("later@customer.example")
  await post("here@customer.example")
  expect(await deliver(server.settings)).toBe(3)
  expect(await all()).toMatchObject([
    { recipient: "gone@customer.example", status: "failed", error: expect.stringContaining("550") },
    { recipient: "later@customer.example", status: "waiting", error: expect.stringContaining("451") },
    { recipient: "here@customer.example", status: "sent", error: null },
  ])
})

test("a server that is down is tried again, ever later, and gives up after two days; once it is back, mail leaves", async () => {
  const gone = await mailServer()
  await gone.server.stop()
  await post("ines@customer.example")
  const waits: Array<number> = []
  for (;;) {
    await deliver(gone.settings)
    const [message] = await all()
    if (message?.status !== "waiting") break
    waits.push(message.waits)
    await nextTry()
  }
  expect(waits).toEqual(waits.toSorted((a, b) => a - b))
  expect(waits[0]).toBeLessThanOrEqual(10)
  expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThan(48 * 3600)
  expect(await all()).toMatchObject([{ status: "failed", error: expect.stringContaining("ECONNREFUSED") }])
  await using back = await mailServer({ port: gone.server.port })
  await modules.run(sendAgain(null).pipe(transactional, as(everything)))
  await deliver(back.settings)
  expect(back.received).toHaveLength(1)
})

test("several workers at once send each message once", async () => {
  await using server = await mailServer()
  for (let n = 0; n < 40; n++) await post(`person-${n}@customer.example`)
  const worker = async () => {
    let sent = 0
    for (let more = 1; more > 0; sent += more) more = await deliver(server.settings)
    return sent
  }
  const each = await Promise.all([worker(), worker(), worker(), worker()])
  expect(each.reduce((sum, sent) => sum + sent, 0)).toBe(40)
  const to = server.received.flatMap(({ recipients }) => recipients)
  expect(to).toHaveLength(40)
  expect(new Set(to).size).toBe(40)
})

test("a worker that is killed while it sends loses nothing: the next one sends it, under the same name", async () => {
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
  let holding = true
  await using server = await mailServer({
    beforeTaking: async () => {
      begin()
      if (holding) await new Promise(() => {})
    },
  })
  const settings = { DATABASE_URL: modules.database.ownerUrl, ...server.settings }
  const worker = await start("web/worker.ts", [], settings, /"message":"(working)"/)
  await post("ines@customer.example")
  await begun
  await worker.kill()
  expect(await all()).toMatchObject([{ status: "waiting", tries: 1 }])
  // Until its lease has run out nobody else takes it.
  expect(await deliver(server.settings)).toBe(0)
  holding = false
  await nextTry()
  expect(await deliver(server.settings)).toBe(1)
  const [message] = await modules.database.owner<Array<{ id: string }>>`select id::text from kernel.messages`
  expect(server.received.map(({ parsed }) => parsed.messageId)).toEqual([`<hoistway-${message?.id}@kestrel.example>`])
})

test("nothing that somebody typed becomes a header, a recipient or a part of its own", async () => {
  await using server = await mailServer()
  const nasty = fc.oneof(
    fc.constantFrom(
      "a\r\nBcc: evil@evil.example",
      "a\nTo: evil@evil.example\n\n<script>alert(1)</script>",
      "a\u2028Cc: evil@evil.example",
      "=?utf-8?q?a=0d=0aBcc:_evil=40evil.example?=",
      '"; <evil@evil.example>, x',
      "\u202Egro.live\u0000",
    ),
    fc.string({ unit: "grapheme", maxLength: 60 }),
    anyText({ maxLength: 60 }),
  )
  const letters = fc.sample(fc.tuple(nasty, nasty), { numRuns: 60, seed: 4 })
  for (const [subject, paragraph] of letters) {
    await post("ines@customer.example", { subject, paragraphs: [paragraph] })
  }
  await post("odd,ines@customer.example")
  while ((await deliver(server.settings)) > 0);
  expect(server.received).toHaveLength(letters.length + 1)
  for (const { recipients, parsed } of server.received) {
    expect(recipients).toHaveLength(1)
    for (const header of ["bcc", "cc", "reply-to"]) expect(parsed.headers.has(header), header).toBe(false)
    expect([parsed.to].flat().flatMap((to) => to?.value ?? [])).toHaveLength(1)
    expect(parsed.attachments).toEqual([])
    expect(parsed.html).not.toMatch(/<script/)
  }
})

test("a text message goes to the service with the account's name; a number that is none is given up", async () => {
  const asked: Array<{ path: string; authorization: string; form: Record<string, string> }> = []
  const bodyOf = async (request: IncomingMessage) => {
    let body = ""
    for await (const chunk of request) body += String(chunk)
    return Object.fromEntries(new URLSearchParams(body))
  }
  const service = createServer((request, response) => {
    void bodyOf(request).then((form) => {
      asked.push({ path: request.url ?? "", authorization: request.headers.authorization ?? "", form })
      const status = form["To"] === "+440000000" ? 400 : form["To"] === "+441111111" ? 503 : 201
      response.writeHead(status, { "Content-Type": "application/json" })
      response.end(JSON.stringify(status === 201 ? { sid: "SM1", status: "queued" } : { code: 21211, message: "No" }))
    })
  })
  await new Promise<void>((resolve) => service.listen(0, "127.0.0.1", resolve))
  const settings = {
    TWILIO_ACCOUNT_SID: "AC00000000000000000000000000000000",
    TWILIO_AUTH_TOKEN: "token",
    TWILIO_FROM: "+442079460199",
    TWILIO_ADDRESS: `http://127.0.0.1:${(service.address() as AddressInfo).port}`,
  }
  const text = (to: string) => modules.run(postText(to, "Your code is 123456").pipe(transactional, as(everything)))
  await text("+447700900123")
  await text("+440000000")
  await text("+441111111")
  await deliver(settings)
  expect(await all()).toMatchObject([
    { status: "sent", text: null },
    { status: "failed" },
    { status: "waiting", tries: 1 },
  ])
  const sent = asked.find(({ form }) => form["To"] === "+447700900123")
  expect(sent).toEqual({
    path: "/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json",
    authorization: `Basic ${btoa("AC00000000000000000000000000000000:token")}`,
    form: { To: "+447700900123", From: "+442079460199", Body: "Your code is 123456" },
  })
  service.closeAllConnections()
  await new Promise((resolve) => service.close(resolve))
})

test("nobody but the service company's own work sees a message", async () => {
  await post("ines@customer.example")
  const [row] = await modules.database.owner<Array<{ id: string }>>`select id::text from kernel.messages`
  const seen = outboxMessage(row?.id ?? "").pipe(transactional)
  expect(await modules.run(seen.pipe(as({ reach: "account", accountId: 1 })))).toBeNull()
  expect(await modules.run(seen.pipe(as(everything)))).toMatchObject({ recipient: "ines@customer.example" })
})

const mailServer = async (habits: Parameters<typeof startMailServer>[0] = {}) => {
  const server = await startMailServer(habits)
  return {
    server,
    received: server.received,
    settings: { SMTP_URL: server.url, MAIL_FROM },
    [Symbol.asyncDispose]: () => server.stop(),
  }
}
