import { Effect } from "effect"
import { MessageBus } from "#kernel/bus/message-bus.ts"
import { transactional } from "#kernel/database/database.ts"
import { reopened } from "../domain/service-request.ts"
import { RequestReopened } from "../events.ts"
import { type By, held, moveTo, named } from "./change-request.ts"

/** The customer says what is still wrong: a request completed in the last 14 days waits anew. */
export const reopenRequest = Effect.fn("Maintenance.reopenRequest")(function* (
  by: By,
  id: number,
  text: string,
  now: Date,
) {
  const bus = yield* MessageBus
  const request = yield* held(id)
  const standing = yield* reopened(request, by, now)
  yield* moveTo(request, standing, { kind: "reopened", by, text }, now)
  yield* bus.publish(RequestReopened.of({ ...named(request), text }))
}, transactional)
