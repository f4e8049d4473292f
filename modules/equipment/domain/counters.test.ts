import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { addRises, byTime, type Counts, type HourRise, hourlyRises, type Reading, rise, spread } from "./counters.ts"

const HOUR = 3_600_000
const ms = (text: string) => Date.parse(text)
const day = ms("2026-11-22T00:00:00Z")
const reading = (at: number, counts: Partial<Counts> = {}): Reading => ({
  at,
  seq: null,
  starts: 0,
  runSeconds: 0,
  doorCycles: null,
  doorReopens: null,
  distanceMetres: null,
  ...counts,
})
const hours = (rises: ReadonlyArray<HourRise>) => rises.map(({ hour, starts }) => [(hour - day) / HOUR, starts])

describe("the rise between two readings", () => {
  const minute = (before: Partial<Counts>, after: Partial<Counts>) =>
    rise(reading(day, before), reading(day + 60_000, after))

  test("is the difference", () => {
    expect(minute({ starts: 7, doorCycles: 3 }, { starts: 9, runSeconds: 20, doorCycles: 3 })).toEqual({
      starts: 2,
      runSeconds: 20,
      doorCycles: 0,
      doorReopens: null,
      distanceMetres: null,
    })
  })
  test("is not known of a counter that one of them lacks", () => {
    expect(minute({ doorCycles: 5 }, { doorReopens: 5 })).toMatchObject({ doorCycles: null, doorReopens: null })
  })
  test("counts from nought when the counters were reset, though some stood at nought before", () => {
    const after = { starts: 3, runSeconds: 40, doorCycles: 0, doorReopens: 1 }
    expect(minute({ starts: 65_530, runSeconds: 65_530, doorCycles: 9, doorReopens: 0 }, after)).toMatchObject(after)
  })
  test("goes on through a roll-over at 2^16 or 2^32", () => {
    expect(minute({ starts: 65_530, runSeconds: 9 }, { starts: 4, runSeconds: 69 }).starts).toBe(10)
    expect(minute({ starts: 1, runSeconds: 2 ** 32 - 1 }, { starts: 1, runSeconds: 60 }).runSeconds).toBe(61)
    expect(minute({ starts: 1, distanceMetres: 65_000 }, { starts: 1, distanceMetres: 664 }).distanceMetres).toBe(1200)
  })
  test("is no roll-over when it would be more than is possible in the time", () => {
    expect(minute({ starts: 65_500, runSeconds: 9 }, { starts: 25, runSeconds: 69 }).starts).toBe(25)
    expect(minute({ starts: 1, runSeconds: 2 ** 32 - 1 }, { starts: 1, runSeconds: 61 }).runSeconds).toBe(61)
    expect(minute({ starts: 1, distanceMetres: 65_000 }, { starts: 1, distanceMetres: 665 }).distanceMetres).toBe(665)
    expect(minute({ starts: 70_000, runSeconds: 9 }, { starts: 5, runSeconds: 69 }).starts).toBe(5)
  })
})

