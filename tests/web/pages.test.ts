import { gzipSync } from "node:zlib"
import { Effect } from "effect"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import {
  addMember,
  addUser,
  hashToken,
  invite,
  newToken,
  offerSetup,
  openAccount,
  portalItself,
  renewStaffToken,
} from "#access"
import { arrive, openOrder, reportByCode, scheduleOrder } from "#maintenance"
import { MessageBus } from "#kernel/bus/message-bus.ts"
import { as } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { dayAt } from "#kernel/time.ts"
import { createApp } from "../../web/app.ts"
import type { Services } from "../../web/composition.ts"
import { createWeb } from "../../web/create-web.ts"
import { demoPassword } from "../../web/demo/demo-people.ts"
import { listen, type Listening } from "../../web/listen.ts"
import { complaintsOf, desk, phone, startBrowser, useSession } from "../support/browser.ts"
import { eventually } from "../support/eventually.ts"
import { type Portal, testPortal } from "../support/portal.ts"
import { expectAccessible, expectAccessibleInLight } from "./accessible.ts"
import { htmlProblems } from "./html.ts"

/** Who looks at a page: someone of the demo, nobody, or somebody of the empty portal or account. */
type Reader =
  | "owner"
  | "manager"
  | "viewer"
  | "admin"
  | "admin of an account"
  | "admin as a viewer"
  | "nobody"
  | "halfway in"
  | "of an empty account"
  | "without an account"
  | "nobody yet"

interface Look {
  readonly route: string
  readonly what: string
  readonly reader: Reader
  readonly address: () => string
  readonly status?: number
}

let portal: Portal
let empty: Portal
let development: Listening
let browser: Browser
const cookies = new Map<Reader, string>()
const ids = {
  ...{ code: "", report: "", residents: "" },
  ...{ unit: 0, out: 0, unconnected: 0, building: 0, address: 0, now: 0, setup: "" },
  ...{ visited: 0, coming: 0, calendar: 0 },
  ...{ trapped: 0, completed: 0, order: 0, sign: 0, need: 0 },
  ...{ member: 0, staff: 0, invitation: "", invitationOfKnown: "", token: 0, staffToken: 0, message: 0 },
}

const enrol = async (email: string, accountId: number | null) => {
  const person = { email, name: "Pat Doe", password: demoPassword, locale: "en-GB", timeZone: "UTC", staffRole: null }
  const { id } = await portal.runtime.runPromise(addUser(person))
  if (accountId === null) return
  await portal.runtime.runPromise(addMember({ accountId, userId: id, role: "owner", portfolioIds: "whole account" }))
}

/** Somebody whose password was right and whose code is waited for, and a link for a new password: "a-link". */
const beginSome = async () => {
  const { owner } = portal.database
  await owner`
    insert into access.pending_steps (token_hash, kind, user_id, detail, expires_at)
    select ${hashToken("halfway")}, 'second-factor', id, '{}', now() + interval '1 hour' from access.users where email = 'alone@pages.example'`
  await owner`
    insert into access.mailed_links (token_hash, kind, user_id, expires_at)
    select ${hashToken("a-link")}, 'password', id, now() + interval '1 hour' from access.users where email = 'alone@pages.example'`
  cookies.set("halfway in", "hoistway-second-factor=halfway")
}

/** Two requests of a unit: somebody is inside, and one that is completed. */
const reportSome = async (unitId: number) => {
  const [owner, admin] = [portal.visitor(cookies.get("owner")), portal.visitor(cookies.get("admin"))]
  const report = async (inside: "yes" | "no") => {
    const contact = { name: "Ines Ferreira", phone: "+442079460123" }
    const what = { inside, problem: "other", description: "It stopped between two floors,\nand somebody calls." }
    const form = { unit: String(unitId), key: crypto.randomUUID(), ...what, ...contact }
    const answer = await owner.post("/services/requests", form)
    return Number(/requests\/(\d+)/.exec(answer.headers.get("location") ?? "")?.[1])
  }
  const [trapped, completed] = [await report("yes"), await report("no")]
  for (const step of ["acceptance", "completion"]) await admin.post(`/services/requests/${completed}/${step}`, {})
  return { trapped, completed }
}

/** An order whose technician has arrived. */
const arriveSomewhere = async (unitId: number) => {
  const [by, now] = [{ userId: null, name: "Colin Marsh", staffRole: "dispatcher" } as const, new Date()]
  const run = <A, E>(work: Effect.Effect<A, E, Services>) => portal.runtime.runPromise(work.pipe(as(everything)))
  const id = await run(openOrder(by, { unitId, activity: "maintenance", title: "Monthly service" }, now))
  await run(scheduleOrder(by, id, { plannedOn: dayAt(now, "Europe/London"), plannedStart: now }, now))
  await run(arrive(by, id, {}, now))
  return id
}

