import { addPerson } from "../support/person.ts"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { addMember, makePortfolio, openAccount } from "#access"
import { demoPassword } from "../../web/demo/demo-people.ts"
import { eventually } from "../support/eventually.ts"
import { cookieOf, type Portal, testPortal, type Visitor } from "../support/portal.ts"

let portal: Portal
/** Another web process on the same database. */
let second: Portal
let accountId: number
let otherId: number
let portfolioId: number
beforeAll(async () => {
  portal = await testPortal()
  second = await testPortal({ database: portal.database })
  const run = portal.runtime.runPromise
  accountId = (await run(openAccount({ name: "Northgate", country: "GB", timeZone: "Europe/London" }))).id
  otherId = (await run(openAccount({ name: "Southbank", country: "GB", timeZone: "Europe/London" }))).id
  portfolioId = (await run(makePortfolio({ accountId, name: "Quayside", buildingIds: [], units: [] }))).id
  await enrol("owner", accountId, "owner")
  await enrol("manager", accountId, "manager")
  await enrol("stranger", otherId, "owner")
  await enrol("admin", null)
  await portal.database.owner`update access.users set staff_role = 'administrator' where email = 'admin@team.example'`
})
afterAll(async () => {
  await second.stop()
  await portal.stop()
})

const address = (name: string) => `${name}@team.example`
const enrol = async (name: string, account: number | null, role: "owner" | "manager" | "viewer" = "viewer") => {
  const id = await addPerson(portal.database.owner, { email: address(name), name, password: demoPassword })
  if (account === null) return id
  await portal.runtime.runPromise(addMember({ accountId: account, userId: id, role, portfolioIds: "whole account" }))
  return id
}
const signIn = (name: string, where = portal) => where.signIn(address(name))
const membershipOf = async (name: string) => {
  const [row] = await portal.database.owner<Array<{ id: number }>>`
    select m.id from access.memberships m join access.users u on u.id = m.user_id where u.email = ${address(name)}`
  return row?.id ?? 0
}
const textOf = async (answer: Response | Promise<Response>) => {
  const text = await (await answer).text()
  return text
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll("&#39;", "'")
    .replaceAll(/\s+/g, " ")
}
/** The address of the link in the last mail. */
const mailedTo = (email: string) =>
  eventually(async () => {
    const [mail] = await portal.database.owner<Array<{ text: string }>>`
      select text_body as text from kernel.messages where recipient = ${email} order by id desc limit 1`
    const path = /(\/invitations\/[\w-]+)/.exec(mail?.text ?? "")?.[1]
    if (path === undefined) throw new Error(`No invitation for ${email}.`)
    return path
  })
const inviteBy = (visitor: Visitor, email: string, more: Readonly<Record<string, string>> = {}) =>
  visitor.post("/setup/team/invitations", { email, role: "viewer", reach: "account", until: "", ...more })

/** A stream of changes: `begun` after its first message, `ended` when the server has closed it. */
const follow = async (visitor: Visitor, page: string) => {
  const answer = await visitor.get(page)
  expect(answer.headers.get("content-type")).toBe("text/event-stream")
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader()
  await reader.read()
  const ended = (async () => {
    while (!(await reader.read()).done) continue
  })()
  return { ended, leave: () => reader.cancel() }
}

