import { Effect, Schema } from "effect"
import { MessageBus } from "#kernel/bus/message-bus.ts"
import { transactional } from "#kernel/database/database.ts"
import { VisitMoveDeclined } from "../events.ts"
import * as MoveWishes from "../persistence/move-wishes.ts"
import * as OrderEntries from "../persistence/order-entries.ts"
import { announceOrder, type Doer, heldOrder } from "./change-order.ts"
import { moveHeldVisit } from "./move-visit.ts"
import { visitNamed } from "./planner.ts"

/** Nobody waits for an answer about this visit: it was given already, or nothing was asked. */
class NothingAsked extends Schema.TaggedError<NothingAsked>()("NothingAsked", {}) {}

/** The customer has changed the wish since it was read. */
class WishChanged extends Schema.TaggedError<WishChanged>()("WishChanged", {}) {}

/** What the service company says to a customer's wish. */
export interface MoveAnswer {
  /** When the wish was made that is answered: no other one is. */
  readonly askedAt: Date
  readonly accepted: boolean
  /** A word to the customer; "" is none. */
  readonly word: string
}

/** The service company moves a visit to the day that its customer wished for, with whoever comes now, or says why not. */
export const answerMoveWish = Effect.fn("Maintenance.answerMoveWish")(function* (
  by: Doer,
  orderId: number,
  { askedAt, accepted, word }: MoveAnswer,
  now: Date,
) {
  const bus = yield* MessageBus
  const order = yield* heldOrder(orderId)
  const wish = yield* MoveWishes.openOf(orderId)
  if (wish === null) return yield* new NothingAsked()
  if (wish.askedAt.getTime() !== askedAt.getTime()) return yield* new WishChanged()
  const answer = accepted ? ("accepted" as const) : ("declined" as const)
  yield* MoveWishes.answer(wish.id, { answer, word, by: by.name }, now)
  if (accepted) {
    yield* moveHeldVisit(by, order, { day: wish.wishedOn, technicianId: order.technicianId }, now)
    return
  }
  yield* OrderEntries.add(order, { kind: "move-declined", at: now, by, text: word })
  yield* bus.publish(VisitMoveDeclined.of({ ...visitNamed(order), wishedOn: wish.wishedOn, word }))
  yield* announceOrder(order)
}, transactional)