/** A unit's code, a report by it, and what residents are told of the unit and its building. */
const informSome = async (unitId: number, buildingId: number) => {
  const owner = portal.visitor(cookies.get("owner"))
  const label = await (await owner.get(`/equipment/units/${unitId}/label`)).text()
  const code = (/[\dA-Z]{4}-[\dA-Z]{4}-[\dA-Z]{4}/.exec(label)?.[0] ?? "").replaceAll("-", "")
  const what = {
    problem: "other" as const,
    description: "",
    trapped: true,
    same: null,
    contact: "",
    name: "a passer-by",
  }
  const report = newToken()
  const form = { ...what, formKey: crypto.randomUUID(), token: report }
  await portal.runtime.runPromise(reportByCode(code, form, new Date()))
  const made = await owner.post(`/equipment/buildings/${buildingId}/residents`, { key: crypto.randomUUID() })
  const residents = /\/b\/([\w-]{43})/.exec(await made.text())?.[1] ?? ""
  const told = { reason: "The door drive is being replaced.", alternative: "Take Lift 2.", since: "2026-11-10T09:12" }
  await owner.post(`/equipment/units/${unitId}/announcement`, told)
  return { code, report, residents }
}

/** Two invitations: of somebody new into Northgate, and of somebody known into another account. */
const inviteSome = async (northgate: number, other: number) => {
  const terms = { role: "viewer", portfolioIds: "whole account", until: new Date(Date.now() + 86_400_000) } as const
  const sender = { company: "Kestrel Lifts", address: portal.url }
  for (const [accountId, email] of [
    [northgate, "somebody.new@pages.example"],
    [other, "viewer@northgate.example"],
  ] as const) {
    await portal.runtime.runPromise(invite(portalItself, sender, { accountId, email, terms }))
  }
  const mails = await portal.database.owner<Array<{ text: string }>>`
    select coalesce(text_body, '') as text from kernel.messages where text_body like '%/invitations/%' order by id`
  return mails.map(({ text }) => /\/invitations\/([\w-]+)/.exec(text)?.[1] ?? "")
}

beforeAll(async () => {
  ;[portal, empty, browser] = await Promise.all([testPortal({ demo: true }), testPortal(), startBrowser()])
  const config = { ...portal.config, environment: "development" as const }
  development = await listen(createWeb(config, portal.runtime, portal.web.log), config)
  const account = await portal.runtime.runPromise(openAccount({ name: "New Customer", country: "GB", timeZone: "UTC" }))
  await enrol("new@pages.example", account.id)
  await enrol("alone@pages.example", null)
  const people: ReadonlyArray<readonly [Reader, string]> = [
    ["owner", "owner@northgate.example"],
    ["manager", "manager@northgate.example"],
    ["viewer", "viewer@northgate.example"],
    ["admin", "admin@kestrel.example"],
    ["admin of an account", "admin@kestrel.example"],
    ["admin as a viewer", "admin@kestrel.example"],
    ["of an empty account", "new@pages.example"],
    ["without an account", "alone@pages.example"],
  ]
  for (const [reader, email] of people) cookies.set(reader, (await portal.signIn(email)).cookie)
  await beginSome()
  ids.setup = (await empty.runtime.runPromise(offerSetup())) ?? ""
  const [row] = await portal.database.owner<Array<Partial<typeof ids>>>`
    select (select id from equipment.units where name = 'Lift 1, north entrance') as unit,
      (select unit_id from equipment.unit_states s join access.accounts a on a.id = s.account_id
        where a.name like 'Northgate%' order by s.state = 'out-of-order' desc limit 1) as out,
      (select id from equipment.units where name = 'Platform lift, reading room') as unconnected,
      (select id from equipment.buildings where name = 'Lantern Tower') as building,
      (select address_id from equipment.buildings where name = 'Lantern Tower') as address`
  Object.assign(ids, row, { now: Date.now() - 60_000 })
  Object.assign(ids, await informSome(ids.unit, ids.building))
  Object.assign(ids, await reportSome(Number(row?.out)), { order: await arriveSomewhere(ids.unit) })
  const [shown] = await portal.database.owner<Array<{ sign: number }>>`
    insert into maintenance.early_signs (account_id, building_id, unit_id, unit_name, unit_number, unit_kind, building_name, time_zone,
      sign, usual, recent, noticed_at, seen_at)
    select account_id, building_id, id, name, equipment_number, kind, 'Lantern Tower', 'Europe/London', 'door-reopenings', 2, 6.1, now(), now()
    from equipment.units where id = ${ids.unit} returning id as sign`
  const [told] = await portal.database.owner<Array<{ need: number }>>`
    insert into maintenance.service_needs (account_id, building_id, unit_id, unit_name, unit_number, unit_kind,
      building_name, time_zone, fault, entrapment, since, noticed_at)
    select account_id, building_id, id, name, equipment_number, kind, 'Meridian House', 'Europe/London', 'door-closing', false,
      now(), now() from equipment.units where id = ${ids.out} returning id as need`
  Object.assign(ids, shown, told)
  const [team] = await portal.database.owner<Array<{ member: number; staff: number; northgate: number }>>`
    select m.id as member, m.account_id as northgate,
      (select id from access.users where email = 'technician@kestrel.example') as staff
    from access.memberships m join access.users u on u.id = m.user_id where u.email = 'viewer@northgate.example'`
  const [invitation = "", invitationOfKnown = ""] = await inviteSome(team?.northgate ?? 0, account.id)
  Object.assign(ids, team, { invitation, invitationOfKnown })
  const visitorOf = (reader: Reader) => portal.visitor(cookies.get(reader))
  const form = { key: crypto.randomUUID(), name: "Dashboard", "scope-read-equipment": "yes", until: "90" }
  await visitorOf("owner").post("/setup/tokens", form)
  await portal.runtime.runPromise(renewStaffToken("dispatch@kestrel.example", "Call centre"))
  await visitorOf("owner").post("/services/calendars", { key: crypto.randomUUID(), name: "All", scope: "all" })
  const [records] = await portal.database.owner<Array<Partial<typeof ids>>>`
    select (select id from access.api_tokens where name = 'Dashboard') as token,
      (select id from access.api_tokens where name = 'Call centre') as "staffToken",
      (select id from access.calendar_feeds) as calendar,
      (select max(o.id) from maintenance.service_orders o where account_id = ${team?.northgate ?? 0} and comment <> ''
        and jsonb_array_length(checklist) > 0 and state = 'closed') as visited,
      (select max(o.id) from maintenance.service_orders o where account_id = ${team?.northgate ?? 0} and state = 'scheduled') as coming,
      (select min(id)::int from kernel.messages) as message`
  Object.assign(ids, records)
  await visitorOf("admin of an account").post("/session/account", { account: String(team?.northgate) })
  await visitorOf("admin as a viewer").post("/session/viewing", { membership: String(ids.member) })
})
afterAll(async () => {
  await browser.close()
  await development.close()
  await Promise.all([portal.stop(), empty.stop()])
})

