import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { readMessage } from "./telemetry-message.ts"

const now = Date.parse("2026-11-22T12:00:00Z")
const read = (message: object) => readMessage(JSON.stringify(message), now)

const oddly = fc.constantFrom<unknown>("", "x", -1, 1.5, 2 ** 53, null, true, [], {}, "1")
const mostly = <A>(usual: fc.Arbitrary<A>) => fc.oneof({ weight: 8, arbitrary: usual as fc.Arbitrary<unknown> }, oddly)
const count = fc.nat({ max: 2 ** 40 })

describe("a line of telemetry", () => {
  test("is read alike the quick way and the schema's, right or wrong", () => {
    const line = fc.record(
      {
        unit: mostly(fc.string({ maxLength: 110 })),
        seq: mostly(count),
        kind: mostly(fc.constantFrom("counters", "heartbeat")),
        starts: mostly(count),
        runSeconds: mostly(count),
        doorCycles: mostly(count),
        doorReopens: mostly(count),
        distanceMetres: mostly(count),
        more: oddly,
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(line, (rest) => {
        // Only times to the millisecond in UTC go the quick way.
        const quick = read({ at: "2026-11-22T11:00:00.120Z", ...rest })
        const slow = read({ at: "2026-11-22T11:00:00.120000Z", ...rest })
        if ("problem" in quick || "problem" in slow) expect(quick).toEqual(slow)
        // What the schema does not know it drops, and the quick way leaves where nobody looks.
        else expect(quick).toMatchObject({ ...slow, body: { ...slow.body, at: quick.body.at } })
      }),
      { numRuns: 2000 },
    )
  })

  test("has a time that there is, not too old and not to come", () => {
    const at = (time: string) => read({ unit: "L", kind: "heartbeat", at: time })
    expect(at("2026-11-22T13:02:00+01:00")).toMatchObject({ at: now + 120_000 })
    expect(at("2026-11-22T12:05:00.001Z")).toEqual({ problem: "at is more than 5 minutes in the future" })
    expect(at("2026-10-18T12:00:00Z")).toMatchObject({ at: now - 35 * 86_400_000 })
    expect(at("2026-10-18T11:59:59.999Z")).toEqual({ problem: "at is more than 35 days ago" })
    expect(at("2026-11-31T00:00:00Z")).toEqual({ problem: "there is no such time: 2026-11-31T00:00:00Z" })
    expect(at("2026-02-29T00:00:00Z")).toEqual({ problem: "there is no such time: 2026-02-29T00:00:00Z" })
    expect(at("2026-13-01T00:00:00Z")).toEqual({ problem: "there is no such time: 2026-13-01T00:00:00Z" })
  })
})
