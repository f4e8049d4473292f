import { Effect } from "effect"
import type { Sender } from "#access"
import { MessageBus } from "#kernel/bus/message-bus.ts"
import { transactional } from "#kernel/database/database.ts"
import { rejected } from "../domain/service-request.ts"
import { RequestRejected } from "../events.ts"
import { rejectedLetter } from "../letters.ts"
import { type By, held, moveTo, named, tellReporters } from "./change-request.ts"

/** The service company rejects a submitted request and says why; its reporters are told by mail. */
export const rejectRequest = Effect.fn("Maintenance.rejectRequest")(function* (
  by: By,
  sender: Sender,
  id: number,
  reason: string,
  now: Date,
) {
  const bus = yield* MessageBus
  const request = yield* held(id)
  const standing = yield* rejected(request, by)
  yield* moveTo(request, standing, { kind: "rejected", by, text: reason }, now)
  yield* bus.publish(RequestRejected.of({ ...named(request), reason }))
  yield* tellReporters(request, by, rejectedLetter(sender, request, reason))
}, transactional)