const look = (route: string, what: string, reader: Reader, address: string | (() => string), status = 200): Look => ({
  route,
  what,
  reader,
  address: typeof address === "string" ? () => address : address,
  status,
})

/** Every page that can be looked at. A page of the portal that is missing here fails the first test. */
const looks: ReadonlyArray<Look> = [
  look("/", "Home", "owner", "/"),
  look("/", "Home of one portfolio", "viewer", "/"),
  look("/", "Home of all customers", "admin", "/"),
  look("/", "Home of an empty account", "of an empty account", "/"),
  look("/", "Home of someone without an account", "without an account", "/"),
  look("/equipment", "the list", "owner", "/equipment"),
  look(
    "/equipment",
    "the list, filtered and sorted",
    "owner",
    "/equipment?kind=lift&connected=yes&sort=-starts&text=lift&page=2",
  ),
  look("/equipment", "the list of units that are not connected", "admin", "/equipment?connected=no"),
  look("/equipment", "a list without a match", "owner", "/equipment?text=no-such-thing&state=unknown"),
  look("/equipment", "a page after the last", "owner", "/equipment?page=900"),
  look("/equipment", "the list of an empty account", "of an empty account", "/equipment"),
  look("/equipment/units/:id", "a unit", "owner", () => `/equipment/units/${ids.unit}`),
  look("/equipment/units/:id", "a unit in trouble", "owner", () => `/equipment/units/${ids.out}`),
  look("/equipment/units/:id", "a unit that is not connected", "owner", () => `/equipment/units/${ids.unconnected}`),
  look(
    "/equipment/units/:id/availability",
    "how an availability comes about",
    "owner",
    () => `/equipment/units/${ids.unit}/availability?from=2026-01-01&to=2026-10-31&hours=peak`,
  ),
  look(
    "/equipment/units/:id/availability",
    "the availability of a unit that is not connected",
    "owner",
    () => `/equipment/units/${ids.unconnected}/availability`,
  ),
  look(
    "/equipment/units/:id/intervals/:at",
    "an interval",
    "owner",
    () => `/equipment/units/${ids.out}/intervals/${ids.now}`,
  ),
  look(
    "/equipment/units/:id/intervals/:at",
    "an interval, for staff",
    "admin",
    () => `/equipment/units/${ids.out}/intervals/${ids.now}`,
  ),
  look("/equipment/buildings/:id", "a building", "owner", () => `/equipment/buildings/${ids.building}`),
  look("/equipment/addresses/:id", "an address", "owner", () => `/equipment/addresses/${ids.address}`),
  look("/equipment/contracts/:number", "a contract", "owner", "/equipment/contracts/C-1182"),
  look("/equipment/contracts/:number", "a contract, in part", "viewer", "/equipment/contracts/C-1207"),
  look("/equipment/contracts/:number", "a contract, to staff", "admin", "/equipment/contracts/HT-ESC"),
  look("/f", "entering a code", "nobody", "/f"),
  look("/f/:code", "a code that leads nowhere", "nobody", "/f/7K3DP9QXM2VT", 404),
  look("/f/:code", "reporting by the code", "nobody", () => `/f/${ids.code}`),
  look("/r/:token", "what is being done", "nobody", () => `/r/${ids.report}?done=sent`),
  look("/r/:token", "a report’s link that shows nothing", "nobody", "/r/guessed", 404),
  look("/b/:token", "the residents’ page", "nobody", () => `/b/${ids.residents}`),
  look("/b/:token", "a residents’ page that has ended", "nobody", "/b/guessed", 404),
  look("/equipment/labels", "labels", "owner", () => `/equipment/labels?unit=${ids.unit}&unit=${ids.out}`),
  look("/equipment/units/:id/label", "a label", "owner", () => `/equipment/units/${ids.unit}/label?done=renewed`),
  look(
    "/equipment/units/:id/label/renewal",
    "the label’s new code",
    "owner",
    () => `/equipment/units/${ids.unit}/label/renewal`,
  ),
  look(
    "/equipment/units/:id/announcement",
    "what residents are told",
    "owner",
    () => `/equipment/units/${ids.unit}/announcement`,
  ),
  look("/equipment/units/:id/notice", "a notice", "owner", () => `/equipment/units/${ids.unit}/notice`),
  look(
    "/equipment/buildings/:id/residents",
    "links for residents",
    "owner",
    () => `/equipment/buildings/${ids.building}/residents?done=ended`,
  ),
  look(
    "/equipment/buildings/:id/residents/:link/end",
    "ending a residents’ link",
    "owner",
    () => `/equipment/buildings/${ids.building}/residents/1/end`,
  ),
  look("/setup/tokens", "tokens", "owner", "/setup/tokens?done=revoked"),
  look("/setup/tokens", "no tokens", "manager", "/setup/tokens"),
  look("/setup/tokens/:id/revocation", "revoking", "owner", () => `/setup/tokens/${ids.token}/revocation`),
  look("/setup/log", "the audit log", "owner", "/setup/log"),
  look("/setup/log", "an audit log without a match", "owner", "/setup/log?text=no-such-thing&from=2026-01-01"),
  look("/setup/log", "the audit log of all accounts", "admin", "/setup/log"),
  look("/services", "the visits of a month", "owner", "/services"),
  look("/services", "the visits of a week", "admin", "/services?view=week&kind=maintenance"),
  look("/services", "a list of visits", "owner", "/services?view=list&sort=-unit&state=done"),
  look("/services", "visits of an empty account", "of an empty account", "/services?view=list&text=no-such-thing"),
  look("/services/requests", "service requests", "owner", "/services/requests"),
  look("/services/requests", "requests without a match", "viewer", "/services/requests?text=no-such-thing&state=open"),
  look("/services/visits/:id{[0-9]+}", "a visit that is done", "owner", () => `/services/visits/${ids.visited}`),
  look("/services/visits/:id{[0-9]+}", "a visit to come", "owner", () => `/services/visits/${ids.coming}?done=asked`),
  look("/services/visits/:id{[0-9]+}/wish", "another day", "owner", () => `/services/visits/${ids.coming}/wish`),
  look("/services/visits/:id{[0-9]+}/contact", "who opens", "owner", () => `/services/visits/${ids.coming}/contact`),
  look("/services/calendars", "calendars", "owner", "/services/calendars?done=revoked"),
  look(
    "/services/calendars/:id{[0-9]+}/revocation",
    "revoking a calendar",
    "owner",
    () => `/services/calendars/${ids.calendar}/revocation`,
  ),
  look("/equipment/units/:id/timeline", "a unit’s timeline", "owner", () => `/equipment/units/${ids.unit}/timeline`),
  look(
    "/equipment/buildings/:id/timeline",
    "a building’s timeline",
    "owner",
    () => `/equipment/buildings/${ids.building}/timeline`,
  ),
  look("/equipment/contracts/:number/timeline", "a contract’s", "owner", "/equipment/contracts/C-1182/timeline"),
  look("/services/requests/new", "choosing a unit", "owner", "/services/requests/new"),
  look("/services/requests/new", "reporting", "owner", () => `/services/requests/new?unit=${ids.out}`),
  look(
    "/services/requests/:id{[0-9]+}",
    "a request with somebody inside",
    "owner",
    () => `/services/requests/${ids.trapped}?done=submitted`,
  ),
  look("/services/requests/:id{[0-9]+}", "a completed request", "owner", () => `/services/requests/${ids.completed}`),
  look("/services/requests/:id{[0-9]+}", "a request, to staff", "admin", () => `/services/requests/${ids.trapped}`),
  look(
    "/services/requests/:id{[0-9]+}/rejection",
    "not accepting a request",
    "admin",
    () => `/services/requests/${ids.trapped}/rejection`,
  ),
  look("/operations/dispatch", "the dispatch board", "admin", "/operations/dispatch?done=handed"),
  look("/operations/dispatch/:id{[0-9]+}", "an order to hand out", "admin", () => `/operations/dispatch/${ids.coming}`),
  look("/operations/dispatch/:id{[0-9]+}", "an order at work", "admin", () => `/operations/dispatch/${ids.order}`),
  look("/operations/dispatch/new", "an order for which unit", "admin", "/operations/dispatch/new?text=lift"),
  look("/operations/dispatch/new", "a new order", "admin", () => `/operations/dispatch/new?unit=${ids.out}`),
  look(
    "/operations/dispatch/:id{[0-9]+}/cancellation",
    "cancelling an order",
    "admin",
    () => `/operations/dispatch/${ids.coming}/cancellation`,
  ),
  look(
    "/operations/dispatch/needs/:id{[0-9]+}/dismissal",
    "dismissing a need",
    "admin",
    () => `/operations/dispatch/needs/${ids.need}/dismissal`,
  ),
  look("/operations/requests", "open requests", "admin", "/operations/requests"),
  look("/operations/early-signs", "early signs", "admin", "/operations/early-signs?done=ordered"),
  look(
    "/operations/early-signs/:id{[0-9]+}/dismissal",
    "leaving a sign alone",
    "admin",
    () => `/operations/early-signs/${ids.sign}/dismissal`,
  ),
  look("/reports", "Reports", "owner", "/reports"),
  look("/documents", "Documents", "owner", "/documents"),
  look("/setup", "My settings", "owner", "/setup"),
  look("/setup", "My settings, of staff", "admin", "/setup"),
  look("/setup", "My settings without an account", "without an account", "/setup?done=details"),
  look("/setup/details", "About me", "owner", "/setup/details"),
  look("/setup/e-mail", "My address", "owner", "/setup/e-mail"),
  look("/setup/phone", "My telephone", "owner", "/setup/phone"),
  look("/setup/password", "My password", "owner", "/setup/password"),
  look("/setup/two-factor", "Two steps", "owner", "/setup/two-factor"),
  look("/setup/passkeys", "My passkeys", "owner", "/setup/passkeys"),
  look("/setup/sessions", "Where I am signed in", "owner", "/setup/sessions"),
  look("/e-mail-change/moved", "an address that has moved", "nobody", "/e-mail-change/moved"),
  look("/e-mail-change/:token", "a worthless link", "nobody", "/e-mail-change/guessed", 404),
  look("/setup/team", "the team", "owner", "/setup/team?done=invited"),
  look("/setup/team", "a team without a match", "owner", "/setup/team?text=nobody-at-all"),
  look("/setup/team", "the team, to read", "manager", "/setup/team"),
  look("/setup/team", "the team, to staff", "admin of an account", "/setup/team"),
  look("/setup/team/invitations/new", "inviting", "owner", "/setup/team/invitations/new"),
  look(
    "/setup/team/invitations/new",
    "inviting where no portfolio is",
    "of an empty account",
    "/setup/team/invitations/new?find=x&role=viewer&until=never",
  ),
  look("/setup/team/:id{[0-9]+}", "a member", "owner", () => `/setup/team/${ids.member}`),
  look("/setup/team/:id{[0-9]+}/removal", "a removal", "owner", () => `/setup/team/${ids.member}/removal`),
  look("/setup/departure", "leaving", "viewer", "/setup/departure"),
  look("/accounts", "the accounts", "admin", "/accounts?text=e"),
  look("/accounts", "no account", "without an account", "/accounts"),
  look("/", "Home through a customer’s eyes", "admin as a viewer", "/"),
  look("/invitations/:token", "an invitation of somebody new", "nobody", () => `/invitations/${ids.invitation}`),
  look(
    "/invitations/:token",
    "an invitation of somebody known",
    "nobody",
    () => `/invitations/${ids.invitationOfKnown}`,
  ),
  look("/invitations/:token", "an invitation to accept", "viewer", () => `/invitations/${ids.invitationOfKnown}`),
  look("/invitations/:token", "somebody else’s invitation", "owner", () => `/invitations/${ids.invitationOfKnown}`),
  look("/invitations/:token", "a worthless invitation", "nobody", "/invitations/guessed", 404),
  look("/operations/staff", "the staff", "admin", "/operations/staff"),
  look("/operations/staff/:id{[0-9]+}", "one of the staff", "admin", () => `/operations/staff/${ids.staff}`),
  look(
    "/operations/staff/:id{[0-9]+}/removal",
    "taking somebody off the staff",
    "admin",
    () => `/operations/staff/${ids.staff}/removal`,
  ),
  look("/operations/tokens", "tokens of the staff’s programs", "admin", "/operations/tokens?done=revoked"),
  look(
    "/operations/tokens/:id/revocation",
    "revoking a staff token",
    "admin",
    () => `/operations/tokens/${ids.staffToken}/revocation`,
  ),
  look("/setup/portfolios", "portfolios", "owner", "/setup/portfolios?done=deleted"),
  look("/setup/portfolios", "no portfolio", "of an empty account", "/setup/portfolios"),
  look("/setup/portfolios/:id", "a portfolio", "owner", "/setup/portfolios/1?done=taken&units=2&text=lift"),
  look("/setup/portfolios/:id", "a portfolio without a match", "owner", "/setup/portfolios/1?text=no-such-thing"),
  look("/setup/portfolios/:id/deletion", "deleting a portfolio", "owner", "/setup/portfolios/1/deletion"),
  look("/setup/portfolios/:id/removals", "emptying a portfolio", "owner", "/setup/portfolios/1/removals?text=lift"),
  look("/setup/portfolios/:id/additions", "adding units", "owner", "/setup/portfolios/1/additions?done=added&units=3"),
  look("/setup/portfolios/:id/additions", "adding buildings", "owner", "/setup/portfolios/1/additions?by=building"),
  look(
    "/setup/portfolios/:id/additions",
    "adding addresses",
    "owner",
    "/setup/portfolios/1/additions?by=address&page=9",
  ),
  look(
    "/setup/portfolios/:id/additions/all",
    "adding all that match",
    "owner",
    "/setup/portfolios/1/additions/all?by=contract&text=C",
  ),
  look("/sign-in", "the door", "nobody", "/sign-in"),
  look("/sign-in", "the door of a portal without a demo", "nobody yet", "/sign-in"),
  look("/sign-in", "the door after a new password", "nobody", "/sign-in?done=new-password"),
  look("/sign-in", "the door after single sign-on failed", "nobody yet", "/sign-in?problem=provider-unknown"),
  look("/sign-in/second-factor", "the second step", "halfway in", "/sign-in/second-factor?next=/equipment"),
  look("/forgotten-password", "a forgotten password", "nobody", "/forgotten-password"),
  look("/forgotten-password", "a letter on its way", "nobody", "/forgotten-password?done=sent"),
  look("/new-password/:token", "a new password", "nobody", "/new-password/a-link"),
  look("/new-password/:token", "a link that is worth nothing", "nobody", "/new-password/guessed", 404),
  look("/set-up/:token", "the first administrator", "nobody yet", () => `/set-up/${ids.setup}`),
  look("/design", "all components", "nobody", "/design"),
  look("*", "an address where nothing is", "owner", "/nothing/here", 404),
  look("*", "an address where nothing is, for nobody", "nobody", "/set-up/nothing", 404),
  look("/operations", "Operations", "admin", "/operations"),
  look("/day", "a technician’s day", "admin", "/day?done=finished"),
  look("/day/orders/:id{[0-9]+}", "an order on site", "admin", () => `/day/orders/${ids.order}`),
  look("/day/unsent", "what a phone keeps", "admin", "/day/unsent"),
  look("/operations/planning", "the planning board", "admin", "/operations/planning?done=started"),
  look("/operations/technicians", "technicians", "admin", "/operations/technicians"),
  look(
    "/operations/technicians/:id{[0-9]+}",
    "a technician",
    "admin",
    "/operations/technicians/1?from=2026-11-30&to=2026-12-04&reason=",
  ),
  look(
    "/operations/planning/technicians/:id{[0-9]+}",
    "a technician’s week",
    "admin",
    "/operations/planning/technicians/1",
  ),
  look("/operations/holidays", "holidays", "admin", "/operations/holidays?region=GB-ENG&year=2026"),
  look("/operations/plans", "service plans", "admin", "/operations/plans?text=lift&state=running"),
  look(
    "/operations/plans/changes",
    "setting plans for many units",
    "admin",
    "/operations/plans/changes?asked=yes&way=usual&starts-on=2026-12-01&kind=lift",
  ),
  look("/operations/plans/usual", "usual plans", "admin", "/operations/plans/usual?country=US"),
  look("/operations/plans/:id{[0-9]+}", "a service plan", "admin", "/operations/plans/1"),
  look("/operations/messages", "failed messages", "admin", "/operations/messages"),
  look("/operations/queues", "queues", "admin", "/operations/queues"),
  look("/operations/customers", "customers", "admin", "/operations/customers"),
  look("/operations/imports", "imports", "admin", "/operations/imports"),
  look("/operations/gateways", "gateways", "admin", "/operations/gateways"),
  look("/operations/outbox", "the outbox", "admin", "/operations/outbox?again=2"),
  look("/operations/outbox/:id", "a message", "admin", () => `/operations/outbox/${ids.message}`),
]

