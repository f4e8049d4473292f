import { gzipSync } from "node:zlib"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { openAccount } from "#access"
import { addUnits, connectGateway, noticeSilence, rollUpTelemetry } from "#equipment"
import { type Portal, report, testPortal } from "../support/portal.ts"

let portal: Portal
let token: string
let counter = 0
let unit: string
let unitId: number

beforeAll(async () => {
  portal = await testPortal()
})
afterAll(() => portal.stop())

/** Each test has an account with one unit and its gateway of its own. */
beforeEach(async () => {
  counter++
  unit = `LIFT-${counter}`
  ;({ token, unitId } = await newUnit(unit))
})

const newUnit = async (number: string) => {
  const { runtime } = portal
  const account = await runtime.runPromise(
    openAccount({ name: `Customer of ${number}`, country: "GB", timeZone: "Europe/London" }),
  )
  const [added] = await runtime.runPromise(
    addUnits(account.id, [
      {
        unit: { equipmentNumber: number, name: "Lift", kind: "lift", floors: ["G", "1", "2"] },
        building: { key: "b", name: "House", timeZone: "Europe/London", latitude: null, longitude: null, use: "home" },
        address: { street: "1 Street", locality: "London", region: null, postalCode: null, country: "GB" },
      },
    ]),
  )
  const gateway = await runtime.runPromise(connectGateway({ accountId: account.id, name: "Gateway", unitIds: "all" }))
  return { token: gateway.token, unitId: added?.id ?? 0 }
}

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()
const state = (minutes: number, name: string, more: object = {}) => ({
  unit,
  at: minutesAgo(minutes),
  kind: "state",
  state: name,
  ...more,
})
const send = async (...messages: ReadonlyArray<object>) => {
  const answer = await report(portal.url, token, ...messages)
  await portal.runtime.runPromise(rollUpTelemetry(new Date()))
  return {
    status: answer.status,
    ...((await answer.json()) as { accepted: number; duplicates: number; rejected: Array<object> }),
  }
}
const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  fetch(`${portal.url}/telemetry`, { method: "POST", body, headers: { Authorization: `Bearer ${token}`, ...headers } })

const presentOf = async (id = unitId) => {
  const [row] = await portal.database.owner`select * from equipment.unit_states where unit_id = ${id}`
  return row
}
const historyOf = (id = unitId) =>
  portal.database.owner<Array<{ state: string; started_at: Date; ended_at: Date | null; source: string }>>`
    select state, started_at, ended_at, source from equipment.state_intervals where unit_id = ${id} order by started_at`

