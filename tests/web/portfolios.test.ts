import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { UNITS_CHANGED } from "#equipment"
import { Live } from "#kernel/bus/live.ts"
import { transactional } from "#kernel/database/database.ts"
import { eventually } from "../support/eventually.ts"
import { type Portal, testPortal, type Visitor } from "../support/portal.ts"

const ADDRESS = "/setup/portfolios"
const NEVER = 2_000_000_000

let portal: Portal
let owner: Visitor
let manager: Visitor
let administrator: Visitor
beforeAll(async () => {
  portal = await testPortal({ demo: true })
  ;[owner, manager, administrator] = await Promise.all([
    portal.signIn("owner@northgate.example"),
    portal.signIn("manager@northgate.example"),
    portal.signIn("admin@kestrel.example"),
  ])
})
afterAll(() => portal.stop())

const text = async (visitor: Visitor, address: string) => (await visitor.get(address)).text()
const make = async (name: string, visitor = owner) => {
  const answer = await visitor.post(ADDRESS, { name })
  const [, id] = /^\/setup\/portfolios\/(\d+)\?done=made$/.exec(answer.headers.get("location") ?? "") ?? []
  if (answer.status !== 303 || id === undefined) throw new Error(`${name} was answered with ${answer.status}.`)
  return `${ADDRESS}/${id}`
}
const ticked = (values: ReadonlyArray<number | string>) =>
  Object.fromEntries(values.map((value, i) => [`pick-${i}`, String(value)]))
const buildingId = async (name: string) => {
  const [row] = await portal.database.owner`select id from equipment.buildings where name = ${name}`
  return row?.["id"] as number
}
const headline = (html: string) => /class="answer[^"]*">(.*?)</.exec(html)?.[1]
const noticeOf = async (visitor: Visitor, answer: Response) => {
  expect(answer.status).toBe(303)
  const html = await text(visitor, answer.headers.get("location") ?? "")
  return [...html.matchAll(/<p class="banner">(.*?)<\/p>/g)].at(-1)?.[1]
}
const actions = async () =>
  (
    await portal.database
      .owner`select action, subject from access.audit_entries where action like 'portfolio-%' order by id`
  ).map(({ action, subject }) => `${action} ${subject}`)

test("a portfolio is made, filled in each of the four ways, renamed and deleted", async () => {
  const address = await make("  West   End ")
  const additions = `${address}/additions`
  expect(headline(await text(owner, address))).toBe("Nothing is in it yet.")
  const add = async (by: string, form: Readonly<Record<string, string>>) =>
    noticeOf(owner, await owner.post(additions, { by, text: "", ...form }))
  const [meridian, tannery] = [await buildingId("Meridian House"), await buildingId("Tannery Court")]
  expect(await add("building", ticked([meridian, tannery]))).toBe("Added 2 whole buildings.")
  const [inMeridian, elsewhere] = await portal.database.owner<Array<{ id: number }>>`
    (select id from equipment.units where building_id = ${meridian} limit 1) union all
    (select u.id from equipment.units u join equipment.buildings b on b.id = u.building_id where b.name = 'Lantern Tower' limit 1)`
  expect(await add("unit", ticked([inMeridian?.id ?? 0, elsewhere?.id ?? 0]))).toBe(
    "Added 1 single unit. 1 was in it already.",
  )
  const [library] = await portal.database
    .owner`select address_id as id from equipment.buildings where name = 'Old Library'`
  expect(await add("address", ticked([library?.["id"]]))).toBe("Added 1 whole building.")
  const [contract] = await portal.database.owner`
    select count(*)::int as units, count(*) filter (where b.name in ('Meridian House', 'Tannery Court', 'Old Library'))::int as had
    from equipment.units u join equipment.buildings b on b.id = u.building_id
    join access.accounts a on a.id = u.account_id where u.contract_number = 'C-1182' and a.name like 'Northgate%'`
  const { units, had } = contract as unknown as { units: number; had: number }
  expect(await add("contract", ticked(["C-1182"]))).toMatch(`Added ${units - had} single units. ${had} `)
  const html = await text(owner, address)
  const [size] = await portal.database.owner`
    select count(distinct u.id)::int as units, count(distinct u.building_id)::int as buildings
    from access.portfolio_items i join equipment.units u on u.building_id = i.building_id and (i.unit_id is null or i.unit_id = u.id)
    where i.portfolio_id = ${Number(address.split("/").at(-1))}`
  expect(headline(html)).toBe(`${size?.["units"]} units in ${size?.["buildings"]} buildings`)
  expect(await text(owner, ADDRESS)).toMatch(
    new RegExp(`>West End</a></th><td[^>]*>${size?.["buildings"]}</td><td[^>]*>${size?.["units"]}</td>`),
  )

  expect(await noticeOf(owner, await owner.post(address, { name: "West" }))).toBe("The name is saved.")
  const taken = await owner.post(`${address}/removals`, {
    text: "",
    page: "1",
    ...ticked([`b${tannery}`, `u${elsewhere?.id}`]),
  })
  expect(await noticeOf(owner, taken)).toBe("Taken out: 1 whole building and 1 single unit.")
  expect(await text(owner, `${address}/deletion`)).toContain("Nobody has it, so nobody sees anything less.")
  expect(await noticeOf(owner, await owner.post(`${address}/deletion`, {}))).toBe("The portfolio is deleted.")
  expect((await owner.get(address)).status).toBe(404)
  // Sent twice, and sent from a page that the back button brought.
  expect((await owner.post(`${address}/deletion`, {})).status).toBe(404)
  expect((await owner.post(additions, { by: "building", ...ticked([meridian]) })).status).toBe(404)
  expect((await actions()).filter((line) => / West( End)?$/.test(line))).toEqual([
    "portfolio-made West End",
    ...Array.from({ length: 4 }, () => "portfolio-changed West End"),
    "portfolio-renamed West",
    "portfolio-changed West",
    "portfolio-deleted West",
  ])
})