/** Looked at by tests of their own below, for they need something to show. */
const later = [
  // Files, in tests/web/report-a-fault.test.ts.
  "/files/:id{[0-9]+}",
  "/files/:id{[0-9]+}/thumbnail",
  "/equipment/labels.pdf",
  "/equipment/units/:id/label.svg",
  "/operations/imports/:id{[0-9]+}",
  "/operations/imports/preview/:upload",
  "/operations/messages/:id/disposal",
  "/operations/outbox/:id/html",
  // They lead elsewhere: tests/web/single-sign-on.test.ts.
  "/sign-in/single-sign-on",
  "/sign-in/single-sign-on/return",
  // In tests/journeys/my-settings.test.ts.
  "/setup/phone/code",
  "/setup/phone/removal",
  "/setup/two-factor/enrolment",
  "/setup/two-factor/recovery-codes",
  "/setup/two-factor/removal",
  "/setup/passkeys/:id/removal",
  // In tests/journeys/planning.test.ts.
  "/operations/plans/usual/new",
  "/operations/plans/usual/return",
  "/operations/plans/usual/:id{[0-9]+}",
  "/operations/plans/usual/:id{[0-9]+}/removal",
  "/operations/planning/visits/:id{[0-9]+}",
]

const portalOf = ({ reader }: Look) => (reader === "nobody yet" ? empty : portal)
const urlOf = (one: Look) => (one.route === "/design" ? development.url : portalOf(one).url)

