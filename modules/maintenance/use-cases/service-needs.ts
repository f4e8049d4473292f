import { Effect, Schema } from "effect"
import { statesOf, unitDetail, type UnitState } from "#equipment"
import { Live } from "#kernel/bus/live.ts"
import { as, reading, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
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

/** Silence says neither that a unit is back nor that it is out of order. */
const isBack = (state: UnitState | null) => state !== "out-of-order" && state !== "unknown"

/** The unit while it is out of order or silent; when it is back, null, and the needs that are open for it are settled. */
const unitUnlessBack = Effect.fnUntraced(function* (unitId: number, now: Date) {
  yield* oneAtATimeOf(unitId)
  const unit = yield* unitDetail(unitId)
  if (unit === null || !isBack(unit.state)) return unit
  if (yield* ServiceNeeds.settleBack(unitId, unit.since ?? now)) yield* announceNeed(unit.accountId)
  return null
}, transactional)

/**
 * What a connected unit tells becomes a need when it is out of order, and settles it when it is back; its silence does neither.
 * Somebody who is sent already sees to it. However late, often or mixed up it is told, each time out of order makes one need.
 */
export const noticeUnitState = Effect.fn("Maintenance.noticeUnitState")(function* (change: StateChange, now: Date) {
  const unit = yield* unitUnlessBack(change.unitId, now)
  if (unit === null || change.state !== "out-of-order") return
  const { id: unitId, accountId, name, number, kind, building, timeZone, buildingId } = unit
  const { fault, entrapment, since } = change
  const place = { unitId, accountId, buildingId, unit: name, number, kind, building, timeZone }
  const isNew = yield* ServiceNeeds.insert({ ...place, fault, entrapment, since: new Date(since) }, now)
  if (!isNew) return
  const orderId = yield* ServiceOrders.someoneSentTo(unitId)
  if (orderId !== null) yield* ServiceNeeds.giveOpenOf(unitId, orderId, "", now)
  yield* announceNeed(accountId)
}, transactional)

/**
 * Which changes of a unit's state are messages for `noticeUnitState`: those to out of order and back from it. A whole fleet that
 * is heard again after a silence would be a message a unit; `settleNeeds` sees to the few of them that a need is open for.
 */
export const concernsNeeds = ({ before, state }: Pick<StateChange, "before" | "state">) =>
  state === "out-of-order" || (before === "out-of-order" && isBack(state))

/** Settles the open needs of units that came back after a silence. */
export const settleNeeds = Effect.fn("Maintenance.settleNeeds")(function* (now: Date) {
  const states = yield* reading(statesOf(yield* reading(ServiceNeeds.openUnitIds)))
  for (const { unitId, state } of states) if (isBack(state)) yield* unitUnlessBack(unitId, now)
}, as(everything))

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
