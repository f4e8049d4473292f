import { describe, expect, test } from "vitest"
import { Meter } from "./meter.ts"

describe("the meter", () => {
  test("tells rate, latency and errors of a stretch and of the whole", () => {
    const meter = new Meter(1000)
    for (let ms = 1; ms <= 100; ms += 1) meter.taken(50, ms)
    meter.failed("429")
    meter.failed("429")
    expect(meter.stretch(6000)).toMatch(
      /^1,000 messages\/s in 100 requests, answered in (49|50|51) ms p50, (98|99|100) ms p99; 2 × 429$/,
    )
    meter.taken(50, 3)
    expect(meter.stretch(7000)).toMatch(/^50 messages\/s in 1 requests, .* p99; no errors$/)
    expect(meter.whole(7000)).toMatch(/^842 messages\/s in 101 requests, .*; 2 × 429$/)
  })

  test("tells nothing of latency before the first answer", () => {
    expect(new Meter(0).whole(1000)).toBe("0 messages/s in 0 requests, answered in – p50, – p99; no errors")
  })
})
