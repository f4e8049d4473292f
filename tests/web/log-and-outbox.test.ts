import fs from "node:fs"
import path from "node:path"
import { parse } from "csv-parse/sync"
import { Effect } from "effect"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { audit, auditActions } from "#access"
import { openImport, parseUnitMap, runImport } from "#equipment"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import type { Letter } from "#kernel/messages/letter.ts"
import { postMail } from "#kernel/messages/outbox.ts"
import { eventually } from "../support/eventually.ts"
import { type Portal, testPortal, type Visitor } from "../support/portal.ts"
import { root } from "../support/scratch.ts"

const LOG = "/setup/log"
const OUTBOX = "/operations/outbox"

let portal: Portal
let owner: Visitor
let administrator: Visitor
let northgate: number
beforeAll(async () => {
  portal = await testPortal({ demo: true })
  owner = await portal.signIn("owner@northgate.example")
  administrator = await portal.signIn("admin@kestrel.example")
  const [row] = await portal.database.owner<Array<{ id: number }>>`
    select id from access.accounts where name = 'Northgate Property Trust'`
  northgate = row?.id ?? 0
})
afterAll(() => portal.stop())

const read = async (visitor: Visitor, address: string) => (await visitor.get(address)).text()
const csvRows = async (visitor: Visitor, query = "") => {
  const rows: Array<Record<string, string>> = parse(await read(visitor, `${LOG}.csv${query}`), {
    bom: true,
    columns: true,
  })
  return rows
}
const write = (subjects: ReadonlyArray<string>, accountId: number | null = northgate) =>
  portal.runtime.runPromise(
    Effect.forEach(subjects, (subject) =>
      audit(
        { userId: null, name: "Ines", viewedBy: null, place: "192.0.2.9" },
        { accountId, action: "member-changed", subject, detail: { before: "viewer", after: "manager" } },
      ),
    ).pipe(transactional, as(everything)),
  )