describe("the team", () => {
  test("is shown to owners and managers, and changed by owners alone", async () => {
    const [owner, manager, admin] = [await signIn("owner"), await signIn("manager"), await signIn("admin")]
    const page = await textOf(owner.get("/setup/team"))
    for (const word of ["2 people have access.", "owner@team.example", "manager@team.example", "Invite somebody"])
      expect(page).toContain(word)
    const looked = await textOf(manager.get("/setup/team"))
    expect(looked).toContain("Owners invite, change and remove people.")
    expect(looked).not.toContain("Invite somebody")
    const id = await membershipOf("owner")
    for (const path of ["/setup/team/invitations/new", `/setup/team/${id}`, `/setup/team/${id}/removal`]) {
      expect((await manager.get(path)).status).toBe(404)
    }
    expect((await inviteBy(manager, "x@team.example")).status).toBe(404)
    // Staff who look at all customers look at no team.
    expect((await admin.get("/setup/team")).status).toBe(404)
  })

  test("takes an invitation, and gives a wrong form back as it was typed", async () => {
    const owner = await signIn("owner")
    const wrong = await inviteBy(owner, "no address", { role: "", reach: "portfolios", until: "soon" })
    expect(wrong.status).toBe(422)
    const html = await wrong.text()
    expect(html).toContain('value="no address"')
    for (const field of ["email", "role", "until"]) expect(html).toContain(`href="#f-${field}"`)
    const impossible: ReadonlyArray<readonly [Record<string, string>, string]> = [
      [{ reach: "portfolios" }, "Choose at least one portfolio"],
      [{ reach: "portfolios", "portfolio-2000000000": "yes" }, "Choose at least one portfolio"],
      [{ role: "owner", reach: "portfolios", [`portfolio-${portfolioId}`]: "yes" }, "An owner sees the whole account"],
      [{ role: "manager", until: "2090-01-01" }, "Only a viewer"],
      [{ until: "2020-01-01" }, "Enter a day that is still to come"],
      ...["3000-01-01", "9999-12-31"].map((until) => [{ until }, "Enter a day that is still to come"] as const),
    ]
    for (const [typed, says] of impossible) {
      const answer = await inviteBy(owner, "guest@team.example", typed)
      expect(answer.status).toBe(422)
      const html = await answer.text()
      expect(html).toContain(says)
      if (typed["until"] !== undefined) expect(html).toContain(`value="${typed["until"]}"`)
    }
    const guest = { reach: "portfolios", [`portfolio-${portfolioId}`]: "yes", until: "2090-01-31" }
    const sent = await inviteBy(owner, " Guest@Team.example ", guest)
    expect([sent.status, sent.headers.get("location")]).toEqual([303, "/setup/team?done=invited"])
    const page = await textOf(owner.get("/setup/team?done=invited"))
    expect(page).toContain("The invitation is on its way.")
    expect(page).toMatch(/guest@team\.example Viewer, until 31 January 2090 Quayside good until/)
    expect(await textOf(inviteBy(owner, "guest@team.example"))).toContain("This address is invited already")
    expect(await textOf(inviteBy(owner, "MANAGER@team.example"))).toContain("manager has access already")
  })

  test("of many is searched and read page by page, and so are many portfolios", async () => {
    await portal.database.owner`
      with people as (insert into access.users (email, name)
        select 'many-' || n || '@team.example', 'Many ' || n from generate_series(1, 120) as n returning id)
      insert into access.memberships (account_id, user_id, role, whole_account) select ${otherId}, id, 'viewer', true from people`
    await portal.database.owner`
      insert into access.portfolios (account_id, name) select ${otherId}, 'Folder ' || n from generate_series(1, 200) as n`
    const stranger = await signIn("stranger")
    expect(await textOf(stranger.get("/setup/team"))).toMatch(/121 people have access\..*Many 50 .*1 to 50 of 121/)
    expect(await textOf(stranger.get("/setup/team?page=3"))).toMatch(/Many 120 .*101 to 121 of 121/)
    expect(await textOf(stranger.get("/setup/team?text=MANY-12"))).toMatch(
      /2 of 121 people match\..*Many 12 .*Many 120 /,
    )
    expect(await textOf(stranger.get("/setup/team?text=%25"))).toContain("Nobody matches.")
    const form = await (
      await stranger.get("/setup/team/invitations/new?email=kept%40team.example&find=folder+199")
    ).text()
    expect(form).toContain("1 of 200 portfolios are shown")
    expect(form).toContain('value="kept@team.example"')
    const id = /name="portfolio-(\d+)"/.exec(form)?.[1] ?? ""
    const next = await (await stranger.get(`/setup/team/invitations/new?find=folder+7&portfolio-${id}=yes`)).text()
    expect(next).toContain(`name="portfolio-${id}" value="yes" checked`)
  })

  test("of others is answered like one that never was", async () => {
    const stranger = await signIn("stranger")
    const id = await membershipOf("owner")
    const [invitation] = await portal.database.owner<Array<{ id: number }>>`
      select id from access.invitations where account_id = ${accountId} limit 1`
    const shown = async (answer: Response) => [answer.status, answer.headers.get("location"), await answer.text()]
    for (const path of ["", "/removal"]) {
      const ask = async (one: number) => shown(await stranger.get(`/setup/team/${one}${path}`))
      expect(await ask(id)).toEqual(await ask(2_000_000_000))
      expect((await ask(id))[0]).toBe(404)
    }
    const terms = { role: "viewer", reach: "account", until: "" }
    for (const [path, form] of [["", terms] as const, ["/removal", {}] as const]) {
      const ask = async (one: number) => shown(await stranger.post(`/setup/team/${one}${path}`, form))
      expect(await ask(id)).toEqual(await ask(2_000_000_000))
    }
    for (const what of ["letter", "revocation"]) {
      const ask = async (one: number) => shown(await stranger.post(`/setup/team/invitations/${one}/${what}`, {}))
      expect(await ask(invitation?.id ?? 0)).toEqual(await ask(2_000_000_000))
    }
    expect(await membershipOf("owner")).toBe(id)
    const typed = await textOf(
      inviteBy(stranger, "y@team.example", { reach: "portfolios", [`portfolio-${portfolioId}`]: "yes" }),
    )
    expect(typed).toContain("Choose at least one portfolio")
    expect(typed).not.toContain("Quayside")
  })
})

