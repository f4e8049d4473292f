import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { StateRow } from "./state-row.ts"
import { decidedTime, outside, overlappingPairs, retold, type Span, toldPieces, unitedSpans } from "./told-history.ts"

const never = Number.POSITIVE_INFINITY
const row = (
  from: number,
  to: number | null,
  state: StateRow["state"] = "out-of-order",
  more: Partial<StateRow> = {},
): StateRow => ({ unit: "U", from, to, state, class: null, reason: null, ...more })

const spans = fc.array(
  fc.tuple(fc.nat(30), fc.integer({ min: 1, max: 12 })).map(([from, length]): Span => ({ from, to: from + length })),
  { maxLength: 12 },
)
const holds = (some: ReadonlyArray<Span>, at: number) => some.some(({ from, to }) => from <= at && at < to)

describe("stretches of time", () => {
  test("overlap in as many pairs as one finds by comparing each with each; those that touch do not", () => {
    expect(
      overlappingPairs([row(0, 10), row(10, 20), row(5, null)].map(({ from, to }) => ({ from, to: to ?? never }))),
    ).toBe(2)
    fc.assert(
      fc.property(spans, (some) => {
        let pairs = 0
        some.forEach((a, i) => some.slice(i + 1).forEach((b) => (pairs += a.from < b.to && b.from < a.to ? 1 : 0)))
        expect(overlappingPairs(some)).toBe(pairs)
      }),
    )
  })

  test("united, and without others, hold the instants that they should, in order and apart", () => {
    fc.assert(
      fc.property(spans, spans, (some, others) => {
        const [united, away] = [unitedSpans(some), unitedSpans(others)]
        const left = outside(united, away)
        for (let at = 0; at < 50; at++) {
          expect(holds(united, at)).toBe(holds(some, at))
          expect(holds(left, at)).toBe(holds(some, at) && !holds(others, at))
        }
        for (let i = 1; i < united.length; i++) expect(united[i]?.from).toBeGreaterThan(united[i - 1]?.to ?? 0)
      }),
    )
  })
})

describe("what the rows of a unit say", () => {
  test("is a union: rows of one state and class that overlap or touch are one, with the reasons of all", () => {
    const rows = [
      row(20, 30, "out-of-order", { reason: "Repair" }),
      row(0, 10),
      row(5, 20, "out-of-order", { reason: "Doors" }),
    ]
    expect(toldPieces(rows, null)).toMatchObject([
      { from: 0, to: 30, state: "out-of-order", class: "unplanned", rule: "otherwise", reason: "Doors; Repair" },
    ])
  })

  test("is the graver one where others overlap, whatever the order of the rows", () => {
    const classes = ["planned", "external", "unplanned", null] as const
    const any = fc.array(
      fc
        .tuple(
          fc.nat(30),
          fc.integer({ min: 1, max: 12 }),
          fc.constantFrom("in-service", "degraded", "out-of-order", "planned-outage", "unknown"),
          fc.constantFrom(...classes),
        )
        .map(([from, length, state, its]) => row(from, from + length, state, { class: its })),
      { maxLength: 10 },
    )
    const grave = ["unknown", "in-service", "degraded", "planned", "external", "unplanned"]
    const gravityOf = (one: StateRow) => {
      const isDown = one.state === "out-of-order" || one.state === "planned-outage"
      const usual = one.state === "out-of-order" ? "unplanned" : "planned"
      return grave.indexOf(isDown ? (one.class ?? usual) : one.state)
    }
    fc.assert(
      fc.property(any, (rows) => {
        const pieces = toldPieces(rows, { from: 2, to: 40 })
        expect(toldPieces(rows.toReversed(), { from: 2, to: 40 })).toEqual(pieces)
        for (let at = 0; at < 50; at++) {
          const here = rows.filter(({ from, to }) => from <= at && at < (to ?? never)).map(gravityOf)
          const expected = here.length > 0 ? Math.max(...here) : at >= 2 && at < 40 ? 1 : -1
          const piece = pieces.filter(({ from, to }) => from <= at && at < to)
          expect(piece.length).toBe(expected < 0 ? 0 : 1)
          if (piece[0] !== undefined)
            expect(grave.indexOf(piece[0].class === "unknown" ? "unknown" : (piece[0].class ?? piece[0].state))).toBe(
              expected,
            )
        }
      }),
    )
  })

  test("has the class that the file gives, by the rule import, and that of its reason otherwise", () => {
    const rows = [
      row(0, 1, "out-of-order", { class: "external" }),
      row(1, 2, "out-of-order", { reason: "power cut" }),
      row(2, 3, "in-service", { class: "external" }),
      row(3, 4, "unknown"),
    ]
    expect(toldPieces(rows, null).map(({ class: its, rule }) => [its, rule])).toEqual([
      ["external", "import"],
      ["external", "external-reason"],
      [null, "up"],
      ["unknown", "not-told"],
    ])
  })

  test("leaves open what is open, and is in service in the rest of the period that the file covers", () => {
    expect(toldPieces([row(10, 20), row(40, null)], { from: 0, to: 50 })).toMatchObject([
      { from: 0, to: 10, state: "in-service", rule: "up" },
      { from: 10, to: 20, state: "out-of-order" },
      { from: 20, to: 40, state: "in-service" },
      { from: 40, to: never, state: "out-of-order" },
    ])
  })
})

describe("a further file", () => {
  const tell = (before: Parameters<typeof retold>[0], rows: ReadonlyArray<StateRow>, period: Span | null = null) =>
    retold(
      before,
      toldPieces(rows, null),
      decidedTime(
        rows.map(({ from, to }) => ({ from, to: to ?? never })),
        period,
      ),
    )
  const ends = (pieces: ReturnType<typeof retold>) => pieces.map(({ from, to }) => [from, to])

  test("changes nothing when it says the same again", () => {
    const rows = [row(0, 10), row(5, 12, "planned-outage"), row(30, null)]
    const once = tell([], rows)
    expect(tell(once, rows)).toEqual(once)
  })

  test("replaces what was told of the time it decides about, and leaves the rest", () => {
    const january = tell([], [row(0, 10), row(20, 30)])
    expect(ends(tell(january, [row(20, 28)]))).toEqual([
      [0, 10],
      [20, 28],
    ])
    expect(ends(tell(january, [row(22, 28)], { from: 22, to: 30 }))).toEqual([
      [0, 10],
      [20, 28],
    ])
    expect(ends(tell(january, [row(20, 28)], { from: 15, to: 31 }))).toEqual([
      [0, 10],
      [20, 28],
    ])
    expect(ends(tell(january, [row(40, 50)]))).toEqual([
      [0, 10],
      [20, 30],
      [40, 50],
    ])
  })

  test("ends what was open when it tells of later time", () => {
    const open = tell([], [row(0, 10), row(20, null)])
    expect(ends(open)).toEqual([
      [0, 10],
      [20, never],
    ])
    expect(ends(tell(open, [row(20, 40)], { from: 15, to: 60 }))).toEqual([
      [0, 10],
      [20, 40],
    ])
    expect(ends(tell(open, [row(50, 60)]))).toEqual([
      [0, 10],
      [20, 60],
    ])
  })
})
