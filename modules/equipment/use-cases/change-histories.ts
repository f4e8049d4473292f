import { Effect } from "effect"
import { Live } from "#kernel/bus/live.ts"
import { MessageBus } from "#kernel/bus/message-bus.ts"
import { spanOf } from "../domain/interval-spans.ts"
import {
  historyFrom,
  presentSince,
  type Silence,
  silencesBetween,
  type StateInterval,
} from "../domain/state-history.ts"
import { STATE } from "../domain/telemetry-message.ts"
import type { UnitPresent } from "../domain/unit-present.ts"
import { UnitStateChanged } from "../events.ts"
import * as UnitHistory from "../persistence/unit-history.ts"
import * as UnitStates from "../persistence/unit-states.ts"
import { keptHistories, type Rewritten, rewriteHistories, withItsWork } from "./kept-histories.ts"

/** The topic under which open pages hear that units have changed. */
export const UNITS_CHANGED = "units"

/** A unit whose history is to be made anew from an instant on. Times in milliseconds since 1970. */
export interface Retold {
  readonly present: UnitPresent
  readonly from: number
  /** When something was heard, in order, from `from` up to the first signal after what is new. */
  readonly signals: ReadonlyArray<number>
  /** Whether the last of `signals` is the last of all. */
  readonly toTheEnd: boolean
}

/**
 * Makes histories anew from what was told and heard, rewrites what differs from what was known, brings the presents and the
 * months up to date, and tells the other modules of every unit that is in another state now. Joins the transaction, which has
 * taken `Telemetry.oneAtATime`.
 */
export const changeHistories = Effect.fn("Equipment.changeHistories")(function* (
  retold: ReadonlyArray<Retold>,
  now: Date,
) {
  if (retold.length === 0) return
  const since = retold.map(({ present, from }) => ({ unitId: present.unitId, from }))
  const reports = Map.groupBy(yield* UnitHistory.reportsSince(since), (report) => report.unitId)
  const histories = yield* keptHistories(since)

  const rewritten: Array<Rewritten> = []
  const presents: Array<UnitStates.PresentState> = []
  const events: Array<ReturnType<typeof UnitStateChanged.of>> = []
  for (const { present, from, signals, toTheEnd } of retold) {
    const { unitId } = present
    const kept = histories.get(unitId)
    if (kept === undefined) continue
    const told = reports.get(unitId) ?? []
    const states = told.flatMap(({ kind, at, state, ...rest }) =>
      kind === STATE ? [{ ...rest, at: at.getTime(), state }] : [],
    )
    const known = historyFrom({
      from,
      states,
      modes: told.flatMap(({ at, mode }) => (mode === null ? [] : [{ at: at.getTime(), mode }])),
      silences: silencesOf(present, signals, toTheEnd ? now.getTime() : null, kept.known),
      imported: kept.known.filter((interval) => interval.source === "import" && spanOf(interval).to > from),
      decisions: kept.decisions,
      stored: kept.known,
    })
    const history = withItsWork(kept, known)
    rewritten.push({ unit: present, kept, now: history })

    const { shown } = history
    const open = shown.at(-1)
    if (open === undefined) continue
    const began = presentSince(shown) ?? open.startedAt
    const goesOn = open.state === present.state && shown.every(({ state }) => state === open.state)
    const last = open.source === "telemetry" ? states.at(-1) : undefined
    const next = {
      unitId,
      state: open.state,
      since: goesOn && present.since < began.getTime() ? new Date(present.since) : began,
      reason: open.reason,
      fault: open.fault,
      entrapment: open.entrapment,
      expectedBack: last?.expectedBack ?? null,
    }
    presents.push(next)
    if (next.state !== present.state) {
      events.push(stateChanged(present, next))
    }
  }
  yield* rewriteHistories(rewritten)
  yield* UnitStates.savePresentStates(presents)
  const bus = yield* MessageBus
  yield* bus.publish(...events)
})

/** That a connected unit is in another state now. */
export const stateChanged = (before: UnitPresent, next: UnitStates.PresentState) =>
  UnitStateChanged.of({
    unitId: before.unitId,
    accountId: before.accountId,
    buildingId: before.buildingId,
    before: before.state,
    state: next.state,
    since: next.since.toISOString(),
    fault: next.fault,
    entrapment: next.entrapment,
  })

/** Silences between the signals and after the last one; those that were known after the signals stay. */
const silencesOf = (
  { heartbeatSeconds }: UnitPresent,
  signals: ReadonlyArray<number>,
  now: number | null,
  stored: ReadonlyArray<StateInterval>,
): ReadonlyArray<Silence> => {
  const limit = heartbeatSeconds * 1000
  const silences = [...silencesBetween(signals, limit)]
  const last = signals.at(-1)
  if (last === undefined) return silences
  if (now !== null) {
    if (now - last > limit) silences.push([last, Infinity])
    return silences
  }
  // Two silences with one signal between them are one interval, which may begin before the last signal.
  for (const { source, startedAt, endedAt } of stored) {
    const end = endedAt?.getTime() ?? Infinity
    if (source === "silence" && end > last) silences.push([Math.max(startedAt.getTime(), last), end])
  }
  return silences
}

/** Tells open pages which units have changed. Joins the transaction. */
export const announceUnits = Effect.fn("Equipment.announceUnits")(function* (
  units: ReadonlyArray<{ readonly unitId: number; readonly accountId: number }>,
) {
  const live = yield* Live
  const changes = [...Map.groupBy(units, (unit) => unit.accountId)].map(([accountId, changed]) => ({
    topic: UNITS_CHANGED,
    accountId,
    ids: changed.length > 1000 ? null : changed.map((unit) => unit.unitId),
  }))
  yield* live.announce(...changes)
})
