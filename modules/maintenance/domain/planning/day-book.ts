import { workingDays, workingMinutes } from "./calendar.ts"
import type { Demand } from "./demand.ts"
import type { PlanningTask, Territories } from "./planning-task.ts"
import { isKnown, kilometres, type Places, placesOf, roundTrip } from "./travel.ts"

/**
 * Who is where on which day. Cells are technician × day and building × day (`technician * days + day`); what a cell says
 * depends on which visits are in it, never on how they came there.
 */
export interface DayBook {
  readonly demand: Demand
  readonly days: number
  /** Due dates before this day are in the book; the days from it on are there for the windows of the last. */
  readonly horizon: number
  readonly technicians: number
  readonly minutesPerKilometre: number
  readonly buildings: Places
  readonly homes: Places
  /** Minutes that a technician works. */
  readonly minutes: Int32Array
  /** Minutes on site of the visits of a technician's day. */
  readonly work: Int32Array
  /** Minutes of travel of a technician's day; NaN until asked for. */
  readonly travel: Float64Array
  /** The first visit of a technician's day and, for each visit, the next; -1 ends. */
  readonly first: Int32Array
  readonly next: Int32Array
  /** Who comes to a building on a day; -1: nobody yet. */
  readonly comes: Int16Array
  /** For each building, the days on which it may be visited. */
  readonly open: ReadonlyArray<Uint8Array>
  /** The skills of a plan and of a technician, a bit each. */
  readonly planSkills: Int32Array
  readonly skills: Int32Array
  readonly territories: Territories | null
  /** For each team of the territories, a 1 for each technician who is in it. */
  readonly members: ReadonlyArray<Uint8Array>
}

/** More kinds of skill than bits in a number cannot be told apart. */
const MOST_SKILLS = 31

const skillBits = (task: PlanningTask) => {
  const names = [...new Set([...task.plans, ...task.technicians].flatMap(({ skills }) => skills))]
  if (names.length > MOST_SKILLS) throw new RangeError(`More than ${MOST_SKILLS} skills: ${names.length}.`)
  const bits = new Map(names.map((name, index) => [name, 1 << index]))
  return (skills: ReadonlyArray<string>) => {
    let mask = 0
    for (const name of skills) mask |= bits.get(name) ?? 0
    return mask
  }
}

/** An empty book over the days of a task, long enough for every window. */
export const openBook = (task: PlanningTask, demand: Demand): DayBook => {
  const horizon = task.horizon - task.today
  let days = horizon
  for (let visit = 0; visit < demand.count; visit++)
    days = Math.max(days, demand.to[visit]! + 1, demand.day[visit]! + 1)
  const regions = new Map<string, Uint8Array>()
  for (const { region } of task.buildings) {
    if (!regions.has(region)) regions.set(region, workingDays(task.calendar, region, task.today, days))
  }
  const maskOf = skillBits(task)
  const technicians = task.technicians.length
  const minutes = new Int32Array(technicians * days)
  for (const [index, { rota }] of task.technicians.entries()) {
    minutes.set(workingMinutes(task.calendar, rota, task.today, days), index * days)
  }
  return {
    demand,
    days,
    horizon,
    technicians,
    minutesPerKilometre: 60 / task.speed,
    buildings: placesOf(task.buildings.map(({ position }) => position)),
    homes: placesOf(task.technicians.map(({ home }) => home)),
    minutes,
    work: new Int32Array(technicians * days),
    travel: new Float64Array(technicians * days),
    first: new Int32Array(technicians * days).fill(-1),
    next: new Int32Array(demand.count).fill(-1),
    comes: new Int16Array(task.buildings.length * days).fill(-1),
    open: task.buildings.map(({ region }) => regions.get(region)!),
    planSkills: Int32Array.from(task.plans, ({ skills }) => maskOf(skills)),
    skills: Int32Array.from(task.technicians, ({ skills }) => maskOf(skills)),
    territories: task.territories,
    members: (task.territories?.teams ?? []).map(({ holders, others }) => {
      const members = new Uint8Array(technicians)
      for (const technician of [...holders, ...others]) members[technician] = 1
      return members
    }),
  }
}

/** Whether a technician has every skill that a visit asks for. */
export const hasSkills = (book: DayBook, visit: number, technician: number): boolean =>
  (book.planSkills[book.demand.plan[visit]!]! & ~book.skills[technician]!) === 0

/** Whether a technician's territory, if they have one, holds a building. */
export const mayCome = (book: DayBook, building: number, technician: number): boolean =>
  book.territories === null || book.members[book.territories.teamOf[building]!]![technician] === 1

/** Whether a technician has every skill that a visit asks for, and may come to its building. */
export const isAble = (book: DayBook, visit: number, technician: number): boolean =>
  hasSkills(book, visit, technician) && mayCome(book, book.demand.building[visit]!, technician)