test("a name that does not do is told beside the field, and kept", async () => {
  for (const [name, sentence] of [
    ["", "Give it a name"],
    ["n".repeat(101), "Give it a name of at most 100 characters"],
    ["two\nlines", "The name holds a character that cannot be seen. Type it anew"],
    ["QUAYSIDE", "There is a portfolio of this name. Choose another"],
  ] as const) {
    const answer = await owner.post(ADDRESS, { name })
    expect(answer.status, name).toBe(422)
    const html = await answer.text()
    expect(html).toMatch(/<title>Error: /)
    expect(html).toContain(`<a href="#f-name">${sentence}</a>`)
    if (name === "QUAYSIDE") expect(html).toContain('value="QUAYSIDE"')
  }
  const address = await make('<b>"Odd" & name</b>')
  const html = await text(owner, address)
  expect(html).not.toContain("<b>&#34;")
  expect(html).not.toContain("<b>Odd")
  const again = await owner.post(address, { name: "quayside" })
  expect(again.status).toBe(422)
  expect(await again.text()).toContain("There is a portfolio of this name")
  await owner.post(`${address}/deletion`, {})
})

describe("what is offered", () => {
  test("says what is in the portfolio already, whole or in part", async () => {
    const address = await make("Partly")
    const id = await buildingId("Lantern Tower")
    const [unit] = await portal.database.owner`select id from equipment.units where building_id = ${id} limit 1`
    await owner.post(`${address}/additions`, { by: "unit", ...ticked([unit?.["id"]]) })
    await owner.post(`${address}/additions`, { by: "building", ...ticked([await buildingId("Ropeworks")]) })
    const html = await text(owner, `${address}/additions?by=building`)
    const row = (name: string) => new RegExp(`<tr><th[^>]*>(?:(?!</tr>).)*>${name} .*?</tr>`, "s").exec(html)?.[0] ?? ""
    expect(row("Lantern Tower")).toMatch(/1 of 16 units/)
    expect(row("Ropeworks")).toMatch(/checked disabled.*yes, whole/s)
    const contracts = await text(owner, `${address}/additions?by=contract&text=c-1183`)
    expect(contracts).toContain("1 contract matches “c-1183”")
    expect(await text(owner, `${address}/additions?text=no-such-thing`)).toContain("No units match “no-such-thing”.")
    await owner.post(`${address}/deletion`, {})
  })

  test("is added page by page, or all that matches after a question, as it is now", async () => {
    const address = await make("All of it")
    const additions = `${address}/additions`
    const html = await text(owner, additions)
    const [size] = await portal.database.owner`
      select units from equipment.fleet_sizes s join access.accounts a on a.id = s.account_id where a.name like 'Northgate%'`
    const all = size?.["units"] as number
    expect(html).toContain(`${all} units`)
    expect(html).toContain(`<a class="button second" href="${additions}/all?by=unit">Add all ${all}</a>`)
    const shown = Object.fromEntries(
      [...html.matchAll(/name="(shown-\d+)" value="(\d+)"/g)].map(([, name, value]) => [name, value]),
    )
    expect(Object.keys(shown)).toHaveLength(50)
    const page = await owner.post(additions, { by: "unit", text: "", page: "1", do: "page", ...shown } as Record<
      string,
      string
    >)
    expect(await noticeOf(owner, page)).toBe("Added 50 single units.")
    expect(await text(owner, `${additions}/all?by=unit&text=`)).toContain(`Add ${all} units?`)
    const rest = await owner.post(`${additions}/all`, { by: "unit", text: "" })
    expect(await noticeOf(owner, rest)).toBe(`Added ${all - 50} single units. 50 were in it already.`)
    const again = await owner.post(`${additions}/all`, { by: "unit", text: "" })
    expect(await noticeOf(owner, again)).toBe(`Nothing was new. ${all} were in it already.`)
    // Nothing to ask about leads back to the search.
    const none = await owner.get(`${additions}/all?by=unit&text=no-such-thing`)
    expect([none.status, none.headers.get("location")]).toEqual([303, `${additions}?by=unit&text=no-such-thing`])

    expect(await text(owner, `${address}/removals?text=lantern`)).toContain("out of the portfolio?")
    const taken = await owner.post(`${address}/removals`, { all: "yes", text: "lantern" })
    expect(await noticeOf(owner, taken)).toBe("Taken out: 16 single units.")
    await owner.post(`${address}/removals`, { all: "yes", text: "" })
    expect(headline(await text(owner, address))).toBe("Nothing is in it yet.")
    await owner.post(`${address}/deletion`, {})
  })

  test("must be ticked before anything is added", async () => {
    const address = await make("Nothing ticked")
    const answer = await owner.post(`${address}/additions`, { by: "building", text: "lantern", page: "1" })
    expect(answer.status).toBe(422)
    const html = await answer.text()
    expect(html).toContain('<a href="#found">Tick what is to be added</a>')
    expect(html).toContain('name="text" value="lantern"')
    const nothing = await owner.post(`${address}/removals`, { text: "", page: "1" })
    expect(await noticeOf(owner, nothing)).toBe("Nothing was ticked, and nothing was changed.")
    await owner.post(`${address}/deletion`, {})
  })

  test("gives of an address the buildings wholly there, and of others the units there", async () => {
    const { owner: sql } = portal.database
    const lantern = await buildingId("Lantern Tower")
    const [ropeworks] = await sql`select address_id as id from equipment.buildings where name = 'Ropeworks'`
    const [moved] =
      await sql`select id, address_id as home from equipment.units where building_id = ${lantern} order by id limit 1`
    await sql`update equipment.units set address_id = ${ropeworks?.["id"]} where id = ${moved?.["id"]}`
    const address = await make("By address")
    expect(await text(owner, `${address}/additions?by=address&text=cable`)).toContain("1 whole building, 1 single unit")
    const answer = await owner.post(`${address}/additions`, { by: "address", ...ticked([ropeworks?.["id"]]) })
    expect(await noticeOf(owner, answer)).toBe("Added 1 whole building and 1 single unit.")
    await sql`update equipment.units set address_id = ${moved?.["home"]} where id = ${moved?.["id"]}`
    await owner.post(`${address}/deletion`, {})
  })
})

