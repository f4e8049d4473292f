import fs from "node:fs"
import path from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { eventually } from "../support/eventually.ts"
import { type Portal, testPortal, type Visitor } from "../support/portal.ts"

const HEADER = "Equipment number,Kind,Name,Building,Street,Town,Country,Time zone"
const unit = (number: string, more: Partial<Record<"kind" | "name", string>> = {}) =>
  `${number},${more.kind ?? "lift"},${more.name ?? `Lift ${number}`},Mill House,1 Mill Lane,Leeds,GB,Europe/London`
const csv = (...rows: ReadonlyArray<string>) => [HEADER, ...rows, ""].join("\n")

let portal: Portal
let administrator: Visitor
let dispatcher: Visitor
let technician: Visitor
let account: string
beforeAll(async () => {
  portal = await testPortal({ demo: true, settings: { UPLOAD_MEGABYTES: "1" } })
  administrator = await portal.signIn("admin@kestrel.example")
  dispatcher = await portal.signIn("dispatch@kestrel.example")
  technician = await portal.signIn("technician@kestrel.example")
  const [northgate] = await portal.database
    .owner`select id from access.accounts where name = 'Northgate Property Trust'`
  account = String(northgate?.["id"])
})
afterAll(() => portal.stop())

interface Sent {
  readonly file?: string | Uint8Array<ArrayBuffer>
  readonly name?: string
  readonly texts?: Readonly<Record<string, string>>
}

/** Sends the form for a new import as a browser does. */
const upload = (visitor: Visitor, { file, name = "fleet.csv", texts = {} }: Sent) => {
  const form = new FormData()
  form.append("file", new Blob(file === undefined ? [] : [file]), file === undefined ? "" : name)
  for (const [field, text] of Object.entries({ account, map: "", "map-text": "", ...texts })) form.append(field, text)
  return fetch(`${portal.url}/operations/imports`, {
    method: "POST",
    body: form,
    redirect: "manual",
    headers: { Origin: portal.url, Cookie: visitor.cookie },
  })
}

const leadsTo = (answer: Response) => {
  expect(answer.status).toBe(303)
  return answer.headers.get("location") ?? ""
}

const plain = (html: string) => html.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))

