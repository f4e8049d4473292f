import fc from "fast-check"
import { expect, test } from "vitest"
import { kilometres, placesOf, roundTrip } from "./travel.ts"

const berlin = { latitude: 52.52, longitude: 13.405 }
const paris = { latitude: 48.8566, longitude: 2.3522 }

test("the distance is that of the great circle, also across the date line", () => {
  const places = placesOf([berlin, paris, { latitude: 0, longitude: 179.5 }, { latitude: 0, longitude: -179.5 }])
  expect(kilometres(places, 0, places, 1)).toBeCloseTo(877.46, 1)
  expect(kilometres(places, 2, places, 3)).toBeCloseTo(111.195, 2)
  expect(kilometres(places, 0, places, 0)).toBe(0)
})

test("a place that nobody knows is a little way off", () => {
  const places = placesOf([berlin, null])
  expect(kilometres(places, 0, places, 1)).toBe(5)
})

test("a round trip goes to each building once, is at least as long as to the farthest and back, and never longer than going home each time", () => {
  const near = fc.record({
    latitude: fc.double({ min: 52.3, max: 52.7, noNaN: true }),
    longitude: fc.double({ min: 13, max: 13.8, noNaN: true }),
  })
  fc.assert(
    fc.property(fc.array(near, { minLength: 1, maxLength: 14 }), (positions) => {
      const [homes, places] = [placesOf([berlin]), placesOf(positions)]
      const stops = [...positions.keys()]
      const { kilometres: length, order } = roundTrip(homes, 0, places, stops)
      expect(order.toSorted((a, b) => a - b)).toEqual(stops)
      const spokes = stops.map((stop) => 2 * kilometres(homes, 0, places, stop))
      expect(length).toBeGreaterThanOrEqual(Math.max(...spokes) - 1e-9)
      expect(length).toBeLessThanOrEqual(spokes.reduce((sum, one) => sum + one, 0) + 1e-9)
      const driven = order.map((stop, i) =>
        i === 0 ? kilometres(homes, 0, places, stop) : kilometres(places, order[i - 1]!, places, stop),
      )
      driven.push(kilometres(homes, 0, places, order.at(-1)!))
      expect(driven.reduce((sum, one) => sum + one, 0)).toBeCloseTo(length, 6)
    }),
  )
})

test("one more building never makes a trip of two shorter, wherever it is, and unknown ones come last", () => {
  const anywhere = fc.option(
    fc.record({
      latitude: fc.double({ min: 52.3, max: 52.7, noNaN: true }),
      longitude: fc.double({ min: 13, max: 13.8, noNaN: true }),
    }),
  )
  fc.assert(
    fc.property(anywhere, fc.tuple(anywhere, anywhere, anywhere), (home, positions) => {
      const [homes, places] = [placesOf([home]), placesOf(positions)]
      const all = roundTrip(homes, 0, places, [0, 1, 2])
      expect(all.order.toSorted()).toEqual([0, 1, 2])
      const unknown = all.order.map((stop) => positions[stop] === null)
      expect(unknown).toEqual(unknown.toSorted())
      for (const two of [
        [0, 1],
        [0, 2],
        [1, 2],
      ])
        expect(all.kilometres).toBeGreaterThanOrEqual(roundTrip(homes, 0, places, two).kilometres - 1e-9)
    }),
  )
})
