import { Effect } from "effect"
import { addMessage, noMessages } from "../domain/message-columns.ts"
import { readMessage } from "../domain/telemetry-message.ts"
import type * as Gateways from "../persistence/gateways.ts"
import { Intake } from "./intake.ts"

/** What became of each line of a request. When this is answered, the accepted messages are on disk. */
export interface Receipt {
  readonly accepted: number
  readonly duplicates: number
  readonly rejected: ReadonlyArray<{ readonly line: number; readonly reason: string }>
}

/**
 * Takes NDJSON lines from a gateway and stores each message once; a roll-up does the rest. A bad line is reported and spoils
 * nothing. Fails when too much is waiting already, or when the database does not take it: then nothing counts as accepted.
 */
export const recordTelemetry = Effect.fn("Equipment.recordTelemetry")(function* (
  gateway: Gateways.Gateway,
  lines: ReadonlyArray<string>,
) {
  const now = Date.now()
  const intake = yield* Intake
  const units = yield* intake.rosterOf(gateway)
  const rejected: Array<{ line: number; reason: string }> = []
  const messages = noMessages()
  for (let index = 0; index < lines.length; index++) {
    const text = lines[index] ?? ""
    if (text.trim() === "") continue
    const message = readMessage(text, now)
    if ("problem" in message) rejected.push({ line: index + 1, reason: message.problem })
    else {
      const unitId = units.get(message.unit)
      if (unitId !== undefined) addMessage(messages, unitId, message)
      else rejected.push({ line: index + 1, reason: `this gateway does not speak for a unit ${message.unit}` })
    }
  }
  const duplicates = yield* intake.write(gateway, messages)
  return { accepted: messages.unitIds.length - duplicates, duplicates, rejected } satisfies Receipt
})
