import { type DayBook, hasSkills, isAble, isTooLong, mayCome, minutesFromHome, openBook } from "./day-book.ts"
import { findDemand } from "./demand.ts"
import { fillDays } from "./fill-days.ts"
import { keepVisits, type LostVisit } from "./keep-visits.ts"
import { makeRoom, placeVisit } from "./place-visit.ts"
import { emptyVisits, hold, type PlanningTask, type Visits } from "./planning-task.ts"
import { findTerritories } from "./territories.ts"

/**
 * Why a visit has no place, the first that is true: its tolerance has closed; nobody has its skills; all who have them have
 * territories in which its building does not lie; the building is closed on all its days; nobody who could come works on them;
 * with the way there and back it takes longer than any of their days; or those days are full.
 */
export type UnplacedReason =
  | "tolerance-closed"
  | "nobody-has-the-skills"
  | "outside-territories"
  | "building-closed"
  | "nobody-at-work"
  | "longer-than-a-day"
  | "no-time-left"

/** A due date without a place. `from` and `to` are the days inside its tolerance, also those that are over. */
export interface Unplaced {
  readonly plan: number
  readonly due: number
  readonly from: number
  readonly to: number
  readonly reason: UnplacedReason
  /** Minutes that the visit takes, with the way there and back for whoever lives nearest and could come. */
  readonly needed: number
  /** Minutes of the longest working day that anybody who could come has inside the tolerance. */
  readonly longest: number
}

/** What is wrong with a visit that stays because somebody moved it there by hand. */
export type ConflictReason =
  | "outside-tolerance"
  | "skill-missing"
  | "outside-territory"
  | "building-closed"
  | "somebody-else-comes"
  | "outside-working-time"

/** A visit moved by hand that breaks a rule. */
export interface Conflict {
  readonly plan: number
  readonly due: number
  readonly reason: ConflictReason
}

/** Who comes when. */
export interface Proposal {
  /** Sorted by plan and due date: one for each due date that is not among the unplaced. */
  readonly visits: Visits
  readonly unplaced: ReadonlyArray<Unplaced>
  readonly conflicts: ReadonlyArray<Conflict>
  /** Visits of the task (indices) for which nothing is due any more: to be cancelled. */
  readonly withdrawn: ReadonlyArray<number>
  /** The first day of the book, that of the task. */
  readonly today: number
  /** The state of all days, for `explainVisit` and `planningFigures`; visit i of the proposal is `rows[i]` in it. */
  readonly book: DayBook
  readonly rows: Int32Array
}

/** Work for each minute of working time, over all technicians and days. */
const usualPace = ({ demand, minutes }: DayBook): number => {
  let work = 0
  for (const one of demand.minutes) work += one
  let time = 0
  for (const one of minutes) time += one
  return time === 0 ? 0 : work / time
}

/** Held visits keep their day if anybody else can come on it. */
const keepDays = (book: DayBook, lost: ReadonlyArray<LostVisit>, usual: number): void => {
  for (const { visit, day } of lost) {
    if (book.demand.hold[visit] !== hold.free) placeVisit(book, visit, -1, [day, day], usual)
  }
}

/** For so many that found no place, others are moved; more than these means that there are too few technicians. */
const MOST_EXCHANGES = 200

/**
 * Places one by one what has no place yet, until a whole round finds none: a building on the way may make room for its other
 * visits.
 */
const placeOneByOne = (book: DayBook, rest: Int32Array, territories: Int32Array, usual: number): Int32Array => {
  const { demand } = book
  let waiting = rest.filter((visit) => demand.technician[visit]! < 0)
  for (let before = -1; waiting.length !== before;) {
    before = waiting.length
    waiting = waiting.filter((visit) => {
      const territory = territories[demand.plan[visit]!]!
      return !placeVisit(book, visit, territory, [demand.from[visit]!, demand.to[visit]!], usual)
    })
  }
  return waiting
}

/** Places the rest, the most urgent first; only what got its place in this run makes room for what has none. */
const placeRest = (book: DayBook, open: Int32Array, territories: Int32Array, usual: number): void => {
  const { demand } = book
  const rest = open
    .filter((visit) => demand.technician[visit]! < 0)
    .sort((a, b) => demand.to[a]! - demand.to[b]! || a - b)
  const waiting = placeOneByOne(book, rest, territories, usual)
  if (waiting.length === 0) return
  const inThisRun = new Set(open)
  const moved = (visit: number) => inThisRun.has(visit) && demand.hold[visit] === hold.free
  let made = 0
  for (const visit of waiting.subarray(0, MOST_EXCHANGES)) {
    if (makeRoom(book, visit, territories, moved, usual)) made++
  }
  if (made > 0) placeOneByOne(book, waiting, territories, usual)
}