/** What the mapping page's form holds, to be sent back with changes. */
const formOf = (html: string): Record<string, string> => {
  const form: Record<string, string> = {}
  for (const [, name = "", options = ""] of html.matchAll(/<select id="[^"]*" name="([^"]*)">(.*?)<\/select>/gs)) {
    form[name] = plain(
      /<option value="([^"]*)" selected>/.exec(options)?.[1] ?? /<option value="([^"]*)"/.exec(options)?.[1] ?? "",
    )
  }
  for (const [, name = "", value = ""] of html.matchAll(
    /<input (?:id="[^"]*" )?type="(?:hidden|text)" name="([^"]*)" value="([^"]*)"/g,
  )) {
    form[name] = plain(value)
  }
  form["map"] = plain(/<textarea id="f-map"[^>]*>(.*?)<\/textarea>/s.exec(html)?.[1] ?? "")
  return form
}

const finished = (address: string) =>
  eventually(async () => {
    const html = await (await administrator.get(address)).text()
    expect(html).toMatch(/ rows? read<\/h1>|Stopped before its end<\/h1>/)
    return html
  })

const unitsNamed = async (...numbers: ReadonlyArray<string>) =>
  (
    await portal.database.owner`
    select equipment_number as number, name, account_id as account from equipment.units
    where equipment_number = any(${[...numbers]}) order by 1`
  ).map((row) => ({ ...row }))

/** From the upload to the end of the import. Returns the import's address. */
const importNow = async (visitor: Visitor, sent: Sent) => {
  const preview = leadsTo(await upload(visitor, sent))
  const form = formOf(await (await visitor.get(preview)).text())
  const address = leadsTo(await visitor.post(preview, { ...form, do: "start" }))
  return { preview, form, address, html: await finished(address) }
}

test("a file goes from the upload through the preview into the fleet, and its refused rows come as CSV", async () => {
  const file = csv(
    unit("1E217"),
    unit("A-2", { kind: "hoist" }),
    unit("A-3", { name: '"=1+1, ""north"""' }),
    unit("1E217"),
  )
  const preview = leadsTo(await upload(dispatcher, { file }))
  const html = await (await dispatcher.get(preview)).text()
  expect(html).toContain("8 columns in fleet.csv")
  expect(html).toContain("Northgate Property Trust")
  expect(html).toMatch(/<option value="equipmentNumber" selected>/)
  expect(plain(html)).toContain('the map does not know the kind of unit "hoist"')
  expect(html).toContain("equipment number 1E217 stands on line 2 already")
  expect(await unitsNamed("1E217", "A-3")).toEqual([])

  const address = leadsTo(await dispatcher.post(preview, { ...formOf(html), do: "start" }))
  expect(address).toMatch(/^\/operations\/imports\/\d+$/)
  const done = await finished(address)
  expect(done).toContain("4 rows read")
  expect(done).toContain("Colin Marsh")
  expect(await unitsNamed("1E217", "A-2", "A-3")).toEqual([
    { number: "1E217", name: "Lift 1E217", account: Number(account) },
    { number: "A-3", name: '=1+1, "north"', account: Number(account) },
  ])

  const rejected = await administrator.get(`${address}/rejected.csv`)
  expect(rejected.headers.get("content-type")).toBe("text/csv; charset=utf-8")
  expect(rejected.headers.get("content-disposition")).toContain("attachment")
  const lines = (await rejected.text()).replace("\ufeff", "").split("\r\n")
  expect(lines[0]).toBe(`line,reason,${HEADER}`)
  expect(lines[1]).toContain("A-2,hoist")
  expect(lines[2]).toMatch(/^5,.*,1E217,lift,/)
  expect(await (await administrator.get("/operations/imports")).text()).toContain(
    "2 new, 0 changed, 0 the same, 2 refused",
  )
})

test("an open page follows an import to its end without being read again", async () => {
  const preview = leadsTo(await upload(administrator, { file: csv(unit("LIVE-1"), unit("LIVE-2", { kind: "" })) }))
  const form = formOf(await (await administrator.get(preview)).text())
  const address = leadsTo(await administrator.post(preview, { ...form, do: "start" }))
  const leave = new AbortController()
  const stream = await fetch(`${portal.url}/live/imports/${address.split("/").at(-1)}`, {
    headers: { Cookie: administrator.cookie },
    signal: leave.signal,
  })
  let heard = ""
  for await (const piece of stream.body ?? []) {
    heard += Buffer.from(piece).toString("utf8")
    if (heard.includes("2 rows read") && heard.includes('href="/equipment"') && heard.includes("LIVE-2")) break
  }
  leave.abort()
  expect(heard).toContain('hx-target="#import-progress"')
  expect(heard).toContain('hx-target="#import-remarks"')
})

test("a double click starts one import, and so do two tabs; going back leads to it", async () => {
  const preview = leadsTo(await upload(administrator, { file: csv(unit("TWICE-1")) }))
  const form = { ...formOf(await (await administrator.get(preview)).text()), do: "start" }
  const answers = await Promise.all([1, 2, 3].map(() => administrator.post(preview, form)))
  const addresses = new Set(answers.map(leadsTo))
  expect(addresses.size).toBe(1)
  const [address = ""] = addresses
  await finished(address)
  expect(leadsTo(await administrator.get(preview))).toBe(address)
  expect(leadsTo(await dispatcher.post(preview, { ...form, do: "preview" }))).toBe(address)
  const [count] = await portal.database
    .owner`select count(*)::int as n from equipment.imports where file_path like ${`%${preview.split("/").at(-1)}%`}`
  expect(count?.["n"]).toBe(1)
})

test("a history of states goes the same way: columns chosen on the page, times read, what was found out told", async () => {
  await importNow(administrator, { file: csv(unit("S-1"), unit("S-2")) })
  const file = [
    "Lift no;Out of service;Back;Why",
    "S-1;03.02.2026 10:00;03.02.2026 12:00;Doors",
    "S-1;03.02.2026 11:00;03.02.2026 13:00;Doors",
    "S-2;04.02.2026 10:00;;Drive",
    "S-9;04.02.2026 10:00;;Drive",
    "S-2;31.02.2026 10:00;;Drive",
  ].join("\n")
  const preview = leadsTo(await upload(dispatcher, { file, name: "outages.csv", texts: { kind: "states" } }))
  const first = await (await dispatcher.get(preview)).text()
  expect(first).toContain("Say which column is: State, or give it for all rows")
  const form = formOf(first)
  expect(form).toMatchObject({ "column-0": "unit", "column-1": "from", "column-2": "to", "constant-state": "" })
  const map = JSON.parse(form["map"] ?? "") as { time: object }
  const chosen = {
    ...form,
    "column-3": "reason",
    "constant-state": "out-of-order",
    map: JSON.stringify({ ...map, time: { ...map.time, format: "DD.MM.YYYY HH:mm" } }),
  }
  expect(leadsTo(await dispatcher.post(preview, { ...chosen, do: "preview" }))).toBe(preview)
  const second = await (await dispatcher.get(preview)).text()
  expect(second).toContain("2026-02-03T10:00:00.000Z")
  expect(plain(second)).toContain('from "31.02.2026 10:00" cannot be read as a time')

  const address = leadsTo(await dispatcher.post(preview, { ...formOf(second), do: "start" }))
  const done = await finished(address)
  expect(done).toContain("5 rows read")
  expect(plain(done)).toContain("no unit S-9")
  expect(done).toContain("New histories")
  expect(done).toContain("2, 1 of them of units that are not known")
  expect(await (await administrator.get(`${address}/rejected.csv`)).text()).toContain(
    "5,no unit S-9,S-9,04.02.2026 10:00",
  )
  const intervals = await portal.database.owner`
    select u.equipment_number as number, i.state, i.started_at as "from", i.ended_at as "to"
    from equipment.state_intervals i join equipment.units u on u.id = i.unit_id
    where u.equipment_number like 'S-_' order by 1, 3`
  expect([...intervals]).toEqual([
    { number: "S-1", state: "out-of-order", from: new Date("2026-02-03T10:00Z"), to: new Date("2026-02-03T13:00Z") },
    { number: "S-2", state: "out-of-order", from: new Date("2026-02-04T10:00Z"), to: null },
  ])
})

test("agreed hours are uploaded as well; a map says itself what a file holds", async () => {
  await importNow(administrator, { file: csv(unit("H-1")) })
  const { html } = await importNow(administrator, {
    file: "Whose,When\nMill House,Mon–Fri 08:00–18:00\nNo House,always\n",
    name: "hours.csv",
    texts: { "map-text": JSON.stringify({ fields: { building: "Whose", hours: "When" } }) },
  })
  expect(html).toContain("2 rows read")
  expect(html).toContain("no building No House")
  const [stored] = await portal.database.owner`
    select h.hours from equipment.agreed_hours h join equipment.buildings b on b.id = h.building_id where b.name = 'Mill House'`
  expect(stored?.["hours"]).toMatchObject({
    windows: expect.arrayContaining([{ day: 1, from: 480, to: 1080 }]) as object,
  })
  expect(await (await administrator.get("/operations/imports")).text()).toContain("Agreed hours")
})

test("columns that are named otherwise are chosen on the page, and constants given for all rows", async () => {
  const file = "Nr;Was;Tonnage;Wo\nK-1;Aufzug;1,0;Hauptstr. 1\n"
  const preview = leadsTo(await upload(administrator, { file }))
  const first = await (await administrator.get(preview)).text()
  expect(first).toContain("Say which column is: Equipment number")
  const form = { ...formOf(first), "column-0": "equipmentNumber", "column-3": "street", "constant-kind": "lift" }
  expect((await administrator.post(preview, { ...form, do: "start" })).status).toBe(422)
  expect(
    leadsTo(await administrator.post(preview, { ...form, "constant-locality": "Hof", decimal: ",", do: "preview" })),
  ).toBe(preview)

  const second = await (await administrator.get(preview)).text()
  expect(second).toContain("No remark on these rows")
  const again = formOf(second)
  expect(again).toMatchObject({
    "column-0": "equipmentNumber",
    "constant-kind": "lift",
    "constant-locality": "Hof",
    decimal: ",",
    delimiter: ";",
  })
  expect(again).toMatchObject({ "constant-country": "GB", "constant-timeZone": "Europe/London" })

  const wrong = await administrator.post(preview, {
    ...again,
    "column-1": "ratedLoad kg",
    "column-2": "ratedLoad kg",
    do: "start",
  })
  const kept = await wrong.text()
  expect(wrong.status).toBe(422)
  expect(kept).toContain("Two columns are chosen as: Rated load")
  expect(formOf(kept)).toMatchObject({ "column-1": "ratedLoad kg", "column-2": "ratedLoad kg" })

  await finished(leadsTo(await administrator.post(preview, { ...again, do: "start" })))
  expect(await unitsNamed("K-1")).toHaveLength(1)
})

test("the map can be edited as JSON; what is not JSON is kept as typed", async () => {
  const preview = leadsTo(await upload(administrator, { file: csv(unit("J-1", { kind: "hoist" })) }))
  const form = formOf(await (await administrator.get(preview)).text())
  const broken = await administrator.post(preview, { ...form, map: "{ nearly", do: "start" })
  expect(broken.status).toBe(422)
  expect(await broken.text()).toContain(">{ nearly</textarea>")

  const map = JSON.parse(form["map"] ?? "") as { fields: Record<string, unknown> }
  map.fields["kind"] = { column: "Kind", values: { hoist: "dumbwaiter" } }
  await finished(
    leadsTo(
      await administrator.post(preview, {
        ...form,
        map: JSON.stringify(map, null, 2).replaceAll("\n", "\r\n"),
        do: "start",
      }),
    ),
  )
  const [row] = await portal.database.owner`select kind from equipment.units where equipment_number = 'J-1'`
  expect(row?.["kind"]).toBe("dumbwaiter")
})

test("a map that cannot be read brings the form back with what was typed, and the file need not be sent again", async () => {
  const answer = await upload(administrator, { file: csv(unit("KEPT-1")), texts: { "map-text": '{ "fields": <x> }' } })
  const html = await answer.text()
  expect(answer.status).toBe(422)
  expect(html).toMatch(/<title>Error: /)
  expect(plain(html)).toContain('{ "fields": <x> }</textarea>')
  expect(html).toContain(`<option value="${account}" selected>`)
  expect(html).toContain("fleet.csv is here already")
  const kept = /name="kept" value="([^"]+)"/.exec(html)?.[1] ?? ""
  const preview = leadsTo(await upload(administrator, { texts: { kept } }))
  expect(await (await administrator.get(preview)).text()).toContain("KEPT-1")
})

