import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { openAccount } from "#access"
import { addUnits, connectGateway, rollUpTelemetry } from "#equipment"
import { type Portal, report, testPortal } from "../support/portal.ts"

let portal: Portal
let token: string
const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** A full hour, some hours ago. */
const begun = Math.floor(Date.now() / HOUR - 5) * HOUR
const iso = (at: number) => new Date(at).toISOString()

beforeAll(async () => {
  portal = await testPortal()
  const account = await portal.runtime.runPromise(
    openAccount({ name: "Customer", country: "IN", timeZone: "Asia/Kolkata" }),
  )
  await portal.runtime.runPromise(
    addUnits(
      account.id,
      ["L1", "L2"].map((number) => ({
        unit: { equipmentNumber: number, name: number, kind: "lift" as const },
        building: { key: "b", name: "House", timeZone: "Asia/Kolkata", latitude: null, longitude: null, use: null },
        address: { street: "1 Street", locality: "Mumbai", region: null, postalCode: null, country: "IN" },
      })),
    ),
  )
  ;({ token } = await portal.runtime.runPromise(
    connectGateway({ accountId: account.id, name: "Gateway", unitIds: "all" }),
  ))
})
afterAll(() => portal.stop())

const figures = async (from: number, to: number) => {
  const address = `${portal.url}/telemetry/figures?from=${iso(from)}&to=${iso(to)}`
  const answer = await fetch(address, { headers: { Authorization: `Bearer ${token}` } })
  expect(answer.status).toBe(200)
  return (await answer.text())
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as { unit: string; intervals: ReadonlyArray<object>; hours: ReadonlyArray<object> })
}
const tellPast = async (...lines: ReadonlyArray<object>) => {
  const answer = await fetch(`${portal.url}/telemetry/past`, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}` },
    body: lines.map((line) => `${JSON.stringify(line)}\n`).join(""),
  })
  return { status: answer.status, ...((await answer.json()) as object) }
}

describe("a gateway", () => {
  test("reads what was made of its messages, hour by hour of its units' local time", async () => {
    const reading = (minutes: number, starts: number) => ({
      unit: "L1",
      at: iso(begun + minutes * MINUTE),
      seq: minutes,
      kind: "counters",
      starts,
      runSeconds: starts * 15,
    })
    const heartbeats = Array.from({ length: 8 }, (_, i) => ({
      unit: "L1",
      at: iso(begun + i * 10 * MINUTE),
      kind: "heartbeat",
    }))
    await report(
      portal.url,
      token,
      ...heartbeats,
      { unit: "L1", at: iso(begun), seq: 0, kind: "state", state: "in-service" },
      reading(1, 100),
      reading(30, 130),
      reading(70, 170),
    )
    await portal.runtime.runPromise(rollUpTelemetry(new Date()))
    const [first, second] = await figures(begun - HOUR, begun + 3 * HOUR)
    expect(first?.intervals.slice(0, 2)).toEqual([
      { state: "in-service", fault: null, from: iso(begun), to: iso(begun + 70 * MINUTE) },
      { state: "unknown", fault: null, from: iso(begun + 70 * MINUTE), to: null },
    ])
    // Kolkata is five and a half hours ahead: its hours begin at half past.
    expect(first?.hours).toMatchObject([
      { hour: iso(begun - 30 * MINUTE), starts: 30, runSeconds: 450 },
      { hour: iso(begun + 30 * MINUTE), starts: 40, runSeconds: 600 },
    ])
    expect(second).toMatchObject({ unit: "L2", hours: [] })
  })

  test("tells the past of a unit that nothing was known of, once", async () => {
    const past = {
      unit: "L2",
      intervals: [
        { state: "in-service", from: iso(begun - 48 * HOUR), to: iso(begun - 30 * HOUR) },
        { state: "out-of-order", fault: "door-closing", from: iso(begun - 30 * HOUR), to: iso(begun - 28 * HOUR) },
        { state: "in-service", from: iso(begun - 28 * HOUR), to: null },
      ],
      hours: [[iso(begun - 30 * MINUTE - 40 * HOUR), 10, 150, 12, 1, 90]],
    }
    const wrongHour = { ...past, hours: [[iso(begun - 40 * HOUR), 1, 1, 1, 1, 1]] }
    expect(await tellPast(past, past, wrongHour, { ...past, unit: "L9" }, { unit: "L2" })).toMatchObject({
      status: 202,
      accepted: 1,
      rejected: [
        { line: 2, reason: "something is known of this unit in that time" },
        { line: 3, reason: expect.stringContaining("is not the beginning of an hour in Asia/Kolkata") as string },
        { line: 4, reason: "this gateway does not speak for a unit L9" },
        { line: 5 },
      ],
    })
    expect(await tellPast(past)).toMatchObject({ accepted: 0, rejected: [{ line: 1 }] })
    const [, second] = await figures(begun - 60 * HOUR, Date.now())
    expect(second?.intervals).toEqual(past.intervals.map((interval) => ({ fault: null, ...interval })))
    expect(second?.hours).toMatchObject([
      { starts: 10, runSeconds: 150, doorCycles: 12, doorReopens: 1, distanceMetres: 90 },
    ])
    const [present] = await portal.database.owner`
      select s.state, s.since from equipment.unit_states s join equipment.units u on u.id = s.unit_id where u.equipment_number = 'L2'`
    expect(present).toEqual({ state: "in-service", since: new Date(begun - 28 * HOUR) })
  })
})
