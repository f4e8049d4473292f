import { Effect } from "effect"
import postgres from "postgres"
import { sites } from "#equipment"
import { appUrl } from "#kernel/database/migrate.ts"
import { addAbsence, addTechnician, loadHolidays, planVisits, requestPlan, setPlans, technicians } from "#maintenance"
import { planningFigures, travelByDueDate } from "../modules/maintenance/domain/planning/figures.ts"
import { planVisits as propose } from "../modules/maintenance/domain/planning/plan-visits.ts"
import { kilometres, placesOf } from "../modules/maintenance/domain/planning/travel.ts"
import { readPlanningTask } from "../modules/maintenance/use-cases/read-planning-task.ts"
import { createRuntime, type Runtime, services } from "../web/composition.ts"
import { type Benchmark, type Line, whole, withDatabase } from "./benchmark.ts"
import { openWithOwner } from "./fleet.ts"
import { importNewYork } from "./new-york.ts"

const TECHNICIANS = 350
/** Of 350 technicians these keep up with the fleet at about three fifths of their time, without the way. */
const MONTHLY_MINUTES = 24
const NOW = new Date("2026-01-01T12:00:00Z")
const goals = { seconds: 60, bytes: 1.5 * 2 ** 30, unevenness: 0.15, travelSaved: 0.3, weekOffSeconds: 2 }

/** The same fleet of people every time. */
const seeded = (seed: number) => () => {
  seed = (seed * 1_664_525 + 1_013_904_223) >>> 0
  return seed / 2 ** 32
}

const timed = async <A>(work: () => Promise<A> | A) => {
  const begun = performance.now()
  const result = await work()
  return { result, seconds: (performance.now() - begun) / 1000 }
}

/** New York's units with a monthly and a yearly plan each, and technicians who live where the lifts are. */
const settle = Effect.fn(function* (accountId: number) {
  yield* importNewYork(accountId)
  yield* loadHolidays("US")
  const found = yield* sites({ accountId })
  const known = found.filter(({ latitude }) => latitude !== null)
  const random = seeded(42)
  const near = () => (random() - 0.5) * 0.05
  for (let index = 0; index < TECHNICIANS; index++) {
    const home = known[Math.floor(random() * known.length)]
    yield* addTechnician({
      ...{ userId: null, name: `Technician ${index}`, base: "New York", timeZone: "America/New_York", region: "US-NY" },
      ...{ latitude: (home?.latitude ?? 0) + near(), longitude: (home?.longitude ?? 0) + near(), leftOn: null },
      ...{ skills: index % 3 === 0 ? ["escalator"] : [], territory: [] },
      hours: [1, 2, 3, 4, 5].flatMap((weekday) => [
        { weekday, from: 480, to: 720 },
        { weekday, from: 750, to: 990 },
      ]),
    })
  }
  const terms = { toleranceBefore: 7, toleranceAfter: 7, seasons: [] } as const
  const first = { startsOn: "2026-01-02", spread: true }
  for (const [kind, skills] of [
    ["lift", []],
    ["platform-lift", []],
    ["dumbwaiter", []],
    ["escalator", ["escalator"]],
    ["moving-walk", ["escalator"]],
  ] as const) {
    const monthly = { every: 1, unit: "month", countedFrom: "due" } as const
    const yearly = { every: 1, unit: "year", countedFrom: "due" } as const
    const visit = { ...terms, activity: "maintenance", name: "Maintenance", minutes: MONTHLY_MINUTES, skills } as const
    const test = { ...terms, activity: "inspection", name: "Yearly test", minutes: 60, skills } as const
    yield* setPlans({ accountId, kind }, { ...visit, recurrence: monthly }, first, NOW)
    yield* setPlans({ accountId, kind }, { ...test, recurrence: yearly }, first, NOW)
  }
  return found.length
})

