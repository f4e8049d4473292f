import { describe, expect, test } from "vitest"
import { Chaos } from "./chaos.ts"
import { lastingLine } from "./messages.ts"
import type { Line } from "./messages.ts"
import { day, hour, minute, monday } from "./testing/fleet.ts"

const lines = (count: number): ReadonlyArray<Line> =>
  Array.from({ length: count }, (_, seq) =>
    lastingLine(`LIFT-${seq % 20}`, monday, seq + 1, { kind: "mode", mode: "normal" }),
  )
const sorted = (some: ReadonlyArray<Line>) => some.toSorted((a, b) => (a.seq ?? 0) - (b.seq ?? 0))

describe("a network at its worst", () => {
  test("makes requests of a batch that hold each of its lines once, and others beside them", () => {
    const chaos = new Chaos("1")
    const fates = new Set<string>()
    let repeated = 0
    for (let round = 0; round < 100; round += 1) {
      const batch = lines(300)
      const requests = chaos.requests(batch)
      expect(sorted(requests.flatMap((request) => request.batch))).toEqual(batch)
      for (const request of requests) {
        fates.add(request.fate)
        expect(new Set(request.sent).isSupersetOf(new Set(request.batch))).toBe(true)
        repeated += request.sent.length - request.batch.length
      }
    }
    expect([...fates].toSorted()).toEqual(["answer-lost", "answered", "cut-off", "not-sent"])
    expect(repeated).toBeGreaterThan(500)
  })

  test("never makes a request larger than a portal takes", () => {
    const chaos = new Chaos("1")
    for (let round = 0; round < 4; round += 1) {
      for (const { sent } of chaos.requests(lines(10_000))) expect(sent.length).toBeLessThanOrEqual(10_000)
    }
  })

  test("keeps lines back for minutes to days, and lets all of them go in the end", () => {
    const chaos = new Chaos("1")
    const all = lines(20_000)
    const kept = all.filter((line) => chaos.keepsBack(line, monday, true))
    expect(kept.length / all.length).toBeGreaterThan(0.03)
    expect(sorted(chaos.late)).toEqual(sorted(kept))
    const soon = chaos.due(monday + 30 * minute)
    const today = chaos.due(monday + 7 * hour)
    const later = chaos.due(monday + 4 * day)
    for (const some of [soon, today, later]) expect(some.length).toBeGreaterThan(20)
    expect(sorted([...soon, ...today, ...later])).toEqual(sorted(kept))
    expect(soon.some((line, place) => (line.seq ?? 0) < (soon[place - 1]?.seq ?? 0))).toBe(true)
    expect(chaos.late).toEqual([])
  })

  test("keeps nothing back for days where the clock does not run fast", () => {
    const chaos = new Chaos("1")
    for (const line of lines(20_000)) chaos.keepsBack(line, monday, false)
    chaos.due(monday + 12 * hour)
    expect(chaos.late).toEqual([])
  })

  test("does the same for the same seed", () => {
    const lived = (seed: string) => {
      const chaos = new Chaos(seed)
      return [lines(500).map((line) => chaos.keepsBack(line, monday, true)), chaos.requests(lines(500))]
    }
    expect(lived("1")).toEqual(lived("1"))
    expect(lived("1")).not.toEqual(lived("2"))
  })
})
