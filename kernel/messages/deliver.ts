import { Effect } from "effect"
import type { Schedule } from "../bus/message-bus.ts"
import type { Steady } from "../bus/steady.ts"
import { as, type Database, transactional } from "../database/database.ts"
import { everything } from "../database/viewer.ts"
import { Carriers, Undeliverable } from "./carriers.ts"
import {
  forgetMessagesBefore,
  markFailed,
  markKept,
  markSent,
  OUTBOX_CHANNEL,
  type TakenMessage,
  takeWaiting,
} from "./outbox.ts"

const AT_A_TIME = 10
const LEASE_SECONDS = 120
const KEPT_DAYS = 90
/** Seconds until the next try: two days in all, for a mail server may be away over a night. */
const waits = [10, 60, 300, 1800, 3600, 7200, 14_400, 28_800, 43_200, 86_400]

const deliver = Effect.fn("Outbox.deliver")(function* (message: TakenMessage) {
  const carry = (yield* Carriers)[message.kind]
  if (carry === null) return yield* markKept(message.id).pipe(transactional)
  const failure = yield* Effect.promise(() =>
    carry(message).then(
      () => null,
      (error: unknown) => error,
    ),
  )
  if (failure === null) return yield* markSent(message.id).pipe(transactional)
  const text = failure instanceof Error ? failure.message : String(failure)
  const wait = failure instanceof Undeliverable ? null : (waits[message.tries - 1] ?? null)
  return yield* markFailed(message.id, text, wait).pipe(transactional)
})

/**
 * Sends what waits in the outbox and returns how many messages that were. Of several workers each takes its own; one that
 * dies leaves what it took to the next, so a message may leave twice after a crash, under the same Message-ID, and is never lost.
 */
export const deliverWaiting = Effect.fn("Outbox.deliverWaiting")(function* () {
  const taken = yield* takeWaiting(AT_A_TIME, LEASE_SECONDS).pipe(transactional)
  yield* Effect.forEach(taken, deliver, { concurrency: AT_A_TIME, discard: true })
  return taken.length
}, as(everything))

export const outboxWork: Steady<Database | Carriers> = {
  name: "kernel.deliver-messages",
  channel: OUTBOX_CHANNEL,
  run: Effect.suspend(() => deliverWaiting()),
  most: AT_A_TIME,
}

export const outboxSchedule: Schedule<Database> = {
  queue: "kernel.forget-messages",
  cron: "47 3 * * *",
  run: Effect.suspend(() =>
    forgetMessagesBefore(new Date(Date.now() - KEPT_DAYS * 86_400_000)).pipe(transactional, as(everything)),
  ),
}
