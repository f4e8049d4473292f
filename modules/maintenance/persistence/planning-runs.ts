import { Effect } from "effect"
import type postgres from "postgres"
import { query } from "#kernel/database/database.ts"
import type { UnplacedReason } from "../domain/planning/plan-visits.ts"

/** How far a run is. */
export type PlanningPhase = "waiting" | "reading" | "reckoning" | "writing" | "finished" | "failed"

/** What came of a run. */
export interface PlanningCounts {
  readonly visits: number
  readonly added: number
  /** To another day, or to somebody else. */
  readonly moved: number
  readonly withdrawn: number
  readonly unplaced: number
  readonly missed: number
}

/** A run of the planner as it stands. */
export interface PlanningRun extends PlanningCounts {
  readonly id: number
  readonly requestedBy: string
  readonly requestedAt: Date
  readonly phase: PlanningPhase
  readonly startedAt: Date | null
  readonly finishedAt: Date | null
  /** Plans written, of how many. */
  readonly done: number
  readonly total: number
  /** The first day that was planned, and the day before which all that is due was. */
  readonly firstDay: string | null
  readonly horizon: string | null
  readonly workMinutes: number | null
  readonly travelMinutes: number | null
  /** Standard deviation ÷ mean of the minutes on site of all working days. */
  readonly unevenness: number | null
  /** Why it stopped before its end. */
  readonly failure: string | null
}

const columns = (tx: postgres.ISql) => tx`
  id, requested_by as "requestedBy", requested_at as "requestedAt", phase, started_at as "startedAt", finished_at as "finishedAt",
  done, total, first_day::text as "firstDay", horizon::text, visits, added, moved, withdrawn, unplaced, missed,
  work_minutes as "workMinutes", travel_minutes as "travelMinutes", unevenness, failure`

/** Notes that somebody wants a run. While one waits to begin it is that one. Returns its id. */
export const request = Effect.fnUntraced(function* (by: string, now: Date) {
  yield* query((tx) => tx`select pg_advisory_xact_lock(hashtext('maintenance.planning'))`)
  const [waiting] = yield* query<{ id: number }>(
    (tx) => tx`select id from maintenance.planning_runs where phase = 'waiting' order by id limit 1`,
  )
  if (waiting !== undefined) return waiting.id
  const [made] = yield* query<{ id: number }>(
    (tx) => tx`insert into maintenance.planning_runs (requested_by, requested_at) values (${by}, ${now}) returning id`,
  )
  return made?.id ?? 0
})

/** The runs that wait to begin. */
export const waiting = query<{ id: number }>(
  (tx) => tx`select id from maintenance.planning_runs where phase = 'waiting' order by id`,
).pipe(Effect.map((rows) => rows.map(({ id }) => id)))

/** So long a worker may say nothing before its run counts as dead. */
const DEAD_SECONDS = 20

/** Why a run stopped whose worker died. */
export const STOPPED = "It was stopped before its end. The next run goes on with what is missing."

/**
 * Begins a run: null when another is at it. A run whose worker has been silent for long has died: it gives way. One that was begun
 * before and did not end begins again.
 */
export const begin = Effect.fnUntraced(function* (id: number) {
  yield* query((tx) => tx`select pg_advisory_xact_lock(hashtext('maintenance.planning'))`)
  yield* query(
    (tx) => tx`
    update maintenance.planning_runs set phase = 'failed', failure = ${STOPPED}, finished_at = clock_timestamp()
    where phase in ('reading', 'reckoning', 'writing') and id <> ${id}
      and beat_at < clock_timestamp() - make_interval(secs => ${DEAD_SECONDS})`,
  )
  const [run] = yield* query<{ token: string }>(
    (tx) => tx`
    update maintenance.planning_runs set phase = 'reading', started_at = clock_timestamp(), beat_at = clock_timestamp(), done = 0, total = 0,
      failure = null
    where id = ${id}
      and (phase = 'waiting' or phase in ('reading', 'reckoning', 'writing')
        and beat_at < clock_timestamp() - make_interval(secs => ${DEAD_SECONDS}))
      and not exists (select from maintenance.planning_runs
        where phase in ('reading', 'reckoning', 'writing') and id <> ${id})
    returning started_at::text as token`,
  )
  return run === undefined ? null : { id, token: run.token }
})

/** A run that has begun; another worker that begins it anew has another token. */
export interface BegunRun {
  readonly id: number
  readonly token: string
}

/** Says that a run's worker lives, and how far it is. False: it is no longer its run. */
export const advance = (
  run: BegunRun,
  { phase, done = 0, total = 0 }: { readonly phase: PlanningPhase; readonly done?: number; readonly total?: number },
) =>
  query(
    (tx) => tx`
    update maintenance.planning_runs set phase = ${phase}, done = ${done}, total = ${total}, beat_at = clock_timestamp()
    where id = ${run.id} and started_at::text = ${run.token} and finished_at is null returning id`,
  ).pipe(Effect.map((rows) => rows.length > 0))

