import { describe, expect, test } from "vitest"
import { fleetingLine, lastingLine } from "./messages.ts"
import { Outbox } from "./outbox.ts"

const mode = (seq: number) => lastingLine("LIFT-1", 0, seq, { kind: "mode", mode: "normal" })
const position = (floor: string) =>
  fleetingLine("LIFT-1", 0, { kind: "position", floor, door: "closed", direction: "up" })

describe("the outbox", () => {
  test("keeps numbered lines in order until they are settled, and only the newest position", () => {
    const outbox = new Outbox()
    for (const line of [position("1"), mode(1), position("2"), mode(2)]) outbox.add(line)
    expect(outbox.batch().map((line) => line.text)).toEqual([mode(1), mode(2), position("2")].map((line) => line.text))
    const batch = outbox.batch(1)
    outbox.settle(batch, [])
    expect(outbox.pending.map((line) => line.seq)).toEqual([2])
    expect(outbox.size).toBe(2)
  })

  test("a position that came while the older one was on its way stays", () => {
    const outbox = new Outbox()
    outbox.add(position("1"))
    const batch = outbox.batch()
    outbox.add(position("2"))
    outbox.settle(batch, [])
    expect(outbox.batch().map((line) => line.text)).toEqual([position("2").text])
  })

  test("a rejected line is gone, but does not count as acknowledged", () => {
    const outbox = new Outbox()
    outbox.add(mode(1))
    outbox.add(mode(2))
    outbox.settle(outbox.batch(), [{ line: 2, reason: "no" }])
    expect(outbox.size).toBe(0)
    expect([...outbox.acknowledged]).toEqual([["LIFT-1", 1]])
  })

  test("is full with one request's lines", () => {
    const outbox = new Outbox()
    for (let seq = 1; seq <= 10_000; seq += 1) outbox.add(mode(seq))
    expect(outbox.isFull).toBe(true)
    outbox.settle(outbox.batch(), [])
    expect(outbox.isFull).toBe(false)
  })
})
