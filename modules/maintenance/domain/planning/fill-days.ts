import { buildingsOn, type DayBook, enter, fits, isFreeFor } from "./day-book.ts"
import { type Pace, paceFrom, shortOf, type Workload } from "./pace.ts"
import { kilometres, roundTrip } from "./travel.ts"

/** By so much of a day's share a day may fall short or go over, so that a building is done whole. */
const SLACK = 0.1
/** A detour of this many minutes is worth keeping a building's visits a day nearer to the rhythm of the months before. */
const MINUTES_A_DAY_OFF = 0.4

const A_WEEK = 7

/** A building of a territory with its visits that wait for a day, in order of their windows. */
interface Stop {
  readonly building: number
  readonly visits: ReadonlyArray<number>
  /** Visits before this one are placed or past. */
  next: number
  /** How many days after its due date the last one was placed. */
  rhythm: number | null
}

interface Candidate {
  readonly stop: Stop
  readonly open: ReadonlyArray<number>
  readonly work: number
  /** The last day for the most urgent. */
  readonly deadline: number
  readonly offRhythm: number
}

const stopsOf = (book: DayBook, visits: ReadonlyArray<number>): ReadonlyArray<Stop> => {
  const { from } = book.demand
  const stops = new Map<number, Array<number>>()
  for (const visit of visits) {
    const building = book.demand.building[visit]!
    const stop = stops.get(building)
    if (stop === undefined) stops.set(building, [visit])
    else stop.push(visit)
  }
  return [...stops]
    .toSorted(([a], [b]) => a - b)
    .map(([building, its]) => ({
      building,
      visits: its.sort((a, b) => from[a]! - from[b]! || a - b),
      next: 0,
      rhythm: null,
    }))
}

const workloadOf = (book: DayBook, technician: number, visits: ReadonlyArray<number>): Workload => {
  const cells = technician * book.days
  const load: Workload = {
    time: book.minutes.subarray(cells, cells + book.days),
    fixed: Float64Array.from(book.work.subarray(cells, cells + book.days)),
    opens: new Float64Array(book.days),
    closes: new Float64Array(book.days),
  }
  for (const visit of visits) count(book, load, visit, 1)
  return load
}

/** The last day on which a visit is to take place: were the days after the horizon used too, they would be half empty. */
const closing = ({ demand, horizon }: DayBook, visit: number): number =>
  demand.to[visit]! >= horizon && demand.from[visit]! + A_WEEK < horizon ? horizon - 1 : demand.to[visit]!

const count = (book: DayBook, load: Workload, visit: number, sign: 1 | -1) => {
  const { from, minutes } = book.demand
  load.opens[from[visit]!]! += sign * minutes[visit]!
  load.closes[closing(book, visit)]! += sign * minutes[visit]!
}

/** What of a building may be done on a day by a technician. */
const candidate = (book: DayBook, stop: Stop, technician: number, day: number): Candidate | null => {
  const { demand } = book
  const { visits } = stop
  while (stop.next < visits.length) {
    const visit = visits[stop.next]!
    if (demand.technician[visit]! < 0 && closing(book, visit) >= day) break
    stop.next++
  }
  const open: Array<number> = []
  let work = 0
  let deadline = Number.POSITIVE_INFINITY
  let due = 0
  for (let i = stop.next; i < visits.length && demand.from[visits[i]!]! <= day; i++) {
    const visit = visits[i]!
    const last = closing(book, visit)
    if (demand.technician[visit]! >= 0 || last < day) continue
    open.push(visit)
    work += demand.minutes[visit]!
    if (last < deadline) {
      deadline = last
      due = demand.due[visit]!
    }
  }
  const first = open[0]
  if (first === undefined || !isFreeFor(book, first, technician, day)) return null
  open.sort((a, b) => demand.to[a]! - demand.to[b]! || a - b)
  const offRhythm = stop.rhythm === null ? 0 : Math.abs(day - due - stop.rhythm)
  return { stop, open, work, deadline, offRhythm }
}

