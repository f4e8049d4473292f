import { Effect, Schema } from "effect"
import { MessageBus } from "#kernel/bus/message-bus.ts"
import { transactional } from "#kernel/database/database.ts"
import { notSo, timesProblemOf, timesProblems } from "../domain/service-order.ts"
import { OrderTimesCorrected } from "../events.ts"
import * as ServiceRequests from "../persistence/service-requests.ts"
import { type Doer, heldForStep, moveOrder, orderNamed } from "./change-order.ts"
import { unitFollows } from "./unit-work.ts"

/** Nobody finishes before they arrive, or in the future; and times far from all others of the order are a slip of the hand. */
export class TimesImpossible extends Schema.TaggedError<TimesImpossible>()("TimesImpossible", {
  problem: Schema.Literals(timesProblems),
}) {}

/**
 * Corrects when somebody arrived for an order and when they finished (null: they are on site still). The unit's history, its figures
 * and the requests that were completed with the order follow.
 */
export const correctOrderTimes = Effect.fn("Maintenance.correctOrderTimes")(function* (
  by: Doer,
  id: number,
  wanted: { readonly arrivedAt: Date; readonly finishedAt: Date | null; readonly formKey?: string },
  now: Date,
) {
  const bus = yield* MessageBus
  const { arrivedAt, finishedAt, formKey } = wanted
  const order = yield* heldForStep(by, id, wanted)
  if (order === null) return
  const { state, arrivedAt: arrivedBefore, finishedAt: finishedBefore } = order
  if (state === "cancelled" || arrivedBefore === null || (finishedBefore === null) !== (finishedAt === null)) {
    return yield* notSo(order)
  }
  const problem = timesProblemOf(order, { arrivedAt, finishedAt }, now)
  if (problem !== null) return yield* new TimesImpossible({ problem })
  const text = `${arrivedBefore.toISOString()}/${finishedBefore?.toISOString() ?? ""}`
  yield* moveOrder(
    order,
    finishedAt === null ? { state, arrivedAt } : { state, arrivedAt, finishedAt },
    { kind: "corrected", at: now, by, text, formKey },
    now,
  )
  if (finishedAt !== null && finishedBefore !== null) {
    yield* ServiceRequests.completedAnew(id, finishedBefore, finishedAt)
  }
  yield* unitFollows(id, now)
  const times = { arrivedAt: arrivedAt.toISOString(), finishedAt: finishedAt?.toISOString() ?? null }
  yield* bus.publish(OrderTimesCorrected.of({ ...orderNamed(order), ...times }))
}, transactional)
