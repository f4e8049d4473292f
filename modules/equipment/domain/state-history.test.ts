import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { recordChange, type StateChange, type StateInterval } from "./state-history.ts"
import { unitStates } from "./unit.ts"

const at = (minute: number) => new Date(Date.UTC(2026, 10, 22, 0, minute))
const change = (minute: number, state: StateInterval["state"]): StateChange => ({
  state,
  reason: null,
  fault: null,
  source: "telemetry",
  startedAt: at(minute),
})

/** Records changes in the order they came, as the intake does: each holds until the next that is known by then. */
const arrive = (changes: ReadonlyArray<StateChange>) => {
  const seen: Array<number> = []
  let history: ReadonlyArray<StateInterval> = []
  for (const one of changes) {
    const later = seen.filter((time) => time > one.startedAt.getTime())
    history = recordChange(history, one, later.length === 0 ? null : new Date(Math.min(...later)))
    seen.push(one.startedAt.getTime())
  }
  return history
}
const outline = (history: ReadonlyArray<StateInterval>) =>
  history.map(({ state, startedAt, endedAt }) => [state, startedAt.toISOString(), endedAt?.toISOString() ?? null])

const someChanges = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 500 }), fc.constantFrom(...unitStates)), {
  selector: ([minute]) => minute,
  minLength: 1,
  maxLength: 30,
})

describe("a unit's state history", () => {
  test("is the same in whatever order the messages came", () => {
    fc.assert(
      fc.property(someChanges, fc.infiniteStream(fc.nat()), (sorted, keys) => {
        const changes = sorted.map(([minute, state]) => change(minute, state))
        const inOrder = changes.toSorted((a, b) => a.startedAt.getTime() - b.startedAt.getTime())
        const shuffled = changes
          .map((one) => ({ one, key: keys.next().value ?? 0 }))
          .toSorted((a, b) => a.key - b.key)
          .map(({ one }) => one)
        expect(outline(arrive(shuffled))).toEqual(outline(arrive(inOrder)))
      }),
    )
  })

  test("has neither gaps nor overlaps, one open end, and never the same state twice in a row", () => {
    fc.assert(
      fc.property(someChanges, (sorted) => {
        const history = arrive(sorted.map(([minute, state]) => change(minute, state)))
        history.slice(1).forEach((interval, i) => {
          expect(interval.startedAt).toEqual(history[i]?.endedAt)
          expect(interval.state).not.toBe(history[i]?.state)
        })
        expect(history.at(-1)?.endedAt).toBeNull()
      }),
    )
  })

  test("lets a late message alter the past between its neighbours only", () => {
    const history = arrive([change(10, "in-service"), change(12, "in-service"), change(11, "out-of-order")])
    expect(outline(history)).toEqual([
      ["in-service", at(10).toISOString(), at(11).toISOString()],
      ["out-of-order", at(11).toISOString(), at(12).toISOString()],
      ["in-service", at(12).toISOString(), null],
    ])
  })

  test("keeps what was first known of a cause, and classes it", () => {
    const [out] = arrive([
      { ...change(1, "out-of-order"), fault: "power-supply" },
      { ...change(2, "out-of-order"), reason: "mains" },
    ])
    expect(out).toMatchObject({ fault: "power-supply", reason: "mains", class: "external", endedAt: null })
  })
})
