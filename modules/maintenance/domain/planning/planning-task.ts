import type { Rota, WorkingCalendar } from "./calendar.ts"
import type { DayNumber } from "./dates.ts"
import type { Timetable } from "./recurrence.ts"
import type { Position } from "./travel.ts"

/** Why a visit stays where it is: nothing holds it, its customer was told of it, or a dispatcher moved it by hand. */
export const hold = { free: 0, told: 1, byHand: 2 } as const

/** Visits in columns, since there may be a million; plans and technicians are indices into those of the task. */
export interface Visits {
  readonly plan: Int32Array
  readonly due: Int32Array
  readonly day: Int32Array
  readonly technician: Int32Array
  /** A value of `hold`. */
  readonly hold: Uint8Array
}

/** Columns for so many visits, all zero. */
export const emptyVisits = (count: number): Visits => ({
  plan: new Int32Array(count),
  due: new Int32Array(count),
  day: new Int32Array(count),
  technician: new Int32Array(count),
  hold: new Uint8Array(count),
})

/** A building as the planner sees it: whose working days it keeps, and where it is. */
export interface PlannedBuilding {
  readonly region: string
  readonly position: Position | null
}

/** A service plan of a unit. */
export interface PlannedService {
  /** Index into the buildings. */
  readonly building: number
  readonly timetable: Timetable
  /** Expected time on site, whole minutes. */
  readonly minutes: number
  readonly skills: ReadonlyArray<string>
  /** The first due date that is neither done, missed nor cancelled; earlier ones are not looked at. */
  readonly openFrom: DayNumber
  /** Later due dates that are settled already. */
  readonly settled: ReadonlyArray<DayNumber>
}

/** A technician with where they start and end the day. */
export interface Technician {
  readonly home: Position | null
  readonly skills: ReadonlyArray<string>
  readonly rota: Rota
}

/** Who may come to which building. */
export interface Territories {
  /** For each building, which of the teams looks after it. */
  readonly teamOf: Int32Array
  readonly teams: ReadonlyArray<Team>
}

/** Those who may come to a building: indices of technicians. */
export interface Team {
  /** In whose territories it lies: they come first. */
  readonly holders: ReadonlyArray<number>
  /** Who has no territory, and so may come anywhere in their own country, which is that of the building. */
  readonly others: ReadonlyArray<number>
}

/**
 * All that a proposal rests on. The same task always gives the same proposal; where nothing else decides, the order of
 * buildings, plans and technicians does, so give them in a lasting one.
 */
export interface PlanningTask {
  /** The first day on which a visit may be planned. */
  readonly today: DayNumber
  /** Due dates before this day are planned. */
  readonly horizon: DayNumber
  /** Average speed between buildings as the crow flies, km/h. */
  readonly speed: number
  readonly calendar: WorkingCalendar
  readonly buildings: ReadonlyArray<PlannedBuilding>
  readonly plans: ReadonlyArray<PlannedService>
  readonly technicians: ReadonlyArray<Technician>
  /** Null: nobody has a territory, all is in one country, and anybody may come anywhere. */
  readonly territories: Territories | null
  /** What was proposed, told or moved before. Leave free ones out to have them planned anew. */
  readonly visits: Visits
}