/** The buildings of a technician's day, each once, in their own order. */
export const buildingsOn = (book: DayBook, technician: number, day: number): Array<number> => {
  const found: Array<number> = []
  for (let visit = book.first[technician * book.days + day]!; visit >= 0; visit = book.next[visit]!) {
    const building = book.demand.building[visit]!
    if (!found.includes(building)) found.push(building)
  }
  return found.sort((a, b) => a - b)
}

/** Minutes of travel of a round trip over some buildings, given in their own order. */
export const travelOver = (book: DayBook, technician: number, buildings: ReadonlyArray<number>): number =>
  roundTrip(book.homes, technician, book.buildings, buildings).kilometres * book.minutesPerKilometre

/** Minutes of travel of a technician's day. */
export const travelOn = (book: DayBook, technician: number, day: number): number => {
  const cell = technician * book.days + day
  const known = book.travel[cell]!
  if (!Number.isNaN(known)) return known
  return (book.travel[cell] = travelOver(book, technician, buildingsOn(book, technician, day)))
}

/** Minutes of travel of a technician's day if a building were added. */
export const travelWith = (book: DayBook, technician: number, day: number, building: number): number => {
  if (book.comes[building * book.days + day] === technician) return travelOn(book, technician, day)
  const buildings = buildingsOn(book, technician, day)
  if (buildings.includes(building)) return travelOn(book, technician, day)
  buildings.push(building)
  return travelOver(
    book,
    technician,
    buildings.sort((a, b) => a - b),
  )
}

/** Minutes between a technician's home and a building. */
export const minutesFromHome = (book: DayBook, technician: number, building: number): number =>
  kilometres(book.homes, technician, book.buildings, building) * book.minutesPerKilometre

/**
 * Whether a technician's day is longer than their working time, travel included. The trip is reckoned only when one that
 * goes home after every building would be too long, or when nobody knows where home is.
 */
export const isTooLong = (book: DayBook, technician: number, day: number): boolean => {
  const cell = technician * book.days + day
  const left = book.minutes[cell]! - book.work[cell]! + 1e-6
  if (left < 0) return true
  let longest = isKnown(book.homes, technician) ? 0 : Number.POSITIVE_INFINITY
  for (const building of buildingsOn(book, technician, day)) longest += 2 * minutesFromHome(book, technician, building)
  return longest > left && travelOn(book, technician, day) > left
}

/** Whether a day may be that of a visit as far as its building goes, if a technician came: open, and nobody else comes. */
export const isFreeFor = (book: DayBook, visit: number, technician: number, day: number): boolean => {
  const building = book.demand.building[visit]!
  const coming = book.comes[building * book.days + day]!
  return book.open[building]![day] === 1 && (coming < 0 || coming === technician)
}

/**
 * Whether a visit keeps every hard rule with a technician on a day inside its window: open building, nobody else there, skills,
 * territory, working time.
 */
export const fits = (book: DayBook, visit: number, technician: number, day: number): boolean => {
  const building = book.demand.building[visit]!
  const cell = technician * book.days + day
  const left = book.minutes[cell]! - book.work[cell]! - book.demand.minutes[visit]!
  return (
    book.minutes[cell]! > 0 &&
    left >= 0 &&
    isFreeFor(book, visit, technician, day) &&
    isAble(book, visit, technician) &&
    // A day without room for its own trip is not asked about a longer one: most full days are told by this.
    travelOn(book, technician, day) <= left + 1e-6 &&
    2 * minutesFromHome(book, technician, building) <= left + 1e-6 &&
    travelWith(book, technician, day, building) <= left + 1e-6
  )
}

/** Enters a visit. Whether it fits is the caller's business. */
export const enter = (book: DayBook, visit: number, technician: number, day: number): void => {
  const { demand } = book
  const cell = technician * book.days + day
  const owner = demand.building[visit]! * book.days + day
  // Only another building makes the trip longer.
  if (book.comes[owner] !== technician) book.travel[cell] = Number.NaN
  demand.technician[visit] = technician
  demand.day[visit] = day
  book.work[cell]! += demand.minutes[visit]!
  book.next[visit] = book.first[cell]!
  book.first[cell] = visit
  if (book.comes[owner]! < 0) book.comes[owner] = technician
}

/** Takes a visit out again; it has no place then. */
export const leave = (book: DayBook, visit: number): void => {
  const { demand, next, first } = book
  const technician = demand.technician[visit]!
  const building = demand.building[visit]!
  const cell = technician * book.days + demand.day[visit]!
  const owner = building * book.days + demand.day[visit]!
  if (first[cell] === visit) first[cell] = next[visit]!
  else {
    let before = first[cell]!
    while (next[before] !== visit) before = next[before]!
    next[before] = next[visit]!
  }
  next[visit] = -1
  book.work[cell]! -= demand.minutes[visit]!
  if (!buildingsOn(book, technician, demand.day[visit]!).includes(building)) {
    book.travel[cell] = Number.NaN
    if (book.comes[owner] === technician) book.comes[owner] = -1
  }
  demand.technician[visit] = -1
  demand.day[visit] = -1
}