describe("the audit log", () => {
  test("says who did what, from where, in words", async () => {
    await write(["kim@x.example"])
    const html = await read(owner, `${LOG}?text=kim`)
    for (const text of ["Ines", "Access changed", "kim@x.example", "Viewer → Manager", "192.0.2.9"]) {
      expect(html).toContain(text)
    }
  })

  test("is shown a page at a time, and exported whole", async () => {
    await write(Array.from({ length: 120 }, (_, n) => `many-${n}`))
    const seen: Array<string> = []
    let address: string | undefined = `${LOG}?text=many-`
    while (address !== undefined) {
      const html: string = await read(owner, address)
      seen.push(...[...html.matchAll(/many-(\d+)</g)].map(([, n]) => n ?? ""))
      address = /href="([^"]+)" rel="next"/.exec(html)?.[1]?.replaceAll("&#38;", "&")
    }
    expect(seen).toEqual(Array.from({ length: 120 }, (_, n) => String(119 - n)))
    expect(await csvRows(owner, "?text=many-")).toHaveLength(120)
  })

  test("takes days in the reader's own time zone", async () => {
    // 23:30 UTC of 2 May is the next morning in Sydney.
    await portal.database.owner`
      insert into access.audit_entries (account_id, at, actor, place, action, subject, detail)
      select id, '2025-05-02T23:30:00Z', 'Ines', '', 'member-changed', 'late', '{}' from access.accounts where name = 'Harbourline Transit'`
    const sydney = await portal.signIn("owner@harbourline.example")
    const found = async (query: string) => (await csvRows(sydney, query)).length
    expect(await found("?from=2025-05-03&to=2025-05-03")).toBe(1)
    expect(await found("?from=2025-05-02&to=2025-05-02")).toBe(0)
    expect(await found("?text=late&from=2025-05-04")).toBe(0)
    expect(await found("?text=late&from=2025-02-30&to=nonsense&action=flying&before=x")).toBe(1)
  })

  test("gives a spreadsheet no formula to run", async () => {
    await write(['=HYPERLINK("https://evil.example")', "+1+1", "@SUM(1)", 'quoted "name", with comma'])
    const subjects = (await csvRows(owner)).map((row) => row["What it was about"])
    expect(subjects).toContain(`'=HYPERLINK("https://evil.example")`)
    expect(subjects).toContain('quoted "name", with comma')
    expect(subjects.filter((subject) => /^[=+@]/.test(subject ?? ""))).toEqual([])
  })

  test("is an owner's for their account, staff's for the one they look at, and an administrator's for all", async () => {
    await write(["nobody's"], null)
    await write(["northgate's"])
    expect(await read(owner, `${LOG}?text=nobody`)).not.toContain("nobody&#39;s")
    expect(await read(administrator, `${LOG}?text=nobody`)).toContain("nobody&#39;s")
    const accounts = new Set((await csvRows(administrator)).map((row) => row["Account"]))
    expect(accounts).toContain("Northgate Property Trust")
    expect(accounts).toContain("Harbourline Transit")
    await administrator.post("/session/account", { account: String(northgate) })
    expect(new Set((await csvRows(administrator)).map((row) => row["Account"]))).toEqual(
      new Set(["Northgate Property Trust"]),
    )
    expect(await read(administrator, LOG)).toContain("Who did what in Northgate Property Trust")
    await administrator.post("/session/account", { account: "all" })
    for (const email of ["manager@northgate.example", "viewer@northgate.example", "dispatch@kestrel.example"]) {
      const visitor = await portal.signIn(email)
      expect((await visitor.get(LOG)).status, email).toBe(404)
      expect((await visitor.get(`${LOG}.csv`)).status, email).toBe(404)
    }
  })

  test("has words for everything that is ever written", () => {
    const { actions } = portal.web.words.tokens.log
    for (const action of auditActions) expect(actions[action], action).toMatch(/^[A-Z]/)
  })

  test("tells of accounts opened, gateways made and renewed, and imports", async () => {
    await administrator.post("/operations/customers", { name: "Audited", country: "GB", "time-zone": "Europe/London" })
    const [row] = await portal.database.owner<Array<{ id: number }>>`
      select id from access.accounts where name = 'Audited'`
    const account = row?.id ?? 0
    const file = (name: string) => path.join(root, "docs/import", name)
    const map = await portal.runtime.runPromise(parseUnitMap(fs.readFileSync(file("simple-metric.json"), "utf8")))
    const wanted = {
      accountId: account,
      fileName: "units.csv",
      filePath: file("simple-metric.csv"),
      requestedBy: "Ruth",
      map,
    }
    await portal.runtime.runPromise(Effect.flatMap(openImport(wanted), (id) => runImport(id)))
    await administrator.post("/operations/gateways", { name: "Mill", account: String(account), text: "" })
    const [gateway] = await portal.database.owner<
      Array<{ id: number }>
    >`select id from equipment.gateways where name = 'Mill'`
    await administrator.post(`/operations/gateways/${gateway?.id}/token`, {})
    await administrator.post("/session/account", { account: String(account) })
    const rows = (await csvRows(administrator)).map((one) => [
      one["What"],
      one["Who"],
      one["What it was about"],
      one["Details"],
    ])
    await administrator.post("/session/account", { account: "all" })
    expect(rows.toReversed()).toEqual([
      ["Account opened", "Ruth Adeyemi", "Audited", "Country: GB; Time zone: Europe/London"],
      ["Data imported", "Ruth", "units.csv", "What it held: units; New: 5; Changed: 0; Refused: 1; The same: 0"],
      ["Gateway made", "Ruth Adeyemi", "Mill", "Units: 5"],
      ["Gateway’s token renewed", "Ruth Adeyemi", "Mill", ""],
    ])
  })
})

const letter: Letter = {
  subject: "Choose a new password",
  paragraphs: ["Somebody asked <b>for</b> a new password."],
  action: { label: "Choose", url: "https://portal.example/new-password/the-secret" },
  closing: "Else do nothing.",
  from: "Kestrel Lifts",
}
const post = (recipient: string) =>
  portal.runtime.runPromise(postMail(recipient, letter).pipe(transactional, as(everything)))
const idOf = async (recipient: string) => {
  const [row] = await portal.database.owner<Array<{ id: string; status: string }>>`
    select id::text, status from kernel.messages where recipient = ${recipient} order by messages.id desc limit 1`
  if (row === undefined) throw new Error(`Nothing was written to ${recipient}.`)
  return row
}
const kept = (recipient: string) => eventually(async () => expect((await idOf(recipient)).status).toBe("kept"))

