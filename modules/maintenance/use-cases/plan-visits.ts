import { Context, Effect, Schedule, Schema, Stream } from "effect"
import { Live } from "#kernel/bus/live.ts"
import { MessageBus } from "#kernel/bus/message-bus.ts"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { dayNumberAt } from "#kernel/time.ts"
import type { ReckonedPlan } from "../domain/planning/reckon-plan.ts"
import { PlanningRequested, VisitMoved, VisitsPlanned } from "../events.ts"
import * as PlannedVisits from "../persistence/planned-visits.ts"
import * as PlanningRuns from "../persistence/planning-runs.ts"
import { ORDERS_CHANGED } from "./change-order.ts"
import { markMissed } from "./mark-missed.ts"
import { PLANNER, PLANNING_CHANGED } from "./planner.ts"
import { type ReadTask, readPlanningTask } from "./read-planning-task.ts"
import { reckonApart } from "./reckon-apart.ts"
import { type PlanWriting, planWritings } from "./write-plan.ts"

/** For how many weeks from now a visit's day is firm, and told: a setting. */
export const FirmWeeks = Context.Reference<number>("maintenance/FirmWeeks", { defaultValue: () => 4 })

/** Another worker is at this run. */
class PlannerBusy extends Schema.TaggedError<PlannerBusy>()("PlannerBusy", { runId: Schema.Int }) {}

const announce = (runId: number) =>
  Live.use((live) => live.announce({ topic: PLANNING_CHANGED, accountId: 0, ids: [runId] }))

const step = Effect.fnUntraced(function* (
  run: PlanningRuns.BegunRun,
  progress: Parameters<typeof PlanningRuns.advance>[1],
) {
  if (!(yield* PlanningRuns.advance(run, progress))) return yield* new PlannerBusy({ runId: run.id })
  yield* announce(run.id)
})

interface Written {
  readonly added: number
  readonly moved: number
  readonly withdrawn: number
  readonly missed: number
}

/** Writes the visits of some plans, in one transaction. What was changed by others since it was read stays as they left it. */
const write = Effect.fn("Maintenance.writePlan")(function* (
  run: PlanningRuns.BegunRun,
  writing: PlanWriting,
  firmBefore: number,
  now: Date,
) {
  const bus = yield* MessageBus
  if (!(yield* PlanningRuns.isStill(run))) return yield* new PlannerBusy({ runId: run.id })
  const { sites, openFrom } = writing
  const withdrawn =
    writing.withdrawn.length === 0 ? 0 : yield* PlannedVisits.withdrawVisits(writing.withdrawn, PLANNER, now)
  if (writing.withoutTechnician.length > 0) {
    yield* PlannedVisits.leaveWithoutTechnician(writing.withoutTechnician, PLANNER, now)
  }
  const moved = writing.moved.length === 0 ? [] : yield* PlannedVisits.moveVisits(writing.moved, PLANNER, now)
  const added =
    writing.added.length === 0 ? 0 : yield* PlannedVisits.addVisits(sites, writing.added, firmBefore, PLANNER, now)
  if (openFrom.length > 0) yield* PlannedVisits.settleBefore(openFrom)
  yield* bus.publish(
    ...moved
      .filter(({ from }) => from !== null)
      .map(({ orderId, accountId, buildingId, unitId, from, to, technicianId }) =>
        VisitMoved.of({ orderId, accountId, buildingId, unitId, from, to, technicianId, byHand: false }),
      ),
  )
  return { added, moved: moved.length, withdrawn }
}, transactional)

