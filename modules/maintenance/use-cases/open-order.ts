import { Effect, Schema } from "effect"
import { normaliseSearch, unitDetail } from "#equipment"
import { MessageBus } from "#kernel/bus/message-bus.ts"
import { query, transactional } from "#kernel/database/database.ts"
import type { ActivityType, OrderSource } from "../domain/service-order.ts"
import { OrderOpened } from "../events.ts"
import * as OrderEntries from "../persistence/order-entries.ts"
import * as ServiceOrders from "../persistence/service-orders.ts"
import { announceOrder, type Doer, orderNamed } from "./change-order.ts"

/** There is no such unit that whoever asks may see. */
class UnitNotFound extends Schema.TaggedError<UnitNotFound>()("UnitNotFound", {}) {}

/** What is to be done on a unit. */
export interface Work {
  readonly unitId: number
  readonly activity: ActivityType
  /** In a line: a problem or fault by its code, or somebody's own words. */
  readonly title: string
  readonly contactName?: string
  readonly contactPhone?: string
  readonly entrapment?: boolean
  /** A UUID of the form: sent twice, it makes one order. */
  readonly formKey?: string
}

/** How long an order takes as far as nobody knows better, in minutes on site. */
const usualMinutes: Readonly<Record<ActivityType, number>> = {
  maintenance: 75,
  "call-out": 45,
  repair: 120,
  inspection: 60,
  modernisation: 480,
}

/** Of those who would open an order for a unit, one at a time: the next one finds what the first one did. Joins the transaction. */
export const oneAtATimeOf = (unitId: number) =>
  query((tx) => tx`select pg_advisory_xact_lock(hashtext('maintenance.orders-of-unit'), ${unitId})`)

/** Makes an order that is planned for no day yet. Returns it with its id, also when its form has made it before. Joins the transaction. */
export const makeOrder = Effect.fn("Maintenance.makeOrder")(function* (
  by: Doer,
  work: Work,
  from: { readonly source: Exclude<OrderSource, "plan" | "import">; readonly followsId: number | null },
  now: Date,
) {
  const bus = yield* MessageBus
  const unit = yield* unitDetail(work.unitId)
  if (unit === null) return yield* new UnitNotFound()
  const { accountId, buildingId, name, number, kind, building, timeZone } = unit
  const { activity, title, contactName = "", contactPhone = "", entrapment = false } = work
  const searchText = normaliseSearch([name, number, building, unit.street, unit.locality, title, contactName].join(" "))
  const made = yield* ServiceOrders.insert(
    {
      ...{ accountId, buildingId, unitId: unit.id, unit: name, number, kind, building, timeZone },
      ...{ activity, title, contactName, contactPhone, entrapment, searchText },
      ...{ source: from.source, followsId: from.followsId, plannedMinutes: usualMinutes[activity] },
      formKey: work.formKey ?? null,
    },
    by,
    now,
  )
  if (made === null) return (yield* ServiceOrders.ofForm(work.formKey ?? "")) ?? (yield* new UnitNotFound())
  const order = { id: made, accountId, buildingId, unitId: unit.id, activity, planId: null, dueOn: null }
  yield* OrderEntries.add(order, { kind: "opened", at: now, by })
  yield* bus.publish(OrderOpened.of({ ...orderNamed(order), source: from.source }))
  yield* announceOrder(order)
  return made
})

/** Staff make an order for a unit. Returns its id, also when the same form has made it before. */
export const openOrder = Effect.fn("Maintenance.openOrder")(function* (by: Doer, work: Work, now: Date) {
  return yield* makeOrder(by, work, { source: "staff", followsId: null }, now)
}, transactional)
