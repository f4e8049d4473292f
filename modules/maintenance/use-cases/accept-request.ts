import { Effect } from "effect"
import type { Sender } from "#access"
import { MessageBus } from "#kernel/bus/message-bus.ts"
import { transactional } from "#kernel/database/database.ts"
import { accepted } from "../domain/service-request.ts"
import { RequestAccepted } from "../events.ts"
import { acceptedLetter } from "../letters.ts"
import * as ServiceRequests from "../persistence/service-requests.ts"
import { callOutOf, giveToCallOut } from "./call-out.ts"
import { type By, held, moveTo, named, tellReporters } from "./change-request.ts"

/**
 * The service company accepts a submitted request; its reporters are told by mail. It becomes part of the call-out that is open
 * for its unit, or of a new one. Returns that order's id.
 */
export const acceptRequest = Effect.fn("Maintenance.acceptRequest")(function* (
  by: By,
  sender: Sender,
  id: number,
  now: Date,
) {
  const bus = yield* MessageBus
  const unitId = yield* ServiceRequests.unitOf(id)
  const order = unitId === null ? null : yield* callOutOf(unitId)
  const request = yield* held(id)
  const standing = yield* accepted(request, by)
  yield* moveTo(request, standing, { kind: "accepted", by }, now)
  const orderId = yield* giveToCallOut(by, request, order, now)
  yield* bus.publish(RequestAccepted.of(named(request)))
  yield* tellReporters(request, by, acceptedLetter(sender, request))
  return orderId
}, transactional)
