import { Effect, Schema } from "effect"
import { unitDetail, type UnitState } from "#equipment"
import { Live } from "#kernel/bus/live.ts"
import { transactional } from "#kernel/database/database.ts"
import { problemsOf } from "../domain/problem.ts"
import * as ServiceNeeds from "../persistence/service-needs.ts"
import * as ServiceOrders from "../persistence/service-orders.ts"
import { callOutOf } from "./call-out.ts"
import { announceOrder, type Doer, ORDERS_CHANGED } from "./change-order.ts"
import { makeOrder, oneAtATimeOf } from "./open-order.ts"

/** There is no such need. */
class NeedNotFound extends Schema.TaggedError<NeedNotFound>()("NeedNotFound", {}) {}

/** The need is settled: somebody was sent or nobody was, as `changedBy` decided; or ("") the unit is back by itself. */
export class NeedNotOpen extends Schema.TaggedError<NeedNotOpen>()("NeedNotOpen", {
  state: Schema.Literals(ServiceNeeds.needStates),
  changedBy: Schema.String,
}) {}

const announceNeed = Effect.fnUntraced(function* (accountId: number) {
  const live = yield* Live
  yield* live.announce({ topic: ORDERS_CHANGED, accountId, ids: [] })
})

interface StateChange {
  readonly unitId: number
  readonly accountId: number
  readonly before: UnitState
  readonly state: UnitState
  readonly since: string
  readonly fault: string | null
  readonly entrapment: boolean
}

/**
 * What a connected unit tells becomes a need when it is out of order, and settles it when it is back; its silence does neither.
 * Somebody who is sent already sees to it. However late, often or mixed up it is told, each time out of order makes one need.
 */
export const noticeUnitState = Effect.fn("Maintenance.noticeUnitState")(function* (change: StateChange, now: Date) {
  const { unitId, accountId, state } = change
  if (state === "unknown") return
  yield* oneAtATimeOf(unitId)
  if (state !== "out-of-order") {
    if (yield* ServiceNeeds.settleBack(unitId, new Date(change.since))) yield* announceNeed(accountId)
    return
  }
  const unit = yield* unitDetail(unitId)
  // Back already: then that was told, or will be, and there is nothing to decide.
  if (unit === null || unit.state !== "out-of-order") return
  const { id, name, number, kind, building, timeZone, buildingId } = unit
  const { fault, entrapment, since } = change
  const place = { unitId: id, accountId: unit.accountId, buildingId, unit: name, number, kind, building, timeZone }
  const isNew = yield* ServiceNeeds.insert({ ...place, fault, entrapment, since: new Date(since) }, now)
  if (!isNew) return
  const orderId = yield* ServiceOrders.someoneSentTo(unitId)
  if (orderId !== null) yield* ServiceNeeds.giveOpenOf(unitId, orderId, "", now)
  yield* announceNeed(unit.accountId)
}, transactional)

const heldOpen = Effect.fnUntraced(function* (id: number) {
  const need = yield* ServiceNeeds.hold(id)
  if (need === null) return yield* new NeedNotFound()
  if (need.state === "open") return need
  return yield* new NeedNotOpen({ state: need.state, changedBy: need.settledBy })
})

/** Somebody is to be sent because of a need: with the call-out that is open for its unit, or a new one. Returns the order's id. */
export const orderNeed = Effect.fn("Maintenance.orderNeed")(function* (by: Doer, id: number, now: Date) {
  const unitId = (yield* ServiceNeeds.unitOf(id)) ?? (yield* new NeedNotFound())
  const callOut = yield* callOutOf(unitId)
  const { fault, entrapment, kind } = yield* heldOpen(id)
  // Without a code it is what people say of such a unit first: that it does not move.
  const title = fault ?? problemsOf(kind)[0] ?? ""
  const work = { unitId, activity: "call-out" as const, title, entrapment }
  const orderId =
    callOut?.id ?? (yield* makeOrder(by, work, { source: "need", followsId: null }, now).pipe(Effect.orDie))
  yield* ServiceNeeds.giveOpenOf(unitId, orderId, by.name, now)
  if (callOut !== null) yield* announceOrder(callOut)
  return orderId
}, transactional)

/** Nobody is sent because of a need, for a reason. */
export const dismissNeed = Effect.fn("Maintenance.dismissNeed")(function* (
  by: Doer,
  id: number,
  reason: string,
  now: Date,
) {
  const need = yield* heldOpen(id)
  yield* ServiceNeeds.dismiss(id, by.name, reason, now)
  yield* announceNeed(need.accountId)
}, transactional)
