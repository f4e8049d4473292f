import { Effect } from "effect"
import type { Sender } from "#access"
import { MessageBus } from "#kernel/bus/message-bus.ts"
import { transactional } from "#kernel/database/database.ts"
import { completed, REOPENING_DAYS } from "../domain/service-request.ts"
import { RequestCompleted } from "../events.ts"
import { completedLetter } from "../letters.ts"
import { type By, held, moveTo, named, tellReporters } from "./change-request.ts"

/** The work on an accepted request is done; the clock of whoever was inside stops, and its reporters are told by mail. */
export const completeRequest = Effect.fn("Maintenance.completeRequest")(function* (
  by: By,
  sender: Sender,
  id: number,
  now: Date,
) {
  const bus = yield* MessageBus
  const request = yield* held(id)
  const standing = yield* completed(request, by, now)
  yield* moveTo(request, standing, { kind: "completed", by }, now)
  yield* bus.publish(RequestCompleted.of(named(request)))
  yield* tellReporters(request, by, completedLetter(sender, request, REOPENING_DAYS))
}, transactional)
