import { type DayBook, isAble, travelOn, travelOver } from "./day-book.ts"

/** What a proposal is worth. Minutes; shares of one. */
export interface PlanningFigures {
  readonly visits: number
  readonly work: number
  readonly travel: number
  /** Standard deviation ÷ mean of the minutes on site of every technician's every working day before the horizon; null without any. */
  readonly unevenness: number | null
}

/** The figures of a proposal's book. */
export const planningFigures = (book: DayBook): PlanningFigures => {
  let [visits, work, travel, days, sum, squares] = [0, 0, 0, 0, 0, 0]
  for (const technician of book.demand.technician) if (technician >= 0) visits++
  for (let technician = 0; technician < book.technicians; technician++) {
    for (let day = 0; day < book.days; day++) {
      const cell = technician * book.days + day
      const minutes = book.work[cell]!
      travel += travelOn(book, technician, day)
      work += minutes
      if (book.minutes[cell] === 0 || day >= book.horizon) continue
      days++
      sum += minutes
      squares += minutes * minutes
    }
  }
  const mean = sum / Math.max(1, days)
  const unevenness = sum === 0 ? null : Math.sqrt(Math.max(0, squares / days - mean * mean)) / mean
  return { visits, work, travel, unevenness }
}

/** Who of those at work has the skills and the least to do; -1: nobody. */
const leastBusy = (book: DayBook, work: Int32Array, visit: number, day: number): number => {
  let found = -1
  for (let technician = 0; technician < book.technicians; technician++) {
    const cell = technician * book.days + day
    if (book.minutes[cell] === 0 || !isAble(book, visit, technician)) continue
    if (found < 0 || work[cell]! < work[found * book.days + day]!) found = technician
  }
  return found
}

/**
 * The minutes of travel if the same visits went by due date alone, what the planner is measured against: each on its due
 * date or the next day on which its building is open and anybody who could come is at work, to whoever then has least to do;
 * one technician for a building on a day.
 */
export const travelByDueDate = (book: DayBook, today: number): number => {
  const { demand, days } = book
  const work = new Int32Array(book.work.length)
  const who = new Map<number, number>()
  const stops = new Map<number, Set<number>>()
  const order = Array.from({ length: demand.count }, (_, visit) => visit).filter(
    (visit) => demand.technician[visit]! >= 0,
  )
  order.sort((a, b) => demand.due[a]! - demand.due[b]! || demand.building[a]! - demand.building[b]! || a - b)
  for (const visit of order) {
    const building = demand.building[visit]!
    for (let day = Math.max(0, demand.due[visit]! - today); day < days; day++) {
      if (book.open[building]![day] === 0) continue
      const comes = who.get(building * days + day)
      const technician = comes !== undefined && isAble(book, visit, comes) ? comes : leastBusy(book, work, visit, day)
      if (technician < 0) continue
      const cell = technician * days + day
      who.set(building * days + day, technician)
      work[cell]! += demand.minutes[visit]!
      const its = stops.get(cell)
      if (its === undefined) stops.set(cell, new Set([building]))
      else its.add(building)
      break
    }
  }
  let travel = 0
  for (const [cell, buildings] of stops) {
    travel += travelOver(
      book,
      Math.floor(cell / days),
      [...buildings].sort((a, b) => a - b),
    )
  }
  return travel
}
