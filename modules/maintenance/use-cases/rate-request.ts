import { Effect } from "effect"
import { MessageBus } from "#kernel/bus/message-bus.ts"
import { transactional } from "#kernel/database/database.ts"
import { rated } from "../domain/service-request.ts"
import { RequestRated } from "../events.ts"
import { type By, held, moveTo, named } from "./change-request.ts"

/** The customer says how content they are with a completed request: 1 to 5, and words if they like; once per completion. */
export const rateRequest = Effect.fn("Maintenance.rateRequest")(function* (
  by: By,
  id: number,
  wanted: { readonly rating: number; readonly text: string },
  now: Date,
) {
  const bus = yield* MessageBus
  const request = yield* held(id)
  const standing = yield* rated(request, wanted.rating)
  yield* moveTo(request, standing, { kind: "rated", by, ...wanted }, now)
  yield* bus.publish(RequestRated.of({ ...named(request), rating: wanted.rating }))
}, transactional)
