/** Degrees; null where nobody knows. */
export interface Position {
  readonly latitude: number
  readonly longitude: number
}

/** The Earth's mean radius (IUGG), in km. */
const EARTH = 6371.0088
/** What is taken to lie between home and a building when one of them is nobody knows where, in km. */
const UNKNOWN = 5

/** Places as unit vectors, three numbers each, NaN where unknown: from these a great-circle distance costs one arc sine. */
export type Places = Float64Array

/** Places by their index. */
export const placesOf = (positions: ReadonlyArray<Position | null>): Places => {
  const places = new Float64Array(positions.length * 3).fill(Number.NaN)
  for (const [index, position] of positions.entries()) {
    if (position === null) continue
    const latitude = (position.latitude * Math.PI) / 180
    const longitude = (position.longitude * Math.PI) / 180
    places[index * 3] = Math.cos(latitude) * Math.cos(longitude)
    places[index * 3 + 1] = Math.cos(latitude) * Math.sin(longitude)
    places[index * 3 + 2] = Math.sin(latitude)
  }
  return places
}

/** Kilometres along the great circle between place `a` of some and place `b` of others. */
export const kilometres = (some: Places, a: number, others: Places, b: number): number => {
  const x = some[a * 3]! - others[b * 3]!
  const y = some[a * 3 + 1]! - others[b * 3 + 1]!
  const z = some[a * 3 + 2]! - others[b * 3 + 2]!
  const chord = Math.sqrt(x * x + y * y + z * z)
  return Number.isNaN(chord) ? UNKNOWN : 2 * EARTH * Math.asin(Math.min(1, chord / 2))
}

/** A round trip from home: how long it is in km, and the stops in the order of driving (indices into what was asked). */
export interface Route {
  readonly kilometres: number
  readonly order: ReadonlyArray<number>
}

/** Reversing stretches of the trip gains nothing worth having after this many rounds. */
const ROUNDS = 20

/** Whether anybody knows where a place is. */
export const isKnown = (places: Places, index: number) => !Number.isNaN(places[index * 3]!)

/**
 * A short round trip from a home over buildings: always on to the nearest, then stretches turned round while that
 * shortens it (2-opt). It depends on the buildings and their order alone: give them sorted, and the same set has the same length.
 * Buildings at unknown places come last, each reached from home: as stops on the way they would make trips shorter.
 */
export const roundTrip = (homes: Places, home: number, places: Places, buildings: ReadonlyArray<number>): Route => {
  const known = buildings.filter((building) => isKnown(places, building))
  const trip = shortTrip(homes, home, places, known)
  if (known.length === buildings.length) return trip
  const stops = [...buildings.keys()]
  const onTheWay = stops.filter((stop) => isKnown(places, buildings[stop]!))
  const elsewhere = stops.filter((stop) => !isKnown(places, buildings[stop]!))
  return {
    kilometres: trip.kilometres + 2 * UNKNOWN * elsewhere.length,
    order: [...trip.order.map((stop) => onTheWay[stop]!), ...elsewhere],
  }
}

const shortTrip = (homes: Places, home: number, places: Places, buildings: ReadonlyArray<number>): Route => {
  const count = buildings.length
  if (count === 0) return { kilometres: 0, order: [] }
  const size = count + 1
  const apart = new Float64Array(size * size)
  for (let i = 0; i < count; i++) {
    apart[i + 1] = apart[(i + 1) * size] = kilometres(homes, home, places, buildings[i]!)
    for (let j = 0; j < i; j++) {
      apart[(i + 1) * size + j + 1] = apart[(j + 1) * size + i + 1] = kilometres(
        places,
        buildings[i]!,
        places,
        buildings[j]!,
      )
    }
  }
  const trip = nearestFirst(apart, size)
  if (count > 2) shorten(apart, size, trip)
  let length = 0
  for (let i = 0; i < size; i++) length += apart[trip[i]! * size + trip[(i + 1) % size]!]!
  return { kilometres: length, order: Array.from(trip.subarray(1), (stop) => stop - 1) }
}

const nearestFirst = (apart: Float64Array, size: number): Int32Array => {
  const trip = new Int32Array(size)
  const been = new Uint8Array(size)
  been[0] = 1
  for (let step = 1; step < size; step++) {
    const here = trip[step - 1]! * size
    let nearest = -1
    for (let stop = 1; stop < size; stop++) {
      if (been[stop] === 0 && (nearest < 0 || apart[here + stop]! < apart[here + nearest]!)) nearest = stop
    }
    trip[step] = nearest
    been[nearest] = 1
  }
  return trip
}

const shorten = (apart: Float64Array, size: number, trip: Int32Array) => {
  for (let round = 0, better = true; better && round < ROUNDS; round++) {
    better = false
    for (let i = 0; i < size - 2; i++) {
      for (let j = i + 2; j < size; j++) {
        const a = trip[i]! * size
        const b = trip[i + 1]!
        const c = trip[j]!
        const d = trip[(j + 1) % size]!
        if (apart[a + c]! + apart[b * size + d]! + 1e-9 < apart[a + b]! + apart[c * size + d]!) {
          trip.subarray(i + 1, j + 1).reverse()
          better = true
        }
      }
    }
  }
}
