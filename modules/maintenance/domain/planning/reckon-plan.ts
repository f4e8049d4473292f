import { planningFigures, type PlanningFigures } from "./figures.ts"
import { type Conflict, planVisits, type Unplaced } from "./plan-visits.ts"
import type { PlanningTask } from "./planning-task.ts"

/** What is to be written of a proposal, in columns: one row for each due date that has a place. */
export interface ReckonedVisits {
  readonly plan: Int32Array
  readonly due: Int32Array
  /** The days inside tolerance, as the plan says them. */
  readonly opens: Int32Array
  readonly closes: Int32Array
  readonly day: Int32Array
  readonly technician: Int32Array
  /** Which visit of the task it was; -1: it is new. */
  readonly was: Int32Array
}

/** A due date without a place. */
export interface ReckonedUnplaced extends Unplaced {
  /** Which visit of the task stood for it; -1: none. */
  readonly was: number
}

/** A proposal without the book that it was made in. */
export interface ReckonedPlan {
  readonly visits: ReckonedVisits
  readonly unplaced: ReadonlyArray<ReckonedUnplaced>
  readonly conflicts: ReadonlyArray<Conflict>
  readonly withdrawn: ReadonlyArray<number>
  /** For each plan the first due date that is open; the horizon where none is. */
  readonly openFrom: Int32Array
  readonly figures: PlanningFigures
}

/** Plans a task and keeps what is to be written. */
export const reckonPlan = (task: PlanningTask): ReckonedPlan => {
  const { visits, unplaced, conflicts, withdrawn, book, rows } = planVisits(task)
  const { demand } = book
  const ofRow = (column: Int32Array, plus: number) => Int32Array.from(rows, (row) => column[row]! + plus)
  const openFrom = new Int32Array(task.plans.length).fill(task.horizon)
  const rowOf = new Map<string, number>()
  for (let row = demand.count - 1; row >= 0; row--) {
    openFrom[demand.plan[row]!] = demand.due[row]!
    if (demand.technician[row]! < 0) rowOf.set(`${demand.plan[row]} ${demand.due[row]}`, row)
  }
  return {
    visits: {
      plan: visits.plan,
      due: visits.due,
      opens: ofRow(demand.opens, task.today),
      closes: ofRow(demand.to, task.today),
      day: visits.day,
      technician: visits.technician,
      was: ofRow(demand.was, 0),
    },
    unplaced: unplaced.map((one) => {
      const row = rowOf.get(`${one.plan} ${one.due}`) ?? -1
      return { ...one, was: demand.was[row]! }
    }),
    conflicts,
    withdrawn,
    openFrom,
    figures: planningFigures(book),
  }
}
