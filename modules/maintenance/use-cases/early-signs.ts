import { Effect, Schema } from "effect"
import { earlySigns, silentLately, UNITS_CHANGED } from "#equipment"
import { Live } from "#kernel/bus/live.ts"
import { MessageBus } from "#kernel/bus/message-bus.ts"
import { as, query, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { SignNoticed } from "../events.ts"
import * as EarlySigns from "../persistence/early-signs.ts"
import { type Doer, ORDERS_CHANGED } from "./change-order.ts"
import { makeOrder } from "./open-order.ts"

/** There is no such sign. */
class SignNotFound extends Schema.TaggedError<SignNotFound>()("SignNotFound", {}) {}

/** The sign is settled: by `changedBy`, or ("") because the unit shows it no longer. */
export class SignNotOpen extends Schema.TaggedError<SignNotOpen>()("SignNotOpen", {
  state: Schema.Literals(EarlySigns.signStates),
  changedBy: Schema.String,
}) {}

const announceSigns = Effect.fnUntraced(function* (units: ReadonlyArray<{ accountId: number; unitId: number }>) {
  const live = yield* Live
  for (const { accountId, unitId } of units) {
    yield* live.announce(
      { topic: ORDERS_CHANGED, accountId, ids: [] },
      { topic: UNITS_CHANGED, accountId, ids: [unitId] },
    )
  }
})

/** Only one at a time looks for signs: of two, the second one would take what the first one has not seen for gone. */
const oneAtATime = query((tx) => tx`select pg_advisory_xact_lock(hashtext('maintenance.early-signs'))`)

/**
 * Looks what connected units show before they fail. A new sign becomes a preventive maintenance event, for the dispatcher to
 * decide on; one that a unit shows no longer is settled by itself, but not while the unit is silent. However often it looks, a sign
 * is noticed once.
 */
export const noticeEarlySigns = Effect.fn("Maintenance.noticeEarlySigns")(
  function* (now: Date) {
    const bus = yield* MessageBus
    yield* oneAtATime
    const noticed = yield* EarlySigns.keep(yield* earlySigns(now), now)
    const unseen = yield* EarlySigns.unseenAt(now)
    const silent = new Set(yield* silentLately([...new Set(unseen.map(({ unitId }) => unitId))], now))
    const gone = unseen.filter(({ unitId }) => !silent.has(unitId)).map(({ id }) => id)
    const passed = yield* EarlySigns.settlePassed(gone, now)
    yield* bus.publish(...noticed.map(({ id, ...sign }) => SignNoticed.of({ signId: id, ...sign })))
    yield* announceSigns([...noticed, ...passed])
  },
  transactional,
  as(everything),
)

const heldOpen = Effect.fnUntraced(function* (id: number) {
  const sign = yield* EarlySigns.hold(id)
  if (sign === null) return yield* new SignNotFound()
  if (sign.state === "open") return sign
  return yield* new SignNotOpen({ state: sign.state, changedBy: sign.settledBy })
})

/** Somebody is to look at a unit before it fails: makes a maintenance order, and returns its id. */
export const orderSign = Effect.fn("Maintenance.orderSign")(function* (by: Doer, id: number, now: Date) {
  const { unitId, accountId, sign, fault } = yield* heldOpen(id)
  const work = { unitId, activity: "maintenance" as const, title: fault ?? sign }
  const orderId = yield* makeOrder(by, work, { source: "need", followsId: null }, now).pipe(Effect.orDie)
  yield* EarlySigns.settle(id, orderId, by.name, "", now)
  yield* announceSigns([{ accountId, unitId }])
  return orderId
}, transactional)

/** An order was made because of a sign: one of a past that was recorded whole. */
export const settleSignWith = Effect.fn("Maintenance.settleSignWith")(function* (
  by: Doer,
  id: number,
  orderId: number,
  at: Date,
) {
  yield* heldOpen(id)
  yield* EarlySigns.settle(id, orderId, by.name, "", at)
}, transactional)

/** Nobody comes because of a sign, for a reason that its customer reads. */
export const dismissSign = Effect.fn("Maintenance.dismissSign")(function* (
  by: Doer,
  id: number,
  reason: string,
  now: Date,
) {
  const sign = yield* heldOpen(id)
  yield* EarlySigns.settle(id, null, by.name, reason, now)
  yield* announceSigns([sign])
}, transactional)