test("a file that is missing, too large or no text is told on the form", async () => {
  const missing = await upload(administrator, { texts: { account: "" } })
  const missingText = await missing.text()
  expect(missing.status).toBe(422)
  expect(missingText).toContain("Choose a CSV file")
  expect(missingText).toContain("Choose the customer whose equipment it is")

  const large = await upload(administrator, {
    file: new Uint8Array(3 * 1024 * 1024).fill(65),
    texts: { "map-text": "typed" },
  })
  const largeText = await large.text()
  expect(large.status).toBe(413)
  expect(largeText).toContain("The file is too large: at most 1 MB")
  expect(largeText).toContain("typed</textarea>")

  const workbook = await upload(administrator, { file: "PK\u0003\u0004 workbook", name: "fleet.xlsx" })
  expect(workbook.status).toBe(422)
  expect(await workbook.text()).toContain("fleet.xlsx cannot be read: it is an Excel workbook")
  for (const unknown of [{ map: "../package" }, { map: "no-such-map" }]) {
    expect((await upload(administrator, { file: csv(), texts: unknown })).status).toBe(422)
  }
})

test("names of files are harmless, and nothing stays of what was refused", async () => {
  const folder = path.join(portal.config.data, "uploads")
  const before = fs.readdirSync(folder).length
  const preview = leadsTo(
    await upload(administrator, { file: csv(unit("N-1")), name: "../../../etc/<b>fleet</b>.csv" }),
  )
  expect(fs.readdirSync(folder)).toHaveLength(before + 2)
  expect(await (await administrator.get(preview)).text()).toContain("b.csv")
  await upload(administrator, { file: new Uint8Array(2 * 1024 * 1024) })
  expect(fs.readdirSync(folder)).toHaveLength(before + 2)
})

