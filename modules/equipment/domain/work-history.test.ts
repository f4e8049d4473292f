import { describe, expect, test } from "vitest"
import type { ToldPiece } from "./told-history.ts"
import { piecesOfWork, type UnitWork } from "./work-history.ts"

const never = Number.POSITIVE_INFINITY
const up: ToldPiece = { from: 0, to: never, state: "in-service", class: null, rule: "up", reason: null }
const visit = (more: Partial<UnitWork>): UnitWork => ({
  ...{ was: null, down: { from: 10, to: 20 }, state: "planned-outage", external: false, reason: "Service order 1" },
  left: { at: 20, state: "in-service" },
  ...more,
})
const stretches = (work: UnitWork, known: ReadonlyArray<ToldPiece>, connected: boolean) => {
  const { pieces, decided } = piecesOfWork(work, known, connected)
  return { told: pieces.map(({ state, class: its, from, to }) => [state, its, from, to]), decided: decided.spans }
}

describe("work on a connected unit", () => {
  test("says when planned work was done, and nothing of how the unit is now", () => {
    expect(stretches(visit({}), [], true)).toEqual({
      told: [["planned-outage", "planned", 10, 20]],
      decided: [{ from: 10, to: 20 }],
    })
    expect(stretches(visit({ down: { from: 10, to: never }, left: null }), [], true).told).toEqual([])
  })

  test("takes back what it said before, where the gateway's word holds again", () => {
    const corrected = visit({ was: { from: 5, to: 12 } })
    expect(stretches(corrected, [], true).decided).toEqual([{ from: 5, to: 20 }])
  })

  test("leaves it to the unit whether it was out of order", () => {
    expect(stretches(visit({ state: "out-of-order" }), [], true)).toEqual({ told: [], decided: [] })
  })
})

describe("work on any other unit", () => {
  test("says how it was left, until something else is known", () => {
    const later = { ...up, from: 50 }
    expect(stretches(visit({ left: { at: 20, state: "out-of-order" } }), [later], false).told).toEqual([
      ["planned-outage", "planned", 10, 20],
      ["out-of-order", "unplanned", 20, 50],
    ])
  })

  test("puts what was before a beginning that moved back in its place", () => {
    const known = [
      { ...up, to: 5 },
      { ...up, from: 20 },
    ]
    const corrected = visit({ was: { from: 5, to: 20 } })
    expect(stretches(corrected, known, false).told).toEqual([
      ["in-service", null, 5, 10],
      ["planned-outage", "planned", 10, 20],
      ["in-service", null, 20, never],
    ])
  })

  test("that had an outside cause counts as external", () => {
    const flood = visit({ state: "out-of-order", external: true })
    expect(stretches(flood, [up], false).told[0]).toEqual(["out-of-order", "external", 10, 20])
  })
})