/** As many distances as one core works out in a second. */
const distancesASecond = () => {
  const random = seeded(7)
  const places = placesOf(
    Array.from({ length: 1000 }, () => ({ latitude: 40.5 + random() / 2, longitude: -74 + random() / 2 })),
  )
  let [sum, count] = [0, 0]
  const until = performance.now() + 1000
  while (performance.now() < until) {
    for (let i = 0; i < 1000; i++) sum += kilometres(places, i, places, (i * 7 + count) % 1000)
    count += 1000
  }
  return sum > 0 ? count : 0
}

/** The rows of the visits as they lie in the table now, copied into a table without keys and indexes. */
const bareCopySeconds = async (owner: postgres.Sql) => {
  const { seconds } = await timed(
    () => owner`create unlogged table maintenance.bare as select * from maintenance.service_orders`,
  )
  await owner`drop table maintenance.bare`
  return seconds
}

const line = (what: string, figure: string, limit: string, ratio: string, goal: string, met: boolean | null): Line => ({
  ...{ what, figure, limit, ratio, goal, met },
})

const PHASE_MS = 250

const plan = async (runtime: Runtime, owner: postgres.Sql) => {
  let peak = 0
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss)
  }, 50)
  const phases = new Map<string, number>()
  const look = setInterval(() => {
    void owner<Array<{ phase: string }>>`select phase from maintenance.planning_runs order by id desc limit 1`.then(
      ([run]) => {
        if (run !== undefined) phases.set(run.phase, (phases.get(run.phase) ?? 0) + PHASE_MS / 1000)
      },
    )
  }, PHASE_MS)
  const { seconds } = await timed(async () => {
    const runId = await runtime.runPromise(requestPlan("bench", NOW))
    await runtime.runPromise(planVisits(runId, NOW))
  })
  clearInterval(watch)
  clearInterval(look)
  const parts = [...phases].map(([phase, spent]) => `${phase} ${spent.toFixed(0)} s`).join(", ")
  return { seconds, peak, parts }
}

interface Written {
  readonly visits: number
  readonly unplaced: number
  readonly outside: number
  readonly unevenness: number
}

const writtenIn = async (owner: postgres.Sql): Promise<Written> => {
  const [row] = await owner<Array<Written>>`
    select r.visits, r.unplaced, r.unevenness,
      (select count(*)::int from maintenance.service_orders where planned_on not between window_from and window_to) as outside
    from maintenance.planning_runs r where phase = 'finished' order by id desc limit 1`
  if (row === undefined) throw new Error("The planner did not come to its end.")
  return row
}

/** Somebody's second week off: how long the visits of those days take to be planned anew, and which of all are elsewhere then. */
const weekOff = async (runtime: Runtime, say: (text: string) => void) => {
  const [one] = (await runtime.runPromise(technicians(NOW))).slice(1)
  if (one === undefined) throw new Error("There are no technicians.")
  const { task } = await runtime.runPromise(readPlanningTask(NOW))
  const week = { from: task.today + 11, to: task.today + 17 }
  const index = task.technicians.findIndex((_, at) => at === 1)
  const away = task.technicians.map((technician, at) =>
    at === index
      ? { ...technician, rota: { ...technician.rota, absences: [...technician.rota.absences, week] } }
      : technician,
  )
  const until = week.to + 1
  // Visits move inside their tolerance: what is due later than this has nothing to do with that week.
  const horizon = until + 3 * 7
  const near = task.visits.due.map((due) => (due < horizon ? 1 : 0))
  const only = (column: Int32Array) => column.filter((_, at) => near[at] === 1)
  const visits = {
    ...{ plan: only(task.visits.plan), due: only(task.visits.due), day: only(task.visits.day) },
    technician: only(task.visits.technician),
    hold: task.visits.hold.filter((_, at) => near[at] === 1),
  }
  const { result, seconds } = await timed(() => propose({ ...task, horizon, technicians: away, visits }))
  const now = new Map<string, string>()
  for (let at = 0; at < result.visits.plan.length; at++) {
    now.set(
      `${result.visits.plan[at]} ${result.visits.due[at]}`,
      `${result.visits.day[at]} ${result.visits.technician[at]}`,
    )
  }
  let [must, needless] = [0, 0]
  for (let at = 0; at < visits.plan.length; at++) {
    const was = `${visits.day[at]} ${visits.technician[at]}`
    const isAway = visits.technician[at] === index && visits.day[at]! >= week.from && visits.day[at]! <= week.to
    if (isAway) must++
    else if (now.get(`${visits.plan[at]} ${visits.due[at]}`) !== was) needless++
  }
  say(`a week off: ${whole(must)} visits must move, ${whole(needless)} others did`)
  await runtime.runPromise(addAbsence(one.id, { from: "2026-01-13", to: "2026-01-19", reason: "bench" }, NOW))
  return { seconds, needless }
}