test("a week later an upload is gone, unless an import still needs it", async () => {
  const folder = path.join(portal.config.data, "uploads")
  const old = new Date(Date.now() - 8 * 86_400_000)
  const forgotten = leadsTo(await upload(administrator, { file: csv(unit("OLD-1")) }))
  const needed = leadsTo(await upload(administrator, { file: csv(unit("OLD-2")) }))
  for (const preview of [forgotten, needed]) fs.utimesSync(path.join(folder, path.basename(preview)), old, old)
  await portal.database.owner`
    insert into equipment.imports (account_id, file_name, file_path, map, requested_by, requested_at)
    values (${account}, 'fleet.csv', ${path.join(folder, path.basename(needed), "fleet.csv")}, '{}', 'somebody', now())`
  await upload(administrator, { file: csv(unit("NEW-1")) })
  expect((await administrator.get(forgotten)).status).toBe(404)
  expect(fs.existsSync(path.join(folder, path.basename(forgotten)))).toBe(false)
  expect(fs.existsSync(path.join(folder, path.basename(needed), "fleet.csv"))).toBe(true)
})

test("an upload that is broken off leaves nothing behind", async () => {
  const folder = path.join(portal.config.data, "uploads")
  const before = fs.readdirSync(folder).toSorted()
  const leave = new AbortController()
  const body = new ReadableStream<Uint8Array>({
    start: (to) =>
      to.enqueue(
        Buffer.from('--x\r\nContent-Disposition: form-data; name="file"; filename="half.csv"\r\n\r\nNumber\r\n'),
      ),
  })
  const sent = fetch(`${portal.url}/operations/imports`, {
    method: "POST",
    body,
    duplex: "half",
    signal: leave.signal,
    headers: { Origin: portal.url, Cookie: administrator.cookie, "Content-Type": "multipart/form-data; boundary=x" },
  })
  await eventually(() => expect(fs.readdirSync(folder)).toHaveLength(before.length + 1))
  leave.abort()
  await expect(sent).rejects.toThrow()
  await eventually(() => expect(fs.readdirSync(folder).toSorted()).toEqual(before))
})