describe("whoever sees it", () => {
  test("is told before it is deleted, and named when nothing is left to them", async () => {
    const html = await text(owner, `${ADDRESS}/1/deletion`)
    expect(html).toContain("1 person loses sight of 10 units in 3 buildings")
    expect(html).toMatch(/They would see nothing at all any more.*viewer@northgate\.example/s)
    const list = await text(owner, `${ADDRESS}/1`)
    expect(list).toContain("viewer@northgate.example")
    expect(list).toContain("2 people see the whole account")
  })

  test("sees the change at the next look", async () => {
    const viewer = await portal.signIn("viewer@northgate.example")
    const tower = await buildingId("Lantern Tower")
    const count = async () => /\d+ units in \d+ buildings/.exec(await text(viewer, "/equipment"))?.[0]
    expect((await viewer.get(`/equipment/buildings/${tower}`)).status).toBe(404)
    expect(await count()).toBe("10 units in 3 buildings")
    await owner.post(`${ADDRESS}/1/additions`, { by: "building", ...ticked([tower]) })
    // Word of it reaches the process that answers within a moment.
    await eventually(async () => expect(await count()).toBe("26 units in 4 buildings"))
    expect((await viewer.get(`/equipment/buildings/${tower}`)).status).toBe(200)
    await owner.post(`${ADDRESS}/1/removals`, ticked([`b${tower}`]))
    await eventually(async () => expect(await count()).toBe("10 units in 3 buildings"))
    expect((await viewer.get(`/equipment/buildings/${tower}`)).status).toBe(404)
  })

  /** What an open page is sent. */
  const follow = async (visitor: Visitor, address: string) => {
    const answer = await visitor.get(address)
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
    if (answer.status !== 200 || reader === undefined) throw new Error(`${address} was answered with ${answer.status}.`)
    return {
      until: async (wanted: string) => {
        let heard = ""
        while (!heard.includes(wanted)) {
          const { done, value } = await reader.read()
          if (done) return "closed"
          heard += value
        }
        return "heard"
      },
      leave: () => reader.cancel(),
    }
  }
  /** Takes Lantern Tower into the viewer's portfolio. One of its units that tells its state. */
  const unitOfTower = async () => {
    const tower = await buildingId("Lantern Tower")
    const [unit] = await portal.database.owner`
      select unit_id as id from equipment.unit_states where building_id = ${tower} limit 1`
    await owner.post(`${ADDRESS}/1/additions`, { by: "building", ...ticked([tower]) })
    return { unit: Number(unit?.["id"]), takeAway: () => owner.post(`${ADDRESS}/1/removals`, ticked([`b${tower}`])) }
  }
  const withdrawn = (unit: number) => `<hx-partial hx-target="#u${unit}" hx-swap="delete">`

  test("has an open page closed, or its rows taken away, at once", async () => {
    const viewer = await portal.signIn("viewer@northgate.example")
    const { unit, takeAway } = await unitOfTower()
    const [list, page] = await Promise.all([follow(viewer, "/live/equipment"), follow(viewer, `/live/units/${unit}`)])
    expect(await list.until(`#u${unit}"`)).toBe("heard")
    await takeAway()
    expect(await list.until(withdrawn(unit))).toBe("heard")
    expect(await page.until("never said")).toBe("closed")
    await list.leave()
  })

  test("has rows taken away too when that is heard while the page is just being read anew", async () => {
    const viewer = await portal.signIn("viewer@northgate.example")
    const { unit, takeAway } = await unitOfTower()
    const [list, visits] = await Promise.all([follow(viewer, "/live/equipment"), follow(viewer, "/live/services")])
    expect(await list.until(`#u${unit}"`)).toBe("heard")
    const { owner: sql } = portal.database
    // The list asks for these figures when it has its rows already.
    const figures = await sql.reserve()
    await figures`begin`
    await figures`lock table equipment.unit_days`
    const [of] = await sql`select account_id as account from equipment.units where id = ${unit}`
    const somethingElse = { topic: UNITS_CHANGED, accountId: Number(of?.["account"]), ids: [] }
    await portal.runtime.runPromise(Live.use((live) => live.announce(somethingElse)).pipe(transactional))
    const waiting = () => sql`
      select from pg_locks where relation = 'equipment.unit_days'::regclass and not granted`
    await eventually(async () => expect(await waiting()).not.toHaveLength(0))
    await takeAway()
    expect(await visits.until("still here")).toBe("heard")
    await figures`rollback`
    figures.release()
    expect(await list.until(withdrawn(unit))).toBe("heard")
    await Promise.all([list.leave(), visits.leave()])
  })
})