const whyUnplaced = (book: DayBook, visit: number): Pick<Unplaced, "reason" | "needed" | "longest"> => {
  const { demand } = book
  const from = demand.from[visit]!
  const to = demand.to[visit]!
  const building = demand.building[visit]!
  const open = book.open[building]!
  let [skilled, able] = [0, 0]
  let away = Number.POSITIVE_INFINITY
  let longest = 0
  for (let technician = 0; technician < book.technicians; technician++) {
    if (hasSkills(book, visit, technician)) skilled++
    if (!isAble(book, visit, technician)) continue
    able++
    away = Math.min(away, minutesFromHome(book, technician, building))
    for (let day = from; day <= to; day++) {
      if (open[day] === 1) longest = Math.max(longest, book.minutes[technician * book.days + day]!)
    }
  }
  const needed = demand.minutes[visit]! + (able === 0 ? 0 : 2 * away)
  const reason = (): UnplacedReason => {
    if (to < from) return "tolerance-closed"
    if (skilled === 0) return "nobody-has-the-skills"
    if (able === 0) return "outside-territories"
    if (!open.subarray(from, to + 1).includes(1)) return "building-closed"
    if (longest === 0) return "nobody-at-work"
    return longest < needed ? "longer-than-a-day" : "no-time-left"
  }
  return { reason: reason(), needed, longest }
}

const conflictsOf = (book: DayBook, visit: number): ReadonlyArray<ConflictReason> => {
  const { demand } = book
  const technician = demand.technician[visit]!
  const day = demand.day[visit]!
  const building = demand.building[visit]!
  const found: Array<ConflictReason> = []
  if (day < demand.from[visit]! || day > demand.to[visit]!) found.push("outside-tolerance")
  if (!hasSkills(book, visit, technician)) found.push("skill-missing")
  if (!mayCome(book, building, technician)) found.push("outside-territory")
  if (book.open[building]![day] !== 1) found.push("building-closed")
  if (book.comes[building * book.days + day] !== technician) found.push("somebody-else-comes")
  if (isTooLong(book, technician, day)) found.push("outside-working-time")
  return found
}

/**
 * How far a task must look so that the visits of the days before `until` can be planned anew among all that their days hold: much
 * nearer than a year, and much quicker. Give it only the visits due before that horizon.
 */
export const replanHorizon = (task: PlanningTask, until: number): number => {
  let before = 0
  let after = 0
  for (const { timetable } of task.plans) {
    before = Math.max(before, timetable.tolerance.before)
    after = Math.max(after, timetable.tolerance.after)
  }
  return Math.min(task.horizon, until + 2 * before + after)
}

const rowsWhere = (count: number, holds: (row: number) => boolean): Int32Array => {
  const rows = new Int32Array(count)
  let found = 0
  for (let row = 0; row < count; row++) if (holds(row)) rows[found++] = row
  return rows.slice(0, found)
}

const proposal = (task: PlanningTask, book: DayBook, withdrawn: ReadonlyArray<number>): Proposal => {
  const { demand } = book
  const rows = rowsWhere(demand.count, (row) => demand.technician[row]! >= 0)
  const visits = emptyVisits(rows.length)
  const conflicts: Array<Conflict> = []
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index]!
    const plan = (visits.plan[index] = demand.plan[row]!)
    const due = (visits.due[index] = demand.due[row]!)
    visits.day[index] = task.today + demand.day[row]!
    visits.technician[index] = demand.technician[row]!
    visits.hold[index] = demand.hold[row]!
    if (demand.hold[row] !== hold.byHand) continue
    for (const reason of conflictsOf(book, row)) conflicts.push({ plan, due, reason })
  }
  const unplaced: Array<Unplaced> = []
  for (let row = 0; row < demand.count; row++) {
    if (demand.technician[row]! >= 0) continue
    unplaced.push({
      plan: demand.plan[row]!,
      due: demand.due[row]!,
      from: task.today + demand.opens[row]!,
      to: task.today + demand.to[row]!,
      ...whyUnplaced(book, row),
    })
  }
  return { visits, unplaced, conflicts, withdrawn, today: task.today, book, rows }
}

/**
 * Proposes a day and a technician for everything due before the horizon. Hard: working time with travel, skills, territories,
 * working days, tolerance, and one technician for a building on a day. Soft, in this order: what was planned before stays, above all
 * what was told to a customer or moved by hand; work is even over days and technicians; trips are short. Given its own
 * proposal as the visits of the task it gives it again; after a change it moves only what cannot stay.
 */
export const planVisits = (task: PlanningTask): Proposal => {
  const { demand, withdrawn } = findDemand(task)
  const book = openBook(task, demand)
  const lost = keepVisits(book, task)
  const usual = usualPace(book)
  keepDays(book, lost, usual)
  const open = rowsWhere(
    demand.count,
    (visit) => demand.technician[visit]! < 0 && demand.to[visit]! >= demand.from[visit]!,
  )
  if (open.length > 0) {
    const positions = task.buildings.map(({ position }) => position)
    const homes = task.technicians.map(({ home }) => home)
    const territories = findTerritories(book, open, positions, homes)
    const moved = new Set(lost.map(({ visit }) => visit))
    const mine: Array<Array<number>> = task.technicians.map(() => [])
    for (const visit of open) if (!moved.has(visit)) mine[territories[demand.plan[visit]!]!]?.push(visit)
    for (const [technician, visits] of mine.entries()) fillDays(book, technician, visits)
    placeRest(
      book,
      open.toSorted((a, b) => demand.to[a]! - demand.to[b]! || a - b),
      territories,
      usual,
    )
  }
  return proposal(task, book, withdrawn)
}