describe("an invitation", () => {
  test("is not used up by being looked at, brings somebody new in, and is then worthless like any other", async () => {
    const owner = await signIn("owner")
    await inviteBy(owner, "newcomer@team.example", { role: "manager" })
    const path = await mailedTo("newcomer@team.example")
    const nobody = portal.visitor()
    for (let round = 0; round < 3; round++) {
      expect(await textOf(nobody.get(path))).toContain("You are invited to Northgate")
    }
    const wrong = await nobody.post(path, { name: "New\u200dcomer \u202eOdd", password: "short" })
    expect(wrong.status).toBe(422)
    const html = await wrong.text()
    expect(html).toContain("New\u200dcomer")
    expect(html).toContain("Enter a password of at least 12 characters")
    const form = { name: "New Comer", password: "a password for tests" }
    const done = await nobody.post(path, form)
    expect([done.status, done.headers.get("location")]).toEqual([303, "/"])
    const newcomer = portal.visitor(cookieOf(done))
    expect(await textOf(newcomer.get("/setup/team"))).toContain("New Comer")
    const shown = async (answer: Response) => [answer.status, await answer.text()]
    const guessed = await shown(await nobody.get("/invitations/guessed"))
    expect(guessed[0]).toBe(404)
    expect(await shown(await nobody.get(path))).toEqual(guessed)
    expect(await shown(await nobody.post(path, { ...form, password: "another password" }))).toEqual(guessed)
    // The same form once more, by a second press or the back button, does nothing but let them in.
    const again = await nobody.post(path, form)
    expect([again.status, again.headers.get("location")]).toEqual([303, "/"])
    expect(await textOf(portal.visitor(cookieOf(again)).get("/setup/team"))).toContain("New Comer")
    expect(await shown(await nobody.post("/invitations/guessed", form))).toEqual(guessed)
  })

  test("asks somebody known to sign in first, and tells somebody else no more than they know", async () => {
    const owner = await signIn("owner")
    await inviteBy(owner, address("stranger"), { role: "viewer" })
    const path = await mailedTo(address("stranger"))
    const nobody = portal.visitor()
    const first = await (await nobody.get(path)).text()
    expect(first).toContain(`href="/sign-in?next=${encodeURIComponent(path)}"`)
    expect((await nobody.post(path, { name: "Not Me", password: "a password for tests" })).status).toBe(200)
    const other = await textOf(owner.get(path))
    expect(other).toContain("This invitation is for s•••@t•••.example, and you are signed in as owner.")
    expect(other).not.toContain(address("stranger"))
    expect(await textOf(owner.post(path, {}))).toContain("This invitation is for s•••@")

    const stranger = await signIn("stranger")
    expect(await textOf(stranger.get(path))).toContain("Accept")
    for (let round = 0; round < 2; round++) {
      const done = await stranger.post(path, {})
      expect([done.status, done.headers.get("location")]).toEqual([303, "/"])
    }
    expect(await textOf(stranger.get("/"))).toContain("Northgate")
    expect((await stranger.get("/setup/team")).status).toBe(404)
  })

  test("sent again or revoked leaves its link before worthless", async () => {
    const owner = await signIn("owner")
    await inviteBy(owner, "twice@team.example")
    const first = await mailedTo("twice@team.example")
    const [row] = await portal.database.owner<Array<{ id: number }>>`
      select id from access.invitations where email = 'twice@team.example'`
    const base = `/setup/team/invitations/${row?.id ?? 0}`
    expect((await owner.post(`${base}/letter`, {})).headers.get("location")).toBe("/setup/team?done=resent")
    const again = await mailedTo("twice@team.example")
    expect(again).not.toBe(first)
    const nobody = portal.visitor()
    expect([(await nobody.get(first)).status, (await nobody.get(again)).status]).toEqual([404, 200])
    expect((await owner.post(`${base}/revocation`, {})).headers.get("location")).toBe("/setup/team?done=revoked")
    expect((await owner.post(`${base}/revocation`, {})).headers.get("location")).toBe("/setup/team?done=gone")
    expect((await nobody.get(again)).status).toBe(404)
  })
})