const shifts = `globalThis.shifted = 0
new PerformanceObserver((list) => { for (const entry of list.getEntries()) if (!entry.hadRecentInput) globalThis.shifted += entry.value })
  .observe({ type: "layout-shift", buffered: true })`

/** Resolves when the page follows the fleet, if it does. In the page itself: a locator brings its own engine to each page. */
const followsIfLive = `new Promise((done) => {
  const follows = () => document.querySelector("#live")?.textContent.includes("Live") ?? true
  if (follows()) return done(true)
  const watch = new MutationObserver(() => { if (follows()) { watch.disconnect(); done(true) } })
  watch.observe(document.body, { subtree: true, childList: true, characterData: true })
})`

let page: Page
let complaints: Array<string> = []
beforeAll(async () => {
  // Without motion, colours do not glide from light to dark while they are measured.
  const context = await browser.newContext({ reducedMotion: "reduce" })
  page = await context.newPage()
  await page.addInitScript(shifts)
  complaints = complaintsOf(page, portal.url, empty.url, development.url)
})

const expectNotTooWide = async () => {
  const size = await page.evaluate<readonly [number, number]>("[document.documentElement.scrollWidth, innerWidth]")
  expect(size[0], "scrolls sideways").toBeLessThanOrEqual(size[1])
}