/** Travel as planned, as a share of what it would be by due date alone; both from the same visits. */
const travelShare = async (runtime: Runtime) => {
  const { task } = await runtime.runPromise(readPlanningTask(NOW))
  const { book, today } = propose(task)
  return planningFigures(book).travel / travelByDueDate(book, today)
}

const run = async (say: (text: string) => void): Promise<ReadonlyArray<Line>> =>
  withDatabase(async (ownerUrl) => {
    const owner = postgres(ownerUrl, { max: 1, onnotice: () => {} })
    const runtime = createRuntime(services(appUrl(ownerUrl), { listening: false }))
    try {
      const accountId = await runtime.runPromise(openWithOwner("New York", "owner@bench.example", "America/New_York"))
      const units = await runtime.runPromise(settle(accountId))
      say(`${whole(units)} units, ${TECHNICIANS} technicians`)
      const first = await plan(runtime, owner)
      const written = await writtenIn(owner)
      say(`${whole(written.visits)} visits planned, ${whole(written.unplaced)} without a place: ${first.parts}`)
      const bare = await bareCopySeconds(owner)
      const distances = distancesASecond()
      const off = await weekOff(runtime, say)
      const again = await plan(runtime, owner)
      const share = await travelShare(runtime)
      return [
        line(
          "a year planned, read and written",
          `${first.seconds.toFixed(1)} s`,
          `${bare.toFixed(1)} s to copy the same rows bare`,
          `${(first.seconds / bare).toFixed(1)} ×`,
          `≤ ${goals.seconds} s`,
          first.seconds <= goals.seconds,
        ),
        line(
          "memory at its peak, all processes’ heaps but the database’s",
          `${(first.peak / 2 ** 30).toFixed(2)} GiB`,
          "",
          "",
          `≤ ${goals.bytes / 2 ** 30} GiB`,
          first.peak <= goals.bytes,
        ),
        line(
          "visits outside their tolerance",
          whole(written.outside),
          `${whole(written.visits)} visits`,
          "",
          "0",
          written.outside === 0,
        ),
        line(
          "unevenness of a technician’s day",
          written.unevenness.toFixed(3),
          "",
          "",
          `≤ ${goals.unevenness}`,
          written.unevenness <= goals.unevenness,
        ),
        line(
          "travel saved against by due date alone",
          `${(100 * (1 - share)).toFixed(0)} %`,
          "",
          "",
          `≥ ${100 * goals.travelSaved} %`,
          1 - share >= goals.travelSaved,
        ),
        line(
          "a technician’s week off planned anew",
          `${off.seconds.toFixed(2)} s, ${off.needless} moved needlessly`,
          `${whole(distances)} distances a second on one core`,
          "",
          `≤ ${goals.weekOffSeconds} s, 0`,
          off.seconds <= goals.weekOffSeconds && off.needless === 0,
        ),
        line("the whole run again, with that week off", `${again.seconds.toFixed(1)} s`, "", "", "", null),
      ]
    } finally {
      await Promise.all([runtime.dispose(), owner.end()])
    }
  })

export const plannerBenchmark: Benchmark = {
  name: "planner",
  about: "a year of visits for the New York fleet, planned, written, and planned anew when somebody is away",
  run,
}
