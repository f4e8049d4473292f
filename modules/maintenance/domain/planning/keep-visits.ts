import { isAway } from "./calendar.ts"
import { type DayBook, enter, isAble, isFreeFor, isTooLong, leave } from "./day-book.ts"
import type { Demand } from "./demand.ts"
import { hold, type PlanningTask } from "./planning-task.ts"

/** A visit that lost its place, and which that was; days are counted from today. */
export interface LostVisit {
  readonly visit: number
  readonly day: number
}

/** The columns of places, emptied into copies. */
const takePlaces = (demand: Demand) => {
  const was = { day: demand.day.slice(), technician: demand.technician.slice() }
  demand.day.fill(-1)
  demand.technician.fill(-1)
  return was
}

/** Whether a place still keeps the rules that hold for each visit by itself. */
const stands = (book: DayBook, visit: number, technician: number, day: number): boolean =>
  day >= book.demand.from[visit]! &&
  day <= book.demand.to[visit]! &&
  book.minutes[technician * book.days + day]! > 0 &&
  isAble(book, visit, technician) &&
  isFreeFor(book, visit, technician, day)

/** Which of the visits of a day that is too long goes first: one that nothing holds, with the latest deadline. */
const loosest = (book: DayBook, cell: number): number => {
  const { demand } = book
  let found = -1
  for (let visit = book.first[cell]!; visit >= 0; visit = book.next[visit]!) {
    if (demand.hold[visit] === hold.byHand) continue
    const later =
      found < 0 ||
      demand.hold[visit]! - demand.hold[found]! < 0 ||
      (demand.hold[visit] === demand.hold[found] && (demand.to[visit]! - demand.to[found]! || visit - found) > 0)
    if (later) found = visit
  }
  return found
}

/**
 * Enters what was planned before and still keeps every rule, held visits first, and says what lost its place. A visit moved by
 * hand stays whatever the rules say, unless its technician is away or gone: then it needs somebody else. One
 * whose day is past, though nobody came, is planned anew.
 */
export const keepVisits = (book: DayBook, task: PlanningTask): ReadonlyArray<LostVisit> => {
  const { demand } = book
  const was = takePlaces(demand)
  const lost: Array<LostVisit> = []
  for (const kind of [hold.byHand, hold.told, hold.free]) {
    for (let visit = 0; visit < demand.count; visit++) {
      const technician = was.technician[visit]!
      const day = was.day[visit]!
      if (technician < 0 || demand.hold[visit] !== kind || day < 0) continue
      const rota = task.technicians[technician]?.rota
      const stays =
        rota !== undefined &&
        (kind === hold.byHand ? !isAway(rota, task.today + day) : stands(book, visit, technician, day))
      if (stays) enter(book, visit, technician, day)
      else lost.push({ visit, day })
    }
  }
  for (let cell = 0; cell < book.work.length; cell++) {
    if (book.work[cell] === 0) continue
    const technician = Math.floor(cell / book.days)
    const day = cell - technician * book.days
    while (isTooLong(book, technician, day)) {
      const visit = loosest(book, cell)
      if (visit < 0) break
      leave(book, visit)
      lost.push({ visit, day })
    }
  }
  return lost
}