let reader: Reader | null = null
/** Gives the browser somebody else's session. */
const becomeReader = async (next: Reader, url: string) => {
  if (next === reader) return
  // The page that is open would ask for something more with no session, or with another's. This one asks for nothing.
  await page.goto(`${url}/healthz`)
  await page.context().clearCookies()
  const cookie = cookies.get(next)
  if (cookie !== undefined) await useSession(page, url, cookie)
  reader = next
}

/** Opens a page, waits until it follows the fleet, when it does, and sees that it stands still and is not too wide. */
const open = async (one: Look, viewport: typeof phone) => {
  await page.setViewportSize(viewport)
  await page.emulateMedia({ colorScheme: "light" })
  const url = urlOf(one)
  await becomeReader(one.reader, url)
  complaints.length = 0
  const answer = await page.goto(url + one.address())
  expect(answer?.status()).toBe(one.status)
  await page.evaluate(followsIfLive)
  await expectNotTooWide()
  expect(await page.evaluate<number>("shifted"), "layout shift").toBeLessThan(0.02)
  return (await answer?.text()) ?? ""
}

test("every page of the portal is looked at", () => {
  const whole = { ...portal.web, config: { ...portal.config, environment: "development" as const } }
  const routes = createApp(whole).routes.filter(
    ({ method, path }) =>
      method === "GET" && !/^\/(api|assets|live|telemetry|healthz|readyz|metrics|calendar)|\.csv$/.test(path),
  )
  const seen = new Set([...looks.map(({ route }) => route), ...later])
  expect([...new Set(routes.map(({ path }) => path))].filter((path) => !seen.has(path))).toEqual([])
})