describe("a stranger’s portfolio", () => {
  const posts = (address: string, id: number): ReadonlyArray<readonly [string, Readonly<Record<string, string>>]> => [
    [address, { name: "Mine" }],
    [`${address}/additions`, { by: "building", ...ticked([id]) }],
    [`${address}/additions/all`, { by: "unit", text: "" }],
    [`${address}/removals`, { all: "yes", text: "" }],
    [`${address}/deletion`, {}],
  ]
  const pages = (address: string) =>
    ["", "/additions", "/additions/all", "/removals", "/deletion"].map((part) => address + part)
  const shown = async (answer: Response) => ({ status: answer.status, body: await answer.text() })

  test("is answered like one that never was, whatever is asked of it, and stays as it is", async () => {
    const { owner: sql } = portal.database
    const before = await sql`select * from access.portfolio_items order by 1, 2, 3, 4`
    const log = await actions()
    const tower = await buildingId("Lantern Tower")
    const emails = [
      "owner@harbourline.example",
      "viewer@northgate.example",
      "dispatch@kestrel.example",
      "admin@kestrel.example",
    ]
    for (const email of emails) {
      const visitor = await portal.signIn(email)
      for (const [i, page] of pages(`${ADDRESS}/1`).entries()) {
        const never = await shown(await visitor.get(pages(`${ADDRESS}/${NEVER}`)[i] ?? ""))
        expect(await shown(await visitor.get(page)), `${email} ${page}`).toEqual(never)
        expect(never.status).toBe(404)
      }
      for (const [i, [address, form]] of posts(`${ADDRESS}/1`, tower).entries()) {
        const never = await shown(await visitor.post(posts(`${ADDRESS}/${NEVER}`, tower)[i]?.[0] ?? "", form))
        expect(await shown(await visitor.post(address, form)), `${email} ${address}`).toEqual(never)
        expect(never.status).toBe(404)
      }
    }
    for (const [address, form] of posts(`${ADDRESS}/1`, tower)) {
      expect((await portal.visitor().post(address, form)).status).toBe(401)
    }
    expect(await sql`select * from access.portfolio_items order by 1, 2, 3, 4`).toEqual(before)
    expect(await actions()).toEqual(log)
  })

  test("takes no building or unit of another account in", async () => {
    const address = await make("Greedy")
    const [foreign] = await portal.database.owner`
      select u.id, u.building_id as building, u.address_id as address, u.contract_number as contract from equipment.units u
      join access.accounts a on a.id = u.account_id where a.name = 'Harbourline Transit' and u.contract_number is not null limit 1`
    for (const [by, value] of [
      ["unit", foreign?.["id"]],
      ["building", foreign?.["building"]],
      ["address", foreign?.["address"]],
      ["contract", foreign?.["contract"]],
      ["unit", NEVER],
      ["unit", "99999999999999999999"],
      ["building", "1; drop"],
    ]) {
      const answer = await owner.post(`${address}/additions`, { by: String(by), ...ticked([value]) })
      expect(await noticeOf(owner, answer), `${by} ${value}`).toBe("Nothing was new.")
    }
    expect(headline(await text(owner, address))).toBe("Nothing is in it yet.")
    await owner.post(`${address}/deletion`, {})
  })
})