describe("the intake of telemetry", () => {
  test("takes the good lines, names the bad ones by number, and stores a repeated message once", async () => {
    const first = { ...state(3, "in-service"), seq: 1 }
    const lines = [
      first,
      { unit: "SOMEBODY-ELSES", at: minutesAgo(1), kind: "heartbeat" },
      { ...first },
      state(2, "degraded"),
    ]
    expect(await send(...lines)).toEqual({
      status: 202,
      accepted: 2,
      duplicates: 1,
      rejected: [{ line: 2, reason: "this gateway does not speak for a unit SOMEBODY-ELSES" }],
    })
    expect(await send(first, state(1, "in-service"))).toMatchObject({ accepted: 1, duplicates: 1 })
    const broken = await post(`not json\n\n${JSON.stringify({ unit, at: minutesAgo(0), kind: "heartbeat" })}\n`)
    expect(await broken.json()).toEqual({ accepted: 1, duplicates: 0, rejected: [{ line: 1, reason: "not JSON" }] })
  })

  test("keeps the present, its cause and what is expected", async () => {
    await send(state(30, "in-service"))
    await send(state(5, "out-of-order", { fault: "door-closing", entrapment: true, expectedBack: minutesAgo(-30) }))
    await send({ unit, at: minutesAgo(1), kind: "position", floor: "2", door: "closed", direction: "none" })
    expect(await presentOf()).toMatchObject({
      state: "out-of-order",
      fault: "door-closing",
      entrapment: true,
      floor: "2",
    })
    await send(state(0, "in-service"))
    expect(await presentOf()).toMatchObject({
      state: "in-service",
      fault: null,
      entrapment: false,
      expected_back: null,
    })
  })

  test("makes the same history of messages in any order, in one request or in many, with repeats", async () => {
    const told = [
      [50, "in-service"],
      [40, "in-service"],
      [32, "degraded"],
      [30, "out-of-order"],
      [20, "planned-outage"],
      [10, "in-service"],
      [4, "out-of-order"],
    ] as const
    const begun = Date.now()
    const messages = (of: string) =>
      told.map(([minutes, name]) => ({
        unit: of,
        at: new Date(begun - minutes * 60_000).toISOString(),
        kind: "state",
        state: name,
      }))
    const one = await newUnit(`${unit}-in-order`)
    await report(portal.url, one.token, ...messages(`${unit}-in-order`))
    await portal.runtime.runPromise(rollUpTelemetry(new Date()))
    const [a, b, c, d, e, f, g] = messages(unit)
    for (const message of [g, c, a, f, b, e, d, c]) await send(message ?? {})
    const outline = (rows: Awaited<ReturnType<typeof historyOf>>) =>
      rows.filter((row) => row.source === "telemetry").map((row) => [row.state, row.started_at, row.ended_at])
    expect(outline(await historyOf())).toEqual(outline(await historyOf(one.unitId)))
    expect(outline(await historyOf()).map(([name]) => name)).toEqual([
      "in-service",
      "degraded",
      "out-of-order",
      "planned-outage",
      "in-service",
      "out-of-order",
    ])
  })

  test("loses and doubles nothing when two gateways' requests about one unit meet", async () => {
    const begun = Date.now() - 60_000
    const at = (i: number) => new Date(begun + i * 100).toISOString()
    const batch = (from: number) =>
      Array.from({ length: 20 }, (_, i) => ({
        unit,
        at: at(from + i),
        seq: from + i,
        kind: "counters",
        starts: from + i,
        runSeconds: 0,
      }))
    const answers = await Promise.all([send(...batch(0)), send(...batch(10)), send(...batch(20)), send(...batch(0))])
    expect(answers.reduce((sum, answer) => sum + answer.accepted, 0)).toBe(40)
    expect(answers.every((answer) => answer.status === 202)).toBe(true)
    const [stored] = await portal.database
      .owner`select count(*)::int as n from equipment.telemetry where unit_id = ${unitId}`
    expect(stored).toEqual({ n: 40 })
    expect(await presentOf()).toMatchObject({ starts: "39" })
  })

  test("calls a silent unit unknown from its last sign of life, and believes its first word again", async () => {
    await send(state(60, "in-service"), { unit, at: minutesAgo(50), kind: "heartbeat" })
    await portal.runtime.runPromise(noticeSilence(new Date()))
    await portal.runtime.runPromise(noticeSilence(new Date()))
    expect(await presentOf()).toMatchObject({ state: "unknown" })
    await send({ unit, at: minutesAgo(2), kind: "heartbeat" })
    expect(await presentOf()).toMatchObject({ state: "in-service" })
    const [told, silence, again] = await historyOf()
    expect([told?.state, silence?.state, again?.state]).toEqual(["in-service", "unknown", "in-service"])
    expect(silence?.source).toBe("silence")
    expect(silence?.ended_at).toEqual(again?.started_at)
    await portal.runtime.runPromise(noticeSilence(new Date()))
    expect(await presentOf()).toMatchObject({ state: "in-service" })
  })

  test("tells a gateway its units as they were last known, so that it can go on from there", async () => {
    await send(
      { ...state(3, "degraded"), seq: 7 },
      { unit, at: minutesAgo(1), seq: 8, kind: "counters", starts: 12, runSeconds: 200 },
    )
    const answer = await fetch(`${portal.url}/telemetry/units`, { headers: { Authorization: `Bearer ${token}` } })
    expect(await answer.json()).toEqual({
      units: [
        {
          unit,
          kind: "lift",
          drive: null,
          floors: ["G", "1", "2"],
          ratedSpeed: null,
          timeZone: "Europe/London",
          use: "home",
          state: "degraded",
          counters: { starts: 12, runSeconds: 200, doorCycles: 0, doorReopens: 0, distanceMetres: 0 },
          lastSeq: 8,
        },
      ],
    })
  })
})

describe("a request that the intake refuses", () => {
  test("has no token, or one that was replaced", async () => {
    for (const header of ["", "Bearer x", "Basic abc", `Bearer ${"x".repeat(43)}`]) {
      const answer = await post("", { Authorization: header })
      expect(answer.status).toBe(401)
      expect(answer.headers.get("www-authenticate")).toBe("Bearer")
    }
  })

  test("is too large, before or after unzipping, or has too many lines", async () => {
    const sixMegabytes = "x".repeat(6 * 1024 * 1024)
    expect((await post(sixMegabytes)).status).toBe(413)
    expect((await post(gzipSync(sixMegabytes), { "Content-Encoding": "gzip" })).status).toBe(413)
    expect((await post("{}\n".repeat(10_001))).status).toBe(413)
  })

  test("is in no encoding that it names, or in none that is known", async () => {
    expect((await post("plain", { "Content-Encoding": "gzip" })).status).toBe(400)
    expect((await post("plain", { "Content-Encoding": "br" })).status).toBe(415)
    expect((await post(new Uint8Array([0xff, 0xfe, 0x00]))).status).toBe(400)
  })

  test("leaves the gateway free to send a zipped one that is right", async () => {
    const body = gzipSync(`${JSON.stringify(state(1, "in-service"))}\n`)
    const answer = await post(body, { "Content-Encoding": "gzip" })
    expect(answer.status).toBe(202)
    expect(await answer.json()).toMatchObject({ accepted: 1 })
  })
})