describe("a change", () => {
  test("ends the member's sign-ins and open pages at once, in every web process", async () => {
    await enrol("everywhere", accountId, "manager")
    const id = await membershipOf("everywhere")
    const owner = await signIn("owner")
    const change = { role: "viewer", reach: "account", until: "" }
    const removal = () => owner.post(`/setup/team/${id}/removal`, {})
    for (const act of [() => owner.post(`/setup/team/${id}`, change), removal]) {
      const [here, there] = [await signIn("everywhere"), await signIn("everywhere", second)]
      const streams = [await follow(here, "/live/home"), await follow(there, "/live/home")]
      expect((await act()).status).toBe(303)
      await Promise.all(streams.map(({ ended }) => ended))
      expect([(await here.get("/")).status, (await there.get("/")).status]).toEqual([303, 303])
    }
    expect((await removal()).headers.get("location")).toBe("/setup/team?done=gone")
  })

  test("of the last owner is refused with a sentence, and of oneself too", async () => {
    const owner = await signIn("owner")
    const id = await membershipOf("owner")
    const change = { role: "viewer", reach: "account", until: "" }
    expect((await owner.get(`/setup/team/${id}`)).headers.get("location")).toBe("/setup/team?done=own")
    expect((await owner.post(`/setup/team/${id}`, change)).headers.get("location")).toBe("/setup/team?done=own")
    const left = await owner.post("/setup/departure", {})
    expect(left.status).toBe(422)
    expect(await textOf(left)).toContain("This is the only owner")
    const admin = await signIn("admin")
    await admin.post("/session/account", { account: String(accountId) })
    for (const path of [`/setup/team/${id}`, `/setup/team/${id}/removal`]) {
      const answer = await admin.post(path, change)
      expect(answer.status).toBe(422)
      expect(await textOf(answer)).toContain("This is the only owner without an end")
    }
  })

  test("of one's own mind: whoever leaves an account is out of it, and goes on in another", async () => {
    await enrol("leaver", accountId)
    const leaver = await signIn("leaver")
    expect(await textOf(leaver.get("/setup/departure"))).toContain("Leave Northgate?")
    expect((await leaver.post("/setup/departure", {})).status).toBe(303)
    expect((await leaver.get("/setup/departure")).status).toBe(404)
    expect((await leaver.get("/")).status).toBe(200)
    expect((await leaver.post("/setup/departure", {})).status).toBe(303)
  })
})

describe("an administrator who looks through a customer's eyes", () => {
  test("sees what they see, can post nothing, and comes back; open pages follow", async () => {
    const admin = await signIn("admin")
    const before = await follow(admin, "/live/home")
    const id = await membershipOf("manager")
    expect((await admin.post("/session/viewing", { membership: "2000000000" })).status).toBe(404)
    expect((await admin.post("/session/viewing", { membership: String(id) })).status).toBe(303)
    await before.ended
    const home = await textOf(admin.get("/"))
    expect(home).toContain("You see what manager sees in Northgate.")
    expect(home).not.toContain("Operations")
    expect((await admin.get("/operations")).status).toBe(404)
    expect(await textOf(admin.get("/setup/team"))).toContain("Owners invite, change and remove people.")
    const posts: ReadonlyArray<readonly [string, Record<string, string>]> = [
      ["/session/account", { account: String(otherId) }],
      ["/session/viewing", { membership: String(id) }],
      ["/setup/departure", {}],
      ["/setup/details", { name: "Somebody Else" }],
      ["/invitations/guessed", {}],
    ]
    for (const [path, form] of posts) expect((await admin.post(path, form)).status, path).toBe(403)
    const through = await follow(admin, "/live/home")
    expect((await admin.post("/session/viewing/end", {})).status).toBe(303)
    await through.ended
    expect((await admin.get("/operations")).status).toBe(200)
    expect((await admin.post("/session/viewing/end", {})).status).toBe(303)
    const log = await portal.database.owner`
      select action, actor, viewed_by from access.audit_entries where account_id = ${accountId} and action like 'viewing%' order by id`
    expect(log).toEqual([
      { action: "viewing-begun", actor: "admin", viewed_by: null },
      { action: "viewing-ended", actor: "admin", viewed_by: null },
    ])
  })

  test("is written down as having ended also when they sign out; nobody else may begin", async () => {
    const admin = await signIn("admin")
    await admin.post("/session/viewing", { membership: String(await membershipOf("manager")) })
    expect((await admin.post("/sign-out", {})).status).toBe(303)
    const [last] = await portal.database.owner`
      select action from access.audit_entries where account_id = ${accountId} and action like 'viewing%' order by id desc limit 1`
    expect(last).toEqual({ action: "viewing-ended" })
    // Nobody else may begin.
    const owner = await signIn("owner")
    expect((await owner.post("/session/viewing", { membership: String(await membershipOf("manager")) })).status).toBe(
      404,
    )
  })
})

