import { Effect } from "effect"
import { MessageBus } from "#kernel/bus/message-bus.ts"
import { transactional } from "#kernel/database/database.ts"
import { openStates, RequestNotSo } from "../domain/service-request.ts"
import { RequestJoined } from "../events.ts"
import * as RequestEntries from "../persistence/request-entries.ts"
import { announce, type By, held, named } from "./change-request.ts"

/** Joins somebody to an open request instead of making a twin: from then on they are told like its reporter. */
export const joinRequest = Effect.fn("Maintenance.joinRequest")(function* (
  by: By,
  id: number,
  wanted: { readonly text: string; readonly formKey: string },
  now: Date,
) {
  const bus = yield* MessageBus
  const request = yield* held(id)
  if (!openStates.includes(request.state)) return yield* new RequestNotSo(request)
  const entry = yield* RequestEntries.add(request, { kind: "joined", at: now, by, ...wanted })
  if (entry === null) return
  yield* bus.publish(RequestJoined.of({ ...named(request), userId: by.userId }))
  yield* announce(request)
}, transactional)