/** The trip of a day as it grows: what another building adds to it. */
class Trip {
  readonly #book: DayBook
  readonly #technician: number
  readonly #stops: Array<number>
  constructor(book: DayBook, technician: number, day: number) {
    this.#book = book
    this.#technician = technician
    const buildings = buildingsOn(book, technician, day)
    this.#stops = roundTrip(book.homes, technician, book.buildings, buildings).order.map((stop) => buildings[stop]!)
  }
  get length() {
    return this.#stops.length
  }
  #leg(from: number | undefined, to: number | undefined) {
    const { buildings, homes } = this.#book
    if (from === undefined) return to === undefined ? 0 : kilometres(homes, this.#technician, buildings, to)
    return to === undefined
      ? kilometres(homes, this.#technician, buildings, from)
      : kilometres(buildings, from, buildings, to)
  }
  /** The shortest detour over a building, in km, and before which stop it is made. */
  detour(building: number): { readonly length: number; readonly before: number } {
    if (this.#stops.includes(building)) return { length: 0, before: -1 }
    let length = Number.POSITIVE_INFINITY
    let before = 0
    for (let i = 0; i <= this.#stops.length; i++) {
      const last = this.#stops[i - 1]
      const next = this.#stops[i]
      const more = this.#leg(last, building) + this.#leg(building, next) - this.#leg(last, next)
      if (more < length) {
        length = more
        before = i
      }
    }
    return { length, before }
  }
  add(building: number) {
    const { before } = this.detour(building)
    if (before >= 0) this.#stops.splice(before, 0, building)
  }
}

/** The nearest to the trip; the first of a day is the most urgent. */
const choose = (book: DayBook, trip: Trip, candidates: ReadonlyArray<Candidate>): Candidate | undefined => {
  let best: Candidate | undefined
  let bestCost = Number.POSITIVE_INFINITY
  for (const one of candidates) {
    const cost =
      trip.length === 0
        ? one.deadline + one.offRhythm / 100
        : trip.detour(one.stop.building).length * book.minutesPerKilometre + one.offRhythm * MINUTES_A_DAY_OFF
    if (cost < bestCost) {
      best = one
      bestCost = cost
    }
  }
  return best
}

/** What is left to do on a day, in minutes: what must be done for deadlines up to a day, and the room for anything else. */
interface Room {
  readonly pressingUntil: number
  readonly pressing: number
  readonly spare: number
}

/** Enters what a day takes of a building's open visits, the most urgent first; says how many minutes that is. */
const visitBuilding = (book: DayBook, one: Candidate, technician: number, day: number, room: Room, load: Workload) => {
  let { pressing, spare } = room
  let done = 0
  for (const visit of one.open) {
    const minutes = book.demand.minutes[visit]!
    const presses = pressing > 0 && closing(book, visit) <= room.pressingUntil
    // Rather a little too much than far too little.
    if (!presses && minutes > (done === 0 ? 2 * spare : spare)) break
    if (!fits(book, visit, technician, day)) continue
    enter(book, visit, technician, day)
    count(book, load, visit, -1)
    one.stop.rhythm = day - book.demand.due[visit]!
    done += minutes
    if (presses) pressing -= minutes
    else spare -= minutes
  }
  load.fixed[day]! += done
  return done
}

const fillDay = (
  book: DayBook,
  stops: ReadonlyArray<Stop>,
  technician: number,
  day: number,
  load: Workload,
  pace: Pace,
) => {
  const share = pace.rate * load.time[day]!
  const trip = new Trip(book, technician, day)
  let candidates = stops.map((stop) => candidate(book, stop, technician, day)).filter((one) => one !== null)
  let passedOver = day
  while (candidates.length > 0) {
    const left = share - load.fixed[day]!
    const short = shortOf(load, pace, day, passedOver)
    const pressing = short !== null && (short.last || short.minutes > SLACK * share) ? short : null
    if (pressing === null && left <= SLACK * share) return
    const within = pressing === null ? candidates : candidates.filter(({ deadline }) => deadline <= pressing.day)
    const spare = left + SLACK * share - (pressing?.minutes ?? 0)
    // Whole buildings first: what is cut in two is travelled to twice.
    const whole = within.filter(({ work }) => work <= left + SLACK * share)
    const chosen = choose(book, trip, whole.length > 0 ? whole : within)
    if (chosen === undefined) {
      if (pressing === null) return
      passedOver = pressing.day + 1
      continue
    }
    const room = { pressingUntil: pressing?.day ?? -1, pressing: pressing?.minutes ?? 0, spare }
    if (visitBuilding(book, chosen, technician, day, room, load) > 0) trip.add(chosen.stop.building)
    candidates = candidates.filter((one) => one !== chosen)
  }
}

/**
 * Gives the visits of a technician's territory their days, one day after the other: each day its even share of the work,
 * begun with what is most urgent and gone on with what lies nearest, never so that a later deadline gets out of reach. What
 * finds no room keeps no place.
 */
export const fillDays = (book: DayBook, technician: number, visits: ReadonlyArray<number>): void => {
  const stops = stopsOf(book, visits)
  const load = workloadOf(book, technician, visits)
  for (let day = 0; day < book.days; day++) {
    // What nobody could do in time is no longer part of the pace.
    if (load.time[day]! > 0) fillDay(book, stops, technician, day, load, paceFrom(load, day))
    const late = load.closes[day]!
    if (late > 0) giveUp(book, load, stops, day)
  }
}

const giveUp = (book: DayBook, load: Workload, stops: ReadonlyArray<Stop>, day: number) => {
  const { demand } = book
  for (const { visits, next } of stops) {
    for (let i = next; i < visits.length && demand.from[visits[i]!]! <= day; i++) {
      const visit = visits[i]!
      if (demand.technician[visit]! < 0 && closing(book, visit) === day) count(book, load, visit, -1)
    }
  }
}