test("managers of the whole account manage portfolios, administrators those of the account they look at", async () => {
  const address = await make("A manager’s", manager)
  expect((await owner.get(address)).status).toBe(200)
  expect((await administrator.get(ADDRESS)).status).toBe(404)
  const [northgate] = await portal.database.owner`select id from access.accounts where name like 'Northgate%'`
  await administrator.post("/session/account", { account: String(northgate?.["id"]) })
  expect(await text(administrator, ADDRESS)).toContain("A manager’s")
  const added = await administrator.post(`${address}/additions`, {
    by: "building",
    ...ticked([await buildingId("Ropeworks")]),
  })
  expect(await noticeOf(administrator, added)).toBe("Added 1 whole building.")
  await administrator.post(`${address}/deletion`, {})
  await administrator.post("/session/account", { account: "all" })
})

test("a manager of some portfolios manages none, and is not led there", async () => {
  await portal.database.owner`
    update access.memberships m set role = 'manager' from access.users u where u.id = m.user_id and u.email = 'viewer@northgate.example'`
  const limited = await portal.signIn("viewer@northgate.example")
  expect((await limited.get(ADDRESS)).status).toBe(404)
  expect((await limited.post(ADDRESS, { name: "Mine" })).status).toBe(404)
  const setup = await text(limited, "/setup")
  expect(setup).not.toContain(`href="${ADDRESS}"`)
  expect(await text(manager, "/setup")).toContain(`href="${ADDRESS}"`)
  await portal.database.owner`
    update access.memberships m set role = 'viewer' from access.users u where u.id = m.user_id and u.email = 'viewer@northgate.example'`
})
