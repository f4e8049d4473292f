import { Effect } from "effect"
import { MessageBus } from "#kernel/bus/message-bus.ts"
import { transactional } from "#kernel/database/database.ts"
import { type Day, dayAt } from "#kernel/time.ts"
import { DayNotAhead, isDayAhead } from "../domain/days-ahead.ts"
import { notSo } from "../domain/service-order.ts"
import { VisitMoveAsked } from "../events.ts"
import * as MoveWishes from "../persistence/move-wishes.ts"
import * as OrderEntries from "../persistence/order-entries.ts"
import { announceOrder, heldOrder } from "./change-order.ts"
import type { By } from "./change-request.ts"
import { visitNamed } from "./planner.ts"

/** What a customer wishes of a visit. */
export interface MoveWished {
  /** A day of the building's calendar from today on, at most two years ahead. */
  readonly wishedOn: Day
  /** Why, or at what time; "" is nothing more. */
  readonly text: string
  /** A UUID of the form: sent twice, it asks once. */
  readonly formKey: string
}

/** A customer asks to have a visit that they see on another day. A wish that was not answered yet is replaced. */
export const askToMoveVisit = Effect.fn("Maintenance.askToMoveVisit")(function* (
  by: By,
  orderId: number,
  wish: MoveWished,
  now: Date,
) {
  const bus = yield* MessageBus
  const order = yield* heldOrder(orderId)
  if (order.state !== "planned" && order.state !== "scheduled" && order.state !== "dispatched")
    return yield* notSo(order)
  if (!isDayAhead(wish.wishedOn, dayAt(now, order.timeZone))) return yield* new DayNotAhead()
  if (!(yield* MoveWishes.note(order, wish, by, now))) return
  const text = wish.text === "" ? wish.wishedOn : `${wish.wishedOn} ${wish.text}`
  yield* OrderEntries.add(order, { kind: "move-asked", at: now, by, text, formKey: wish.formKey })
  yield* bus.publish(VisitMoveAsked.of({ ...visitNamed(order), wishedOn: wish.wishedOn }))
  yield* announceOrder(order)
}, transactional)