describe("spreading a rise over the hours", () => {
  const from = (text: string, starts: number) => reading(ms(text), { starts })

  test("gives it all to the one hour in which both readings are", () => {
    expect(hours(spread(from("2026-11-22T09:00:00Z", 0), from("2026-11-22T10:00:00Z", 7), "UTC"))).toEqual([[9, 7]])
    expect(hours(spread(from("2026-11-22T09:10:00Z", 0), from("2026-11-22T09:59:00Z", 7), "UTC"))).toEqual([[9, 7]])
  })
  test("cuts it at the full hours, and gives the last one the rest", () => {
    expect(hours(spread(from("2026-11-22T09:30:00Z", 0), from("2026-11-22T11:30:00Z", 10), "UTC"))).toEqual([
      [9, 2],
      [10, 5],
      [11, 3],
    ])
  })
  test("leaves out the hours in which nothing rose", () => {
    expect(hours(spread(from("2026-11-22T01:00:00Z", 0), from("2026-11-22T05:00:00Z", 1), "UTC"))).toEqual([[4, 1]])
    expect(spread(from("2026-11-22T01:00:00Z", 5), from("2026-11-22T05:00:00Z", 5), "UTC")).toEqual([])
  })
  test("takes the hours of the place", () => {
    expect(hours(spread(from("2026-11-22T09:00:00Z", 0), from("2026-11-22T10:00:00Z", 8), "Asia/Kolkata"))).toEqual([
      [8.5, 4],
      [9.5, 4],
    ])
    expect(hours(spread(from("2026-11-22T09:00:00Z", 0), from("2026-11-22T10:00:00Z", 8), "Asia/Kathmandu"))).toEqual([
      [8.25, 2],
      [9.25, 6],
    ])
  })
  test("gives the hour before what two readings of one instant differ by", () => {
    const at = day + 10 * HOUR
    expect(hours(spread(reading(at), reading(at, { starts: 1 }), "UTC"))).toEqual([[9, 1]])
  })
  test("is exact for rises and times as large as they may be", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 53 - 1 }),
        fc.integer({ min: 1, max: 35 * 24 * HOUR }),
        fc.integer({ min: 0, max: 24 * HOUR }),
        (starts, length, begin) => {
          const [before, after] = [reading(day + begin), reading(day + begin + length, { starts })]
          const [first] = spread(before, after, "UTC")
          const hour = Math.floor(before.at / HOUR) * HOUR
          const boundary = Math.min(after.at, hour + HOUR)
          const expected = Number((BigInt(starts) * BigInt(boundary - before.at)) / BigInt(length))
          if (expected > 0) expect([first?.hour, first?.starts]).toEqual([hour, expected])
        },
      ),
    )
  })
})

const counter = fc.integer({ min: 0, max: 70_000 })
const perhaps = fc.option(counter, { freq: 4 })
const readings = fc.uniqueArray(
  fc.record({
    at: fc.integer({ min: 0, max: 400 }).map((step) => day + step * 7 * 60_000),
    seq: fc.option(fc.integer({ min: 0, max: 5 })),
    starts: counter,
    runSeconds: counter,
    doorCycles: perhaps,
    doorReopens: perhaps,
    distanceMetres: perhaps,
  }),
  { selector: ({ at, seq }) => `${at} ${seq}`, maxLength: 25 },
)
const zones = fc.constantFrom("UTC", "Europe/Berlin", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe")
const nothing: Counts = { starts: 0, runSeconds: 0, doorCycles: null, doorReopens: null, distanceMetres: null }
const known = ({ starts, runSeconds, doorCycles, doorReopens, distanceMetres }: Counts) =>
  [starts, runSeconds, doorCycles ?? 0, doorReopens ?? 0, distanceMetres ?? 0] as const

describe("the hours of a set of readings", () => {
  test("add up to exactly the rises between them", () => {
    fc.assert(
      fc.property(readings, zones, (some, zone) => {
        const sorted = some.toSorted(byTime)
        const rises = sorted.slice(1).map((after, i) => rise(sorted[i] ?? after, after))
        expect(known(hourlyRises(some, zone).reduce<Counts>(addRises, nothing))).toEqual(
          known(rises.reduce(addRises, nothing)),
        )
      }),
    )
  })
  test("are the same in whatever order the readings came", () => {
    fc.assert(
      fc.property(
        readings.chain((some) => fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length }))),
        zones,
        ([some, shuffled], zone) => {
          expect(hourlyRises(shuffled, zone)).toEqual(hourlyRises(some, zone))
        },
      ),
    )
  })
  test("are the differences of the counters where a reading stands at each full hour", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 2, maxLength: 40 }),
        readings,
        (rises, others) => {
          let starts = 0
          const full = rises.map((more, i) => reading(day + i * HOUR, { starts: (starts += more), runSeconds: i }))
          const between = others.flatMap(({ at }) => {
            const before = full.findLast((one) => one.at < at)
            return before === undefined || at % HOUR === 0 ? [] : [{ ...before, at }]
          })
          const expected = rises.slice(1).flatMap((more, i) => (more === 0 ? [] : [[i, more]]))
          const found = hourlyRises(
            [...full, ...between.filter(({ at }) => at < day + (rises.length - 1) * HOUR)],
            "UTC",
          )
          expect(hours(found).filter(([, number]) => number !== 0)).toEqual(expected)
        },
      ),
    )
  })
  test("are never below nought", () => {
    fc.assert(
      fc.property(readings, zones, (some, zone) => {
        for (const hour of hourlyRises(some, zone)) expect(Math.min(...known(hour))).toBeGreaterThanOrEqual(0)
      }),
    )
  })
})
