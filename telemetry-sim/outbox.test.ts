import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { fleetingLine, lastingLine } from "./messages.ts"
import type { Line } from "./messages.ts"
import { Outbox } from "./outbox.ts"

const mode = (seq: number) => lastingLine("LIFT-1", 0, seq, { kind: "mode", mode: "normal" })
const position = (floor: string) =>
  fleetingLine("LIFT-1", 0, { kind: "position", floor, door: "closed", direction: "up" })
const texts = (lines: ReadonlyArray<Line>) => lines.map((line) => line.text)
const all: ReadonlySet<Line> = new Set()

describe("the outbox", () => {
  test("keeps numbered lines in order until they are settled, and only the newest position", () => {
    const outbox = new Outbox()
    for (const line of [position("1"), mode(1), position("2"), mode(2)]) outbox.add(line)
    const first = outbox.take(1)
    expect(texts(first)).toEqual(texts([mode(1)]))
    expect(texts(outbox.pending)).toEqual(texts([mode(1), mode(2)]))
    outbox.settle(first, all)
    const second = outbox.take()
    expect(texts(second)).toEqual(texts([mode(2), position("2")]))
    expect(outbox.waiting).toBe(0)
    expect(outbox.isEmpty).toBe(false)
    outbox.settle(second, all)
    expect(outbox.isEmpty).toBe(true)
  })

  test("lends several batches at once, each line to one of them", () => {
    const outbox = new Outbox()
    for (let seq = 1; seq <= 5; seq += 1) outbox.add(mode(seq))
    const batches = [outbox.take(2), outbox.take(2), outbox.take(2)]
    expect(batches.flat().map((line) => line.seq)).toEqual([1, 2, 3, 4, 5])
    for (const batch of batches.toReversed()) outbox.settle(batch, all)
    expect([...outbox.acknowledged]).toEqual([["LIFT-1", 5]])
    expect(outbox.isEmpty).toBe(true)
  })

  test("what may not have arrived comes again before all others", () => {
    const outbox = new Outbox()
    for (let seq = 1; seq <= 3; seq += 1) outbox.add(mode(seq))
    const batch = outbox.take(2)
    outbox.putBack(batch)
    expect(texts(outbox.take())).toEqual(texts([mode(1), mode(2), mode(3)]))
  })

  test("a position that came while the older one was on its way stays, whether or not that one arrived", () => {
    const outbox = new Outbox()
    outbox.add(position("1"))
    const batch = outbox.take()
    outbox.add(position("2"))
    outbox.putBack(batch)
    expect(texts(outbox.take())).toEqual(texts([position("2")]))
  })

  test("a refused line is gone, but does not count as acknowledged", () => {
    const outbox = new Outbox()
    const [good, bad] = [mode(1), mode(2)]
    outbox.add(good)
    outbox.add(bad)
    outbox.settle(outbox.take(), new Set([bad]))
    expect(outbox.isEmpty).toBe(true)
    expect([...outbox.acknowledged]).toEqual([["LIFT-1", 1]])
  })

  test("whatever becomes of requests, each numbered line is either pending or was settled once", () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant("add" as const), lines: fc.integer({ min: 1, max: 5 }) }),
      fc.record({ do: fc.constant("take" as const), most: fc.integer({ min: 1, max: 7 }) }),
      fc.record({ do: fc.constantFrom("settle" as const, "putBack" as const), which: fc.nat(5) }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const outbox = new Outbox()
        const underWay: Array<ReadonlyArray<Line>> = []
        const settled: Array<Line> = []
        let seq = 0
        for (const next of steps) {
          if (next.do === "add") for (const end = seq + next.lines; seq < end;) outbox.add(mode((seq += 1)))
          else if (next.do === "take" && outbox.waiting > 0) underWay.push(outbox.take(next.most))
          else if (next.do === "settle" || next.do === "putBack") {
            const [batch] = underWay.splice(next.which, 1)
            if (batch === undefined) continue
            if (next.do === "putBack") outbox.putBack(batch)
            else {
              outbox.settle(batch, all)
              settled.push(...batch)
            }
          }
        }
        const numbers = [...outbox.pending, ...settled].map((line) => line.seq ?? 0).toSorted((a, b) => a - b)
        expect(numbers).toEqual(Array.from({ length: seq }, (_, place) => place + 1))
        expect(outbox.isEmpty).toBe(outbox.pending.length === 0)
      }),
    )
  })

  test("is full with as many lines as may be under way", () => {
    const outbox = new Outbox([], [], 10_000)
    for (let seq = 1; seq <= 10_000; seq += 1) outbox.add(mode(seq))
    expect(outbox.isFull).toBe(true)
    outbox.take()
    expect(outbox.isFull).toBe(false)
  })
})
