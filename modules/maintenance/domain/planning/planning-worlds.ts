import fc from "fast-check"
import type { Rota } from "./calendar.ts"
import {
  emptyVisits,
  hold,
  type PlannedService,
  type PlanningTask,
  type Technician,
  type Territories,
  type Visits,
} from "./planning-task.ts"
import type { Interval } from "./recurrence.ts"

/** A Monday, the first day of the worlds that tests plan in. */
export const TODAY = 20_458

const rota = (from: number, to: number, absences: Rota["absences"] = []): Rota => ({
  region: "DE",
  hours: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from, to })),
  absences,
})

/** A technician of Berlin who works from 8 to 16 o'clock. */
export const technician = (
  latitude: number,
  longitude: number,
  more: { readonly skills?: ReadonlyArray<string>; readonly absences?: Rota["absences"] } = {},
): Technician => ({ home: { latitude, longitude }, skills: more.skills ?? [], rota: rota(480, 960, more.absences) })

/** A plan with a tolerance of 7 days, first due so many days after today. */
export const service = (
  building: number,
  firstDue: number,
  more: Partial<PlannedService> & { readonly every?: Pick<Interval, "every" | "unit"> & Partial<Interval> } = {},
): PlannedService => ({
  building,
  minutes: 60,
  skills: [],
  openFrom: TODAY,
  settled: [],
  timetable: {
    recurrence: { kind: "interval", countedFrom: "due", every: 1, unit: "month", ...more.every },
    start: TODAY + firstDue,
    end: null,
    completed: null,
    tolerance: { before: 7, after: 7 },
    seasons: [],
  },
  ...more,
})

/** A task over so many days without visits, holidays or anything else that is not given. */
export const task = (days: number, more: Partial<PlanningTask>): PlanningTask => ({
  today: TODAY,
  horizon: TODAY + days,
  speed: 25,
  calendar: { holidays: [], weeks: [] },
  buildings: [],
  plans: [],
  technicians: [],
  territories: null,
  visits: emptyVisits(0),
  ...more,
})

/** Visits in columns from rows. */
export const visitsFrom = (rows: ReadonlyArray<{ readonly [column in keyof Visits]: number }>): Visits => {
  const visits = emptyVisits(rows.length)
  for (const [index, row] of rows.entries()) {
    visits.plan[index] = row.plan
    visits.due[index] = row.due
    visits.day[index] = row.day
    visits.technician[index] = row.technician
    visits.hold[index] = row.hold
  }
  return visits
}

/** The rows of visits in columns. */
export const rowsOf = (visits: Visits) =>
  Array.from(visits.plan, (plan, index) => ({
    plan,
    due: visits.due[index]!,
    day: visits.day[index]!,
    technician: visits.technician[index]!,
    hold: visits.hold[index]!,
  }))

const skills = fc.subarray(["escalator", "hydraulic"])
const position = fc.record({
  latitude: fc.double({ min: 52.3, max: 52.7, noNaN: true }),
  longitude: fc.double({ min: 13.0, max: 13.8, noNaN: true }),
})
const absence = fc.tuple(fc.integer({ min: -5, max: 70 }), fc.nat(12)).map(([from, length]) => ({
  from: TODAY + from,
  to: TODAY + from + length,
}))

const anyTechnician: fc.Arbitrary<Technician> = fc.record({
  home: fc.option(position, { freq: 9 }),
  skills,
  rota: fc
    .tuple(fc.constantFrom("DE", "DE-BY"), fc.integer({ min: 500, max: 960 }), fc.array(absence, { maxLength: 2 }))
    .map(([region, to, absences]) => ({ ...rota(480, to, absences), region })),
})

const plan = (buildings: number): fc.Arbitrary<PlannedService> =>
  fc
    .record({
      building: fc.nat(buildings - 1),
      every: fc.constantFrom(
        { every: 1, unit: "month" as const },
        { every: 2, unit: "week" as const },
        { every: 5, unit: "day" as const },
        { every: 1, unit: "year" as const },
      ),
      firstDue: fc.integer({ min: -20, max: 60 }),
      openFrom: fc.integer({ min: -20, max: 0 }),
      minutes: fc.constantFrom(30, 90, 240, 500),
      tolerance: fc.record({ before: fc.nat(9), after: fc.nat(9) }),
      skills: fc.oneof({ arbitrary: fc.constant([]), weight: 3 }, { arbitrary: skills, weight: 1 }),
    })
    .map(({ building, every, firstDue, openFrom, minutes, tolerance, skills: asked }) => {
      const made = service(building, firstDue, { every, minutes, skills: asked, openFrom: TODAY + openFrom })
      return { ...made, timetable: { ...made.timetable, tolerance } }
    })

/** Territories from the buildings that each technician's holds; null: that technician has none. */
export const territoriesFrom = (
  held: ReadonlyArray<ReadonlyArray<number> | null>,
  buildings: number,
): Territories | null => {
  if (held.every((one) => one === null)) return null
  const others = [...held.keys()].filter((technician) => held[technician] === null)
  return {
    teamOf: Int32Array.from({ length: buildings }, (_, building) => building),
    teams: Array.from({ length: buildings }, (_, building) => ({
      holders: [...held.keys()].filter((technician) => held[technician]?.includes(building) === true),
      others,
    })),
  }
}

/** The buildings of somebody's territory: of a part of all worlds, for half of the technicians. */
const anyHeld = (buildings: number) =>
  fc.oneof(
    { arbitrary: fc.constant([null, null, null, null]), weight: 2 },
    {
      arbitrary: fc.array(
        fc.option(fc.subarray(Array.from({ length: buildings }, (_, building) => building)), { freq: 1 }),
        {
          minLength: 4,
          maxLength: 4,
        },
      ),
      weight: 1,
    },
  )

/** Any small task: too much work for too few people as well as too little. */
export const anyTask: fc.Arbitrary<PlanningTask> = fc.integer({ min: 1, max: 6 }).chain((buildings) =>
  fc
    .record({
      buildings: fc.array(
        fc.record({ region: fc.constantFrom("DE", "DE-BY"), position: fc.option(position, { freq: 9 }) }),
        { minLength: buildings, maxLength: buildings },
      ),
      plans: fc.array(plan(buildings), { maxLength: 14 }),
      technicians: fc.array(anyTechnician, { maxLength: 4 }),
      calendar: fc.record({
        holidays: fc.array(
          fc.record({ region: fc.constantFrom("DE", "DE-BY"), day: fc.nat(60).map((day) => TODAY + day) }),
          { maxLength: 6 },
        ),
        weeks: fc.constant([]),
      }),
      days: fc.integer({ min: 1, max: 70 }),
      held: anyHeld(buildings),
    })
    .map(({ days, held, ...more }) =>
      task(days, { ...more, territories: territoriesFrom(held.slice(0, more.technicians.length), buildings) }),
    ),
)

/** How a proposal was dealt with since: each visit left, told, or moved by hand by so many days or to somebody else. */
export const anyDealings = fc.infiniteStream(
  fc.oneof(
    { arbitrary: fc.constant({ hold: hold.free, days: 0, technician: 0 }), weight: 4 },
    { arbitrary: fc.constant({ hold: hold.told, days: 0, technician: 0 }), weight: 2 },
    {
      arbitrary: fc.record({
        hold: fc.constant(hold.byHand),
        days: fc.integer({ min: -3, max: 3 }),
        technician: fc.nat(3),
      }),
      weight: 1,
    },
  ),
)