/** One look of each route stands for the others in what is around a page, and in dark. */
const firstOfRoute = new Set(looks.filter(({ route }, at) => looks.findIndex((one) => one.route === route) === at))

/** One reader after the other: who becomes another leaves the page first. */
const byReader = [...Map.groupBy(looks, ({ reader }) => reader).values()].flat()

/** In turns the pages come up on a phone and at a desk; then each is looked at in the other width. */
const inTurns = byReader.map((one, at) => ({ ...one, one, onPhone: at % 2 === 0 }))

test.each(inTurns)(
  "$what ($reader) is accessible, quiet, still, not too wide, valid and small",
  async ({ one, onPhone }) => {
    const html = await open(one, onPhone ? phone : desk)
    await page.setViewportSize(onPhone ? desk : phone)
    await expectNotTooWide()
    await (firstOfRoute.has(one) ? expectAccessible : expectAccessibleInLight)(page)
    expect(complaints.filter((complaint) => !(one.status === 404 && complaint.includes("404")))).toEqual([])
    expect(await htmlProblems(html)).toEqual([])
    expect(html).not.toMatch(/ style=|<style| on[a-z]+="|javascript:/)
    expect(gzipSync(html).byteLength, "HTML, packed").toBeLessThanOrEqual(14 * 1024)
  },
)

/** The page that is open, as good as any other. */
const expectGood = async (reader: Reader) => {
  const address = page.url().slice(portal.url.length)
  await open(look("*", "the same", reader, address), phone)
  await expectAccessible(page)
  const html = await (await portal.visitor(cookies.get(reader)).get(address)).text()
  expect(await htmlProblems(html)).toEqual([])
  expect(gzipSync(html).byteLength, "HTML, packed").toBeLessThanOrEqual(14 * 1024)
}

test("an import is as good as any page, from its preview to its end", async () => {
  const rows = [
    "Number,Kind,Name,Building,Street,Town,Country",
    "A-1,lift,Lift,Mill,1 Lane,Leeds,GB",
    "A-2,hoist,Lift,Mill,1 Lane,Leeds,GB",
  ]
  const [account] = await portal.database.owner<
    Array<{ id: number }>
  >`select id from access.accounts where name = 'New Customer'`
  const form = new FormData()
  form.append("file", new Blob([rows.join("\n")]), "fleet.csv")
  for (const [name, text] of Object.entries({ account: String(account?.id), map: "", "map-text": "" }))
    form.append(name, text)
  const headers = { Origin: portal.url, Cookie: cookies.get("admin") ?? "" }
  const sent = await fetch(`${portal.url}/operations/imports`, {
    method: "POST",
    body: form,
    redirect: "manual",
    headers,
  })
  await open(look("*", "a preview", "admin", sent.headers.get("location") ?? "/"), desk)
  await expectGood("admin")
  await page.getByRole("button", { name: "Start the import" }).first().click()
  await page.waitForURL(/\/operations\/imports\/\d+$/)
  await page.getByRole("heading", { name: /rows? read$/ }).waitFor()
  await expectGood("admin")
})

test("a failed message is as good as any page, listed and to be discarded", async () => {
  const boss = await portal.runtime.runPromise(MessageBus.use((bus) => Effect.succeed(bus.boss)))
  await boss.insert("equipment.run-import", [
    { data: { event: "equipment.import-requested.v1", id: crypto.randomUUID(), payload: {} } },
  ])
  await eventually(async () => {
    await open(look("/operations/messages", "failed messages", "admin", "/operations/messages"), desk)
    await page.getByRole("link", { name: /^Discard/ }).waitFor({ timeout: 1000 })
  })
  await expectGood("admin")
  await page.getByRole("link", { name: /^Discard/ }).click()
  await page.getByRole("heading", { name: "Discard this message for good?" }).waitFor()
  await expectGood("admin")
})

test("a new token, and a form for one that came back, are as good as any page", async () => {
  const posted = async (form: Readonly<Record<string, string>>) =>
    htmlProblems(await (await portal.visitor(cookies.get("owner")).post("/setup/tokens", form)).text())
  await open(look("*", "tokens", "owner", "/setup/tokens"), phone)
  await page.getByLabel("Name").fill("\t")
  await page.getByLabel("Good for").selectOption("day")
  await page.getByRole("button", { name: "Make the token" }).click()
  await page.getByText("There is a problem").waitFor()
  await expectAccessible(page)
  await page.getByLabel("Name").fill("Building dashboard")
  await page.getByLabel("Good for").selectOption("365")
  await page.getByRole("button", { name: "Make the token" }).click()
  await page.getByRole("heading", { name: "The token for Building dashboard" }).waitFor()
  await expectAccessible(page)
  await expectNotTooWide()
  expect(await posted({})).toEqual([])
  expect(await posted({ name: "Another", "scope-read-equipment": "yes", until: "30" })).toEqual([])
})

test("a letter as mail programs show it is accessible, not too wide and valid, light and dark, and fetches nothing", async () => {
  const address = `/operations/outbox/${ids.message}/html`
  const html = await (await portal.visitor(cookies.get("admin")).get(address)).text()
  expect(await htmlProblems(html)).toEqual([])
  expect(html).not.toMatch(/<img|<link|<script|src=|url\(/)
  await page.setViewportSize(phone)
  await page.emulateMedia({ colorScheme: "light" })
  // Where no content policy of ours forbids its styles: mail programs have none.
  await page.goto("about:blank")
  await page.setContent(html)
  await expectAccessible(page)
  await expectNotTooWide()
})

test("a page that could not be built is as good as any", async () => {
  const { owner } = portal.database
  await owner`alter table equipment.unit_states rename column mode to mode_gone`
  const html = await open(look("*", "a fault of ours", "owner", "/equipment", 500), phone)
  await expectAccessible(page)
  expect(await htmlProblems(html)).toEqual([])
  await owner`alter table equipment.unit_states rename column mode_gone to mode`
})

test("a form that came back says so first, and is as good as any", async () => {
  const wrong = { email: "owner@northgate.example", password: "wrong" }
  await open(look("/sign-in", "the door", "nobody", "/sign-in"), phone)
  await page.getByLabel("E-mail").fill(wrong.email)
  await page.getByLabel("Password").fill(wrong.password)
  await page.locator("#sign-in button[type=submit]").click()
  await page.getByText("There is a problem").waitFor()
  await expectAccessible(page)
  expect(await htmlProblems(await (await portal.visitor().post("/sign-in", wrong)).text())).toEqual([])
})

test("style and script stay inside their budgets", async () => {
  const { css, scripts } = portal.web.assets.layout()
  const packed = async (addresses: ReadonlyArray<string>) => {
    const texts = await Promise.all(addresses.map(async (address) => (await portal.visitor().get(address)).text()))
    return texts.reduce((sum, text) => sum + gzipSync(text, { level: 9 }).byteLength, 0)
  }
  expect(await packed([css])).toBeLessThanOrEqual(12 * 1024)
  expect(await packed(scripts)).toBeLessThanOrEqual(40 * 1024)
})
