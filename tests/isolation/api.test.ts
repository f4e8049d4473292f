import { afterAll, beforeAll, expect, test } from "vitest"
import { makeToken, portalItself } from "#access"
import { type Portal, testPortal } from "../support/portal.ts"
import { type Cast, found, gatherCast, type KnownUnit, secretsFor } from "./cast.ts"

const NEVER = 2_000_000_000

let portal: Portal
let cast: Cast
/** Programs, each with a token of somebody, and what a plain reading of that membership lets it see. */
let programs: ReadonlyArray<{
  readonly who: string
  readonly token: string
  readonly sees: (unit: KnownUnit) => boolean
}>

beforeAll(async () => {
  portal = await testPortal({ demo: true })
  cast = await gatherCast(portal)
  const { owner } = portal.database
  const program = async (email: string, whose: string) => {
    const [member] = await owner<Array<{ id: number; role: string }>>`
      select m.id, m.role from access.memberships m join access.users u on u.id = m.user_id
      join access.accounts a on a.id = m.account_id where u.email = ${email} order by a.name limit 1`
    const person = cast.people.find(({ who }) => who === whose)
    if (member === undefined || person === undefined) throw new Error(`Nobody is ${whose}.`)
    // Made by a manager who became what they are now.
    await owner`update access.memberships set role = 'manager' where id = ${member.id} and role = 'viewer'`
    const { token } = await portal.runtime.runPromise(
      makeToken(
        portalItself,
        { membershipId: member.id },
        {
          name: "Isolation",
          scopes: ["read-equipment", "write-requests"],
          expiresAt: new Date(Date.now() + 3_600_000),
          formKey: crypto.randomUUID(),
        },
      ),
    )
    await owner`update access.memberships set role = ${member.role} where id = ${member.id}`
    return { who: whose, token, sees: person.sees }
  }
  programs = [
    await program("owner@northgate.example", "the owner of an account"),
    await program("viewer@northgate.example", "a viewer of one portfolio"),
    await program("narrow@isolation.example", "a viewer of a single unit"),
    await program("owner@harbourline.example", "the owner of another account"),
  ]
})
afterAll(() => portal.stop())

const ask = (token: string, address: string) =>
  fetch(portal.url + address, { headers: { Authorization: `Bearer ${token}` } })
const shown = async (answer: Response) => ({
  status: answer.status,
  headers: [...answer.headers].filter(([name]) => !["x-request-id", "date"].includes(name)),
  body: await answer.text(),
})
const numbersOf = async (token: string, query = "") => {
  const { units } = (await (await ask(token, `/api/units?size=500${query}`)).json()) as {
    readonly units: ReadonlyArray<{ readonly number: string }>
  }
  return units.map(({ number }) => number).toSorted()
}

test("a program sees exactly the units and buildings that its maker sees", async () => {
  for (const { who, token, sees } of programs) {
    const own = cast.units.filter(sees)
    expect(await numbersOf(token), who).toEqual(own.map(({ number }) => number).toSorted())
    const { buildings } = (await (await ask(token, "/api/buildings?size=500")).json()) as {
      readonly buildings: ReadonlyArray<{ readonly id: number; readonly units: number }>
    }
    const expected = Map.groupBy(own, ({ buildingId }) => buildingId)
    expect(new Map(buildings.map(({ id, units }) => [id, units])), who).toEqual(
      new Map([...expected].map(([id, units]) => [id, units.length])),
    )
  }
})

test("another's unit is answered like one that never was", async () => {
  for (const { who, token, sees } of programs) {
    const never = await shown(await ask(token, `/api/units/${NEVER}`))
    expect(never.status).toBe(404)
    const hidden = cast.units.filter((unit) => !sees(unit))
    const ofEach = Map.groupBy(hidden, ({ account }) => account).values()
    // One of each account, and the neighbours of what it sees.
    const nearby = hidden.filter(({ buildingId }) =>
      cast.units.some((unit) => sees(unit) && unit.buildingId === buildingId),
    )
    for (const { id } of [...[...ofEach].flatMap((units) => units.slice(0, 1)), ...nearby]) {
      expect(await shown(await ask(token, `/api/units/${id}`)), who).toEqual(never)
    }
    const own = cast.units.find(sees)
    expect((await shown(await ask(token, `/api/units/${own?.id}`))).body).toContain(own?.number)
  }
})

test("a report of another's unit is answered like one of a unit that never was, and makes nothing", async () => {
  const report = (token: string, id: number) =>
    fetch(`${portal.url}/api/units/${id}/requests`, {
      method: "POST",
      headers: { Authorization: `Bearer ${token}` },
      body: JSON.stringify({ key: crypto.randomUUID(), problem: "other", contactName: "A program" }),
    })
  const count = async () =>
    (await portal.database.owner`select count(*)::int as n from maintenance.service_requests`)[0]?.["n"] as number
  const before = await count()
  for (const { who, token, sees } of programs) {
    const never = await shown(await report(token, NEVER))
    expect([403, 404], who).toContain(never.status)
    for (const units of Map.groupBy(
      cast.units.filter((unit) => !sees(unit)),
      ({ account }) => account,
    ).values()) {
      expect(await shown(await report(token, units[0]?.id ?? 0)), who).toEqual(never)
    }
  }
  expect(await count()).toBe(before)
  const owner = programs[0]
  const own = cast.units.find((unit) => owner?.sees(unit))
  expect((await report(owner?.token ?? "", own?.id ?? 0)).status).toBe(201)
  expect(await count()).toBe(before + 1)
})

test("asking for what is hidden, in any way, finds nothing and names nothing", async () => {
  for (const { who, token, sees } of programs) {
    const secrets = secretsFor(cast, { sees, accounts: [] })
    for (const unit of cast.units
      .filter((one) => !sees(one))
      .slice(0, 40)
      .filter((_, n) => n % 10 === 0)) {
      const queries = [
        `text=${encodeURIComponent(unit.number)}`,
        `text=${encodeURIComponent(unit.street)}`,
        `building=${unit.buildingId}`,
        `address=${unit.addressId}`,
        `contract=${unit.contract ?? "C-1182"}`,
        "page=2&size=1",
      ]
      for (const query of queries) {
        const { body } = await shown(await ask(token, `/api/units?${query}`))
        const typed = decodeURIComponent(query)
        const own = cast.units.filter(sees).flatMap(({ building, street }) => [building, street])
        const leaked = found(secrets, body).filter(
          (word) => !typed.includes(word) && !own.some((name) => name.includes(word)),
        )
        expect(leaked, `${who}: ${query}`).toEqual([])
      }
    }
  }
})

test("what its maker's portfolio gains and loses, a program sees and no longer sees at its next question", async () => {
  const narrow = programs[2]
  const more = cast.units.find((unit) => unit.building === "Tannery Court")
  if (narrow === undefined || more === undefined) throw new Error("The demo has changed.")
  const before = await numbersOf(narrow.token)
  await portal.database.owner`
    insert into access.portfolio_items (portfolio_id, account_id, building_id, unit_id)
    select id, account_id, ${more.buildingId}, ${more.id} from access.portfolios where name = 'One lift'`
  expect(await numbersOf(narrow.token)).toEqual([...before, more.number].toSorted())
  await portal.database.owner`delete from access.portfolio_items where unit_id = ${more.id}`
  expect(await numbersOf(narrow.token)).toEqual(before)
})
