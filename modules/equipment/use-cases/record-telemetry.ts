import { Effect } from "effect"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { readMessage } from "../domain/telemetry-message.ts"
import { type DayAddition, hear, type UnitPresent } from "../domain/unit-present.ts"
import * as Gateways from "../persistence/gateways.ts"
import * as UnitStates from "../persistence/unit-states.ts"
import { changeStates, saveAndAnnounce, type Told } from "./change-states.ts"

/** What became of each line of a request. When this is answered, the accepted messages are on disk. */
export interface Receipt {
  readonly accepted: number
  readonly duplicates: number
  readonly rejected: ReadonlyArray<{ readonly line: number; readonly reason: string }>
}

/**
 * Takes NDJSON lines from a gateway: stores each message once, and brings the units' present, their state history and their
 * days up to date in the same transaction. A bad line is reported and spoils nothing.
 */
export const recordTelemetry = Effect.fn("Equipment.recordTelemetry")(
  function* (gateway: Gateways.Gateway, lines: ReadonlyArray<string>) {
    const now = new Date()
    const units = new Map((yield* Gateways.unitsOf(gateway.id)).map((unit) => [unit.name, unit]))
    const rejected: Array<{ line: number; reason: string }> = []
    const messages: Array<Gateways.AddressedMessage> = []
    lines.forEach((text, index) => {
      if (text.trim() === "") return
      const message = readMessage(text, now)
      if ("problem" in message) rejected.push({ line: index + 1, reason: message.problem })
      else {
        const unit = units.get(message.unit)
        if (unit !== undefined) messages.push({ ...message, unitId: unit.unitId, accountId: unit.accountId })
        else rejected.push({ line: index + 1, reason: `this gateway does not speak for a unit ${message.unit}` })
      }
    })
    if (messages.length === 0) return { accepted: 0, duplicates: 0, rejected } satisfies Receipt
    const presents = yield* UnitStates.lock([...new Set(messages.map((message) => message.unitId))])
    const fresh = yield* Gateways.storeMessages(gateway, messages, now)
    yield* bringUpToDate(presents, fresh)
    return { accepted: fresh.length, duplicates: messages.length - fresh.length, rejected } satisfies Receipt
  },
  transactional,
  as(everything),
)

const bringUpToDate = Effect.fn("Equipment.bringUpToDate")(function* (
  before: ReadonlyArray<UnitPresent>,
  fresh: ReadonlyArray<Gateways.AddressedMessage>,
) {
  const messagesOf = Map.groupBy(
    fresh.toSorted((a, b) => a.at.getTime() - b.at.getTime()),
    (message) => message.unitId,
  )
  const touched = before.filter((present) => messagesOf.has(present.unitId))
  if (touched.length === 0) return
  const days: Array<DayAddition> = []
  const heard = touched.map((present) =>
    (messagesOf.get(present.unitId) ?? []).reduce((known, message) => {
      const { present: next, did } = hear(known, message)
      if (did !== null) days.push(did)
      return next
    }, present),
  )
  const changed = yield* changeStates(
    heard.map((present) => ({ present, changes: stateChanges(present, messagesOf.get(present.unitId) ?? []) })),
  )
  if (days.length > 0) yield* UnitStates.addToDays(mergeDays(days))
  yield* saveAndAnnounce(touched, changed)
})

/** What the messages say of a unit's state. The first sign of life after a silence brings back the state before it. */
const stateChanges = (
  present: UnitPresent,
  messages: ReadonlyArray<Gateways.AddressedMessage>,
): ReadonlyArray<Told> => {
  const told = messages.flatMap(({ at, body }): ReadonlyArray<Told> =>
    body.kind !== "state"
      ? []
      : [
          {
            state: body.state,
            reason: body.reason ?? null,
            fault: body.fault ?? null,
            source: "telemetry",
            startedAt: at,
            entrapment: body.entrapment ?? false,
            expectedBack: body.expectedBack === undefined ? null : new Date(body.expectedBack),
          },
        ],
  )
  const firstSign = messages.find((message) => message.at >= present.since)
  if (present.state !== "unknown" || present.stateBeforeSilence === null || firstSign === undefined) return told
  if (told.some((change) => change.startedAt.getTime() <= firstSign.at.getTime())) return told
  const again: Told = {
    state: present.stateBeforeSilence,
    reason: present.reason,
    fault: present.fault,
    source: "telemetry",
    startedAt: firstSign.at,
    entrapment: present.entrapment,
    expectedBack: present.expectedBack,
  }
  return [again, ...told]
}

const mergeDays = (days: ReadonlyArray<DayAddition>): ReadonlyArray<DayAddition> =>
  [...Map.groupBy(days, (day) => `${day.unitId} ${day.day}`).values()].map((same) =>
    same.reduce((sum, day) => ({
      ...sum,
      starts: sum.starts + day.starts,
      runSeconds: sum.runSeconds + day.runSeconds,
      doorCycles: sum.doorCycles + day.doorCycles,
      doorReopens: sum.doorReopens + day.doorReopens,
      distanceMetres: sum.distanceMetres + day.distanceMetres,
    })),
  )
