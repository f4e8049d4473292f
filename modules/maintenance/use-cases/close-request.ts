import { Effect } from "effect"
import { MessageBus } from "#kernel/bus/message-bus.ts"
import { transactional } from "#kernel/database/database.ts"
import { closed } from "../domain/service-request.ts"
import { RequestClosed } from "../events.ts"
import { type By, held, moveTo, named } from "./change-request.ts"

/** The customer closes a completed request. */
export const closeRequest = Effect.fn("Maintenance.closeRequest")(function* (by: By, id: number, now: Date) {
  const bus = yield* MessageBus
  const request = yield* held(id)
  const standing = yield* closed(request, by)
  yield* moveTo(request, standing, { kind: "closed", by }, now)
  yield* bus.publish(RequestClosed.of(named(request)))
}, transactional)
