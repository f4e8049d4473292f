import { Effect } from "effect"
import { transactional } from "#kernel/database/database.ts"
import { RequestNotSo } from "../domain/service-request.ts"
import * as ServiceRequests from "../persistence/service-requests.ts"
import { callOutOf, giveToCallOut } from "./call-out.ts"
import { type By, held } from "./change-request.ts"

/**
 * An accepted request whose order was cancelled becomes part of another one. Returns that order's id. Fails with `RequestNotSo`
 * when it is not accepted, or part of an order.
 */
export const orderRequest = Effect.fn("Maintenance.orderRequest")(function* (by: By, id: number, now: Date) {
  const unitId = yield* ServiceRequests.unitOf(id)
  const order = unitId === null ? null : yield* callOutOf(unitId)
  const request = yield* held(id)
  if (request.state !== "accepted" || request.orderId !== null) return yield* new RequestNotSo(request)
  return yield* giveToCallOut(by, request, order, now)
}, transactional)
