import { gzipSync } from "node:zlib"
import { parse } from "csv-parse/sync"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { availabilityReport, type UnitReport } from "#equipment"
import { as, reading } from "#kernel/database/database.ts"
import { addDays, dayAt, startOfMonth } from "#kernel/time.ts"
import { reportLine } from "../../web/report-csv.ts"
import { eventually } from "../support/eventually.ts"
import { type Portal, testPortal, type Visitor } from "../support/portal.ts"
import { htmlProblems } from "./html.ts"

let portal: Portal
let owner: Visitor
let dispatcher: Visitor

beforeAll(async () => {
  portal = await testPortal({ demo: true })
  owner = await portal.signIn("owner@northgate.example")
  dispatcher = await portal.signIn("dispatch@kestrel.example")
  // Whatever day it is, every outage counts against the contract.
  await portal.database.owner`delete from equipment.agreed_hours`
})
afterAll(() => portal.stop())

interface Outage {
  readonly unitId: number
  readonly number: string
  readonly building: string
  readonly zone: string
  readonly at: Date
}

/** An unplanned outage of Northgate: the longest that goes on, or the latest that was over before last month ended. */
const outage = async (open: boolean): Promise<Outage> => {
  const [found] = await portal.database.owner<Array<Outage>>`
    select u.id as "unitId", u.equipment_number as number, b.name as building, b.time_zone as zone, i.started_at as at
    from equipment.state_intervals i join equipment.units u on u.id = i.unit_id join equipment.buildings b on b.id = u.building_id
    join access.accounts a on a.id = u.account_id
    where a.name like 'Northgate%' and i.class = 'unplanned'
      and ${open ? portal.database.owner`i.ended_at is null` : portal.database.owner`i.ended_at < date_trunc('month', now()) - interval '1 day'`}
    order by ${open ? portal.database.owner`i.started_at` : portal.database.owner`i.started_at desc`} limit 1`
  if (found === undefined) throw new Error("The demo has no such outage.")
  return found
}

/** Only the day of the outage and the next are agreed, so that even a short one moves a figure of one decimal. */
const agreeOnTheDayOf = ({ unitId, at, zone }: Outage) => {
  const exceptions = [{ date: dayAt(at, zone), windows: [{ from: 0, to: 2880 }] }]
  return portal.database.owner`
    insert into equipment.agreed_hours (account_id, building_id, hours)
    select u.account_id, u.building_id, ${portal.database.owner.json({ windows: [], exceptions })} from equipment.units u where u.id = ${unitId}`
}

const text = async (visitor: Visitor, address: string) => {
  const answer = await visitor.get(address)
  expect(answer.status, address).toBe(200)
  return answer.text()
}

const monthOf = ({ at, zone }: Outage) => {
  const first = startOfMonth(dayAt(at, zone))
  return { first, until: startOfMonth(first, 1), last: addDays(startOfMonth(first, 1), -1) }
}
const addressOf = (it: Outage, kind: string, suffix = "") => {
  const { first, last } = monthOf(it)
  return `/equipment/units/${it.unitId}/availability${suffix}?from=${first}&to=${last}&hours=${kind}`
}
const intervalOf = (it: Outage) => `/equipment/units/${it.unitId}/intervals/${it.at.getTime()}`

/** "0.972549019", as the division ends. */
const precisely = (html: string) => / = (\d\.\d{9})</.exec(html)?.[1]
const everyUnit = { text: "", building: null, buildingName: "", address: null, kind: null, states: [] }
const reportOf = async (it: Outage) => {
  const rows: Array<UnitReport> = []
  const { first, until } = monthOf(it)
  const keep = async (some: ReadonlyArray<UnitReport>) => void rows.push(...some)
  await portal.runtime.runPromise(
    availabilityReport({ ...everyUnit, text: it.number }, { first, until }, new Date(), keep).pipe(
      reading,
      as({ reach: "all", accountId: null }),
    ),
  )
  const row = rows.find(({ number }) => number === it.number)
  if (row === undefined) throw new Error("The report lacks the unit.")
  return row
}
const reported = async (it: Outage) =>
  reportLine(await reportOf(it), "all")
    .trim()
    .split(",")
    .at(-6)

const seenIn = (html: string) => {
  const seen = /name="seen" value="([^"]*)"/.exec(html)?.[1]
  if (seen === undefined) throw new Error("There is no form.")
  return seen.replaceAll("&#34;", '"')
}
const decide = async (it: Outage, its: string, reason: string) => {
  const seen = seenIn(await text(dispatcher, intervalOf(it)))
  return dispatcher.post(intervalOf(it), { seen, class: its, reason })
}