describe("the outbox", () => {
  test("keeps what could not leave, and says why and where it is", async () => {
    await post("kim@x.example")
    await kept("kim@x.example")
    const html = await read(administrator, OUTBOX)
    expect(html).toContain("kim@x.example")
    expect(html).toContain("Choose a new password")
    expect(html).toContain("no mail leaves it")
    expect(html).not.toContain("the-secret")
  })

  test("shows a message as text, and notes who read it", async () => {
    await post("read@x.example")
    const { id } = await idOf("read@x.example")
    const answer = await administrator.get(`${OUTBOX}/${id}`)
    expect(answer.headers.get("cache-control")).toBe("no-store")
    const html = await answer.text()
    expect(html).toContain("https://portal.example/new-password/the-secret")
    expect(html).toContain("Somebody asked &#60;b&#62;for&#60;/b&#62;")
    const entries = (await csvRows(administrator, "?action=message-read")).filter(
      (row) => row["What it was about"] === "read@x.example",
    )
    expect(entries).toHaveLength(1)
    expect(entries[0]).toMatchObject({ Who: "Ruth Adeyemi", What: "Message in the outbox read" })
  })

  test("shows its other form on a page that can do nothing, and notes that too", async () => {
    await post("page@x.example")
    const { id } = await idOf("page@x.example")
    const answer = await administrator.get(`${OUTBOX}/${id}/html`)
    const policy = answer.headers.get("content-security-policy") ?? ""
    for (const part of ["default-src 'none'", "sandbox", "form-action 'none'", "frame-ancestors 'none'"]) {
      expect(policy).toContain(part)
    }
    expect(policy).not.toMatch(/allow-|script/)
    expect(answer.headers.get("cache-control")).toBe("no-store")
    expect(await answer.text()).toContain("Somebody asked &lt;b&gt;for&lt;/b&gt;")
    expect(await csvRows(administrator, "?action=message-read&text=page@")).toHaveLength(1)
  })

  test("sends again one message, or all, and a second click does no harm", async () => {
    await post("again@x.example")
    await kept("again@x.example")
    const { id } = await idOf("again@x.example")
    const one = await administrator.post(`${OUTBOX}/${id}/redelivery`, {})
    expect(one.headers.get("location")).toBe(`${OUTBOX}?again=1`)
    expect(await read(administrator, `${OUTBOX}?again=1`)).toContain("1 message is being sent again")
    await kept("again@x.example")
    const [counted] = await portal.database.owner<Array<{ n: number }>>`
      select count(*)::int as n from kernel.messages where status = 'kept'`
    const all = await administrator.post(`${OUTBOX}/redelivery`, {})
    expect(all.headers.get("location")).toBe(`${OUTBOX}?again=${counted?.n}`)
    expect((await administrator.post(`${OUTBOX}/999999/redelivery`, {})).headers.get("location")).toBe(
      `${OUTBOX}?again=0`,
    )
    expect((await administrator.get(`${OUTBOX}/999999`)).status).toBe(404)
    expect((await administrator.get(`${OUTBOX}/no-number`)).status).toBe(404)
  })

  test("no longer has the text of what was sent", async () => {
    await post("sent@x.example")
    await kept("sent@x.example")
    const { id } = await idOf("sent@x.example")
    await portal.database.owner`
      update kernel.messages set status = 'sent', text_body = null, html_body = null, sent_at = now() where id = ${id}`
    const html = await read(administrator, `${OUTBOX}/${id}`)
    expect(html).toContain("Its text is no longer here")
    expect(html).not.toContain("the-secret")
    expect((await administrator.get(`${OUTBOX}/${id}/html`)).status).toBe(404)
    expect(await csvRows(administrator, "?action=message-read&text=sent@")).toEqual([])
    expect(await read(administrator, `${OUTBOX}?status=sent`)).toContain("sent@x.example")
    expect(await read(administrator, `${OUTBOX}?status=kept`)).not.toContain("sent@x.example")
  })

  test("is shown a page at a time, the newest first", async () => {
    await portal.database.owner`
      insert into kernel.messages (kind, recipient, subject, status, next_try_at, created_at, sent_at)
      select 'mail', 'many-' || n || '@x.example', 'Many', 'sent', now(), now(), now() from generate_series(1, 120) as n`
    const seen: Array<string> = []
    let address: string | undefined = `${OUTBOX}?status=sent`
    while (address !== undefined) {
      const html: string = await read(administrator, address)
      seen.push(...[...html.matchAll(/many-(\d+)@/g)].map(([, n]) => n ?? ""))
      address = /href="([^"]+)" rel="next"/.exec(html)?.[1]?.replaceAll("&#38;", "&")
    }
    expect(seen).toEqual(Array.from({ length: 120 }, (_, n) => String(120 - n)))
  })

  test("is for administrators alone", async () => {
    const { id } = await idOf("kim@x.example")
    for (const visitor of [owner, await portal.signIn("dispatch@kestrel.example")]) {
      for (const address of [OUTBOX, `${OUTBOX}/${id}`, `${OUTBOX}/${id}/html`]) {
        expect((await visitor.get(address)).status).toBe(404)
      }
      expect((await visitor.post(`${OUTBOX}/redelivery`, {})).status).toBe(404)
    }
    expect(await read(await portal.signIn("dispatch@kestrel.example"), "/operations")).not.toContain(OUTBOX)
  })
})