/** Whether a run is still its worker's. */
export const isStill = (run: BegunRun) =>
  query(
    (tx) => tx`
    select from maintenance.planning_runs
    where id = ${run.id} and started_at::text = ${run.token} and finished_at is null`,
  ).pipe(Effect.map((rows) => rows.length > 0))

/** Says that a run's worker lives. */
export const beat = (run: BegunRun) =>
  query(
    (tx) => tx`
    update maintenance.planning_runs set beat_at = clock_timestamp()
    where id = ${run.id} and started_at::text = ${run.token} and finished_at is null`,
  )

/** What a run ends with. Days are numbers counted from 1970-01-01. */
export interface PlanningEnd extends PlanningCounts {
  readonly firstDay: number
  readonly horizon: number
  readonly workMinutes: number
  readonly travelMinutes: number
  readonly unevenness: number | null
}

/** Notes the end of a run. */
export const finish = (run: BegunRun, end: PlanningEnd) =>
  query(
    (tx) => tx`
    update maintenance.planning_runs set phase = 'finished', finished_at = clock_timestamp(), done = total,
      first_day = date '1970-01-01' + ${end.firstDay}::int, horizon = date '1970-01-01' + ${end.horizon}::int, visits = ${end.visits},
      added = ${end.added}, moved = ${end.moved}, withdrawn = ${end.withdrawn}, unplaced = ${end.unplaced}, missed = ${end.missed},
      work_minutes = ${end.workMinutes}, travel_minutes = ${end.travelMinutes}, unevenness = ${end.unevenness}
    where id = ${run.id} and started_at::text = ${run.token}`,
  )

/** Notes that a run stopped before its end, in words for people. */
export const fail = (run: BegunRun, failure: string) =>
  query(
    (tx) => tx`
    update maintenance.planning_runs set phase = 'failed', failure = ${failure}, finished_at = clock_timestamp()
    where id = ${run.id} and started_at::text = ${run.token} and finished_at is null`,
  )

/** A run, or null. */
export const byId = (id: number) =>
  query<PlanningRun>((tx) => tx`select ${columns(tx)} from maintenance.planning_runs where id = ${id}`).pipe(
    Effect.map(([row]) => row ?? null),
  )

/** The newest run, or null. */
export const latest = query<PlanningRun>(
  (tx) => tx`select ${columns(tx)} from maintenance.planning_runs order by id desc limit 1`,
).pipe(Effect.map(([row]) => row ?? null))

/** The newest run that came to its end, or null. */
export const latestFinished = query<PlanningRun>(
  (tx) => tx`select ${columns(tx)} from maintenance.planning_runs where phase = 'finished' order by id desc limit 1`,
).pipe(Effect.map(([row]) => row ?? null))

/** A due date without a place. Days are numbers. */
export interface UnplacedRow {
  readonly planId: number
  readonly due: number
  readonly from: number
  readonly to: number
  readonly reason: UnplacedReason
  readonly needed: number
  readonly longest: number
}

/** Writes down what found no place and which visits moved by hand break a rule, in place of what the run before found. */
export const noteProblems = Effect.fnUntraced(function* (
  unplaced: ReadonlyArray<UnplacedRow>,
  conflicts: ReadonlyArray<{ readonly planId: number; readonly due: number; readonly reason: string }>,
) {
  yield* query((tx) => tx`delete from maintenance.unplaced_visits`)
  yield* query((tx) => tx`delete from maintenance.planning_conflicts`)
  yield* query(
    (tx) => tx`
    insert into maintenance.unplaced_visits (plan_id, due_on, account_id, building_id, unit_id, window_from, window_to, reason, needed,
      longest)
    select p.id, date '1970-01-01' + v.due, p.account_id, p.building_id, p.unit_id, date '1970-01-01' + v.opens, date '1970-01-01' + v.closes,
      v.reason, v.needed, v.longest
    from unnest(${unplaced.map((one) => one.planId)}::int[], ${unplaced.map((one) => one.due)}::int[],
      ${unplaced.map((one) => one.from)}::int[], ${unplaced.map((one) => one.to)}::int[],
      ${unplaced.map((one) => one.reason)}::text[], ${unplaced.map((one) => one.needed)}::int[],
      ${unplaced.map((one) => one.longest)}::int[]) as v (plan_id, due, opens, closes, reason, needed, longest)
    join maintenance.service_plans p on p.id = v.plan_id`,
  )
  yield* query(
    (tx) => tx`
    insert into maintenance.planning_conflicts (plan_id, due_on, reason)
    select v.plan_id, date '1970-01-01' + v.due, v.reason
    from unnest(${conflicts.map((one) => one.planId)}::int[], ${conflicts.map((one) => one.due)}::int[],
      ${conflicts.map((one) => one.reason)}::text[]) as v (plan_id, due, reason)
    join maintenance.service_plans p on p.id = v.plan_id
    on conflict do nothing`,
  )
})