describe("a percentage", () => {
  test("is explained by intervals whose sums divide to it, on the page and in its file alike", async () => {
    const it = await outage(false)
    for (const kind of ["technical", "contractual", "peak"]) {
      const html = await text(owner, addressOf(it, kind))
      const file = await text(owner, addressOf(it, kind, ".csv"))
      const cells = parse(file, { bom: true, relaxColumnCount: true })
      const [share, known, sum] = [cells.at(-1), cells.at(-2), cells.at(-3)]
      const total = (column: number) =>
        cells.slice(1, -3).reduce((all, row) => all + Math.round(Number(row[column]) * 1000), 0) / 1000
      expect([8, 9, 10, 11].map((column) => total(column).toFixed(3))).toEqual(sum?.slice(8))
      expect((1 - Number(sum?.[10]) / Number(known?.[9])).toFixed(9)).toBe(share?.[1])
      expect(precisely(html)).toBe(share?.[1])
      expect(html).toContain(`<h2 id="h-intervals">${cells.length - 4} interval`)
      expect(file).toContain(it.at.toISOString())
    }
    expect(precisely(await text(owner, addressOf(it, "contractual")))).toBe(await reported(it))
  })

  test("follows a decision of staff at once: explanation, report, unit page and Home together", async () => {
    const past = await outage(false)
    const before = precisely(await text(owner, addressOf(past, "contractual")))
    expect((await decide(past, "external", "Flood in the pit")).status).toBe(303)
    const after = precisely(await text(owner, addressOf(past, "contractual")))
    expect(Number(after)).toBeGreaterThan(Number(before))
    expect(await reported(past)).toBe(after)
    // The decision took the only breakdown of the unplanned kind away, or one of several.
    const failures = /Failures<\/dt><dd class="value">(\d+)/
    const counted = Number(failures.exec(await text(owner, addressOf(past, "technical")))?.[1])
    expect(counted).toBeLessThan((await reportOf(past)).breakdowns)
    const shown = await text(owner, intervalOf(past))
    expect(shown).toContain("Flood in the pit")
    expect(shown).not.toContain('<form class="wide-form"')
    expect(await text(owner, addressOf(past, "contractual"))).toContain("“Flood in the pit”")

    const present = await outage(true)
    await agreeOnTheDayOf(present)
    const figure = async () =>
      Number(
        /Contractual availability<\/dt><dd class="value">([\d.]+)/.exec(
          await text(owner, `/equipment/units/${present.unitId}`),
        )?.[1],
      )
    /** What Home tells of the building and of its worst units. */
    const home = async () =>
      (await text(owner, "/"))
        .split(`>${present.building}<`)
        .slice(1)
        .map((part) => /Unplanned ([^,]*), outside cause ([^,]*),/.exec(part)?.slice(1))
    const [figureBefore, homeBefore] = [await figure(), await home()]
    expect((await decide(present, "external", "Vandals")).status).toBe(303)
    await eventually(async () => expect(await figure()).toBeGreaterThan(figureBefore), 10)
    await eventually(async () => expect(await home()).not.toEqual(homeBefore), 10)
  })
})

describe("the form that changes a class", () => {
  test("keeps what was typed when something is missing or when the interval has changed meanwhile", async () => {
    const it = await outage(false)
    const seen = seenIn(await text(dispatcher, intervalOf(it)))
    const empty = await dispatcher.post(intervalOf(it), { seen, class: "planned", reason: " " })
    expect(empty.status).toBe(422)
    expect(await empty.text()).toMatch(/<title>Error: .*value="planned" checked/s)
    await decide(it, "planned", "Somebody was quicker")
    const late = await dispatcher.post(intervalOf(it), { seen, class: "external", reason: "Typed with care" })
    expect(late.status).toBe(409)
    const html = await late.text()
    expect(html).toMatch(
      /The interval has changed.*value="external" checked.*Typed with care<\/textarea>.*Somebody was quicker/s,
    )
    expect(await htmlProblems(html)).toEqual([])
    const again = await dispatcher.post(intervalOf(it), {
      seen: seenIn(html),
      class: "external",
      reason: "Typed with care",
    })
    expect(again.status).toBe(303)
  })

  test("is there for administrators and dispatchers alone, and nothing of it for strangers", async () => {
    const it = await outage(false)
    const seen = seenIn(await text(dispatcher, intervalOf(it)))
    const wanted = { seen, class: "planned", reason: "Let me" }
    for (const email of ["technician@kestrel.example", "owner@northgate.example", "owner@harbourline.example"]) {
      const visitor = await portal.signIn(email)
      expect((await visitor.post(intervalOf(it), wanted)).status, email).toBe(404)
    }
    const stranger = await portal.signIn("owner@harbourline.example")
    for (const address of [intervalOf(it), addressOf(it, "peak"), addressOf(it, "peak", ".csv")]) {
      expect((await stranger.get(address)).status).toBe(404)
    }
  })
})

test("a unit of five thousand intervals is shown page by page, and whole in its file", async () => {
  const unitId = await portal.unitId("Platform lift, reading room")
  await portal.database.owner`
    insert into equipment.state_intervals (unit_id, account_id, building_id, state, class, rule, source, started_at, ended_at)
    select u.id, u.account_id, u.building_id, case n % 2 when 0 then 'in-service' else 'out-of-order' end,
      case n % 2 when 0 then null else 'unplanned' end, case n % 2 when 0 then 'up' else 'otherwise' end, 'import',
      timestamptz '2026-03-01' + n * interval '1 minute', timestamptz '2026-03-01' + (n + 1) * interval '1 minute'
    from equipment.units u, generate_series(0, 4999) n where u.id = ${unitId}`
  const address = `/equipment/units/${unitId}/availability?from=2026-03-01&to=2026-03-31&hours=technical`
  const html = await text(owner, address)
  expect(html).toContain("5,001 intervals")
  expect(html).toContain("= 0.500000000")
  expect(gzipSync(html).byteLength).toBeLessThan(14 * 1024)
  const last = await text(owner, `${address}&page=101`)
  expect(last).toContain("5,001 to 5,001 of 5,001")
  const file = await text(owner, address.replace("?", ".csv?"))
  expect(file.trim().split("\r\n")).toHaveLength(1 + 5001 + 3)
})

test("a period that is none is said so, and this month is shown", async () => {
  const unitId = await portal.unitId("Lift 1, north entrance")
  for (const period of [
    "from=2026-02-30&to=2026-03-01",
    "from=2026-03-02&to=2026-03-01",
    "from=2000-01-01&to=2026-03-01",
  ]) {
    const answer = await owner.get(`/equipment/units/${unitId}/availability?${period}`)
    expect(answer.status).toBe(422)
    const html = await answer.text()
    expect(html).toMatch(/<title>Error: .*This month is shown instead/s)
    expect(await htmlProblems(html)).toEqual([])
  }
})