/** What is left to do when all visits are written: what is firm, what has no place, the figures. In one transaction. */
const conclude = Effect.fn("Maintenance.concludePlan")(function* (
  run: PlanningRuns.BegunRun,
  read: ReadTask,
  reckoned: ReckonedPlan,
  written: Written,
  now: Date,
  days: { readonly yesterday: number; readonly firmBefore: number },
) {
  const bus = yield* MessageBus
  const live = yield* Live
  const { task, planIds } = read
  const { unplaced, conflicts, figures } = reckoned
  yield* step(run, { phase: "writing", done: planIds.length, total: planIds.length })
  yield* PlannedVisits.scheduleBefore(days.firmBefore, PLANNER, now)
  const open = unplaced.filter(({ reason, to }) => reason !== "tolerance-closed" || to > days.yesterday)
  yield* PlanningRuns.noteProblems(
    open.map((one) => ({
      ...one,
      planId: planIds[one.plan]!,
      needed: Math.ceil(one.needed),
      longest: Math.floor(one.longest),
    })),
    conflicts.map(({ plan, due, reason }) => ({ planId: planIds[plan]!, due, reason })),
  )
  const counts = { ...written, visits: figures.visits, unplaced: open.length }
  yield* PlanningRuns.finish(run, {
    ...counts,
    ...{ firstDay: task.today, horizon: task.horizon },
    ...{ workMinutes: figures.work, travelMinutes: figures.travel, unevenness: figures.unevenness },
  })
  const { added, moved, withdrawn } = written
  yield* bus.publish(
    VisitsPlanned.of({ runId: run.id, visits: figures.visits, added, moved, withdrawn, unplaced: open.length }),
  )
  for (const runId of yield* PlanningRuns.waiting) yield* bus.publish(PlanningRequested.of({ runId }))
  const accounts = new Set(read.sites.map(({ accountId }) => accountId))
  yield* live.announce(
    { topic: PLANNING_CHANGED, accountId: 0, ids: [run.id] },
    ...[...accounts].map((accountId) => ({ topic: ORDERS_CHANGED, accountId, ids: null })),
  )
}, transactional)

/** So many transactions write at a time, of different plans each. */
const WRITERS = 2

const plan = Effect.fn("Maintenance.plan")(function* (run: PlanningRuns.BegunRun, now: Date) {
  yield* step(run, { phase: "reading" }).pipe(transactional)
  const marked = yield* markMissed(now)
  const paused = yield* PlannedVisits.ofPausedPlans.pipe(transactional)
  const read = yield* readPlanningTask(now)
  yield* step(run, { phase: "reckoning" }).pipe(transactional)
  const reckoned = yield* reckonApart(read.task)
  const total = read.planIds.length
  const gone =
    paused.length === 0
      ? 0
      : yield* PlannedVisits.withdrawVisits(
          paused.map(({ id }) => id),
          PLANNER,
          now,
        ).pipe(transactional)
  const written = { added: 0, moved: 0, withdrawn: gone, missed: marked }
  // Nowhere on earth is it still this day.
  const yesterday = dayNumberAt(now.getTime(), "Etc/GMT+12") - 1
  const firmBefore = read.task.today + (yield* FirmWeeks) * 7
  yield* Stream.fromIterable(planWritings(read, reckoned, yesterday), { chunkSize: 1 }).pipe(
    Stream.mapEffect(
      (writing) => Effect.map(write(run, writing, firmBefore, now), (some) => ({ ...some, done: writing.plansDone })),
      { concurrency: WRITERS },
    ),
    Stream.runForEach(({ done, ...some }) => {
      written.added += some.added
      written.moved += some.moved
      written.withdrawn += some.withdrawn
      return step(run, { phase: "writing", done, total }).pipe(transactional)
    }),
  )
  written.missed += yield* markMissed(now)
  yield* conclude(run, read, reckoned, written, now, { yesterday, firmBefore })
})

const BEAT_SECONDS = 4

/**
 * Runs the planner: what is due in the next twelve months gets a day and a technician, and what is due soon is scheduled. One run
 * at a time: another one waits, and is asked for again when this one has come to its end. Begun anew after a crash in its middle
 * it writes only what is missing; a run that has been to its end does nothing.
 */
export const planVisits = Effect.fn("Maintenance.planVisits")(function* (runId: number, now: Date) {
  const run = yield* PlanningRuns.begin(runId).pipe(transactional)
  if (run === null) {
    const found = yield* PlanningRuns.byId(runId).pipe(transactional)
    const isUnderWay = found !== null && found.finishedAt === null && found.phase !== "waiting"
    return isUnderWay ? yield* new PlannerBusy({ runId }) : undefined
  }
  const beats = PlanningRuns.beat(run).pipe(transactional, Effect.repeat(Schedule.spaced(`${BEAT_SECONDS} seconds`)))
  yield* plan(run, now).pipe(
    Effect.raceFirst(beats as Effect.Effect<never, never, Effect.Services<typeof beats>>),
    Effect.onError(() =>
      PlanningRuns.fail(run, PlanningRuns.STOPPED).pipe(
        Effect.andThen(announce(runId)),
        transactional,
        as(everything),
        Effect.ignoreCause,
      ),
    ),
  )
}, as(everything))
