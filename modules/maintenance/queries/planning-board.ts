import { Effect } from "effect"
import { as, reading } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { addDays, type Day, dayNumber } from "#kernel/time.ts"
import { isAway, type WorkingCalendar, workingMinutes } from "../domain/planning/calendar.ts"
import * as Board from "../persistence/planning-board.ts"
import * as Holidays from "../persistence/holidays.ts"
import * as PlanningRuns from "../persistence/planning-runs.ts"
import * as Technicians from "../persistence/technicians.ts"

/** What a technician has to do in a week, and how much time there is for it. */
export interface TechnicianWeek {
  /** Minutes on site. */
  readonly work: number
  readonly visits: number
  /** Minutes of working time; 0: away all week. */
  readonly time: number
}

/** A technician with the weeks that are asked for. */
export interface TechnicianLoad {
  readonly id: number
  readonly name: string
  readonly weeks: ReadonlyArray<TechnicianWeek>
}

const calendarSince = (day: Day) =>
  Effect.map(
    Effect.all({ holidays: Holidays.since(day), weeks: Holidays.weeks }, { concurrency: "unbounded" }),
    ({ holidays, weeks }): WorkingCalendar => ({
      holidays: holidays.map(({ region, day: date }) => ({ region, day: dayNumber(date) })),
      weeks,
    }),
  )

const rotaOf = ({ region, hours, absences, leftOn }: Technicians.TechnicianRow) => ({
  region,
  hours,
  absences: [
    ...absences.map(({ from, to }) => ({ from: dayNumber(from), to: dayNumber(to) })),
    ...(leftOn === null ? [] : [{ from: dayNumber(leftOn), to: Number.MAX_SAFE_INTEGER }]),
  ],
})

/** Every technician's load in some weeks from a Monday on. Who has left and has nothing to do is left out. For staff. */
export const technicianLoads = (monday: Day, weeks: number) =>
  Effect.gen(function* () {
    const { technicians, loads, calendar } = yield* Effect.all(
      { technicians: Technicians.all(monday), loads: Board.loads(monday, weeks), calendar: calendarSince(monday) },
      { concurrency: "unbounded" },
    )
    const found = new Map(loads.map((load) => [`${load.technicianId} ${load.week}`, load]))
    return technicians
      .map((one): TechnicianLoad => {
        const minutes = workingMinutes(calendar, rotaOf(one), dayNumber(monday), weeks * 7)
        return {
          id: one.id,
          name: one.name,
          weeks: Array.from({ length: weeks }, (_, week) => ({
            work: found.get(`${one.id} ${week}`)?.minutes ?? 0,
            visits: found.get(`${one.id} ${week}`)?.visits ?? 0,
            time: minutes.subarray(week * 7, week * 7 + 7).reduce((sum, day) => sum + day, 0),
          })),
        }
      })
      .filter(({ weeks: all }) => all.some(({ work, time }) => work > 0 || time > 0))
  }).pipe(reading, as(everything))

/** A day of a technician's week. */
export interface TechnicianDay {
  readonly day: Day
  /** Minutes of working time. */
  readonly time: number
  readonly isAway: boolean
  readonly visits: ReadonlyArray<Board.PlannedVisit>
}

/** A technician's week from a Monday on, day by day; null: there is no such technician. For staff. */
export const technicianWeek = (id: number, monday: Day) =>
  Effect.gen(function* () {
    const technician = yield* Technicians.byId(id, monday)
    if (technician === null) return null
    const { visits, calendar } = yield* Effect.all(
      { visits: Board.ofTechnician(id, monday, addDays(monday, 7)), calendar: calendarSince(monday) },
      { concurrency: "unbounded" },
    )
    const rota = rotaOf(technician)
    const minutes = workingMinutes(calendar, rota, dayNumber(monday), 7)
    const days = Array.from({ length: 7 }, (_, index): TechnicianDay => {
      const day = addDays(monday, index)
      return {
        day,
        time: minutes[index] ?? 0,
        isAway: isAway(rota, dayNumber(day)),
        visits: visits.filter(({ plannedOn }) => plannedOn === day),
      }
    })
    return { technician, days }
  }).pipe(reading, as(everything))

/** What of the plan needs somebody's eyes: late, without a place, in conflict; some of each, and how many in all. For staff. */
export const planningProblems = (limit: number) =>
  Effect.all(
    {
      late: Board.late(limit),
      lateCounts: Board.countLate,
      unplaced: Board.unplaced(limit),
      unplacedCount: Board.countUnplaced,
      conflicts: Board.conflicts(limit),
    },
    { concurrency: "unbounded" },
  ).pipe(reading, as(everything))

/** The newest run of the planner, and the newest that came to its end; null where there is none. For staff. */
export const planningRuns = Effect.all(
  { latest: PlanningRuns.latest, finished: PlanningRuns.latestFinished },
  { concurrency: "unbounded" },
).pipe(reading, as(everything))

/** One visit as the planning pages show it, or null. For staff. */
export const plannedVisit = (id: number) => Board.byId(id).pipe(reading, as(everything))

/** How many visits would have to move if a technician were away on these days, both included. For staff. */
export const visitsOnDays = (technicianId: number, from: Day, to: Day) =>
  Board.countOf(technicianId, from, to).pipe(reading, as(everything))
