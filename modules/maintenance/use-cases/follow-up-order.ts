import { Effect } from "effect"
import { MessageBus } from "#kernel/bus/message-bus.ts"
import { transactional } from "#kernel/database/database.ts"
import { stateAfter } from "../domain/service-order.ts"
import { OrderFollowUpNeeded } from "../events.ts"
import type { ServiceOrder } from "../persistence/service-orders.ts"
import { type Doer, heldForStep, moveOrder, orderNamed, type Told } from "./change-order.ts"
import { makeOrder } from "./open-order.ts"
import { requestsGoOn } from "./requests-of-order.ts"
import { followUpSays } from "./unit-said.ts"

/** A finished order leaves something to do: a repair that goes on with it, of which `title` says what ("": the same). */
export const followUpOrder = Effect.fn("Maintenance.followUpOrder")(function* (
  by: Doer,
  id: number,
  wanted: { readonly title: string; readonly formKey?: string },
  now: Date,
) {
  const order = yield* heldForStep(by, id, wanted)
  if (order !== null) yield* followUp(by, order, wanted.title, now, wanted)
}, transactional)

/**
 * Makes the order that goes on with a held one that is finished; its open requests go along when the unit was left out of order.
 * Joins the transaction.
 */
export const followUp = Effect.fn("Maintenance.followUp")(function* (
  by: Doer,
  order: ServiceOrder,
  title: string,
  now: Date,
  { formKey }: Pick<Told, "formKey"> = {},
) {
  const bus = yield* MessageBus
  const state = yield* stateAfter(order, "follow-up")
  const { unitId, contactName, contactPhone } = order
  const work = { unitId, activity: "repair" as const, title: title === "" ? order.title : title }
  const nextId = yield* makeOrder(
    by,
    { ...work, contactName, contactPhone },
    { source: "follow-up", followsId: order.id },
    now,
  ).pipe(Effect.orDie)
  yield* followUpSays(order, nextId)
  yield* moveOrder(order, { state }, { kind: "follow-up", at: now, by, text: String(nextId), formKey }, now)
  if (order.conditionOnDeparture === "out-of-order") yield* requestsGoOn(order.id, nextId, by, order.comment, now)
  yield* bus.publish(OrderFollowUpNeeded.of({ ...orderNamed(order), followUpId: nextId }))
})