test("what is no form at all is answered as such", async () => {
  const send = (type: string, body: string) =>
    fetch(`${portal.url}/operations/imports`, {
      method: "POST",
      body,
      headers: { Origin: portal.url, Cookie: administrator.cookie, "Content-Type": type },
    })
  expect((await send("text/plain", "x")).status).toBe(400)
  expect((await send("multipart/form-data; boundary=x", "--x\r\nnonsense")).status).toBe(400)
  expect((await send("multipart/form-data", "--x--")).status).toBe(400)
})

test("staff look, administrators and dispatchers import, and nobody else knows of it", async () => {
  const owner = await portal.signIn("owner@northgate.example")
  const { preview, address } = await importNow(administrator, { file: csv(unit("ROLE-1")) })
  const open = leadsTo(await upload(administrator, { file: csv(unit("ROLE-2")) }))

  for (const page of ["/operations/imports", address, open]) expect((await technician.get(page)).status).toBe(200)
  expect(await (await technician.get("/operations/imports")).text()).not.toContain('name="file"')
  expect(await (await technician.get(open)).text()).not.toContain('value="start"')
  expect((await upload(technician, { file: csv(unit("ROLE-3")) })).status).toBe(404)
  expect((await technician.post(open, { do: "start" })).status).toBe(404)

  const number = address.split("/").at(-1)
  for (const page of [
    "/operations/imports",
    address,
    `${address}/rejected.csv`,
    preview,
    open,
    `/live/imports/${number}`,
  ]) {
    expect((await owner.get(page)).status).toBe(404)
  }
  expect((await upload(owner, { file: csv(unit("ROLE-4")) })).status).toBe(404)
  expect((await owner.post(open, { do: "start" })).status).toBe(404)
  expect(await unitsNamed("ROLE-2", "ROLE-3", "ROLE-4")).toEqual([])
})

test("what does not exist is not found", async () => {
  for (const address of [
    "/operations/imports/999999",
    "/operations/imports/99999999999",
    "/operations/imports/999999/rejected.csv",
    "/live/imports/999999",
    "/operations/imports/preview/..%2f..%2fetc",
    `/operations/imports/preview/${crypto.randomUUID()}`,
  ]) {
    expect((await administrator.get(address)).status, address).toBe(404)
  }
})