describe("the account switcher", () => {
  test("lists a few, finds the others by a search, and offers nobody what is not theirs", async () => {
    const userId = await enrol("janitor", null)
    await portal.database.owner`
      with made as (insert into access.accounts (name, country, time_zone)
        select 'House ' || n, 'GB', 'Europe/London' from generate_series(1, 70) as n returning id)
      insert into access.memberships (account_id, user_id, role, whole_account) select id, ${userId}, 'viewer', true from made`
    const janitor = await signIn("janitor")
    const menu = (html: string) => [
      ...(/<ul aria-labelledby="switch">.*?<\/ul>/s.exec(html)?.[0] ?? "").matchAll(/<button/g),
    ]
    const home = await (await janitor.get("/")).text()
    expect(menu(home)).toHaveLength(8)
    expect(home).toContain('href="/accounts"')
    expect(await textOf(janitor.get("/accounts"))).toMatch(/70 accounts .*House 50 .*1 to 50 of 70/)
    expect(await textOf(janitor.get("/accounts?page=2"))).toContain("House 70")
    const found = await (await janitor.get("/accounts?text=house+66")).text()
    const id = /name="account" value="(\d+)"[^>]*><b>House 66</.exec(found)?.[1] ?? ""
    expect((await janitor.post("/session/account", { account: id })).status).toBe(303)
    expect(await textOf(janitor.get("/"))).toMatch(/Account and sign-out: House 66/)
    // Remembered for the next time.
    expect(await textOf((await signIn("janitor")).get("/"))).toMatch(/Account and sign-out: House 66/)
    expect(await textOf(janitor.get("/accounts?text=bank"))).not.toContain("Southbank")
    const admin = await signIn("admin")
    expect(await textOf(admin.get("/accounts?text=southb"))).toMatch(/1 account .*All customers .*Southbank/)
  })
})

describe("the staff", () => {
  test("is invited, changed and removed by an administrator, who stays", async () => {
    const admin = await signIn("admin")
    const page = "/operations/staff"
    const wrong = await admin.post(`${page}/invitations`, { email: "x", role: "" })
    expect(wrong.status).toBe(422)
    const sent = await admin.post(`${page}/invitations`, { email: "tech@team.example", role: "technician" })
    expect(sent.headers.get("location")).toBe(`${page}?done=invited`)
    const path = await mailedTo("tech@team.example")
    const done = await portal.visitor().post(path, { name: "Tech", password: demoPassword })
    const tech = portal.visitor(cookieOf(done))
    expect((await tech.get("/operations")).status).toBe(200)
    expect((await tech.get(page)).status).toBe(404)
    const [found] = await portal.database.owner<Array<{ id: number; own: number }>>`
      select id, (select id from access.users where email = 'admin@team.example') as own
      from access.users where email = 'tech@team.example'`
    const { id, own } = found ?? { id: 0, own: 0 }
    expect((await admin.post(`${page}/${id}`, { role: "dispatcher" })).headers.get("location")).toBe(
      `${page}?done=changed`,
    )
    expect((await tech.get("/operations")).status).toBe(303)
    const again = await signIn("tech")
    const stream = await follow(again, "/live/home")
    expect((await admin.post(`${page}/${id}/removal`, {})).headers.get("location")).toBe(`${page}?done=removed`)
    await stream.ended
    expect((await again.get("/")).status).toBe(303)
    expect((await admin.post(`${page}/${own}/removal`, {})).headers.get("location")).toBe(`${page}?done=own`)
    expect(await textOf(admin.get(page))).toContain("1 person works with this portal.")
  })
})
