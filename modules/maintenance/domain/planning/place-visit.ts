import {
  type DayBook,
  enter,
  fits,
  isAble,
  isFreeFor,
  leave,
  minutesFromHome,
  travelOn,
  travelWith,
} from "./day-book.ts"

/** So many of the nearest technicians are weighed against one another; farther ones are asked only when none of them can. */
const NEAR = 8
/** A minute by which a day gets fuller than usual weighs as much as this many minutes of travel. */
const FULLER = 0.5

/** Technicians who have a visit's skills, nearest home first. */
const nearest = (book: DayBook, visit: number): ReadonlyArray<number> => {
  const building = book.demand.building[visit]!
  const found: Array<{ readonly technician: number; readonly away: number }> = []
  for (let technician = 0; technician < book.technicians; technician++) {
    if (isAble(book, visit, technician)) found.push({ technician, away: minutesFromHome(book, technician, building) })
  }
  return found.sort((a, b) => a.away - b.away || a.technician - b.technician).map(({ technician }) => technician)
}

const closest = (able: ReadonlyArray<number>, territory: number) =>
  able.filter((technician, rank) => rank < NEAR || technician === territory)

/** Where one more visit costs least, and what that is. */
interface Place {
  readonly technician: number
  readonly day: number
  readonly cost: number
}

/** What a visit costs on a day: travel, and the day getting fuller than this technician's usual, in minutes. */
const costOf = (book: DayBook, visit: number, technician: number, day: number, usual: number): number => {
  const cell = technician * book.days + day
  const over = book.work[cell]! + book.demand.minutes[visit]! - usual * book.minutes[cell]!
  const detour = travelWith(book, technician, day, book.demand.building[visit]!) - travelOn(book, technician, day)
  const offDue = Math.abs(day - (book.demand.from[visit]! + book.demand.to[visit]!) / 2) / 100
  return detour + FULLER * Math.max(0, over) + offDue
}

const bestPlace = (
  book: DayBook,
  visit: number,
  technicians: ReadonlyArray<number>,
  days: readonly [from: number, to: number],
  usual: number,
): Place | null => {
  let best: Place | null = null
  for (const technician of technicians) {
    for (let day = days[0]; day <= days[1]; day++) {
      const cell = technician * book.days + day
      const over = FULLER * (book.work[cell]! + book.demand.minutes[visit]! - usual * book.minutes[cell]!)
      if (best !== null && over >= best.cost) continue
      if (!isFreeFor(book, visit, technician, day) || !fits(book, visit, technician, day)) continue
      const cost = costOf(book, visit, technician, day, usual)
      if (best === null || cost < best.cost) best = { technician, day, cost }
    }
  }
  return best
}

/**
 * Gives one visit a place on days [from, to], if any technician at all can take it: the one whose territory it is in (-1:
 * nobody's) and those nearest are weighed by travel and by how full their days are (`usual`: work for each minute of working
 * time); others only when none of these can. Says whether it found one.
 */
export const placeVisit = (
  book: DayBook,
  visit: number,
  territory: number,
  days: readonly [from: number, to: number],
  usual: number,
): boolean => {
  const able = nearest(book, visit)
  const near = closest(able, territory)
  let place = bestPlace(book, visit, near, days, usual)
  for (let rank = 0; place === null && rank < able.length; rank++) {
    place = bestPlace(book, visit, [able[rank]!], days, usual)
  }
  if (place === null) return false
  enter(book, visit, place.technician, place.day)
  return true
}

/** The visits of a technician's day, as they are now. */
const visitsOn = (book: DayBook, technician: number, day: number): ReadonlyArray<number> => {
  const found: Array<number> = []
  for (let visit = book.first[technician * book.days + day]!; visit >= 0; visit = book.next[visit]!) found.push(visit)
  return found.sort((a, b) => a - b)
}

/** Lets a visit take the place of another, which gets a new one; when there is none, all is as before. */
const takePlaceOf = (book: DayBook, visit: number, other: number, territory: number, usual: number): boolean => {
  const { demand } = book
  const technician = demand.technician[other]!
  const day = demand.day[other]!
  leave(book, other)
  if (fits(book, visit, technician, day)) {
    enter(book, visit, technician, day)
    if (placeVisit(book, other, territory, [demand.from[other]!, demand.to[other]!], usual)) return true
    leave(book, visit)
  }
  enter(book, other, technician, day)
  return false
}

/**
 * Makes room for a visit that has no place: near by and inside its tolerance another one, of those that may still be `moved`,
 * gives up its place for it and gets a new one. Says whether that worked.
 */
export const makeRoom = (
  book: DayBook,
  visit: number,
  territories: Int32Array,
  moved: (visit: number) => boolean,
  usual: number,
): boolean => {
  const { demand } = book
  const technicians = closest(nearest(book, visit), territories[demand.plan[visit]!]!)
  for (const technician of technicians) {
    for (let day = demand.from[visit]!; day <= demand.to[visit]!; day++) {
      if (book.minutes[technician * book.days + day] === 0 || !isFreeFor(book, visit, technician, day)) continue
      for (const other of visitsOn(book, technician, day)) {
        if (moved(other) && takePlaceOf(book, visit, other, territories[demand.plan[other]!]!, usual)) return true
      }
    }
  }
  return false
}
