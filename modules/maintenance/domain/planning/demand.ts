import { dues } from "./recurrence.ts"
import type { PlanningTask, Visits } from "./planning-task.ts"

/** What is to be visited, one row per plan and due date, sorted by these; days are counted from the task's today. */
export interface Demand {
  readonly count: number
  readonly plan: Int32Array
  readonly building: Int32Array
  readonly minutes: Int32Array
  readonly due: Int32Array
  /** The first and last day inside tolerance, never before today; `to` lies before `from` when the window has closed. */
  readonly from: Int32Array
  readonly to: Int32Array
  /** The first day inside tolerance also where it lies before today. */
  readonly opens: Int32Array
  /** Which visit of the task stands for it; -1: none did before. */
  readonly was: Int32Array
  /** Where the visit was before this run, and then where it is; -1 when it has no place. */
  readonly day: Int32Array
  readonly technician: Int32Array
  readonly hold: Uint8Array
}

/** The demand of a task, and which of its visits (indices) nothing is due for any more. */
export interface DemandFound {
  readonly demand: Demand
  readonly withdrawn: ReadonlyArray<number>
}

/** A column that grows. */
class Column {
  #values = new Int32Array(1024)
  length = 0
  push(value: number) {
    if (this.length === this.#values.length) {
      const wider = new Int32Array(this.length * 2)
      wider.set(this.#values)
      this.#values = wider
    }
    this.#values[this.length++] = value
  }
  done = () => this.#values.slice(0, this.length)
}

/** The visits of each plan in order of due date: those of plan p are `order[start[p]]` up to `order[start[p + 1]]`. */
const byPlan = (visits: Visits, plans: number) => {
  const start = new Int32Array(plans + 2)
  for (const plan of visits.plan) start[plan + 2]!++
  for (let plan = 2; plan < start.length; plan++) start[plan]! += start[plan - 1]!
  const order = new Int32Array(visits.plan.length)
  for (let visit = 0; visit < order.length; visit++) order[start[visits.plan[visit]! + 1]!++] = visit
  for (let plan = 0; plan < plans; plan++) {
    const mine = order.subarray(start[plan], start[plan + 1])
    let sorted = true
    for (let i = 1; i < mine.length; i++) sorted &&= visits.due[mine[i - 1]!]! <= visits.due[mine[i]!]!
    if (!sorted) mine.sort((a, b) => visits.due[a]! - visits.due[b]! || a - b)
  }
  return { start, order }
}

/** The due dates of all plans with their windows. */
const findDues = ({ plans, today, horizon }: PlanningTask) => {
  const [plan, due, opens, to] = [new Column(), new Column(), new Column(), new Column()]
  for (const [index, { timetable, openFrom, settled }] of plans.entries()) {
    for (const one of dues(timetable, openFrom, horizon)) {
      if (settled.length > 0 && settled.includes(one.due)) continue
      plan.push(index)
      due.push(one.due)
      opens.push(one.from - today)
      to.push(one.to - today)
    }
  }
  const first = opens.done()
  return { plan: plan.done(), due: due.done(), opens: first, from: first.map((day) => Math.max(day, 0)), to: to.done() }
}

/**
 * What is due before the horizon, and which visit that was planned before belongs to which due date: the one with the same due
 * date; else, as when a completion moved those that follow, a free one near by. So a due date gets one visit, whatever
 * happened to the plan.
 */
export const findDemand = (task: PlanningTask): DemandFound => {
  const { plan, due, opens, from, to } = findDues(task)
  const count = plan.length
  const demand: Demand = {
    count,
    plan,
    due,
    from,
    to,
    opens,
    was: new Int32Array(count).fill(-1),
    building: new Int32Array(count),
    minutes: new Int32Array(count),
    day: new Int32Array(count).fill(-1),
    technician: new Int32Array(count).fill(-1),
    hold: new Uint8Array(count),
  }
  for (let row = 0; row < count; row++) {
    const { building, minutes } = task.plans[plan[row]!]!
    demand.building[row] = building
    demand.minutes[row] = minutes
  }
  const { visits, today } = task
  const { start, order } = byPlan(visits, task.plans.length)
  const withdrawn: Array<number> = []
  const take = (row: number, visit: number) => {
    demand.was[row] = visit
    demand.day[row] = visits.day[visit]! - today
    demand.technician[row] = visits.technician[visit]!
    demand.hold[row] = visits.hold[visit]!
  }
  let row = 0
  for (let index = 0; index < task.plans.length; index++) {
    const begin = row
    while (row < count && plan[row] === index) row++
    const left: Array<number> = []
    let at = begin
    for (let i = start[index]!; i < start[index + 1]!; i++) {
      const visit = order[i]!
      while (at < row && due[at]! < visits.due[visit]!) at++
      if (at < row && due[at] === visits.due[visit]) take(at++, visit)
      else left.push(visit)
    }
    if (left.length > 0) withdrawn.push(...matchOthers(demand, begin, row, left, task, take))
  }
  return { demand, withdrawn }
}

/** A visit whose due date is gone stands for another at most so many days off. */
const A_MONTH = 31

/**
 * Gives visits whose due date is gone to a free one: where their day is inside its tolerance, so that they can stay; else the
 * nearest. Held visits first. Returns those left over.
 */
const matchOthers = (
  demand: Demand,
  begin: number,
  end: number,
  visits: ReadonlyArray<number>,
  task: PlanningTask,
  take: (row: number, visit: number) => void,
): ReadonlyArray<number> => {
  const free = new Set<number>()
  for (let row = begin; row < end; row++) if (demand.technician[row]! < 0) free.add(row)
  const heldFirst = visits.toSorted((a, b) => task.visits.hold[b]! - task.visits.hold[a]! || a - b)
  const give = (row: number | undefined, visit: number): boolean => {
    if (row === undefined) return false
    take(row, visit)
    return free.delete(row)
  }
  const off = (row: number, visit: number) => Math.abs(demand.due[row]! - task.visits.due[visit]!)
  return heldFirst
    .filter((visit) => {
      const day = task.visits.day[visit]! - task.today
      return !give(
        [...free].find((row) => demand.from[row]! <= day && day <= demand.to[row]!),
        visit,
      )
    })
    .filter((visit) => {
      const near = [...free].filter((row) => off(row, visit) <= A_MONTH)
      return !give(near.toSorted((a, b) => off(a, visit) - off(b, visit) || a - b)[0], visit)
    })
    .toSorted((a, b) => a - b)
}
