import { Effect } from "effect"
import { Live } from "#kernel/bus/live.ts"
import { MessageBus } from "#kernel/bus/message-bus.ts"
import { recordChange, type StateChange, type StateInterval } from "../domain/state-history.ts"
import type { UnitPresent } from "../domain/unit-present.ts"
import { UnitStateChanged } from "../events.ts"
import * as UnitStates from "../persistence/unit-states.ts"

/** The topic under which open pages hear that units have changed. */
export const UNITS_CHANGED = "units"

/** A change of state with what only the present keeps of it. */
export interface Told extends StateChange {
  readonly entrapment: boolean
  readonly expectedBack: Date | null
}

/** Writes the changes into the units' histories and returns their presents, whose state is that of the open interval. */
export const changeStates = Effect.fn("Equipment.changeStates")(function* (
  units: ReadonlyArray<{ readonly present: UnitPresent; readonly changes: ReadonlyArray<Told> }>,
) {
  const told = units.flatMap(({ present, changes }) => {
    const [first] = changes
    return first === undefined ? [] : [{ unitId: present.unitId, from: first.startedAt }]
  })
  if (told.length === 0) return units.map((unit) => unit.present)
  const stored = Map.groupBy(yield* UnitStates.historySince(told), (interval) => interval.unitId)
  const times = Map.groupBy(yield* UnitStates.stateMessageTimes(told), (message) => message.unitId)
  const removed: Array<{ unitId: number; startedAt: Date }> = []
  const added: Array<StateInterval & Pick<UnitPresent, "unitId" | "accountId" | "buildingId">> = []
  const presents = units.map(({ present, changes }) => {
    if (changes.length === 0) return present
    const { unitId, accountId, buildingId } = present
    const before: ReadonlyArray<StateInterval> = stored.get(unitId) ?? []
    const toldAt = times.get(unitId) ?? []
    const after = changes.reduce(
      (history, change) => {
        const until = toldAt.find((message) => message.at > change.startedAt)?.at ?? null
        return recordChange(history, change, until)
      },
      wasNeverTold(present) ? withoutWaiting(before, changes) : before,
    )
    for (const interval of before)
      if (!after.includes(interval)) removed.push({ unitId, startedAt: interval.startedAt })
    for (const interval of after)
      if (!before.includes(interval)) added.push({ ...interval, unitId, accountId, buildingId })
    return presentAfter(present, after, changes)
  })
  yield* UnitStates.rewriteHistory(removed, added)
  return presents
})

/** A unit of which no message has told the state yet is unknown since it was connected. */
const wasNeverTold = (present: UnitPresent) => present.state === "unknown" && present.stateBeforeSilence === null

/** Messages from before the connection, which a gateway had kept, leave nothing to wait for. */
const withoutWaiting = (history: ReadonlyArray<StateInterval>, [first]: ReadonlyArray<Told>) =>
  history.filter((interval) => first === undefined || interval.startedAt < first.startedAt)

const presentAfter = (
  present: UnitPresent,
  history: ReadonlyArray<StateInterval>,
  changes: ReadonlyArray<Told>,
): UnitPresent => {
  const [before, open] = [history.at(-2), history.at(-1)]
  if (open === undefined) return present
  const latest = changes.findLast((change) => change.state === open.state && change.startedAt >= open.startedAt)
  const same = open.state === present.state
  return {
    ...present,
    state: open.state,
    since: open.startedAt,
    stateBeforeSilence: open.source === "silence" ? (before?.state ?? present.stateBeforeSilence) : null,
    reason: open.reason,
    fault: open.fault,
    entrapment: latest?.entrapment ?? (same && present.entrapment),
    expectedBack: latest?.expectedBack ?? (same ? present.expectedBack : null),
  }
}

/** Saves the presents and tells the other modules of every new state, and open pages of every unit. Joins the transaction. */
export const saveAndAnnounce = Effect.fn("Equipment.saveAndAnnounce")(function* (
  before: ReadonlyArray<UnitPresent>,
  after: ReadonlyArray<UnitPresent>,
) {
  const bus = yield* MessageBus
  const live = yield* Live
  yield* UnitStates.save(after)
  const was = new Map(before.map((present) => [present.unitId, present.state]))
  const events = after
    .filter((present) => present.state !== was.get(present.unitId))
    .map((present) =>
      UnitStateChanged.of({
        unitId: present.unitId,
        accountId: present.accountId,
        buildingId: present.buildingId,
        before: was.get(present.unitId) ?? "unknown",
        state: present.state,
        since: present.since.toISOString(),
        fault: present.fault,
        entrapment: present.entrapment,
      }),
    )
  yield* bus.publish(...events)
  for (const [accountId, units] of Map.groupBy(after, (present) => present.accountId)) {
    yield* live.announce({ topic: UNITS_CHANGED, accountId, ids: units.map((unit) => unit.unitId) })
  }
})
