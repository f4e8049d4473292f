import { Effect } from "effect"
import type { Sender } from "#access"
import { MessageBus } from "#kernel/bus/message-bus.ts"
import { completed, REOPENING_DAYS } from "../domain/service-request.ts"
import { RequestCompleted } from "../events.ts"
import { completedLetter } from "../letters.ts"
import * as RequestEntries from "../persistence/request-entries.ts"
import * as ServiceRequests from "../persistence/service-requests.ts"
import type { Doer } from "./change-order.ts"
import { announce, type By, moveTo, named, tellReporters } from "./change-request.ts"

interface Line {
  readonly kind: Extract<RequestEntries.EntryKind, "assigned" | "unassigned" | "on-the-way" | "arrived">
  readonly by: Doer
  readonly at: Date
  /** The technician's name with `assigned`. */
  readonly text?: string
}

/** Writes into the threads of the requests of a held order what happens to it. */
export const tellRequests = Effect.fn("Maintenance.tellRequests")(function* (orderId: number, line: Line) {
  for (const request of yield* ServiceRequests.holdAcceptedOf(orderId)) {
    yield* RequestEntries.add(request, { ...line, text: line.text ?? "" })
    yield* announce(request)
  }
})

/** The work on a held request is done, as `text` says ("": nothing): the clock of whoever was inside stops, and its reporters are told by mail. */
export const completeHeld = Effect.fn("Maintenance.completeHeld")(function* (
  request: ServiceRequests.ServiceRequest,
  by: By,
  sender: Sender,
  text: string,
  now: Date,
) {
  const bus = yield* MessageBus
  const standing = yield* completed(request, by, now)
  yield* moveTo(request, standing, { kind: "completed", by, text }, now)
  yield* bus.publish(RequestCompleted.of(named(request)))
  yield* tellReporters(request, by, completedLetter(sender, request, REOPENING_DAYS))
})

/** Completes the requests of a held order whose work was done at `at`, as the comment says; one that was made meanwhile, when it was made. */
export const completeRequests = Effect.fn("Maintenance.completeRequests")(function* (
  orderId: number,
  by: By,
  sender: Sender,
  comment: string,
  at: Date,
) {
  for (const request of yield* ServiceRequests.holdAcceptedOf(orderId)) {
    const made = Math.max(request.waitingSince.getTime(), request.trappedSince?.getTime() ?? 0)
    // They are held and accepted, which is all that a completion asks of them.
    yield* completeHeld(request, by, sender, comment, new Date(Math.max(at.getTime(), made))).pipe(
      Effect.catchTag("RequestNotSo", Effect.die),
    )
  }
})

/** The requests of a held order go on with another one, for the reason that the comment says. */
export const requestsGoOn = Effect.fn("Maintenance.requestsGoOn")(function* (
  orderId: number,
  nextId: number,
  by: Doer,
  comment: string,
  at: Date,
) {
  for (const request of yield* ServiceRequests.holdAcceptedOf(orderId)) {
    yield* ServiceRequests.giveTo(request.id, nextId)
    yield* RequestEntries.add(request, { kind: "goes-on", by, at, text: comment })
    yield* announce(request)
  }
})

/** The requests of a held order wait for the dispatcher again, with the reason why nobody comes. */
export const giveBackRequests = Effect.fn("Maintenance.giveBackRequests")(function* (
  orderId: number,
  by: Doer,
  reason: string,
  at: Date,
) {
  for (const request of yield* ServiceRequests.holdAcceptedOf(orderId)) {
    yield* ServiceRequests.giveTo(request.id, null)
    yield* RequestEntries.add(request, { kind: "given-back", by, at, text: reason })
    yield* announce(request)
  }
})
